//! Cases of `specs.jsonl`.
