//! "Because you changed this, these became invalid."

use std::collections::HashMap;

use super::Repair;
use super::live::{Live, subject};
use super::repair::repair;
use crate::check::Delta;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Edit, ScenarioDraft, entity_pointer, is_within};

/// What became invalid through a change of something else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consequences {
    /// What was changed, in a few words.
    pub cause: String,
    /// What is invalid because of it; empty when there is nothing, or all is cured.
    pub broken: Vec<Broken>,
}

/// One thing that became invalid.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// What is wrong, and where.
    pub finding: Diagnostic,
    /// A cure that can be applied at once.
    pub repair: Option<Repair>,
}

impl Broken {
    fn of(draft: &ScenarioDraft, finding: &Diagnostic) -> Self {
        Self {
            finding: finding.clone(),
            repair: repair(draft, finding),
        }
    }
}

impl Consequences {
    /// Leaves out what is cured and looks again at the rest, which may stand elsewhere now.
    pub(super) fn renew(&mut self, draft: &ScenarioDraft, live: &Live) {
        if self.broken.is_empty() {
            return;
        }
        let mut there: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
        for found in live.findings().filter(|found| is_serious(found)) {
            there.entry(subject(found)).or_default().push(found);
        }
        // Findings about one subject are told apart by their order alone.
        for found in there.values_mut() {
            found.reverse();
        }
        self.broken = self
            .broken
            .iter()
            .filter_map(|broken| there.get_mut(&subject(&broken.finding))?.pop())
            .map(|found| Broken::of(draft, found))
            .collect();
    }
}

fn is_serious(found: &Diagnostic) -> bool {
    matches!(found.level, Level::Error | Level::Todo)
}

/// Returns what a change broke at other places than its own.
pub(super) fn broken(
    draft: &ScenarioDraft,
    live: &Live,
    undo: &Edit,
    delta: &Delta,
) -> Vec<Broken> {
    let mut edited = Vec::new();
    places(draft, undo, &mut edited);
    // An entity that was renamed or has moved is the same as before.
    let mut at: HashMap<(Code, &str), usize> = HashMap::new();
    let mut said: HashMap<(Code, &str), usize> = HashMap::new();
    let news = live.news(delta, subject);
    if news.is_empty() {
        return Vec::new();
    }
    for found in &delta.before {
        *at.entry((found.code, &found.primary.pointer)).or_default() += 1;
        *said.entry((found.code, &found.message)).or_default() += 1;
    }
    let mut broken = Vec::new();
    for found in news.into_iter().filter(|found| is_serious(found)) {
        let pointer = found.primary.pointer.as_str();
        if edited.iter().any(|edited| is_within(pointer, edited)) {
            continue;
        }
        let place = at.get_mut(&(found.code, pointer));
        let words = said.get_mut(&(found.code, found.message.as_str()));
        let known = place.filter(|left| **left > 0);
        match known.or(words.filter(|left| **left > 0)) {
            Some(left) => *left -= 1,
            None => broken.push(Broken::of(draft, found)),
        }
    }
    broken
}

/// Collects the places that a change was about, from its inverse.
fn places(draft: &ScenarioDraft, undo: &Edit, edited: &mut Vec<String>) {
    match undo {
        Edit::Set { entity, field, .. } => {
            edited.extend(entity_pointer(draft, entity).map(|at| format!("{at}/{field}")));
        }
        Edit::Remove(entity) => edited.extend(entity_pointer(draft, entity)),
        Edit::Batch(steps) => steps.iter().for_each(|step| places(draft, step, edited)),
        Edit::Add { .. } | Edit::Move { .. } | Edit::Rename { .. } | Edit::Node { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::diagnostic::catalogue::{BASE_DRAFT, apply_patch};
    use crate::draft::{Edit, Entity, Format, Key, entity_value, read};
    use crate::session::{Session, Setting};
    use crate::sources::Sources;

    fn session(patch: &Value) -> Session {
        let base: Value = serde_json::from_str(BASE_DRAFT).unwrap();
        let text = apply_patch(&base, patch).to_string();
        let draft = read(text.as_bytes(), Format::Json).draft.unwrap();
        let setting = Setting {
            sources: Arc::new(Sources::builtin()),
            levels: Vec::new(),
        };
        Session::of_draft(draft, setting)
    }

    fn told(session: &Session) -> Vec<String> {
        let broken = session.consequences().broken.iter();
        broken
            .map(|broken| {
                let repair = broken
                    .repair
                    .as_ref()
                    .map(|r| format!("{}: {}", r.what, r.why));
                let repair = repair.unwrap_or_default();
                format!("{} | {repair}", broken.finding.primary.pointer)
            })
            .collect()
    }

    fn set(entity: Entity, field: &str, value: Value) -> Edit {
        Edit::Set {
            entity,
            field: field.to_owned(),
            value: Some(value),
        }
    }

    fn condition(index: usize) -> Entity {
        Entity::Condition(Key::Index(index))
    }

    fn two_stages(requirement: &Value, advance_to: &Value) -> Value {
        let stage = |id: &str, gates: Value, advance_to: &Value| {
            json!({"stage_id": id, "entry_packets": [], "gates": gates, "advance_to": advance_to,
                "timeout": null, "on_timeout": "fail"})
        };
        let ask = |id: &str| {
            json!({"condition_id": id, "comparator": "equals", "expected": id, "policy_tags": [],
                "query": {"provider_id": "env", "check_id": "get", "params": {"key": id}}})
        };
        json!({"conditions": [ask("a"), ask("b"), ask("c")], "stages": [
            stage("one", json!([{"gate_id": "g", "requirement": requirement}]), advance_to),
            stage("two", json!([]), &json!({"kind": "terminal"})),
        ]})
    }

    #[test]
    fn another_check_drops_what_does_not_suit_it() {
        let mut session = session(&two_stages(
            &json!("a and b and c"),
            &json!({"kind": "linear"}),
        ));
        session
            .edit(
                "compare",
                &set(condition(0), "comparator", json!("contains")),
            )
            .unwrap();
        assert!(told(&session).is_empty());
        let status = json!({"provider_id": "http", "check_id": "status",
            "params": {"url": "https://x.example"}});
        session
            .edit("ask for the status", &set(condition(0), "query", status))
            .unwrap();
        assert_eq!(session.consequences().cause, "ask for the status");
        let broken = told(&session);
        assert!(
            broken[0].starts_with("/conditions/0/comparator | drops `contains`: "),
            "{broken:?}"
        );
        session.repair(0).unwrap().unwrap();
        let after = entity_value(session.draft(), &condition(0)).unwrap();
        assert_eq!(after.get("comparator"), None);
        assert!(
            !told(&session)
                .iter()
                .any(|line| line.contains("drops `contains`"))
        );
        session.undo();
        assert_eq!(told(&session), broken, "what was repaired is broken again");
        session.undo();
        assert!(told(&session).is_empty());
        session.redo();
        assert_eq!(told(&session), broken);
    }

    #[test]
    fn a_condition_that_goes_is_dropped_from_the_gates_that_need_it() {
        let c = |id: &str| json!({"Condition": id});
        for (requirement, after) in [
            (json!("a and b and c"), json!("b and c")),
            (json!("not a and (b or c)"), json!("b or c")),
            (json!("a"), Value::Null),
            (
                json!({"And": [c("b"), {"Not": c("a")}]}),
                json!({"And": [c("b")]}),
            ),
            (
                json!({"Or": [{"And": [c("a")]}, c("b")]}),
                json!({"Or": [c("b")]}),
            ),
            (
                json!({"RequireGroup": {"min": 2, "reqs": [c("a"), c("b")]}}),
                json!({"RequireGroup": {"min": 1, "reqs": [c("b")]}}),
            ),
        ] {
            let mut session = session(&two_stages(&requirement, &json!({"kind": "linear"})));
            session
                .edit("remove `a`", &Edit::Remove(condition(0)))
                .unwrap();
            let broken = told(&session);
            assert_eq!(broken.len(), 1, "{requirement}: {broken:?}");
            assert!(
                broken[0].ends_with("| drops `a` from the gate: there is no condition `a`"),
                "{broken:?}"
            );
            session.repair(0).unwrap();
            let gate = Entity::Gate(crate::draft::ChildKey::Place { stage: 0, index: 0 });
            let gate = entity_value(session.draft(), &gate).unwrap();
            let left = gate.get("requirement").cloned().unwrap_or_default();
            if let (Some(left), Some(after)) = (left.as_str(), after.as_str()) {
                let tree = |text| crate::spec::parse_requirement(text).unwrap().tree;
                let (left, after) = (tree(left), tree(after));
                let plain = |tree: &crate::spec::Requirement| match tree {
                    crate::spec::Requirement::And(parts) if parts.len() == 1 => parts[0].clone(),
                    other => other.clone(),
                };
                assert_eq!(plain(&left), after, "{requirement}");
            } else {
                assert_eq!(left, after, "{requirement}");
            }
            assert!(!told(&session).iter().any(|line| line.contains("`a`")));
        }
    }

    #[test]
    fn a_stage_or_gate_that_goes_breaks_the_routes_that_name_it() {
        let rule = json!([{"gate_id": "g", "outcome": "true", "next_stage_id": "two"}]);
        let branch = json!({"kind": "branch", "branches": rule, "default": "two"});
        let requirement = json!("a and b and c");
        let mut session = session(&two_stages(&requirement, &branch));
        let stage = Entity::Stage(Key::Index(1));
        session.edit("remove `two`", &Edit::Remove(stage)).unwrap();
        assert_eq!(
            told(&session),
            [
                "/stages/0/advance_to/branches/0/next_stage_id | removes the rule that leads to `two`: there is no stage `two`",
                "/stages/0/advance_to/default | clears the way to `two`: there is no stage `two`",
            ]
        );
        // A cure that is found elsewhere empties the list too.
        let terminal = set(
            Entity::Stage(Key::Index(0)),
            "advance_to",
            json!({"kind": "terminal"}),
        );
        session.edit("end here", &terminal).unwrap();
        assert!(told(&session).is_empty());
        session.undo();
        session.undo();
        assert!(told(&session).is_empty());
        let gate = Entity::Gate(crate::draft::ChildKey::Place { stage: 0, index: 0 });
        session.edit("remove `g`", &Edit::Remove(gate)).unwrap();
        let broken = told(&session);
        assert!(
            broken[0].contains("branches/0/gate_id | remove the rule"),
            "{broken:?}"
        );
    }

    #[test]
    fn what_was_wrong_before_and_what_was_edited_itself_is_no_consequence() {
        let mut session = session(&two_stages(
            &json!("a and gone"),
            &json!({"kind": "linear"}),
        ));
        let rename = Edit::Rename {
            entity: condition(0),
            id: "z".to_owned(),
        };
        session.edit("rename", &rename).unwrap();
        session
            .edit(
                "break",
                &set(condition(0), "comparator", json!("less_than")),
            )
            .unwrap();
        assert_eq!(told(&session), Vec::<String>::new());
        session
            .edit(
                "move",
                &Edit::Move {
                    entity: condition(0),
                    index: 2,
                    stage: None,
                },
            )
            .unwrap();
        session.edit("remove", &Edit::Remove(condition(0))).unwrap();
        let broken = told(&session);
        assert!(
            !broken.iter().any(|line| line.contains("comparator")),
            "{broken:?}"
        );
    }
}
