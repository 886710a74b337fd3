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
use crate::prove::Can;
use crate::prove::said::{ClaimKind, Said, Strength, why};

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
    words(stage_said(draft, flow, stage))
}

/// Returns the same, statement by statement.
pub(in crate::prove) fn stage_said(draft: &ScenarioDraft, flow: &Flow, stage: usize) -> Vec<Said> {
    let Some(found) = flow.stages.get(stage) else {
        return Vec::new();
    };
    let id = name(draft, stage);
    let mut said = Vec::new();
    match found.entered {
        Can::No(confidence) => {
            let why = why_not_entered(draft, flow, stage).unwrap_or_default();
            let says = format!("no run can enter {id}: {why}");
            said.push(Said::new(ClaimKind::Entry, confidence, says));
            return said;
        }
        Can::Open(gap) => {
            let says = format!("whether a run can enter {id} is not known: {}", why(gap));
            said.push(Said::new(ClaimKind::Entry, Strength::NotAnalysed, says));
        }
        Can::Yes => {}
    }
    if let Some(confidence) = found.entered_by_passing.refuted() {
        let says = format!("{id} is entered only after a timeout");
        said.push(Said::new(ClaimKind::Entry, confidence, says));
    }
    if let Some(confidence) = found.dead_end() {
        let says =
            format!("a run that enters {id} waits for ever: it can never pass and has no timeout");
        said.push(Said::new(ClaimKind::DeadEnd, confidence, says));
    } else if let Some(confidence) = found.passes.refuted() {
        let timeout = its_timeout(draft, found.timeout());
        let says = format!("{id} can never pass, and {timeout}");
        said.push(Said::new(ClaimKind::Passing, confidence, says));
    } else if found.gates == 0 && found.passes.is_yes() {
        let leaves = match found.exits.first().map(|exit| exit.to) {
            Some(End::Completed) => "completes".to_owned(),
            Some(End::Stage(to)) => format!("goes to {}", name(draft, to)),
            _ => "leaves it".to_owned(),
        };
        let says = format!("{id} has no gates: a run {leaves} with the next trigger of any kind");
        said.push(Said::new(ClaimKind::Passing, Strength::Proved, says));
    }
    if let Can::Open(gap) = found.passes {
        let says = format!("whether {id} can pass is not known: {}", why(gap));
        said.push(Said::new(ClaimKind::Passing, Strength::NotAnalysed, says));
    }
    said
}

fn words(said: Vec<Said>) -> Vec<String> {
    said.into_iter().map(Said::words).collect()
}

/// What is said of something that happens when a run gets somewhere.
struct Subject<'a> {
    happens: &'a str,
    can: &'a str,
    never: &'a str,
    why_never: Option<String>,
}

impl Subject<'_> {
    fn said(&self, draft: &ScenarioDraft, flow: &Flow, told: &Disclosure) -> Vec<Said> {
        let Self { happens, can, .. } = self;
        let mut said = Vec::new();
        match told.released {
            Can::No(confidence) => {
                let why = self.why_never.iter().map(|why| format!(": {why}"));
                let says = format!("{}{}", self.never, why.collect::<String>());
                said.push(Said::new(ClaimKind::Release, confidence, says));
                return said;
            }
            Can::Open(gap) => {
                let says = format!("whether {can} is not known: {}", why(gap));
                said.push(Said::new(ClaimKind::Release, Strength::NotAnalysed, says));
            }
            Can::Yes => {}
        }
        for confidence in [Confidence::Proved, Confidence::AssumesStableEvidence] {
            let behind = told
                .behind
                .iter()
                .filter(|one| one.confidence == confidence);
            let behind: Vec<String> = behind.flat_map(|one| gates(draft, one.stage)).collect();
            if !behind.is_empty() {
                let says = format!("{happens} only after {}", was_true(&behind));
                said.push(Said::new(ClaimKind::Guarantee, confidence, says));
            }
        }
        if let Some(weakest) = told.weakest.as_ref().filter(|_| told.weakest_gates == 0) {
            let way = if weakest.steps.is_empty() {
                "at the start".to_owned()
            } else {
                path_words(draft, weakest)
            };
            let says = format!("{can} before any gate is true: {way}");
            let told = Said::new(ClaimKind::Release, Strength::Proved, says);
            said.push(told.along(weakest.clone()));
        }
        said.extend(self.bypasses(draft, flow, told));
        said
    }

    fn bypasses(&self, draft: &ScenarioDraft, flow: &Flow, told: &Disclosure) -> Vec<Said> {
        let Some(to) = told.weakest.as_ref().map(|path| path.to) else {
            return Vec::new();
        };
        let around = |bypass: &Bypass| {
            let path = flow.way_around(bypass.stage, to)?;
            let without = listed(&gates(draft, bypass.stage), "or");
            let says = format!(
                "{} without {without}: {}",
                self.can,
                path_words(draft, &path)
            );
            Some(Said::new(ClaimKind::Bypass, bypass.can, says).along(path))
        };
        let mut said: Vec<Said> = told
            .bypasses
            .iter()
            .take(MAX_LISTED)
            .filter_map(around)
            .collect();
        if let Some((first, more)) = told
            .bypasses
            .get(MAX_LISTED..)
            .and_then(<[Bypass]>::split_first)
        {
            let sure = more.iter().all(|one| one.can.is_yes()) && first.can.is_yes();
            let strength = if sure {
                Strength::Proved
            } else {
                Strength::NotAnalysed
            };
            let stages = match more.len() + 1 {
                1 => "1 more stage".to_owned(),
                count => format!("{count} more stages"),
            };
            let says = format!("{} without the gates of {stages}", self.can);
            said.push(Said::new(ClaimKind::Bypass, strength, says));
        }
        said
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
    words(disclosure_said(draft, flow, stage, packet))
}

/// Returns the same, statement by statement.
pub(in crate::prove) fn disclosure_said(
    draft: &ScenarioDraft,
    flow: &Flow,
    stage: usize,
    packet: &str,
) -> Vec<Said> {
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
    .said(draft, flow, &told)
}

/// Returns what is sure of runs that complete.
#[must_use]
pub fn completion_words(draft: &ScenarioDraft, flow: &Flow) -> Vec<String> {
    words(completion_said(draft, flow))
}

/// Returns the same, statement by statement.
pub(in crate::prove) fn completion_said(draft: &ScenarioDraft, flow: &Flow) -> Vec<Said> {
    Subject {
        happens: "a run completes",
        can: "a run can complete",
        never: "no run can complete",
        why_never: None,
    }
    .said(draft, flow, &flow.completion())
}

/// Returns what a loop does to a run.
#[must_use]
pub fn loop_words(draft: &ScenarioDraft, found: &Loop) -> String {
    loop_said(draft, found).words()
}

/// Returns the same as a statement.
pub(in crate::prove) fn loop_said(draft: &ScenarioDraft, found: &Loop) -> Said {
    let names: Vec<String> = found
        .stages
        .iter()
        .map(|stage| name(draft, *stage))
        .collect();
    let says = match found.kind {
        LoopKind::NoWayOut => {
            let names = listed(&names, "or");
            format!("a run that enters {names} never ends: no way leads out")
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
            format!("a run {round} with every trigger, {until}")
        }
    };
    Said::new(ClaimKind::Loop, found.confidence, says)
}

/// Returns what is out, as a sentence names it.
#[must_use]
pub fn source_words(source: &Source) -> String {
    match source {
        Source::Provider(id) => format!("`{id}`"),
        Source::Verified => "verified evidence".to_owned(),
    }
}

/// Returns when that is, to stand in a sentence.
pub(in crate::prove) fn meanwhile(source: &Source) -> String {
    match source {
        Source::Provider(_) => format!("while {} is out", source_words(source)),
        Source::Verified => "with only asserted evidence, as in a precheck".to_owned(),
    }
}

/// Returns what an outage means for runs as a whole.
#[must_use]
pub fn outage_words(outage: &Outage) -> String {
    outage_said(outage).words()
}

/// Returns the same as a statement.
pub(in crate::prove) fn outage_said(outage: &Outage) -> Said {
    let meanwhile = meanwhile(&outage.source);
    let says = match outage.completes {
        Can::Yes => format!("{meanwhile}, a run can still complete"),
        Can::No(_) => format!("{meanwhile}, no run can complete"),
        Can::Open(gap) => {
            let why = why(gap);
            let comma = match outage.source {
                Source::Provider(_) => "",
                Source::Verified => ",",
            };
            format!("whether a run can complete {meanwhile}{comma} is not known: {why}")
        }
    };
    Said::new(ClaimKind::Outage, outage.completes, says)
}

/// Returns the cell of a table of outages: what becomes of a run in a stage, in a few words.
#[must_use]
pub fn fate_words(draft: &ScenarioDraft, stage: usize, fate: &Fate) -> String {
    fate_said(draft, stage, fate).words()
}

/// Returns the same as a statement.
pub(in crate::prove) fn fate_said(draft: &ScenarioDraft, stage: usize, fate: &Fate) -> Said {
    let timeout = draft
        .stages()
        .get(stage)
        .and_then(|one| one.timeout.as_ref());
    let after = timeout
        .and_then(|timeout| timeout.timeout_ms)
        .map_or_else(String::new, |ms| format!(" after {}", duration(ms)));
    let (strength, says) = match fate {
        Fate::NotEntered(confidence) => ((*confidence).into(), "no run gets here".to_owned()),
        Fate::NoGates => (Strength::Proved, "passes: it has no gates".to_owned()),
        Fate::StillPasses => (Strength::Proved, "still passes".to_owned()),
        Fate::NeverPasses(confidence) => ((*confidence).into(), "cannot pass anyway".to_owned()),
        Fate::NotAnalysed(gap) => (Strength::NotAnalysed, format!("not known: {}", why(*gap))),
        Fate::Holds(confidence) => (
            (*confidence).into(),
            "holds as long as it lasts: there is no timeout".to_owned(),
        ),
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
            ((*confidence).into(), what)
        }
    };
    Said::new(ClaimKind::Outage, strength, says)
}
