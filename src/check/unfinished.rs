//! The schema layer's other half: parts that the spec needs and the draft does not have yet.
//!
//! Wrong shapes were told while reading; this tells what is missing, as things to do.

use super::{Found, fix};
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{
    AdvanceDraft, Annotations, ContentRefDraft, Edit, Entity, ExpiryDraft, Key, PacketDraft,
    PayloadDraft, ScenarioDraft, StageDraft, TrustDraft,
};

/// Tells every missing part.
pub(super) fn check(draft: &ScenarioDraft, found: &mut Found) {
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
    if draft.stages().is_empty() {
        todo.missing(
            "/stages",
            "add the first stage: a scenario has at least one",
            None,
        );
    }
    for (index, condition) in draft.conditions().iter().enumerate() {
        self::condition(&mut todo, index, condition);
    }
    for (index, found) in draft.stages().iter().enumerate() {
        stage(&mut todo, index, found);
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

fn condition(todo: &mut Todo<'_>, index: usize, condition: &crate::draft::ConditionDraft) {
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

const TAGS: &str = "list the policy tags, none is fine: []";

fn stage(todo: &mut Todo<'_>, index: usize, stage: &StageDraft) {
    let at = format!("/stages/{index}");
    let entity = || Entity::Stage(Key::Index(index));
    todo.need(&at, "stage_id", stage.stage_id.as_ref(), "name the stage");
    let packets = stage.entry_packets.is_some();
    todo.need_list(
        &at,
        "entry_packets",
        packets,
        "list the packets, none is fine: []",
        entity(),
    );
    todo.need_list(
        &at,
        "gates",
        stage.gates.is_some(),
        "list the gates, none is fine: []",
        entity(),
    );
    for (index, gate) in stage.gates().iter().enumerate() {
        let at = format!("{at}/gates/{index}");
        todo.need(&at, "gate_id", gate.gate_id.as_ref(), "name the gate");
        todo.need(
            &at,
            "requirement",
            gate.requirement.as_ref(),
            "say what the gate requires",
        );
        todo.trust(&at, gate.trust);
        todo.annotations(&at, &gate.annotations);
    }
    for (index, found) in stage.packets().iter().enumerate() {
        packet(todo, &format!("{at}/entry_packets/{index}"), found);
    }
    if todo.need(
        &at,
        "advance_to",
        stage.advance_to.as_ref(),
        "choose where the run goes next",
    ) && let Some(advance_to) = &stage.advance_to
    {
        advance(todo, &format!("{at}/advance_to"), advance_to);
    }
    if let Some(timeout) = &stage.timeout {
        let at = format!("{at}/timeout");
        todo.need(
            &at,
            "timeout_ms",
            timeout.timeout_ms.as_ref(),
            "give the timeout in milliseconds",
        );
        if timeout.policy_tags.is_none() {
            todo.missing(&format!("{at}/policy_tags"), TAGS, None);
        }
    }
    todo.need(
        &at,
        "on_timeout",
        stage.on_timeout.as_ref(),
        "choose what a timeout does; `fail` where there is none",
    );
    todo.annotations(&at, &stage.annotations);
}

fn advance(todo: &mut Todo<'_>, at: &str, advance: &AdvanceDraft) {
    match advance {
        AdvanceDraft::Fixed { stage_id } => {
            todo.need(at, "stage_id", stage_id.as_ref(), "choose the next stage");
        }
        AdvanceDraft::Branch { branches, default } => {
            todo.need(at, "branches", branches.as_ref(), "add the branch rules");
            todo.need(
                at,
                "default",
                default.as_ref(),
                "choose the stage without a match, or null",
            );
            for (index, rule) in branches.iter().flatten().enumerate() {
                let at = format!("{at}/branches/{index}");
                todo.need(
                    &at,
                    "gate_id",
                    rule.gate_id.as_ref(),
                    "choose the gate that decides",
                );
                todo.need(
                    &at,
                    "outcome",
                    rule.outcome.as_ref(),
                    "choose the outcome that matches",
                );
                todo.need(
                    &at,
                    "next_stage_id",
                    rule.next_stage_id.as_ref(),
                    "choose the next stage",
                );
            }
        }
        AdvanceDraft::Linear {} | AdvanceDraft::Terminal {} => {}
    }
}

fn packet(todo: &mut Todo<'_>, at: &str, packet: &PacketDraft) {
    todo.need(
        at,
        "packet_id",
        packet.packet_id.as_ref(),
        "name the packet",
    );
    todo.need(
        at,
        "schema_id",
        packet.schema_id.as_ref(),
        "name the schema of the payload",
    );
    todo.need(
        at,
        "content_type",
        packet.content_type.as_ref(),
        "give the media type of the payload",
    );
    if packet.visibility_labels.is_none() {
        let label = "list who may see the packet, none is fine: []";
        todo.missing(&format!("{at}/visibility_labels"), label, None);
    }
    if packet.policy_tags.is_none() {
        todo.missing(&format!("{at}/policy_tags"), TAGS, None);
    }
    if matches!(
        packet.expiry,
        Some(ExpiryDraft::UnixMillis(None) | ExpiryDraft::Logical(None))
    ) {
        todo.missing(
            &format!("{at}/expiry/value"),
            "give the time of expiry",
            None,
        );
    }
    todo.annotations(at, &packet.annotations);
    if !todo.need(
        at,
        "payload",
        packet.payload.as_ref(),
        "say what is released",
    ) {
        return;
    }
    let at = format!("{at}/payload");
    match &packet.payload {
        Some(PayloadDraft::Json { value }) => {
            todo.need(
                &at,
                "value",
                value.as_ref(),
                "give the JSON value, null is one",
            );
        }
        Some(PayloadDraft::Bytes { bytes }) => {
            todo.need(&at, "bytes", bytes.as_ref(), "give the bytes");
        }
        Some(PayloadDraft::External { content_ref }) => {
            if todo.need(
                &at,
                "content_ref",
                content_ref.as_ref(),
                "say where the content is",
            ) && let Some(content) = content_ref
            {
                content_reference(todo, &format!("{at}/content_ref"), content);
            }
        }
        None => {}
    }
}

fn content_reference(todo: &mut Todo<'_>, at: &str, content: &ContentRefDraft) {
    todo.need(at, "uri", content.uri.as_ref(), "say where the content is");
    todo.need(
        at,
        "encryption",
        content.encryption.as_ref(),
        "name the encryption, or null for none",
    );
    if todo.need(
        at,
        "content_hash",
        content.content_hash.as_ref(),
        "give the hash of the content",
    ) && let Some(hash) = &content.content_hash
    {
        let at = format!("{at}/content_hash");
        todo.need(
            &at,
            "algorithm",
            hash.algorithm.as_ref(),
            "name the hash function, `sha256`",
        );
        todo.need(&at, "value", hash.value.as_ref(), "give the digest in hex");
    }
}

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
            let cure = fix(
                format!("set `{field}` to an empty list"),
                Safety::Safe,
                &[edit],
            );
            self.missing(&format!("{at}/{field}"), what, Some(cure));
        }
    }

    fn missing(&mut self, pointer: &str, what: &str, cure: Option<Fix>) {
        if self.found.is_faulty(pointer) {
            return;
        }
        let mut diagnostic = Diagnostic::new(Code::GW0109, pointer, what).parameter(pointer);
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
