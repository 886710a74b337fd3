//! A draft taken apart for comparison: its entities, each with what the runtime gets of it.
//!
//! Two ways to write the same meaning become the same value here: requirement texts are trees,
//! empty optional fields are gone, and numbers have their canonical form.

use serde_json::{Map, Number, Value};

use crate::draft::{Format, ScenarioDraft, entity_of, write};
use crate::spec::{Requirement, parse_requirement};

/// Fields of a scenario that never reach the spec.
const AUTHORING_HEAD: [&str; 4] = ["$schema", "draft_version", "title", "precheck"];
/// Fields of every entity that never reach the spec.
const AUTHORING: [&str; 3] = ["note", "suppress", "extensions"];
/// Fields whose value is data: a null in them is a value.
const DATA: [&str; 3] = ["expected", "params", "payload"];

/// One entity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Its id; none while it has none.
    pub(super) id: Option<String>,
    /// Position of its stage, for gates and packets.
    pub(super) stage: Option<usize>,
    /// Its JSON Pointer in the draft.
    pub(super) pointer: String,
    /// Its entity address; may hold untrusted text.
    pub(super) address: String,
    /// What reaches the spec, without the id and without the entities below it.
    pub(super) fields: Map<String, Value>,
    /// What only authors need; for a gate also its requirement as it is spelled.
    pub(super) authoring: Map<String, Value>,
    /// The requirement of a gate; where it cannot be read it stays among the fields.
    pub(super) requirement: Option<Requirement>,
}

/// A draft as lists of entities, each in the order of the draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    pub(super) head: Part,
    pub(super) conditions: Vec<Part>,
    pub(super) stages: Vec<Part>,
    /// The gates of all stages.
    pub(super) gates: Vec<Part>,
    /// The packets of all stages.
    pub(super) packets: Vec<Part>,
    pub(super) policies: Vec<Part>,
    pub(super) schemas: Vec<Part>,
    /// Whether it is a compiled spec, in which nothing can be for authors only.
    pub(super) is_spec: bool,
}

impl Document {
    pub(super) fn of(draft: &ScenarioDraft) -> Self {
        let mut root: Map<String, Value> =
            serde_json::from_str(&write(draft, Format::Json)).unwrap_or_default();
        let mut reader = Reader { draft };
        let list = |root: &mut Map<String, Value>, reader: &mut Reader<'_>, name, id| {
            reader.list(take(root, name), &format!("/{name}"), None, id)
        };
        let conditions = list(&mut root, &mut reader, "conditions", "condition_id");
        let policies = list(&mut root, &mut reader, "policies", "policy_id");
        let schemas = list(&mut root, &mut reader, "schemas", "schema_id");
        let (mut stages, mut gates, mut packets) = (Vec::new(), Vec::new(), Vec::new());
        for (index, stage) in take(&mut root, "stages").into_iter().enumerate() {
            let at = format!("/stages/{index}");
            let mut fields = object(stage);
            gates.extend(reader.list(
                take(&mut fields, "gates"),
                &format!("{at}/gates"),
                Some(index),
                "gate_id",
            ));
            packets.extend(reader.list(
                take(&mut fields, "entry_packets"),
                &format!("{at}/entry_packets"),
                Some(index),
                "packet_id",
            ));
            stages.push(reader.part(fields, at, None, "stage_id"));
        }
        let mut head = reader.part(root, String::new(), None, "");
        for name in AUTHORING_HEAD {
            if let Some(value) = head.fields.remove(name) {
                head.authoring.insert(name.to_owned(), value);
            }
        }
        Self {
            head,
            conditions,
            stages,
            gates,
            packets,
            policies,
            schemas,
            is_spec: draft.draft_version.is_none(),
        }
    }

    /// Returns the positions of the gates of a stage.
    pub(super) fn gates_of(&self, stage: usize) -> impl Iterator<Item = usize> + '_ {
        below(&self.gates, stage)
    }

    /// Returns the positions of the packets of a stage.
    pub(super) fn packets_of(&self, stage: usize) -> impl Iterator<Item = usize> + '_ {
        below(&self.packets, stage)
    }
}

/// Parts of one stage lie together, in the order of the stages.
fn below(parts: &[Part], stage: usize) -> impl Iterator<Item = usize> + '_ {
    let start = parts.partition_point(|part| part.stage < Some(stage));
    let end = parts.partition_point(|part| part.stage <= Some(stage));
    start..end
}

struct Reader<'a> {
    draft: &'a ScenarioDraft,
}

impl Reader<'_> {
    fn list(&mut self, items: Vec<Value>, at: &str, stage: Option<usize>, id: &str) -> Vec<Part> {
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| self.part(object(item), format!("{at}/{index}"), stage, id))
            .collect()
    }

    fn part(
        &mut self,
        mut fields: Map<String, Value>,
        pointer: String,
        stage: Option<usize>,
        id: &str,
    ) -> Part {
        let id = match fields.remove(id) {
            Some(Value::String(id)) => Some(id),
            _ => None,
        };
        let mut authoring = Map::new();
        for name in AUTHORING {
            if let Some(value) = fields.remove(name) {
                authoring.insert(name.to_owned(), value);
            }
        }
        let mut requirement = None;
        if let Some(spelled) = fields.remove("requirement") {
            requirement = tree(&spelled);
            if requirement.is_none() {
                fields.insert("requirement".to_owned(), spelled.clone());
            }
            authoring.insert("requirement".to_owned(), spelled);
        }
        fields.retain(|_, value| !value.is_null());
        for (name, value) in &mut fields {
            if name == "query"
                && let Value::Object(query) = value
            {
                query.retain(|_, value| !value.is_null());
            }
            if DATA.contains(&name.as_str()) || name == "query" {
                canonical_numbers(value);
            }
        }
        Part {
            id,
            stage,
            address: entity_of(Some(self.draft), &pointer),
            pointer,
            fields,
            authoring,
            requirement,
        }
    }
}

impl Part {
    /// Returns the name that sentences use: the id, or the address where there is none.
    pub(super) fn name(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.address)
    }
}

fn take(fields: &mut Map<String, Value>, name: &str) -> Vec<Value> {
    match fields.remove(name) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Reads a requirement in either form; none while it cannot be read.
fn tree(spelled: &Value) -> Option<Requirement> {
    match spelled {
        Value::String(text) => parse_requirement(text).ok().map(|parsed| parsed.tree),
        tree => serde_json::from_value(tree.clone()).ok(),
    }
}

/// Writes whole numbers as integers, as the canonical form does.
fn canonical_numbers(value: &mut Value) {
    /// Beyond this a double does not hold every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap_or(f64::NAN);
            if float.fract() == 0.0 && float.abs() < EXACT {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a whole number within 2^53 is an i64 exactly"
                )]
                let whole = float as i64;
                *number = Number::from(whole);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(canonical_numbers),
        Value::Object(fields) => fields.values_mut().for_each(canonical_numbers),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::read;
    use serde_json::json;

    fn document(value: &Value) -> Document {
        Document::of(
            &read(value.to_string().as_bytes(), Format::Json)
                .draft
                .unwrap(),
        )
    }

    #[test]
    fn two_ways_to_write_a_meaning_are_one_value() {
        let one = document(&json!({"scenario_id": "s", "default_tenant_id": null,
            "conditions": [{"condition_id": "a", "expected": 1.0, "trust": null,
                "query": {"provider_id": "p", "check_id": "c", "params": null}}],
            "stages": [{"stage_id": "x", "timeout": null, "gates":
                [{"gate_id": "g", "requirement": "a and b"}]}]}));
        let other = document(
            &json!({"scenario_id": "s", "draft_version": 1, "title": "t",
            "conditions": [{"condition_id": "a", "expected": 1, "note": "n",
                "query": {"provider_id": "p", "check_id": "c"}}],
            "stages": [{"stage_id": "x", "gates": [{"gate_id": "g",
                "requirement": {"And": [{"Condition": "a"}, {"Condition": "b"}]}}]}]}),
        );
        assert_eq!(one.head.fields, other.head.fields);
        assert_eq!(one.conditions[0].fields, other.conditions[0].fields);
        assert_eq!(one.stages[0].fields, other.stages[0].fields);
        assert_eq!(one.gates[0].requirement, other.gates[0].requirement);
        assert!(one.gates[0].requirement.is_some());
        assert_eq!(
            other.conditions[0].authoring,
            *json!({"note": "n"}).as_object().unwrap()
        );
        assert!(one.is_spec && !other.is_spec);
    }

    #[test]
    fn gates_and_packets_know_their_stage() {
        let found = document(&json!({"stages": [
            {"stage_id": "x", "gates": [{"gate_id": "a"}, {}]},
            {"stage_id": "y"},
            {"stage_id": "z", "gates": [{"gate_id": "b"}], "entry_packets": [{"packet_id": "p"}]}]}));
        let of = |stage| found.gates_of(stage).collect::<Vec<_>>();
        assert_eq!((of(0), of(1), of(2)), (vec![0, 1], vec![], vec![2]));
        assert_eq!(found.packets_of(2).count(), 1);
        assert_eq!(found.gates[1].name(), "stage:x/gate[1]");
        assert_eq!(found.gates[2].pointer, "/stages/2/gates/0");
    }
}
