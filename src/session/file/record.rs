//! The journal as text: a header with the draft it starts from, then one record a line.
//!
//! The state is the fold of the records over the base, so whatever was done, taken back or half
//! typed is there again after a crash, and the history after every restart.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::draft::{Edit, Format, ScenarioDraft, Slot, apply, edits_between, read, write};
use crate::session::Consequences;
use crate::session::history::{Done, History};

/// The journal format that this build writes and reads.
const VERSION: u64 = 1;

/// Steps of the history that a journal starts anew with.
const STEPS_KEPT: usize = 1000;

/// Returns the hash that journals and sessions know a file's content by.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // A `String` takes whatever is written to it.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    gatewright_journal: u64,
    /// Hash of the base.
    sha256: String,
    /// The draft before the first record, as JSON text.
    base: String,
}

/// One line after the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::session) enum Record {
    /// An edit was made.
    Did {
        /// What was done, in a few words.
        label: String,
        /// The edit.
        edit: Edit,
    },
    /// The last change was taken back.
    Undid,
    /// The last change that was taken back was made again.
    Redid,
    /// The file holds this content now.
    Saved {
        /// Hash of the file's bytes.
        hash: String,
        /// Edits from the draft at this moment to what the file holds; mostly none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        behind: Vec<Edit>,
    },
    /// Text that is being typed into a field, or none any more.
    Typed {
        /// The field.
        slot: Slot,
        /// The text so far.
        text: Option<String>,
    },
}

/// What the file of a draft held when it was last read or written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saved {
    /// Hash of the file's bytes.
    pub(super) hash: String,
    /// The draft in it.
    pub(super) draft: ScenarioDraft,
    /// How many changes of the history lead to it; none when it is no state of the history.
    pub(super) depth: Option<usize>,
}

/// Everything that a journal keeps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) draft: ScenarioDraft,
    pub(super) history: History,
    pub(super) saved: Option<Saved>,
    pub(super) typed: Vec<(Slot, String)>,
    /// What was done since the file was written, in a few words each.
    pub(super) since: Vec<String>,
}

/// What could be read of a journal.
#[derive(Debug)]
pub(super) struct Folded {
    /// The state after the last whole record.
    pub(super) state: State,
    /// Bytes up to and with the last whole record.
    pub(super) whole: usize,
    /// Whether more follows than a record that was being written.
    pub(super) damaged: bool,
}

/// Returns a record as a line.
pub(super) fn line(record: &Record) -> Option<Vec<u8>> {
    let mut line = serde_json::to_vec(record).ok()?;
    line.push(b'\n');
    Some(line)
}

/// Reads a journal; none when it has no header that this build understands.
pub(super) fn fold(bytes: &[u8]) -> Option<Folded> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let header: Header = serde_json::from_slice(bytes.get(..end)?).ok()?;
    if header.gatewright_journal != VERSION || hash_of(header.base.as_bytes()) != header.sha256 {
        return None;
    }
    let draft = read(header.base.as_bytes(), Format::Json).draft?;
    let mut folded = Folded {
        state: State {
            draft,
            history: History::default(),
            saved: None,
            typed: Vec::new(),
            since: Vec::new(),
        },
        whole: end + 1,
        damaged: false,
    };
    let rest = bytes.get(end + 1..).unwrap_or_default();
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        if line.last() != Some(&b'\n') {
            break;
        }
        let record = serde_json::from_slice(line).ok();
        if record
            .and_then(|record| folded.state.follow(record))
            .is_none()
        {
            folded.damaged = true;
            break;
        }
        folded.whole += line.len();
    }
    Some(folded)
}

impl State {
    /// Takes a record over; none, with nothing changed, when it does not fit.
    fn follow(&mut self, record: Record) -> Option<()> {
        const BACK: &str = "took back: ";
        // What broke what is told anew when the draft is checked.
        let mut nothing = Consequences::default();
        match record {
            Record::Did { label, edit } => {
                let inverse = apply(&mut self.draft, &edit).ok()?;
                self.history
                    .done(&label, edit, inverse, Consequences::default());
                forget_fork(self.saved.as_mut(), &self.history);
                self.since.push(label);
            }
            Record::Undid => {
                let (label, _) = self.history.undo(&mut self.draft, &mut nothing)?;
                if self.since.last() == Some(&label) {
                    self.since.pop();
                } else {
                    self.since.push(format!("{BACK}{label}"));
                }
            }
            Record::Redid => {
                let (label, _) = self.history.redo(&mut self.draft, &mut nothing)?;
                let back = self.since.last().and_then(|last| last.strip_prefix(BACK));
                if back == Some(&label) {
                    self.since.pop();
                } else {
                    self.since.push(label);
                }
            }
            Record::Saved { hash, behind } => {
                let mut draft = self.draft.clone();
                apply(&mut draft, &Edit::Batch(behind.clone())).ok()?;
                self.saved = Some(Saved {
                    hash,
                    draft,
                    depth: behind.is_empty().then_some(self.history.past().len()),
                });
                self.since.clear();
            }
            Record::Typed { slot, text } => put_typed(&mut self.typed, slot, text),
        }
        Some(())
    }

    /// Tells whether the draft differs from what its file holds.
    pub(super) fn is_dirty(&self) -> bool {
        self.saved
            .as_ref()
            .is_none_or(|saved| saved.draft != self.draft)
    }
}

/// Notes that the saved state is out of reach of undo and redo, after a change below it.
pub(super) fn forget_fork(saved: Option<&mut Saved>, history: &History) {
    if let Some(saved) = saved
        && saved
            .depth
            .is_some_and(|depth| depth >= history.past().len())
    {
        saved.depth = None;
    }
}

/// Remembers or forgets what is being typed into a field.
pub(super) fn put_typed(typed: &mut Vec<(Slot, String)>, slot: Slot, text: Option<String>) {
    typed.retain(|(known, _)| *known != slot);
    if let Some(text) = text {
        typed.push((slot, text));
    }
}

/// What a journal starts anew from, as it was at one moment.
///
/// It is cheap to take, as copies of a draft share most of it, so that the journal can be written
/// while the session goes on.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    draft: ScenarioDraft,
    /// The last steps of the history.
    past: Vec<Done>,
    /// How many steps there were before them.
    dropped: usize,
    future: Vec<Done>,
    saved: Option<Saved>,
    typed: Vec<(Slot, String)>,
}

impl Snapshot {
    /// Takes over what there is now, of a long history the last steps.
    pub(super) fn of(
        draft: &ScenarioDraft,
        history: &History,
        saved: Option<&Saved>,
        typed: &[(Slot, String)],
    ) -> Self {
        let dropped = history.past().len().saturating_sub(STEPS_KEPT);
        Self {
            draft: draft.clone(),
            past: history.past().get(dropped..).unwrap_or_default().to_vec(),
            dropped,
            future: history.future().to_vec(),
            saved: saved.cloned(),
            typed: typed.to_vec(),
        }
    }

    /// Returns a whole journal that folds to what there was.
    pub(super) fn image(&self) -> Vec<u8> {
        let mut base = self.draft.clone();
        for done in self.past.iter().rev() {
            // An inverse fits the very state that it was made for.
            let _ = apply(&mut base, &done.inverse);
        }
        let text = write(&base, Format::Json);
        let header = Header {
            gatewright_journal: VERSION,
            sha256: hash_of(text.as_bytes()),
            base: text,
        };
        let mut out = serde_json::to_vec(&header).unwrap_or_default();
        out.push(b'\n');
        let mut put = |record: &Record| out.extend(line(record).unwrap_or_default());
        let mark = self.saved.as_ref().map(|saved| {
            let at = saved
                .depth
                .and_then(|depth| depth.checked_sub(self.dropped));
            let behind = if at.is_some() {
                Vec::new()
            } else {
                edits_between(&base, &saved.draft)
            };
            let hash = saved.hash.clone();
            (at.unwrap_or(0), Record::Saved { hash, behind })
        });
        let steps: Vec<&Done> = self.past.iter().chain(self.future.iter().rev()).collect();
        for index in 0..=steps.len() {
            if let Some((_, saved)) = mark.as_ref().filter(|(at, _)| *at == index) {
                put(saved);
            }
            if let Some(done) = steps.get(index) {
                put(&Record::Did {
                    label: done.label.clone(),
                    edit: done.edit.clone(),
                });
            }
        }
        for _ in &self.future {
            put(&Record::Undid);
        }
        for (slot, text) in &self.typed {
            put(&Record::Typed {
                slot: slot.clone(),
                text: Some(text.clone()),
            });
        }
        out
    }
}
