//! A page as Markdown that hosts show and that reads well as it is.

use super::{Block, Item, Page, Piece, Table, marker, pieces, put};
use crate::diagnostic::{inert_markdown, visible_lines};

pub(super) fn render(page: &Page) -> String {
    let mut out = page.marker.as_deref().map_or_else(String::new, marker);
    put(&mut out, format_args!("# {}\n", text(&page.title)));
    blocks(&mut out, &page.blocks);
    out
}

/// Writes blocks, each after an empty line.
fn blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        out.push('\n');
        match block {
            Block::Heading(level, title) => {
                let marks = "######".get(..usize::from(*level)).unwrap_or("######");
                put(out, format_args!("{marks} {}\n", text(title)));
            }
            Block::Paragraph(lead, says) => {
                out.push_str(&strong(lead, says));
                out.push('\n');
            }
            Block::List(items) => list(out, items, 0),
            Block::Table(rows) => table(out, rows),
            Block::Fold(title, below) => {
                put(
                    out,
                    format_args!("<details><summary>{}</summary>\n", markup(title)),
                );
                self::blocks(out, below);
                out.push_str("\n</details>\n");
            }
            Block::Code(language, lines) => fence(out, language, lines),
            Block::Drawing { mermaid, .. } => fence(out, "mermaid", mermaid),
        }
    }
}

fn list(out: &mut String, items: &[Item], depth: usize) {
    for item in items {
        put(
            out,
            format_args!(
                "{}- {}\n",
                "  ".repeat(depth),
                strong(&item.lead, &item.text)
            ),
        );
        list(out, &item.parts, depth + 1);
    }
}

fn table(out: &mut String, table: &Table) {
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        out.push('|');
        for cell in cells {
            put(out, format_args!(" {cell} |"));
        }
        out.push('\n');
    };
    row(&mut table.head.iter().map(|cell| text(cell)));
    row(&mut table.head.iter().map(|_| "---".to_owned()));
    for cells in &table.rows {
        row(&mut cells.iter().map(|cell| text(cell)));
    }
}

/// Writes lines between marks that are longer than any in them.
fn fence(out: &mut String, language: &str, lines: &str) {
    let lines = visible_lines(lines);
    let mut longest = 2;
    let mut run = 0;
    for c in lines.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let marks = "`".repeat(longest + 1);
    let lines = lines.trim_end_matches('\n');
    put(out, format_args!("{marks}{language}\n{lines}\n{marks}\n"));
}

/// Writes strong words and what follows them.
fn strong(lead: &str, says: &str) -> String {
    match (lead, says) {
        ("", says) => text(says),
        (lead, "") => format!("**{}**", text(lead)),
        (lead, says) => format!("**{}** {}", text(lead), text(says)),
    }
}

/// Writes a text so that only its backticks mean anything.
fn text(text: &str) -> String {
    let written: String = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Code(code) if is_simple(code) => format!("`{code}`"),
            Piece::Code(code) => format!("<code>{}</code>", inert(code)),
            Piece::Plain(plain) => inert(plain),
        })
        .collect();
    let written = written.trim().to_owned();
    // Elsewhere than at the start these are ordinary characters.
    match written.chars().next() {
        Some(first @ ('-' | '+' | '=')) => {
            format!("&#{};{}", u32::from(first), written.split_at(1).1)
        }
        Some('0'..='9') => {
            let end = written.find(|c: char| !c.is_ascii_digit());
            match end.map(|end| written.split_at(end)) {
                Some((number, rest)) if rest.starts_with(['.', ')']) => {
                    let (mark, rest) = rest.split_at(1);
                    let mark = mark.bytes().next().unwrap_or_default();
                    format!("{number}&#{mark};{rest}")
                }
                _ => written,
            }
        }
        _ => written,
    }
}

/// Writes a text where no Markdown is read, only HTML.
fn markup(text: &str) -> String {
    let written = pieces(text).into_iter().map(|piece| match piece {
        Piece::Code(code) => format!("<code>{}</code>", inert(code)),
        Piece::Plain(plain) => inert(plain),
    });
    written.collect()
}

/// Writes a text in which nothing means anything, and keeps the spaces at its end.
///
/// Two things stay as they are, because most texts have them and they mean nothing where they
/// stand: `_` within a word, and the tip of an arrow behind a space.
fn inert(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut from = 0;
    for (at, found) in plain.match_indices(['_', '>']) {
        let (Some(before), Some(after)) = (plain.get(from..at), plain.get(at + 1..)) else {
            continue;
        };
        let stays = match found {
            "_" => is_word(before.chars().next_back()) && is_word(after.chars().next()),
            _ => before.ends_with(" -") && after.starts_with(' '),
        };
        if stays {
            out.push_str(&inert_markdown(before));
            out.push_str(found);
            from = at + 1;
        }
    }
    let rest = plain.get(from..).unwrap_or_default();
    out.push_str(&inert_markdown(rest));
    let spaces = rest.len() - rest.trim_end_matches(' ').len();
    out.extend(std::iter::repeat_n(' ', spaces));
    out
}

/// Tells whether a text between backticks shows as itself, in a table too.
fn is_simple(code: &str) -> bool {
    let first_or_last = code.starts_with(' ') || code.ends_with(' ');
    !first_or_last
        && code
            .chars()
            .all(|c| c.is_alphanumeric() || " -_.,:;=()/'\"+*%$@#[]{}!?".contains(c))
}
