//! From a draft to an ordered document.
//!
//! The order of keys is the order of the model's fields; what is missing is left out, so that
//! reading gives the same draft again.

use serde_json::Value;

use super::doc::Doc;
use super::model::{
    AdvanceDraft, Annotations, ConditionDraft, ExpiryDraft, GateDraft, PacketDraft, PayloadDraft,
    PolicyDraft, RequirementDraft, RuleDraft, ScenarioDraft, SchemaDraft, StageDraft, TrustDraft,
};

/// Collects the fields of one object.
struct Record {
    open: bool,
    fields: Vec<(String, Doc)>,
}

impl Record {
    const fn open() -> Self {
        Self {
            open: true,
            fields: Vec::new(),
        }
    }

    const fn inline() -> Self {
        Self {
            open: false,
            fields: Vec::new(),
        }
    }

    fn put(mut self, key: &str, doc: Option<Doc>) -> Self {
        if let Some(doc) = doc {
            self.fields.push((key.to_owned(), doc));
        }
        self
    }

    fn text(self, key: &str, text: Option<&String>) -> Self {
        self.put(key, text.map(|text| scalar(text.as_str())))
    }

    fn word(self, key: &str, word: Option<&str>) -> Self {
        self.put(key, word.map(scalar))
    }

    fn number(self, key: &str, number: Option<u64>) -> Self {
        self.put(key, number.map(scalar))
    }

    fn value(self, key: &str, value: Option<&Value>) -> Self {
        self.put(key, value.map(|value| Doc::from(value.clone())))
    }

    fn texts(self, key: &str, texts: Option<&Vec<String>>) -> Self {
        self.put(
            key,
            texts.map(|texts| Doc::List {
                open: false,
                items: texts.iter().map(|text| scalar(text.as_str())).collect(),
            }),
        )
    }

    fn list<'i, T: 'i>(
        self,
        key: &str,
        items: Option<impl IntoIterator<Item = &'i T>>,
        write: impl Fn(&T) -> Doc,
    ) -> Self {
        self.put(
            key,
            items.map(|items| Doc::List {
                open: true,
                items: items.into_iter().map(write).collect(),
            }),
        )
    }

    fn annotations(self, annotations: &Annotations) -> Self {
        let suppress = (!annotations.suppress.is_empty()).then_some(&annotations.suppress);
        self.text("note", annotations.note.as_ref())
            .list("suppress", suppress, |suppression| {
                Self::inline()
                    .text("code", suppression.code.as_ref())
                    .text("reason", suppression.reason.as_ref())
                    .done()
            })
    }

    fn extensions(self, annotations: &Annotations) -> Self {
        self.value("extensions", annotations.extensions.as_ref())
    }

    fn trust(self, trust: Option<TrustDraft>) -> Self {
        self.put(
            "trust",
            trust.map(|trust| {
                Self::inline()
                    .word(
                        "min_lane",
                        trust.min_lane.map(|lane| match lane {
                            crate::spec::TrustLane::Verified => "verified",
                            crate::spec::TrustLane::Asserted => "asserted",
                        }),
                    )
                    .done()
            }),
        )
    }

    fn done(self) -> Doc {
        Doc::Map {
            open: self.open,
            record: true,
            fields: self.fields,
        }
    }
}

fn scalar(value: impl Into<Value>) -> Doc {
    Doc::Scalar(value.into())
}

#[expect(
    clippy::ref_option,
    reason = "null and text are told apart by the caller"
)]
fn text_or_null(text: &Option<String>) -> Doc {
    text.as_ref()
        .map_or(Doc::Scalar(Value::Null), |text| scalar(text.as_str()))
}

/// Writes a whole draft.
pub(super) fn scenario(draft: &ScenarioDraft) -> Doc {
    Record::open()
        .text("$schema", draft.schema.as_ref())
        .number("draft_version", draft.draft_version)
        .text("scenario_id", draft.scenario_id.as_ref())
        .number("namespace_id", draft.namespace_id)
        .text("spec_version", draft.spec_version.as_ref())
        .number("default_tenant_id", draft.default_tenant_id)
        .text("title", draft.title.as_ref())
        .annotations(&draft.annotations)
        .put(
            "precheck",
            draft.precheck.as_ref().map(|precheck| {
                Record::inline()
                    .put(
                        "data_shape",
                        precheck.data_shape.as_ref().map(|shape| {
                            Record::inline()
                                .text("schema_id", shape.schema_id.as_ref())
                                .text("version", shape.version.as_ref())
                                .done()
                        }),
                    )
                    .done()
            }),
        )
        .list("conditions", draft.conditions.as_ref(), condition)
        .list("stages", draft.stages.as_ref(), stage)
        .list("policies", draft.policies.as_ref(), policy)
        .list("schemas", draft.schemas.as_ref(), schema)
        .extensions(&draft.annotations)
        .done()
}

/// Writes a condition.
pub(super) fn condition(condition: &ConditionDraft) -> Doc {
    Record::open()
        .text("condition_id", condition.condition_id.as_ref())
        .annotations(&condition.annotations)
        .put(
            "query",
            condition.query.as_ref().map(|query| {
                Record::inline()
                    .text("provider_id", query.provider_id.as_ref())
                    .text("check_id", query.check_id.as_ref())
                    .value("params", query.params.as_ref())
                    .done()
            }),
        )
        .word(
            "comparator",
            condition.comparator.map(crate::spec::Comparator::name),
        )
        .value("expected", condition.expected.as_ref())
        .texts("policy_tags", condition.policy_tags.as_ref())
        .trust(condition.trust)
        .extensions(&condition.annotations)
        .done()
}

/// Writes a gate.
pub(super) fn gate(gate: &GateDraft) -> Doc {
    Record::open()
        .text("gate_id", gate.gate_id.as_ref())
        .annotations(&gate.annotations)
        .put("requirement", gate.requirement.as_ref().map(requirement))
        .trust(gate.trust)
        .extensions(&gate.annotations)
        .done()
}

/// Writes a requirement as its author wrote it.
pub(super) fn requirement(requirement: &RequirementDraft) -> Doc {
    match requirement {
        RequirementDraft::Text(text) => scalar(text.as_str()),
        RequirementDraft::Tree(tree) => node(tree),
    }
}

/// Writes a requirement tree.
pub(super) fn node(tree: &crate::spec::Requirement) -> Doc {
    use crate::spec::Requirement as R;
    let parts = |parts: &[R]| Doc::List {
        open: false,
        items: parts.iter().map(node).collect(),
    };
    let (form, inner) = match tree {
        R::And(all) => ("And", parts(all)),
        R::Or(any) => ("Or", parts(any)),
        R::Not(part) => ("Not", node(part)),
        R::Condition(id) => ("Condition", scalar(id.as_str())),
        R::RequireGroup { min, reqs } => (
            "RequireGroup",
            Record::inline()
                .put("min", Some(scalar(*min)))
                .put("reqs", Some(parts(reqs)))
                .done(),
        ),
    };
    Record::inline().put(form, Some(inner)).done()
}

/// Writes a stage.
pub(super) fn stage(stage: &StageDraft) -> Doc {
    Record::open()
        .text("stage_id", stage.stage_id.as_ref())
        .annotations(&stage.annotations)
        .list("entry_packets", stage.entry_packets.as_ref(), packet)
        .list("gates", stage.gates.as_ref(), gate)
        .put("advance_to", stage.advance_to.as_ref().map(advance))
        .put(
            "timeout",
            stage.timeout.as_ref().map(|timeout| {
                Record::inline()
                    .number("timeout_ms", timeout.timeout_ms)
                    .texts("policy_tags", timeout.policy_tags.as_ref())
                    .done()
            }),
        )
        .word(
            "on_timeout",
            stage.on_timeout.map(crate::spec::TimeoutPolicy::name),
        )
        .extensions(&stage.annotations)
        .done()
}

/// Writes an advance rule.
pub(super) fn advance(advance: &AdvanceDraft) -> Doc {
    let record = Record::inline();
    match advance {
        AdvanceDraft::Linear {} => record.word("kind", Some("linear")),
        AdvanceDraft::Terminal {} => record.word("kind", Some("terminal")),
        AdvanceDraft::Fixed { stage_id } => record
            .word("kind", Some("fixed"))
            .text("stage_id", stage_id.as_ref()),
        AdvanceDraft::Branch { branches, default } => record
            .word("kind", Some("branch"))
            .list("branches", branches.as_ref(), rule)
            .put("default", default.as_ref().map(text_or_null)),
    }
    .done()
}

/// Writes a branch rule.
pub(super) fn rule(rule: &RuleDraft) -> Doc {
    Record::inline()
        .text("gate_id", rule.gate_id.as_ref())
        .word("outcome", rule.outcome.map(crate::spec::GateOutcome::name))
        .text("next_stage_id", rule.next_stage_id.as_ref())
        .done()
}

/// Writes a packet.
pub(super) fn packet(packet: &PacketDraft) -> Doc {
    Record::open()
        .text("packet_id", packet.packet_id.as_ref())
        .annotations(&packet.annotations)
        .text("schema_id", packet.schema_id.as_ref())
        .text("content_type", packet.content_type.as_ref())
        .texts("visibility_labels", packet.visibility_labels.as_ref())
        .texts("policy_tags", packet.policy_tags.as_ref())
        .put("expiry", packet.expiry.map(expiry))
        .put("payload", packet.payload.as_ref().map(payload))
        .extensions(&packet.annotations)
        .done()
}

fn expiry(expiry: ExpiryDraft) -> Doc {
    let (kind, value) = match expiry {
        ExpiryDraft::UnixMillis(value) => ("unix_millis", value.map(scalar)),
        ExpiryDraft::Logical(value) => ("logical", value.map(scalar)),
    };
    Record::inline()
        .word("kind", Some(kind))
        .put("value", value)
        .done()
}

fn payload(payload: &PayloadDraft) -> Doc {
    let record = Record::inline();
    match payload {
        PayloadDraft::Json { value } => record
            .word("kind", Some("json"))
            .value("value", value.as_ref()),
        PayloadDraft::Bytes { bytes } => record.word("kind", Some("bytes")).put(
            "bytes",
            bytes.as_ref().map(|bytes| Doc::List {
                open: false,
                items: bytes.iter().map(|byte| scalar(*byte)).collect(),
            }),
        ),
        PayloadDraft::External {
            content_ref: content,
        } => record.word("kind", Some("external")).put(
            "content_ref",
            content.as_ref().map(|content| {
                Record::inline()
                    .text("uri", content.uri.as_ref())
                    .put(
                        "content_hash",
                        content.content_hash.as_ref().map(|hash| {
                            Record::inline()
                                .word("algorithm", hash.algorithm.map(|_| "sha256"))
                                .text("value", hash.value.as_ref())
                                .done()
                        }),
                    )
                    .put("encryption", content.encryption.as_ref().map(text_or_null))
                    .done()
            }),
        ),
    }
    .done()
}

/// Writes a policy reference.
pub(super) fn policy(policy: &PolicyDraft) -> Doc {
    Record::inline()
        .text("policy_id", policy.policy_id.as_ref())
        .text("description", policy.description.as_ref())
        .done()
}

/// Writes a schema reference.
pub(super) fn schema(schema: &SchemaDraft) -> Doc {
    Record::inline()
        .text("schema_id", schema.schema_id.as_ref())
        .text("version", schema.version.as_ref())
        .text("uri", schema.uri.as_ref())
        .done()
}
