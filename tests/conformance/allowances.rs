//! Cases of `allowances.jsonl`.
