//! The pages made from the catalogue.

use super::super::text::{put, wrapped};
use super::super::{Code, visible, visible_lines};
use super::{Example, explanation};

/// Columns of a page in a terminal.
const WIDTH: usize = 80;

/// Returns the page about a code, as plain text of at most 80 columns, examples aside.
#[must_use]
pub fn explain(code: Code) -> String {
    let e = explanation(code);
    let mut out = format!(
        "{code} {}\n{}\n\n{}\n",
        code.name(),
        standing(code),
        paragraph(e.what, 0)
    );
    for (title, text) in [("Why it matters", e.why), ("How it is decided", e.decided)] {
        put(
            &mut out,
            format_args!("\n{title}\n{}\n", paragraph(text, 2)),
        );
    }
    for (title, example, other) in [
        ("Example", &e.example, &e.fixed),
        ("Without it", &e.fixed, &e.example),
    ] {
        put(&mut out, format_args!("\n{title}\n"));
        for file in example.shown(other) {
            put(&mut out, format_args!("  {}:\n", file.name));
            for line in visible_lines(&file.text).lines() {
                put(&mut out, format_args!("    {line}\n"));
            }
        }
    }
    put(
        &mut out,
        format_args!("\nConfiguration\n{}\n", paragraph(e.configure, 2)),
    );
    out
}

/// Returns one line per code: code, level, name, summary.
#[must_use]
pub fn list() -> String {
    let widest = Code::ALL.iter().map(|code| code.name().len()).max();
    let widest = widest.unwrap_or(0);
    let mut out = String::new();
    for code in Code::ALL {
        let (level, name) = (code.level().name(), code.name());
        put(
            &mut out,
            format_args!("{code}  {level:7}  {name:widest$}  {}\n", code.summary()),
        );
    }
    out
}

/// Returns the manual of all codes as Markdown: a table, then a section per code.
///
/// The section of a code has the code in lower case as its anchor.
#[must_use]
pub fn explain_markdown() -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("\n| Code | Name | Level | Strength | Stops a compile | Meaning |\n");
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for code in Code::ALL {
        put(
            &mut out,
            format_args!(
                "| [{code}](#{}) | {} | {} | {} | {} | {} |\n",
                anchor(*code),
                code.name(),
                code.level().name(),
                code.confidence().name(),
                if code.refuses() { "yes" } else { "no" },
                code.summary().replace('|', "\\|")
            ),
        );
    }
    let mut family = "";
    for code in Code::ALL {
        let digits = &code.as_str()[2..4];
        if digits != family {
            family = digits;
            put(&mut out, format_args!("\n## {}\n", family_name(digits)));
        }
        section(&mut out, *code);
    }
    out
}

const INTRODUCTION: &str = "\
<!-- This page is generated from the catalogue of explanations; change that instead. -->

# Diagnostics

Every finding has a code that keeps its meaning for ever and a name that can be used in its place.
Messages may change between versions. An error cannot work or does what nobody wants, a warning
works, though hardly as meant, advice could be better, and a todo is not finished yet. The
examples change one good draft; only the fields in question are shown.
";

fn section(out: &mut String, code: Code) {
    let e = explanation(code);
    put(
        out,
        format_args!(
            "\n<a id=\"{}\"></a>\n\n### {code} {}\n\n*{}*\n\n{}\n\n{}\n",
            anchor(code),
            code.name(),
            standing(code),
            e.what,
            e.why
        ),
    );
    fenced(out, "Example", &e.example, &e.fixed);
    fenced(out, "Without it", &e.fixed, &e.example);
    put(
        out,
        format_args!(
            "\n**How it is decided.** {}\n\n**Configuration.** {}\n",
            e.decided, e.configure
        ),
    );
}

fn fenced(out: &mut String, title: &str, example: &Example, counterpart: &Example) {
    for file in example.shown(counterpart) {
        let language = match file.name.rsplit_once('.') {
            _ if example.is_abridged() => "text",
            Some((_, "json")) => "json",
            Some((_, "toml")) => "toml",
            Some((_, "ron")) => "ron",
            _ => "text",
        };
        put(
            out,
            format_args!(
                "\n{title}, `{}`:\n\n```{language}\n{}\n```\n",
                visible(file.name),
                visible_lines(&file.text).trim_end()
            ),
        );
    }
}

fn anchor(code: Code) -> String {
    code.as_str().to_ascii_lowercase()
}

/// Says in one line how much a code matters by default.
fn standing(code: Code) -> String {
    let effect = if code.refuses() {
        "stops a compile"
    } else {
        "does not stop a compile"
    };
    format!(
        "{}, {}, {effect}",
        code.level().name(),
        code.confidence().name()
    )
}

fn family_name(digits: &str) -> &'static str {
    match digits {
        "01" => "Reading",
        "02" => "Identity and references",
        "03" => "Conditions and contracts",
        "04" => "Gate logic",
        "05" => "Routing",
        "06" => "Stage graph and time",
        "07" => "Disclosure and trust",
        "08" => "Canonical form",
        "09" => "Rehearsal",
        "10" => "Change",
        _ => "Workspace",
    }
}

/// Breaks text into lines that start with `indent` blanks.
fn paragraph(text: &str, indent: usize) -> String {
    let lines: Vec<String> = wrapped(text, WIDTH - indent)
        .iter()
        .map(|line| format!("{:indent$}{line}", ""))
        .collect();
    lines.join("\n")
}
