//! Suppressions: findings that an author accepts at an entity, with a reason.

use std::str::FromStr;

use super::Found;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draft::{Annotations, ScenarioDraft, is_within};

/// Takes accepted findings out and tells suppressions that accept nothing.
///
/// What refuses cannot be suppressed.
pub(super) fn apply(draft: &ScenarioDraft, found: &mut Found) {
    let mut unused = Vec::new();
    for (at, annotations) in annotated(draft) {
        for (index, suppression) in annotations.suppress.iter().enumerate() {
            let (Some(name), Some(_)) = (&suppression.code, &suppression.reason) else {
                continue;
            };
            let place = format!("{at}/suppress/{index}/code");
            let code = match Code::from_str(name) {
                Ok(code) if !code.refuses() => code,
                Ok(code) => {
                    unused.push(tell(
                        place,
                        name,
                        format!("{code} cannot be suppressed: it keeps the draft from compiling"),
                    ));
                    continue;
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
                    continue;
                }
            };
            let before = found.diagnostics.len();
            found
                .diagnostics
                .retain(|d| d.code != code || !is_within(&d.primary.pointer, &at));
            if found.diagnostics.len() == before {
                unused.push(tell(
                    place,
                    name,
                    format!("nothing here is reported as {code}"),
                ));
            }
        }
    }
    found.diagnostics.extend(unused);
}

fn tell(place: String, name: &str, message: String) -> Diagnostic {
    Diagnostic::new(Code::GW1108, place, message)
        .parameter(name)
        .help("remove the suppression")
}

/// Returns every entity that can carry suppressions, with its pointer.
fn annotated(draft: &ScenarioDraft) -> Vec<(String, &Annotations)> {
    let mut all = Vec::new();
    let mut add = |at: String, annotations| {
        all.push((at, annotations));
    };
    // Inner entities first, so that an outer suppression counts only what they leave.
    for (stage, content) in draft.stages().iter().enumerate() {
        for (index, gate) in content.gates().iter().enumerate() {
            add(format!("/stages/{stage}/gates/{index}"), &gate.annotations);
        }
        for (index, packet) in content.packets().iter().enumerate() {
            add(
                format!("/stages/{stage}/entry_packets/{index}"),
                &packet.annotations,
            );
        }
        add(format!("/stages/{stage}"), &content.annotations);
    }
    for (index, condition) in draft.conditions().iter().enumerate() {
        add(format!("/conditions/{index}"), &condition.annotations);
    }
    add(String::new(), &draft.annotations);
    all.retain(|(_, annotations): &(String, &Annotations)| !annotations.suppress.is_empty());
    all
}
