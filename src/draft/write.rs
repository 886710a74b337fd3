//! From a draft to text.

use serde_json::Value;

use super::doc::{Json, Ron, write as write_doc};
use super::encode;
use super::model::{
    AdvanceDraft, Annotations, ConditionDraft, ContentRefDraft, DRAFT_VERSION, ExpiryDraft,
    GateDraft, HashDraft, PacketDraft, PayloadDraft, PolicyDraft, QueryDraft, RequirementDraft,
    RuleDraft, ScenarioDraft, SchemaDraft, StageDraft, TimeoutDraft, TrustDraft,
};
use super::read::{self, Format, MAX_NESTING, MAX_RON_NESTING};
use crate::diagnostic::Diagnostic;
use crate::spec::{
    AdvanceTo, PacketPayload, PacketSpec, ScenarioSpec, StageSpec, Timestamp, TrustRequirement,
    print_requirement,
};

/// Writes a draft in its one form: documented key order, one item a line, a final line feed.
///
/// Reading the text gives the same draft, unless it is [`too_deep`].
#[must_use]
pub fn write(draft: &ScenarioDraft, format: Format) -> String {
    let doc = encode::scenario(draft);
    match format {
        Format::Json => write_doc::<Json>(&doc),
        Format::Ron => write_doc::<Ron>(&doc),
    }
}

/// Tells why the text of a draft could not be read again: it nests deeper than the format allows.
///
/// A draft that was read and edited fits JSON always; RON allows half as much.
#[must_use]
pub fn too_deep(draft: &ScenarioDraft, format: Format) -> Option<Diagnostic> {
    let value = Value::from(encode::scenario(draft));
    match format {
        Format::Json => {
            let depth = read::depth(&value);
            (depth > MAX_NESTING).then(|| read::too_deep(depth))
        }
        Format::Ron => {
            let depth = containers(&value);
            (depth > MAX_RON_NESTING).then(|| read::too_deep_for_ron(depth))
        }
    }
}

/// Counts the levels of lists and objects.
fn containers(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(containers).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(containers).max().unwrap_or(0),
        _ => 0,
    }
}

/// Returns the draft to go on with from a spec: requirements become texts where they can.
///
/// Lowering the draft gives the spec again.
#[must_use]
pub fn import(spec: ScenarioSpec) -> ScenarioDraft {
    ScenarioDraft {
        schema: None,
        draft_version: Some(DRAFT_VERSION),
        scenario_id: Some(spec.scenario_id),
        namespace_id: Some(spec.namespace_id),
        spec_version: Some(spec.spec_version),
        default_tenant_id: spec.default_tenant_id,
        annotations: Annotations::default(),
        precheck: None,
        conditions: Some(
            spec.conditions
                .into_iter()
                .map(|condition| ConditionDraft {
                    condition_id: Some(condition.condition_id),
                    annotations: Annotations::default(),
                    query: Some(QueryDraft {
                        provider_id: Some(condition.query.provider_id),
                        check_id: Some(condition.query.check_id),
                        params: condition.query.params,
                    }),
                    comparator: Some(condition.comparator),
                    expected: condition.expected,
                    policy_tags: Some(condition.policy_tags),
                    trust: condition.trust.map(trust),
                })
                .collect(),
        ),
        stages: Some(spec.stages.into_iter().map(stage).collect()),
        policies: Some(
            spec.policies
                .into_iter()
                .map(|policy| PolicyDraft {
                    policy_id: Some(policy.policy_id),
                    description: policy.description,
                })
                .collect(),
        ),
        schemas: Some(
            spec.schemas
                .into_iter()
                .map(|schema| SchemaDraft {
                    schema_id: Some(schema.schema_id),
                    version: schema.version,
                    uri: schema.uri,
                })
                .collect(),
        ),
    }
}

const fn trust(trust: TrustRequirement) -> TrustDraft {
    TrustDraft {
        min_lane: Some(trust.min_lane),
    }
}

fn stage(stage: StageSpec) -> StageDraft {
    StageDraft {
        stage_id: Some(stage.stage_id),
        annotations: Annotations::default(),
        entry_packets: Some(stage.entry_packets.into_iter().map(packet).collect()),
        gates: Some(
            stage
                .gates
                .into_iter()
                .map(|gate| GateDraft {
                    gate_id: Some(gate.gate_id),
                    annotations: Annotations::default(),
                    requirement: Some(match print_requirement(&gate.requirement) {
                        Ok(text) => RequirementDraft::Text(text),
                        Err(_) => RequirementDraft::Tree(gate.requirement),
                    }),
                    trust: gate.trust.map(trust),
                })
                .collect(),
        ),
        advance_to: Some(match stage.advance_to {
            AdvanceTo::Linear {} => AdvanceDraft::Linear {},
            AdvanceTo::Terminal {} => AdvanceDraft::Terminal {},
            AdvanceTo::Fixed { stage_id } => AdvanceDraft::Fixed {
                stage_id: Some(stage_id),
            },
            AdvanceTo::Branch { branches, default } => AdvanceDraft::Branch {
                branches: Some(
                    branches
                        .into_iter()
                        .map(|rule| RuleDraft {
                            gate_id: Some(rule.gate_id),
                            outcome: Some(rule.outcome),
                            next_stage_id: Some(rule.next_stage_id),
                        })
                        .collect(),
                ),
                default: Some(default),
            },
        }),
        timeout: stage.timeout.map(|timeout| TimeoutDraft {
            timeout_ms: Some(timeout.timeout_ms),
            policy_tags: Some(timeout.policy_tags),
        }),
        on_timeout: Some(stage.on_timeout),
    }
}

fn packet(packet: PacketSpec) -> PacketDraft {
    PacketDraft {
        packet_id: Some(packet.packet_id),
        annotations: Annotations::default(),
        schema_id: Some(packet.schema_id),
        content_type: Some(packet.content_type),
        visibility_labels: Some(packet.visibility_labels),
        policy_tags: Some(packet.policy_tags),
        expiry: packet.expiry.map(|expiry| match expiry {
            Timestamp::UnixMillis(value) => ExpiryDraft::UnixMillis(Some(value)),
            Timestamp::Logical(value) => ExpiryDraft::Logical(Some(value)),
        }),
        payload: Some(match packet.payload {
            PacketPayload::Json { value } => PayloadDraft::Json { value: Some(value) },
            PacketPayload::Bytes { bytes } => PayloadDraft::Bytes { bytes: Some(bytes) },
            PacketPayload::External { content_ref } => PayloadDraft::External {
                content_ref: Some(ContentRefDraft {
                    uri: Some(content_ref.uri),
                    content_hash: Some(HashDraft {
                        algorithm: Some(content_ref.content_hash.algorithm),
                        value: Some(content_ref.content_hash.value),
                    }),
                    encryption: Some(content_ref.encryption),
                }),
            },
        }),
    }
}
