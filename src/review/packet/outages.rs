//! What becomes of runs in each stage while a source of evidence is out.

use super::super::page::{Block, Table};
use super::Review;
use crate::prove::Claim;
use crate::prove::report::{OutageReport, Possible};

/// How many outages stand side by side.
const MAX_COLUMNS: usize = 5;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let outages = review.report.outages.chunks(MAX_COLUMNS);
    outages
        .map(|outages| Block::Table(table(review, outages)))
        .collect()
}

fn table(review: &Review<'_>, outages: &[OutageReport]) -> Table {
    let title = |outage: &OutageReport| match &outage.provider_id {
        Some(id) => format!("`{id}` is down"),
        None => "only asserted evidence, as in a precheck".to_owned(),
    };
    let mut table = Table {
        head: vec!["Stage".to_owned()],
        rows: Vec::new(),
    };
    table.head.extend(outages.iter().map(title));
    for (at, stage) in review.report.stages.iter().enumerate() {
        let fates = outages.iter().map(|outage| {
            let fate = outage.stages.get(at);
            fate.map_or_else(String::new, |fate| cell(&fate.claim))
        });
        let name = std::iter::once(format!("`{}`", stage.stage_id));
        table.rows.push(name.chain(fates).collect());
    }
    let whole = outages.iter().map(|outage| {
        let can = match outage.completes.can {
            Possible::Yes => "can complete",
            Possible::No => "cannot complete",
            Possible::Unknown => "may complete or not",
        };
        format!("{can} ({})", outage.claim.strength.words())
    });
    let name = std::iter::once("a run that starts then".to_owned());
    table.rows.push(name.chain(whole).collect());
    table
}

fn cell(claim: &Claim) -> String {
    format!("{} ({})", claim.says, claim.strength.words())
}
