//! What changed since the base: behaviour by stage, then what is written, then bytes.

use super::super::declaration::Declared;
use super::super::model::Change;
use super::super::page::{Block, Item};
use super::super::render::words;
use super::{Base, Review, sentence};

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    if let Base::Absent(place) = review.request.base {
        let text = format!("There is none in `{place}`: everything here is new.");
        return vec![Block::says(text)];
    }
    let Some(comparison) = &review.comparison else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    if comparison.behaviour.changes.is_empty() {
        blocks.push(Block::says("Runs do the same as before."));
    }
    let mut stage = None;
    for change in &comparison.behaviour.changes {
        let place = change.stage.as_deref();
        if stage != Some(place) {
            let title = place.map_or("Scenario".to_owned(), |id| format!("Stage `{id}`"));
            blocks.push(Block::Heading(3, title));
            blocks.push(Block::List(Vec::new()));
            stage = Some(place);
        }
        if let Some(Block::List(items)) = blocks.last_mut() {
            items.push(item(change));
        }
    }
    let declaration = &comparison.declaration;
    blocks.push(Block::Heading(3, "What is written".to_owned()));
    let tally = words::declaration_tally(declaration);
    blocks.push(Block::says(sentence(&tally)));
    for (title, changes) in [
        ("What is written otherwise", &declaration.changes),
        ("For authors only, changes no byte", &declaration.authoring),
    ] {
        if !changes.is_empty() {
            let items = changes.iter().map(entity).collect();
            blocks.push(Block::Fold(title.to_owned(), vec![Block::List(items)]));
        }
    }
    let cosmetic = &comparison.bytes.cosmetic;
    if !cosmetic.is_empty() {
        blocks.push(Block::Heading(3, "Only in the bytes".to_owned()));
        let items = cosmetic.iter().map(Item::plain).collect();
        blocks.push(Block::List(items));
    }
    blocks
}

fn item(change: &Change) -> Item {
    let text = format!(
        "({}) {} `{}`",
        words::strength_words(change.confidence),
        change.headline,
        change.fingerprint()
    );
    let mut item = Item::strong(change.class.name(), text);
    let details = words::details(change);
    for line in details.into_iter().chain(words::approval(change)) {
        // What is indented belongs to the line above it.
        let above = item.parts.last_mut().filter(|_| line.starts_with("  "));
        match above {
            Some(above) => above.parts.push(Item::plain(line.trim_start())),
            None => item.parts.push(Item::plain(line)),
        }
    }
    item
}

fn entity(declared: &Declared) -> Item {
    let (_, words) = words::declared(declared);
    let text = match words.as_slice() {
        [] => format!("`{}`", declared.address()),
        words => format!("`{}`: {}", declared.address(), words.join(", ")),
    };
    let lines = declared.fields.iter().map(words::line);
    lines.fold(Item::plain(text), Item::part)
}
