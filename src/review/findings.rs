//! A comparison as findings, for the formats that carry findings.

use std::sync::Arc;

use super::model::{Change, Comparison};
use super::render::words;
use super::verdict::Verdict;
use crate::diagnostic::{Code, Confidence, Diagnostic, Place, Related};
use crate::draft::{SourceText, locate};

/// Returns a finding for each change, and those about the comparison as a whole.
///
/// `source` is the text of the new side, for positions in it.
#[must_use]
pub fn findings(comparison: &Comparison, source: Option<&SourceText>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = comparison
        .behaviour
        .changes
        .iter()
        .map(|change| finding(change, &comparison.old.label))
        .collect();
    if comparison.verdict() == Verdict::HashOnly {
        let mut one = Diagnostic::new(
            Code::GW1005,
            "",
            format!(
                "runs do the same, and the hash is another: {} became {}",
                comparison.old.hash, comparison.new.hash
            ),
        )
        .help("tell the new hash to whatever refers to the scenario by it");
        one.effects.clone_from(&comparison.bytes.cosmetic);
        found.push(one);
    }
    if comparison.lacks_bump() {
        found.push(
            Diagnostic::new(
                Code::GW1006,
                "/spec_version",
                format!(
                    "runs do otherwise, and the version is still `{}`",
                    comparison.new.spec_version
                ),
            )
            .help(format!(
                "raise `spec_version`: the change calls for a {} version",
                comparison.verdict().bump().name()
            )),
        );
    }
    // Positions are those of the new text, so only what is in it has one.
    let (mut here, gone): (Vec<Diagnostic>, Vec<Diagnostic>) = found
        .into_iter()
        .partition(|one| one.primary.file.is_none());
    if let Some(source) = source {
        locate(source, &mut here);
    }
    for one in &mut here {
        one.primary.file = Some(Arc::clone(&comparison.new.label));
        if one.primary.entity.is_empty() {
            "scenario".clone_into(&mut one.primary.entity);
        }
    }
    here.extend(gone);
    here
}

fn finding(change: &Change, old_label: &Arc<str>) -> Diagnostic {
    let pointer = change.spot().map_or("", |spot| &spot.pointer);
    let mut one = Diagnostic::new(change.code(), pointer, change.headline.clone());
    change.identify(&mut one);
    one.confidence = change.confidence.unwrap_or(Confidence::Heuristic);
    one.effects = words::details(change);
    one.help.push(cure(change.code()).to_owned());
    if change.confidence.is_none() {
        one.help
            .push("its direction is not proved; look at what it lets happen".to_owned());
    }
    if change.new.is_none() {
        one.primary.file = Some(Arc::clone(old_label));
    } else if let Some(old) = &change.old {
        one.related.push(Related {
            place: Place {
                file: Some(Arc::clone(old_label)),
                pointer: old.pointer.clone(),
                entity: old.entity.clone(),
                ..Place::default()
            },
            label: "as it was".to_owned(),
        });
    }
    one
}

/// Says what to do about a change.
const fn cure(code: Code) -> &'static str {
    match code {
        Code::GW1002 | Code::GW1013 | Code::GW1014 => {
            "make sure that what is held now has a way to go on"
        }
        Code::GW1004 | Code::GW1009 => {
            "make sure that whoever may see the packet may see it there and as it is now"
        }
        Code::GW1007 | Code::GW1010 => {
            "follow the runs that take the new way, and those that cannot any more"
        }
        Code::GW1008 => "make sure that what the timeout leads to may be reached without any gate",
        Code::GW1011 => "make sure that the new source answers the same question",
        Code::GW1015 => "tell those who read the decisions of runs",
        _ => "make sure that those who rely on the gate agree",
    }
}
