//! Three versions of a draft become one: what only one side changed is taken.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Map, Value};

use super::{ChildKey, Entity, Format, Key, ScenarioDraft, read, write};

/// One of the two versions that meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The one in this session.
    #[default]
    Mine,
    /// The one in the file.
    Theirs,
}

/// A value that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The entity, such as `stage:build/gate:quality`; may hold untrusted text.
    pub address: String,
    /// The field; empty when the whole entity was taken out on one side. The name of a list stands
    /// for its order.
    pub field: String,
    /// The entity as the merged draft names it; none for one without an id.
    pub entity: Option<Entity>,
    /// What it was.
    pub base: Option<Value>,
    /// What it is in this session.
    pub mine: Option<Value>,
    /// What it is in the file.
    pub theirs: Option<Value>,
    /// Whose value is taken.
    pub take: Side,
}

/// Returns one draft out of three, with everything that both sides changed differently.
///
/// `choices` are whose value to take, in the order of the conflicts; mine where none is given.
#[must_use]
pub fn three_way(
    base: &ScenarioDraft,
    mine: &ScenarioDraft,
    theirs: &ScenarioDraft,
    choices: &[Side],
) -> (ScenarioDraft, Vec<Conflict>) {
    let document = |draft: &ScenarioDraft| -> Map<String, Value> {
        serde_json::from_str(&write(draft, Format::Json)).unwrap_or_default()
    };
    let mut merge = Merge {
        choices,
        conflicts: Vec::new(),
    };
    let (b, m, t) = (document(base), document(mine), document(theirs));
    let merged = merge.object(&Named::scenario(), &SCENARIO, Some(&b), &m, &t);
    let text = Value::Object(merged).to_string();
    let merged = read(text.as_bytes(), Format::Json).draft;
    // Every part of it stood in one of two drafts that could be read.
    (merged.unwrap_or_else(|| mine.clone()), merge.conflicts)
}

/// A list of entities within an entity.
struct List {
    field: &'static str,
    /// The word of an address.
    kind: &'static str,
    id: &'static str,
    lists: &'static [List],
}

const fn list(field: &'static str, kind: &'static str, id: &'static str) -> List {
    List {
        field,
        kind,
        id,
        lists: &[],
    }
}

static STAGE: [List; 2] = [
    list("gates", "gate", "gate_id"),
    list("entry_packets", "packet", "packet_id"),
];

static SCENARIO: [List; 4] = [
    list("conditions", "condition", "condition_id"),
    List {
        field: "stages",
        kind: "stage",
        id: "stage_id",
        lists: &STAGE,
    },
    list("policies", "policy", "policy_id"),
    list("schemas", "schema", "schema_id"),
];

/// What an item is, in all three versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Same {
    /// The item at this position of the base.
    Base(usize),
    /// The nth new item with this id.
    New(Option<String>, usize),
}

/// An entity by both of its names.
struct Named {
    /// Its address; empty for the scenario.
    address: String,
    entity: Option<Entity>,
}

impl Named {
    const fn scenario() -> Self {
        Self {
            address: String::new(),
            entity: Some(Entity::Scenario),
        }
    }

    /// Names the item of a list within this entity.
    fn item(&self, list: &List, index: usize, id: Option<&str>) -> Self {
        let name = match id {
            Some(id) => format!("{}:{id}", list.kind),
            None => format!("{}[{index}]", list.kind),
        };
        let address = if self.address.is_empty() {
            name
        } else {
            format!("{}/{name}", self.address)
        };
        let entity = id.map(|id| {
            let id = id.to_owned();
            match list.kind {
                "condition" => Entity::Condition(Key::Id(id)),
                "stage" => Entity::Stage(Key::Id(id)),
                "gate" => Entity::Gate(ChildKey::Id(id)),
                "packet" => Entity::Packet(ChildKey::Id(id)),
                "policy" => Entity::Policy(Key::Id(id)),
                _ => Entity::Schema(Key::Id(id)),
            }
        });
        Self { address, entity }
    }
}

struct Merge<'c> {
    choices: &'c [Side],
    conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    /// Merges the fields of an entity; without a base both sides added it.
    fn object(
        &mut self,
        at: &Named,
        lists: &[List],
        base: Option<&Map<String, Value>>,
        mine: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut merged = Map::new();
        let new = theirs.keys().filter(|key| !mine.contains_key(*key));
        for key in mine.keys().chain(new) {
            let of = |map: &'_ Map<String, Value>| map.get(key).cloned();
            let (b, m, t) = (base.and_then(of), of(mine), of(theirs));
            let value = match lists.iter().find(|list| list.field == key) {
                Some(list) => self.list(at, list, b, m, t),
                // Of two that were added under one id neither side took the field away.
                None if base.is_none() && m != t => self.decide(at, key, b, m, t),
                None => self.pick(at, key, b, m, t),
            };
            if let Some(value) = value {
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    /// Takes the value of the side that changed it; a conflict when both did.
    fn pick(
        &mut self,
        at: &Named,
        field: &str,
        base: Option<Value>,
        mine: Option<Value>,
        theirs: Option<Value>,
    ) -> Option<Value> {
        if mine == theirs || base == theirs {
            return mine;
        }
        if base == mine {
            return theirs;
        }
        self.decide(at, field, base, mine, theirs)
    }

    /// Takes the value of the side that is chosen, and tells the conflict.
    fn decide(
        &mut self,
        at: &Named,
        field: &str,
        base: Option<Value>,
        mine: Option<Value>,
        theirs: Option<Value>,
    ) -> Option<Value> {
        let take = self
            .choices
            .get(self.conflicts.len())
            .copied()
            .unwrap_or_default();
        let taken = match take {
            Side::Mine => mine.clone(),
            Side::Theirs => theirs.clone(),
        };
        self.conflicts.push(Conflict {
            address: if at.address.is_empty() {
                "scenario".to_owned()
            } else {
                at.address.clone()
            },
            field: field.to_owned(),
            entity: at.entity.clone(),
            base,
            mine,
            theirs,
            take,
        });
        taken
    }

    fn list(
        &mut self,
        at: &Named,
        list: &List,
        base: Option<Value>,
        mine: Option<Value>,
        theirs: Option<Value>,
    ) -> Option<Value> {
        if mine == theirs || base == theirs {
            return mine;
        }
        if base == mine {
            return theirs;
        }
        let there = [&base, &mine, &theirs].map(Option::is_some);
        let [base, mine, theirs] = [base, mine, theirs].map(items);
        let mine_are = identities(list.id, &base, &mine);
        let theirs_are = identities(list.id, &base, &theirs);
        let by_name = |names: &[Same], items: &[Value]| -> HashMap<Same, Value> {
            names.iter().cloned().zip(items.iter().cloned()).collect()
        };
        let of_mine = by_name(&mine_are, &mine);
        let of_theirs = by_name(&theirs_are, &theirs);
        let order = self.order(at, list, &base, &mine_are, &theirs_are);
        let mut merged = Vec::new();
        for (index, same) in order.iter().enumerate() {
            let was = match same {
                Same::Base(at) => base.get(*at),
                Same::New(..) => None,
            };
            let (m, t) = (of_mine.get(same), of_theirs.get(same));
            let name = at.item(list, index, merged_id(list.id, was, m, t));
            let item = match (m, t) {
                (Some(Value::Object(m)), Some(Value::Object(t))) => {
                    let was = was.and_then(Value::as_object);
                    Some(Value::Object(self.object(&name, list.lists, was, m, t)))
                }
                (m, t) => self.pick(&name, "", was.cloned(), m.cloned(), t.cloned()),
            };
            merged.extend(item);
        }
        let [b, m, t] = there;
        let stays = if b == m { t } else { m };
        (stays || !merged.is_empty()).then_some(Value::Array(merged))
    }

    /// Returns all items of both sides in the order of the side that changed it.
    fn order(
        &mut self,
        at: &Named,
        list: &List,
        base: &[Value],
        mine: &[Same],
        theirs: &[Same],
    ) -> Vec<Same> {
        let (in_mine, in_theirs): (HashSet<_>, HashSet<_>) =
            (mine.iter().collect(), theirs.iter().collect());
        let common = |names: &[Same]| -> Option<Value> {
            let both = |same: &&Same| in_mine.contains(same) && in_theirs.contains(same);
            let names = names.iter().filter(both).filter_map(|same| match same {
                Same::Base(at) => Some(match base.get(*at).and_then(|i| id_of(list.id, i)) {
                    Some(id) => Value::from(id),
                    None => Value::from(*at),
                }),
                Same::New(..) => None,
            });
            Some(Value::Array(names.collect()))
        };
        let was: Vec<Same> = (0..base.len()).map(Same::Base).collect();
        let theirs_order = common(theirs);
        let taken = self.pick(
            at,
            list.field,
            common(&was),
            common(mine),
            theirs_order.clone(),
        );
        let (lead, other) = if taken == theirs_order && taken != common(mine) {
            (theirs, mine)
        } else {
            (mine, theirs)
        };
        let mut order = lead.to_vec();
        let known: HashSet<&Same> = lead.iter().collect();
        for (index, same) in other.iter().enumerate() {
            if known.contains(same) {
                continue;
            }
            let before = index.checked_sub(1).and_then(|index| other.get(index));
            let at = before.and_then(|before| order.iter().position(|found| found == before));
            order.insert(at.map_or(0, |at| at + 1), same.clone());
        }
        order
    }
}

fn items(list: Option<Value>) -> Vec<Value> {
    match list {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn id_of<'v>(id: &str, item: &'v Value) -> Option<&'v str> {
    item.get(id).and_then(Value::as_str)
}

/// Returns the id that an item has once it is merged.
fn merged_id<'v>(
    id: &str,
    was: Option<&'v Value>,
    mine: Option<&'v Value>,
    theirs: Option<&'v Value>,
) -> Option<&'v str> {
    let of = |item: Option<&'v Value>| item.and_then(|item| id_of(id, item));
    match (mine, theirs) {
        (Some(_), Some(_)) if of(mine) == of(was) => of(theirs),
        (Some(_), _) => of(mine),
        _ => of(theirs),
    }
}

/// Says of each item of a side what it is: by its id, or by all the rest when the id is new.
fn identities(id: &str, base: &[Value], side: &[Value]) -> Vec<Same> {
    let mut by_id: HashMap<Option<&str>, VecDeque<usize>> = HashMap::new();
    for (index, item) in base.iter().enumerate() {
        by_id.entry(id_of(id, item)).or_default().push_back(index);
    }
    let mut found: Vec<Option<usize>> = side
        .iter()
        .map(|item| by_id.get_mut(&id_of(id, item))?.pop_front())
        .collect();
    let rest = |item: &Value| {
        let mut rest = item.clone();
        if let Value::Object(fields) = &mut rest {
            fields.remove(id);
        }
        rest
    };
    let mut left: Vec<(usize, Value)> = by_id
        .into_values()
        .flatten()
        .filter_map(|index| base.get(index).map(|item| (index, rest(item))))
        .collect();
    left.sort_by_key(|(index, _)| *index);
    let mut new: HashMap<Option<&str>, usize> = HashMap::new();
    for (item, found) in side.iter().zip(&mut found) {
        if found.is_none() && !left.is_empty() {
            let wanted = rest(item);
            let renamed = left.iter().position(|(_, rest)| *rest == wanted);
            *found = renamed.map(|at| left.remove(at).0);
        }
    }
    side.iter()
        .zip(found)
        .map(|(item, found)| {
            if let Some(index) = found {
                return Same::Base(index);
            }
            let id = id_of(id, item);
            let nth = new.entry(id).or_default();
            *nth += 1;
            Same::New(id.map(str::to_owned), *nth)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(document: &Value) -> ScenarioDraft {
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    fn merged(
        base: &Value,
        mine: &Value,
        theirs: &Value,
        choices: &[Side],
    ) -> (Value, Vec<String>) {
        let (merged, conflicts) = three_way(&draft(base), &draft(mine), &draft(theirs), choices);
        let told = |conflict: &Conflict| {
            let shown =
                |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
            format!(
                "{} {}: {} | {} | {}",
                conflict.address,
                conflict.field,
                shown(&conflict.base),
                shown(&conflict.mine),
                shown(&conflict.theirs)
            )
        };
        let document = serde_json::from_str(&write(&merged, Format::Json)).unwrap();
        (document, conflicts.iter().map(told).collect())
    }

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_told() {
        let c = |id: &str, expected: i32| json!({"condition_id": id, "expected": expected});
        let list = |items: &[Value]| json!({"conditions": items});
        let (a, b) = (c("a", 1), c("b", 1));
        let base = list(&[a.clone(), b.clone()]);
        for (mine, theirs, after, conflicts) in [
            (
                list(&[c("a", 2), b.clone()]),
                list(&[a.clone(), c("b", 3)]),
                list(&[c("a", 2), c("b", 3)]),
                vec![],
            ),
            (
                list(&[c("a", 2), b.clone()]),
                list(&[c("a", 3), b.clone()]),
                list(&[c("a", 2), b.clone()]),
                vec!["condition:a expected: 1 | 2 | 3"],
            ),
            // Both add, at different places.
            (
                list(&[c("x", 1), a.clone(), b.clone()]),
                list(&[a.clone(), c("y", 2), b.clone()]),
                list(&[c("x", 1), a.clone(), c("y", 2), b.clone()]),
                vec![],
            ),
            // Both add the same id.
            (
                list(&[a.clone(), b.clone(), c("x", 1)]),
                list(&[a.clone(), b.clone(), c("x", 2)]),
                list(&[a.clone(), b.clone(), c("x", 1)]),
                vec!["condition:x expected: - | 1 | 2"],
            ),
            // Both add the same id, one with more: nobody took the rest away.
            (
                list(&[
                    a.clone(),
                    b.clone(),
                    json!({"condition_id": "x", "comparator": "exists"}),
                ]),
                list(&[
                    a.clone(),
                    b.clone(),
                    json!({"condition_id": "x", "note": "n", "comparator": "exists"}),
                ]),
                list(&[
                    a.clone(),
                    b.clone(),
                    json!({"condition_id": "x", "comparator": "exists"}),
                ]),
                vec![r#"condition:x note: - | - | "n""#],
            ),
            // Renamed there, changed here in a field that both changed.
            (
                list(&[c("a", 1), c("b", 2)]),
                list(&[c("a", 1), json!({"condition_id": "z", "expected": 1})]),
                list(&[c("a", 1), c("z", 2)]),
                vec![],
            ),
            // Taken out here, changed there.
            (
                list(std::slice::from_ref(&b)),
                list(&[c("a", 2), b.clone()]),
                list(std::slice::from_ref(&b)),
                vec![
                    r#"condition:a : {"condition_id":"a","expected":1} | - | {"condition_id":"a","expected":2}"#,
                ],
            ),
            // Taken out there, untouched here.
            (
                list(&[a.clone(), c("b", 2)]),
                list(std::slice::from_ref(&b)),
                list(&[c("b", 2)]),
                vec![],
            ),
            // Renamed here, changed there: two things now.
            (
                list(&[c("z", 1), c("b", 2)]),
                list(&[b.clone(), a.clone()]),
                list(&[c("b", 2), c("z", 1)]),
                vec![],
            ),
        ] {
            assert_eq!(
                merged(&base, &mine, &theirs, &[]),
                (after, conflicts.into_iter().map(str::to_owned).collect()),
                "{mine} {theirs}"
            );
        }
    }

    #[test]
    fn each_conflict_is_decided_by_its_own_choice() {
        use Side::{Mine, Theirs};
        let of = |id: &str, note: &str, order: [&str; 3]| {
            let gates: Vec<Value> = order.iter().map(|id| json!({"gate_id": id})).collect();
            json!({"scenario_id": id, "stages": [{"stage_id": "s", "note": note, "gates": gates}]})
        };
        let base = of("s", "n", ["a", "b", "c"]);
        let mine = of("m", "m", ["b", "a", "c"]);
        let theirs = of("t", "t", ["c", "b", "a"]);
        let conflicts = [
            r#"scenario scenario_id: "s" | "m" | "t""#,
            r#"stage:s gates: ["a","b","c"] | ["b","a","c"] | ["c","b","a"]"#,
            r#"stage:s note: "n" | "m" | "t""#,
        ]
        .map(str::to_owned)
        .to_vec();
        for (choices, after) in [
            (&[][..], of("m", "m", ["b", "a", "c"])),
            (&[Theirs], of("t", "m", ["b", "a", "c"])),
            (&[Mine, Theirs], of("m", "m", ["c", "b", "a"])),
            (&[Mine, Mine, Theirs], of("m", "t", ["b", "a", "c"])),
        ] {
            assert_eq!(
                merged(&base, &mine, &theirs, choices),
                (after, conflicts.clone())
            );
        }
    }
}
