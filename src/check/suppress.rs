//! Suppressions: findings that an author accepts at an entity, with a reason.

use std::str::FromStr;

use super::Found;
use super::further::BEYOND;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draft::{Annotations, ScenarioDraft, is_within};

/// Takes accepted findings out and tells suppressions that accept nothing.
///
/// What refuses cannot be suppressed. Unless what lies `beyond` the checks was looked for, nobody
/// knows whether a suppression of that accepts something.
pub(super) fn apply(draft: &ScenarioDraft, found: &mut Found, beyond: bool) {
    let mut all: Vec<(String, &Annotations)> = Vec::new();
    for index in 0..draft.stages().len() {
        all.extend(of_stage(draft, index));
    }
    for index in 0..draft.conditions().len() {
        all.extend(of_condition(draft, index));
    }
    let mut unused = Vec::new();
    within(&all, &mut found.diagnostics, &mut unused);
    entity("", &draft.annotations, &mut unused, |code| {
        take(&mut found.diagnostics, code, "")
    });
    if !beyond {
        leave_open(&mut unused);
    }
    found.diagnostics.extend(unused);
}

/// Takes out that suppressions accept nothing that name what the checks alone cannot find.
pub(super) fn leave_open(unused: &mut Vec<Diagnostic>) {
    unused.retain(|one| !one.parameters.first().is_some_and(|name| is_beyond(name)));
}

fn is_beyond(name: &str) -> bool {
    Code::from_str(name).is_ok_and(|code| BEYOND.contains(&code))
}

/// Takes out what entities accept; each comes before those that hold it.
pub(super) fn within(
    entities: &[(String, &Annotations)],
    diagnostics: &mut Vec<Diagnostic>,
    unused: &mut Vec<Diagnostic>,
) {
    for (at, annotations) in entities {
        entity(at, annotations, unused, |code| take(diagnostics, code, at));
    }
}

/// Has `take` take out what an entity accepts, and tells suppressions for which it took nothing.
pub(super) fn entity(
    at: &str,
    annotations: &Annotations,
    unused: &mut Vec<Diagnostic>,
    mut take: impl FnMut(Code) -> bool,
) {
    for (index, suppression) in annotations.suppress.iter().enumerate() {
        let (Some(name), Some(_)) = (&suppression.code, &suppression.reason) else {
            continue;
        };
        let place = format!("{at}/suppress/{index}/code");
        match Code::from_str(name) {
            Ok(code) if code.refuses() => unused.push(tell(
                place,
                name,
                format!("{code} cannot be suppressed: it keeps the draft from compiling"),
            )),
            Ok(code) => {
                if !take(code) {
                    let message = format!("nothing here is reported as {code}");
                    unused.push(tell(place, name, message));
                }
            }
            Err(error) => {
                let names = Code::ALL
                    .iter()
                    .flat_map(|code| [code.as_str(), code.name()]);
                let mut diagnostic = tell(place, name, error.to_string());
                if let Some(near) = nearest(name, names) {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                }
                unused.push(diagnostic);
            }
        }
    }
}

/// Returns the codes that an entity accepts, each once.
pub(super) fn accepted(annotations: &Annotations) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    entity("", annotations, &mut Vec::new(), |code| {
        codes.push(code);
        true
    });
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn take(diagnostics: &mut Vec<Diagnostic>, code: Code, at: &str) -> bool {
    let before = diagnostics.len();
    diagnostics.retain(|d| d.code != code || !is_within(&d.primary.pointer, at));
    diagnostics.len() < before
}

fn tell(place: String, name: &str, message: String) -> Diagnostic {
    Diagnostic::new(Code::GW1108, place, message)
        .parameter(name)
        .help("remove the suppression")
}

/// Returns the condition at a position with its pointer, if it carries suppressions.
pub(super) fn of_condition(draft: &ScenarioDraft, index: usize) -> Option<(String, &Annotations)> {
    let annotations = &draft.conditions().get(index)?.annotations;
    (!annotations.suppress.is_empty()).then(|| (format!("/conditions/{index}"), annotations))
}

/// Returns what carries suppressions in the stage at a position, with its pointer.
///
/// Inner entities come first, so that an outer suppression counts only what they leave.
pub(super) fn of_stage(draft: &ScenarioDraft, index: usize) -> Vec<(String, &Annotations)> {
    let Some(stage) = draft.stages().get(index) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut add = |at: &dyn Fn() -> String, annotations| {
        let annotations: &Annotations = annotations;
        if !annotations.suppress.is_empty() {
            all.push((at(), annotations));
        }
    };
    for (gate, content) in stage.gates().iter().enumerate() {
        let at = || format!("/stages/{index}/gates/{gate}");
        add(&at, &content.annotations);
    }
    for (packet, content) in stage.packets().iter().enumerate() {
        let at = || format!("/stages/{index}/entry_packets/{packet}");
        add(&at, &content.annotations);
    }
    add(&|| format!("/stages/{index}"), &stage.annotations);
    all
}
