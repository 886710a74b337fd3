//! Two versions of a scenario become one: by entity, and only where nothing is lost by it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Options;
use crate::compile::{Input, compile};
use crate::diagnostic::Level;
use crate::draft::{
    Conflict, Format, ScenarioDraft, Side, read, record_conflicts, three_way, too_deep, write,
};
use crate::prove::Inspector;
use crate::sources::Sources;

/// Three versions of a file.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// What both sides began with; empty when they have nothing in common.
    pub base: &'a [u8],
    /// The side that is merged into.
    pub ours: &'a [u8],
    /// The side that is merged.
    pub theirs: &'a [u8],
}

/// A merged draft.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedDraft {
    /// Its text, conflicts and problems recorded in it.
    pub text: Vec<u8>,
    /// What both sides changed, each in its own way.
    pub conflicts: Vec<Conflict>,
    /// What is wrong with the merged scenario and was with neither side.
    pub problems: Vec<String>,
}

/// Why versions cannot be merged by entity without losing something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// A version is not wholly a draft or spec.
    #[error("{side} is not wholly a draft or spec: {why}")]
    Unreadable {
        /// Which version.
        side: &'static str,
        /// The first problem with it.
        why: String,
    },
    /// Entities of a version cannot be told apart.
    #[error("{side} has two of {what}")]
    Ambiguous {
        /// Which version.
        side: &'static str,
        /// The entity.
        what: String,
    },
    /// A text holds comments or a layout that would be lost.
    #[error("{0} is not in the one form of RON; comments would be lost")]
    Layout(&'static str),
    /// The merged draft would have no room for everything.
    #[error("{0}")]
    NoRoom(&'static str),
    /// The merge would leave out an entity that only one side has.
    #[error("{0} would be lost")]
    Loses(String),
}

/// Merges three versions of a draft by entity.
///
/// Where a side took out what the other changed, it stays until someone decides.
///
/// # Errors
/// Why a merge of lines is safer.
pub fn merge_drafts(
    versions: Versions<'_>,
    format: Format,
    sources: &Sources,
) -> Result<MergedDraft, Doubt> {
    let [base, ours, theirs] = all_read(versions, format)?;
    let (mut merged, conflicts) = merged(&base, &ours, &theirs)?;
    let problems = if conflicts.is_empty() {
        semantic_conflicts(&base, &ours, &theirs, &merged, sources)
    } else {
        Vec::new()
    };
    if conflicts.is_empty() && problems.is_empty() {
        // Bytes that say the same already are kept as their author wrote them.
        for (draft, bytes) in [(&ours, versions.ours), (&theirs, versions.theirs)] {
            if *draft == merged {
                return Ok(MergedDraft {
                    text: bytes.to_vec(),
                    conflicts,
                    problems,
                });
            }
        }
    } else if !record_conflicts(&mut merged, &conflicts, &problems) {
        return Err(Doubt::NoRoom(
            "the extensions of the scenario have no room for records of conflicts",
        ));
    }
    let text = write(&merged, format);
    let again = read(text.as_bytes(), format);
    if too_deep(&merged, format).is_some() || again.draft.as_ref() != Some(&merged) {
        return Err(Doubt::NoRoom("the merged draft would be too deep to read"));
    }
    Ok(MergedDraft {
        text: text.into_bytes(),
        conflicts,
        problems,
    })
}

/// Merges three versions of a compiled file: compiles what their entities merge to.
///
/// # Errors
/// Why there is no such file; it is then to be compiled from the resolved draft.
pub fn merge_specs(versions: Versions<'_>, sources: &Sources) -> Result<Vec<u8>, String> {
    let canonical = |bytes: &[u8]| {
        let input = Input {
            name: "spec".into(),
            bytes,
            format: Format::Json,
        };
        compile(&input, sources, &Options::default()).compiled
    };
    for (side, bytes) in [("ours", versions.ours), ("theirs", versions.theirs)] {
        if canonical(bytes).is_none_or(|compiled| compiled.bytes != bytes) {
            return Err(format!("{side} is not a compiled scenario"));
        }
    }
    let [base, ours, theirs] =
        all_read(versions, Format::Json).map_err(|doubt| doubt.to_string())?;
    let (draft, conflicts) = merged(&base, &ours, &theirs).map_err(|doubt| doubt.to_string())?;
    if let Some(conflict) = conflicts.first() {
        return Err(format!("both sides changed `{}`", conflict.address));
    }
    let problems = semantic_conflicts(&base, &ours, &theirs, &draft, sources);
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let text = write(&draft, Format::Json);
    match canonical(text.as_bytes()) {
        Some(compiled) => Ok(compiled.bytes),
        None => Err("the merged scenario does not compile".to_owned()),
    }
}

/// Returns what is wrong with a merged scenario and was with neither side.
///
/// What each side says about conditions, gates and routes may be right on its own and wrong
/// together. Findings that refuse and errors count, and whatever lets through or discloses more
/// than either side did; whatever else two changes can bring about together belongs here, too.
#[must_use]
pub fn semantic_conflicts(
    _base: &ScenarioDraft,
    ours: &ScenarioDraft,
    theirs: &ScenarioDraft,
    merged: &ScenarioDraft,
    sources: &Sources,
) -> Vec<String> {
    if merged == ours || merged == theirs {
        return Vec::new();
    }
    let found = |draft: &ScenarioDraft| {
        let (checked, _) = Inspector::default().check(draft, sources, &Options::default());
        let mut found = checked.diagnostics;
        found.retain(|d| d.level == Level::Error || d.code.refuses());
        found
    };
    let known: BTreeSet<String> = [ours, theirs]
        .into_iter()
        .flat_map(found)
        .map(|d| d.fingerprint())
        .collect();
    let mut new: Vec<String> = found(merged)
        .into_iter()
        .filter(|d| !known.contains(&d.fingerprint()))
        .map(|d| format!("{} at `{}`: {}", d.code, d.primary.entity, d.message))
        .collect();
    new.extend(looser_than_both(ours, theirs, merged, sources));
    new.sort();
    new.dedup();
    new
}

/// Returns the gates that pass, and the packets that are disclosed, where neither side lets them.
///
/// Only scenarios that compile are compared.
fn looser_than_both(
    ours: &ScenarioDraft,
    theirs: &ScenarioDraft,
    merged: &ScenarioDraft,
    sources: &Sources,
) -> Vec<String> {
    let ready = |draft: &ScenarioDraft| {
        let text = write(draft, Format::Json);
        let input = Input {
            name: "draft".into(),
            bytes: text.as_bytes(),
            format: Format::Json,
        };
        compile(&input, sources, &Options::default()).compiled
    };
    let label = std::sync::Arc::from("draft");
    let (Some(of_ours), Some(of_theirs), Some(of_merged)) =
        (ready(ours), ready(theirs), ready(merged))
    else {
        return Vec::new();
    };
    let side = |(draft, compiled)| super::Side {
        label: &label,
        draft,
        compiled,
        sources,
    };
    let lets_more = |old| {
        let found = super::compare(&side(old), &side((merged, &of_merged)));
        let looser = |change: super::Change| {
            let asked = matches!(change.kind, super::Kind::Gate | super::Kind::Packet);
            // Where it is stricter as well, each side's own change is what is seen.
            let only = matches!(change.class, super::Class::Looser | super::Class::Earlier);
            let lets = only && change.confidence.is_some();
            let place = change.new.filter(|_| asked && lets)?;
            Some((place.entity, change.headline))
        };
        let changes = found.behaviour.changes.into_iter();
        changes.filter_map(looser).collect::<BTreeMap<_, _>>()
    };
    let than_theirs = lets_more((theirs, &of_theirs));
    lets_more((ours, &of_ours))
        .into_iter()
        .filter(|(entity, _)| than_theirs.contains_key(entity))
        .map(|(entity, headline)| {
            format!("at `{entity}`: compared with each side alone, {headline}")
        })
        .collect()
}

fn all_read(versions: Versions<'_>, format: Format) -> Result<[ScenarioDraft; 3], Doubt> {
    let base = if versions.base.is_empty() {
        ScenarioDraft::default()
    } else {
        whole("the common version", versions.base, format)?
    };
    Ok([
        base,
        whole("our version", versions.ours, format)?,
        whole("their version", versions.theirs, format)?,
    ])
}

/// Reads a version of which every entity can be told apart and every byte is kept.
fn whole(side: &'static str, bytes: &[u8], format: Format) -> Result<ScenarioDraft, Doubt> {
    let reading = read(bytes, format);
    let draft = match (reading.draft, reading.problems.first()) {
        (Some(draft), None) => draft,
        (_, problem) => {
            return Err(Doubt::Unreadable {
                side,
                why: problem.map_or_else(String::new, |problem| problem.message.clone()),
            });
        }
    };
    if let Some(what) = ids(&draft).1 {
        return Err(Doubt::Ambiguous { side, what });
    }
    if format == Format::Ron && write(&draft, format).as_bytes() != bytes {
        return Err(Doubt::Layout(side));
    }
    Ok(draft)
}

/// Merges drafts whose entities can be told apart; a side that still has an entity keeps it.
fn merged(
    base: &ScenarioDraft,
    ours: &ScenarioDraft,
    theirs: &ScenarioDraft,
) -> Result<(ScenarioDraft, Vec<Conflict>), Doubt> {
    let (_, conflicts) = three_way(base, ours, theirs, &[]);
    let choices: Vec<Side> = conflicts
        .iter()
        .map(|conflict| match conflict.mine {
            None => Side::Theirs,
            Some(_) => Side::Mine,
        })
        .collect();
    let (merged, mut conflicts) = three_way(base, ours, theirs, &choices);
    let (before, (of_ours, _), (of_theirs, _)) = (ids(base).0, ids(ours), ids(theirs));
    let (there, repeated) = ids(&merged);
    let everywhere = of_ours.intersection(&of_theirs).cloned();
    let added = of_ours.union(&of_theirs).filter(|id| !before.contains(*id));
    if let Some(lost) = everywhere
        .chain(added.cloned())
        .find(|id| !there.contains(id))
    {
        return Err(Doubt::Loses(lost));
    }
    if repeated.is_some() {
        // A gate that moved here and changed there is in two stages; an id names only one.
        for conflict in &mut conflicts {
            conflict.entity = None;
        }
    }
    Ok((merged, conflicts))
}

/// Returns the names of all entities, and one that two of them share.
fn ids(draft: &ScenarioDraft) -> (BTreeSet<String>, Option<String>) {
    let mut names: Vec<(&str, Option<&String>)> = Vec::new();
    names.extend(
        draft
            .conditions()
            .iter()
            .map(|c| ("condition", c.condition_id.as_ref())),
    );
    for stage in draft.stages() {
        names.push(("stage", stage.stage_id.as_ref()));
        names.extend(stage.gates().iter().map(|g| ("gate", g.gate_id.as_ref())));
        names.extend(
            stage
                .packets()
                .iter()
                .map(|p| ("packet", p.packet_id.as_ref())),
        );
    }
    let policies = draft.policies.iter().flatten();
    names.extend(policies.map(|p| ("policy", p.policy_id.as_ref())));
    let schemas = draft.schemas.iter().flatten();
    names.extend(schemas.map(|s| ("schema", s.schema_id.as_ref())));
    let mut seen = BTreeSet::new();
    let mut repeated = None;
    for (kind, id) in names {
        let name = id.map_or_else(
            || format!("{kind} without an id"),
            |id| format!("{kind}:{id}"),
        );
        if !seen.insert(name.clone()) {
            repeated.get_or_insert(name);
        }
    }
    (seen, repeated)
}

#[cfg(test)]
mod tests;
