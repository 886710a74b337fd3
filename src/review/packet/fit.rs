//! A packet within its limit: what matters least is cut first, and what was cut is said.

use super::super::page::{Block, Page, first_lines, lines};
use super::head::short;
use super::{Kind, Layout, PacketFormat, Section, counted};

/// The smallest limit that a packet keeps to, in bytes.
pub const MIN_BYTES: usize = 4096;

/// A section with how many of its lines are kept.
struct Part {
    section: Section,
    all: usize,
    kept: usize,
}

/// Returns the packet in its format, within the limit of the layout.
pub(super) fn fitted(head: &Page, sections: Vec<Section>, layout: &Layout) -> String {
    let mut parts: Vec<Part> = sections
        .into_iter()
        .map(|section| {
            let all = lines(&section.blocks);
            Part {
                section,
                all,
                kept: all,
            }
        })
        .collect();
    let whole = written(head, &parts, layout.format, None);
    let Some(limit) = layout.max_bytes.map(|limit| limit.max(MIN_BYTES)) else {
        return whole;
    };
    if whole.len() <= limit {
        return whole;
    }
    let size = Size {
        limit,
        whole: whole.len(),
    };
    // The order of the kinds is that of their weight.
    let mut by_weight: Vec<usize> = (0..parts.len()).collect();
    by_weight.sort_by_key(|at| parts.get(*at).map(|part| part.section.kind));
    for at in by_weight.into_iter().rev() {
        let mut try_with = |kept: usize| {
            if let Some(part) = parts.get_mut(at) {
                part.kept = kept;
            }
            written(head, &parts, layout.format, Some(size))
        };
        if try_with(0).len() > limit {
            continue;
        }
        let all = parts.get(at).map_or(0, |part| part.all);
        return most(all, limit, |kept| {
            if let Some(part) = parts.get_mut(at) {
                part.kept = kept;
            }
            written(head, &parts, layout.format, Some(size))
        });
    }
    bare(head, layout.format, size)
}

/// The limit and how large the packet would be without one.
#[derive(Debug, Clone, Copy)]
struct Size {
    limit: usize,
    whole: usize,
}

impl Size {
    fn words(self) -> String {
        format!("Cut to fit {} of {} bytes.", self.limit, self.whole)
    }
}

/// Returns the text with the most lines that is within the limit; with none it is.
fn most(all: usize, limit: usize, mut write: impl FnMut(usize) -> String) -> String {
    let (mut fits, mut too_many) = (0, all);
    while fits + 1 < too_many {
        let middle = usize::midpoint(fits, too_many);
        if write(middle).len() <= limit {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    write(fits)
}

/// Writes head and sections; of a cut packet the head says what is missing.
fn written(head: &Page, parts: &[Part], format: PacketFormat, cut: Option<Size>) -> String {
    let mut page = head.clone();
    if let Some(size) = cut {
        let missing: Vec<String> = parts.iter().filter_map(Part::missing).collect();
        let words = format!("Left out: {}.", missing.join(", "));
        let at = page.blocks.len().min(1);
        page.blocks
            .insert(at, Block::Paragraph(size.words(), words));
    }
    for part in parts {
        if part.kept == 0 && part.all > 0 {
            continue;
        }
        let title = part.section.kind.title().to_owned();
        page.blocks.push(Block::Heading(2, title));
        if part.kept == part.all {
            page.blocks.extend(part.section.blocks.iter().cloned());
            continue;
        }
        page.blocks
            .extend(first_lines(&part.section.blocks, part.kept));
        let rest = counted(part.all - part.kept, "more line");
        page.blocks.push(Block::says(format!("… {rest}, cut.")));
    }
    text(&page, format)
}

impl Part {
    fn missing(&self) -> Option<String> {
        let title = self.section.kind.title();
        match (self.kept, self.all) {
            (kept, all) if kept == all => None,
            (0, _) => Some(format!("`{title}`")),
            (kept, all) => Some(format!("{} of {all} lines of `{title}`", all - kept)),
        }
    }
}

/// Writes the verdict alone, where names leave no room even for the head.
fn bare(head: &Page, format: PacketFormat, size: Size) -> String {
    let verdict = match head.blocks.first() {
        Some(Block::Paragraph(lead, _)) => short(lead),
        _ => String::new(),
    };
    let page = Page {
        marker: head.marker.clone(),
        title: "Review".to_owned(),
        blocks: vec![Block::Paragraph(
            verdict,
            format!("{} Everything else is left out.", size.words()),
        )],
    };
    text(&page, format)
}

fn text(page: &Page, format: PacketFormat) -> String {
    match format {
        PacketFormat::Markdown => page.markdown(),
        PacketFormat::Html => page.html(),
    }
}

impl Kind {
    /// Every kind, for tests of the order in which things are cut.
    #[cfg(test)]
    pub(super) const ALL: [Self; 9] = Self::order(super::Reader::Author);
}
