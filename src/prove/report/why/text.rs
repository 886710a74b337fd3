//! The answer to why as text for people.

use anstyle::Style;

use super::model::{
    StageOutageReport, Why, WhyCondition, WhyGate, WhyPacket, WhyReport, WhyStage, WithoutReport,
};
use crate::plain::{Sheet, TextOptions};
use crate::prove::report::Possible;
use crate::prove::report::text::{answers, claims, mark, write_gate};
use crate::prove::said::Claim;

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
    line(
        page,
        &format!(
            "it holds runs in `{}` until {}",
            told.stage_id, told.gate.requirement
        ),
    );
    claims(page, "  ", &told.entry);
    write_gate(page, "  ", &told.gate);
    if let Some(example) = told.example.as_ref().filter(|one| !one.is_empty()) {
        line(
            page,
            &format!("it is true, for example, with {}", answers(example)),
        );
    }
    for one in &told.without {
        let says = format!("{} {}", when(one.provider_id.as_deref()), without(one));
        mark(page, ("  - ", "    "), &says, one.passes.strength);
    }
}

fn when(provider: Option<&str>) -> String {
    match provider {
        Some(id) => format!("while `{id}` is out,"),
        None => "with only asserted evidence, as in a precheck,".to_owned(),
    }
}

const fn without(one: &WithoutReport) -> &'static str {
    match one.passes.can {
        Possible::Yes => "it can still be true",
        Possible::No => "it cannot be true",
        Possible::Unknown => "nobody knows whether it can be true",
    }
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
                "gate `{}` holds it until {}",
                gate.gate_id, gate.requirement
            ),
        );
        claims(page, "    ", &gate.claims);
    }
    for StageOutageReport { provider_id, fate } in &told.outages {
        let Claim { says, strength, .. } = &fate.claim;
        let says = format!("{} a run in it {says}", when(provider_id.as_deref()));
        mark(page, ("  - ", "    "), &says, *strength);
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
    line(page, &format!("it is true when {}", told.says));
    line(page, &format!("it is {}", told.unknown_when));
    for one in &told.uses {
        let says = format!(
            "in gate `{}` of stage `{}` it is {}",
            one.gate_id,
            one.stage_id,
            one.role.name()
        );
        mark(page, ("  - ", "    "), &says, one.strength);
    }
}
