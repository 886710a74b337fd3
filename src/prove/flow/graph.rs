//! What is proved of the ways of a run, put into the stage graph that all drawings share.

use super::{Flow, StageFlow};
use crate::plain::{StageGraph, WayKind};

/// What is said of a stage that runs enter only after a timeout.
pub const BY_TIMEOUT: &str = "timeout only";

/// Puts into a graph of the same draft what no run does, and what stages are left or entered only by
/// a timeout.
pub fn mark_graph(graph: &mut StageGraph, flow: &Flow) {
    for (node, stage) in graph.nodes.iter_mut().zip(&flow.stages) {
        if stage.entered.is_no() {
            node.entered = Some(false);
        }
        if let Some(words) = stage.standing() {
            node.note.get_or_insert_with(|| words.to_owned());
        }
    }
    for way in &mut graph.ways {
        let Some(stage) = flow.stages.get(way.from) else {
            continue;
        };
        let dead = match way.kind {
            WayKind::Timeout(_) => stage.timeout().is_some_and(|exit| exit.can.is_no()),
            WayKind::Pass | WayKind::Rule(_) | WayKind::Default => stage.passes.is_no(),
        };
        if dead && way.taken != Some(false) {
            way.taken = Some(false);
            way.note
                .get_or_insert_with(|| "the gates never pass".to_owned());
        }
    }
}

impl StageFlow {
    /// Returns what is unusual about the ways into a stage and out of it, in two or three words;
    /// none for a stage that runs enter and pass.
    #[must_use]
    pub fn standing(&self) -> Option<&'static str> {
        if self.entered.is_no() {
            Some("never entered")
        } else if self.passes.is_no() && self.timeout().is_none() {
            Some("waits for ever")
        } else if self.passes.is_no() {
            Some("cannot pass")
        } else if self.is_by_timeout_only() {
            Some(BY_TIMEOUT)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use crate::plain::stage_graph;
    use crate::prove::prove;
    use crate::sources::Sources;
    use serde_json::{Value, json};

    fn stage(id: &str, need: Option<&str>, timeout: Option<u64>) -> Value {
        let gates: Vec<Value> = need
            .iter()
            .map(|need| json!({"gate_id": format!("g_{id}"), "requirement": need}))
            .collect();
        json!({"stage_id": id, "entry_packets": [], "gates": gates,
            "advance_to": {"kind": "linear"}, "on_timeout": "advance_with_flag",
            "timeout": timeout.map(|ms| json!({"timeout_ms": ms, "policy_tags": []}))})
    }

    #[test]
    fn what_no_run_does_is_marked_and_what_runs_do_is_not() {
        let draft = json!({"conditions": [{"condition_id": "a", "query": {"provider_id": "env",
            "check_id": "get", "params": {"key": "A"}}, "comparator": "equals", "expected": "x"}],
            "stages": [stage("one", Some("a"), None), stage("two", Some("a and not a"), Some(9)),
                stage("three", None, None), stage("four", Some("any()"), None),
                stage("five", None, None)]});
        let draft = read(draft.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap();
        let proof = prove(&draft, &Sources::default());
        let mut graph = stage_graph(&draft);
        mark_graph(&mut graph, &proof.flow);
        let notes: Vec<_> = graph
            .nodes
            .iter()
            .map(|node| node.note.as_deref())
            .collect();
        assert_eq!(
            notes,
            [
                None,
                Some("cannot pass"),
                Some(BY_TIMEOUT),
                Some("waits for ever"),
                Some("never entered")
            ]
        );
        let dead: Vec<usize> = graph
            .ways
            .iter()
            .filter(|way| way.taken == Some(false))
            .map(|way| way.from)
            .collect();
        assert_eq!(dead, [1, 3]);
        assert_eq!(graph.nodes[4].entered, Some(false));
    }
}
