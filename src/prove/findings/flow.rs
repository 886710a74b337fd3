//! What is found about the ways of a run.
//!
//! What follows from links and policies alone is told by `check`; here stands what takes the proof
//! of the gates. Only what is sure is told; what is not known is no finding.

use crate::check::Further;
use crate::diagnostic::{Code, Confidence, Diagnostic};
use crate::draft::ScenarioDraft;
use crate::plain::{duration, listed};
use crate::prove::Can;
use crate::prove::flow::words::{its_timeout, name, why_not_entered};
use crate::prove::flow::{
    Barrier, Cause, End, Exit, Flow, Loop, LoopKind, Outage, StageFlow, loop_words,
};

/// Returns the findings about the ways of a run, in the order of their codes.
///
/// `flow` and `outages` are those of the draft. Places have their pointers and no entities yet.
pub(super) fn flow_findings(
    draft: &ScenarioDraft,
    flow: &Flow,
    outages: &[Outage],
) -> Vec<Further> {
    let finder = Finder { draft, flow };
    let mut findings = finder.unreachable();
    let mut told: Vec<Diagnostic> = Vec::new();
    for (stage, about) in flow.stages.iter().enumerate() {
        if !about.entered.is_no() {
            told.extend(finder.dead_end(stage, about));
            told.extend(finder.timeout_only(stage, about));
            told.extend(finder.extra_trigger(stage, about));
        }
    }
    told.extend(flow.loops.iter().map(|each| finder.endless(each)));
    told.extend(finder.released(outages));
    findings.extend(told.into_iter().map(Further::from));
    findings.sort_by_key(|found| found.diagnostic.code);
    findings
}

/// What findings are made from.
pub(super) struct Finder<'a> {
    pub(super) draft: &'a ScenarioDraft,
    pub(super) flow: &'a Flow,
}

/// Returns a finding that is as strong as what it rests on.
pub(super) fn known(
    confidence: Confidence,
    code: Code,
    pointer: impl Into<String>,
    message: impl Into<String>,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(code, pointer, message);
    diagnostic.confidence = confidence;
    diagnostic
}

impl Finder<'_> {
    /// Tells of the stages and the completion that links lead to and no run gets to.
    fn unreachable(&self) -> Vec<Further> {
        let mut findings = Vec::new();
        for (stage, about) in self.flow.stages.iter().enumerate() {
            let (Some(confidence), Some(barrier)) = (about.entered.refuted(), about.cut_off_by)
            else {
                continue;
            };
            let why = why_not_entered(self.draft, self.flow, stage).unwrap_or_default();
            let root = match barrier {
                Barrier::NeverPasses(root) => Some(root),
                Barrier::TooLarge(_) => None,
            };
            let diagnostic = known(
                confidence,
                Code::GW0601,
                format!("/stages/{stage}/stage_id"),
                format!("no run can enter stage {}: {why}", self.name(stage)),
            )
            .help(match barrier {
                Barrier::NeverPasses(root) => format!(
                    "mend the gates of {}, lead to {} another way, or remove it",
                    self.name(root),
                    self.name(stage)
                ),
                Barrier::TooLarge(root) => format!(
                    "keep the packet of {} elsewhere and refer to it, or make it smaller",
                    self.name(root)
                ),
            });
            findings.push(Further { diagnostic, root });
        }
        findings.extend(self.completion());
        findings
    }

    fn completion(&self) -> Option<Further> {
        let confidence = self.flow.completes.refuted()?;
        self.is_completion_linked().then_some(())?;
        let stages = || self.flow.stages.iter().enumerate();
        let blocked = |about: &StageFlow| about.passes.is_no() && !about.entered.is_no();
        let ends: Vec<String> = stages()
            .filter(|(_, about)| blocked(about))
            .map(|(stage, about)| {
                let timeout = its_timeout(self.draft, about.timeout());
                format!("{} can never pass and {timeout}", self.name(stage))
            })
            .collect();
        let mut diagnostic = known(confidence, Code::GW0602, "/stages", "no run can complete")
            .help("mend the gates that can never all be true, or lead past them");
        if !ends.is_empty() {
            diagnostic =
                diagnostic.effect(format!("every way ends early: {}", listed(&ends, "and")));
        }
        let root = stages().find(|(_, about)| blocked(about));
        Some(Further {
            diagnostic,
            root: root.map(|(stage, _)| stage),
        })
    }

    /// Tells whether links alone lead from the first stage to completion.
    fn is_completion_linked(&self) -> bool {
        let mut seen = vec![false; self.flow.stages.len()];
        let mut open = vec![0];
        while let Some(stage) = open.pop() {
            let Some(about) = self.flow.stages.get(stage) else {
                continue;
            };
            if std::mem::replace(&mut seen[stage], true) {
                continue;
            }
            for exit in &about.exits {
                match exit.to {
                    End::Stage(to) | End::TooLarge(to) => open.push(to),
                    End::Completed => return true,
                    End::Failed | End::Error | End::Undecided => {}
                }
            }
        }
        false
    }

    fn dead_end(&self, stage: usize, about: &StageFlow) -> Option<Diagnostic> {
        let confidence = about.dead_end()?;
        Some(
            known(
                confidence,
                Code::GW0603,
                format!("/stages/{stage}/stage_id"),
                format!("a run that enters {} waits for ever", self.name(stage)),
            )
            .effect("its gates can never all be true at once, and there is no timeout")
            .help("mend its gates, or give the stage a timeout"),
        )
    }

    fn timeout_only(&self, stage: usize, about: &StageFlow) -> Option<Diagnostic> {
        let confidence = about.timeout_only()?;
        let to = match about.timeout()?.to {
            End::Stage(to) => format!("goes on to {}", self.name(to)),
            _ => "completes".to_owned(),
        };
        Some(
            known(
                confidence,
                Code::GW0613,
                format!("/stages/{stage}/on_timeout"),
                format!(
                    "{} can never pass, so only its timeout leads out",
                    self.name(stage)
                ),
            )
            .effect(format!(
                "its gates decide nothing: with the first tick {} every run {to}",
                self.after(stage)
            ))
            .help("mend the gates, or remove them if waiting is all that is meant"),
        )
    }

    /// Tells of a stage that has nothing to wait for and still may fail a run.
    fn extra_trigger(&self, stage: usize, about: &StageFlow) -> Option<Diagnostic> {
        let fails = about
            .timeout()
            .is_some_and(|exit| exit.cause == Cause::FailTimeout);
        let leaves = match about.exits.first()? {
            Exit {
                to: End::Completed,
                can: Can::Yes,
                ..
            } => "complete",
            Exit {
                to: End::Stage(_),
                can: Can::Yes,
                ..
            } => "go on",
            _ => return None,
        };
        (about.gates == 0 && fails).then(|| {
            Diagnostic::new(
                Code::GW0612,
                format!("/stages/{stage}/timeout"),
                format!(
                    "{} has no gates, yet a run there needs one more trigger to {leaves}",
                    self.name(stage)
                ),
            )
            .effect(format!(
                "if that is a tick {}, the run fails",
                self.after(stage)
            ))
            .help("remove the timeout, or the stage if the one before can do without it")
        })
    }

    fn endless(&self, found: &Loop) -> Diagnostic {
        let first = found.stages.first().copied().unwrap_or_default();
        let help = match found.kind {
            LoopKind::Gateless { .. } => "give one of the stages a gate, or lead out of the circle",
            LoopKind::NoWayOut => "lead out of the circle, or give a stage a timeout that does",
        };
        let mut diagnostic = known(
            found.confidence,
            Code::GW0611,
            format!("/stages/{first}/advance_to"),
            loop_words(self.draft, found),
        )
        .help(help);
        if found.kind
            != (LoopKind::Gateless {
                late_tick_leaves: true,
            })
        {
            diagnostic = diagnostic.effect("such a run neither completes nor fails");
        }
        for stage in &found.stages {
            let id = self
                .draft
                .stages()
                .get(*stage)
                .and_then(|one| one.stage_id.clone());
            diagnostic = diagnostic.parameter(id.unwrap_or_default());
        }
        diagnostic
    }

    /// Returns the name of a stage as messages show it.
    pub(super) fn name(&self, stage: usize) -> String {
        name(self.draft, stage)
    }

    /// Returns how late a tick must be for the timeout of a stage to decide.
    pub(super) fn after(&self, stage: usize) -> String {
        let timeout = self
            .draft
            .stages()
            .get(stage)
            .and_then(|one| one.timeout.as_ref());
        match timeout.and_then(|timeout| timeout.timeout_ms) {
            None => "after its timeout".to_owned(),
            Some(0) => format!("in {}", self.name(stage)),
            Some(ms) => format!(
                "{} or more after entering {}",
                duration(ms),
                self.name(stage)
            ),
        }
    }
}
