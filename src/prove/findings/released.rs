//! What is found about packets, and about the gates that timeouts lead past.

use std::collections::VecDeque;

use serde_json::Value;

use super::flow::{Finder, known};
use crate::diagnostic::{Code, Confidence, Diagnostic, Fix, Safety};
use crate::draft::{Edit, Entity, Key};
use crate::plain::{MAX_LISTED, listed};
use crate::prove::Can;
use crate::prove::flow::words::{gates, source_words};
use crate::prove::flow::{End, Exit, Fate, Outage, Source, StageFlow, path_words};
use crate::spec::TimeoutPolicy;

impl Finder<'_> {
    /// Tells of packets without gates, of gates that timeouts lead past, and of packets to which an
    /// outage leads; one cause once.
    pub(super) fn released(&self, outages: &[Outage]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut late = vec![false; self.flow.stages.len()];
        for (stage, about) in self.flow.stages.iter().enumerate() {
            if !about.discloses || !about.entered.is_yes() {
                continue;
            }
            if self.is_ungated(stage, about) {
                found.push(self.without_gate(stage));
            } else if let Some(diagnostic) = self.past_gates(stage) {
                late[stage] = true;
                found.push(diagnostic);
            }
        }
        let leads = self.leads_to(&late);
        found.extend(self.bypasses(&leads));
        found.extend(self.outages(outages, &late));
        found
    }

    /// Tells whether runs get there without any gate and without any timeout.
    fn is_ungated(&self, stage: usize, about: &StageFlow) -> bool {
        let before = self.flow.on_the_way(End::Stage(stage));
        about.entered_by_passing.is_yes()
            && before.is_some_and(|before| before.iter().all(|at| self.gates_of(*at) == 0))
    }

    fn without_gate(&self, stage: usize) -> Diagnostic {
        let (packets, verb, pointer) = self.packets(stage);
        let when = if stage == 0 {
            "at the start of every run".to_owned()
        } else {
            format!("to every run that gets to {}", self.name(stage))
        };
        Diagnostic::new(
            Code::GW0701,
            pointer,
            format!("{packets} {verb} released before any gate is met"),
        )
        .effect(format!("{packets} {verb} given, whatever the evidence, {when}"))
        .help("move it to a stage behind a gate, or suppress this with the reason why anyone may have it")
    }

    /// Tells that packets can be released without gates, because of a timeout.
    fn past_gates(&self, stage: usize) -> Option<Diagnostic> {
        let end = End::Stage(stage);
        let (skipped, path) = if self.flow.on_the_way(end).is_some() {
            let skipped = self.flow.bypasses(end);
            let mut skipped = skipped.iter().filter(|bypass| bypass.can.is_yes());
            let first = skipped.next()?.stage;
            let all: Vec<usize> = std::iter::once(first)
                .chain(skipped.map(|bypass| bypass.stage))
                .collect();
            (all, self.flow.way_around(first, end)?)
        } else {
            let told = self.flow.disclosure(stage)?;
            let path = told.weakest.filter(|_| told.weakest_gates == 0)?;
            (Vec::new(), path)
        };
        let past = skipped.first().copied().unwrap_or_default();
        let timeout = path.timeout_past(past)?;
        let (packets, _, pointer) = self.packets(stage);
        let without = if skipped.is_empty() {
            "any gate".to_owned()
        } else {
            self.gates_named(&skipped)
        };
        let diagnostic = Diagnostic::new(
            Code::GW0702,
            pointer,
            format!(
                "{packets} can be released without {without}, through the timeout of {}",
                self.name(timeout)
            ),
        )
        .related(
            format!("/stages/{timeout}/on_timeout"),
            "this timeout leads there",
        )
        .effect(format!("the way is {}", path_words(self.draft, &path)))
        .help(
            "use `fail`, lead the timeout to a stage that does not get here, or suppress this \
             with the reason why waiting is enough",
        );
        Some(diagnostic.parameter(without))
    }

    /// Tells of timeouts that take runs past gates on their usual way, where `leads` does not say
    /// that a finding about packets behind tells it.
    fn bypasses(&self, leads: &[bool]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (place, stage) in self.flow.usual_way().iter().copied().enumerate() {
            let about = &self.flow.stages[stage];
            let advances = about.timeout().and_then(Exit::stage);
            let Some(to) = advances.filter(|to| about.entered.is_yes() && !leads[*to]) else {
                continue;
            };
            let Some(back) = self.comes_back(to).filter(|back| *back > place) else {
                continue;
            };
            let usual = self.flow.usual_way();
            let skipped = &usual[place..back];
            if skipped.iter().any(|at| self.gates_of(*at) > 0) {
                found.push(self.bypass(stage, usual[back], &self.gates_named(skipped)));
            }
        }
        found
    }

    fn bypass(&self, stage: usize, to: usize, without: &str) -> Diagnostic {
        let edit = Edit::Set {
            entity: Entity::Stage(Key::Index(stage)),
            field: "on_timeout".to_owned(),
            value: Some(Value::from(TimeoutPolicy::Fail.name())),
        };
        Diagnostic::new(
            Code::GW0606,
            format!("/stages/{stage}/on_timeout"),
            format!(
                "the timeout of {} takes runs to {} without {without}",
                self.name(stage),
                self.name(to),
            ),
        )
        .effect(format!(
            "with the first tick {} the run goes on as if it had passed",
            self.after(stage)
        ))
        .help("use `fail`, lead the timeout to a stage of its own, or suppress this with the reason why waiting is enough")
        .fix(Fix::new("write `fail`", Safety::Review, &[edit]))
        .parameter(without)
    }

    /// Returns how far down the usual way a run gets that is taken to a stage, when it first comes
    /// back to that way; none when it does not.
    fn comes_back(&self, to: usize) -> Option<usize> {
        let mut furthest = None;
        let mut seen = std::collections::BTreeSet::from([to]);
        let mut open = VecDeque::from([to]);
        while let Some(at) = open.pop_front() {
            if let Some(place) = self.flow.place(End::Stage(at)) {
                furthest = furthest.max(Some(place));
                continue;
            }
            let exits = self
                .flow
                .stages
                .get(at)
                .into_iter()
                .flat_map(|about| &about.exits);
            let sure = exits.filter(|exit| exit.can.is_yes());
            open.extend(
                sure.filter_map(Exit::stage)
                    .filter(|next| seen.insert(*next)),
            );
        }
        furthest
    }

    /// Tells of every stage whether sure ways lead from it to a marked one.
    fn leads_to(&self, marked: &[bool]) -> Vec<bool> {
        let stages = &self.flow.stages;
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); stages.len()];
        for (from, about) in stages.iter().enumerate() {
            for exit in about.exits.iter().filter(|exit| exit.can.is_yes()) {
                if let Some(to) = exit.stage() {
                    before[to].push(from);
                }
            }
        }
        let mut leads = vec![false; stages.len()];
        let mut open: Vec<usize> = (0..stages.len()).filter(|at| marked[*at]).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut leads[at], true) {
                open.extend(&before[at]);
            }
        }
        leads
    }

    /// Tells of stages that an outage takes to packets of a stage of their own.
    fn outages(&self, outages: &[Outage], told: &[bool]) -> Vec<Diagnostic> {
        let stages = self.flow.stages.iter().enumerate();
        stages
            .filter(|(_, about)| about.entered.is_yes())
            .filter_map(|(stage, _)| self.outage(stage, outages, told))
            .collect()
    }

    fn outage(&self, stage: usize, outages: &[Outage], told: &[bool]) -> Option<Diagnostic> {
        let mut sources = Vec::new();
        let mut out = Can::NEVER;
        let mut leads = None;
        for outage in outages {
            let (
                Source::Provider(_),
                Some(Fate::TimesOut {
                    to: End::Stage(to),
                    confidence,
                    ..
                }),
            ) = (&outage.source, outage.stages.get(stage))
            else {
                continue;
            };
            let Some(packets) = outage.discloses.get(stage).copied().flatten() else {
                continue;
            };
            let own = self
                .flow
                .stages
                .get(*to)
                .is_some_and(StageFlow::is_by_timeout_only);
            if own && !told[packets] {
                sources.push(source_words(&outage.source));
                out = out.or(Can::No(*confidence));
                leads.get_or_insert((*to, packets));
            }
        }
        let (to, packets) = leads?;
        let (released, verb, _) = self.packets(packets);
        let mut diagnostic = known(
            out.refuted().unwrap_or(Confidence::Proved),
            Code::GW0705,
            format!("/stages/{stage}/on_timeout"),
            format!(
                "if {} is unavailable, runs in {} time out into {}",
                listed(&sources, "or"),
                self.name(stage),
                self.name(to)
            ),
        )
        .effect(format!("from there they can get to {}, where {released} {verb} released", self.name(packets)))
        .help("use `fail`, or suppress this with the reason why an outage may count as evidence that is not met");
        for source in sources {
            diagnostic = diagnostic.parameter(source);
        }
        Some(diagnostic)
    }

    /// Returns the packets of a stage as a sentence names them, its verb, and where they are.
    fn packets(&self, stage: usize) -> (String, &'static str, String) {
        let packets = self
            .draft
            .stages()
            .get(stage)
            .map_or(&[][..], |one| one.packets());
        let names: Vec<String> = packets
            .iter()
            .map(|packet| format!("`{}`", packet.packet_id.as_deref().unwrap_or("?")))
            .collect();
        let at = format!("/stages/{stage}/entry_packets");
        match names.as_slice() {
            [only] => (format!("packet {only}"), "is", format!("{at}/0")),
            _ => (format!("packets {}", listed(&names, "and")), "are", at),
        }
    }

    fn gates_of(&self, stage: usize) -> usize {
        self.flow.stages.get(stage).map_or(0, |about| about.gates)
    }

    /// Names the gates of some stages, of many only the first ones.
    fn gates_named(&self, stages: &[usize]) -> String {
        let count: usize = stages.iter().map(|stage| self.gates_of(*stage)).sum();
        let names = stages.iter().flat_map(|stage| gates(self.draft, *stage));
        if count <= MAX_LISTED {
            return listed(&names.collect::<Vec<String>>(), "or");
        }
        let shown = MAX_LISTED - 1;
        let more = format!("{} more", count - shown);
        let names: Vec<String> = names.take(shown).chain([more]).collect();
        listed(&names, "and")
    }
}
