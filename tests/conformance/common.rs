//! Loading of cases and counting of disagreements, shared by all corpora.

use std::path::PathBuf;

use serde_json::Value;

/// One line of a corpus.
pub(crate) type Case = Value;

/// Returns all cases of a corpus file; numbers keep integer and float apart.
pub(crate) fn cases(file: &str) -> Vec<Case> {
    let folder = std::env::var_os("GATEWRIGHT_CONFORMANCE").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance")),
        PathBuf::from,
    );
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases: Vec<Case> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is a JSON object"))
        .collect();
    assert!(!cases.is_empty(), "{} holds no case", path.display());
    cases
}

/// Returns a field that must be text.
pub(crate) fn text<'a>(case: &'a Case, field: &str) -> &'a str {
    case[field]
        .as_str()
        .unwrap_or_else(|| panic!("{}: `{field}` is not text", case["id"]))
}

/// Returns the document of a `X_gen` field: its parts, each repeated, joined.
pub(crate) fn generated(parts: &Value) -> String {
    parts
        .as_array()
        .expect("a list of parts")
        .iter()
        .map(|part| {
            let text = part["text"].as_str().expect("text of a part");
            let repeat = part["repeat"].as_u64().unwrap_or(1);
            text.repeat(usize::try_from(repeat).expect("a repeat count"))
        })
        .collect()
}

/// Runs `check` on every case and fails at the end with all disagreements.
///
/// `check` returns `Err` with what differs.
pub(crate) fn run(file: &str, mut check: impl FnMut(&Case) -> Result<(), String>) {
    let cases = cases(file);
    let total = cases.len();
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(difference) = check(case) {
            wrong.push(format!("{} ({}): {difference}", case["id"], case["cat"]));
        }
    }
    println!("{file}: {} of {total} agree", total - wrong.len());
    assert!(
        wrong.is_empty(),
        "{} of {total} cases of {file} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
