//! A page as HTML: no scripts, nothing to fetch, everything escaped.

use super::{Block, Item, Page, Piece, Table, marker, pieces, put};
use crate::diagnostic::{visible, visible_lines};

/// Dark and light by what the reader's system prefers; long texts break anywhere, and what is wide
/// scrolls by itself.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}\
table{border-collapse:collapse;margin:1rem 0}\
th,td{border:1px solid #8886;padding:.2rem .6rem;text-align:left;vertical-align:top}\
li{margin:.3rem 0}code{font-size:.9em}summary{cursor:pointer}\
pre,.drawing{overflow:auto}pre{font-size:.85em}";

pub(super) fn render(page: &Page) -> String {
    let title = text(&page.title);
    let plain = escaped(&page.title.replace('`', ""));
    let mut out = String::from("<!doctype html>\n");
    if let Some(name) = &page.marker {
        out.push_str(&marker(name));
    }
    put(
        &mut out,
        format_args!(
            "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{plain}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        ),
    );
    blocks(&mut out, &page.blocks);
    out.push_str("</body>\n</html>\n");
    out
}

fn blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Heading(level, title) => {
                let level = (*level).clamp(2, 6);
                put(out, format_args!("<h{level}>{}</h{level}>\n", text(title)));
            }
            Block::Paragraph(lead, says) => {
                put(out, format_args!("<p>{}</p>\n", strong(lead, says)));
            }
            Block::List(items) => list(out, items),
            Block::Table(rows) => table(out, rows),
            Block::Fold(title, below) => {
                put(
                    out,
                    format_args!("<details><summary>{}</summary>\n", text(title)),
                );
                self::blocks(out, below);
                out.push_str("</details>\n");
            }
            Block::Code(_, lines) => {
                let lines: Vec<String> = visible_lines(lines).lines().map(escaped).collect();
                put(out, format_args!("<pre>{}</pre>\n", lines.join("\n")));
            }
            Block::Drawing { svg, .. } => {
                put(out, format_args!("<div class=\"drawing\">\n{svg}</div>\n"));
            }
        }
    }
}

fn list(out: &mut String, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    out.push_str("<ul>\n");
    for item in items {
        put(out, format_args!("<li>{}", strong(&item.lead, &item.text)));
        if !item.parts.is_empty() {
            out.push('\n');
            list(out, &item.parts);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn table(out: &mut String, table: &Table) {
    out.push_str("<table>\n");
    let mut row = |cells: &[String], tag: &str| {
        out.push_str("<tr>");
        for cell in cells {
            put(out, format_args!("<{tag}>{}</{tag}>", text(cell)));
        }
        out.push_str("</tr>\n");
    };
    row(&table.head, "th");
    for cells in &table.rows {
        row(cells, "td");
    }
    out.push_str("</table>\n");
}

fn strong(lead: &str, says: &str) -> String {
    match (lead, says) {
        ("", says) => text(says),
        (lead, "") => format!("<strong>{}</strong>", text(lead)),
        (lead, says) => format!("<strong>{}</strong> {}", text(lead), text(says)),
    }
}

fn text(text: &str) -> String {
    let written = pieces(text).into_iter().map(|piece| match piece {
        Piece::Code(code) => format!("<code>{}</code>", escaped(code)),
        Piece::Plain(plain) => escaped(plain),
    });
    written.collect()
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
