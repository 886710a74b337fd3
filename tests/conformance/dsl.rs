//! Cases of `dsl.jsonl`.
