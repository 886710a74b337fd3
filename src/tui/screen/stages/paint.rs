//! The part of the stage graph that is visible, on the canvas.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::diagnostic::visible;
use crate::plain::drawing::{Block, Column, Picture, Stroke, Window, traced};
use crate::tui::canvas::{Canvas, Target};
use crate::tui::theme::Role;

/// How the graph is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The stage that is kept in view and marked.
    pub(super) marked: usize,
    /// Whether keys go here.
    pub(super) focused: bool,
    /// The pane that clicks on boxes report.
    pub(super) pane: usize,
}

/// Draws what fits into an area around the marked stage; returns arrows to where there is more.
pub(super) fn paint(
    canvas: &mut Canvas<'_>,
    area: Rect,
    picture: &Picture,
    look: Look,
) -> &'static str {
    if area.is_empty() {
        return "";
    }
    let lens = Lens::on(area, picture, look.marked);
    let first = picture
        .columns
        .partition_point(|column| column.right.max(column.left) <= lens.x);
    // The words of the last column stand beyond where a next one would begin.
    let first = first.min(picture.columns.len().saturating_sub(1));
    let columns = || {
        picture
            .columns
            .iter()
            .skip(first)
            .take_while(|column| column.left <= lens.x + usize::from(area.width))
    };
    lens.start(canvas, picture);
    lens.lines(canvas, columns());
    for column in columns() {
        for word in &column.words {
            lens.text(
                canvas,
                (word.x, word.y),
                word.width,
                &word.text,
                role(word.stroke),
            );
        }
    }
    for column in columns() {
        let top = column
            .blocks
            .partition_point(|block| block.y + block.height <= lens.y);
        let shown = column.blocks.iter().skip(top);
        for block in shown.take_while(|block| block.y < lens.y + usize::from(area.height)) {
            lens.block(canvas, block, look);
        }
    }
    lens.more(picture)
}

const fn role(stroke: Stroke) -> Role {
    match stroke {
        Stroke::Solid => Role::Text,
        Stroke::Dashed => Role::Accent,
        Stroke::Dead => Role::Dim,
    }
}

/// Which part of the sheet is seen where.
struct Lens {
    area: Rect,
    /// The cell of the sheet in the corner of the area.
    x: usize,
    y: usize,
}

impl Lens {
    fn on(area: Rect, picture: &Picture, marked: usize) -> Self {
        let block = picture.block(marked);
        let place = |middle: usize, room: u16, whole: usize| {
            let room = usize::from(room);
            middle
                .saturating_sub(room / 2)
                .min(whole.saturating_sub(room))
        };
        let (x, y) = block.map_or((0, 0), |block| {
            (block.x + block.width / 2, block.y + block.height / 2)
        });
        Self {
            area,
            x: place(x, area.width, picture.width),
            y: place(y, area.height, picture.height),
        }
    }

    /// Returns where a cell of the sheet is seen.
    fn at(&self, x: usize, y: usize) -> Option<(u16, u16)> {
        let x = u16::try_from(x.checked_sub(self.x)?).ok()?;
        let y = u16::try_from(y.checked_sub(self.y)?).ok()?;
        (x < self.area.width && y < self.area.height).then_some((self.area.x + x, self.area.y + y))
    }

    /// Writes text of some cells, the visible part of it.
    fn text(
        &self,
        canvas: &mut Canvas<'_>,
        at: (usize, usize),
        cells: usize,
        text: &str,
        role: Role,
    ) {
        let (x, y) = at;
        let skip = self.x.saturating_sub(x);
        if skip >= cells {
            return;
        }
        if let Some((column, row)) = self.at(x + skip, y) {
            let room = u16::try_from(cells - skip).unwrap_or(u16::MAX);
            let room = room.min(self.area.right() - column);
            if skip == 0 {
                canvas.put(column, row, room, text, role);
            } else {
                canvas.put(column, row, room, &behind(text, skip), role);
            }
        }
    }

    fn start(&self, canvas: &mut Canvas<'_>, picture: &Picture) {
        if let Some(block) = picture.block(0) {
            self.text(canvas, (0, block.y + 1), 4, "●──▶", Role::Text);
        }
    }

    fn lines<'a>(&self, canvas: &mut Canvas<'_>, columns: impl Iterator<Item = &'a Column>) {
        let window = Window {
            x: self.x,
            y: self.y,
            width: usize::from(self.area.width),
            height: usize::from(self.area.height),
        };
        // Neighbours of one kind are written at once.
        for (row, y) in traced(columns, window).iter().zip(self.area.y..) {
            let mut x = self.area.x;
            for run in row.chunk_by(|one, other| one.map(|one| one.1) == other.map(|one| one.1)) {
                let width = u16::try_from(run.len()).unwrap_or(0);
                if let Some(Some((_, stroke))) = run.first() {
                    let text: String = run.iter().flatten().map(|(glyph, _)| *glyph).collect();
                    canvas.put(x, y, width, &text, role(*stroke));
                }
                x += width;
            }
        }
    }

    fn block(&self, canvas: &mut Canvas<'_>, block: &Block, look: Look) {
        let inner = block.width.saturating_sub(2);
        let role = if block.cut_off { Role::Dim } else { Role::Text };
        let marked = block.stage == look.marked;
        // Cut and not shortened: a border has nothing to say.
        let skip = self.x.saturating_sub(block.x);
        let room = (self.x + usize::from(self.area.width)).saturating_sub(block.x + skip);
        for (y, whole) in block.rims() {
            let seen: String = whole.chars().skip(skip).take(room).collect();
            self.text(
                canvas,
                (block.x + skip, y),
                seen.chars().count(),
                &seen,
                role,
            );
        }
        for (y, left, text, right) in block.rows() {
            self.text(canvas, (block.x, y), 1, left, role);
            self.text(canvas, (block.x + 1, y), inner, &" ".repeat(inner), role);
            // Below the name stands what is unusual of the stage, behind a mark.
            let role = match text.chars().next().filter(|_| y > block.y + 1) {
                Some('✗') => Role::Error,
                Some('!') => Role::Warning,
                _ if marked => Role::Title,
                _ => role,
            };
            self.text(
                canvas,
                (block.x + 2, y),
                inner.saturating_sub(2),
                text,
                role,
            );
            self.text(canvas, (block.x + block.width - 1, y), 1, right, Role::Text);
        }
        let Some(seen) = self.rect(block) else { return };
        if marked {
            // The row of the name, without the borders.
            let name = Rect {
                x: seen.x + 1,
                y: seen
                    .y
                    .saturating_add(u16::from(self.at(self.x, block.y).is_some())),
                width: seen.width.saturating_sub(2),
                height: 1,
            };
            let role = if look.focused {
                Role::Selected
            } else {
                Role::Marked
            };
            canvas.tint(name.intersection(self.area), role);
        }
        let index = block.stage;
        canvas.hit(
            seen,
            Target::Item {
                pane: look.pane,
                index,
            },
        );
    }

    /// Returns the visible part of a box.
    fn rect(&self, block: &Block) -> Option<Rect> {
        let cut = |at: usize, size: usize, from: usize, room: u16| {
            let begin = at.max(from);
            let end = (at + size).min(from + usize::from(room));
            let begin_seen = u16::try_from(begin - from).ok()?;
            let size = u16::try_from(end.checked_sub(begin)?).ok()?;
            (size > 0).then_some((begin_seen, size))
        };
        let (x, width) = cut(block.x, block.width, self.x, self.area.width)?;
        let (y, height) = cut(block.y, block.height, self.y, self.area.height)?;
        Some(Rect {
            x: self.area.x + x,
            y: self.area.y + y,
            width,
            height,
        })
    }

    fn more(&self, picture: &Picture) -> &'static str {
        let left = self.x > 0;
        let right = picture.width > self.x + usize::from(self.area.width);
        let up = self.y > 0;
        let down = picture.height > self.y + usize::from(self.area.height);
        match (left || right, up || down) {
            (false, false) => "",
            (true, false) if !left => "more →",
            (true, false) if !right => "← more",
            (true, false) => "← more →",
            (false, true) if !up => "more ↓",
            (false, true) if !down => "↑ more",
            (false, true) => "↑ more ↓",
            (true, true) => "↕ more ↔",
        }
    }
}

/// Returns a text without its first cells; half a wide letter becomes a space.
fn behind(text: &str, skip: usize) -> String {
    let text = visible(text);
    let mut used = 0;
    let mut rest = String::new();
    for part in text.graphemes(true) {
        let before = used;
        used += part.width();
        if before >= skip {
            rest.push_str(part);
        } else if used > skip {
            rest.extend(std::iter::repeat_n(' ', used - skip));
        }
    }
    rest
}
