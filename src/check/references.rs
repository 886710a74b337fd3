//! What is used, declared, repeated and how it is named.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde_json::{Value, json};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::view::View;
use super::{Found, fix};
use crate::diagnostic::{Code, Diagnostic, Safety, is_hidden};
use crate::draft::{ChildKey, ConditionDraft, Edit, Entity, EntityList, Key, TrustDraft};
use crate::spec::{Comparator, TrustLane, canonical_bytes, is_printable_id};

/// Checks uses, declarations and names.
pub(super) fn check(view: &View<'_>, found: &mut Found) {
    unused_conditions(view, found);
    near_duplicates(view, found);
    undeclared_schemas(view, found);
    trust(view, found);
    names(view, found);
}

/// Checks whether the server allows the namespace.
pub(super) fn namespace(view: &View<'_>, found: &mut Found) {
    if view.draft.namespace_id != Some(1) || view.sources.runtime.allow_default_namespace {
        return;
    }
    // Without the server's settings at hand, nobody knows whether it allows the namespace.
    let (code, message) = if view.sources.runtime.origin.is_some() {
        (
            Code::GW0210,
            "namespace 1 is the default namespace, which this workspace's server does not allow",
        )
    } else {
        (
            Code::GW0208,
            "namespace 1 is the default namespace, which a server refuses unless its settings allow it",
        )
    };
    found.push(Diagnostic::new(code, "/namespace_id", message).help(
        "use the namespace that your server gave you, or set `namespace.allow_default` there",
    ));
}

fn unused_conditions(view: &View<'_>, found: &mut Found) {
    let stages = view.draft.stages();
    // A gate that cannot be read yet, or is still to come, may use any of them.
    let unfinished = stages.is_empty() || stages.iter().any(|stage| stage.gates.is_none());
    if unfinished || !view.all_gates_known || found.is_faulty("/stages") {
        return;
    }
    let used = view.used_conditions();
    for (index, condition) in view.draft.conditions().iter().enumerate() {
        let Some(id) = condition.condition_id.as_deref() else {
            continue;
        };
        // A gate that misses a condition probably means this one.
        if used.contains(id) || (found.meant.contains(id) && !found.all) {
            continue;
        }
        let remove = Edit::Remove(Entity::Condition(Key::Index(index)));
        found.push(
            Diagnostic::new(
                Code::GW0204,
                format!("/conditions/{index}/condition_id"),
                format!("condition `{id}` is in no gate, so it is never asked"),
            )
            .help("use it in a gate, or remove it")
            .fix(fix("remove the condition", Safety::Review, &[remove])),
        );
    }
}

fn near_duplicates(view: &View<'_>, found: &mut Found) {
    // Most questions differ, so a cheap digest comes first and the exact form only on a meeting.
    let mut first: HashMap<u64, (Question<'_>, usize, &str)> = HashMap::new();
    for (index, condition) in view.draft.conditions().iter().enumerate() {
        let (Some(question), Some(id)) =
            (Question::of(condition), condition.condition_id.as_deref())
        else {
            continue;
        };
        let mut slot = question.digest();
        let earlier = loop {
            match first.get(&slot) {
                Some(known) if known.0.is(&question) => break Some(known),
                Some(_) => slot = slot.wrapping_add(1),
                None => break None,
            }
        };
        match earlier {
            // The id is told as used twice.
            Some((_, _, name)) if *name == id => {}
            Some((_, earlier, name)) => found.push(
                Diagnostic::new(
                    Code::GW0207,
                    format!("/conditions/{index}/condition_id"),
                    format!("`{id}` asks the same question as `{name}`"),
                )
                .related(
                    format!("/conditions/{earlier}/condition_id"),
                    "the same question",
                )
                .parameter(*name)
                .help("use one of them in both places"),
            ),
            None => {
                first.insert(slot, (question, index, id));
            }
        }
    }
}

/// What a condition asks and how it compares; two are the same when their canonical forms are.
#[derive(Clone, Copy, PartialEq, Serialize)]
struct Question<'a>(
    &'a str,
    &'a str,
    Option<&'a Value>,
    Comparator,
    Option<&'a Value>,
    Option<TrustLane>,
);

impl<'a> Question<'a> {
    /// Returns the question of a condition; none while its query is not finished.
    fn of(condition: &'a ConditionDraft) -> Option<Self> {
        let query = condition.query.as_ref()?;
        Some(Self(
            query.provider_id.as_deref()?,
            query.check_id.as_deref()?,
            query.params.as_ref(),
            condition.comparator?,
            condition.expected.as_ref(),
            condition.trust.and_then(|trust| trust.min_lane),
        ))
    }

    fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0, self.1, self.3).hash(&mut hasher);
        for value in [self.2, self.4].into_iter().flatten() {
            digest(value, &mut hasher);
        }
        hasher.finish()
    }

    fn is(&self, other: &Self) -> bool {
        self == other
            || matches!(
                (canonical_bytes(self), canonical_bytes(other)),
                (Ok(one), Ok(two)) if one == two
            )
    }
}

/// Hashes what two canonically equal values have in common: 1 and 1.0 are one number there.
fn digest(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(value) => value.hash(hasher),
        Value::Number(number) => {
            // Zero has one canonical form whatever its sign.
            (number.as_f64().unwrap_or_default() + 0.0)
                .to_bits()
                .hash(hasher);
        }
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => items.iter().for_each(|item| digest(item, hasher)),
        Value::Object(fields) => {
            for (key, value) in fields {
                key.hash(hasher);
                digest(value, hasher);
            }
        }
    }
}

fn undeclared_schemas(view: &View<'_>, found: &mut Found) {
    let declared: Vec<&str> = view
        .draft
        .schemas
        .iter()
        .flatten()
        .filter_map(|s| s.schema_id.as_deref())
        .collect();
    for (stage, content) in view.stages() {
        for (index, packet) in content.packets().iter().enumerate() {
            if let Some(id) = packet
                .schema_id
                .as_deref()
                .filter(|id| !declared.contains(id))
            {
                let add = Edit::Add {
                    list: EntityList::Schemas,
                    index: None,
                    value: json!({ "schema_id": id }),
                };
                found.push(
                    Diagnostic::new(
                        Code::GW0706,
                        format!("/stages/{stage}/entry_packets/{index}/schema_id"),
                        format!("the scenario does not declare the schema `{id}` of this packet"),
                    )
                    .parameter(id)
                    .help("add it to `schemas`")
                    .fix(fix(
                        format!("declare `{id}`"),
                        Safety::Review,
                        &[add],
                    )),
                );
            }
        }
    }
}

fn trust(view: &View<'_>, found: &mut Found) {
    if view.sources.runtime.min_lane != TrustLane::Verified {
        return;
    }
    let mut tell = |pointer: String, entity: Entity, trust: Option<TrustDraft>| {
        if matches!(
            trust,
            Some(TrustDraft {
                min_lane: Some(TrustLane::Asserted)
            })
        ) {
            let remove = Edit::Set {
                entity,
                field: "trust".to_owned(),
                value: None,
            };
            found.push(
                Diagnostic::new(
                    Code::GW0703,
                    format!("{pointer}/trust"),
                    "`asserted` is weaker than what the server requires anyway, so this changes nothing",
                )
                .help("remove it: a scenario can only raise the lane")
                .fix(fix("remove `trust`", Safety::Review, &[remove])),
            );
        }
    };
    for (index, condition) in view.draft.conditions().iter().enumerate() {
        let entity = Entity::Condition(Key::Index(index));
        tell(format!("/conditions/{index}"), entity, condition.trust);
    }
    for gate in &view.gates {
        let entity = Entity::Gate(ChildKey::Place {
            stage: gate.stage,
            index: gate.index,
        });
        tell(gate.pointer(), entity, gate.gate.trust);
    }
}

/// Looks at ids one by one and against each other.
fn names(view: &View<'_>, found: &mut Found) {
    let mut folded: HashMap<String, &str> = HashMap::new();
    let mut skeletons: HashMap<String, &str> = HashMap::new();
    for (index, condition) in view.draft.conditions().iter().enumerate() {
        let Some(id) = condition.condition_id.as_deref() else {
            continue;
        };
        let at = || format!("/conditions/{index}/condition_id");
        if !is_printable_id(id) {
            let message = format!("`{id}` cannot be written in the requirement language");
            let mut diagnostic = Diagnostic::new(Code::GW0206, at(), message)
                .help("gates that use it can only be written as trees");
            let plain = plain_id(id);
            if is_printable_id(&plain) && !view.conditions.contains_key(plain.as_str()) {
                let rename = Edit::Rename {
                    entity: Entity::Condition(Key::Index(index)),
                    id: plain.clone(),
                };
                diagnostic = diagnostic.fix(fix(
                    format!("rename it to `{plain}`"),
                    Safety::Review,
                    &[rename],
                ));
            }
            found.push(diagnostic);
        }
        if let Some(other) = folded
            .insert(id.to_lowercase(), id)
            .filter(|other| *other != id)
        {
            let message = format!("`{id}` differs from `{other}` only in case");
            found.push(
                Diagnostic::new(Code::GW0206, at(), message)
                    .parameter(other)
                    .help("give them names that cannot be mistaken for each other"),
            );
        }
        text(id, &at, found);
        if !id.is_ascii() {
            let skeleton: String = unicode_security::skeleton(id).collect();
            if let Some(other) = skeletons.insert(skeleton, id).filter(|other| *other != id) {
                look_alike(id, other, &at(), found);
            }
        } else if let Some(other) = skeletons.insert(id.to_owned(), id).filter(|o| *o != id) {
            look_alike(id, other, &at(), found);
        }
    }
    if let Some(id) = &view.draft.scenario_id {
        text(id, &|| "/scenario_id".to_owned(), found);
    }
    for (index, stage) in view.stages() {
        if let Some(id) = &stage.stage_id {
            text(id, &|| format!("/stages/{index}/stage_id"), found);
        }
        for (packet, content) in stage.packets().iter().enumerate() {
            if let Some(id) = &content.packet_id {
                let at = || format!("/stages/{index}/entry_packets/{packet}/packet_id");
                text(id, &at, found);
            }
        }
    }
    for gate in &view.gates {
        if let Some(id) = &gate.gate.gate_id {
            text(id, &|| format!("{}/gate_id", gate.pointer()), found);
        }
    }
}

/// Returns the id with everything that the language cannot write replaced.
fn plain_id(id: &str) -> String {
    let mut plain: String = id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        plain.insert(0, '_');
    }
    plain
}

fn look_alike(id: &str, other: &str, at: &str, found: &mut Found) {
    found.push(
        Diagnostic::new(
            Code::GW0805,
            at,
            format!("`{id}` looks like `{other}` and is another id"),
        )
        .parameter(other)
        .help("rename one of them"),
    );
}

/// Tells text that does not look like what it is.
fn text(id: &str, at: &impl Fn() -> String, found: &mut Found) {
    if id.is_ascii() && !id.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return;
    }
    if let Some(hidden) = id.chars().find(|c| is_hidden(*c)) {
        found.push(
            Diagnostic::new(
                Code::GW0805,
                at(),
                format!(
                    "`{id}` holds the invisible character U+{:04X}",
                    u32::from(hidden)
                ),
            )
            .help("remove it"),
        );
    }
    if !is_nfc(id) {
        found.push(
            Diagnostic::new(
                Code::GW0805,
                at(),
                format!(
                    "`{id}` is not in normal form, so a text that looks the same is another id"
                ),
            )
            .help(format!("write it as `{}` in composed form", id.nfc())),
        );
    }
}
