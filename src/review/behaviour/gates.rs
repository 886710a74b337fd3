//! Gates that decide otherwise.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::view::{Found, View, gate, used};
use crate::diagnostic::Confidence;
use crate::prove::{self, Adds, Relation, Shown};
use crate::review::document::Part;
use crate::review::model::{Answer, Change, Class, Kind, Line, Ways, Witness};
use crate::review::wording;

/// How many ways to pass are told.
const MAX_WAYS: usize = 8;

/// In which direction a gate changed, and what shows it.
#[derive(Debug, Clone, PartialEq)]
struct Judgement {
    /// The direction; none when it decides as before.
    class: Option<Class>,
    /// How strongly it is known; none when it was not analysed.
    confidence: Option<Confidence>,
    /// Evidence with which the new version passes and the old one does not.
    gained: Option<Shown>,
    /// Evidence with which the old version passes and the new one does not.
    lost: Option<Shown>,
}

/// One gate in one version or in both, by position.
#[derive(Debug, Clone, Copy)]
struct Subject<'p> {
    old: Option<(usize, &'p Part)>,
    new: Option<(usize, &'p Part)>,
    /// Whether it is in the same stage of both versions.
    stays: bool,
}

impl Judgement {
    const fn open(class: Class) -> Self {
        Self {
            class: Some(class),
            confidence: None,
            gained: None,
            lost: None,
        }
    }
}

/// Finds out in which direction a gate changed, the other gates of its stage considered.
///
/// What the old gate adds to the new stage is let through now; what the new gate adds to the old
/// stage is held now. A gate that adds nothing on either side only reports otherwise.
fn judge(view: &View<'_, '_>, subject: &Subject<'_>) -> Judgement {
    let before = subject
        .old
        .map_or(&Found::Alone, |(at, _)| view.old_adds(at));
    let now = subject
        .new
        .map_or(&Found::Alone, |(at, _)| view.new_adds(at));
    let (lets, holds) = match (before, now) {
        (Found::Open, _) | (_, Found::Open) => return judge_alone(view, subject),
        (lets, holds) => (known(lets), known(holds)),
    };
    let is_let = |adds: Option<&Adds>| adds.is_some_and(|adds| adds.implied.is_none());
    let class = match (is_let(lets), is_let(holds)) {
        (true, true) => Class::Incomparable,
        (true, false) => Class::Looser,
        (false, true) => Class::Stricter,
        (false, false) => {
            let alone = match (subject.old, subject.new) {
                (Some((old, _)), Some((new, _))) if subject.stays => {
                    view.compare_alone(old, new).ok()
                }
                _ => None,
            };
            if alone.is_some_and(|alone| alone.relation == Relation::Equal) {
                return Judgement {
                    class: None,
                    ..Judgement::open(Class::Changed)
                };
            }
            Class::ReportingOnly
        }
    };
    Judgement {
        class: Some(class),
        confidence: [lets, holds].into_iter().flatten().map(strength).max(),
        gained: lets.and_then(|adds| adds.shown.clone()),
        lost: holds.and_then(|adds| adds.shown.clone()),
    }
}

const fn known(found: &Found) -> Option<&Adds> {
    match found {
        Found::Known(adds) => Some(adds),
        Found::Alone | Found::Open => None,
    }
}

/// Returns how strongly it is known what a gate adds; that it adds something is shown or likely.
pub(super) const fn strength(adds: &Adds) -> Confidence {
    match (adds.implied, &adds.shown) {
        (Some(strength), _) => strength,
        (None, Some(_)) => Confidence::Proved,
        (None, None) => Confidence::Heuristic,
    }
}

/// Judges a gate without its stage, which is more than can be analysed.
fn judge_alone(view: &View<'_, '_>, subject: &Subject<'_>) -> Judgement {
    let (old, new) = match (subject.old, subject.new) {
        (Some((old, _)), Some((new, _))) if subject.stays => (old, new),
        (Some(_), None) => return Judgement::open(Class::Looser),
        (None, Some(_)) => return Judgement::open(Class::Stricter),
        _ => return Judgement::open(Class::Incomparable),
    };
    let Ok(found) = view.compare_alone(old, new) else {
        return Judgement::open(Class::Changed);
    };
    Judgement {
        class: match found.relation {
            Relation::Equal => None,
            Relation::ReportingOnly => Some(Class::ReportingOnly),
            Relation::Stricter => Some(Class::Stricter),
            Relation::Looser => Some(Class::Looser),
            Relation::Incomparable => Some(Class::Incomparable),
        },
        confidence: Some(found.strength),
        gained: found.gained,
        lost: found.lost,
    }
}

/// Returns a change for every gate that decides otherwise, came, went or moved.
///
/// A stage that went or came takes its gates with it, and is a change itself.
pub(super) fn changes(view: &View<'_, '_>) -> Vec<Change> {
    let pair = view.pair;
    let (old_at, new_at) = (
        |at: usize| Some((at, pair.old.gates.get(at)?)),
        |at: usize| Some((at, pair.new.gates.get(at)?)),
    );
    let mut changes = Vec::new();
    for (from, to) in pair.matching.gates.pairs() {
        let (old, new) = (old_at(from), new_at(to));
        let stage = |gate: Option<(usize, &Part)>| gate.and_then(|(_, part)| part.stage);
        let stays = stage(old).and_then(|stage| pair.matching.stages.new_of(stage)) == stage(new);
        changes.extend(change(view, Subject { old, new, stays }));
    }
    let alone = |old, new| Subject {
        old,
        new,
        stays: false,
    };
    let gone = pair.matching.gates.gone().map(|at| alone(old_at(at), None));
    let came = pair.matching.gates.came().map(|at| alone(None, new_at(at)));
    changes.extend(gone.chain(came).filter_map(|one| change(view, one)));
    changes
}

fn change(view: &View<'_, '_>, subject: Subject<'_>) -> Option<Change> {
    let pair = view.pair;
    let is_in_both = |stage: Option<usize>, old: bool| {
        stage.is_some_and(|stage| {
            let other = if old {
                pair.matching.stages.new_of(stage)
            } else {
                pair.matching.stages.old_of(stage)
            };
            other.is_some()
        })
    };
    let (old, new) = (
        subject.old.map(|(_, part)| part),
        subject.new.map(|(_, part)| part),
    );
    let anywhere = old.is_some_and(|part| is_in_both(part.stage, true))
        || new.is_some_and(|part| is_in_both(part.stage, false));
    let lines = lines(view, &subject);
    if !anywhere || lines.is_empty() {
        return None;
    }
    let judged = judge(view, &subject);
    let class = judged.class?;
    let mut change = pair.change(Kind::Gate, class, old, new);
    change.confidence = judged.confidence;
    change.headline = headline(&subject, class, judged.confidence);
    change.witnesses = witnesses(view, &subject, &judged);
    let requirement = lines.iter().any(|line| line.label == "requirement");
    if let (true, Some((from, _)), Some((to, _))) = (requirement, subject.old, subject.new) {
        change.ways = ways(view, from, to);
    }
    change.lines = lines;
    Some(change)
}

/// Returns the texts of a gate that differ: its stage, its requirement, how conditions compare.
fn lines(view: &View<'_, '_>, subject: &Subject<'_>) -> Vec<Line> {
    let pair = view.pair;
    let text =
        |part: Option<(usize, &Part)>| part.and_then(|(_, part)| wording::requirement_of(part));
    let requirement = Line {
        label: "requirement".to_owned(),
        old: text(subject.old),
        new: text(subject.new),
    };
    let (Some((_, old)), Some((_, new))) = (subject.old, subject.new) else {
        return vec![requirement];
    };
    let mut lines = Vec::new();
    if !subject.stays {
        let stage = |parts: &[Part], at: Option<usize>| {
            let part = at.and_then(|at| parts.get(at));
            part.map_or("?", Part::name).to_owned()
        };
        lines.push(Line::both(
            "stage",
            stage(&pair.old.stages, old.stage),
            stage(&pair.new.stages, new.stage),
        ));
    }
    if !pair.same_requirement(old, new) {
        lines.push(requirement);
    }
    let uses = used(new.requirement.as_ref());
    let compares = uses
        .into_iter()
        .filter_map(|id| view.compares_otherwise(id));
    lines.extend(compares.cloned());
    lines
}

fn headline(subject: &Subject<'_>, class: Class, known: Option<Confidence>) -> String {
    let name =
        |part: Option<(usize, &Part)>| format!("gate `{}`", part.map_or("?", |(_, p)| p.name()));
    let reports = class == Class::ReportingOnly;
    let text = match (subject.old, subject.new) {
        (old, None) if reports => {
            format!(
                "{} is gone; the stage asks for as much without it",
                name(old)
            )
        }
        (old, None) => format!("{} is gone: the stage no longer waits for it", name(old)),
        (None, new) if reports => {
            format!("{} is new; the stage asked for as much before", name(new))
        }
        (None, new) => format!("{} is new: the stage waits for it too", name(new)),
        (_, new) if !subject.stays => {
            let what = match class {
                Class::Looser => "guards another stage; the one that it left asks for less",
                Class::Stricter => "guards another stage, which asks for more",
                Class::ReportingOnly => "is in another stage; both ask for as much as before",
                _ => "guards another stage",
            };
            format!("{} {what}", name(new))
        }
        (_, new) => {
            let what = match class {
                Class::Looser => "passes where it did not",
                Class::Stricter => "holds where it passed",
                Class::Incomparable => "passes where it held, and holds where it passed",
                Class::ReportingOnly => "decides otherwise, and its stage passes exactly as before",
                _ => "may pass in other situations than before",
            };
            format!("{} {what}", name(new))
        }
    };
    if known.is_none() {
        return format!("{text} (not analysed: too large)");
    }
    text
}

fn witnesses(view: &View<'_, '_>, subject: &Subject<'_>, judged: &Judgement) -> Vec<Witness> {
    let gained = judged.gained.as_ref();
    let lost = judged.lost.as_ref();
    let told = |shown: &Shown, says: &str, of_old: bool| {
        let (place, answers) = if subject.stays {
            (String::new(), own_answers(view, subject, shown))
        } else {
            stage_answers(view, subject, shown, of_old)
        };
        Witness {
            says: format!("{place}{says}"),
            answers,
            steps: Vec::new(),
        }
    };
    let gained = gained.map(|shown| told(shown, "held before, passes now", true));
    let lost = lost.map(|shown| told(shown, "passed before, holds now", false));
    gained.into_iter().chain(lost).collect()
}

/// Returns what the conditions of a gate are answered: nothing else decides about it.
fn own_answers(view: &View<'_, '_>, subject: &Subject<'_>, shown: &Shown) -> Vec<Answer> {
    let uses = |part: Option<(usize, &'_ Part)>| {
        let requirement = part.and_then(|(_, part)| part.requirement.as_ref());
        used(requirement).into_iter().map(str::to_owned).collect()
    };
    let (old, new): (BTreeSet<String>, BTreeSet<String>) = (uses(subject.old), uses(subject.new));
    view.answers_of(
        shown,
        &old.iter().map(String::as_str).collect(),
        &new.iter().map(String::as_str).collect(),
    )
}

/// Returns what all conditions of a stage are answered, those of the gate first, and the stage to
/// put before what happens.
fn stage_answers(
    view: &View<'_, '_>,
    subject: &Subject<'_>,
    shown: &Shown,
    of_old: bool,
) -> (String, Vec<Answer>) {
    let mut answers = view.answers(shown);
    let (part, stages) = if of_old {
        (subject.old, &view.pair.old.stages)
    } else {
        (subject.new, &view.pair.new.stages)
    };
    let part = part.map(|(_, part)| part);
    let own = used(part.and_then(|part| part.requirement.as_ref()));
    answers.sort_by_key(|answer| {
        let name = &answer.condition;
        !own.contains(if of_old { view.old_name(name) } else { name })
    });
    let stage = part.and_then(|part| stages.get(part.stage?));
    let place = stage.map_or_else(String::new, |stage| format!("stage `{}` ", stage.name()));
    (place, answers)
}

/// Returns the ways to pass of a gate in both versions, where they are otherwise.
fn ways(view: &View<'_, '_>, old: usize, new: usize) -> Option<(Ways, Ways)> {
    let pair = view.pair;
    let (old, new) = (
        gate(pair.old_side.draft, &pair.old, old)?,
        gate(pair.new_side.draft, &pair.new, new)?,
    );
    let (old, new) = (prove::ways(&view.old, old)?, prove::ways(&view.new, new)?);
    let told = |ways: &prove::Ways, name: &dyn Fn(&str) -> String| Ways {
        count: ways.total.and_then(|total| u64::try_from(total).ok()),
        shown: ways
            .shown
            .iter()
            .take(MAX_WAYS)
            .map(|way| {
                let need = |need: &Arc<prove::Need>| {
                    let not = if need.holds { "" } else { "not " };
                    format!("{not}{}", name(&need.condition_id))
                };
                let mut needs: Vec<String> = way.iter().map(need).collect();
                needs.sort_unstable();
                needs.join(" and ")
            })
            .collect(),
    };
    let (old, new) = (
        told(&old, &|id| pair.renames.condition(id).to_owned()),
        told(&new, &str::to_owned),
    );
    (old != new).then_some((old, new))
}
