//! What an argument names: a file, stdin, or a file in a revision.

use std::path::{Path, PathBuf};

use super::super::files::STDIN;

/// Where a document is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    /// Stdin.
    Stdin,
    /// A path, whether something is there or not; without a colon it may also be a revision.
    Path(PathBuf),
    /// A file as it is in a revision; the path is seen from the current folder.
    InRevision {
        /// Name of the revision.
        revision: String,
        /// The file.
        path: PathBuf,
    },
    /// A file as it is in the index; the path is seen from the current folder.
    InIndex(PathBuf),
}

/// Says what an argument such as `main:release.spec.json` names.
///
/// A file that exists under the whole text is meant first, a drive letter is no revision, `-` is
/// stdin, and nothing before the colon means the index, as in git. A colon within braces, as in
/// `HEAD^{/fix: it}:a.json`, belongs to the revision.
pub(crate) fn split_operand(text: &Path, exists: impl FnOnce(&Path) -> bool) -> Operand {
    if text == Path::new(STDIN) {
        return Operand::Stdin;
    }
    let whole = || Operand::Path(text.to_owned());
    let Some((revision, path)) = text.to_str().and_then(at_colon) else {
        return whole();
    };
    if path.is_empty() || is_drive(revision, path) || exists(text) {
        return whole();
    }
    if revision.is_empty() {
        let path = path.strip_prefix("0:").unwrap_or(path);
        return Operand::InIndex(PathBuf::from(path));
    }
    Operand::InRevision {
        revision: revision.to_owned(),
        path: PathBuf::from(path),
    }
}

/// Splits at the first colon outside braces.
fn at_colon(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return text.split_at_checked(at).map(|(a, b)| (a, &b[1..])),
            _ => {}
        }
    }
    None
}

fn is_drive(revision: &str, path: &str) -> bool {
    let letter = revision.len() == 1 && revision.starts_with(|c: char| c.is_ascii_alphabetic());
    letter && path.starts_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_separates_unless_the_whole_is_something_else() {
        let revision = |revision: &str, path: &str| Operand::InRevision {
            revision: revision.to_owned(),
            path: PathBuf::from(path),
        };
        let path = |path: &str| Operand::Path(PathBuf::from(path));
        for (text, expected) in [
            ("-", Operand::Stdin),
            ("a.json", path("a.json")),
            ("main:a.json", revision("main", "a.json")),
            ("main:a:b.json", revision("main", "a:b.json")),
            ("main:../a.json", revision("main", "../a.json")),
            ("HEAD^{/fix: it}:a", revision("HEAD^{/fix: it}", "a")),
            ("HEAD^{/open:a", path("HEAD^{/open:a")),
            ("main@{1 day ago}:a", revision("main@{1 day ago}", "a")),
            ("--output=x:a", revision("--output=x", "a")),
            (":a.json", Operand::InIndex(PathBuf::from("a.json"))),
            (":0:a.json", Operand::InIndex(PathBuf::from("a.json"))),
            ("there:a.json", path("there:a.json")),
            (r"C:\a.json", path(r"C:\a.json")),
            ("C:/a.json", path("C:/a.json")),
            ("c:a.json", revision("c", "a.json")),
            ("main:", path("main:")),
            (":", path(":")),
            ("", path("")),
        ] {
            let found = split_operand(Path::new(text), |path| path == Path::new("there:a.json"));
            assert_eq!(found, expected, "{text}");
        }
    }
}
