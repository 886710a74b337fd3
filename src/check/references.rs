//! What is used, declared, repeated and how it is named.

use std::collections::HashSet;

use serde_json::json;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Found;
use super::index::Index;
use super::view::{GateView, View};
use crate::diagnostic::{Code, Diagnostic, Fix, Safety, is_hidden};
use crate::draft::{
    ChildKey, ConditionDraft, Edit, Entity, EntityList, Key, ScenarioDraft, StageDraft, TrustDraft,
};
use crate::spec::{TrustLane, is_printable_id};

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

/// Returns how a change names the condition at a position: by its id where that is its alone, so
/// that the change still fits when others move.
fn key(known: &Index, index: usize, condition: &ConditionDraft) -> Key {
    let id = condition.condition_id.as_ref();
    match id.filter(|id| known.conditions.get(*id) == Some(&1)) {
        Some(id) => Key::Id(id.clone()),
        None => Key::Index(index),
    }
}

/// Returns the finding about a condition that no gate uses.
pub(super) fn unused(known: &Index, index: usize, condition: &ConditionDraft) -> Diagnostic {
    let id = condition.condition_id.as_deref().unwrap_or("?");
    let remove = Edit::Remove(Entity::Condition(key(known, index, condition)));
    Diagnostic::new(
        Code::GW0204,
        format!("/conditions/{index}/condition_id"),
        format!("condition `{id}` is in no gate, so it is never asked"),
    )
    .help("use it in a gate, or remove it")
    .fix(Fix::new("remove the condition", Safety::Review, &[remove]))
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
                .fix(Fix::new(format!("declare `{id}`"), Safety::Review, &[add])),
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
        .fix(Fix::new("remove `trust`", Safety::Review, &[remove])),
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
                entity: Entity::Condition(key(view.index, index, condition)),
                id: plain.clone(),
            };
            diagnostic = diagnostic.fix(Fix::new(
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
