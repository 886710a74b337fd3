//! Documents out of a repository: by revision, from the index, by hash.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use gatewright::draft::MAX_INPUT_BYTES;

use super::cure;
use super::error::GitError;
use super::program;
use super::shell;

/// A local repository, seen from a folder in it.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    /// Top of the work tree; the repository itself where there is none.
    root: PathBuf,
    /// The folder that paths are seen from, as git names it from the root.
    prefix: PathBuf,
    /// Whether there are files at all.
    has_files: bool,
}

/// An entry of a tree or of the index.
struct Entry {
    mode: String,
    hash: String,
}

impl Repository {
    /// Returns the repository that a folder is in; paths are seen from this folder.
    ///
    /// # Errors
    /// When there is no git, or the folder is in no repository that git trusts.
    pub(crate) fn around(folder: &Path) -> Result<Self, GitError> {
        let ask = |what: &str| program::run(folder, ["rev-parse", what]);
        let top = ask("--show-toplevel")?;
        if let Some(root) = program::line(&top) {
            let prefix = program::line(&ask("--show-prefix")?).unwrap_or_default();
            return Ok(Self {
                root: PathBuf::from(root),
                prefix: PathBuf::from(prefix),
                has_files: true,
            });
        }
        match program::line(&ask("--absolute-git-dir")?) {
            Some(root) => Ok(Self {
                root: PathBuf::from(root),
                prefix: PathBuf::new(),
                has_files: false,
            }),
            None if program::complaint(&top).contains("dubious ownership") => {
                Err(GitError::NotTrusted(folder.display().to_string()))
            }
            None => Err(GitError::NotARepository(folder.display().to_string())),
        }
    }

    /// Returns the top of the work tree; none in a bare repository.
    pub(crate) fn root(&self) -> Option<&Path> {
        self.has_files.then_some(&self.root)
    }

    /// Reads a file as it is in a revision.
    ///
    /// # Errors
    /// When the revision or the file in it does not exist, is no file, is not in this clone or is
    /// larger than any input may be.
    pub(crate) fn read(&self, revision: &str, path: &Path) -> Result<Vec<u8>, GitError> {
        let tree = self.commit_or_tree(revision)?;
        let from_root = self.in_tree(path)?;
        let words = format!("`{revision}`");
        if from_root.as_os_str().is_empty() {
            return Err(GitError::NotAFile {
                path: shown(path),
                revision: words,
                what: "a folder",
            });
        }
        let Some(entry) = self.entry(&tree, &from_root)? else {
            return Err(self.no_such_path(&tree, path, &words));
        };
        self.file(&entry, path, &words)
    }

    /// Reads a file as it is in the index.
    ///
    /// # Errors
    /// As [`Repository::read`], and when the file has conflicts there.
    pub(crate) fn read_index(&self, path: &Path) -> Result<Vec<u8>, GitError> {
        let from_root = self.in_tree(path)?;
        let arguments = ["ls-files", "--stage", "-z", "--"].map(OsString::from);
        let named = from_root.clone().into_os_string();
        let listed = self.run(arguments.into_iter().chain([named]))?;
        let mut conflicts = false;
        for record in records(&listed) {
            let Some((about, name)) = record.split_once('\t') else {
                continue;
            };
            let mut about = about.split(' ');
            let (mode, hash, stage) = (about.next(), about.next(), about.next());
            if Path::new(name) != from_root {
                continue;
            }
            match (mode, hash, stage) {
                (Some(mode), Some(hash), Some("0")) => {
                    let (mode, hash) = (mode.to_owned(), hash.to_owned());
                    return self.file(&Entry { mode, hash }, path, "the index");
                }
                _ => conflicts = true,
            }
        }
        if conflicts {
            return Err(GitError::Unmerged(shown(path)));
        }
        Err(GitError::NoSuchPath {
            path: shown(path),
            revision: "the index".to_owned(),
            cure: format!("git add -- {}", shell::quoted(&shown(path))),
        })
    }

    /// Returns all files below a folder in a revision, sorted, as seen from the current folder.
    ///
    /// Links and repositories within the repository are left out.
    ///
    /// # Errors
    /// When the revision or the folder in it does not exist or is not in this clone.
    pub(crate) fn list(&self, revision: &str, folder: &Path) -> Result<Vec<PathBuf>, GitError> {
        let tree = self.commit_or_tree(revision)?;
        let from_root = self.in_tree(folder)?;
        let below = if from_root.as_os_str().is_empty() {
            tree.clone()
        } else {
            match self.entry(&tree, &from_root)? {
                Some(entry) if entry.mode == "040000" => entry.hash,
                _ => return Err(self.no_such_path(&tree, folder, &format!("`{revision}`"))),
            }
        };
        let listed = self.run(["ls-tree", "-r", "-z", "--full-tree", &below])?;
        let files = records(&listed).filter_map(|record| {
            let (about, name) = record.split_once('\t')?;
            about.starts_with("100").then(|| folder.join(name))
        });
        let mut files: Vec<PathBuf> = files.collect();
        files.sort();
        Ok(files)
    }

    /// Returns the full hash of what a revision names: a commit, or a tree.
    fn commit_or_tree(&self, revision: &str) -> Result<String, GitError> {
        // No name of a revision begins with a dash or holds a NUL; git must not see an option.
        let possible =
            !revision.is_empty() && !revision.starts_with('-') && !revision.contains('\0');
        for kind in ["commit", "tree"] {
            let wanted = format!("{revision}^{{{kind}}}");
            let arguments = [
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &wanted,
            ];
            if possible && let Some(hash) = self.ask(&arguments)? {
                return Ok(hash);
            }
        }
        let cure = cure::unknown_revision(revision, |arguments| self.ask(arguments).ok().flatten());
        Err(GitError::UnknownRevision {
            revision: revision.to_owned(),
            cure,
        })
    }

    /// Returns the entry of a path, seen from the root, in a commit or tree.
    fn entry(&self, tree: &str, path: &Path) -> Result<Option<Entry>, GitError> {
        let arguments = ["ls-tree", "-z", "--full-tree", tree, "--"].map(OsString::from);
        let listed = self.run(arguments.into_iter().chain([path.as_os_str().to_owned()]))?;
        let found = records(&listed).find_map(|record| {
            let (about, name) = record.split_once('\t')?;
            let mut about = about.split(' ');
            let (mode, _, hash) = (about.next()?, about.next()?, about.next()?);
            (Path::new(name) == path).then(|| Entry {
                mode: mode.to_owned(),
                hash: hash.to_owned(),
            })
        });
        Ok(found)
    }

    fn file(&self, entry: &Entry, path: &Path, revision: &str) -> Result<Vec<u8>, GitError> {
        let what = match entry.mode.as_str() {
            "040000" => "a folder",
            "120000" => "a link",
            "160000" => "another repository",
            _ => return self.object(&entry.hash, &shown(path)),
        };
        Err(GitError::NotAFile {
            path: shown(path),
            revision: revision.to_owned(),
            what,
        })
    }

    /// Reads an object after its kind and size are known.
    fn object(&self, hash: &str, name: &str) -> Result<Vec<u8>, GitError> {
        let asked = ["cat-file", "--batch-check=%(objecttype) %(objectsize)"];
        let told = program::run_with(&self.root, asked, &format!("{hash}\n"))?;
        let told = program::line(&told).unwrap_or_default();
        let size = match told.split_once(' ') {
            Some(("blob", size)) => size.parse::<u64>().unwrap_or(u64::MAX),
            Some(("tree" | "commit" | "tag", _)) => {
                return Err(GitError::NotAFile {
                    path: name.to_owned(),
                    revision: "this repository".to_owned(),
                    what: "another object",
                });
            }
            _ => {
                return Err(GitError::MissingObject {
                    hash: hash.to_owned(),
                });
            }
        };
        if usize::try_from(size).map_or(true, |size| size > MAX_INPUT_BYTES) {
            return Err(GitError::TooLarge {
                name: name.to_owned(),
                size,
            });
        }
        self.run(["cat-file", "blob", hash])
    }

    fn no_such_path(&self, tree: &str, path: &Path, revision: &str) -> GitError {
        let listed = self.run(["ls-tree", "-r", "-z", "--name-only", "--full-tree", tree]);
        let listed = listed.unwrap_or_default();
        let wanted = self.in_tree(path).unwrap_or_default();
        let names: Vec<&str> = records(&listed).collect();
        GitError::NoSuchPath {
            path: shown(path),
            revision: revision.to_owned(),
            cure: cure::missing_path(path, &wanted, &self.prefix, &names),
        }
    }

    /// Returns a path as git names it: from the root, without `.` and `..`.
    fn in_tree(&self, path: &Path) -> Result<PathBuf, GitError> {
        let outside = || GitError::Outside(shown(path));
        let relative;
        let (mut parts, path) = if path.is_absolute() {
            let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let folder = real(path.parent().unwrap_or(path));
            let full = path
                .file_name()
                .map_or(folder.clone(), |name| folder.join(name));
            let below = full.strip_prefix(real(&self.root));
            relative = below.map_err(|_| outside())?.to_owned();
            (PathBuf::new(), relative.as_path())
        } else {
            (self.prefix.clone(), path)
        };
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => parts.push(name),
                Component::ParentDir if parts.pop() => {}
                _ => return Err(outside()),
            }
        }
        Ok(parts.components().collect())
    }

    /// Returns the line that git answers with; none when it says no.
    fn ask(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        program::run(&self.root, arguments).map(|output| program::line(&output))
    }

    /// Returns all that git prints.
    fn run<S: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Vec<u8>, GitError> {
        let output = program::run(&self.root, arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(GitError::Failed(program::complaint(&output)))
    }
}

/// Returns the records of an output with `-z`; names that are not Unicode are passed over.
fn records(output: &[u8]) -> impl Iterator<Item = &str> {
    output
        .split(|byte| *byte == 0)
        .filter_map(|record| std::str::from_utf8(record).ok())
        .filter(|record| !record.is_empty())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
