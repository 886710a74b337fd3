//! JUnit XML, for build servers: a suite per file, a case per finding.

use std::collections::BTreeMap;

use super::{Diagnostic, RenderOptions, Report, address, position, put, visible};

/// Writes one suite per file; a file without findings has one passing case.
pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let mut suites: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for file in &options.files {
        suites.entry(file).or_default();
    }
    for d in &report.diagnostics {
        let file = d.primary.file.as_deref().unwrap_or("-");
        suites.entry(file).or_default().push(d);
    }
    let failing = |d: &&Diagnostic| options.fail_level.includes(d.level);
    let tests: usize = suites.values().map(|found| found.len().max(1)).sum();
    let failures = report.diagnostics.iter().filter(failing).count();
    let skipped = report.diagnostics.len() - failures;

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    put(
        &mut out,
        format_args!(
            "<testsuites name=\"gatewright\" tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\">\n"
        ),
    );
    for (file, found) in suites {
        let failures = found.iter().copied().filter(failing).count();
        put(
            &mut out,
            format_args!(
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" skipped=\"{}\">\n",
                xml(file),
                found.len().max(1),
                found.len() - failures
            ),
        );
        if found.is_empty() {
            put(
                &mut out,
                format_args!(
                    "    <testcase classname=\"{}\" name=\"no findings\"/>\n",
                    xml(file)
                ),
            );
        }
        for d in found {
            case(&mut out, file, d, failing(&d));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, file: &str, d: &Diagnostic, fails: bool) {
    let mut name = format!("{} {}", d.code, d.code.name());
    let address = address(&d.primary);
    if !address.is_empty() {
        put(&mut name, format_args!(" at {address}"));
    }
    let line = d
        .primary
        .span
        .map(|span| format!(" line=\"{}\"", span.line))
        .unwrap_or_default();
    put(
        out,
        format_args!(
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{0}\"{line}>\n",
            xml(file),
            xml(&name)
        ),
    );
    let message = xml(&d.message);
    if fails {
        let mut text = format!(
            "{}: {}[{}]: {message}",
            xml(&position(&d.primary)),
            d.level.name(),
            d.code
        );
        for help in &d.help {
            put(&mut text, format_args!("\nhelp: {}", xml(help)));
        }
        put(
            out,
            format_args!(
                "      <failure type=\"{}\" message=\"{message}\">{text}</failure>\n",
                d.level.name()
            ),
        );
    } else {
        put(
            out,
            format_args!(
                "      <skipped message=\"{}: {message}\"/>\n",
                d.level.name()
            ),
        );
    }
    out.push_str("    </testcase>\n");
}

/// Escapes text for XML; characters that XML 1.0 does not allow are shown as escapes.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => put(&mut out, format_args!("\\u{{{:04X}}}", u32::from(c))),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_illegal_characters_are_shown() {
        assert_eq!(xml("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;");
        assert_eq!(xml("\u{0}\u{ffff}\n"), "\\u{0000}\\u{FFFF}\\u{000A}");
    }
}
