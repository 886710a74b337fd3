//! What is used, declared, repeated and how it is named.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde_json::{Value, json};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::view::{GateView, View};
use super::{Found, fix};
use crate::diagnostic::{Code, Diagnostic, Safety, is_hidden};
use crate::draft::{
    ChildKey, ConditionDraft, Edit, Entity, EntityList, Key, ScenarioDraft, StageDraft, TrustDraft,
};
use crate::spec::{Comparator, TrustLane, canonical_bytes, is_printable_id};

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

/// Tells whether it is known which conditions are used.
///
/// A gate that cannot be read yet, or is still to come, may use any of them.
pub(super) fn are_uses_known(draft: &ScenarioDraft, all_gates_known: bool) -> bool {
    let stages = draft.stages();
    all_gates_known && !stages.is_empty() && stages.iter().all(|stage| stage.gates.is_some())
}

/// Tells whether no gate uses a condition; `all` counts also one that is probably meant.
pub(super) fn is_unused(view: &View<'_>, condition: &ConditionDraft, all: bool) -> bool {
    condition.condition_id.as_deref().is_some_and(|id| {
        let uses = view.index.uses(id);
        // A gate that misses a condition probably means this one.
        uses.gates == 0 && (uses.meant == 0 || all)
    })
}

/// Returns the finding about a condition that no gate uses.
pub(super) fn unused(index: usize, condition: &ConditionDraft) -> Diagnostic {
    let id = condition.condition_id.as_deref().unwrap_or("?");
    let remove = Edit::Remove(Entity::Condition(Key::Index(index)));
    Diagnostic::new(
        Code::GW0204,
        format!("/conditions/{index}/condition_id"),
        format!("condition `{id}` is in no gate, so it is never asked"),
    )
    .help("use it in a gate, or remove it")
    .fix(fix("remove the condition", Safety::Review, &[remove]))
}

/// Returns the digest of what a condition asks; none while that is not finished.
pub(super) fn question(condition: &ConditionDraft) -> Option<u64> {
    condition.condition_id.as_ref()?;
    Question::of(condition).map(|question| question.digest())
}

/// Tells conditions of a group that ask the same as an earlier one of it.
///
/// A group is all conditions with one digest, in order.
pub(super) fn near_duplicates(
    draft: &ScenarioDraft,
    group: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut first: Vec<(Question<'_>, usize, &str)> = Vec::new();
    for index in group {
        let Some(condition) = draft.conditions().get(index) else {
            continue;
        };
        let (Some(question), Some(id)) =
            (Question::of(condition), condition.condition_id.as_deref())
        else {
            continue;
        };
        match first.iter().find(|known| known.0.is(&question)) {
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
            None => first.push((question, index, id)),
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

/// Returns the schemas that a scenario declares.
pub(super) fn declared(draft: &ScenarioDraft) -> HashSet<&str> {
    let schemas = draft.schemas.iter().flatten();
    schemas.filter_map(|s| s.schema_id.as_deref()).collect()
}

/// Tells schemas of the packets of the stage at a position that are not declared.
pub(super) fn undeclared_schemas(
    declared: &HashSet<&str>,
    stage: usize,
    content: &StageDraft,
    found: &mut Found,
) {
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
                .fix(fix(format!("declare `{id}`"), Safety::Review, &[add])),
            );
        }
    }
}

/// Tells a trust requirement of the condition at a position that changes nothing.
pub(super) fn condition_trust(
    view: &View<'_>,
    index: usize,
    condition: &ConditionDraft,
    found: &mut Found,
) {
    let entity = || Entity::Condition(Key::Index(index));
    let at = || format!("/conditions/{index}");
    trust(view, condition.trust, at, entity, found);
}

/// Tells a trust requirement of a gate that changes nothing.
pub(super) fn gate_trust(view: &View<'_>, gate: &GateView<'_>, found: &mut Found) {
    let entity = || {
        Entity::Gate(ChildKey::Place {
            stage: gate.stage,
            index: gate.index,
        })
    };
    trust(view, gate.gate.trust, || gate.pointer(), entity, found);
}

fn trust(
    view: &View<'_>,
    trust: Option<TrustDraft>,
    pointer: impl Fn() -> String,
    entity: impl Fn() -> Entity,
    found: &mut Found,
) {
    let lane = trust.and_then(|trust| trust.min_lane);
    if view.sources.runtime.min_lane != TrustLane::Verified || lane != Some(TrustLane::Asserted) {
        return;
    }
    let remove = Edit::Set {
        entity: entity(),
        field: "trust".to_owned(),
        value: None,
    };
    found.push(
        Diagnostic::new(
            Code::GW0703,
            format!("{}/trust", pointer()),
            "`asserted` is weaker than what the server requires anyway, so this changes nothing",
        )
        .help("remove it: a scenario can only raise the lane")
        .fix(fix("remove `trust`", Safety::Review, &[remove])),
    );
}

/// Looks at the id of the scenario.
pub(super) fn scenario_name(draft: &ScenarioDraft, found: &mut Found) {
    if let Some(id) = &draft.scenario_id {
        text(id, &|| "/scenario_id".to_owned(), found);
    }
}

/// Looks at the ids of the stage at a position and of its packets.
pub(super) fn stage_names(index: usize, stage: &StageDraft, found: &mut Found) {
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

/// Looks at the id of a gate.
pub(super) fn gate_name(gate: &GateView<'_>, found: &mut Found) {
    if let Some(id) = &gate.gate.gate_id {
        text(id, &|| format!("{}/gate_id", gate.pointer()), found);
    }
}

/// Looks at the id of the condition at a position on its own.
pub(super) fn condition_name(
    view: &View<'_>,
    index: usize,
    condition: &ConditionDraft,
    found: &mut Found,
) {
    let Some(id) = condition.condition_id.as_deref() else {
        return;
    };
    let at = || format!("/conditions/{index}/condition_id");
    if !is_printable_id(id) {
        let message = format!("`{id}` cannot be written in the requirement language");
        let mut diagnostic = Diagnostic::new(Code::GW0206, at(), message)
            .help("gates that use it can only be written as trees");
        let plain = plain_id(id);
        if is_printable_id(&plain) && !view.index.conditions.contains_key(plain.as_str()) {
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
    text(id, &at, found);
}

/// Returns the id that is offered for one that the language cannot write; none for one that it can.
pub(super) fn offered_id(id: &str) -> Option<String> {
    (!is_printable_id(id)).then(|| plain_id(id))
}

/// Returns an id without what tells only its case.
pub(super) fn folded(id: &str) -> String {
    id.to_lowercase()
}

/// Returns what an id looks like.
pub(super) fn look(id: &str) -> Cow<'_, str> {
    if id.is_ascii() {
        Cow::Borrowed(id)
    } else {
        Cow::Owned(unicode_security::skeleton(id).collect())
    }
}

/// Tells ids of the conditions at these positions, in order, that differ only in case.
pub(super) fn case_twins(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut known: HashMap<String, &str> = HashMap::new();
    for (index, id) in ids(draft, positions) {
        let earlier = known.insert(folded(id), id);
        if let Some(other) = earlier.filter(|other| *other != id) {
            let message = format!("`{id}` differs from `{other}` only in case");
            let at = format!("/conditions/{index}/condition_id");
            found.push(
                Diagnostic::new(Code::GW0206, at, message)
                    .parameter(other)
                    .help("give them names that cannot be mistaken for each other"),
            );
        }
    }
}

/// Tells ids of the conditions at these positions, in order, that look alike.
pub(super) fn look_twins(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut known: HashMap<Cow<'_, str>, &str> = HashMap::new();
    for (index, id) in ids(draft, positions) {
        let earlier = known.insert(look(id), id);
        if let Some(other) = earlier.filter(|other| *other != id) {
            let at = format!("/conditions/{index}/condition_id");
            look_alike(id, other, &at, found);
        }
    }
}

fn ids(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
) -> impl Iterator<Item = (usize, &str)> {
    positions.filter_map(|index| {
        let condition = draft.conditions().get(index)?;
        Some((index, condition.condition_id.as_deref()?))
    })
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
