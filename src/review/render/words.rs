//! The words that all renderings of a comparison share. They may hold untrusted text.

use crate::diagnostic::Confidence;
use crate::plain::duration;
use crate::review::declaration::{Declaration, Declared};
use crate::review::model::{Answer, Change, Class, Comparison, Event, Line, Meant, Ways, Witness};

/// Longest text of one side of a line, in characters.
const MAX_SIDE: usize = 160;
/// What is said when some runs were not worked out.
pub(in crate::review) const CUT_SHORT: &str =
    "Some runs that would show a change were not worked out: there are too many.";
/// Answers that one line of evidence shows.
const MAX_ANSWERS: usize = 8;
/// Steps on which both versions do the same that a run shows.
const MAX_SHARED: usize = 6;
/// How much of what two long texts share is shown before they part.
const BEFORE: usize = 24;

/// Returns how many changes there are of each class, such as `2 looser, 1 stricter`.
pub(crate) fn tally(comparison: &Comparison) -> String {
    let changes = &comparison.behaviour.changes;
    let parts: Vec<String> = Class::ALL
        .into_iter()
        .filter_map(|class| {
            let count = changes
                .iter()
                .filter(|change| change.class == class)
                .count();
            (count > 0).then(|| format!("{count} {}", class.name()))
        })
        .collect();
    parts.join(", ")
}

/// Returns how many changes are known how strongly, such as `2 proved, 1 not proved`.
pub(crate) fn strengths(comparison: &Comparison) -> String {
    let mut parts = Vec::new();
    for strength in [
        Some(Confidence::Proved),
        Some(Confidence::AssumesStableEvidence),
        Some(Confidence::Heuristic),
        None,
    ] {
        let same = |change: &&Change| change.confidence == strength;
        let count = comparison.behaviour.changes.iter().filter(same).count();
        if count > 0 {
            parts.push(format!("{count} {}", strength_words(strength)));
        }
    }
    parts.join(", ")
}

/// Returns how strongly the direction of a change is known.
pub(crate) const fn strength_words(strength: Option<Confidence>) -> &'static str {
    match strength {
        Some(Confidence::Proved) => "proved",
        Some(Confidence::AssumesStableEvidence) => "assumes stable evidence",
        Some(Confidence::Heuristic) => "likely",
        None => "not proved",
    }
}

/// Returns the sign of a change: it stands beside words and is never alone.
pub(crate) const fn sign(change: &Change) -> char {
    match change.class {
        Class::Added => '+',
        Class::Removed => '-',
        _ if change.directions().0 => '!',
        _ => '~',
    }
}

/// Returns what is known of a change besides its headline, line by line.
///
/// Lines that begin with two spaces belong to the line before.
pub(crate) fn details(change: &Change) -> Vec<String> {
    let shown = change.witnesses.iter().flat_map(witness);
    facts(change).into_iter().chain(shown).collect()
}

/// Returns what differs of a change, without what shows it.
pub(in crate::review) fn facts(change: &Change) -> Vec<String> {
    let mut lines: Vec<String> = change.lines.iter().map(line).collect();
    if let Some((old, new)) = &change.ways {
        lines.push(format!("ways to pass before: {}", ways(old)));
        lines.push(format!("ways to pass now: {}", ways(new)));
    }
    lines
}

/// Returns what shows a change: a situation in one line, or a run line by line.
pub(in crate::review) fn witness(witness: &Witness) -> Vec<String> {
    if witness.steps.is_empty() {
        return vec![format!("{}: {}", witness.says, answers(&witness.answers))];
    }
    let mut lines = vec![format!("{}:", witness.says)];
    // Where both do the same for long, the middle says nothing.
    let shared = witness.steps.iter().take_while(|step| step.is_shared());
    let hidden = shared.count().saturating_sub(MAX_SHARED);
    for (number, step) in witness.steps.iter().enumerate() {
        if hidden > 0 && number == MAX_SHARED / 2 {
            let many = if hidden == 1 { "step" } else { "steps" };
            lines.push(format!("  … {hidden} {many} on which both do the same …"));
        }
        if (MAX_SHARED / 2..MAX_SHARED / 2 + hidden).contains(&number) {
            continue;
        }
        let event = event(&step.event);
        lines.push(if step.is_shared() {
            format!("  {}. {event}: {}", number + 1, step.new)
        } else {
            format!(
                "  {}. {event}: before, {}; now, {}",
                number + 1,
                step.old,
                step.new
            )
        });
    }
    lines
}

fn event(event: &Event) -> String {
    match event {
        Event::Start => "start".to_owned(),
        Event::Evidence(found) if found.is_empty() => "any trigger".to_owned(),
        Event::Evidence(found) => answers(found),
        Event::Tick(0) => "a tick at once".to_owned(),
        Event::Tick(after) => format!("a tick {} later", duration(*after)),
    }
}

fn answers(answers: &[Answer]) -> String {
    if answers.is_empty() {
        return "whatever the evidence".to_owned();
    }
    let mut shown: Vec<String> = answers
        .iter()
        .take(MAX_ANSWERS)
        .map(|answer| {
            let version = match answer.meant {
                Meant::Both => "",
                Meant::Old => " before",
                Meant::New => " now",
            };
            format!("{}{version} = {}", answer.condition, answer.text)
        })
        .collect();
    if let Some(more) = answers.len().checked_sub(MAX_ANSWERS + 1) {
        shown.push(format!("and {} more answers", more + 1));
    }
    shown.join(", ")
}

fn ways(ways: &Ways) -> String {
    if ways.count == Some(0) {
        return "none".to_owned();
    }
    let shown: Vec<String> = ways
        .shown
        .iter()
        .map(|way| {
            if way.is_empty() {
                "{anything}".to_owned()
            } else {
                format!("{{{way}}}")
            }
        })
        .collect();
    let shown = shown.join(" ");
    let Some(count) = ways.count else {
        return format!("more than can be counted, such as {shown}");
    };
    let all = u64::try_from(ways.shown.len()).unwrap_or(u64::MAX);
    match count.checked_sub(all) {
        Some(more) if more > 0 => format!("{count}, such as {shown}"),
        _ => format!("{count}, {shown}"),
    }
}

/// Returns what was decided about a change; none without a decision.
pub(in crate::review) fn approval(change: &Change) -> Option<String> {
    let approval = change.approval.as_ref()?;
    let what = if approval.elsewhere {
        "previously approved in another revision, by"
    } else {
        "approved by"
    };
    Some(format!("{what} {}: {}", approval.who, approval.reason))
}

/// Returns a line as one text, such as `requirement: a and b -> a or b`.
pub(in crate::review) fn line(line: &Line) -> String {
    let label = &line.label;
    match (&line.old, &line.new) {
        (Some(old), Some(new)) => {
            let (old, new) = window(old, new);
            format!("{label}: {old} -> {new}")
        }
        (Some(old), None) => format!("{label}: {} -> nothing", window(old, "").0),
        (None, Some(new)) => format!("{label}: nothing -> {}", window("", new).1),
        (None, None) => label.clone(),
    }
}

/// Cuts two texts that differ so that what differs is still seen.
fn window(old: &str, new: &str) -> (String, String) {
    let long = |text: &str| text.chars().nth(MAX_SIDE).is_some();
    if !long(old) && !long(new) {
        return (old.to_owned(), new.to_owned());
    }
    let shared = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = if shared > MAX_SIDE / 2 {
        shared - BEFORE
    } else {
        0
    };
    let cut = |text: &str| {
        let mut out = String::new();
        if from > 0 {
            out.push('…');
        }
        out.extend(text.chars().skip(from).take(MAX_SIDE));
        if text.chars().nth(from + MAX_SIDE).is_some() {
            out.push('…');
        }
        out
    };
    (cut(old), cut(new))
}

/// Returns what is written otherwise, in numbers.
pub(in crate::review) fn declaration_tally(declaration: &Declaration) -> String {
    let counts = declaration.counts();
    let parts: Vec<String> = [
        (counts.fields, "field changed", "fields changed"),
        (counts.added, "entity added", "entities added"),
        (counts.removed, "entity removed", "entities removed"),
        (counts.renamed, "renamed", "renamed"),
        (counts.moved, "moved", "moved"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    if parts.is_empty() {
        "nothing is written otherwise".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Returns what happened to an entity, as a sign and as words such as `renamed from cov_ok`.
pub(in crate::review) fn declared(declared: &Declared) -> (char, Vec<String>) {
    if declared.is_added() {
        return ('+', vec!["new".to_owned()]);
    }
    if declared.is_removed() {
        return ('-', vec!["gone".to_owned()]);
    }
    let mut words = Vec::new();
    if let Some((old, _)) = &declared.renamed {
        words.push(format!("renamed from {old}"));
    }
    if let Some((old, new)) = &declared.moved {
        words.push(format!("moved from {old} to {new}"));
    }
    ('~', words)
}

/// Returns the hashes and sizes of both sides.
pub(in crate::review) fn bytes(comparison: &Comparison) -> String {
    let (old, new) = (&comparison.old, &comparison.new);
    if comparison.bytes.same {
        return format!("the same: sha256 {}, {} bytes", new.hash, new.size);
    }
    format!(
        "sha256 {} -> {}, {} -> {} bytes",
        old.hash, new.hash, old.size, new.size
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_where_the_difference_still_shows() {
        let (a, b) = (
            "x".repeat(500) + "a" + &"y".repeat(500),
            "x".repeat(500) + "b",
        );
        let (old, new) = window(&a, &b);
        assert_eq!(new, format!("…{}b", "x".repeat(BEFORE)));
        assert!(old.starts_with(&format!("…{}a", "x".repeat(BEFORE))) && old.ends_with("y…"));
        assert_eq!(old.chars().count(), MAX_SIDE + 2);
        assert_eq!(window("a", "b"), ("a".to_owned(), "b".to_owned()));
        let (old, _) = window(&"é".repeat(MAX_SIDE + 1), "");
        assert_eq!(old.chars().count(), MAX_SIDE + 1);
    }

    #[test]
    fn a_line_says_what_was_nothing_before() {
        let one = |old: Option<&str>, new: Option<&str>| {
            line(&Line {
                label: "l".to_owned(),
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            })
        };
        assert_eq!(one(Some("a"), Some("b")), "l: a -> b");
        assert_eq!(one(None, Some("b")), "l: nothing -> b");
        assert_eq!(one(Some("a"), None), "l: a -> nothing");
    }
}
