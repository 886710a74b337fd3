//! One writer at a time: a lock beside the draft.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A lock that is held; it is given back when this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Holds the lock while it is open.
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Someone else has the draft open; who, in a few words.
    Held(String),
    /// The system does not let us lock here.
    Refused(io::Error),
}

impl Lock {
    /// Takes the lock at a path, or says who holds it.
    ///
    /// What a dead process left behind holds nothing: the system gives its locks back.
    pub(super) fn take(path: &Path) -> Result<Self, NoLock> {
        // A holder may take the file away between our opening and our locking it.
        for _ in 0..8 {
            if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
                return Err(foreign(path));
            }
            let mut file = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map_err(NoLock::Refused)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(NoLock::Held(holder(&mut file))),
                Err(TryLockError::Error(error)) => return Err(NoLock::Refused(error)),
            }
            if !is_at(&file, path) {
                continue;
            }
            if !is_ours(&mut file) {
                return Err(foreign(path));
            }
            // The number only serves the message; the lock holds without it.
            let _ = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| write!(file, "{}", std::process::id()));
            return Ok(Self {
                path: path.to_owned(),
                _file: file,
            });
        }
        Err(NoLock::Held("another process".to_owned()))
    }

    /// Tells whether someone holds the lock at a path.
    pub(super) fn is_held(path: &Path) -> bool {
        File::open(path)
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Taken away while it is still locked, so that nobody can lock it in between.
        let _ = fs::remove_file(&self.path);
    }
}

fn foreign(path: &Path) -> NoLock {
    NoLock::Refused(io::Error::other(format!(
        "`{}` is no lock of this program",
        path.display()
    )))
}

/// Returns the beginning of what a lock file holds.
fn content(file: &mut File) -> Option<String> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Tells whether a file is one that may be written over: empty, or the number of a process.
fn is_ours(file: &mut File) -> bool {
    content(file).is_some_and(|text| text.is_empty() || text.parse::<u32>().is_ok())
}

/// Names the process that holds a lock.
fn holder(file: &mut File) -> String {
    match content(file).and_then(|text| text.parse::<u32>().ok()) {
        Some(id) if id == std::process::id() => "this program itself".to_owned(),
        Some(id) => format!("process {id}"),
        None => "another process".to_owned(),
    }
}

/// Tells whether a file is still the one at its path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(held), Ok(there)) => same(&held, &there),
        _ => false,
    }
}

/// Tells whether a file is still the one at its path; here an open file cannot be taken away.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_the_next_is_told_and_gets_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".x.lock");
        let lock = Lock::take(&path).unwrap();
        assert!(Lock::is_held(&path));
        match Lock::take(&path) {
            Err(NoLock::Held(who)) => assert_eq!(who, "this program itself"),
            other => panic!("{other:?}"),
        }
        drop(lock);
        assert!(!path.exists() && !Lock::is_held(&path));
        // What a dead process left behind.
        fs::write(&path, "1").unwrap();
        Lock::take(&path).unwrap();
    }

    #[test]
    fn a_file_of_someone_else_is_neither_taken_nor_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".x.lock");
        fs::write(&path, "precious").unwrap();
        assert!(matches!(Lock::take(&path), Err(NoLock::Refused(_))));
        assert_eq!(fs::read(&path).unwrap(), b"precious");
        let link = folder.path().join(".y.lock");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("empty"), &link).unwrap();
        #[cfg(not(unix))]
        fs::create_dir(&link).unwrap();
        assert!(matches!(Lock::take(&link), Err(NoLock::Refused(_))));
        assert!(!folder.path().join("empty").exists());
    }

    #[test]
    fn a_holder_that_says_nothing_useful_is_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".x.lock");
        let _lock = Lock::take(&path).unwrap();
        for (text, who) in [
            ("", "another process"),
            ("no number", "another process"),
            ("4000000", "process 4000000"),
        ] {
            fs::write(&path, text).unwrap();
            assert!(matches!(Lock::take(&path), Err(NoLock::Held(found)) if found == who));
        }
    }
}
