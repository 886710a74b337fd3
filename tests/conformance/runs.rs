//! Cases of `runs.jsonl`.
