//! The comparison as one HTML page: no scripts, nothing to fetch, everything escaped.

use super::{Diff, Options, put, words};
use crate::diagnostic::visible;
use crate::review::declaration::Declared;
use crate::review::model::{Behaviour, Class, Comparison};

/// Dark and light by what the reader's system prefers; long texts break anywhere.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}\
table{border-collapse:collapse}th,td{border:1px solid #8886;padding:.2rem .6rem;text-align:left}\
li{margin:.3rem 0}code{font-size:.9em}\
.class{font-weight:bold;padding:0 .3rem;border:1px solid;border-radius:.2rem}\
.more{color:#c5221f}.less{color:#9a6700}.same{color:#1a7f37}";

pub(super) fn render(diff: &Diff, options: &Options) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    put(
        &mut out,
        format_args!(
            "<title>What changes</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>What changes</h1>\n"
        ),
    );
    for one in &diff.compared {
        comparison(&mut out, &one.comparison, options);
    }
    for (title, files) in [
        ("Only in the old folder", &diff.only_old),
        ("Only in the new folder", &diff.only_new),
    ] {
        let files: Vec<String> = files.iter().map(|file| escaped(file)).collect();
        if !files.is_empty() {
            put(&mut out, format_args!("<h2>{title}</h2>\n"));
            list(&mut out, &files);
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn comparison(out: &mut String, comparison: &Comparison, options: &Options) {
    let verdict = comparison.verdict();
    put(
        out,
        format_args!(
            "<h2>{}: {}</h2>\n<p><strong>{}</strong></p>\n",
            escaped(&comparison.new.scenario_id),
            verdict.name(),
            verdict.words()
        ),
    );
    if !comparison.behaviour.changes.is_empty() {
        put(
            out,
            format_args!(
                "<p>{} ({}). It calls for a {} version.{}</p>\n",
                words::tally(comparison),
                words::strengths(comparison),
                verdict.bump().name(),
                if comparison.lacks_bump() {
                    " The version is the same as before."
                } else {
                    ""
                }
            ),
        );
    }
    out.push_str(
        "<table>\n<tr><th></th><th>From</th><th>Version</th><th>SHA-256</th><th>Bytes</th></tr>\n",
    );
    for (name, version) in [("old", &comparison.old), ("new", &comparison.new)] {
        put(
            out,
            format_args!(
                "<tr><th>{name}</th><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td></tr>\n",
                escaped(&version.label),
                escaped(&version.spec_version),
                version.hash,
                version.size
            ),
        );
    }
    out.push_str("</table>\n");
    if options.layers.behaviour {
        behaviour(out, &comparison.behaviour);
    }
    if options.layers.declaration {
        put(
            out,
            format_args!(
                "<h3>Declaration</h3>\n<p>{}</p>\n",
                words::declaration_tally(&comparison.declaration)
            ),
        );
        entities(
            out,
            "What is written otherwise",
            &comparison.declaration.changes,
        );
        entities(
            out,
            "For authors only, changes no byte",
            &comparison.declaration.authoring,
        );
    }
    if options.layers.bytes && !comparison.bytes.cosmetic.is_empty() {
        out.push_str("<h3>Bytes</h3>\n");
        let cosmetic: Vec<String> = comparison
            .bytes
            .cosmetic
            .iter()
            .map(|one| escaped(one))
            .collect();
        list(out, &cosmetic);
    }
}

fn behaviour(out: &mut String, behaviour: &Behaviour) {
    let changes = &behaviour.changes;
    if changes.is_empty() {
        return;
    }
    out.push_str("<h3>Behaviour</h3>\n");
    let mut stage = None;
    for change in changes {
        let place = change.stage.as_deref();
        if stage != Some(place) {
            if stage.is_some() {
                out.push_str("</ul>\n");
            }
            match place {
                None => out.push_str("<h4>Scenario</h4>\n<ul>\n"),
                Some(id) => put(out, format_args!("<h4>Stage {}</h4>\n<ul>\n", escaped(id))),
            }
            stage = Some(place);
        }
        put(
            out,
            format_args!(
                "<li><span class=\"class {}\">{}</span> ({}) {} <code>{}</code>\n",
                shade(change.class),
                change.class.name(),
                words::strength_words(change.confidence),
                escaped(&change.headline),
                change.fingerprint()
            ),
        );
        let lines: Vec<String> = words::details(change)
            .into_iter()
            .chain(words::approval(change))
            .collect();
        nested(out, &lines);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
    if let Some(run) = &behaviour.first_difference {
        out.push_str("<h4>In one run</h4>\n");
        nested(out, &words::witness(run));
    }
    if behaviour.is_cut_short {
        put(out, format_args!("<p>{}</p>\n", words::CUT_SHORT));
    }
}

/// Writes lines as items; those that begin with spaces are a list below the item before.
fn nested(out: &mut String, lines: &[String]) {
    let mut items: Vec<String> = Vec::new();
    let mut below: Vec<String> = Vec::new();
    let close = |items: &mut Vec<String>, below: &mut Vec<String>| {
        if let (Some(last), false) = (items.last_mut(), below.is_empty()) {
            let mut inner = String::from("\n");
            list(&mut inner, below);
            last.push_str(&inner);
            below.clear();
        }
    };
    for line in lines {
        let text = line.trim_start_matches(' ');
        if text.len() < line.len() {
            below.push(escaped(text));
        } else {
            close(&mut items, &mut below);
            items.push(escaped(text));
        }
    }
    close(&mut items, &mut below);
    list(out, &items);
}

fn entities(out: &mut String, title: &str, declared: &[Declared]) {
    if declared.is_empty() {
        return;
    }
    put(
        out,
        format_args!("<details><summary>{title}</summary>\n<ul>\n"),
    );
    for one in declared {
        let (_, words) = words::declared(one);
        put(out, format_args!("<li>{}", escaped(one.address())));
        if !words.is_empty() {
            put(out, format_args!(": {}", escaped(&words.join(", "))));
        }
        out.push('\n');
        let lines: Vec<String> = one
            .fields
            .iter()
            .map(|line| escaped(&words::line(line)))
            .collect();
        list(out, &lines);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</details>\n");
}

/// Writes items that are escaped already.
fn list(out: &mut String, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.push_str("<ul>\n");
    for item in items {
        put(out, format_args!("<li>{item}</li>\n"));
    }
    out.push_str("</ul>\n");
}

const fn shade(class: Class) -> &'static str {
    match class {
        Class::Stricter | Class::Later | Class::Removed => "less",
        Class::ReportingOnly => "same",
        _ => "more",
    }
}

/// Writes text so that it shows as it is and nothing of it is markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_is_no_markup() {
        assert_eq!(
            escaped("<script>'\"&\u{202e}"),
            "&lt;script&gt;&#39;&quot;&amp;\\u{202E}"
        );
    }
}
