//! The head of the packet: the verdict, what it rests on, and which bytes it is about.

use super::super::page::{Block, Item, Page, Table};
use super::super::render::words;
use super::findings::Tally;
use super::{Base, Layout, Review, counted, sentence};
use crate::diagnostic::visible;
use crate::spec::SpecHash;

/// Longest name in the head, in characters.
const MAX_NAME: usize = 80;

/// Returns the page with nothing but its head.
pub(super) fn head(review: &Review<'_>, layout: &Layout) -> Page {
    let side = review.side();
    let id = &side.compiled.spec.scenario_id;
    Page {
        marker: Some(marker(id)),
        title: format!("Review of `{}`", short(id)),
        blocks: vec![
            verdict(review),
            Block::List(rests_on(review, layout)),
            Block::Table(versions(review)),
        ],
    }
}

/// Returns the name by which a later packet of the same scenario finds this one.
fn marker(id: &str) -> String {
    if id.len() > MAX_NAME {
        return format!("gatewright review sha256 {}", SpecHash::of(id.as_bytes()));
    }
    format!("gatewright review {id}")
}

fn verdict(review: &Review<'_>) -> Block {
    let headline = sentence(&review.report.headline);
    let Some(comparison) = &review.comparison else {
        return match review.request.base {
            Base::Absent(place) => {
                let place = short(place);
                let says = format!("There is no `{place}`, so nothing is compared. {headline}");
                Block::Paragraph("New.".to_owned(), says)
            }
            _ => Block::Paragraph(headline, "There is no base to compare with.".to_owned()),
        };
    };
    let verdict = comparison.verdict();
    let mut says = sentence(verdict.words());
    if !comparison.behaviour.changes.is_empty() {
        says = format!(
            "{says} {} ({}). It calls for a {} version.",
            sentence(&words::tally(comparison)).trim_end_matches('.'),
            words::strengths(comparison),
            verdict.bump().name()
        );
    }
    if comparison.lacks_bump() {
        says.push_str(" The version is the same as before.");
    }
    Block::Paragraph(sentence(verdict.name()), says)
}

fn rests_on(review: &Review<'_>, layout: &Layout) -> Vec<Item> {
    let mut items = Vec::new();
    if review.comparison.is_some() {
        items.push(Item::strong("Runs:", sentence(&review.report.headline)));
    }
    if let (Some(comparison), Some(_)) = (&review.comparison, review.request.approvals) {
        let changes = &comparison.behaviour.changes;
        let accepted = changes.iter().filter(|change| change.is_approved(false));
        let text = match changes.len() {
            0 => "there is nothing to accept.".to_owned(),
            all => format!(
                "{} of {} accepted.",
                accepted.count(),
                counted(all, "change")
            ),
        };
        items.push(Item::strong("Decisions:", text));
    }
    items.push(Item::strong("Findings:", Tally::of(review).words()));
    let strengths = review.report.tally.words();
    let proof = if review.proof.is_cut_short() {
        format!("{strengths} statements; some parts are too large to be analysed.")
    } else {
        format!("{strengths} statements.")
    };
    items.push(Item::strong("Proof:", proof));
    let compiled = format!("without an error, by gatewright {}.", layout.tool_version);
    items.push(Item::strong("Compiled:", compiled));
    items
}

fn versions(review: &Review<'_>) -> Table {
    let mut table = Table::new(&["", "From", "Version", "SHA-256", "Bytes"]);
    let base = match &review.request.base {
        Base::Version(base) => Some(("old", &base.side)),
        Base::None | Base::Absent(_) => None,
    };
    for (name, side) in base.into_iter().chain([("new", review.side())]) {
        table.rows.push(vec![
            name.to_owned(),
            short(side.label),
            short(&side.compiled.spec.spec_version),
            format!("`{}`", side.compiled.hash),
            side.compiled.bytes.len().to_string(),
        ]);
    }
    table
}

/// Cuts a name that would fill the head.
pub(super) fn short(name: &str) -> String {
    let mut cut: String = visible(name).chars().take(MAX_NAME).collect();
    if visible(name).chars().nth(MAX_NAME).is_some() {
        cut.push('…');
    }
    cut
}
