//! What the generated drafts compile to: a fast wrong answer must fail.

use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::{Input, Outcome, compile};
use gatewright::diagnostic::Level;
use gatewright::draft::Format;
use gatewright::sources::Sources;

/// Sizes that are measured, in conditions.
pub(crate) const SIZES: [usize; 5] = [10, 1_000, 5_000, 20_000, 50_000];

/// Returns the hash that the clean draft of a size compiles to.
///
/// They come from a first run; one that changes means other bytes for the same draft, or another
/// generator.
pub(crate) fn hash(conditions: usize) -> &'static str {
    match conditions {
        10 => "53e72b7dccdc7c765854960c506f45692517f1ee000992ff40792742bb4c2e31",
        1_000 => "44682b912dd73c143d3174c068c43482b15c6714e2b3b7da12bb383e1231055f",
        5_000 => "3a62ca5589b98e0d5dfe58dd631c819adf83852d6079af3043011cba5697d5da",
        20_000 => "075dea8b9e0b0e93cbeb22ae8fb874812037043dddc4e4268c689aa84fd2e32f",
        50_000 => "1532922d15e5123e212c92830c03cd575640f9e65c7893b3580b5fd14f3a725c",
        other => panic!("no hash is known for {other} conditions"),
    }
}

/// Compiles a generated draft within this process.
pub(crate) fn compiled(text: &str, sources: &Sources) -> Outcome {
    let input = Input {
        name: Arc::from("generated.json"),
        bytes: text.as_bytes(),
        format: Format::Json,
    };
    // As `--compile` asks: only for what refuses.
    let options = Options {
        refusals_only: true,
        ..Options::default()
    };
    compile(&input, sources, &options)
}

/// Stops unless the clean draft of a size gave its hash.
pub(crate) fn expect_clean(outcome: &Outcome, conditions: usize) {
    let compiled = outcome.compiled.as_ref().expect("the draft compiles");
    assert_eq!(compiled.hash.to_string(), hash(conditions));
}

/// Stops unless every condition of the faulty draft was refused once.
pub(crate) fn expect_errors(outcome: &Outcome, conditions: usize) {
    assert!(outcome.compiled.is_none());
    assert_eq!(outcome.report.count(Level::Error), conditions);
}

/// The least that a compile must do: parse the text, write it canonically, hash that.
///
/// Returns how long the canonical form is.
pub(crate) fn floor(text: &str) -> usize {
    use sha2::{Digest, Sha256};
    let value: serde_json::Value = serde_json::from_str(text).expect("the draft is JSON");
    let bytes = serde_jcs::to_vec(&value).expect("the draft has a canonical form");
    let hash = Sha256::digest(&bytes);
    std::hint::black_box(hash);
    bytes.len()
}
