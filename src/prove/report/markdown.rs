//! The report as Markdown, whole or by its parts, for review packets and job summaries.
//!
//! Every part begins with its own heading; `level` is how deep that is. A part without anything to
//! tell is empty.

use super::model::{
    FateReport, GateReport, OutageReport, PacketReport, ProofReport, SetsReport, StageReport,
};
use super::words::{answer_items, capital, condition_items, put, set_items};
use crate::diagnostic::inert_markdown as inert;
use crate::plain::MAX_LISTED;
use crate::prove::said::{Claim, ClaimKind, Strength};

/// Deepest heading of Markdown.
const DEEPEST: usize = 6;

/// Returns a whole report, ending with a line feed.
#[must_use]
pub fn proof_markdown(report: &ProofReport, level: usize) -> String {
    let mut out = String::new();
    let title = match report.spec_version.as_str() {
        "" => report.scenario_id.clone(),
        version => format!("{}, version {version}", report.scenario_id),
    };
    heading(&mut out, level, &title);
    put(
        &mut out,
        format_args!("**{}.**\n\n", inert(&capital(&report.headline))),
    );
    put(
        &mut out,
        format_args!("Statements: {}.\n\n", report.tally.words()),
    );
    claims(&mut out, &report.claims);
    let below = level + 1;
    for part in [
        stages_markdown(report, below),
        packets_markdown(report, below),
        outages_markdown(report, below),
        gate_cards_markdown(report, below),
    ] {
        if !part.is_empty() {
            out.push('\n');
            out.push_str(&part);
        }
    }
    out
}

/// Returns what every stage does, in the order of the scenario.
#[must_use]
pub fn stages_markdown(report: &ProofReport, level: usize) -> String {
    let mut out = String::new();
    for stage in &report.stages {
        if out.is_empty() {
            heading(&mut out, level, "Stages");
        } else {
            out.push('\n');
        }
        heading(&mut out, level + 1, &format!("Stage {}", stage.stage_id));
        claims(&mut out, &stage.claims);
        if let Some(example) = stage.example.as_ref().filter(|one| !one.is_empty()) {
            let answers = inert(&answer_items(example).join(", "));
            put(
                &mut out,
                format_args!("- It passes, for example, with {answers}\n"),
            );
        }
    }
    out
}

/// Returns a card for every gate: what it says, its ways to pass, what blocks it.
#[must_use]
pub fn gate_cards_markdown(report: &ProofReport, level: usize) -> String {
    let mut out = String::new();
    for stage in &report.stages {
        for gate in &stage.gates {
            if out.is_empty() {
                heading(&mut out, level, "Gates");
            } else {
                out.push('\n');
            }
            card(&mut out, stage, gate, level + 1);
        }
    }
    out
}

fn card(out: &mut String, stage: &StageReport, gate: &GateReport, level: usize) {
    let title = format!("Gate {} of stage {}", gate.gate_id, stage.stage_id);
    heading(out, level, &title);
    if !gate.requirement.is_empty() {
        put(
            out,
            format_args!("Requires: {}\n\n", inert(&gate.requirement)),
        );
    }
    claims(out, &gate.claims);
    let (conditions, more) = condition_items(&gate.conditions);
    if conditions.iter().any(|one| !one.says.is_empty()) {
        if !gate.claims.is_empty() {
            out.push('\n');
        }
        out.push_str("| Condition | Role | What it says |\n| --- | --- | --- |\n");
        for one in conditions {
            let (id, role, says) = (inert(&one.condition_id), one.role.name(), inert(&one.says));
            put(out, format_args!("| {id} | {role} | {says} |\n"));
        }
        if let Some(more) = more {
            put(out, format_args!("| {more} | | |\n"));
        }
    }
    for (found, one, many) in gate.listed_sets() {
        if let Some(found) = found {
            sets(out, found, one, many);
        }
    }
}

fn sets(out: &mut String, found: &SetsReport, one: &str, many: &str) {
    let count = capital(&found.count_words(one, many));
    put(out, format_args!("\n{count}{}:\n\n", mark(found.strength)));
    for set in found.listed() {
        put(
            out,
            format_args!("- {}\n", inert(&set_items(set).join(", "))),
        );
    }
    if let Some(more) = found.more_words(found.listed().len()) {
        put(out, format_args!("- … {more}\n"));
    }
}

/// Returns the table of packets: what each is guaranteed to sit behind, and every bypass.
#[must_use]
pub fn packets_markdown(report: &ProofReport, level: usize) -> String {
    let mut out = String::new();
    if report.packets.is_empty() {
        return out;
    }
    heading(&mut out, level, "Packets");
    out.push_str("| Packet | Released in | Only after | Can be released without |\n");
    out.push_str("| --- | --- | --- | --- |\n");
    for packet in &report.packets {
        put(
            &mut out,
            format_args!(
                "| {} | {} | {} | {} |\n",
                inert(&packet.packet_id),
                inert(&packet.stage_id),
                behind(packet),
                bypasses(packet)
            ),
        );
    }
    out
}

fn behind(packet: &PacketReport) -> String {
    let mut cells: Vec<String> = Vec::new();
    // What is not a plain yes is told in the words of the statement.
    let odd = |claim: &&Claim| claim.kind == ClaimKind::Release;
    for claim in packet.claims.iter().filter(odd) {
        cells.push(format!("{}{}", inert(&claim.says), mark(claim.strength)));
    }
    for guard in &packet.behind {
        let gates = inert(&guard.gates.join(", "));
        cells.push(format!("{gates}{}", mark(guard.strength)));
    }
    match cells.as_slice() {
        [] => "nothing".to_owned(),
        cells => cells.join("<br>"),
    }
}

fn bypasses(packet: &PacketReport) -> String {
    let shown = packet.bypasses.iter().take(MAX_LISTED).map(|one| {
        let (gates, path) = (inert(&one.gates.join(", ")), inert(&one.path));
        format!("{gates}: {path}{}", mark(one.strength))
    });
    let mut cells: Vec<String> = shown.collect();
    let more = packet.bypasses.len().saturating_sub(cells.len());
    if more > 0 {
        cells.push(format!("… the gates of {more} more stages"));
    }
    match cells.as_slice() {
        [] => "nothing".to_owned(),
        cells => cells.join("<br>"),
    }
}

/// Returns the table of outages: what becomes of each stage while a provider gives no answers.
#[must_use]
pub fn outages_markdown(report: &ProofReport, level: usize) -> String {
    let mut out = String::new();
    if report.outages.is_empty() {
        return out;
    }
    heading(&mut out, level, "Outages");
    out.push_str("| Stage |");
    for outage in &report.outages {
        put(&mut out, format_args!(" {} |", inert(&outage.title())));
    }
    out.push_str("\n| --- |");
    out.push_str(&" --- |".repeat(report.outages.len()));
    out.push('\n');
    for (index, stage) in report.stages.iter().enumerate() {
        put(&mut out, format_args!("| {} |", inert(&stage.stage_id)));
        for outage in &report.outages {
            let fate = outage
                .stages
                .get(index)
                .map(|fate: &FateReport| &fate.claim);
            out.push_str(&cell(fate));
        }
        out.push('\n');
    }
    out.push_str("| whole runs |");
    for outage in &report.outages {
        out.push_str(&cell(Some(&outage.completion())));
    }
    out.push('\n');
    out
}

fn cell(claim: Option<&Claim>) -> String {
    claim.map_or_else(
        || " |".to_owned(),
        |claim| format!(" {}{} |", inert(&claim.says), mark(claim.strength)),
    )
}

impl OutageReport {
    /// Returns what is out, as a table's column names it.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.provider_id {
            Some(id) => format!("{id} is out"),
            None => "only asserted evidence, as in a precheck".to_owned(),
        }
    }

    /// Returns what it means for whole runs, as a table's cell says it.
    pub(super) fn completion(&self) -> Claim {
        use super::model::Possible;
        let says = match self.completes.can {
            Possible::Yes => "can still complete",
            Possible::No => "cannot complete",
            Possible::Unknown => "not known",
        };
        Claim {
            says: says.to_owned(),
            ..self.claim.clone()
        }
    }
}

fn claims(out: &mut String, claims: &[Claim]) {
    for claim in claims {
        put(
            out,
            format_args!(
                "- {}{}\n",
                inert(&capital(&claim.says)),
                mark(claim.strength)
            ),
        );
    }
}

fn mark(strength: Strength) -> String {
    format!(" *({})*", strength.words())
}

fn heading(out: &mut String, level: usize, title: &str) {
    out.push_str(&"#".repeat(level.clamp(1, DEEPEST)));
    put(out, format_args!(" {}\n\n", inert(title)));
}
