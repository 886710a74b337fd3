//! The scenario as it would be written now, beside what is written.

use std::sync::Arc;

use super::save::SaveError;
use crate::check::Options;
use crate::compile::{Compiled, Input, compile};
use crate::draft::{EntityChange, changes};
use crate::draft::{Format, MAX_INPUT_BYTES, import, write};
use crate::files::{read, spec_beside};
use crate::session::Session;

/// The scenario as it would be written now.
#[derive(Debug, Clone)]
pub struct Written {
    /// The canonical bytes, which are text.
    pub canonical: String,
    /// The same JSON, one value a line.
    pub pretty: String,
    /// SHA-256 of the canonical bytes, in hex.
    pub hash: String,
    /// How the compiled file beside the draft stands to it, one sentence.
    pub standing: String,
    /// What changed since that file was written, by entity.
    pub changes: Vec<EntityChange>,
}

impl Session {
    /// Compiles the draft as it is now.
    ///
    /// # Errors
    /// When parts of its file could not be read, or it does not compile.
    pub fn compiled(&self) -> Result<Compiled, SaveError> {
        if !self.problems().is_empty() {
            return Err(SaveError::LeavesOut(self.problems().len()));
        }
        let text = write(self.draft(), Format::Json);
        let input = Input {
            name: Arc::from(self.name()),
            bytes: text.as_bytes(),
            format: Format::Json,
        };
        // Only what refuses matters here; all else is told live.
        let options = Options {
            refusals_only: true,
            ..Options::default()
        };
        let outcome = compile(&input, self.sources(), &options);
        match outcome.compiled {
            Some(compiled) => Ok(compiled),
            None => Err(SaveError::Refused(Box::new(outcome.refusals()))),
        }
    }

    /// Returns the scenario as it would be written now; none while it does not compile.
    #[must_use]
    pub fn written(&self) -> Option<Written> {
        let compiled = self.compiled().ok()?;
        let hash = compiled.hash.to_string();
        let (standing, changes) = self.standing(&compiled);
        Some(Written {
            pretty: serde_json::to_string_pretty(&compiled.spec).unwrap_or_default(),
            canonical: String::from_utf8_lossy(&compiled.bytes).into_owned(),
            hash,
            standing,
            changes,
        })
    }

    fn standing(&self, compiled: &Compiled) -> (String, Vec<EntityChange>) {
        let Some(path) = self.path().map(spec_beside) else {
            return ("The draft has no file yet.".to_owned(), Vec::new());
        };
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !path.exists() {
            return (format!("`{name}` was not written yet."), Vec::new());
        }
        let bytes = match read(&path, MAX_INPUT_BYTES) {
            Ok(bytes) => bytes,
            Err(why) => return (format!("`{name}`: {}.", why.message), Vec::new()),
        };
        if bytes == compiled.bytes {
            return (format!("`{name}` is up to date."), Vec::new());
        }
        match serde_json::from_slice(&bytes) {
            Ok(old) => (
                format!("`{name}` is stale: it does not hold this."),
                changes(&import(old), &import(compiled.spec.clone())),
            ),
            Err(_) => (format!("`{name}` is no spec."), Vec::new()),
        }
    }
}
