//! Why something cannot be had from git, and what helps.

use gatewright::draft::MAX_INPUT_BYTES;

/// Why git gave no answer; [`GitError::help`] says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GitError {
    /// There is no `git` program.
    #[error("the program `git` is not found")]
    NotInstalled,
    /// The folder is in no repository.
    #[error("`{0}` is not in a git repository")]
    NotARepository(String),
    /// Git refuses to work in a repository that belongs to someone else.
    #[error("git does not trust the repository at `{0}`: it belongs to another user")]
    NotTrusted(String),
    /// No commit, tag or branch has this name.
    #[error("git knows no revision `{revision}`")]
    UnknownRevision {
        /// The name as it was given.
        revision: String,
        /// What probably helps.
        cure: String,
    },
    /// The revision holds no such file.
    #[error("`{path}` does not exist in {revision}")]
    NoSuchPath {
        /// The path as it was given.
        path: String,
        /// The revision, or the words for the index.
        revision: String,
        /// What probably helps.
        cure: String,
    },
    /// It is there but is not a file.
    #[error("`{path}` is {what} in {revision}, not a file")]
    NotAFile {
        /// The path as it was given.
        path: String,
        /// The revision, or the words for the index.
        revision: String,
        /// What it is.
        what: &'static str,
    },
    /// The path leads out of the repository.
    #[error("`{0}` is outside the repository")]
    Outside(String),
    /// The file is in the middle of a merge.
    #[error("`{0}` has conflicts in the index")]
    Unmerged(String),
    /// The object is named but is not in this clone.
    #[error("the object {hash} is not in this clone")]
    MissingObject {
        /// Its hash.
        hash: String,
    },
    /// The file is larger than any input may be.
    #[error("`{name}` has {size} bytes, the limit is {MAX_INPUT_BYTES}")]
    TooLarge {
        /// The file or object.
        name: String,
        /// Its size.
        size: u64,
    },
    /// Git failed in a way that nothing above describes.
    #[error("git failed: {0}")]
    Failed(String),
}

impl GitError {
    /// Returns what to do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::NotInstalled => "install git, or make sure that its folder is in PATH".to_owned(),
            Self::NotARepository(_) => {
                "go into a clone, or name two files instead of a revision".to_owned()
            }
            Self::NotTrusted(_) => {
                "git config --global --add safe.directory FOLDER, if you trust it".to_owned()
            }
            Self::UnknownRevision { cure, .. } | Self::NoSuchPath { cure, .. } => cure.clone(),
            Self::NotAFile { .. } => "name a file, such as REVISION:NAME.draft.json".to_owned(),
            Self::Outside(_) => "name a file of this repository".to_owned(),
            Self::Unmerged(_) => "resolve the conflicts and `git add` the file first".to_owned(),
            Self::MissingObject { hash } => format!("git fetch origin {hash}"),
            Self::TooLarge { .. } => {
                "split the scenario, or move large payloads out with an external packet".to_owned()
            }
            Self::Failed(_) => "try `git status` in this folder".to_owned(),
        }
    }
}
