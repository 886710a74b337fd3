//! The runtime's vocabulary: what a scenario is, how it is written, and what it hashes to.
//!
//! Nothing here knows about drafts, files or terminals. Facts come from REFERENCE §1, §6 and §9.

mod canonical;
mod comparator;
mod language;
mod plain_schema;
mod requirement;
mod scenario;
mod value_schema;

pub use canonical::{CanonicalError, SpecHash, canonical_bytes};
pub use comparator::{Comparator, UnknownComparator};
pub use language::{
    ConditionUse, MAX_REQUIREMENT_NESTING, MAX_REQUIREMENT_TEXT, ParsedRequirement, PrintError,
    RequirementError, RequirementErrorKind, StructureError, StructureErrorKind, is_printable_id,
    parse_requirement, parse_requirement_with, print_requirement, validate_requirement,
};
pub use requirement::{MAX_REQUIREMENT_DEPTH, Requirement};
pub use scenario::{
    AdvanceTo, BranchRule, ConditionSpec, ContentRef, EvidenceQuery, GateOutcome, GateSpec,
    HashAlgorithm, HashDigest, PacketPayload, PacketSpec, PolicyRef, ScenarioSpec, SchemaRef,
    StageSpec, TimeoutPolicy, TimeoutSpec, Timestamp, TrustLane, TrustRequirement, spec_schema,
};
pub use value_schema::{SchemaFault, ValueSchema, Violation};
