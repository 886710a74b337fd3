//! Cases of `evaluate.jsonl`.
