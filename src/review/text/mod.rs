//! The scenario as lines, for tools that compare lines: an entity a block, a fact a line.
//!
//! What has no order in behaviour is sorted, so that moving it shows no difference: conditions,
//! gates, policies, schemas, tags, labels and the parts of a requirement. Stages, packets and
//! branch rules stand in their own order. A draft and the spec compiled from it read alike but for
//! what only a draft holds.

mod blocks;
mod requirement;
mod stage;
mod values;

use crate::diagnostic::visible;
use crate::draft::{Format, Reading, ScenarioDraft, read};

/// Version of the text, told in its first line; another one means that old texts are not comparable.
pub const TEXT_VERSION: u32 = 1;

/// One entity with its facts and the entities in it.
///
/// Headings and lines may hold untrusted text; [`show`] makes it safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// JSON Pointer of the entity in the draft; empty for the scenario.
    pub pointer: String,
    /// Its kind and id, such as `gate quality`.
    pub heading: String,
    /// One fact each.
    pub lines: Vec<String>,
    /// The entities in it, such as the gates of a stage.
    pub parts: Vec<Self>,
}

impl Block {
    /// Returns all that it says, to order blocks by: its id first.
    fn key(&self) -> (&str, &[String]) {
        (&self.heading, &self.lines)
    }
}

/// Returns all blocks of a draft: the scenario, conditions, stages, policies, schemas.
#[must_use]
pub fn blocks(draft: &ScenarioDraft) -> Vec<Block> {
    blocks::of(draft)
}

/// Returns a draft as lines, the first one with the version of the text.
#[must_use]
pub fn show(draft: &ScenarioDraft) -> String {
    let mut text = format!("gatewright text {TEXT_VERSION}\n");
    for block in blocks(draft) {
        text.push('\n');
        put(&block, 0, &mut text);
    }
    text
}

/// Returns the bytes of any file as lines: a draft or spec by [`show`], all else as it is.
///
/// It never fails. What cannot be read without loss is returned to the byte, below a first line
/// that says so.
#[must_use]
pub fn show_bytes(bytes: &[u8], format: Format) -> Vec<u8> {
    let Reading {
        draft, problems, ..
    } = read(bytes, format);
    match draft {
        Some(draft) if problems.is_empty() => show(&draft).into_bytes(),
        _ => {
            let why = problems.first().map_or("", |problem| &problem.message);
            [raw_note(why).as_bytes(), bytes].concat()
        }
    }
}

/// Returns the first line of a text that is the file itself.
#[must_use]
pub fn raw_note(why: &str) -> String {
    let why = if why.is_empty() { "unreadable" } else { why };
    format!(
        "gatewright text {TEXT_VERSION}: the file as it is, because not all of it is a draft or \
         spec: {}\n",
        visible(why)
    )
}

fn put(block: &Block, depth: usize, text: &mut String) {
    let mut line = |depth: usize, line: &str| {
        text.extend(std::iter::repeat_n("  ", depth));
        text.push_str(visible(line).trim_end());
        text.push('\n');
    };
    line(depth, &block.heading);
    for fact in &block.lines {
        line(depth + 1, fact);
    }
    for part in &block.parts {
        put(part, depth + 1, text);
    }
}

#[cfg(test)]
mod tests;
