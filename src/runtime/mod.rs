//! The engine's semantics as pure functions (REFERENCE §7–8).
