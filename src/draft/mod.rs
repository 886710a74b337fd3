//! The authored draft: reading, writing, editing, lowering to a spec.
//!
//! A draft is a strict superset of the spec of which any part may be missing. Reading tells every
//! problem at once with its JSON Pointer, writing is deterministic, and the only way to change a
//! draft is an [`Edit`], which has an inverse.

mod address;
mod between;
mod changes;
mod conflicts;
mod decode;
mod doc;
mod edit;
mod encode;
mod find;
mod locate;
mod lower;
mod merge;
mod mismatch;
mod model;
mod node;
mod object;
mod pointer;
mod primitive;
mod read;
mod rename;
mod ron_lex;
mod ron_walk;
mod schema;
mod shared;
mod slot;
mod spelling;
mod stream;
mod walk;
mod write;

pub use address::{entity_of, names_position};
pub use between::edits_between;
pub use changes::{ChangeLine, EntityChange, changes};
pub use conflicts::{
    CONFLICTS, ConflictRecord, record_conflicts, recorded_conflicts, resolve_conflict,
};
pub use edit::{ChildKey, Edit, EditError, Entity, EntityList, Key, NodeChange, Wrapper, apply};
pub use locate::locate;
pub use lower::{Unfinished, lower};
pub use merge::{Conflict, Side, three_way};
pub use model::{
    AdvanceDraft, Annotations, ConditionDraft, ContentRefDraft, DRAFT_VERSION, DataShapeRef,
    ExpiryDraft, GateDraft, HashDraft, PacketDraft, PayloadDraft, PolicyDraft, PrecheckDraft,
    QueryDraft, RequirementDraft, RuleDraft, ScenarioDraft, SchemaDraft, StageDraft, Suppression,
    TimeoutDraft, TrustDraft,
};
pub use pointer::{escape as escape_step, is_within, parent as parent_pointer};
pub use read::{
    Document, Format, MAX_INPUT_BYTES, MAX_NESTING, MAX_RON_NESTING, Reading, SourceText,
    UnknownFormat, document, read,
};
pub use schema::draft_schema;
pub use shared::{Iter, Shared};
pub use slot::{Slot, entity_pointer, entity_value};
pub use spelling::{MAX_PORTABLE_INTEGER, not_portable};
pub use write::{import, too_deep, write};
