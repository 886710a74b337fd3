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
            let depth = super::stream::depth(&value);
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
        title: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::read;
    use serde_json::json;

    const JSON: &str = r#"{
  "$schema": "draft.schema.json",
  "draft_version": 1,
  "scenario_id": "release",
  "namespace_id": 7,
  "spec_version": "1",
  "default_tenant_id": 3,
  "note": "say \"yes\"\n",
  "suppress": [
    {"code": "GW0405", "reason": "meant"}
  ],
  "precheck": {"data_shape": {"schema_id": "shape", "version": "2"}},
  "conditions": [
    {
      "condition_id": "tests-ok",
      "query": {
        "provider_id": "json",
        "check_id": "path",
        "params": {"file": "a.json", "n": [1.0, null]}
      },
      "comparator": "equals",
      "expected": null,
      "policy_tags": ["a", "b"],
      "trust": {"min_lane": "verified"},
      "extensions": {"tool": [-0.0, 1e+21]}
    }
  ],
  "stages": [
    {
      "stage_id": "build",
      "note": "first",
      "entry_packets": [
        {
          "packet_id": "brief",
          "schema_id": "s",
          "content_type": "application/json",
          "visibility_labels": [],
          "expiry": {"kind": "logical", "value": 5},
          "payload": {"kind": "json", "value": {"": null}}
        }
      ],
      "gates": [
        {
          "gate_id": "quality",
          "requirement": {"Not": {"Condition": "tests-ok"}}
        },
        {
          "gate_id": "any",
          "requirement": "all()"
        }
      ],
      "advance_to": {
        "kind": "branch",
        "branches": [
          {"gate_id": "quality", "outcome": "true", "next_stage_id": "build"}
        ],
        "default": null
      },
      "timeout": {"timeout_ms": 1000, "policy_tags": []},
      "on_timeout": "fail"
    },
    {}
  ],
  "policies": [],
  "schemas": [
    {"schema_id": "s", "version": "1"}
  ]
}
"#;

    const RON: &str = r#"(
  draft_version: 1,
  conditions: [
    (
      condition_id: "tests-ok",
      query: (provider_id: "json", check_id: "path", params: {"file": "a.json", "n": [1.0, ()]}),
      comparator: "equals",
      expected: (),
      extensions: {},
    ),
    {},
  ],
  stages: [
    (
      gates: [
        (
          requirement: (RequireGroup: (min: 1, reqs: [(Condition: "a"), (And: [])])),
        ),
      ],
      advance_to: (
        kind: "branch",
        branches: [
          (gate_id: "g", outcome: "unknown", next_stage_id: "s"),
        ],
        default: (),
      ),
    ),
  ],
)
"#;

    #[test]
    fn a_rich_draft_has_this_json() {
        let reading = read(JSON.as_bytes(), Format::Json);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        assert_eq!(write(&reading.draft.unwrap(), Format::Json), JSON);
    }

    #[test]
    fn a_draft_has_this_ron() {
        let reading = read(RON.as_bytes(), Format::Ron);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        assert_eq!(write(&reading.draft.unwrap(), Format::Ron), RON);
    }

    #[test]
    fn ron_holds_half_the_depth_of_json_and_that_is_told_before_writing() {
        let nested = |lists: usize| ScenarioDraft {
            annotations: Annotations {
                extensions: Some((0..lists).fold(json!(1), |value, _| json!([value]))),
                ..Annotations::default()
            },
            ..ScenarioDraft::default()
        };
        for (format, most) in [(Format::Json, 62), (Format::Ron, 31)] {
            for (lists, fits) in [(most, true), (most + 1, false)] {
                let draft = nested(lists);
                assert_eq!(
                    too_deep(&draft, format).is_none(),
                    fits,
                    "{format:?} {lists}"
                );
                let text = write(&draft, format);
                let back = read(text.as_bytes(), format);
                assert_eq!(back.problems.is_empty(), fits, "{format:?} {lists}");
            }
        }
    }
}
