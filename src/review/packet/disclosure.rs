//! Who is told what: every packet with the gates that it is behind, and the ways around them.

use super::super::page::{Block, Table};
use super::{Review, counted, sentence};
use crate::draft::{PacketDraft, ScenarioDraft, StageDraft};
use crate::prove::report::PacketReport;

/// How many ways around gates one packet shows.
const MAX_BYPASSES: usize = 6;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let mut table = Table::new(&[
        "Packet",
        "For",
        "Given in",
        "Only after",
        "Although these are not true",
        "Weakest way",
    ]);
    let drafts = packets(review.side().draft);
    for (packet, draft) in review.report.packets.iter().zip(drafts) {
        table.rows.push(vec![
            format!("`{}`", packet.packet_id),
            labels(draft),
            format!("`{}`", packet.stage_id),
            behind(packet),
            around(packet),
            weakest(packet),
        ]);
    }
    if table.rows.is_empty() {
        return vec![Block::says("No stage gives anything away.")];
    }
    vec![Block::Table(table)]
}

/// Returns all packets in the order of their stages, as reports list them.
fn packets(draft: &ScenarioDraft) -> impl Iterator<Item = &PacketDraft> {
    draft.stages().iter().flat_map(StageDraft::packets)
}

fn labels(packet: &PacketDraft) -> String {
    let labels = packet.visibility_labels.iter().flatten();
    let labels: Vec<String> = labels.map(|label| format!("`{label}`")).collect();
    match labels.as_slice() {
        [] => "no label".to_owned(),
        labels => labels.join(", "),
    }
}

fn behind(packet: &PacketReport) -> String {
    if packet.released.is_no() {
        let why = packet.claims.first().map(|claim| sentence(&claim.says));
        let strength = packet.released.strength.words();
        return format!("{} ({strength})", why.unwrap_or_default());
    }
    let guards = packet.behind.iter();
    let guards: Vec<String> = guards
        .map(|guard| format!("{} ({})", names(&guard.gates), guard.strength.words()))
        .collect();
    match guards.as_slice() {
        [] => "nothing".to_owned(),
        guards => guards.join("; "),
    }
}

fn around(packet: &PacketReport) -> String {
    let shown = packet.bypasses.iter().take(MAX_BYPASSES);
    let mut ways: Vec<String> = shown
        .map(|way| {
            let strength = way.strength.words();
            format!("{}: {} ({strength})", names(&way.gates), way.path)
        })
        .collect();
    if let Some(more) = packet.bypasses.len().checked_sub(MAX_BYPASSES + 1) {
        ways.push(format!("the gates of {}", counted(more + 1, "more stage")));
    }
    match ways.as_slice() {
        [] => "none".to_owned(),
        ways => ways.join("; "),
    }
}

fn weakest(packet: &PacketReport) -> String {
    match &packet.weakest {
        None => String::new(),
        Some(way) if way.steps.is_empty() => "at the start".to_owned(),
        Some(way) => format!("{} ({} true)", way.path, counted(way.gates, "gate")),
    }
}

fn names(gates: &[String]) -> String {
    let names: Vec<String> = gates.iter().map(|id| format!("`{id}`")).collect();
    names.join(", ")
}
