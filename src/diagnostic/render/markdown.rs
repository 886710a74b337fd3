//! Markdown for job summaries and review comments.

use super::{Diagnostic, RenderOptions, Report, address, position, put, summary, visible};

/// Writes a table of the findings, then the details of each.
pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let mut out = format!("## gatewright: {}\n", summary(report));
    if !options.files.is_empty() {
        put(
            &mut out,
            format_args!("\nFiles checked: {}\n", options.files.len()),
        );
    }
    if report.diagnostics.is_empty() {
        return out;
    }
    out.push_str("\n| Level | Code | Where | What |\n| --- | --- | --- | --- |\n");
    for d in &report.diagnostics {
        put(
            &mut out,
            format_args!(
                "| {} | {} {} | {} {} | {} |\n",
                d.level.name(),
                d.code,
                d.code.name(),
                inert(&position(&d.primary)),
                inert(&address(&d.primary)),
                inert(&d.message)
            ),
        );
    }
    for d in &report.diagnostics {
        details(&mut out, d);
    }
    out
}

fn details(out: &mut String, d: &Diagnostic) {
    put(
        out,
        format_args!(
            "\n<details><summary>{} {}</summary>\n\n",
            d.code,
            inert(&d.message)
        ),
    );
    let mut item = |name: &str, text: &str| {
        put(out, format_args!("- {name}: {}\n", inert(text)));
    };
    item(
        "at",
        &format!("{} {}", position(&d.primary), d.primary.pointer),
    );
    item("strength", d.confidence.name());
    for related in &d.related {
        let place = &related.place;
        item(
            "see",
            &format!("{} {}: {}", position(place), address(place), related.label),
        );
    }
    for effect in &d.effects {
        item("effect", effect);
    }
    for help in &d.help {
        item("help", help);
    }
    for fix in &d.fixes {
        item(&format!("fix ({})", fix.safety.name()), &fix.title);
    }
    item("fingerprint", &d.fingerprint());
    out.push_str("\n</details>\n");
}

/// Returns text as Markdown that shows it as it is: no markup, no HTML, no link, no mention.
///
/// Character references cannot start markup in Markdown. Mentions and issue numbers are found in
/// the finished page, so an empty comment takes them apart.
#[must_use]
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = visible(text);
    let mut rest = text.trim_end().chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // A scheme would make a link.
            ':' if rest.peek() == Some(&'/') => out.push_str("&#58;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '$' => {
                put(&mut out, format_args!("&#{};", u32::from(c)));
            }
            // A bare `www.` would become a link.
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_stays_text() {
        for (text, expected) in [
            ("<img src=x>", "&lt;img src=x&gt;"),
            ("a|b", "a&#124;b"),
            ("[x](http://y)", "&#91;x&#93;(http&#58;//y)"),
            ("@team #12", "@<!-- -->team #<!-- -->12"),
            ("WWW.example", "WWW&#46;example"),
            ("one\ntwo", "one&#92;u&#123;000A&#125;two"),
        ] {
            assert_eq!(inert(text), expected);
        }
    }
}
