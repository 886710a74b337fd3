//! What is found in the scenario: what is new, what stayed, what is gone, what its author accepts.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::super::page::{Block, Item};
use super::{Base, Review};
use crate::diagnostic::{Code, Confidence, Diagnostic, Level};
use crate::draft::{Annotations, ScenarioDraft, Suppression, entity_of};

/// The findings, told apart by what became of them since the base.
struct Sorted<'a> {
    /// What the base does not have; everything without one.
    new: Vec<&'a Diagnostic>,
    /// What both have.
    kept: Vec<&'a Diagnostic>,
    /// What only the base has.
    fixed: Vec<&'a Diagnostic>,
}

impl<'a> Sorted<'a> {
    fn of(review: &Review<'a>) -> Self {
        let mut known: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
        if let Base::Version(base) = &review.request.base {
            for found in base.findings.diagnostics.iter().rev() {
                known.entry(found.fingerprint()).or_default().push(found);
            }
        }
        let (mut new, mut kept) = (Vec::new(), Vec::new());
        for found in &review.request.new.findings.diagnostics {
            let before = known.get_mut(&found.fingerprint()).and_then(Vec::pop);
            if before.is_some() {
                kept.push(found);
            } else {
                new.push(found);
            }
        }
        let mut fixed: Vec<&Diagnostic> = known.into_values().flatten().collect();
        for found in [&mut new, &mut kept, &mut fixed] {
            found.sort_by(|a, b| order(a).cmp(&order(b)));
        }
        Self { new, kept, fixed }
    }
}

/// The weightiest first; the rest is the order of the document.
fn order(found: &Diagnostic) -> (Level, Code, &str, &str) {
    let place = &found.primary;
    (found.level, found.code, &place.entity, &found.message)
}

/// How many findings there are.
pub(super) struct Tally {
    levels: Vec<(Level, usize)>,
    new: Option<usize>,
    fixed: usize,
    accepted: usize,
}

impl Tally {
    pub(super) fn of(review: &Review<'_>) -> Self {
        let found = &review.request.new.findings;
        let levels = [Level::Error, Level::Warning, Level::Advice, Level::Todo];
        let sorted = Sorted::of(review);
        let is_compared = matches!(review.request.base, Base::Version(_));
        Self {
            levels: levels.map(|level| (level, found.count(level))).into(),
            new: is_compared.then_some(sorted.new.len()),
            fixed: sorted.fixed.len(),
            accepted: accepted(review.side().draft).len(),
        }
    }

    /// Returns the numbers, such as `2 warnings, of which 1 is new; 1 fixed; 1 accepted.`
    pub(super) fn words(&self) -> String {
        let levels = self.levels.iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = levels
            .map(|(level, count)| match (level, count) {
                (Level::Error | Level::Warning, 2..) => format!("{count} {}s", level.name()),
                _ => format!("{count} {}", level.name()),
            })
            .collect();
        let found = if counts.is_empty() {
            "none".to_owned()
        } else {
            counts.join(", ")
        };
        let new = match self.new {
            Some(0) | None => String::new(),
            Some(1) => ", of which 1 is new".to_owned(),
            Some(new) => format!(", of which {new} are new"),
        };
        let mut parts = vec![format!("{found}{new}")];
        for (count, what) in [(self.fixed, "fixed"), (self.accepted, "accepted")] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        parts.join("; ") + "."
    }
}

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let sorted = Sorted::of(review);
    let is_compared = matches!(review.request.base, Base::Version(_));
    let new = if is_compared { "New" } else { "" };
    let mut blocks = Vec::new();
    for (title, found) in [
        (new, &sorted.new),
        ("There before, too", &sorted.kept),
        ("Fixed", &sorted.fixed),
    ] {
        if found.is_empty() {
            continue;
        }
        if !title.is_empty() {
            blocks.push(Block::Heading(3, title.to_owned()));
        }
        let items = found.iter().map(|found| item(found)).collect();
        blocks.push(Block::List(items));
    }
    let accepted = accepted(review.side().draft);
    if !accepted.is_empty() {
        let before: BTreeSet<Accepted> = match &review.request.base {
            Base::Version(base) => self::accepted(base.side.draft).into_iter().collect(),
            Base::None | Base::Absent(_) => BTreeSet::new(),
        };
        blocks.push(Block::Heading(3, "Accepted in the draft".to_owned()));
        let items = accepted.iter().map(|one| {
            let is_new = is_compared && !before.contains(one);
            let new = if is_new {
                " (accepted since the base)"
            } else {
                ""
            };
            Item::strong(&one.code, format!("`{}`: {}{new}", one.entity, one.reason))
        });
        blocks.push(Block::List(items.collect()));
    }
    if blocks.is_empty() {
        blocks.push(Block::says("Nothing is found."));
    }
    blocks
}

fn item(found: &Diagnostic) -> Item {
    let entity = match found.primary.entity.as_str() {
        "" => "scenario",
        entity => entity,
    };
    let lead = format!("{} {}", found.level.name(), found.code);
    let strength = match found.confidence {
        Confidence::Proved => "",
        Confidence::AssumesStableEvidence => " (assumes stable evidence)",
        Confidence::Heuristic => " (likely)",
    };
    let mut item = Item::strong(lead, format!("`{entity}`: {}{strength}", found.message));
    for effect in &found.effects {
        item = item.part(format!("effect: {effect}"));
    }
    for help in &found.help {
        item = item.part(format!("help: {help}"));
    }
    item
}

/// A kind of finding that the author accepts somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Accepted {
    code: String,
    entity: String,
    reason: String,
}

/// Returns what the author of a draft accepts, in the order of the document.
fn accepted(draft: &ScenarioDraft) -> Vec<Accepted> {
    let mut found = Vec::new();
    let mut add = |pointer: &str, annotations: &Annotations| {
        let all = annotations.suppress.iter();
        found.extend(all.filter_map(|one: &Suppression| {
            let code = one.code.as_deref()?;
            let named = Code::from_str(code).map(|code| format!("{code} {}", code.name()));
            Some(Accepted {
                code: named.unwrap_or_else(|_| code.to_owned()),
                entity: match pointer {
                    "" => "scenario".to_owned(),
                    pointer => entity_of(Some(draft), pointer),
                },
                reason: one.reason.clone()?,
            })
        }));
    };
    add("", &draft.annotations);
    for (at, condition) in draft.conditions().iter().enumerate() {
        add(&format!("/conditions/{at}"), &condition.annotations);
    }
    for (at, stage) in draft.stages().iter().enumerate() {
        let stage_at = format!("/stages/{at}");
        add(&stage_at, &stage.annotations);
        for (gate_at, gate) in stage.gates().iter().enumerate() {
            add(&format!("{stage_at}/gates/{gate_at}"), &gate.annotations);
        }
        for (packet_at, packet) in stage.packets().iter().enumerate() {
            let at = format!("{stage_at}/entry_packets/{packet_at}");
            add(&at, &packet.annotations);
        }
    }
    found
}
