//! From a finished draft to the spec: authoring-only content is dropped, texts become trees.

use serde_json::Value;

use super::model::{
    AdvanceDraft, ConditionDraft, ContentRefDraft, ExpiryDraft, GateDraft, PacketDraft,
    PayloadDraft, ScenarioDraft, StageDraft, TrustDraft,
};
use crate::spec::{
    AdvanceTo, BranchRule, ConditionSpec, ContentRef, EvidenceQuery, GateSpec, HashDigest,
    PacketPayload, PacketSpec, PolicyRef, ScenarioSpec, SchemaRef, StageSpec, TimeoutSpec,
    Timestamp, TrustRequirement,
};

/// The draft is not finished: some part that the spec needs is missing or does not parse.
///
/// `check` says which; lowering a draft without findings that refuse never gives this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the draft is not finished")]
pub struct Unfinished;

type Lowered<T> = Result<T, Unfinished>;

/// Returns the spec that a draft means.
///
/// # Errors
/// When a part is missing or a requirement text does not parse.
pub fn lower(draft: &ScenarioDraft) -> Lowered<ScenarioSpec> {
    Ok(ScenarioSpec {
        scenario_id: need(draft.scenario_id.as_ref())?,
        namespace_id: need(draft.namespace_id.as_ref())?,
        spec_version: need(draft.spec_version.as_ref())?,
        stages: each(draft.stages.as_ref(), stage)?,
        conditions: each(draft.conditions.as_ref(), condition)?,
        policies: each(draft.policies.as_ref(), |policy| {
            Ok(PolicyRef {
                policy_id: need(policy.policy_id.as_ref())?,
                description: policy.description.clone(),
            })
        })?,
        schemas: each(draft.schemas.as_ref(), |schema| {
            Ok(SchemaRef {
                schema_id: need(schema.schema_id.as_ref())?,
                version: schema.version.clone(),
                uri: schema.uri.clone(),
            })
        })?,
        default_tenant_id: draft.default_tenant_id,
    })
}

fn need<T: Clone>(part: Option<&T>) -> Lowered<T> {
    part.cloned().ok_or(Unfinished)
}

fn each<'i, T: 'i, U>(
    list: Option<impl IntoIterator<Item = &'i T>>,
    lower: impl Fn(&T) -> Lowered<U>,
) -> Lowered<Vec<U>> {
    list.ok_or(Unfinished)?.into_iter().map(lower).collect()
}

fn trust(trust: Option<TrustDraft>) -> Lowered<Option<TrustRequirement>> {
    trust
        .map(|trust| {
            Ok(TrustRequirement {
                min_lane: trust.min_lane.ok_or(Unfinished)?,
            })
        })
        .transpose()
}

fn condition(condition: &ConditionDraft) -> Lowered<ConditionSpec> {
    let query = condition.query.as_ref().ok_or(Unfinished)?;
    Ok(ConditionSpec {
        condition_id: need(condition.condition_id.as_ref())?,
        query: EvidenceQuery {
            provider_id: need(query.provider_id.as_ref())?,
            check_id: need(query.check_id.as_ref())?,
            params: query.params.clone(),
        },
        comparator: need(condition.comparator.as_ref())?,
        expected: condition
            .expected
            .clone()
            .filter(|value| *value != Value::Null),
        policy_tags: need(condition.policy_tags.as_ref())?,
        trust: trust(condition.trust)?,
    })
}

fn gate(gate: &GateDraft) -> Lowered<GateSpec> {
    let requirement = gate.requirement.as_ref().ok_or(Unfinished)?;
    Ok(GateSpec {
        gate_id: need(gate.gate_id.as_ref())?,
        requirement: requirement.tree().map_err(|_| Unfinished)?.into_owned(),
        trust: trust(gate.trust)?,
    })
}

fn stage(stage: &StageDraft) -> Lowered<StageSpec> {
    Ok(StageSpec {
        stage_id: need(stage.stage_id.as_ref())?,
        entry_packets: each(stage.entry_packets.as_ref(), packet)?,
        gates: each(stage.gates.as_ref(), gate)?,
        advance_to: advance(stage.advance_to.as_ref().ok_or(Unfinished)?)?,
        timeout: stage
            .timeout
            .as_ref()
            .map(|timeout| {
                Ok(TimeoutSpec {
                    timeout_ms: need(timeout.timeout_ms.as_ref())?,
                    policy_tags: need(timeout.policy_tags.as_ref())?,
                })
            })
            .transpose()?,
        on_timeout: need(stage.on_timeout.as_ref())?,
    })
}

fn advance(advance: &AdvanceDraft) -> Lowered<AdvanceTo> {
    Ok(match advance {
        AdvanceDraft::Linear {} => AdvanceTo::Linear {},
        AdvanceDraft::Terminal {} => AdvanceTo::Terminal {},
        AdvanceDraft::Fixed { stage_id } => AdvanceTo::Fixed {
            stage_id: need(stage_id.as_ref())?,
        },
        AdvanceDraft::Branch { branches, default } => AdvanceTo::Branch {
            branches: each(branches.as_ref(), |rule| {
                Ok(BranchRule {
                    gate_id: need(rule.gate_id.as_ref())?,
                    outcome: need(rule.outcome.as_ref())?,
                    next_stage_id: need(rule.next_stage_id.as_ref())?,
                })
            })?,
            default: need(default.as_ref())?,
        },
    })
}

fn packet(packet: &PacketDraft) -> Lowered<PacketSpec> {
    Ok(PacketSpec {
        packet_id: need(packet.packet_id.as_ref())?,
        schema_id: need(packet.schema_id.as_ref())?,
        content_type: need(packet.content_type.as_ref())?,
        visibility_labels: need(packet.visibility_labels.as_ref())?,
        policy_tags: need(packet.policy_tags.as_ref())?,
        expiry: packet.expiry.map(expiry).transpose()?,
        payload: payload(packet.payload.as_ref().ok_or(Unfinished)?)?,
    })
}

fn expiry(expiry: ExpiryDraft) -> Lowered<Timestamp> {
    match expiry {
        ExpiryDraft::UnixMillis(value) => value.map(Timestamp::UnixMillis),
        ExpiryDraft::Logical(value) => value.map(Timestamp::Logical),
    }
    .ok_or(Unfinished)
}

fn payload(payload: &PayloadDraft) -> Lowered<PacketPayload> {
    Ok(match payload {
        PayloadDraft::Json { value } => PacketPayload::Json {
            value: need(value.as_ref())?,
        },
        PayloadDraft::Bytes { bytes } => PacketPayload::Bytes {
            bytes: need(bytes.as_ref())?,
        },
        PayloadDraft::External {
            content_ref: content,
        } => {
            let ContentRefDraft {
                uri,
                content_hash,
                encryption,
            } = content.as_ref().ok_or(Unfinished)?;
            let hash = content_hash.as_ref().ok_or(Unfinished)?;
            PacketPayload::External {
                content_ref: ContentRef {
                    uri: need(uri.as_ref())?,
                    content_hash: HashDigest {
                        algorithm: need(hash.algorithm.as_ref())?,
                        value: need(hash.value.as_ref())?,
                    },
                    encryption: need(encryption.as_ref())?,
                },
            }
        }
    })
}
