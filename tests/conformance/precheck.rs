//! Cases of `precheck.jsonl`.
