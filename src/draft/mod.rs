//! The authored draft: reading, writing, editing, lowering to a spec.
