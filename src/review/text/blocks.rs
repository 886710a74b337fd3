//! The entities of a scenario as blocks.

use super::values::{annotations, heading, missing, text, texts, value};
use super::{Block, stage};
use crate::draft::{
    ConditionDraft, PolicyDraft, QueryDraft, ScenarioDraft, SchemaDraft, TrustDraft,
};
use crate::spec::{Comparator, TrustLane};

pub(super) fn of(draft: &ScenarioDraft) -> Vec<Block> {
    let mut all = vec![scenario(draft)];
    all.extend(sorted(draft.conditions(), "conditions", condition));
    let stages = draft.stages().iter().enumerate();
    all.extend(stages.map(|(at, one)| stage::block(one, format!("/stages/{at}"))));
    let policies = draft.policies.as_deref().unwrap_or_default();
    all.extend(sorted(policies, "policies", policy));
    let schemas = draft.schemas.as_deref().unwrap_or_default();
    all.extend(sorted(schemas, "schemas", schema));
    all
}

/// Returns the blocks of a list whose order means nothing.
pub(super) fn sorted<'i, T: 'i>(
    items: impl IntoIterator<Item = &'i T>,
    list: &str,
    block: impl Fn(&T, String) -> Block,
) -> Vec<Block> {
    let items = items.into_iter().enumerate();
    let mut blocks: Vec<Block> = items
        .map(|(at, item)| block(item, format!("/{list}/{at}")))
        .collect();
    blocks.sort_by(|a, b| a.key().cmp(&b.key()));
    blocks
}

fn scenario(draft: &ScenarioDraft) -> Block {
    let mut lines = Vec::new();
    match draft.namespace_id {
        Some(id) => lines.push(format!("namespace {id}")),
        None => lines.push(missing("namespace")),
    }
    match &draft.spec_version {
        Some(version) => lines.extend(text("version", version)),
        None => lines.push(missing("version")),
    }
    if let Some(id) = draft.default_tenant_id {
        lines.push(format!("default tenant {id}"));
    }
    if let Some(version) = draft.draft_version {
        lines.push(format!("draft format {version}"));
    }
    if let Some(place) = &draft.schema {
        lines.extend(text("draft schema", place));
    }
    if let Some(title) = &draft.title {
        lines.extend(text("title", title));
    }
    if let Some(precheck) = &draft.precheck {
        let shape = precheck.data_shape.clone().unwrap_or_default();
        let or_missing = |part: Option<String>| part.unwrap_or_else(|| "?".to_owned());
        let (id, version) = (or_missing(shape.schema_id), or_missing(shape.version));
        lines.push(format!("precheck against {id}@{version}"));
    }
    lines.extend(annotations(&draft.annotations));
    for (list, is_missing) in [
        ("conditions", draft.conditions.is_none()),
        ("stages", draft.stages.is_none()),
        ("policies", draft.policies.is_none()),
        ("schemas", draft.schemas.is_none()),
    ] {
        if is_missing {
            lines.push(missing(list));
        }
    }
    Block {
        pointer: String::new(),
        heading: heading("scenario", draft.scenario_id.as_ref()),
        lines,
        parts: Vec::new(),
    }
}

fn condition(condition: &ConditionDraft, pointer: String) -> Block {
    let mut lines = query(condition.query.as_ref());
    let comparator = condition.comparator.map(Comparator::name);
    match (comparator, &condition.expected) {
        (None, None) => lines.push(missing("comparator")),
        (None, Some(expected)) => {
            lines.push(missing("comparator"));
            lines.extend(value("expected", expected));
        }
        (Some(comparator), None) => lines.push(comparator.to_owned()),
        (Some(comparator), Some(expected)) => lines.extend(value(comparator, expected)),
    }
    lines.extend(lane(condition.trust));
    lines.extend(texts("tags", condition.policy_tags.as_ref()));
    lines.extend(annotations(&condition.annotations));
    Block {
        pointer,
        heading: heading("condition", condition.condition_id.as_ref()),
        lines,
        parts: Vec::new(),
    }
}

fn query(query: Option<&QueryDraft>) -> Vec<String> {
    let Some(query) = query else {
        return vec![missing("query")];
    };
    let or_missing = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".to_owned());
    let mut lines = vec![format!(
        "asks {} {}",
        or_missing(&query.provider_id),
        or_missing(&query.check_id)
    )];
    match &query.params {
        Some(serde_json::Value::Object(params)) if !params.is_empty() => {
            for (name, param) in params {
                lines.extend(value(&format!("param {name}"), param));
            }
        }
        Some(params) => lines.extend(value("params", params)),
        None => {}
    }
    lines
}

/// Returns the line of a trust requirement.
pub(super) fn lane(trust: Option<TrustDraft>) -> Option<String> {
    trust.map(|trust| match trust.min_lane {
        Some(TrustLane::Verified) => "lane at least verified".to_owned(),
        Some(TrustLane::Asserted) => "lane at least asserted".to_owned(),
        None => missing("lane"),
    })
}

fn policy(policy: &PolicyDraft, pointer: String) -> Block {
    let description = policy.description.as_deref();
    Block {
        pointer,
        heading: heading("policy", policy.policy_id.as_ref()),
        lines: description.map_or_else(Vec::new, |words| text("description", words)),
        parts: Vec::new(),
    }
}

fn schema(schema: &SchemaDraft, pointer: String) -> Block {
    let mut lines = Vec::new();
    if let Some(version) = &schema.version {
        lines.extend(text("version", version));
    }
    if let Some(uri) = &schema.uri {
        lines.extend(text("at", uri));
    }
    Block {
        pointer,
        heading: heading("schema", schema.schema_id.as_ref()),
        lines,
        parts: Vec::new(),
    }
}
