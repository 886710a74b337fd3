//! Writing a journal without making anyone wait: one thread writes, another syncs in batches.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::record::Snapshot;
use crate::files::{folder_of, why};
use crate::session::BESIDE;

/// How long what is written may wait for the disk.
const SYNC_AFTER: Duration = Duration::from_millis(500);

/// How long after a failure writing is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How long a caller waits at most for all to be written.
const FLUSH_WITHIN: Duration = Duration::from_secs(5);

enum Order {
    /// Adds lines.
    Append(Vec<u8>),
    /// Puts a whole new journal in the place of the old one.
    Replace(Box<Snapshot>),
    /// Answers when everything before is with the system, or cannot be handed to it.
    Written(Sender<()>),
    /// Answers when everything before is on the disk.
    Flush(Sender<()>),
}

/// What the threads tell the session.
#[derive(Debug, Default)]
struct Shared {
    /// Why nothing can be written at present.
    trouble: Mutex<Option<String>>,
    /// The file was taken away under us; only a whole new journal helps.
    lost: AtomicBool,
    /// Bytes that the last whole new journal began with.
    begun: AtomicU64,
}

/// A journal's file, written by a thread of its own.
#[derive(Debug)]
pub(super) struct Writer {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Writer {
    /// Starts writing. `whole` is the length up to which an existing journal goes on; none starts
    /// with [`Self::replace`].
    pub(super) fn start(path: &Path, whole: Option<u64>) -> io::Result<Self> {
        let file = whole.map(|whole| resume(path, whole)).transpose()?;
        let (orders, inbox) = mpsc::channel();
        let shared = Arc::new(Shared::default());
        let mut scribe = Scribe {
            path: path.to_owned(),
            length: whole.unwrap_or(0),
            file,
            image: None,
            pending: Vec::new(),
            shared: Arc::clone(&shared),
        };
        let thread = Builder::new()
            .name(format!("{BESIDE}journal"))
            .spawn(move || scribe.serve(&inbox))?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
            shared,
        })
    }

    /// Hands lines over.
    pub(super) fn append(&self, lines: Vec<u8>) {
        self.order(Order::Append(lines));
    }

    /// Hands a whole new journal over.
    pub(super) fn replace(&self, snapshot: Snapshot) {
        self.shared.lost.store(false, Ordering::SeqCst);
        self.order(Order::Replace(Box::new(snapshot)));
    }

    /// Waits for some time until what was handed over is written, so that it outlives the process.
    pub(super) fn written(&self, within: Duration) {
        let (done, wait) = mpsc::channel();
        self.order(Order::Written(done));
        // A slow disk is not waited for any longer; the thread goes on.
        let _ = wait.recv_timeout(within);
    }

    /// Waits until what was handed over is on the disk or has failed to get there.
    pub(super) fn flush(&self) {
        let (done, wait) = mpsc::channel();
        self.order(Order::Flush(done));
        // Whether it worked, `trouble` tells.
        let _ = wait.recv_timeout(FLUSH_WITHIN);
    }

    /// Tells whether the file is gone and a whole new journal is needed.
    pub(super) fn is_lost(&self) -> bool {
        self.shared.lost.load(Ordering::SeqCst)
    }

    /// Returns how many bytes the last whole new journal began with; 0 while it is being made.
    pub(super) fn begun(&self) -> u64 {
        self.shared.begun.load(Ordering::SeqCst)
    }

    /// Says why nothing can be written at present; none when all is well.
    pub(super) fn trouble(&self) -> Option<String> {
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            return Some("what writes it has failed".to_owned());
        }
        self.shared
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends only with this sender.
            let _ = orders.send(order);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens an existing journal to go on behind its last whole record.
fn resume(path: &Path, whole: u64) -> io::Result<File> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let file = File::options().append(true).open(path)?;
    file.set_len(whole)?;
    Ok(file)
}

/// The writing thread.
struct Scribe {
    path: PathBuf,
    file: Option<File>,
    /// Bytes that are whole in the file.
    length: u64,
    /// A whole journal that is still to be written.
    image: Option<Vec<u8>>,
    /// Lines that are still to be written.
    pending: Vec<u8>,
    shared: Arc<Shared>,
}

impl Scribe {
    fn serve(&mut self, inbox: &Receiver<Order>) {
        let current = Arc::new(Mutex::new(None));
        // Dropping `_stop` ends the wait of the syncing thread.
        let (_stop, stopped) = mpsc::channel();
        let (wake, woken) = mpsc::sync_channel(1);
        let file = Arc::clone(&current);
        let syncer = Builder::new()
            .name(format!("{BESIDE}sync"))
            .spawn(move || sync(&file, &woken, &stopped));
        let wake = syncer.is_ok().then_some(wake);
        loop {
            let order = if self.is_behind() {
                inbox.recv_timeout(RETRY_AFTER)
            } else {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            let mut answer = None;
            let mut to_disk = false;
            match order {
                Ok(Order::Append(lines)) => match &mut self.image {
                    Some(image) => image.extend(lines),
                    None => self.pending.extend(lines),
                },
                Ok(Order::Replace(snapshot)) => {
                    self.pending.clear();
                    let image = snapshot.image();
                    let begun = image.len() as u64;
                    self.shared.begun.store(begun, Ordering::SeqCst);
                    self.image = Some(image);
                }
                Ok(Order::Written(done)) => answer = Some(done),
                Ok(Order::Flush(done)) => {
                    answer = Some(done);
                    to_disk = true;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.write_and_tell(&current, wake.as_ref());
            if let Some(answer) = answer {
                if to_disk {
                    self.sync();
                }
                // Who asked may have given up.
                let _ = answer.send(());
            }
        }
        self.write_and_tell(&current, None);
        self.sync();
    }

    const fn is_behind(&self) -> bool {
        self.image.is_some() || !self.pending.is_empty()
    }

    fn write_and_tell(
        &mut self,
        current: &Mutex<Option<Arc<File>>>,
        wake: Option<&SyncSender<()>>,
    ) {
        if !self.is_behind() {
            return;
        }
        let result = self.write();
        if result.is_ok() {
            let handle = self.file.as_ref().and_then(|file| file.try_clone().ok());
            *current.lock().unwrap_or_else(PoisonError::into_inner) = handle.map(Arc::new);
            if let Some(wake) = wake {
                // When a wake-up waits already, the sync that it brings covers this write too.
                let _ = wake.try_send(());
            }
        }
        *self
            .shared
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = result.err().map(|error| why(&error));
    }

    fn write(&mut self) -> io::Result<()> {
        if let Some(image) = &self.image {
            let file = replaced(&self.path, image)?;
            self.length = image.len() as u64;
            self.file = Some(file);
            self.image = None;
        }
        let Some(file) = &mut self.file else {
            return Err(io::ErrorKind::NotFound.into());
        };
        if let Err(error) = file.write_all(&self.pending) {
            // What was written of it goes again, so that the next try does not repeat it.
            if file.set_len(self.length).is_err() {
                self.shared.lost.store(true, Ordering::SeqCst);
            }
            return Err(error);
        }
        self.length += self.pending.len() as u64;
        self.pending.clear();
        if is_gone(file) {
            self.shared.lost.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    fn sync(&self) {
        if let Some(file) = &self.file {
            // A disk that cannot sync has no better answer.
            let _ = file.sync_data();
        }
    }
}

/// Puts a whole journal in its place at once; only its owner may read it.
fn replaced(path: &Path, image: &[u8]) -> io::Result<File> {
    let folder = folder_of(path);
    let mut beside = tempfile::Builder::new()
        .prefix(".gatewright-")
        .append(true)
        .tempfile_in(folder)?;
    beside.write_all(image)?;
    beside.as_file().sync_all()?;
    let file = beside.persist(path).map_err(|error| error.error)?;
    // The rename itself is durable only once the folder is; not every system can do that.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(file)
}

#[cfg(unix)]
fn is_gone(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|found| found.nlink() == 0)
}

#[cfg(not(unix))]
const fn is_gone(_file: &File) -> bool {
    false
}

/// The syncing thread: a while after something was written, it reaches the disk.
fn sync(current: &Mutex<Option<Arc<File>>>, woken: &Receiver<()>, stopped: &Receiver<()>) {
    while woken.recv().is_ok() {
        let is_over = stopped.recv_timeout(SYNC_AFTER) == Err(RecvTimeoutError::Disconnected);
        if is_over {
            break;
        }
        let file = current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(file) = file {
            // A disk that cannot sync has no better answer.
            let _ = file.sync_data();
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn lines_that_find_no_room_wait_and_are_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let full = File::options().append(true).open("/dev/full").unwrap();
        let mut scribe = Scribe {
            path: path.clone(),
            file: Some(full),
            length: 4,
            image: None,
            pending: b"one\n".to_vec(),
            shared: Arc::default(),
        };
        let current = Mutex::new(None);
        scribe.write_and_tell(&current, None);
        let trouble = |scribe: &Scribe| scribe.shared.trouble.lock().unwrap().clone();
        assert_eq!(trouble(&scribe).as_deref(), Some("the disk is full"));
        assert!(scribe.is_behind());
        assert!(scribe.shared.lost.load(Ordering::SeqCst));

        fs::write(&path, "head").unwrap();
        scribe.file = Some(resume(&path, 4).unwrap());
        scribe.write_and_tell(&current, None);
        scribe.write_and_tell(&current, None);
        assert_eq!(trouble(&scribe), None);
        assert_eq!(fs::read(&path).unwrap(), b"headone\n");
    }
}
