//! What is written otherwise, entity by entity.

use serde_json::{Map, Value};

use super::document::{Document, Part};
use super::matching::Pairing;
use super::model::{Line, Spot};
use super::pair::Pair;
use super::wording;

/// What is written otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Declaration {
    /// What reaches the bytes: the scenario, then its entities in the order of the new draft, then
    /// what is gone.
    pub changes: Vec<Declared>,
    /// What only authors need: notes, suppressions, spelling. It changes no byte.
    pub authoring: Vec<Declared>,
}

/// What is written otherwise of one entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// What kind of entity it is, such as `gate`.
    pub kind: &'static str,
    /// Where it was; none when it is new.
    pub old: Option<Spot>,
    /// Where it is; none when it is gone.
    pub new: Option<Spot>,
    /// Its two ids when it is called otherwise; may hold untrusted text.
    pub renamed: Option<(String, String)>,
    /// Its two places when it moved; may hold untrusted text.
    pub moved: Option<(String, String)>,
    /// The fields that differ.
    pub fields: Vec<Line>,
}

impl Declared {
    /// Tells whether the entity is new.
    #[must_use]
    pub const fn is_added(&self) -> bool {
        self.old.is_none()
    }

    /// Tells whether the entity is gone.
    #[must_use]
    pub const fn is_removed(&self) -> bool {
        self.new.is_none()
    }

    /// Returns its address: in the new draft, else in the old one.
    #[must_use]
    pub fn address(&self) -> &str {
        let spot = self.new.as_ref().or(self.old.as_ref());
        spot.map_or("", |spot| &spot.entity)
    }
}

/// How many changes of each sort a declaration has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Fields that differ, of entities that both have.
    pub fields: usize,
    /// Entities that are new.
    pub added: usize,
    /// Entities that are gone.
    pub removed: usize,
    /// Entities that are called otherwise.
    pub renamed: usize,
    /// Entities that are elsewhere.
    pub moved: usize,
}

impl Declaration {
    /// Tells whether nothing is written otherwise that reaches the bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns how many changes of each sort there are, those for authors only aside.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            counts.added += usize::from(change.is_added());
            counts.removed += usize::from(change.is_removed());
            counts.renamed += usize::from(change.renamed.is_some());
            counts.moved += usize::from(change.moved.is_some());
            counts.fields += change.fields.len();
        }
        counts
    }
}

/// The lists of a scenario, each with its kind and what became what.
fn lists<'p>(pair: &'p Pair<'_>) -> [(&'static str, &'p [Part], &'p [Part], &'p Pairing); 6] {
    let (old, new, matching) = (&pair.old, &pair.new, &pair.matching);
    [
        (
            "condition",
            &old.conditions,
            &new.conditions,
            &matching.conditions,
        ),
        ("stage", &old.stages, &new.stages, &matching.stages),
        ("gate", &old.gates, &new.gates, &matching.gates),
        ("packet", &old.packets, &new.packets, &matching.packets),
        ("policy", &old.policies, &new.policies, &matching.policies),
        ("schema", &old.schemas, &new.schemas, &matching.schemas),
    ]
}

/// Compares what is written.
pub(super) fn compare(pair: &Pair<'_>) -> Declaration {
    let mut declaration = Declaration::default();
    declaration
        .changes
        .extend(kept(pair, "scenario", &pair.old.head, &pair.new.head, None));
    // In a spec nothing is for authors only, so against one there is nothing to compare.
    let authored = !pair.old.is_spec && !pair.new.is_spec;
    if authored {
        declaration
            .authoring
            .extend(authoring("scenario", &pair.old.head, &pair.new.head));
    }
    for (kind, olds, news, pairing) in lists(pair) {
        let moved: Vec<(usize, usize)> = if kind == "stage" {
            pairing.moved()
        } else {
            Vec::new()
        };
        for (to, new) in news.iter().enumerate() {
            let Some((from, old)) = pairing
                .old_of(to)
                .and_then(|from| Some((from, olds.get(from)?)))
            else {
                declaration.changes.push(whole(kind, None, Some(new)));
                continue;
            };
            let place = if moved.contains(&(from, to)) {
                Some((position(from), position(to)))
            } else {
                elsewhere(pair, old, new)
            };
            declaration
                .changes
                .extend(kept(pair, kind, old, new, place));
            if authored {
                declaration.authoring.extend(authoring(kind, old, new));
            }
        }
        let gone = pairing.gone().filter_map(|at| olds.get(at));
        declaration
            .changes
            .extend(gone.map(|old| whole(kind, Some(old), None)));
    }
    declaration
}

fn position(at: usize) -> String {
    format!("place {}", at + 1)
}

/// Returns the two stages of a gate or packet that is in another one.
fn elsewhere(pair: &Pair<'_>, old: &Part, new: &Part) -> Option<(String, String)> {
    let (from, to) = (old.stage?, new.stage?);
    if pair.matching.stages.new_of(from) == Some(to) {
        return None;
    }
    let name =
        |document: &Document, at: usize| document.stages.get(at).map_or("?", Part::name).to_owned();
    Some((name(&pair.old, from), name(&pair.new, to)))
}

fn spot(part: &Part) -> Spot {
    Spot {
        entity: part.address.clone(),
        pointer: part.pointer.clone(),
    }
}

/// Tells of an entity that only one of the two has.
fn whole(kind: &'static str, old: Option<&Part>, new: Option<&Part>) -> Declared {
    Declared {
        kind,
        old: old.map(spot),
        new: new.map(spot),
        renamed: None,
        moved: None,
        fields: Vec::new(),
    }
}

/// Compares an entity that both have; none when nothing differs.
fn kept(
    pair: &Pair<'_>,
    kind: &'static str,
    old: &Part,
    new: &Part,
    moved: Option<(String, String)>,
) -> Option<Declared> {
    let mut before = old.fields.clone();
    rename_references(pair, &mut before);
    let (mut before, mut now) = (before, new.fields.clone());
    // An unreadable requirement is told like a readable one, below.
    before.remove("requirement");
    now.remove("requirement");
    let mut fields = wording::fields(&before, &now);
    if !pair.same_requirement(old, new) {
        fields.push(Line {
            label: "requirement".to_owned(),
            old: wording::requirement_of(old),
            new: wording::requirement_of(new),
        });
    }
    let renamed = (old.id != new.id).then(|| (old.name().to_owned(), new.name().to_owned()));
    if fields.is_empty() && renamed.is_none() && moved.is_none() {
        return None;
    }
    Some(Declared {
        kind,
        old: Some(spot(old)),
        new: Some(spot(new)),
        renamed,
        moved,
        fields,
    })
}

/// Compares what only authors need of an entity that both have.
fn authoring(kind: &'static str, old: &Part, new: &Part) -> Option<Declared> {
    let (mut before, mut now) = (old.authoring.clone(), new.authoring.clone());
    if old.requirement != new.requirement {
        // Another requirement is spelled otherwise in any case.
        before.remove("requirement");
        now.remove("requirement");
    }
    let fields = wording::fields(&before, &now);
    (!fields.is_empty()).then(|| Declared {
        kind,
        old: Some(spot(old)),
        new: Some(spot(new)),
        renamed: None,
        moved: None,
        fields,
    })
}

/// Puts the new names of stages, gates and schemas where fields of the old draft have the old ones.
pub(super) fn rename_references(pair: &Pair<'_>, fields: &mut Map<String, Value>) {
    if let Some(advance) = fields.get_mut("advance_to") {
        rename_route(pair, advance);
    }
    if let Some(Value::String(id)) = fields.get_mut("schema_id")
        && let Some(new) = pair.schemas.get(id)
    {
        id.clone_from(new);
    }
}

fn rename_route(pair: &Pair<'_>, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename_route(pair, item)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(id) => {
                        let new = match name.as_str() {
                            "stage_id" | "next_stage_id" | "default" => pair.renames.stage(id),
                            "gate_id" => pair.renames.gate(id),
                            _ => continue,
                        };
                        *id = new.to_owned();
                    }
                    other => rename_route(pair, other),
                }
            }
        }
        _ => {}
    }
}

/// Returns what differs without any meaning: the order of lists that are read by id, and of
/// operands.
pub(super) fn cosmetic(pair: &Pair<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let orders: [(&str, &Pairing); 3] = [
        ("conditions", &pair.matching.conditions),
        ("policies", &pair.matching.policies),
        ("schemas", &pair.matching.schemas),
    ];
    for (what, pairing) in orders {
        if !pairing.moved().is_empty() {
            found.push(format!("order of the {what}"));
        }
    }
    for (from, to) in pair.matching.stages.pairs() {
        let Some(stage) = pair.new.stages.get(to) else {
            continue;
        };
        for (what, olds, news, pairing) in [
            (
                "gates",
                pair.old.gates_of(from).collect::<Vec<_>>(),
                pair.new.gates_of(to).collect::<Vec<_>>(),
                &pair.matching.gates,
            ),
            (
                "packets",
                pair.old.packets_of(from).collect(),
                pair.new.packets_of(to).collect(),
                &pair.matching.packets,
            ),
        ] {
            let was: Vec<usize> = news
                .iter()
                .filter_map(|new| pairing.old_of(*new))
                .filter(|old| olds.contains(old))
                .collect();
            if !was.is_sorted() {
                found.push(format!("order of the {what} of `{}`", stage.name()));
            }
        }
    }
    for (kind, olds, news, pairing) in lists(pair) {
        for (from, to) in pairing.pairs() {
            if let (Some(old), Some(new)) = (olds.get(from), news.get(to)) {
                order_within(pair, kind, old, new, &mut found);
            }
        }
    }
    found
}

/// Tells of lists within one entity whose order differs and does not count.
fn order_within(pair: &Pair<'_>, kind: &str, old: &Part, new: &Part, found: &mut Vec<String>) {
    let name = new.name();
    if let (Some(before), Some(now)) = (&old.requirement, &new.requirement)
        && pair.same_requirement(old, new)
        && shape(before, pair) != shape(now, pair)
    {
        found.push(format!("order of the operands of {kind} `{name}`"));
    }
    for set in ["policy_tags", "visibility_labels"] {
        for path in [format!("/{set}"), format!("/timeout/{set}")] {
            let list = |part: &Part| {
                let fields = Value::Object(part.fields.clone());
                fields.pointer(&path).cloned()
            };
            let (Some(Value::Array(before)), Some(Value::Array(now))) = (list(old), list(new))
            else {
                continue;
            };
            let sorted = |items: &[Value]| {
                let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
                items.sort_unstable();
                items
            };
            if before != now && sorted(&before) == sorted(&now) {
                found.push(format!("order of the {set} of {kind} `{name}`"));
            }
        }
    }
}

/// Returns the conditions of a requirement in order, each by its new id.
fn shape<'a>(requirement: &'a crate::spec::Requirement, pair: &'a Pair<'_>) -> Vec<&'a str> {
    let mut ids = Vec::new();
    requirement.for_each_condition(&mut |id| ids.push(pair.renames.condition(id)));
    ids
}
