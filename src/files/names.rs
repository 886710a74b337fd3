//! How drafts and specs that belong together are named.

use std::path::{Path, PathBuf};

/// Returns the name of a draft or spec without what marks it as one.
#[must_use]
pub fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".draft.json", ".draft.ron", ".spec.json", ".json", ".ron"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(&name)
        .to_owned()
}

/// Returns the compiled file that belongs beside a draft.
#[must_use]
pub fn spec_beside(draft: &Path) -> PathBuf {
    draft.with_file_name(format!("{}.spec.json", stem(draft)))
}

/// Returns the draft that belongs beside a spec.
#[must_use]
pub fn draft_beside(spec: &Path) -> PathBuf {
    spec.with_file_name(format!("{}.draft.json", stem(spec)))
}

/// Returns the file of a new draft for a scenario of this name: in `drafts`, where the folder has it.
#[must_use]
pub fn new_draft(folder: &Path, id: &str) -> PathBuf {
    let drafts = folder.join("drafts");
    let place = if drafts.is_dir() {
        drafts
    } else {
        folder.to_owned()
    };
    let safe: String = id
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    place.join(format!("{}.draft.json", safe.trim_start_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_shares_its_name() {
        for (draft, spec) in [
            ("a/x.draft.json", "a/x.spec.json"),
            ("x.draft.ron", "x.spec.json"),
            ("x.json", "x.spec.json"),
            (".json", ".json.spec.json"),
            ("plain", "plain.spec.json"),
        ] {
            assert_eq!(spec_beside(Path::new(draft)), Path::new(spec));
        }
        assert_eq!(
            draft_beside(Path::new("a/x.spec.json")),
            Path::new("a/x.draft.json")
        );
        assert_eq!(draft_beside(Path::new("x")), Path::new("x.draft.json"));
    }
}
