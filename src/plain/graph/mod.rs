//! The stages as a graph: nodes, ways between them, and what is said of each.
//!
//! Every drawing of the stages, in whatever form, starts from this. It is made from what a draft
//! says alone; who proves more of it may say so in `taken`, `entered` and the notes.

mod build;
mod reach;

pub use build::stage_graph;

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
    /// What else is known of it, such as `left only by its timeout`. May hold untrusted text.
    pub note: Option<String>,
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
    /// Position of the rule that always wins first, if that is why no run takes it.
    pub shadowed: Option<usize>,
    /// What takes a run along, in a few words. May hold untrusted text.
    pub label: String,
    /// Why it is as it is, as far as that needs words. May hold untrusted text.
    pub note: Option<String>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayKind {
    /// The stage passes.
    Pass,
    /// The stage passes by the branch rule at this position, or would if the rule were not dead.
    Rule(usize),
    /// The stage passes by the default of its branch.
    Default,
    /// The timeout, with what it does; none while that is undecided.
    Timeout(Option<TimeoutPolicy>),
}

/// What a drawing tells apart of ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayState {
    /// A run takes it when the stage passes.
    Live,
    /// A run takes it when the stage times out.
    Timeout,
    /// It is not decided whether a run can take it.
    Undecided,
    /// No run takes it: the rule at this position always wins first.
    Shadowed(usize),
    /// No run takes it.
    Dead,
    /// No run enters the stage that it leaves.
    Unreached,
}

impl WayState {
    /// Tells whether some run may take the way.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Live | Self::Timeout | Self::Undecided)
    }
}

impl StageGraph {
    /// Returns what a drawing tells of a way, by what is known of it and of the stage that it
    /// leaves.
    #[must_use]
    pub fn state(&self, way: &Way) -> WayState {
        if self.nodes.get(way.from).and_then(|node| node.entered) == Some(false) {
            return WayState::Unreached;
        }
        match (way.taken, way.shadowed, way.kind) {
            (Some(false), Some(rule), _) => WayState::Shadowed(rule),
            (Some(false), None, _) => WayState::Dead,
            (None, ..) => WayState::Undecided,
            (Some(true), _, WayKind::Timeout(_)) => WayState::Timeout,
            (Some(true), ..) => WayState::Live,
        }
    }

    /// Works out anew which stages a run can enter, after `taken` of ways has changed.
    pub fn follow(&mut self) {
        let entered = reach::entered(self.nodes.len(), &self.ways);
        for (node, entered) in self.nodes.iter_mut().zip(entered) {
            node.entered = entered;
        }
    }
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

    #[test]
    fn ways_tell_what_they_are_and_why() {
        let document = json!({"stages": [
            {"stage_id": "a", "gates": [{"gate_id": "g"}], "timeout": {"timeout_ms": 5},
             "on_timeout": "fail",
             "advance_to": {"kind": "branch", "default": "c", "branches": [
                {"gate_id": "g", "outcome": "true", "next_stage_id": "b"},
                {"gate_id": "g", "outcome": "true", "next_stage_id": "c"},
                {"gate_id": "g", "outcome": "false", "next_stage_id": "c"}]}},
            {"stage_id": "b", "gates": [], "advance_to": {"kind": "fixed", "stage_id": "nope"}},
            {"stage_id": "c", "gates": [], "advance_to": {"kind": "terminal"}},
        ]});
        let draft = read(document.to_string().as_bytes(), Format::Json).draft;
        let mut graph = stage_graph(&draft.unwrap());
        // `c` is cut off only when it is known where `b` leads.
        if let Some(way) = graph.ways.iter_mut().find(|way| way.from == 1) {
            way.taken = Some(true);
            way.to = WayEnd::Complete;
        }
        graph.follow();
        let told: Vec<(WayState, Option<&str>)> = graph
            .ways
            .iter()
            .map(|way| (graph.state(way), way.note.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (WayState::Live, None),
                (WayState::Shadowed(0), Some("rule 1 always wins first")),
                (
                    WayState::Dead,
                    Some("a stage is left only when every gate is true")
                ),
                (WayState::Shadowed(0), Some("rule 1 always wins first")),
                (WayState::Timeout, None),
                (WayState::Live, Some("there is no stage `nope`")),
                (WayState::Unreached, None),
            ]
        );
    }

    #[test]
    fn what_is_proved_of_ways_moves_what_is_entered() {
        let document = json!({"stages": [
            {"stage_id": "a", "gates": [], "advance_to": {"kind": "linear"}},
            {"stage_id": "b", "gates": [], "advance_to": {"kind": "linear"}},
            {"stage_id": "c", "gates": [], "advance_to": {"kind": "terminal"}},
        ]});
        let draft = read(document.to_string().as_bytes(), Format::Json).draft;
        let mut graph = stage_graph(&draft.unwrap());
        let entered = |graph: &StageGraph| -> Vec<Option<bool>> {
            graph.nodes.iter().map(|node| node.entered).collect()
        };
        assert_eq!(entered(&graph), [Some(true); 3]);
        for (taken, after) in [(Some(false), Some(false)), (None, None)] {
            graph.ways[1].taken = taken;
            graph.follow();
            assert_eq!(entered(&graph), [Some(true), Some(true), after]);
        }
    }
}
