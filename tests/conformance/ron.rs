//! Cases of `ron.jsonl`.
