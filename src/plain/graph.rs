//! The stages as a graph: nodes, ways between them, and what is said of each.
//!
//! Every drawing of the stages, in whatever form, starts from this.

use std::collections::HashMap;

use super::stage::{rule_words, stage_name};
use super::words::duration;
use crate::check::{RouteTable, RuleFate, Target, route_tables};
use crate::draft::{AdvanceDraft, RuleDraft, ScenarioDraft, StageDraft};
use crate::spec::TimeoutPolicy;

/// The stages of a scenario and the ways between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageGraph {
    /// The stages, in order; a run starts in the first.
    pub nodes: Vec<StageNode>,
    /// The ways, by the stage that they leave and in the order in which the runtime looks at them.
    pub ways: Vec<Way>,
}

/// A stage in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageNode {
    /// Its id, or `stage 3` where it has none. May hold untrusted text.
    pub name: String,
    /// Whether a run can enter it; none while ways are undecided that may lead there.
    pub entered: Option<bool>,
}

/// A way out of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Position of the stage that it leaves.
    pub from: usize,
    /// Where it leads.
    pub to: WayEnd,
    /// What takes a run along.
    pub kind: WayKind,
    /// Whether a run can take it; none while that is undecided.
    pub taken: Option<bool>,
    /// What takes a run along, in a few words. May hold untrusted text.
    pub label: String,
}

/// Where a way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayEnd {
    /// To the stage at this position.
    Stage(usize),
    /// The run completes.
    Complete,
    /// The run fails.
    Fail,
    /// Nowhere: the call fails and nothing is recorded.
    Nowhere,
    /// It is not decided, or no stage has that name.
    Undecided,
}

/// What takes a run along a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayKind {
    /// The stage passes.
    Pass,
    /// The stage passes by the branch rule at this position, or would if the rule were not dead.
    Rule(usize),
    /// The stage passes by the default of its branch.
    Default,
    /// The timeout.
    Timeout,
}

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
    let entered = entered(stages.len(), &ways);
    let nodes = entered
        .into_iter()
        .enumerate()
        .map(|(index, entered)| StageNode {
            name: stage_name(draft, index),
            entered,
        })
        .collect();
    StageGraph { nodes, ways }
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
            let taken = (to != WayEnd::Undecided).then_some(true);
            self.add(to, WayKind::Pass, taken, "passes".to_owned());
        }
        self.timeout();
    }

    fn branch(&mut self, rules: &[RuleDraft]) {
        for (index, rule) in rules.iter().enumerate() {
            let taken = match self.table.rules.get(index) {
                Some(RuleFate::Pass | RuleFate::Both) => Some(true),
                Some(RuleFate::Unfinished) | None => None,
                Some(RuleFate::Alternate) => continue,
                Some(_) => Some(false),
            };
            let to = self.named(rule.next_stage_id.as_ref());
            let label = format!("{} {}", index + 1, rule_words(rule));
            self.add(to, WayKind::Rule(index), taken, label);
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
        self.add(to, WayKind::Default, taken, "otherwise".to_owned());
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
        let taken = (to != WayEnd::Undecided).then_some(true);
        self.add(to, WayKind::Timeout, taken, label);
    }

    fn named(&self, id: Option<&String>) -> WayEnd {
        id.and_then(|id| self.places.get(id.as_str()))
            .map_or(WayEnd::Undecided, |at| WayEnd::Stage(*at))
    }

    fn add(&mut self, to: WayEnd, kind: WayKind, taken: Option<bool>, label: String) {
        self.ways.push(Way {
            from: self.from,
            to,
            kind,
            taken,
            label,
        });
    }
}

const fn end(target: &Target) -> WayEnd {
    match target {
        Target::Stage(stage) => WayEnd::Stage(*stage),
        Target::Complete => WayEnd::Complete,
        Target::Nowhere => WayEnd::Nowhere,
        Target::Unknown => WayEnd::Undecided,
    }
}

/// Tells of each stage whether a run can enter it.
fn entered(count: usize, ways: &[Way]) -> Vec<Option<bool>> {
    let sure = reached(count, ways, |way| way.taken == Some(true));
    let possible = reached(count, ways, |way| way.taken != Some(false));
    let open = ways.iter().any(|way| {
        way.to == WayEnd::Undecided
            && way.taken != Some(false)
            && possible.get(way.from) == Some(&true)
    });
    sure.into_iter()
        .zip(possible)
        .map(|(sure, possible)| match (sure, possible || open) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        })
        .collect()
}

/// Follows ways from the first stage; those of a stage stand together.
fn reached(count: usize, ways: &[Way], leads: impl Fn(&Way) -> bool) -> Vec<bool> {
    let mut seen = vec![false; count];
    let mut open = Vec::new();
    if let Some(first) = seen.first_mut() {
        *first = true;
        open.push(0);
    }
    while let Some(stage) = open.pop() {
        let start = ways.partition_point(|way| way.from < stage);
        let own = ways.iter().skip(start).take_while(|way| way.from == stage);
        for way in own.filter(|way| leads(way)) {
            if let WayEnd::Stage(to) = way.to
                && let Some(seen) = seen.get_mut(to)
                && !*seen
            {
                *seen = true;
                open.push(to);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use serde_json::{Value, json};

    /// Returns the ways as lines, such as `0 passes > Stage(1)`, with `?` or `x` if not taken.
    fn ways(stages: &Value) -> (Vec<String>, Vec<Option<bool>>) {
        let document = json!({ "stages": stages });
        let draft = read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap();
        let graph = stage_graph(&draft);
        let lines = graph
            .ways
            .iter()
            .map(|way| {
                let mark = match way.taken {
                    Some(true) => "",
                    Some(false) => " x",
                    None => " ?",
                };
                format!("{} {} > {:?}{mark}", way.from, way.label, way.to)
            })
            .collect();
        let entered = graph.nodes.iter().map(|node| node.entered).collect();
        (lines, entered)
    }

    #[test]
    fn dead_rules_are_ways_that_no_run_takes() {
        let (lines, entered) = ways(&json!([
            {"stage_id": "a", "gates": [{"gate_id": "g"}], "advance_to": {"kind": "branch",
                "default": "d", "branches": [
                    {"gate_id": "g", "outcome": "true", "next_stage_id": "b"},
                    {"gate_id": "g", "outcome": "false", "next_stage_id": "c"}]}},
            {"stage_id": "b", "gates": [], "advance_to": {"kind": "terminal"}},
            {"stage_id": "c", "gates": [], "advance_to": {"kind": "fixed", "stage_id": "d"}},
            {"stage_id": "d", "gates": [], "advance_to": {"kind": "linear"}},
        ]));
        assert_eq!(
            lines,
            [
                "0 1 g is true > Stage(1)",
                "0 2 g is false > Stage(2) x",
                "0 otherwise > Stage(3) x",
                "1 passes > Complete",
                "2 passes > Stage(3)",
                "3 passes > Complete",
            ]
        );
        assert_eq!(entered, [Some(true), Some(true), Some(false), Some(false)]);
    }

    #[test]
    fn what_only_a_timeout_takes_is_told_by_its_way() {
        let stage = |policy: &str, rules: Value, default: Value| {
            json!([
                {"stage_id": "a", "gates": [{"gate_id": "g"}], "timeout": {"timeout_ms": 60000},
                 "on_timeout": policy,
                 "advance_to": {"kind": "branch", "default": default, "branches": rules}},
                {"stage_id": "b", "gates": [], "advance_to": {"kind": "terminal"}},
                {"stage_id": "c", "gates": [], "advance_to": {"kind": "terminal"}},
            ])
        };
        let rule = |outcome: &str, to: &str| json!({"gate_id": "g", "outcome": outcome, "next_stage_id": to});
        for (stages, first) in [
            (
                stage(
                    "alternate_branch",
                    json!([rule("true", "b"), rule("unknown", "c")]),
                    json!(null),
                ),
                vec!["0 1 g is true > Stage(1)", "0 1 min, rule 2 > Stage(2)"],
            ),
            (
                stage("alternate_branch", json!([rule("true", "b")]), json!("c")),
                vec!["0 1 g is true > Stage(1)", "0 1 min > Stage(2)"],
            ),
            (
                stage("fail", json!([rule("false", "b")]), json!(null)),
                vec![
                    "0 1 g is false > Stage(1) x",
                    "0 otherwise > Nowhere",
                    "0 1 min > Fail",
                ],
            ),
            (
                stage("advance_with_flag", json!([rule("true", "b")]), json!(null)),
                vec!["0 1 g is true > Stage(1)", "0 1 min, rule 1 > Stage(1)"],
            ),
        ] {
            let (lines, _) = ways(&stages);
            assert_eq!(lines[..lines.len() - 2], first);
        }
    }

    #[test]
    fn while_ways_are_undecided_no_stage_is_said_to_be_cut_off() {
        let (lines, entered) = ways(&json!([
            {"stage_id": "a", "gates": []},
            {"stage_id": "b", "gates": [], "advance_to": {"kind": "fixed", "stage_id": "nope"}},
            {},
        ]));
        assert_eq!(
            lines,
            [
                "0 passes > Undecided ?",
                "1 passes > Undecided ?",
                "2 passes > Undecided ?"
            ]
        );
        assert_eq!(entered, [Some(true), None, None]);
        assert_eq!(ways(&json!([])), (Vec::new(), Vec::new()));
    }
}
