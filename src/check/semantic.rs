//! The semantic layer: unique ids, queries that are not blank, references that lead somewhere.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Found;
use super::view::{GateView, View};
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{
    AdvanceDraft, ChildKey, ConditionDraft, Edit, Entity, Key, NodeChange, RequirementDraft,
    ScenarioDraft, StageDraft,
};
use crate::spec::{ConditionUse, Requirement, parse_requirement, validate_requirement};

/// Tells ids of the condition at a position that are blank.
pub(super) fn condition(index: usize, condition: &ConditionDraft, found: &mut Found) {
    let Some(query) = &condition.query else {
        return;
    };
    for (field, id) in [
        ("provider_id", &query.provider_id),
        ("check_id", &query.check_id),
    ] {
        if id.as_ref().is_some_and(|id| id.trim().is_empty()) {
            let at = format!("/conditions/{index}/query/{field}");
            found.push(
                Diagnostic::new(Code::GW0209, at, format!("`{field}` is blank"))
                    .help("`gatewright contracts` lists providers and checks"),
            );
        }
    }
}

/// Tells whether a stage names one of some stages as a target.
pub(super) fn leads_to(stage: &StageDraft, is: impl Fn(&str) -> bool) -> bool {
    match &stage.advance_to {
        Some(AdvanceDraft::Fixed { stage_id }) => stage_id.as_deref().is_some_and(is),
        Some(AdvanceDraft::Branch { branches, default }) => {
            let rules = branches.iter().flatten();
            let targets = rules.filter_map(|rule| rule.next_stage_id.as_deref());
            let default = default.iter().flatten().map(String::as_str);
            targets.chain(default).any(is)
        }
        Some(AdvanceDraft::Linear {} | AdvanceDraft::Terminal {}) | None => false,
    }
}

/// Tells stages that the stage at a position leads to and that do not exist.
pub(super) fn targets(view: &View<'_>, index: usize, stage: &StageDraft, found: &mut Found) {
    let at = || format!("/stages/{index}/advance_to");
    let missing = |id: Option<&String>| {
        id.filter(|id| !view.index.stages.contains_key(*id))
            .cloned()
    };
    match &stage.advance_to {
        Some(AdvanceDraft::Fixed { stage_id }) => {
            let route = |near: &str| json!({ "kind": "fixed", "stage_id": near });
            let edit =
                |near: &str| set(Entity::Stage(Key::Index(index)), "advance_to", route(near));
            if let Some(id) = missing(stage_id.as_ref()) {
                missing_stage(view, format!("{}/stage_id", at()), &id, Some(&edit), found);
            }
        }
        Some(AdvanceDraft::Branch { branches, default }) => {
            for (rule, branch) in branches.iter().flatten().enumerate() {
                let of_rule = || Entity::Rule {
                    stage: Key::Index(index),
                    index: rule,
                };
                let edit = |near: &str| set(of_rule(), "next_stage_id", json!(near));
                if let Some(id) = missing(branch.next_stage_id.as_ref()) {
                    let pointer = format!("{}/branches/{rule}/next_stage_id", at());
                    missing_stage(view, pointer, &id, Some(&edit), found);
                }
            }
            if let Some(id) = missing(default.as_ref().and_then(Option::as_ref)) {
                missing_stage(view, format!("{}/default", at()), &id, None, found);
            }
        }
        _ => {}
    }
}

/// Makes the edit that leads a route to the stage with an id.
type Redirect<'a> = &'a dyn Fn(&str) -> Edit;

fn set(entity: Entity, field: &str, value: Value) -> Edit {
    Edit::Set {
        entity,
        field: field.to_owned(),
        value: Some(value),
    }
}

fn missing_stage(view: &View<'_>, at: String, id: &str, edit: Option<Redirect>, found: &mut Found) {
    let message = format!("this leads to stage `{id}`, which does not exist");
    let mut diagnostic = Diagnostic::new(Code::GW0203, at, message).parameter(id);
    match found.nearest(id, view.index.stages.keys().map(String::as_str)) {
        Some(near) => {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            if let Some(edit) = edit {
                let title = format!("lead to `{near}`");
                diagnostic = diagnostic.fix(Fix::new(title, Safety::Review, &[edit(near)]));
            }
        }
        None => diagnostic = diagnostic.help("add the stage, or lead to one that exists"),
    }
    found.push(diagnostic);
}

/// Tells ids of the conditions at these positions, in order, that stand twice.
pub(super) fn repeated_conditions(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let ids = positions.map(|index| {
        let condition = draft.conditions().get(index);
        let id = condition.and_then(|condition| condition.condition_id.as_deref());
        (id, index)
    });
    let pointer = |index: &usize| format!("/conditions/{index}/condition_id");
    repeated("condition", ids, pointer, found);
}

/// Tells ids of stages, gates and packets that stand twice.
pub(super) fn repeated_in_stages(draft: &ScenarioDraft, found: &mut Found) {
    let stages = || draft.stages().iter().enumerate();
    let ids = stages().map(|(index, stage)| (stage.stage_id.as_deref(), index));
    let pointer = |index: &usize| format!("/stages/{index}/stage_id");
    repeated("stage", ids, pointer, found);
    let ids = stages().flat_map(|(stage, content)| {
        let gates = content.gates().iter().enumerate();
        gates.map(move |(index, gate)| (gate.gate_id.as_deref(), (stage, index)))
    });
    let pointer =
        |(stage, index): &(usize, usize)| format!("/stages/{stage}/gates/{index}/gate_id");
    repeated("gate", ids, pointer, found);
    let ids = stages().flat_map(|(stage, content)| {
        let packets = content.packets().iter().enumerate();
        packets.map(move |(index, packet)| (packet.packet_id.as_deref(), (stage, index)))
    });
    let pointer = |(stage, index): &(usize, usize)| {
        format!("/stages/{stage}/entry_packets/{index}/packet_id")
    };
    repeated("packet", ids, pointer, found);
}

fn repeated<'a, P>(
    what: &str,
    ids: impl Iterator<Item = (Option<&'a str>, P)>,
    pointer: impl Fn(&P) -> String,
    found: &mut Found,
) {
    let mut first: HashMap<&str, P> = HashMap::new();
    for (id, place) in ids {
        let Some(id) = id else { continue };
        let Some(earlier) = first.get(id) else {
            first.insert(id, place);
            continue;
        };
        let scope = match what {
            "gate" | "packet" => "ids of gates and packets are unique across all stages",
            _ => "give each its own id",
        };
        found.push(
            Diagnostic::new(
                Code::GW0201,
                pointer(&place),
                format!("the {what} id `{id}` is used twice"),
            )
            .related(pointer(earlier), "it is used here first")
            .parameter(what)
            .parameter(id)
            .help(scope),
        );
    }
}

/// Tells a requirement that cannot be read and conditions in it that do not exist.
pub(super) fn requirement(view: &View<'_>, gate: &GateView<'_>, found: &mut Found) {
    let at = format!("{}/requirement", gate.pointer());
    let mut uses = Vec::new();
    if let Some(RequirementDraft::Text(text)) = &gate.gate.requirement {
        match parse_requirement(text) {
            Err(error) => {
                let message = format!("the requirement does not parse: {error}");
                found.push_once(
                    Diagnostic::new(Code::GW0111, at, message)
                        .help("write conditions with `and`, `or`, `not`, parentheses, `all(..)`, `any(..)`, `at_least(2, ..)`")
                        .within(error.range),
                );
                return;
            }
            Ok(parsed) => {
                if let Err(error) = validate_requirement(&parsed.tree) {
                    let message = format!("the requirement cannot be used: {error}");
                    found.push_once(
                        Diagnostic::new(Code::GW0111, &at, message)
                            .help("give a quorum at least 1 and at most as many as it has parts, and flatten deep nesting"),
                    );
                }
                uses = parsed.conditions;
            }
        }
    }
    let Some(tree) = gate.tree() else { return };
    let mut uses = uses.into_iter();
    missing_conditions(view, gate, tree, &at, &mut Vec::new(), &mut uses, found);
}

/// Tells conditions that do not exist; `uses` are their places in a text, from left to right.
fn missing_conditions(
    view: &View<'_>,
    gate: &GateView<'_>,
    node: &Requirement,
    at: &str,
    path: &mut Vec<usize>,
    uses: &mut impl Iterator<Item = ConditionUse>,
    found: &mut Found,
) {
    if let Requirement::Condition(id) = node {
        let in_text = uses.next();
        if view.index.conditions.contains_key(id.as_str()) {
            return;
        }
        let pointer = if gate.is_tree() {
            format!("{at}/Condition")
        } else {
            format!("{}/requirement", gate.pointer())
        };
        let mut diagnostic = Diagnostic::new(
            Code::GW0202,
            pointer,
            format!(
                "gate `{}` needs condition `{id}`, which does not exist",
                gate.id()
            ),
        )
        .parameter(id);
        diagnostic.primary.within = in_text.map(|place| place.range);
        if let Some(near) = found.nearest(id, view.index.conditions.keys().map(String::as_str)) {
            found.meant.insert(near.to_owned());
            let edit = Edit::Node {
                gate: ChildKey::Place {
                    stage: gate.stage,
                    index: gate.index,
                },
                path: path.clone(),
                change: NodeChange::Replace(serde_json::json!({ "Condition": near })),
            };
            diagnostic = diagnostic
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::new(format!("use `{near}`"), Safety::Review, &[edit]));
        } else {
            diagnostic = diagnostic.help(format!("add a condition `{id}`, or use one that exists"));
        }
        found.push(diagnostic);
        return;
    }
    for (index, child) in node.children().iter().enumerate() {
        path.push(index);
        let at = format!("{at}{}", node.child_pointer(index));
        missing_conditions(view, gate, child, &at, path, uses, found);
        path.pop();
    }
}
