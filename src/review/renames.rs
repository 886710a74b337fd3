//! What is called otherwise in the new draft.

use std::collections::BTreeMap;

use super::document::{Document, Part};
use super::matching::{Matching, Pairing};
use crate::draft::ScenarioDraft;

/// New ids by old ones, for those entities only whose id changed.
///
/// No old id is also an id of the new draft within its map, so the maps can be applied in any
/// order and only once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// Conditions.
    pub conditions: BTreeMap<String, String>,
    /// Stages.
    pub stages: BTreeMap<String, String>,
    /// Gates.
    pub gates: BTreeMap<String, String>,
    /// Packets.
    pub packets: BTreeMap<String, String>,
}

impl Renames {
    /// Returns what a condition of the old draft is called in the new one.
    #[must_use]
    pub fn condition<'a>(&'a self, old: &'a str) -> &'a str {
        self.conditions.get(old).map_or(old, String::as_str)
    }

    /// Returns what a stage of the old draft is called in the new one.
    #[must_use]
    pub fn stage<'a>(&'a self, old: &'a str) -> &'a str {
        self.stages.get(old).map_or(old, String::as_str)
    }

    /// Returns what a gate of the old draft is called in the new one.
    #[must_use]
    pub fn gate<'a>(&'a self, old: &'a str) -> &'a str {
        self.gates.get(old).map_or(old, String::as_str)
    }

    /// Returns what a packet of the old draft is called in the new one.
    #[must_use]
    pub fn packet<'a>(&'a self, old: &'a str) -> &'a str {
        self.packets.get(old).map_or(old, String::as_str)
    }

    pub(super) fn of(old: &Document, new: &Document, matching: &Matching) -> Self {
        Self {
            conditions: renamed(&old.conditions, &new.conditions, &matching.conditions),
            stages: renamed(&old.stages, &new.stages, &matching.stages),
            gates: renamed(&old.gates, &new.gates, &matching.gates),
            packets: renamed(&old.packets, &new.packets, &matching.packets),
        }
    }
}

/// Finds out which entities are called otherwise in the new draft.
///
/// Works on unfinished drafts too; an entity without an id was not renamed.
#[must_use]
pub fn renames(old: &ScenarioDraft, new: &ScenarioDraft) -> Renames {
    let (old, new) = (Document::of(old), Document::of(new));
    Renames::of(&old, &new, &Matching::of(&old, &new))
}

pub(super) fn renamed(old: &[Part], new: &[Part], pairing: &Pairing) -> BTreeMap<String, String> {
    let id = |parts: &[Part], at: usize| parts.get(at)?.id.clone();
    pairing
        .pairs()
        .filter_map(|(from, to)| Some((id(old, from)?, id(new, to)?)))
        .filter(|(from, to)| from != to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use serde_json::{Value, json};

    fn draft(value: &Value) -> ScenarioDraft {
        read(value.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    fn found(old: &Value, new: &Value) -> Vec<String> {
        let renames = renames(&draft(old), &draft(new));
        [
            ("condition", renames.conditions),
            ("stage", renames.stages),
            ("gate", renames.gates),
            ("packet", renames.packets),
        ]
        .into_iter()
        .flat_map(|(kind, map)| {
            map.into_iter()
                .map(move |(old, new)| format!("{kind} {old} {new}"))
        })
        .collect()
    }

    fn condition(id: &str, check: &str, expected: i32) -> Value {
        json!({"condition_id": id, "comparator": "equals", "expected": expected,
            "query": {"provider_id": "p", "check_id": check}})
    }

    #[test]
    fn conditions_are_recognised_by_content_then_by_their_question() {
        for (old, new, expected) in [
            (
                vec![condition("a", "x", 1)],
                vec![condition("b", "x", 1)],
                vec!["condition a b"],
            ),
            (
                vec![condition("a", "x", 1)],
                vec![condition("b", "x", 2)],
                vec!["condition a b"],
            ),
            (
                vec![condition("a", "x", 1)],
                vec![condition("b", "y", 1)],
                vec![],
            ),
            // Two that changed could each be either.
            (
                vec![condition("a", "x", 1), condition("b", "x", 2)],
                vec![condition("c", "x", 3), condition("d", "x", 4)],
                vec![],
            ),
            // An id that stays is never taken for another.
            (
                vec![condition("a", "x", 1), condition("b", "x", 2)],
                vec![condition("b", "x", 1), condition("c", "x", 2)],
                vec!["condition a c"],
            ),
        ] {
            let of = |list: &[Value]| json!({"conditions": list});
            assert_eq!(found(&of(&old), &of(&new)), expected, "{new:?}");
        }
    }

    #[test]
    fn a_stage_renamed_with_all_it_holds_is_found() {
        let of = |names: [&str; 6]| {
            let [a, b, gate, stage, end, packet] = names;
            json!({"conditions": [condition(a, "x", 1), condition(b, "y", 1)],
                "stages": [
                    {"stage_id": stage, "advance_to": {"kind": "fixed", "stage_id": end},
                     "entry_packets": [{"packet_id": packet, "schema_id": "s"}],
                     "gates": [{"gate_id": gate, "requirement": format!("{a} and {b}")}]},
                    {"stage_id": end, "advance_to": {"kind": "terminal"}}]})
        };
        assert_eq!(
            found(
                &of(["a", "b", "g", "s", "e", "p"]),
                &of(["a2", "b2", "g2", "s2", "e2", "p2"])
            ),
            [
                "condition a a2",
                "condition b b2",
                "stage e e2",
                "stage s s2",
                "gate g g2",
                "packet p p2"
            ]
        );
    }

    #[test]
    fn a_stage_is_known_by_its_gates_and_a_gate_by_what_it_uses() {
        let of = |stage: &str, gate: &str, requirement: &str| {
            json!({"stages": [{"stage_id": stage, "timeout": {"timeout_ms": stage.len()}, "gates": [
                {"gate_id": "stays", "requirement": "z"},
                {"gate_id": gate, "requirement": requirement}]}]})
        };
        assert_eq!(
            found(&of("s", "g", "a and b"), &of("stage", "gate", "a or b")),
            ["stage s stage", "gate g gate"]
        );
        assert_eq!(
            found(&of("s", "g", "a and b"), &of("s", "gate", "a or c")),
            [""; 0]
        );
    }
}
