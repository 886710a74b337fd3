//! Workflow commands that GitHub shows as annotations.

use super::{Diagnostic, Report, address, put, visible};
use crate::diagnostic::Level;

/// Annotations of one kind that GitHub shows for one step; the rest would be dropped silently.
const MOST_SHOWN: usize = 10;

/// Writes the first findings of each kind, and a notice that counts the rest.
pub(super) fn render(report: &Report) -> String {
    let kinds = ["error", "warning", "notice"];
    let counts = kinds.map(|kind| {
        let same = |d: &&Diagnostic| self::kind(d.level) == kind;
        report.diagnostics.iter().filter(same).count()
    });
    let over = counts.iter().any(|count| *count > MOST_SHOWN);
    // The notice that counts the rest takes a place itself.
    let mut room = [MOST_SHOWN, MOST_SHOWN, MOST_SHOWN - usize::from(over)];
    let mut out = String::new();
    let mut cut = 0;
    for d in &report.diagnostics {
        let index = kinds.iter().position(|kind| *kind == self::kind(d.level));
        match index.map(|index| &mut room[index]) {
            Some(left) if *left > 0 => {
                *left -= 1;
                out.push_str(&command(d));
            }
            _ => cut += 1,
        }
    }
    if cut > 0 {
        put(
            &mut out,
            format_args!(
                "::notice title=gatewright::{cut} more findings are not shown here; run `gatewright check` to see all of them\n"
            ),
        );
    }
    out
}

const fn kind(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice | Level::Todo => "notice",
    }
}

fn command(d: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(file) = &d.primary.file {
        properties.push(format!("file={}", property(file)));
        if let Some(span) = d.primary.span {
            properties.push(format!("line={},endLine={}", span.line, span.end_line));
            // GitHub drops columns of annotations that span lines.
            if span.line == span.end_line {
                properties.push(format!("col={},endColumn={}", span.column, span.end_column));
            }
        }
    }
    properties.push(format!(
        "title={}",
        property(&format!("{} {}", d.code, d.code.name()))
    ));
    let mut text = data(&d.message);
    let address = address(&d.primary);
    if !address.is_empty() {
        put(&mut text, format_args!(" ({})", data(&address)));
    }
    for help in &d.help {
        text.push_str("%0Ahelp: ");
        text.push_str(&data(help));
    }
    format!("::{} {}::{text}\n", kind(d.level), properties.join(","))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
