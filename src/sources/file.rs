//! Reading files and folders that the caller or the workspace names, within limits.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Largest contract file, and largest canonical form of a contract, in bytes (REFERENCE §5).
pub const MAX_CONTRACT_BYTES: u64 = 1 << 20;
/// Largest data shape and settings file, in bytes.
pub const MAX_INPUT_BYTES: u64 = 16 << 20;
/// Longest path of a contract, in bytes (REFERENCE §5).
pub const MAX_PATH_BYTES: usize = 4096;
/// Longest part of a contract's path, in bytes (REFERENCE §5).
pub const MAX_COMPONENT_BYTES: usize = 255;

/// A path with the name that findings show, which is never made absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedPath {
    /// What is opened.
    pub real: PathBuf,
    /// What is shown, relative to the workspace where the path was written so.
    pub shown: PathBuf,
}

impl NamedPath {
    /// Returns a path as its owner wrote it, seen from a folder.
    pub(super) fn join(&self, path: &Path) -> Self {
        Self {
            real: self.real.join(path),
            shown: self.shown.join(path),
        }
    }

    /// Returns the folder that a file is in.
    pub(super) fn folder(&self) -> Self {
        let parent = |path: &Path| path.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            real: parent(&self.real),
            shown: parent(&self.shown),
        }
    }

    /// Returns the name that findings carry.
    pub(super) fn name(&self) -> Arc<str> {
        shown_name(&self.shown)
    }

    /// Returns what tells this file from all others, under whatever name it is reached.
    pub(super) fn identity(&self) -> PathBuf {
        fs::canonicalize(&self.real).unwrap_or_else(|_| self.real.clone())
    }
}

/// Returns a path as text, with `/` on every system.
pub(super) fn shown_name(path: &Path) -> Arc<str> {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/").into()
    }
}

/// Why a file or folder gives nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FileFault {
    /// There is none.
    #[error("it does not exist")]
    Missing,
    /// It is a folder or a device.
    #[error("it is not a file")]
    NotAFile,
    /// It has more bytes than its kind may have.
    #[error("it has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Bytes found.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The system refuses.
    #[error("{0}")]
    Refused(io::ErrorKind),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            // The kind alone: the full text holds numbers that differ between systems.
            kind => Self::Refused(kind),
        }
    }
}

/// Reads a file of at most `limit` bytes; its size is known before anything is read.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FileFault> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(FileFault::NotAFile);
    }
    let size = metadata.len();
    if size > limit {
        return Err(FileFault::TooLarge { size, limit });
    }
    // The file may have grown since.
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    if size > limit {
        return Err(FileFault::TooLarge { size, limit });
    }
    Ok(bytes)
}

/// Returns the JSON files that a path stands for: itself, or those directly in the folder, sorted.
///
/// Names that start with a dot are left out: editors keep their own files under such names.
pub(super) fn json_files(path: &NamedPath) -> Result<Vec<NamedPath>, FileFault> {
    if !fs::metadata(&path.real)?.is_dir() {
        return Ok(vec![path.clone()]);
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&path.real)? {
        let name = PathBuf::from(entry?.file_name());
        let hidden = name.as_os_str().as_encoded_bytes().starts_with(b".");
        if !hidden
            && name
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names.iter().map(|name| path.join(name)).collect())
}

/// Tells why a contract's path is over a limit of the runtime (REFERENCE §5).
pub(super) fn path_over_limit(path: &Path) -> Option<String> {
    let bytes = path.as_os_str().len();
    if bytes > MAX_PATH_BYTES {
        return Some(format!(
            "the path has {bytes} bytes, more than the {MAX_PATH_BYTES} allowed"
        ));
    }
    path.components().find_map(|component| match component {
        Component::Normal(part) if part.len() > MAX_COMPONENT_BYTES => Some(format!(
            "a part of the path has {} bytes, more than the {MAX_COMPONENT_BYTES} allowed",
            part.len()
        )),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &Path) -> NamedPath {
        NamedPath {
            real: path.to_owned(),
            shown: PathBuf::from("shown"),
        }
    }

    #[test]
    fn sizes_and_kinds_are_checked_before_reading() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        fs::write(&file, "12345").unwrap();
        assert_eq!(read(&file, 5).unwrap(), b"12345");
        assert_eq!(
            read(&file, 4),
            Err(FileFault::TooLarge { size: 5, limit: 4 })
        );
        assert_eq!(read(folder.path(), 5), Err(FileFault::NotAFile));
        assert_eq!(read(&folder.path().join("g"), 5), Err(FileFault::Missing));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_read_and_a_link_to_itself_is_refused() {
        assert_eq!(read(Path::new("/dev/zero"), 5), Err(FileFault::NotAFile));
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("a.json");
        std::os::unix::fs::symlink(&link, &link).unwrap();
        assert!(matches!(read(&link, 5), Err(FileFault::Refused(_))));
        assert!(matches!(
            json_files(&named(&link)),
            Err(FileFault::Refused(_))
        ));
    }

    #[test]
    fn a_folder_lists_its_json_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.json", "c.txt", ".d.json", "json"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("e.json")).unwrap();
        let found = json_files(&named(folder.path())).unwrap();
        let names: Vec<_> = found.iter().map(NamedPath::name).collect();
        assert_eq!(
            names.iter().map(|name| &**name).collect::<Vec<_>>(),
            ["shown/a.json", "shown/b.json", "shown/e.json"]
        );
    }

    #[test]
    fn path_limits_are_inclusive() {
        let part = |n: usize| "x".repeat(n);
        let long = |n: usize| format!("{}{}", "x/".repeat(2000), part(n - 4000));
        for (path, over) in [
            (part(255), false),
            (part(256), true),
            (format!("a/{}/b", part(256)), true),
            (long(4096), false),
            (long(4097), true),
        ] {
            assert_eq!(path_over_limit(Path::new(&path)).is_some(), over);
        }
    }
}
