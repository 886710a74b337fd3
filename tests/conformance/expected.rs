//! Cases of `expected.jsonl`.
