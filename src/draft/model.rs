//! What an author works on: a scenario of which any part may still be missing.
//!
//! A strict superset of the spec: every valid spec reads as a draft, and what only an author
//! needs (notes, suppressions, the precheck's data shape, extensions) is dropped by `lower`.
//! Fields are declared in the order in which they are written.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde_json::Value;

use super::shared::Shared;
use crate::spec::{
    Comparator, GateOutcome, HashAlgorithm, Requirement, RequirementError, TimeoutPolicy,
    TrustLane, parse_requirement,
};

/// The draft format that this build writes and reads.
pub const DRAFT_VERSION: u64 = 1;

/// Notes, suppressions and extensions of one entity; none of it reaches the spec.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
pub struct Annotations {
    /// Free text for readers.
    pub note: Option<String>,
    /// Findings that are accepted here, each with a reason.
    pub suppress: Vec<Suppression>,
    /// Content of other tools, kept untouched.
    pub extensions: Option<Value>,
}

/// A finding that is accepted at an entity and below it.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Suppression {
    /// Code or name of the finding.
    pub code: Option<String>,
    /// Why it is accepted.
    pub reason: Option<String>,
}

/// A scenario under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScenarioDraft {
    /// Where the draft's JSON Schema is, for editors.
    #[schemars(rename = "$schema")]
    pub schema: Option<String>,
    /// Format of the draft; a plain spec has none.
    pub draft_version: Option<u64>,
    /// Names the scenario.
    pub scenario_id: Option<String>,
    /// Namespace, 1 or more.
    #[schemars(range(min = 1))]
    pub namespace_id: Option<u64>,
    /// Version of the scenario.
    pub spec_version: Option<String>,
    /// Tenant used when a caller names none.
    #[schemars(range(min = 1), extend("x-nullable" = true))]
    pub default_tenant_id: Option<u64>,
    /// What readers call the scenario.
    pub title: Option<String>,
    /// Notes of the scenario.
    #[schemars(flatten)]
    pub annotations: Annotations,
    /// What precheck works against.
    pub precheck: Option<PrecheckDraft>,
    /// Conditions, in order.
    pub conditions: Option<Shared<ConditionDraft>>,
    /// Stages, in order.
    pub stages: Option<Shared<StageDraft>>,
    /// Policies that are referred to.
    pub policies: Option<Vec<PolicyDraft>>,
    /// Schemas that packets refer to.
    pub schemas: Option<Vec<SchemaDraft>>,
}

/// What a precheck of the scenario works against.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PrecheckDraft {
    /// The data shape of the payload.
    pub data_shape: Option<DataShapeRef>,
}

/// Names one version of a data shape.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DataShapeRef {
    /// Names the shape.
    pub schema_id: Option<String>,
    /// Version of the shape.
    pub version: Option<String>,
}

/// A condition under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ConditionDraft {
    /// Names the condition.
    pub condition_id: Option<String>,
    /// Notes of the condition.
    #[schemars(flatten)]
    pub annotations: Annotations,
    /// What is asked.
    pub query: Option<QueryDraft>,
    /// How the answer is compared.
    pub comparator: Option<Comparator>,
    /// What it is compared with; an explicit null is kept, and means none to the runtime.
    pub expected: Option<Value>,
    /// Tags for the policy engine.
    pub policy_tags: Option<Vec<String>>,
    /// Raises the trust lane.
    #[schemars(extend("x-nullable" = true))]
    pub trust: Option<TrustDraft>,
}

/// A question under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QueryDraft {
    /// The provider asked.
    pub provider_id: Option<String>,
    /// The check it runs.
    pub check_id: Option<String>,
    /// Parameters of the check.
    pub params: Option<Value>,
}

/// A trust requirement under authorship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TrustDraft {
    /// The weakest lane that counts.
    pub min_lane: Option<TrustLane>,
}

/// A gate under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GateDraft {
    /// Names the gate.
    pub gate_id: Option<String>,
    /// Notes of the gate.
    #[schemars(flatten)]
    pub annotations: Annotations,
    /// How conditions combine.
    pub requirement: Option<RequirementDraft>,
    /// Raises the trust lane.
    #[schemars(extend("x-nullable" = true))]
    pub trust: Option<TrustDraft>,
}

/// A requirement as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum RequirementDraft {
    /// In the requirement language; kept to the letter.
    Text(String),
    /// As a tree.
    Tree(Requirement),
}

impl RequirementDraft {
    /// Returns the tree that this means.
    ///
    /// # Errors
    /// When the text does not parse.
    pub fn tree(&self) -> Result<Cow<'_, Requirement>, RequirementError> {
        match self {
            Self::Tree(tree) => Ok(Cow::Borrowed(tree)),
            Self::Text(text) => parse_requirement(text).map(|parsed| Cow::Owned(parsed.tree)),
        }
    }
}

/// A stage under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StageDraft {
    /// Names the stage.
    pub stage_id: Option<String>,
    /// Notes of the stage.
    #[schemars(flatten)]
    pub annotations: Annotations,
    /// Packets released on entry.
    pub entry_packets: Option<Vec<PacketDraft>>,
    /// Gates that must all be true.
    pub gates: Option<Vec<GateDraft>>,
    /// Where the run goes.
    pub advance_to: Option<AdvanceDraft>,
    /// How long a run may stay.
    #[schemars(extend("x-nullable" = true))]
    pub timeout: Option<TimeoutDraft>,
    /// What the timeout does.
    pub on_timeout: Option<TimeoutPolicy>,
}

/// A timeout under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TimeoutDraft {
    /// Milliseconds after entry.
    pub timeout_ms: Option<u64>,
    /// Tags for the policy engine.
    pub policy_tags: Option<Vec<String>>,
}

/// An advance rule under authorship.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AdvanceDraft {
    /// To the next stage in order.
    Linear {},
    /// To a named stage.
    Fixed {
        /// The stage entered next.
        stage_id: Option<String>,
    },
    /// To the target of the first rule that matches.
    Branch {
        /// Rules, in order.
        branches: Option<Vec<RuleDraft>>,
        /// Where no rule leads: not decided yet, nowhere, or a stage.
        #[schemars(extend("x-nullable" = true))]
        default: Option<Option<String>>,
    },
    /// The run completes.
    Terminal {},
}

/// A branch rule under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RuleDraft {
    /// The gate that is looked at.
    pub gate_id: Option<String>,
    /// The value that matches.
    pub outcome: Option<GateOutcome>,
    /// The stage entered on a match.
    pub next_stage_id: Option<String>,
}

/// A packet under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PacketDraft {
    /// Names the packet.
    pub packet_id: Option<String>,
    /// Notes of the packet.
    #[schemars(flatten)]
    pub annotations: Annotations,
    /// Schema of the payload.
    pub schema_id: Option<String>,
    /// Media type of the payload.
    pub content_type: Option<String>,
    /// Who may see it.
    pub visibility_labels: Option<Vec<String>>,
    /// Tags for the policy engine.
    pub policy_tags: Option<Vec<String>>,
    /// When it stops being valid.
    #[schemars(extend("x-nullable" = true))]
    pub expiry: Option<ExpiryDraft>,
    /// What is released.
    pub payload: Option<PayloadDraft>,
}

/// An expiry under authorship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(
    tag = "kind",
    content = "value",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum ExpiryDraft {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    UnixMillis(Option<i64>),
    /// A counter that callers advance.
    Logical(Option<u64>),
}

/// A payload under authorship.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PayloadDraft {
    /// Inline JSON.
    Json {
        /// The value; null is a value.
        value: Option<Value>,
    },
    /// Inline bytes.
    Bytes {
        /// The bytes, each 0–255.
        bytes: Option<Vec<u8>>,
    },
    /// Content kept elsewhere.
    External {
        /// Where it is and what it must hash to.
        content_ref: Option<ContentRefDraft>,
    },
}

/// A reference to content under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ContentRefDraft {
    /// Where the content is.
    pub uri: Option<String>,
    /// What it hashes to.
    pub content_hash: Option<HashDraft>,
    /// Its encryption: not decided yet, none, or named.
    #[schemars(extend("x-nullable" = true))]
    pub encryption: Option<Option<String>>,
}

/// A digest under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HashDraft {
    /// The hash function.
    pub algorithm: Option<HashAlgorithm>,
    /// The digest.
    pub value: Option<String>,
}

/// A policy reference under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PolicyDraft {
    /// Names the policy.
    pub policy_id: Option<String>,
    /// What it is for.
    #[schemars(extend("x-nullable" = true))]
    pub description: Option<String>,
}

/// A schema reference under authorship.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SchemaDraft {
    /// Names the schema.
    pub schema_id: Option<String>,
    /// Version of the schema.
    #[schemars(extend("x-nullable" = true))]
    pub version: Option<String>,
    /// Where it is kept.
    #[schemars(extend("x-nullable" = true))]
    pub uri: Option<String>,
}

impl ScenarioDraft {
    /// Returns a draft that an author begins with: a name, and nothing declared yet.
    #[must_use]
    pub fn begun(scenario_id: String) -> Self {
        Self {
            draft_version: Some(DRAFT_VERSION),
            scenario_id: Some(scenario_id),
            policies: Some(Vec::new()),
            schemas: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Returns the conditions, none while the list is missing.
    #[must_use]
    pub fn conditions(&self) -> &Shared<ConditionDraft> {
        const NONE: &Shared<ConditionDraft> = &Shared::new();
        self.conditions.as_ref().unwrap_or(NONE)
    }

    /// Returns the stages, none while the list is missing.
    #[must_use]
    pub fn stages(&self) -> &Shared<StageDraft> {
        const NONE: &Shared<StageDraft> = &Shared::new();
        self.stages.as_ref().unwrap_or(NONE)
    }
}

impl StageDraft {
    /// Returns the gates, none while the list is missing.
    #[must_use]
    pub fn gates(&self) -> &[GateDraft] {
        self.gates.as_deref().unwrap_or_default()
    }

    /// Returns the packets, none while the list is missing.
    #[must_use]
    pub fn packets(&self) -> &[PacketDraft] {
        self.entry_packets.as_deref().unwrap_or_default()
    }
}
