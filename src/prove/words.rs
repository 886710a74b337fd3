//! What is proved of a gate in plain words.
//!
//! Fragments without a full stop. They may hold untrusted text from files; views sanitise it.

use std::sync::Arc;

use super::claim::{Can, Gap};
use super::gate::{GateProof, Role};
use super::said::assuming;
use super::ways::{Need, Ways};
use crate::plain::{listed, value_words};
use crate::spec::{GateOutcome, print_requirement};

/// Returns what decides a gate in one line, such as `3 ways to pass; nothing works without a`.
#[must_use]
pub fn gate_summary(proof: &GateProof) -> String {
    match proof.constant {
        Some(GateOutcome::True) => return "always passes: no evidence can change it".to_owned(),
        Some(GateOutcome::False) => {
            return "never passes: it is false whatever is found".to_owned();
        }
        Some(GateOutcome::Unknown) => {
            return "never passes: it is unknown whatever is found".to_owned();
        }
        None => {}
    }
    let passes = match proof.passes {
        Can::Open(Gap::Unfinished) => {
            return "what makes it pass is known once it is finished".to_owned();
        }
        Can::Open(Gap::Rest) => {
            return "not analysed: the scenario is too large as a whole".to_owned();
        }
        Can::Open(Gap::Budget) => return "not analysed: it has too many situations".to_owned(),
        Can::No(strength) => {
            let assumed = assuming(strength.into());
            return match proof.conflict.as_slice() {
                [] => format!("never passes{assumed}"),
                [only] => format!("never passes{assumed}: `{only}` never fits"),
                several => {
                    let names: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
                    let names = listed(&names, "and");
                    format!("never passes{assumed}: {names} exclude one another")
                }
            };
        }
        Can::Yes => proof.ways.as_ref().map_or_else(
            || "can pass, in more ways than can be listed".to_owned(),
            |ways| count(ways, "way", "to pass"),
        ),
    };
    let mut words = passes;
    let mandatory = of_role(proof, Role::Mandatory);
    if !mandatory.is_empty() {
        words.push_str("; nothing works without ");
        words.push_str(&listed(&mandatory, "and"));
    }
    if let Can::No(strength) = proof.fails {
        words.push_str("; never fails");
        words.push_str(assuming(strength.into()));
    }
    words
}

/// Returns what makes a gate false, in one line; none where that is not known or nothing does.
#[must_use]
pub fn blocks_summary(proof: &GateProof) -> Option<String> {
    let blocks = proof.blocks.as_ref().filter(|blocks| !blocks.is_none())?;
    let sets: Vec<String> = blocks.shown.iter().map(|set| way_words(set)).collect();
    let mut words = listed(&sets, "or");
    if let Some(more) = left_out(blocks) {
        words.push_str(&more);
    }
    Some(words)
}

/// Returns all that is proved of a gate, line by line, each group under its heading.
#[must_use]
pub fn gate_words(proof: &GateProof) -> Vec<(&'static str, Vec<String>)> {
    let mut groups = vec![("in short", vec![gate_summary(proof)])];
    let sets = |ways: &Option<Ways>| -> Vec<String> {
        let Some(ways) = ways else {
            return Vec::new();
        };
        let shown = ways.shown.iter().map(|set| way_words(set));
        shown
            .chain(left_out(ways).map(|more| more.trim_start().to_owned()))
            .collect()
    };
    if proof.constant.is_none() {
        groups.push(("ways to pass", sets(&proof.ways)));
        groups.push(("ways to fail", sets(&proof.blocks)));
    }
    let roles = proof.roles.iter();
    groups.push((
        "conditions",
        roles
            .map(|(id, role)| format!("{id}: {}", role.name()))
            .collect(),
    ));
    if let Some(stall) = &proof.stall {
        let given: Vec<String> = stall.given.iter().map(super::Answer::words).collect();
        groups.push((
            "waits although it is settled",
            vec![format!(
                "with {} it is {} either way, and still waits for {}",
                if given.is_empty() {
                    "no evidence".to_owned()
                } else {
                    listed(&given, "and")
                },
                stall.settled.name(),
                listed(&stall.missing, "and")
            )],
        ));
    }
    let parts = proof.redundant.iter().map(|one| {
        let part = print_requirement(&one.part).unwrap_or_else(|_| one.pointer.clone());
        format!("{part}{}", assuming(one.strength.into()))
    });
    groups.push(("changes nothing", parts.collect()));
    groups.retain(|(_, lines)| !lines.is_empty());
    groups
}

/// Returns a set of answers with example values, such as `tests_ok = true and coverage = 85`.
#[must_use]
pub fn way_words(set: &[Arc<Need>]) -> String {
    if set.is_empty() {
        return "no answer at all".to_owned();
    }
    let needs: Vec<String> = set
        .iter()
        .map(|need| match (&need.example, need.holds) {
            (Some(value), _) => format!("{} = {}", need.condition_id, value_words(value)),
            (None, true) => need.condition_id.clone(),
            (None, false) => format!("not {}", need.condition_id),
        })
        .collect();
    needs.join(" and ")
}

fn of_role(proof: &GateProof, wanted: Role) -> Vec<String> {
    let of = proof.roles.iter().filter(|(_, role)| *role == wanted);
    of.map(|(id, _)| id.clone()).collect()
}

fn count(ways: &Ways, one: &str, what: &str) -> String {
    match ways.total {
        Some(1) => format!("1 {one} {what}"),
        Some(count) => format!("{count} {one}s {what}"),
        None => format!("very many {one}s {what}"),
    }
}

/// Says how many sets are not shown.
fn left_out(ways: &Ways) -> Option<String> {
    let shown = u128::try_from(ways.shown.len()).unwrap_or(u128::MAX);
    match ways.total {
        None => Some(" and very many more".to_owned()),
        Some(total) => (total > shown).then(|| format!(" and {} more", total - shown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use crate::prove::prove;
    use crate::sources::Sources;
    use serde_json::{Value, json};

    fn proof(need: &str) -> std::sync::Arc<GateProof> {
        let condition = |id: &str, expected: Value| {
            json!({"condition_id": id, "query": {"provider_id": "json", "check_id": "path",
                "params": {"file": "r.json", "jsonpath": format!("$.{id}")}},
                "comparator": "equals", "expected": expected})
        };
        let draft = json!({"conditions": [condition("a", json!(true)), condition("b", json!(7)),
            condition("c", json!("x"))],
            "stages": [{"stage_id": "s", "gates": [{"gate_id": "g", "requirement": need}]}]});
        let draft = read(draft.to_string().as_bytes(), Format::Json).draft;
        let proof = prove(&draft.unwrap(), &Sources::default());
        proof.gates[0][0].clone()
    }

    #[test]
    fn the_summary_says_what_decides() {
        for (need, words) in [
            ("a", "1 way to pass; nothing works without a"),
            ("a and (b or c)", "2 ways to pass; nothing works without a"),
            ("a or b", "2 ways to pass"),
            ("at_least(2, a, b, c)", "3 ways to pass"),
            ("all()", "always passes: no evidence can change it"),
            ("any()", "never passes: it is false whatever is found"),
            ("a and d", "what makes it pass is known once it is finished"),
        ] {
            assert_eq!(gate_summary(&proof(need)), words, "{need}");
        }
        let never = gate_summary(&proof("a and not a"));
        assert!(never.starts_with("never passes"), "{never}");
    }

    #[test]
    fn ways_have_example_values() {
        let words = gate_words(&proof("a and b"));
        assert_eq!(words[1].0, "ways to pass");
        assert_eq!(words[1].1, ["a = true and b = 7"]);
        assert_eq!(words[2].0, "ways to fail");
        assert_eq!(words[2].1.len(), 2);
        assert_eq!(
            words[3],
            (
                "conditions",
                vec!["a: mandatory".to_owned(), "b: mandatory".to_owned()]
            )
        );
        assert_eq!(blocks_summary(&proof("all()")), None);
    }
}
