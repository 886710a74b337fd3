//! A page for reviewers as data: headings, paragraphs, lists, tables; Markdown and HTML are leaves.
//!
//! Every text may hold untrusted text, and the renderings make it safe. What stands between two
//! backticks in a text is shown as code.

mod html;
mod markdown;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Page {
    /// Name by which a tool finds the page again among others; none for a page of its own.
    pub(super) marker: Option<String>,
    /// What it is called.
    pub(super) title: String,
    /// What is on it.
    pub(super) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading; 2 for one directly below the title, 6 for the smallest.
    Heading(u8, String),
    /// A paragraph that begins with strong words; they may be empty.
    Paragraph(String, String),
    /// A list.
    List(Vec<Item>),
    /// A table.
    Table(Table),
    /// What is shown when it is asked for, under a title.
    Fold(String, Vec<Self>),
    /// Lines in a language that are shown as they are.
    Code(&'static str, String),
    /// A drawing: for Markdown as the text of a flow chart, for HTML as a finished SVG.
    Drawing {
        /// The flow chart, for hosts that draw it.
        mermaid: String,
        /// The picture; it is put on the page as it is.
        svg: String,
    },
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Item {
    /// Strong words that it begins with; they may be empty.
    pub(super) lead: String,
    /// What it says.
    pub(super) text: String,
    /// Items below it.
    pub(super) parts: Vec<Self>,
}

/// A table; every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    /// What the columns are called.
    pub(super) head: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<Vec<String>>,
}

impl Item {
    /// Returns an item that only says something.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Returns an item that begins with strong words.
    pub(super) fn strong(lead: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            lead: lead.into(),
            text: text.into(),
            parts: Vec::new(),
        }
    }

    /// Adds an item below it.
    pub(super) fn part(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Self::plain(text));
        self
    }
}

impl Table {
    /// Returns a table without rows.
    pub(super) fn new(head: &[&str]) -> Self {
        Self {
            head: head.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}

impl Block {
    /// Returns a paragraph without strong words.
    pub(super) fn says(text: impl Into<String>) -> Self {
        Self::Paragraph(String::new(), text.into())
    }

    /// Returns of how many lines the block consists: items, rows and whatever else stands alone.
    pub(super) fn lines(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Table(table) => table.rows.len(),
            Self::Fold(_, blocks) => lines(blocks),
            Self::Heading(..) => 0,
            Self::Paragraph(..) | Self::Code(..) | Self::Drawing { .. } => 1,
        }
    }
}

/// Returns of how many lines blocks consist.
pub(super) fn lines(blocks: &[Block]) -> usize {
    blocks.iter().map(Block::lines).sum()
}

/// Returns the first lines of blocks, without headings that nothing stands below any more.
pub(super) fn first_lines(blocks: &[Block], count: usize) -> Vec<Block> {
    let mut left = count;
    let mut kept = Vec::new();
    for block in blocks {
        let own = block.lines();
        if left == 0 && own > 0 {
            break;
        }
        let mut part = block.clone();
        match &mut part {
            Block::List(items) => items.truncate(left),
            Block::Table(table) => table.rows.truncate(left),
            Block::Fold(_, below) => *below = first_lines(below, left),
            Block::Heading(..) | Block::Paragraph(..) | Block::Code(..) | Block::Drawing { .. } => {
            }
        }
        kept.push(part);
        left = left.saturating_sub(own);
    }
    while let Some(Block::Heading(..)) = kept.last() {
        kept.pop();
    }
    kept
}

impl Page {
    /// Returns the page as GitHub-flavoured Markdown.
    pub(super) fn markdown(&self) -> String {
        markdown::render(self)
    }

    /// Returns the page as HTML without scripts and without anything to fetch.
    pub(super) fn html(&self) -> String {
        html::render(self)
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Code(&'a str),
}

/// Takes a text apart at its backticks; one without a partner is an ordinary character.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, behind)) = after.split_once('`').filter(|(code, _)| !code.is_empty())
        else {
            break;
        };
        if !before.is_empty() {
            found.push(Piece::Plain(before));
        }
        found.push(Piece::Code(code));
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

/// Returns the marker of a page as both formats write it; it cannot end the comment that it is in.
fn marker(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'-' if out.ends_with('-') => out.push_str("%2D"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b' ' => {
                out.push(char::from(byte));
            }
            other => put(&mut out, format_args!("%{other:02X}")),
        }
    }
    format!("<!-- {out} -->\n")
}

/// Appends formatted text.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A `String` takes whatever is written to it.
    let _ = std::fmt::Write::write_fmt(out, text);
}

#[cfg(test)]
mod tests;
