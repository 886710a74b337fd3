//! How many cells texts take.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::diagnostic::visible;

/// Returns how many cells a text takes as it is shown.
#[must_use]
pub fn wide(text: &str) -> usize {
    visible(text).width()
}

/// Returns a text as it is shown in some cells, cut if it needs more.
#[must_use]
pub fn fitted(text: &str, cells: usize) -> String {
    let text = visible(text);
    if text.width() <= cells {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for part in text.graphemes(true) {
        used += part.width();
        if used + 1 > cells {
            break;
        }
        out.push_str(part);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_their_cells_between_letters() {
        for (text, cells, shown) in [
            ("build", 5, "build"),
            ("build", 4, "bui…"),
            ("漢字漢字", 8, "漢字漢字"),
            ("漢字漢字", 6, "漢字…"),
            ("漢字漢字", 7, "漢字漢…"),
            ("a\u{1b}b", 10, "a\\u{001B}b"),
            ("e\u{301}\u{302}xy", 2, "e\u{301}\u{302}…"),
        ] {
            let fits = fitted(text, cells);
            assert_eq!(fits, shown);
            assert!(wide(&fits) <= cells);
        }
    }
}
