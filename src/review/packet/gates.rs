//! A card for every gate: what it asks, its ways to pass, what makes it fail.

use super::super::page::{Block, Item};
use super::{Review, sentence, stated};
use crate::prove::report::{GateReport, NeedReport, SetsReport};

/// How many sets of answers a card shows.
const MAX_SETS: usize = 6;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for stage in &review.report.stages {
        for gate in &stage.gates {
            let title = format!("Gate `{}` of stage `{}`", gate.gate_id, stage.stage_id);
            blocks.push(Block::Heading(3, title));
            blocks.push(Block::List(card(gate)));
        }
    }
    blocks
}

fn card(gate: &GateReport) -> Vec<Item> {
    let requirement = match gate.requirement.as_str() {
        "" => "nothing that is decided yet".to_owned(),
        text => format!("`{text}`"),
    };
    let mut items = vec![Item::strong("Requires", requirement)];
    items.extend(gate.claims.iter().map(|claim| Item::plain(stated(claim))));
    for (sets, one, many) in [
        (&gate.ways, "way to pass", "ways to pass"),
        (&gate.blocks, "way to fail", "ways to fail"),
    ] {
        items.extend(sets.as_ref().and_then(|sets| listed(sets, one, many)));
    }
    items
}

/// Lists the smallest sets of answers; none where there is none.
fn listed(sets: &SetsReport, one: &str, many: &str) -> Option<Item> {
    if sets.shown.is_empty() {
        return None;
    }
    let count = sentence(&sets.count_words(one, many));
    let text = format!("({}; the values are examples)", sets.strength.words());
    let shown = sets.shown.iter().take(MAX_SETS);
    let item = shown.fold(
        Item::strong(count.trim_end_matches('.'), text),
        |item, set| item.part(answers(set)),
    );
    let more = sets.more_words(sets.shown.len().min(MAX_SETS));
    Some(
        more.into_iter()
            .fold(item, |item, more| item.part(format!("… {more}"))),
    )
}

fn answers(set: &[NeedReport]) -> String {
    if set.is_empty() {
        return "without any evidence".to_owned();
    }
    let answers: Vec<String> = set.iter().map(NeedReport::words).collect();
    answers.join(", ")
}
