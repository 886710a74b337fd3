//! The scenario document of the runtime (REFERENCE §1).
//!
//! Serde reads and writes exactly the runtime's JSON: closed objects, empty optional fields
//! written as null except `params` and `trust`, which are left out.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Comparator, Requirement};

/// A complete scenario: what is asked, how it is compared, and where a run goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSpec {
    /// Names the scenario; it cannot be redefined on a server.
    pub scenario_id: String,
    /// Namespace of the scenario, 1 or more; 1 is the default namespace.
    #[schemars(range(min = 1))]
    pub namespace_id: u64,
    /// Version of this scenario, free text.
    pub spec_version: String,
    /// The stages of a run, in order; at least one.
    #[schemars(length(min = 1))]
    pub stages: Vec<StageSpec>,
    /// The questions that gates build on.
    pub conditions: Vec<ConditionSpec>,
    /// Policies that the scenario refers to.
    pub policies: Vec<PolicyRef>,
    /// Schemas that packets refer to.
    pub schemas: Vec<SchemaRef>,
    /// Tenant used when a caller names none, 1 or more.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub default_tenant_id: Option<u64>,
}

/// A question to a provider and how its answer is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionSpec {
    /// Names the condition within the scenario.
    pub condition_id: String,
    /// What is asked of which provider.
    pub query: EvidenceQuery,
    /// How the answer is compared.
    pub comparator: Comparator,
    /// What the answer is compared with; none for `exists` and `not_exists`.
    #[serde(default)]
    pub expected: Option<Value>,
    /// Tags for the policy engine.
    pub policy_tags: Vec<String>,
    /// Raises the trust lane that the evidence needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<TrustRequirement>,
}

/// One question to a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceQuery {
    /// The provider that answers.
    pub provider_id: String,
    /// The check that it runs.
    pub check_id: String,
    /// Parameters of the check, by its contract's `params_schema`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Value>,
}

/// A trust lane that evidence must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustRequirement {
    /// The weakest lane that counts.
    pub min_lane: TrustLane,
}

/// How far evidence can be trusted; `Asserted` is the weaker.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TrustLane {
    /// Stated by a caller.
    Asserted,
    /// Obtained by a provider.
    Verified,
}

/// A three-valued decision over conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateSpec {
    /// Names the gate, unique across all stages.
    pub gate_id: String,
    /// How conditions combine.
    pub requirement: Requirement,
    /// Raises the trust lane that every condition of the gate needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<TrustRequirement>,
}

/// A step of a run: packets on entry, gates to pass, where it leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageSpec {
    /// Names the stage.
    pub stage_id: String,
    /// Packets released when a run enters the stage.
    pub entry_packets: Vec<PacketSpec>,
    /// Gates that must all be true before the stage is left.
    pub gates: Vec<GateSpec>,
    /// Where a run goes when every gate is true.
    pub advance_to: AdvanceTo,
    /// How long a run may stay.
    #[serde(default)]
    pub timeout: Option<TimeoutSpec>,
    /// What the timeout does.
    pub on_timeout: TimeoutPolicy,
}

/// Where a run goes when it leaves a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AdvanceTo {
    /// To the next stage in order; past the last one the run completes.
    Linear {},
    /// To a named stage.
    Fixed {
        /// The stage entered next.
        stage_id: String,
    },
    /// To the target of the first rule that matches.
    Branch {
        /// Rules, read in order.
        branches: Vec<BranchRule>,
        /// The stage entered when no rule matches.
        #[serde(deserialize_with = "present")]
        default: Option<String>,
    },
    /// The run completes.
    Terminal {},
}

/// Sends a run to a stage when a gate has a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchRule {
    /// The gate that is looked at.
    pub gate_id: String,
    /// The value that matches.
    pub outcome: GateOutcome,
    /// The stage entered on a match.
    pub next_stage_id: String,
}

/// The three values of strong Kleene logic, as gates and conditions take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GateOutcome {
    /// Known to hold.
    True,
    /// Known not to hold.
    False,
    /// Not known.
    Unknown,
}

impl GateOutcome {
    /// Returns the name that specs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }
}

/// How long a run may stay in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeoutSpec {
    /// Milliseconds after entry at which a tick triggers the timeout.
    pub timeout_ms: u64,
    /// Tags for the policy engine.
    pub policy_tags: Vec<String>,
}

/// What a timeout does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeoutPolicy {
    /// The run fails.
    Fail,
    /// The run goes on as if every gate were true.
    AdvanceWithFlag,
    /// The run goes on as if every gate were unknown.
    AlternateBranch,
}

impl TimeoutPolicy {
    /// Returns the name that specs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::AdvanceWithFlag => "advance_with_flag",
            Self::AlternateBranch => "alternate_branch",
        }
    }
}

/// Something released when a run enters a stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PacketSpec {
    /// Names the packet, unique across all stages.
    pub packet_id: String,
    /// Schema of the payload.
    pub schema_id: String,
    /// Media type of the payload.
    pub content_type: String,
    /// Who may see the packet.
    pub visibility_labels: Vec<String>,
    /// Tags for the policy engine.
    pub policy_tags: Vec<String>,
    /// When the packet stops being valid.
    #[serde(default)]
    pub expiry: Option<Timestamp>,
    /// What is released.
    pub payload: PacketPayload,
}

/// The content of a packet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PacketPayload {
    /// Inline JSON.
    Json {
        /// The value.
        value: Value,
    },
    /// Inline bytes.
    Bytes {
        /// The bytes, each 0–255.
        bytes: Vec<u8>,
    },
    /// Content kept elsewhere.
    External {
        /// Where it is and what it must hash to.
        content_ref: ContentRef,
    },
}

/// A reference to content kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentRef {
    /// Where the content is.
    pub uri: String,
    /// What the content hashes to.
    pub content_hash: HashDigest,
    /// Names the encryption of the content.
    #[serde(deserialize_with = "present")]
    pub encryption: Option<String>,
}

/// A digest of some content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashDigest {
    /// The hash function.
    pub algorithm: HashAlgorithm,
    /// The digest, by convention in lowercase hex.
    pub value: String,
}

/// A hash function of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
}

/// A point in time, on one of the two clocks that a run may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    content = "value",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    UnixMillis(i64),
    /// A counter that callers advance.
    Logical(u64),
}

/// A policy that the scenario refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyRef {
    /// Names the policy.
    pub policy_id: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
}

/// A schema that packets refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemaRef {
    /// Names the schema.
    pub schema_id: String,
    /// Version of the schema.
    #[serde(default)]
    pub version: Option<String>,
    /// Where the schema is kept.
    #[serde(default)]
    pub uri: Option<String>,
}

/// Returns the JSON Schema 2020-12 of a spec.
///
/// It accepts and refuses what the schema layer of the runtime does (REFERENCE §2.1).
#[must_use]
pub fn spec_schema() -> Value {
    let mut schema = schemars::schema_for!(ScenarioSpec).to_value();
    schema["title"] = Value::from("Decision Gate scenario");
    for (owner, field) in [
        ("/$defs/AdvanceTo/oneOf", "default"),
        ("/$defs", "encryption"),
    ] {
        let owners = match schema.pointer_mut(owner) {
            Some(Value::Array(variants)) => variants.iter_mut().collect::<Vec<_>>(),
            Some(Value::Object(definitions)) => definitions.values_mut().collect(),
            _ => Vec::new(),
        };
        for owner in owners
            .into_iter()
            .filter(|owner| owner["properties"].get(field).is_some())
        {
            // The field may be null and must be there, which a type alone cannot say.
            if let Some(Value::Array(required)) = owner.get_mut("required")
                && !required.iter().any(|name| name == field)
            {
                required.push(Value::from(field));
            }
        }
    }
    schema
}

/// Reads an optional value whose field must be there, null included.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn empty_optional_fields_are_written_as_the_runtime_writes_them() {
        let condition: ConditionSpec = serde_json::from_value(json!({
            "condition_id": "c", "query": {"provider_id": "time", "check_id": "now", "params": null},
            "comparator": "exists", "policy_tags": [], "trust": null
        }))
        .unwrap();
        assert_eq!(
            serde_json::to_value(&condition).unwrap(),
            json!({
                "condition_id": "c", "query": {"provider_id": "time", "check_id": "now"},
                "comparator": "exists", "expected": null, "policy_tags": []
            })
        );
    }

    #[test]
    fn default_and_encryption_must_be_there() {
        for (text, ok) in [
            (json!({"kind": "branch", "branches": []}), false),
            (
                json!({"kind": "branch", "branches": [], "default": null}),
                true,
            ),
            (json!({"kind": "linear", "stage_id": "s"}), false),
            (json!({"kind": "terminal"}), true),
        ] {
            assert_eq!(
                serde_json::from_value::<AdvanceTo>(text.clone()).is_ok(),
                ok,
                "{text}"
            );
        }
        let digest = json!({"algorithm": "sha256", "value": "00"});
        let without = json!({"uri": "u", "content_hash": digest});
        assert!(serde_json::from_value::<ContentRef>(without).is_err());
    }
}
