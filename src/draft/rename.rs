//! Renames, spelled out as primitive edits: the id and everything that refers to it.

use serde_json::Value;

use super::edit::{ChildKey, Edit, EditError, Entity, EntityList, Key};
use super::encode;
use super::find::find;
use super::model::{AdvanceDraft, RequirementDraft, ScenarioDraft};
use crate::spec::{ConditionUse, Requirement, parse_requirement, print_requirement};

/// Returns the edits that give an entity another id, wherever the old one stands.
pub(super) fn rename(
    draft: &ScenarioDraft,
    entity: &Entity,
    id: &str,
) -> Result<Vec<Edit>, EditError> {
    let Some((list, index)) = find(draft, entity)? else {
        return Ok(vec![set(Entity::Scenario, "scenario_id", Value::from(id))]);
    };
    let ids = Ids::of(draft, &list);
    let old = ids.at(&list, index);
    if ids
        .all
        .iter()
        .any(|(at, found)| *found == id && Some(*at) != ids.flat(&list, index))
    {
        return Err(EditError::IdTaken(id.to_owned()));
    }
    let field = match list {
        EntityList::Conditions => "condition_id",
        EntityList::Stages => "stage_id",
        EntityList::Gates(_) => "gate_id",
        EntityList::Packets(_) => "packet_id",
        EntityList::Policies => "policy_id",
        EntityList::Schemas => "schema_id",
        EntityList::Rules(_) => {
            return Err(EditError::NotFound("id of a branch rule".to_owned()));
        }
    };
    let mut edits = Vec::new();
    if let Some(old) = old {
        match list {
            EntityList::Conditions => rename_in_gates(draft, old, id, &mut edits),
            EntityList::Stages => rename_in_routes(draft, &mut edits, |route| route.stage(old, id)),
            EntityList::Gates(_) => {
                rename_in_routes(draft, &mut edits, |route| route.gate(old, id));
            }
            EntityList::Schemas => rename_in_packets(draft, old, id, &mut edits),
            _ => {}
        }
    }
    edits.push(set(entity.clone(), field, Value::from(id)));
    Ok(edits)
}

fn set(entity: Entity, field: &str, value: Value) -> Edit {
    Edit::Set {
        entity,
        field: field.to_owned(),
        value: Some(value),
    }
}

/// All ids of one kind, with a number that tells their entities apart.
struct Ids<'d> {
    all: Vec<(usize, &'d str)>,
    stage_offsets: Vec<usize>,
}

impl<'d> Ids<'d> {
    fn of(draft: &'d ScenarioDraft, list: &EntityList) -> Self {
        let mut all: Vec<(usize, &str)> = Vec::new();
        let mut stage_offsets = Vec::new();
        let mut next = 0;
        let mut add = |id: Option<&'d str>| {
            all.extend(id.map(|id| (next, id)));
            next += 1;
            next
        };
        match list {
            EntityList::Conditions => {
                draft.conditions().iter().for_each(|c| {
                    add(c.condition_id.as_deref());
                });
            }
            EntityList::Stages => draft.stages().iter().for_each(|s| {
                add(s.stage_id.as_deref());
            }),
            EntityList::Policies => draft.policies.iter().flatten().for_each(|p| {
                add(p.policy_id.as_deref());
            }),
            EntityList::Schemas => draft.schemas.iter().flatten().for_each(|s| {
                add(s.schema_id.as_deref());
            }),
            EntityList::Gates(_) | EntityList::Packets(_) => {
                let mut offset = 0;
                for stage in draft.stages() {
                    stage_offsets.push(offset);
                    if matches!(list, EntityList::Gates(_)) {
                        for gate in stage.gates() {
                            offset = add(gate.gate_id.as_deref());
                        }
                    } else {
                        for packet in stage.packets() {
                            offset = add(packet.packet_id.as_deref());
                        }
                    }
                }
            }
            EntityList::Rules(_) => {}
        }
        Self { all, stage_offsets }
    }

    fn flat(&self, list: &EntityList, index: usize) -> Option<usize> {
        match list {
            EntityList::Gates(Key::Index(stage)) | EntityList::Packets(Key::Index(stage)) => {
                self.stage_offsets.get(*stage).map(|offset| offset + index)
            }
            _ => Some(index),
        }
    }

    fn at(&self, list: &EntityList, index: usize) -> Option<&'d str> {
        let flat = self.flat(list, index)?;
        self.all
            .iter()
            .find(|(at, _)| *at == flat)
            .map(|(_, id)| *id)
    }
}

fn rename_in_gates(draft: &ScenarioDraft, old: &str, new: &str, edits: &mut Vec<Edit>) {
    for (stage, index, gate) in gates(draft) {
        let renamed = match &gate.requirement {
            Some(RequirementDraft::Tree(tree)) => {
                let renamed = renamed(tree, old, new);
                (renamed != *tree).then(|| Value::from(encode::node(&renamed)))
            }
            Some(RequirementDraft::Text(text)) => rename_in_text(text, old, new),
            None => None,
        };
        if let Some(value) = renamed {
            let gate = Entity::Gate(ChildKey::Place { stage, index });
            edits.push(set(gate, "requirement", value));
        }
    }
}

fn gates(draft: &ScenarioDraft) -> impl Iterator<Item = (usize, usize, &super::model::GateDraft)> {
    draft
        .stages()
        .iter()
        .enumerate()
        .flat_map(|(stage, found)| {
            found
                .gates()
                .iter()
                .enumerate()
                .map(move |(index, gate)| (stage, index, gate))
        })
}

fn renamed(tree: &Requirement, old: &str, new: &str) -> Requirement {
    let all = |parts: &[Requirement]| parts.iter().map(|part| renamed(part, old, new)).collect();
    match tree {
        Requirement::And(parts) => Requirement::And(all(parts)),
        Requirement::Or(parts) => Requirement::Or(all(parts)),
        Requirement::Not(part) => Requirement::Not(Box::new(renamed(part, old, new))),
        Requirement::RequireGroup { min, reqs } => Requirement::RequireGroup {
            min: *min,
            reqs: all(reqs),
        },
        Requirement::Condition(id) => {
            Requirement::Condition(if id == old { new } else { id }.to_owned())
        }
    }
}

/// Renames within a text, keeping its spelling; a text that cannot hold the new id becomes a tree.
fn rename_in_text(text: &str, old: &str, new: &str) -> Option<Value> {
    // A text that does not parse names nothing that could be renamed.
    let parsed = parse_requirement(text).ok()?;
    if !parsed.conditions.iter().any(|found| found.id == old) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for ConditionUse { id, range } in &parsed.conditions {
        if id == old {
            out.push_str(text.get(copied..range.start).unwrap_or_default());
            out.push_str(new);
            copied = range.end;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    let tree = renamed(&parsed.tree, old, new);
    // The new id may be no name, or one that means something else where it stands: `all()`.
    if parse_requirement(&out).is_ok_and(|read| read.tree == tree) {
        return Some(Value::from(out));
    }
    let printed = print_requirement(&tree).ok();
    Some(printed.map_or_else(|| Value::from(encode::node(&tree)), Value::from))
}

/// One advance rule whose ids are being replaced.
struct Route {
    advance: AdvanceDraft,
}

impl Route {
    fn stage(&mut self, old: &str, new: &str) {
        let replace = |id: &mut Option<String>| {
            if id.as_deref() == Some(old) {
                *id = Some(new.to_owned());
            }
        };
        match &mut self.advance {
            AdvanceDraft::Fixed { stage_id } => replace(stage_id),
            AdvanceDraft::Branch { branches, default } => {
                branches
                    .iter_mut()
                    .flatten()
                    .for_each(|rule| replace(&mut rule.next_stage_id));
                default.iter_mut().for_each(replace);
            }
            AdvanceDraft::Linear {} | AdvanceDraft::Terminal {} => {}
        }
    }

    fn gate(&mut self, old: &str, new: &str) {
        if let AdvanceDraft::Branch { branches, .. } = &mut self.advance {
            for rule in branches.iter_mut().flatten() {
                if rule.gate_id.as_deref() == Some(old) {
                    rule.gate_id = Some(new.to_owned());
                }
            }
        }
    }
}

fn rename_in_routes(draft: &ScenarioDraft, edits: &mut Vec<Edit>, change: impl Fn(&mut Route)) {
    for (index, stage) in draft.stages().iter().enumerate() {
        let Some(advance) = &stage.advance_to else {
            continue;
        };
        let mut route = Route {
            advance: advance.clone(),
        };
        change(&mut route);
        if route.advance != *advance {
            let value = Value::from(encode::advance(&route.advance));
            edits.push(set(Entity::Stage(Key::Index(index)), "advance_to", value));
        }
    }
}

fn rename_in_packets(draft: &ScenarioDraft, old: &str, new: &str, edits: &mut Vec<Edit>) {
    for (stage, found) in draft.stages().iter().enumerate() {
        for (index, packet) in found.packets().iter().enumerate() {
            if packet.schema_id.as_deref() == Some(old) {
                let packet = Entity::Packet(ChildKey::Place { stage, index });
                edits.push(set(packet, "schema_id", Value::from(new)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, apply, read};
    use serde_json::json;

    #[test]
    fn a_text_keeps_its_spelling_while_it_can_hold_the_new_id() {
        for (text, new, renamed) in [
            ("a&&( !a||b )", "x", Some("x&&( !x||b )")),
            (
                "at_least(1 a ,b)",
                "long_name",
                Some("at_least(1 long_name ,b)"),
            ),
            ("a ()", "x", Some("x ()")),
            // `all()` would be an empty list, and `all` alone is a condition.
            ("a() and b", "all", Some("all and b")),
            ("a and b", "all", Some("all and b")),
            ("b", "x", None),
            ("aa and b", "x", None),
            ("a and", "x", None),
        ] {
            let expected = renamed.map(Value::from);
            assert_eq!(rename_in_text(text, "a", new), expected, "{text} {new}");
        }
        assert_eq!(
            rename_in_text("a or b", "a", "a-1"),
            Some(json!({"Or": [{"Condition": "a-1"}, {"Condition": "b"}]}))
        );
        assert_eq!(
            rename_in_text("a", "a", "not"),
            Some(json!({"Condition": "not"}))
        );
    }

    fn draft() -> ScenarioDraft {
        let document = json!({
            "conditions": [{"condition_id": "c"}, {"condition_id": "d"}, {}],
            "schemas": [{"schema_id": "s"}, {"schema_id": "t"}],
            "policies": [{"policy_id": "p"}],
            "stages": [
                {"stage_id": "one", "gates": [{"gate_id": "g", "requirement": "c or d"}],
                 "entry_packets": [{"packet_id": "k", "schema_id": "s"}],
                 "advance_to": {"kind": "branch", "default": "two", "branches": [
                     {"gate_id": "g", "outcome": "true", "next_stage_id": "two"}]}},
                {"stage_id": "two", "gates": [{"gate_id": "h", "requirement": {"Condition": "c"}}],
                 "advance_to": {"kind": "fixed", "stage_id": "one"}},
            ],
        });
        let reading = read(document.to_string().as_bytes(), Format::Json);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        reading.draft.unwrap()
    }

    #[test]
    fn a_rename_reaches_what_refers_to_the_id() {
        let id = |id: &str| Key::Id(id.to_owned());
        let child = |id: &str| ChildKey::Id(id.to_owned());
        for (entity, places) in [
            (
                Entity::Condition(id("c")),
                &[
                    "/conditions/0/condition_id",
                    "/stages/1/gates/0/requirement/Condition",
                ][..],
            ),
            (
                Entity::Stage(id("two")),
                &[
                    "/stages/1/stage_id",
                    "/stages/0/advance_to/default",
                    "/stages/0/advance_to/branches/0/next_stage_id",
                ],
            ),
            (
                Entity::Stage(id("one")),
                &["/stages/0/stage_id", "/stages/1/advance_to/stage_id"],
            ),
            (
                Entity::Gate(child("g")),
                &[
                    "/stages/0/gates/0/gate_id",
                    "/stages/0/advance_to/branches/0/gate_id",
                ],
            ),
            (
                Entity::Schema(id("s")),
                &[
                    "/schemas/0/schema_id",
                    "/stages/0/entry_packets/0/schema_id",
                ],
            ),
            (
                Entity::Packet(child("k")),
                &["/stages/0/entry_packets/0/packet_id"],
            ),
            (Entity::Policy(id("p")), &["/policies/0/policy_id"]),
            (
                Entity::Condition(Key::Index(2)),
                &["/conditions/2/condition_id"],
            ),
            (Entity::Scenario, &["/scenario_id"]),
        ] {
            let mut draft = draft();
            let id = "new".to_owned();
            apply(&mut draft, &Edit::Rename { entity, id }).unwrap();
            let document = Value::from(encode::scenario(&draft));
            for place in places {
                assert_eq!(document.pointer(place), Some(&json!("new")), "{place}");
            }
            let text = document["stages"][0]["gates"][0]["requirement"].clone();
            let expected = if places[0] == "/conditions/0/condition_id" {
                "new or d"
            } else {
                "c or d"
            };
            assert_eq!(text, expected);
            let count = document.to_string().matches("\"new\"").count();
            assert_eq!(count, places.len());
        }
    }

    #[test]
    fn a_taken_id_is_refused_and_the_own_id_is_not() {
        let mut draft = draft();
        let before = draft.clone();
        let mut to = |entity: Entity, id: &str| {
            let id = id.to_owned();
            apply(&mut draft, &Edit::Rename { entity, id })
        };
        let taken = |id: &str| Err(EditError::IdTaken(id.to_owned()));
        let condition = || Entity::Condition(Key::Id("c".to_owned()));
        assert_eq!(to(condition(), "d"), taken("d"));
        // Gate ids are unique across stages.
        let gate = Entity::Gate(ChildKey::Place { stage: 1, index: 0 });
        assert_eq!(to(gate, "g"), taken("g"));
        let rule = Entity::Rule {
            stage: Key::Index(0),
            index: 0,
        };
        assert!(matches!(to(rule, "r"), Err(EditError::NotFound(_))));
        assert!(to(condition(), "c").is_ok());
        assert_eq!(draft, before);
    }
}
