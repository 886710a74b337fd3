//! The report as text for people.

use anstyle::{AnsiColor, Style};

use super::model::{
    AnswerReport, FateReport, GateReport, OutageReport, PacketReport, ProofReport, SetsReport,
    StageReport,
};
use super::words::{answer_items, condition_items, set_items};
use crate::plain::{Sheet, TextOptions, firm};
use crate::prove::said::{Claim, Strength};

/// Returns a whole report as text of several lines, ending with a line feed.
#[must_use]
pub fn proof_text(report: &ProofReport, options: TextOptions) -> String {
    let mut page = Sheet::new(options);
    let version = match report.spec_version.as_str() {
        "" => String::new(),
        version => format!(", version {version}"),
    };
    let title = format!("{}{version}: {}", report.scenario_id, report.headline);
    page.strong("", &title);
    let tally = format!("statements: {}", report.tally.words());
    page.hanging("  ", Style::new(), "  ", &tally);
    claims(&mut page, "  ", &report.claims);
    for stage in &report.stages {
        page.gap();
        write_stage(&mut page, stage);
        for gate in &stage.gates {
            let title = format!("gate `{}`: {}", gate.gate_id, gate.requirement);
            page.hanging("  ", Style::new().bold(), "    ", &title);
            write_gate(&mut page, "    ", gate);
        }
    }
    for packet in &report.packets {
        page.gap();
        write_packet(&mut page, packet);
    }
    if !report.outages.is_empty() {
        page.gap();
        page.strong("", "outages");
        for outage in &report.outages {
            write_outage(&mut page, outage);
        }
    }
    page.out
}

pub(super) fn write_stage(page: &mut Sheet, stage: &StageReport) {
    page.strong("", &format!("stage `{}`", stage.stage_id));
    claims(page, "  ", &stage.claims);
    if let Some(example) = stage.example.as_ref().filter(|one| !one.is_empty()) {
        let says = format!("it passes, for example, with {}", answers(example));
        page.hanging("  - ", Style::new(), "    ", &says);
    }
}

/// Returns answers as one phrase, none of them broken at the end of a line.
pub(super) fn answers(answers: &[AnswerReport]) -> String {
    phrase(&answer_items(answers))
}

fn phrase(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| firm(item)).collect();
    items.join(", ")
}

pub(super) fn write_gate(page: &mut Sheet, indent: &str, gate: &GateReport) {
    claims(page, indent, &gate.claims);
    let (conditions, more) = condition_items(&gate.conditions);
    let columns = conditions
        .iter()
        .map(|one| one.condition_id.chars().count());
    let column = columns.max().unwrap_or(0).min(MAX_COLUMN);
    let (lead, rest) = (format!("{indent}- "), format!("{indent}    "));
    for one in conditions {
        let (id, role, says) = (&one.condition_id, one.role.name(), &one.says);
        let text = format!("{id:column$}  {role:ROLE$} {says}");
        page.hanging(&lead, Style::new(), &rest, text.trim_end());
    }
    if let Some(more) = more {
        page.hanging(&lead, Style::new(), &rest, &more);
    }
    for (sets, one, many) in gate.listed_sets() {
        if let Some(sets) = sets {
            write_sets(page, indent, sets, (one, many));
        }
    }
}

/// Widest column of names that others are aligned to.
const MAX_COLUMN: usize = 24;
/// Columns of the longest role and a blank behind it.
const ROLE: usize = "not analysed".len() + 1;

fn write_sets(page: &mut Sheet, indent: &str, found: &SetsReport, (one, many): (&str, &str)) {
    let (lead, rest) = (format!("{indent}  "), format!("{indent}    "));
    let count = format!("{}:", found.count_words(one, many));
    mark(page, (indent, &lead), &count, found.strength);
    for set in found.listed() {
        page.hanging(&lead, Style::new(), &rest, &phrase(&set_items(set)));
    }
    if let Some(more) = found.more_words(found.listed().len()) {
        page.hanging(&lead, Style::new(), &rest, &format!("… {more}"));
    }
}

pub(super) fn write_packet(page: &mut Sheet, packet: &PacketReport) {
    let title = format!(
        "packet `{}`, released in `{}`",
        packet.packet_id, packet.stage_id
    );
    page.strong("", &title);
    claims(page, "  ", &packet.claims);
}

fn write_outage(page: &mut Sheet, outage: &OutageReport) {
    mark(
        page,
        ("  ", "    "),
        &outage.claim.says,
        outage.claim.strength,
    );
    // Stages with the same fate stand together, in the order of the first of them.
    let mut fates: Vec<(&Claim, Vec<String>)> = Vec::new();
    for FateReport {
        stage_id, claim, ..
    } in &outage.stages
    {
        let stage = format!("`{stage_id}`");
        match fates.iter_mut().find(|(known, _)| *known == claim) {
            Some((_, stages)) => stages.push(stage),
            None => fates.push((claim, vec![stage])),
        }
    }
    for (claim, stages) in fates {
        let says = format!("{}: {}", stages.join(", "), claim.says);
        mark(page, ("    - ", "      "), &says, claim.strength);
    }
}

/// Writes statements, each with how strongly it is known.
pub(super) fn claims(page: &mut Sheet, indent: &str, claims: &[Claim]) {
    for claim in claims {
        let places = (&*format!("{indent}- "), &*format!("{indent}  "));
        mark(page, places, &claim.says, claim.strength);
    }
}

/// Writes a statement with its strength in brackets.
pub(super) fn mark(page: &mut Sheet, places: (&str, &str), text: &str, strength: Strength) {
    let style = match strength {
        Strength::Proved => AnsiColor::Green,
        Strength::AssumesStableEvidence | Strength::Heuristic => AnsiColor::Yellow,
        Strength::NotAnalysed => AnsiColor::BrightRed,
    };
    let words = format!("[{}]", strength.words());
    page.marked(places, text, (style.on_default(), &words));
}
