//! Cases of `gates.jsonl`.
