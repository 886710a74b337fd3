//! The schema layer's other half: parts that the spec needs and the draft does not have yet.
//!
//! Wrong shapes were told while reading; this tells what is missing, as things to do.

mod stage;

use super::Found;
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{
    Annotations, ConditionDraft, Edit, Entity, GateDraft, Key, ScenarioDraft, StageDraft,
    TrustDraft,
};

const TAGS: &str = "list the policy tags, none is fine: []";

/// Tells every missing part of the scenario itself, its policies and its schemas.
pub(super) fn scenario(draft: &ScenarioDraft, found: &mut Found) {
    let mut todo = Todo { found };
    todo.need(
        "",
        "scenario_id",
        draft.scenario_id.as_ref(),
        "name the scenario",
    );
    todo.need(
        "",
        "namespace_id",
        draft.namespace_id.as_ref(),
        "give the namespace, a number from 1",
    );
    todo.need(
        "",
        "spec_version",
        draft.spec_version.as_ref(),
        "give the version of the scenario",
    );
    todo.annotations("", &draft.annotations);
    if let Some(precheck) = &draft.precheck
        && todo.need(
            "/precheck",
            "data_shape",
            precheck.data_shape.as_ref(),
            "name the data shape",
        )
        && let Some(shape) = &precheck.data_shape
    {
        let at = "/precheck/data_shape";
        todo.need(
            at,
            "schema_id",
            shape.schema_id.as_ref(),
            "name the data shape",
        );
        todo.need(
            at,
            "version",
            shape.version.as_ref(),
            "give the version of the data shape",
        );
    }
    for (list, present, what) in [
        (
            "conditions",
            draft.conditions.is_some(),
            "add the conditions that gates build on",
        ),
        (
            "policies",
            draft.policies.is_some(),
            "list the policies, none is fine: []",
        ),
        (
            "schemas",
            draft.schemas.is_some(),
            "list the schemas, none is fine: []",
        ),
    ] {
        todo.need_list("", list, present, what, Entity::Scenario);
    }
    let first = "add the first stage: a scenario has at least one";
    match &draft.stages {
        None => todo.missing("/stages", first, None),
        Some(stages) if stages.is_empty() => {
            todo.tell("/stages", "there is no stage yet".to_owned(), first, None);
        }
        Some(_) => {}
    }
    for (index, policy) in draft.policies.iter().flatten().enumerate() {
        let at = format!("/policies/{index}");
        todo.need(
            &at,
            "policy_id",
            policy.policy_id.as_ref(),
            "name the policy",
        );
    }
    for (index, schema) in draft.schemas.iter().flatten().enumerate() {
        let at = format!("/schemas/{index}");
        todo.need(
            &at,
            "schema_id",
            schema.schema_id.as_ref(),
            "name the schema",
        );
    }
}

/// Tells every missing part of the stage at a position, of its packets and routes.
pub(super) fn stage(index: usize, stage: &StageDraft, found: &mut Found) {
    stage::check(&mut Todo { found }, index, stage);
}

/// Tells every missing part of the gate at a position of a stage.
pub(super) fn gate(stage: usize, index: usize, gate: &GateDraft, found: &mut Found) {
    stage::gate(&mut Todo { found }, stage, index, gate);
}

/// Tells every missing part of the condition at a position.
pub(super) fn condition(index: usize, condition: &ConditionDraft, found: &mut Found) {
    let todo = &mut Todo { found };
    let complete = condition.condition_id.is_some()
        && condition.comparator.is_some()
        && condition.policy_tags.is_some()
        && condition.trust.is_none()
        && condition.annotations.suppress.is_empty()
        && condition
            .query
            .as_ref()
            .is_some_and(|query| query.provider_id.is_some() && query.check_id.is_some());
    if complete {
        return;
    }
    let at = format!("/conditions/{index}");
    todo.need(
        &at,
        "condition_id",
        condition.condition_id.as_ref(),
        "name the condition",
    );
    if todo.need(
        &at,
        "query",
        condition.query.as_ref(),
        "choose what is asked of which provider",
    ) && let Some(query) = &condition.query
    {
        let at = format!("{at}/query");
        todo.need(
            &at,
            "provider_id",
            query.provider_id.as_ref(),
            "choose the provider",
        );
        todo.need(&at, "check_id", query.check_id.as_ref(), "choose the check");
    }
    todo.need(
        &at,
        "comparator",
        condition.comparator.as_ref(),
        "choose the comparator",
    );
    let entity = Entity::Condition(Key::Index(index));
    todo.need_list(
        &at,
        "policy_tags",
        condition.policy_tags.is_some(),
        TAGS,
        entity,
    );
    todo.trust(&at, condition.trust);
    todo.annotations(&at, &condition.annotations);
}

/// Where missing parts are told.
struct Todo<'f> {
    found: &'f mut Found,
}

impl Todo<'_> {
    /// Tells a missing part; returns whether it is there.
    fn need<T>(&mut self, at: &str, field: &str, part: Option<&T>, what: &str) -> bool {
        if part.is_none() {
            self.missing(&format!("{at}/{field}"), what, None);
        }
        part.is_some()
    }

    /// Tells a missing list, which an empty one would complete.
    fn need_list(&mut self, at: &str, field: &str, present: bool, what: &str, entity: Entity) {
        if !present {
            let edit = Edit::Set {
                entity,
                field: field.to_owned(),
                value: Some(serde_json::Value::Array(Vec::new())),
            };
            let cure = Fix::new(
                format!("set `{field}` to an empty list"),
                Safety::Safe,
                &[edit],
            );
            self.missing(&format!("{at}/{field}"), what, Some(cure));
        }
    }

    fn missing(&mut self, pointer: &str, what: &str, cure: Option<Fix>) {
        let field = pointer.rsplit('/').next().unwrap_or_default();
        self.tell(pointer, format!("`{field}` is missing"), what, cure);
    }

    fn tell(&mut self, pointer: &str, message: String, what: &str, cure: Option<Fix>) {
        // What does not fit its place was told while reading, and is not missing.
        if self.found.is_faulty(pointer) {
            return;
        }
        let mut diagnostic = Diagnostic::new(Code::GW0109, pointer, message).help(what);
        diagnostic.fixes.extend(cure);
        self.found.push(diagnostic);
    }

    fn trust(&mut self, at: &str, trust: Option<TrustDraft>) {
        if let Some(TrustDraft { min_lane: None }) = trust {
            self.missing(
                &format!("{at}/trust/min_lane"),
                "choose the trust lane",
                None,
            );
        }
    }

    fn annotations(&mut self, at: &str, annotations: &Annotations) {
        for (index, suppression) in annotations.suppress.iter().enumerate() {
            let at = format!("{at}/suppress/{index}");
            self.need(
                &at,
                "code",
                suppression.code.as_ref(),
                "name the code that is suppressed",
            );
            self.need(
                &at,
                "reason",
                suppression.reason.as_ref(),
                "give the reason of the suppression",
            );
        }
    }
}
