//! The pipeline from a draft to canonical bytes.
