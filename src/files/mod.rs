//! Reading input within limits, and writing files so that no half of one is ever seen.

mod names;
mod write;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};

pub use names::{draft_beside, new_draft, spec_beside, stem};
pub use write::{
    NoSignals, Signals, WriteError, folder_of, followed, new_file_in, same_file, write,
};

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// When the system refuses or the file is larger; the finding says why, where and what to do.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
    let name = path.to_string_lossy();
    let opened = File::open(path).and_then(|file| {
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // The size of a file is told as it is; a stream is not read on only to be counted.
        Ok((metadata.is_file().then_some(metadata.len()), file))
    });
    match opened {
        Ok((size, file)) => within(file, size, &name, limit),
        Err(error) => Err(unreadable(&error, &name)),
    }
}

/// Reads a stream of at most `limit` bytes; findings call it `name`.
///
/// # Errors
/// When the system refuses or there is more.
pub fn read_stream(
    stream: impl Read,
    name: &str,
    limit: usize,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    within(stream, None, name, limit)
}

fn within(
    stream: impl Read,
    size: Option<u64>,
    name: &str,
    limit: usize,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    match stream.take(most.saturating_add(1)).read_to_end(&mut bytes) {
        Err(error) => Err(unreadable(&error, name)),
        Ok(_) if bytes.len() > limit => {
            let size = size.filter(|size| *size > most).map_or_else(
                || format!("more than {limit} bytes, the limit"),
                |size| format!("{size} bytes, the limit is {limit}"),
            );
            Err(unusable(
                Code::GW0105,
                &format!("the input has {size}"),
                "split the scenario, or move large payloads out with an external packet",
                name,
            ))
        }
        Ok(_) => Ok(bytes),
    }
}

/// Returns the finding about a file that the system does not let us read.
#[must_use]
pub fn unreadable(error: &io::Error, name: &str) -> Box<Diagnostic> {
    unusable(
        Code::GW0112,
        &format!("cannot read this file: {}", why(error)),
        cure(error),
        name,
    )
}

fn unusable(code: Code, message: &str, help: &str, name: &str) -> Box<Diagnostic> {
    let mut diagnostic = Diagnostic::new(code, "", message).help(help).in_file(name);
    "scenario".clone_into(&mut diagnostic.primary.entity);
    Box::new(diagnostic)
}

/// Says in plain words what the system refused.
#[must_use]
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        io::ErrorKind::FileTooLarge => "the system allows no file of this size".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk cannot be written to".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
        io::ErrorKind::AlreadyExists => "a file of this name is there".to_owned(),
        // Without the number and the path that may follow: both differ between machines.
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

fn cure(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "check the path; `gatewright init` starts a workspace"
        }
        io::ErrorKind::IsADirectory => "name a file; `gatewright check` takes folders too",
        io::ErrorKind::PermissionDenied => "change the permissions of the file or its folder",
        _ => "check the disk and the file",
    }
}
