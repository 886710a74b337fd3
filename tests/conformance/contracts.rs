//! Cases of `contracts.jsonl`.
