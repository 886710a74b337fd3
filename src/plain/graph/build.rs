//! From a draft to the graph of its stages.

use std::collections::HashMap;

use super::{StageGraph, StageNode, Way, WayEnd, WayKind};
use crate::check::{RouteTable, RuleFate, Target, route_tables};
use crate::draft::{AdvanceDraft, RuleDraft, ScenarioDraft, StageDraft};
use crate::plain::stage::{first_rule, rule_reason, rule_words, stage_name};
use crate::plain::words::duration;
use crate::spec::TimeoutPolicy;

/// Returns the stages of a draft as a graph.
///
/// A rule or a default that only a timeout takes is told by the way of the timeout.
#[must_use]
pub fn stage_graph(draft: &ScenarioDraft) -> StageGraph {
    let stages = draft.stages();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (index, stage) in stages.iter().enumerate() {
        if let Some(id) = stage.stage_id.as_deref() {
            places.entry(id).or_insert(index);
        }
    }
    let mut ways = Vec::new();
    for (from, (stage, table)) in stages.iter().zip(route_tables(draft)).enumerate() {
        Exits {
            from,
            stage,
            table: &table,
            places: &places,
            ways: &mut ways,
        }
        .collect();
    }
    let nodes = (0..stages.len())
        .map(|index| StageNode {
            name: stage_name(draft, index),
            entered: None,
            note: None,
        })
        .collect();
    let mut graph = StageGraph { nodes, ways };
    graph.follow();
    graph
}

/// The ways out of one stage as they are collected.
struct Exits<'a> {
    from: usize,
    stage: &'a StageDraft,
    table: &'a RouteTable,
    places: &'a HashMap<&'a str, usize>,
    ways: &'a mut Vec<Way>,
}

impl Exits<'_> {
    fn collect(mut self) {
        if let Some(AdvanceDraft::Branch { branches, default }) = &self.stage.advance_to {
            self.branch(branches.as_deref().unwrap_or_default());
            self.default(default.as_ref());
        } else {
            let to = end(&self.table.pass);
            let mut way = self.way(to, WayKind::Pass, sure(to), "passes".to_owned());
            if let Some(AdvanceDraft::Fixed { stage_id }) = &self.stage.advance_to {
                way.note = self.missing(stage_id.as_ref());
            }
            self.ways.push(way);
        }
        self.timeout();
    }

    fn branch(&mut self, rules: &[RuleDraft]) {
        for (index, rule) in rules.iter().enumerate() {
            let fate = self.table.rules.get(index).copied();
            let taken = match fate {
                Some(RuleFate::Pass | RuleFate::Both) => Some(true),
                Some(RuleFate::Unfinished) | None => None,
                Some(RuleFate::Alternate) => continue,
                Some(_) => Some(false),
            };
            let next = rule.next_stage_id.as_ref();
            let label = format!("{} {}", index + 1, rule_words(rule));
            let mut way = self.way(self.named(next), WayKind::Rule(index), taken, label);
            way.note = fate.and_then(rule_reason).or_else(|| self.missing(next));
            if let Some(RuleFate::Shadowed(winner)) = fate {
                way.shadowed = Some(winner);
            }
            self.ways.push(way);
        }
    }

    fn default(&mut self, default: Option<&Option<String>>) {
        let Some(default) = default else { return };
        let to = match default {
            None => WayEnd::Nowhere,
            Some(id) => self.named(Some(id)),
        };
        let passes = self.table.pass_rule.is_none();
        let late = self.table.alternate && self.table.alternate_rule.is_none();
        let undecided = self.table.rules.contains(&RuleFate::Unfinished);
        let taken = match (passes, undecided) {
            (true, false) => Some(true),
            (true, true) => None,
            // The timeout tells of it, or it is no way at all.
            (false, _) if late || to == WayEnd::Nowhere => return,
            (false, _) => Some(false),
        };
        let mut way = self.way(to, WayKind::Default, taken, "otherwise".to_owned());
        way.shadowed = self.table.pass_rule;
        way.note = way
            .shadowed
            .map(first_rule)
            .or_else(|| self.missing(default.as_ref()));
        self.ways.push(way);
    }

    fn timeout(&mut self) {
        let Some(timeout) = &self.stage.timeout else {
            return;
        };
        let mut label = timeout
            .timeout_ms
            .map_or_else(|| "timeout".to_owned(), duration);
        let to = match (self.stage.on_timeout, &self.table.timeout) {
            (Some(TimeoutPolicy::Fail), _) => WayEnd::Fail,
            (_, Some(target)) => end(target),
            _ => WayEnd::Undecided,
        };
        let rule = if self.table.alternate {
            self.table.alternate_rule
        } else {
            self.table.pass_rule
        };
        if let (Some(rule), Some(_)) = (rule, &self.table.timeout) {
            label = format!("{label}, rule {}", rule + 1);
        }
        let kind = WayKind::Timeout(self.stage.on_timeout);
        self.ways.push(self.way(to, kind, sure(to), label));
    }

    fn named(&self, id: Option<&String>) -> WayEnd {
        id.and_then(|id| self.places.get(id.as_str()))
            .map_or(WayEnd::Undecided, |at| WayEnd::Stage(*at))
    }

    /// Says that no stage has the id that is named.
    fn missing(&self, id: Option<&String>) -> Option<String> {
        id.filter(|id| !self.places.contains_key(id.as_str()))
            .map(|id| format!("there is no stage `{id}`"))
    }

    fn way(&self, to: WayEnd, kind: WayKind, taken: Option<bool>, label: String) -> Way {
        Way {
            from: self.from,
            to,
            kind,
            taken,
            shadowed: None,
            label,
            note: None,
        }
    }
}

/// A way is taken wherever it leads, as soon as that is decided.
fn sure(to: WayEnd) -> Option<bool> {
    (to != WayEnd::Undecided).then_some(true)
}

const fn end(target: &Target) -> WayEnd {
    match target {
        Target::Stage(stage) => WayEnd::Stage(*stage),
        Target::Complete => WayEnd::Complete,
        Target::Nowhere => WayEnd::Nowhere,
        Target::Unknown => WayEnd::Undecided,
    }
}
