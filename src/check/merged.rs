//! Conflicts that a merge left in the draft, each with both ways to decide it.

use serde_json::Value;

use super::Found;
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{
    CONFLICTS, ConflictRecord, ScenarioDraft, recorded_conflicts, resolve_conflict,
};

/// Longest value in a help line, in characters.
const MAX_SHOWN: usize = 200;

/// Tells every conflict that is not resolved.
///
/// What is told depends on the records alone, and not on what became of the entities since.
pub(super) fn conflicts(draft: &ScenarioDraft, found: &mut Found) {
    for (position, record) in recorded_conflicts(draft).into_iter().enumerate() {
        let resolved = resolve_conflict(draft, position);
        let pointer = format!("{CONFLICTS}/{position}");
        let done = |title: &str| Fix::new(title, Safety::Review, std::slice::from_ref(&resolved));
        let diagnostic = |message: String| Diagnostic::new(Code::GW0113, pointer.clone(), message);
        found.push(match record {
            ConflictRecord::Value {
                address,
                field,
                kept,
                other,
                edit,
            } => {
                let message = if field.is_empty() {
                    format!("one side of the merge took `{address}` out, the other changed it")
                } else {
                    format!("both sides of the merge changed `{field}` of `{address}`")
                };
                let told = diagnostic(message)
                    .parameter(address)
                    .parameter(field)
                    .help(format!("the draft has: {}", shown(kept.as_ref())))
                    .help(format!("the other side has: {}", shown(other.as_ref())))
                    .fix(done("keep what the draft has"));
                match edit {
                    Some(edit) => told.fix(Fix::new(
                        "take what the other side has",
                        Safety::Review,
                        &[edit, resolved.clone()],
                    )),
                    None => told,
                }
            }
            ConflictRecord::Problem(problem) => diagnostic(format!(
                "after the merge: {}",
                problem.trim_end_matches('.')
            ))
            .parameter(problem)
            .fix(done("accept the merged draft")),
            ConflictRecord::Unreadable => {
                diagnostic("a record of a merge conflict that cannot be understood".to_owned())
                    .help("`git log --merge` and `git show` tell what both sides wrote")
                    .fix(done("take the record out"))
            }
        });
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let text = value.to_string();
    match text.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
