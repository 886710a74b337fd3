//! The ways of a run in plain words.
//!
//! Fragments without a full stop. They may hold untrusted text from files; views sanitise it.

use super::exits::{Cause, End, Exit};
use super::outage::{Fate, Outage, Source};
use super::paths::Path;
use super::reach::Barrier;
use super::{Bypass, Disclosure, Flow, Loop, LoopKind, StageFlow};
use crate::diagnostic::Confidence;
use crate::draft::ScenarioDraft;
use crate::plain::{MAX_LISTED, duration, listed, stage_name};
use crate::prove::{Can, Gap};

/// How many parts of a path a sentence shows.
const MAX_PARTS: usize = 13;

/// Returns the name of a stage in quotes, or `stage 3` where it has none.
pub(in crate::prove) fn name(draft: &ScenarioDraft, stage: usize) -> String {
    let has_id = draft
        .stages()
        .get(stage)
        .and_then(|one| one.stage_id.as_deref());
    match has_id.filter(|id| !id.is_empty()) {
        Some(id) => format!("`{id}`"),
        None => stage_name(draft, stage),
    }
}

/// Returns the gates of a stage, each in quotes, or `gate 2 of stage 3` where it has no name.
pub(in crate::prove) fn gates(draft: &ScenarioDraft, stage: usize) -> Vec<String> {
    let gates = draft.stages().get(stage).map_or(&[][..], |one| one.gates());
    let name = |(index, id): (usize, Option<&str>)| match id.filter(|id| !id.is_empty()) {
        Some(id) => format!("`{id}`"),
        None => format!("gate {} of {}", index + 1, name(draft, stage)),
    };
    let ids = gates.iter().map(|gate| gate.gate_id.as_deref());
    ids.enumerate().map(name).collect()
}

/// Returns what a claim assumes, to be put behind it; nothing when it is proved.
pub(in crate::prove) const fn assuming(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Proved => "",
        Confidence::AssumesStableEvidence => " (assuming stable evidence)",
        Confidence::Heuristic => " (likely)",
    }
}

const fn why(gap: Gap) -> &'static str {
    match gap {
        Gap::Unfinished => "a part that decides it is unfinished",
        Gap::Budget => "the budget of the analysis was spent",
    }
}

fn was_true(gates: &[String]) -> String {
    let verb = if gates.len() == 1 { "was" } else { "were" };
    format!("{} {verb} true", listed(gates, "and"))
}

/// Returns a path as stages with arrows between them, such as `build → (timeout of build) → ship`.
///
/// Of a long one the middle is left out.
#[must_use]
pub fn path_words(draft: &ScenarioDraft, path: &Path) -> String {
    let mut parts = Vec::new();
    let passes: Vec<bool> = path
        .steps
        .iter()
        .map(|step| step.cause == Cause::Pass)
        .collect();
    let mut at = 0;
    while let Some(step) = path.steps.get(at) {
        let run = passes.iter().skip(at).take_while(|passes| **passes).count();
        parts.push(stage_name(draft, step.stage));
        if step.cause.is_timeout() {
            parts.push(format!("(timeout of {})", stage_name(draft, step.stage)));
        }
        // Of stages that are simply passed the first and the last tell enough.
        if run > 4 {
            parts.push(format!("… {} stages …", run - 2));
            at += run - 1;
        } else {
            at += 1;
        }
    }
    parts.push(match path.to {
        End::Stage(stage) => stage_name(draft, stage),
        _ => "completion".to_owned(),
    });
    if parts.len() > MAX_PARTS {
        let kept = MAX_PARTS / 2;
        let tail = parts.split_off(parts.len() - kept);
        parts.truncate(kept);
        parts.push("…".to_owned());
        parts.extend(tail);
    }
    parts.join(" → ")
}

/// Returns where a timeout takes a run, such as `its timeout leads to ..`.
pub(in crate::prove) fn its_timeout(draft: &ScenarioDraft, exit: Option<&Exit>) -> String {
    match exit.map(|exit| exit.to) {
        None => "has no timeout".to_owned(),
        Some(End::Stage(stage)) => format!("its timeout leads to {}", name(draft, stage)),
        Some(End::Completed) => "its timeout completes the run".to_owned(),
        Some(End::Failed) => "its timeout fails the run".to_owned(),
        Some(End::TooLarge(stage)) => {
            format!(
                "its timeout fails the run, for a packet of {} is too large",
                name(draft, stage)
            )
        }
        Some(End::Error) => "its timeout has nowhere to go".to_owned(),
        Some(End::Undecided) => "where its timeout leads is not decided yet".to_owned(),
    }
}

/// Returns why no run can enter a stage; none where runs can, or where it is not known.
pub(in crate::prove) fn why_not_entered(
    draft: &ScenarioDraft,
    flow: &Flow,
    stage: usize,
) -> Option<String> {
    let found = flow
        .stages
        .get(stage)
        .filter(|found| found.entered.is_no())?;
    let too_large = "is larger than the runtime releases, so the run fails instead";
    Some(match found.cut_off_by {
        Some(Barrier::NeverPasses(root)) => {
            let timeout = flow.stages.get(root).and_then(StageFlow::timeout);
            let timeout = its_timeout(draft, timeout);
            format!("{} can never pass and {timeout}", name(draft, root))
        }
        Some(Barrier::TooLarge(root)) if root == stage => format!("one of its packets {too_large}"),
        Some(Barrier::TooLarge(root)) => {
            format!("a packet of {} {too_large}", name(draft, root))
        }
        None => "no way leads there".to_owned(),
    })
}

/// Returns what is known of the ways into a stage and out of it, beyond its route and its timeout.
#[must_use]
pub fn stage_words(draft: &ScenarioDraft, flow: &Flow, stage: usize) -> Vec<String> {
    let Some(found) = flow.stages.get(stage) else {
        return Vec::new();
    };
    let id = name(draft, stage);
    let mut words = Vec::new();
    match found.entered {
        Can::No(confidence) => {
            let why = why_not_entered(draft, flow, stage).unwrap_or_default();
            words.push(format!(
                "no run can enter {id}: {why}{}",
                assuming(confidence)
            ));
            return words;
        }
        Can::Open(gap) => {
            words.push(format!(
                "whether a run can enter {id} is not known: {}",
                why(gap)
            ));
        }
        Can::Yes => {}
    }
    if let Some(confidence) = found.entered_by_passing.refuted() {
        words.push(format!(
            "{id} is entered only after a timeout{}",
            assuming(confidence)
        ));
    }
    if let Some(confidence) = found.dead_end() {
        let assumed = assuming(confidence);
        words.push(format!(
            "a run that enters {id} waits for ever: it can never pass and has no timeout{assumed}"
        ));
    } else if let Some(confidence) = found.passes.refuted() {
        let timeout = its_timeout(draft, found.timeout());
        words.push(format!(
            "{id} can never pass, and {timeout}{}",
            assuming(confidence)
        ));
    } else if found.gates == 0 && found.passes.is_yes() {
        let leaves = match found.exits.first().map(|exit| exit.to) {
            Some(End::Completed) => "completes",
            _ => "leaves it",
        };
        words.push(format!(
            "{id} has no gates: a run {leaves} with the next trigger of any kind"
        ));
    }
    if let Can::Open(gap) = found.passes {
        words.push(format!("whether {id} can pass is not known: {}", why(gap)));
    }
    words
}

/// What is said of something that happens when a run gets somewhere.
struct Subject<'a> {
    happens: &'a str,
    can: &'a str,
    never: &'a str,
    why_never: Option<String>,
}

impl Subject<'_> {
    fn words(&self, draft: &ScenarioDraft, flow: &Flow, told: &Disclosure) -> Vec<String> {
        let Self { happens, can, .. } = self;
        let mut words = Vec::new();
        match told.released {
            Can::No(confidence) => {
                let why = self.why_never.iter().map(|why| format!(": {why}"));
                words.push(format!(
                    "{}{}{}",
                    self.never,
                    why.collect::<String>(),
                    assuming(confidence)
                ));
                return words;
            }
            Can::Open(gap) => words.push(format!("whether {can} is not known: {}", why(gap))),
            Can::Yes => {}
        }
        for confidence in [Confidence::Proved, Confidence::AssumesStableEvidence] {
            let behind = told
                .behind
                .iter()
                .filter(|one| one.confidence == confidence);
            let behind: Vec<String> = behind.flat_map(|one| gates(draft, one.stage)).collect();
            if !behind.is_empty() {
                let assumed = assuming(confidence);
                words.push(format!(
                    "{happens} only after {}{assumed}",
                    was_true(&behind)
                ));
            }
        }
        if let Some(weakest) = told.weakest.as_ref().filter(|_| told.weakest_gates == 0) {
            let way = if weakest.steps.is_empty() {
                "at the start".to_owned()
            } else {
                path_words(draft, weakest)
            };
            words.push(format!("{can} before any gate is true: {way}"));
        }
        words.extend(self.bypasses(draft, flow, told));
        words
    }

    fn bypasses(&self, draft: &ScenarioDraft, flow: &Flow, told: &Disclosure) -> Vec<String> {
        let Some(to) = told.weakest.as_ref().map(|path| path.to) else {
            return Vec::new();
        };
        let around = |bypass: &Bypass| {
            let path = flow.way_around(bypass.stage, to)?;
            let without = listed(&gates(draft, bypass.stage), "or");
            let perhaps = match bypass.can {
                Can::Open(_) => " (perhaps)",
                _ => "",
            };
            let path = path_words(draft, &path);
            Some(format!("{} without {without}: {path}{perhaps}", self.can))
        };
        let mut words: Vec<String> = told
            .bypasses
            .iter()
            .take(MAX_LISTED)
            .filter_map(around)
            .collect();
        if let Some(more) = told.bypasses.len().checked_sub(MAX_LISTED + 1) {
            words.push(format!(
                "{} without the gates of {} more stages",
                self.can,
                more + 1
            ));
        }
        words
    }
}

/// Returns what is sure of the release of a packet, named as given; none for a stage that does not
/// exist.
#[must_use]
pub fn disclosure_words(
    draft: &ScenarioDraft,
    flow: &Flow,
    stage: usize,
    packet: &str,
) -> Vec<String> {
    let Some(told) = flow.disclosure(stage) else {
        return Vec::new();
    };
    let why_never = why_not_entered(draft, flow, stage)
        .map(|why| format!("no run can enter {}, for {why}", name(draft, stage)));
    Subject {
        happens: &format!("`{packet}` is released"),
        can: &format!("`{packet}` can be released"),
        never: &format!("`{packet}` is never released"),
        why_never,
    }
    .words(draft, flow, &told)
}

/// Returns what is sure of runs that complete.
#[must_use]
pub fn completion_words(draft: &ScenarioDraft, flow: &Flow) -> Vec<String> {
    Subject {
        happens: "a run completes",
        can: "a run can complete",
        never: "no run can complete",
        why_never: None,
    }
    .words(draft, flow, &flow.completion())
}

/// Returns what a loop does to a run.
#[must_use]
pub fn loop_words(draft: &ScenarioDraft, found: &Loop) -> String {
    let names: Vec<String> = found
        .stages
        .iter()
        .map(|stage| name(draft, *stage))
        .collect();
    let assumed = assuming(found.confidence);
    match found.kind {
        LoopKind::NoWayOut => {
            format!(
                "a run that enters {} never ends: no way leads out{assumed}",
                listed(&names, "or")
            )
        }
        LoopKind::Gateless { late_tick_leaves } => {
            let until = if late_tick_leaves {
                "until a tick comes after a deadline"
            } else {
                "for ever"
            };
            let round = match names.as_slice() {
                [only] => format!("enters {only} again"),
                _ => format!("goes round through {}", listed(&names, "and")),
            };
            format!("a run {round} with every trigger, {until}{assumed}")
        }
    }
}

/// Returns what is out, as a sentence names it.
#[must_use]
pub fn source_words(source: &Source) -> String {
    match source {
        Source::Provider(id) => format!("`{id}`"),
        Source::Verified => "verified evidence".to_owned(),
    }
}

/// Returns what an outage means for runs as a whole.
#[must_use]
pub fn outage_words(outage: &Outage) -> String {
    let source = source_words(&outage.source);
    match outage.completes {
        Can::Yes => format!("while {source} is out, a run can still complete"),
        Can::No(confidence) => {
            format!(
                "while {source} is out, no run can complete{}",
                assuming(confidence)
            )
        }
        Can::Open(gap) => {
            format!(
                "whether a run can complete while {source} is out is not known: {}",
                why(gap)
            )
        }
    }
}

/// Returns the cell of a table of outages: what becomes of a run in a stage, in a few words.
#[must_use]
pub fn fate_words(draft: &ScenarioDraft, stage: usize, fate: &Fate) -> String {
    let timeout = draft
        .stages()
        .get(stage)
        .and_then(|one| one.timeout.as_ref());
    let after = timeout
        .and_then(|timeout| timeout.timeout_ms)
        .map_or_else(String::new, |ms| format!(" after {}", duration(ms)));
    match fate {
        Fate::NotEntered(_) => "no run gets here".to_owned(),
        Fate::NoGates => "passes: it has no gates".to_owned(),
        Fate::StillPasses => "still passes".to_owned(),
        Fate::NeverPasses(_) => "cannot pass anyway".to_owned(),
        Fate::NotAnalysed(gap) => format!("not known: {}", why(*gap)),
        Fate::Holds(confidence) => {
            format!(
                "holds as long as it lasts: there is no timeout{}",
                assuming(*confidence)
            )
        }
        Fate::TimesOut { to, confidence, .. } => {
            let what = match to {
                End::Stage(to) => format!("times out into {}{after}", name(draft, *to)),
                End::Completed => format!("completes{after} although its gates are not met"),
                End::Failed => format!("fails{after}"),
                End::TooLarge(to) => {
                    format!(
                        "fails{after}: a packet of {} is too large",
                        name(draft, *to)
                    )
                }
                End::Error => "holds: its timeout has nowhere to go".to_owned(),
                End::Undecided => "times out, and where that leads is not decided yet".to_owned(),
            };
            format!("{what}{}", assuming(*confidence))
        }
    }
}
