//! Which rows of a long list are drawn.

use std::ops::Range;

/// Returns the rows to draw so that the marked one stands in the middle where it can.
///
/// Only these are built, whatever the length of the list.
pub(in crate::tui) fn window(marked: usize, len: usize, height: u16) -> Range<usize> {
    let height = usize::from(height);
    let top = marked.saturating_sub(height / 2);
    let top = top.min(len.saturating_sub(height));
    top..len.min(top + height)
}

/// Moves a mark by some rows within a list.
pub(in crate::tui) fn moved(at: usize, by: isize, len: usize) -> usize {
    at.saturating_add_signed(by).min(len.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_row_is_always_drawn_and_no_row_is_wasted() {
        for (marked, len, height, rows) in [
            (0, 0, 5, 0..0),
            (0, 3, 5, 0..3),
            (0, 100, 5, 0..5),
            (50, 100, 5, 48..53),
            (99, 100, 5, 95..100),
            (3, 4, 0, 3..3),
        ] {
            assert_eq!(window(marked, len, height), rows);
        }
    }

    #[test]
    fn a_mark_stays_within_its_list() {
        assert_eq!(moved(0, -1, 3), 0);
        assert_eq!(moved(2, 9, 3), 2);
        assert_eq!(moved(5, 0, 0), 0);
        assert_eq!(moved(0, 1, 3), 1);
    }
}
