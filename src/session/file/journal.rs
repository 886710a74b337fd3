//! The journal of one draft, from the session's side.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files::why;

use super::disk::{JOURNAL, beside, free_name};
use super::record::{Folded, Record, Snapshot, fold, line};
use super::writer::Writer;

/// Largest journal that is read; a larger one is none of ours.
const MOST_BYTES: u64 = 256 << 20;

/// A journal that grew by this much, and to twice its size, is written anew.
const GROWTH: u64 = 4 << 20;

/// Records after which a journal is written anew.
const MOST_RECORDS: usize = 4000;

/// The journal beside a draft; its file is made with the first record.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// Length up to which an existing file goes on; none starts a new one.
    whole: Option<u64>,
    writer: Option<Writer>,
    /// Why no writer could be started.
    refused: Option<String>,
    /// Bytes that an existing file began with.
    resumed: u64,
    /// Bytes and records that came to it since it was begun or gone on with.
    grown: u64,
    records: usize,
    /// Whether something was handed over and not waited for.
    is_ahead: bool,
    /// Whether the author was told that the journal cannot be written.
    is_told: bool,
}

/// What stands where a draft's journal would be.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A journal, read as far as it is whole.
    Journal(Box<Folded>),
    /// Something else; what, in a few words.
    Foreign(String),
}

impl Journal {
    /// Returns the journal of a draft, without touching any file.
    pub(super) fn beside(draft: &Path) -> Self {
        Self {
            path: beside(draft, JOURNAL),
            whole: None,
            writer: None,
            refused: None,
            resumed: 0,
            grown: 0,
            records: 0,
            is_ahead: false,
            is_told: false,
        }
    }

    /// Reads what is there.
    pub(super) fn load(&self) -> Found {
        load(&self.path)
    }

    /// Goes on with what was read, behind its last whole record.
    pub(super) fn resume(&mut self, whole: usize) {
        let whole = whole as u64;
        self.whole = Some(whole);
        self.resumed = whole;
    }

    /// Moves what is there to another name, so that it is neither used nor lost; returns the name.
    pub(super) fn set_aside(&self, ending: &str) -> io::Result<PathBuf> {
        let aside = free_name(&self.path, ending);
        fs::rename(&self.path, &aside)?;
        Ok(aside)
    }

    /// Copies what is there to another name and cuts it off after `whole` bytes; returns the name.
    pub(super) fn cut_off(&self, whole: usize, ending: &str) -> io::Result<PathBuf> {
        let aside = free_name(&self.path, ending);
        fs::copy(&self.path, &aside)?;
        let file = File::options().write(true).open(&self.path)?;
        file.set_len(whole as u64)?;
        Ok(aside)
    }

    /// Notes a record. `snapshot` gives what to start anew from with it, where that is needed.
    pub(super) fn note(&mut self, record: &Record, snapshot: impl FnOnce() -> Snapshot) {
        let Some(line) = line(record) else { return };
        self.is_ahead = true;
        if self.writer.is_none() && self.whole.is_some() {
            // What cannot be gone on with is started anew.
            self.writer = Writer::start(&self.path, self.whole).ok();
        }
        match &self.writer {
            Some(writer) if !writer.is_lost() => writer.append(line.clone()),
            _ => return self.renew(snapshot),
        }
        self.grown += line.len() as u64;
        self.records += 1;
    }

    /// Starts the journal anew from everything there is.
    pub(super) fn renew(&mut self, snapshot: impl FnOnce() -> Snapshot) {
        self.is_ahead = true;
        self.whole = None;
        self.resumed = 0;
        self.grown = 0;
        self.records = 0;
        if self.writer.is_none() {
            match Writer::start(&self.path, None) {
                Ok(writer) => self.writer = Some(writer),
                Err(error) => self.refused = Some(why(&error)),
            }
        }
        if let Some(writer) = &self.writer {
            self.refused = None;
            writer.replace(snapshot());
        }
    }

    /// Tells whether the journal has grown enough to be written anew.
    pub(super) fn is_overgrown(&self) -> bool {
        let begun = self.writer.as_ref().map_or(0, Writer::begun);
        self.records > MOST_RECORDS || self.grown > GROWTH.max(self.resumed).max(begun)
    }

    /// Returns what is new about the journal's health, told once.
    pub(super) fn news(&mut self) -> Option<String> {
        let trouble = match &self.writer {
            Some(writer) => writer.trouble(),
            None => self.refused.clone(),
        };
        match trouble {
            Some(why) if !self.is_told => {
                self.is_told = true;
                Some(format!(
                    "Changes cannot be kept for the case of a crash: {why}. \
                     They stay in memory and it is tried again; save often."
                ))
            }
            None if self.is_told => {
                self.is_told = false;
                Some("Changes are kept for the case of a crash again.".to_owned())
            }
            _ => None,
        }
    }

    /// Waits for some time until everything is written, should there be anything new.
    pub(super) fn written(&mut self, within: Duration) {
        if std::mem::take(&mut self.is_ahead)
            && let Some(writer) = &self.writer
        {
            writer.written(within);
        }
    }

    /// Waits until everything is on the disk.
    pub(super) fn finish(&mut self, snapshot: impl FnOnce() -> Snapshot) {
        if let Some(writer) = &self.writer {
            writer.flush();
        }
        // Only now is it known whether the file was still there.
        if self.writer.as_ref().is_some_and(Writer::is_lost) {
            self.renew(snapshot);
            if let Some(writer) = &self.writer {
                writer.flush();
            }
        }
    }

    /// Takes the journal away; there is nothing in it.
    pub(super) fn remove(&mut self) {
        let is_ours = self.writer.take().is_some() || self.whole.is_some();
        if is_ours {
            // What stays behind is an empty history.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Reads the journal at a path.
pub(super) fn load(path: &Path) -> Found {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
        Err(error) => return Found::Foreign(why(&error)),
    };
    if !found.is_file() {
        return Found::Foreign("it is no regular file".to_owned());
    }
    if found.len() > MOST_BYTES {
        return Found::Foreign(format!(
            "it has {} bytes, the limit is {MOST_BYTES}",
            found.len()
        ));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Found::Foreign(why(&error));
    }
    match fold(&bytes) {
        Some(folded) => Found::Journal(Box::new(folded)),
        None => Found::Foreign("it is not a journal that this build reads".to_owned()),
    }
}
