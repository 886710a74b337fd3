//! The scenario in plain words: a paragraph for each stage, then what its evidence says.

use super::super::page::{Block, Item, Table};
use super::{Review, sentence, stated};
use crate::check::ConditionTypes;
use crate::draft::{GateDraft, StageDraft, TrustDraft};
use crate::plain::{
    MAX_LISTED, advance, entered_from, packets, passes_when, reads, stage_name, timeout,
    unknown_when,
};
use crate::prove::{Claim, ClaimKind};
use crate::spec::TrustLane;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let draft = review.side().draft;
    let mut blocks = Vec::new();
    for (title, text) in [("Title:", &draft.title), ("Note:", &draft.annotations.note)] {
        if let Some(text) = text {
            blocks.push(Block::Paragraph(title.to_owned(), text.clone()));
        }
    }
    let runs = review.report.claims.iter();
    blocks.push(Block::List(
        runs.map(|claim| Item::plain(stated(claim))).collect(),
    ));
    for (at, stage) in draft.stages().iter().enumerate() {
        let lead = format!("Stage `{}`.", stage_name(draft, at));
        blocks.push(Block::Paragraph(lead, paragraph(review, at, stage)));
    }
    if !draft.conditions().is_empty() {
        blocks.push(Block::Heading(3, "What the evidence says".to_owned()));
        blocks.push(Block::Table(evidence(review)));
    }
    blocks
}

/// Tells a stage: how runs get in, what they are given, what they need, where they go.
fn paragraph(review: &Review<'_>, at: usize, stage: &StageDraft) -> String {
    let draft = review.side().draft;
    let tables = &review.proof.tables;
    let mut sentences = Vec::new();
    let from = entered_from(draft, at, tables);
    if from.starts_with("at ") || from.starts_with("from ") {
        sentences.push(format!("A run gets in {from}."));
    } else {
        sentences.push(sentence(&from));
    }
    if !stage.packets().is_empty() {
        sentences.push(format!("It is then given {}.", packets(stage)));
    }
    sentences.extend(stage.gates().iter().take(MAX_LISTED).map(needs));
    if let Some(more) = stage.gates().len().checked_sub(MAX_LISTED + 1) {
        sentences.push(format!("{} more gates are below.", more + 1));
    }
    let claims = review.report.stages.get(at).map(|stage| &stage.claims);
    let claims: Vec<&Claim> = claims
        .into_iter()
        .flatten()
        .filter(|one| adds(one))
        .collect();
    // What is proved of a stage without gates says where it leads.
    let is_said =
        stage.gates().is_empty() && claims.iter().any(|one| one.kind == ClaimKind::Passing);
    if let Some(table) = tables.get(at) {
        if !is_said {
            sentences.push(sentence(&advance(draft, at, table)));
        }
        match timeout(draft, at, table) {
            Some(words) => sentences.push(words),
            None if stage.gates().is_empty() => {}
            None => {
                sentences.push("It has no timeout: a run waits until its gates are true.".into());
            }
        }
    }
    sentences.extend(claims.into_iter().map(stated));
    sentences.join(" ")
}

/// Tells whether a statement says more than the paragraph in its own words.
fn adds(claim: &Claim) -> bool {
    let plain = [ClaimKind::Entry, ClaimKind::Route, ClaimKind::Timeout];
    !plain.contains(&claim.kind)
}

fn needs(gate: &GateDraft) -> String {
    let id = gate.gate_id.as_deref().unwrap_or("?");
    let lane = match gate.trust.and_then(|trust| trust.min_lane) {
        Some(TrustLane::Verified) => ", from verified evidence only",
        _ => "",
    };
    let tree = gate.requirement.as_ref().and_then(|one| one.tree().ok());
    match tree.map(|tree| passes_when(&tree)).as_deref() {
        None => format!("What gate `{id}` needs is not decided yet."),
        Some(fixed @ ("always" | "never")) => format!("Gate `{id}` is {fixed} true."),
        Some(words) => format!("Gate `{id}` needs {words}{lane}."),
    }
}

fn evidence(review: &Review<'_>) -> Table {
    let side = review.side();
    let mut table = Table::new(&["Condition", "Says", "Lane", "Unknown when"]);
    for condition in side.draft.conditions() {
        let types = ConditionTypes::of(side.draft, condition, side.sources);
        let unknown = unknown_when(condition, &types, side.sources.runtime.min_lane);
        let own = condition.trust.and_then(|TrustDraft { min_lane }| min_lane);
        let lane = match own.max(Some(side.sources.runtime.min_lane)) {
            Some(TrustLane::Verified) => "verified",
            _ => "any",
        };
        table.rows.push(vec![
            format!("`{}`", condition.condition_id.as_deref().unwrap_or("?")),
            reads(condition, &types),
            lane.to_owned(),
            unknown
                .strip_prefix("unknown when ")
                .unwrap_or(&unknown)
                .to_owned(),
        ]);
    }
    table
}
