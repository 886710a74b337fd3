//! The answer to why as text for people.

use anstyle::Style;

use super::model::{Why, WhyCondition, WhyGate, WhyPacket, WhyReport, WhyStage};
use crate::plain::{Sheet, TextOptions, listed};
use crate::prove::Role;
use crate::prove::report::text::{answers, claims, mark, write_gate};
use crate::prove::report::{FateKind, Possible};
use crate::prove::said::Strength;

/// Returns an answer as text of several lines, ending with a line feed.
#[must_use]
pub fn why_text(report: &WhyReport, options: TextOptions) -> String {
    let mut page = Sheet::new(options);
    page.strong("", &format!("{}: {}", report.address, report.headline));
    match &report.answer {
        Why::Gate(told) => gate(&mut page, told),
        Why::Stage(told) => stage(&mut page, told),
        Why::Packet(told) => packet(&mut page, told),
        Why::Condition(told) => condition(&mut page, told),
    }
    page.out
}

fn line(page: &mut Sheet, text: &str) {
    page.hanging("  - ", Style::new(), "    ", text);
}

fn gate(page: &mut Sheet, told: &WhyGate) {
    let requirement = &told.gate.requirement;
    line(
        page,
        &format!(
            "it holds runs in `{}` until this is true: {requirement}",
            told.stage_id
        ),
    );
    claims(page, "  ", &told.entry);
    write_gate(page, "  ", &told.gate);
    // The ways to pass are examples already.
    let example = told
        .example
        .as_ref()
        .filter(|one| !one.is_empty() && told.gate.ways.is_none());
    if let Some(example) = example {
        line(
            page,
            &format!("it is true, for example, with {}", answers(example)),
        );
    }
    let without = told.without.iter().map(|one| {
        let says = match one.passes.can {
            Possible::Yes => "it can still be true",
            Possible::No => "it cannot be true",
            Possible::Unknown => "nobody knows whether it can be true",
        };
        (
            one.provider_id.as_deref(),
            says.to_owned(),
            one.passes.strength,
        )
    });
    outages(page, without);
}

fn stage(page: &mut Sheet, told: &WhyStage) {
    claims(page, "  ", &told.stage.claims);
    if let Some(example) = told.stage.example.as_ref().filter(|one| !one.is_empty()) {
        line(
            page,
            &format!("it passes, for example, with {}", answers(example)),
        );
    }
    for gate in &told.stage.gates {
        line(
            page,
            &format!(
                "gate `{}` holds it until this is true: {}",
                gate.gate_id, gate.requirement
            ),
        );
        claims(page, "    ", &gate.claims);
    }
    // What becomes of a stage without gates goes without saying.
    let fates = told
        .outages
        .iter()
        .filter(|one| one.fate.fate != FateKind::NoGates);
    let fates = fates.map(|one| {
        let says = match one.fate.fate {
            FateKind::NotEntered => one.fate.claim.says.clone(),
            _ => format!("a run in it {}", one.fate.claim.says),
        };
        (one.provider_id.as_deref(), says, one.fate.claim.strength)
    });
    outages(page, fates);
}

/// Writes what each outage means, those with the same meaning on one line.
fn outages<'a>(page: &mut Sheet, told: impl Iterator<Item = (Option<&'a str>, String, Strength)>) {
    let mut providers: Vec<(String, Strength, Vec<String>)> = Vec::new();
    let mut precheck = None;
    for (provider, says, strength) in told {
        let Some(id) = provider else {
            precheck = Some((says, strength));
            continue;
        };
        let id = format!("`{id}`");
        let same =
            |known: &&mut (String, Strength, Vec<String>)| known.0 == says && known.1 == strength;
        match providers.iter_mut().find(same) {
            Some((_, _, ids)) => ids.push(id),
            None => providers.push((says, strength, vec![id])),
        }
    }
    for (says, strength, ids) in providers {
        let says = format!("while {} is out, {says}", listed(&ids, "or"));
        mark(page, ("  - ", "    "), &says, strength);
    }
    if let Some((says, strength)) = precheck {
        let says = format!("with only asserted evidence, as in a precheck, {says}");
        mark(page, ("  - ", "    "), &says, strength);
    }
}

fn packet(page: &mut Sheet, told: &WhyPacket) {
    line(
        page,
        &format!("it is released on entry into `{}`", told.packet.stage_id),
    );
    claims(page, "  ", &told.packet.claims);
    if told.weakest.is_empty() {
        return;
    }
    line(page, "the way to it on which the fewest gates are true:");
    for stretch in &told.weakest {
        let text = format!("in `{}`: {}", stretch.stage_id, stretch.says);
        page.hanging("    - ", Style::new(), "      ", &text);
        if let Some(evidence) = stretch.evidence.as_ref().filter(|one| !one.is_empty()) {
            let text = format!("for example with {}", answers(evidence));
            page.hanging("      ", Style::new(), "        ", &text);
        }
    }
}

fn condition(page: &mut Sheet, told: &WhyCondition) {
    line(page, &format!("it says: {}", told.says));
    line(page, &format!("it is {}", told.unknown_when));
    for one in &told.uses {
        let role = match one.role {
            Role::Mandatory => "it cannot pass without an answer to it",
            Role::Alternative => "some ways to pass need it, others do without",
            Role::Blocking => "it never helps to pass and can block",
            Role::Irrelevant => "nothing depends on it",
            Role::Open => "what it is for is not known",
        };
        let says = format!("gate `{}` of stage `{}`: {role}", one.gate_id, one.stage_id);
        mark(page, ("  - ", "    "), &says, one.strength);
    }
}
