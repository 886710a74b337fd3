//! Findings about a draft or its sources, as data; renderings are leaves.
//!
//! Every finding has a stable code, a place with two addresses (the entity address survives
//! reformatting, the JSON Pointer and span serve editors), and its cure.

pub mod catalogue;
mod code;
mod filter;
mod fix;
mod nearest;
mod render;
mod sanitize;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use code::{Code, UnknownCode};
pub use filter::{FailLevel, Profile, UnknownChoice, apply_levels};
pub use fix::{Edits, Fix, Safety};
pub use nearest::nearest;
pub use render::{
    Format, RenderOptions, SCHEMA_VERSION, UnknownFormat, ascii_hidden, diagnostics_schema,
    inert_markdown, render, summary,
};
pub use sanitize::{is_hidden, visible, visible_lines};
pub use text::wrapped;

/// How much a finding matters, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It cannot work, or it does what nobody wants.
    Error,
    /// It works, though hardly as meant.
    Warning,
    /// It could be better.
    Advice,
    /// It is not finished yet.
    Todo,
}

impl Level {
    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
            Self::Todo => "todo",
        }
    }
}

/// How strongly a finding is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It follows from what the runtime does, for all evidence.
    Proved,
    /// It holds when identical queries of one trigger agree.
    AssumesStableEvidence,
    /// It is likely.
    Heuristic,
}

impl Confidence {
    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::AssumesStableEvidence => "assumes-stable-evidence",
            Self::Heuristic => "heuristic",
        }
    }
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte in Unicode scalar values, from 1.
    pub column: usize,
    /// Line of the byte after the last.
    pub end_line: usize,
    /// Column of the byte after the last.
    pub end_column: usize,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// File name as the user gave it; none when there is no file.
    pub file: Option<Arc<str>>,
    /// JSON Pointer into the document.
    pub pointer: String,
    /// Entity address, such as `stage:build/gate:quality`.
    pub entity: String,
    /// Bytes of the text value at the pointer that this is about; none for all of it.
    pub within: Option<Range<usize>>,
    /// Stretch of the text, when it is at hand.
    pub span: Option<Span>,
}

impl Place {
    /// Returns a place known only by its JSON Pointer.
    #[must_use]
    pub fn at(pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            ..Self::default()
        }
    }
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub label: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How much it matters here, after configuration.
    pub level: Level,
    /// What is wrong, as a lower-case fragment; may hold untrusted text.
    pub message: String,
    /// How strongly it is known.
    pub confidence: Confidence,
    /// Where it is.
    pub primary: Place,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What follows from it at run time.
    pub effects: Vec<String>,
    /// What to do about it.
    pub help: Vec<String>,
    /// Cures that can be applied.
    pub fixes: Vec<Fix>,
    /// Codes of findings at the same place that this one brought about.
    pub consequences: Vec<Code>,
    /// Normalised parameters that tell findings of one code and entity apart.
    pub parameters: Vec<String>,
}

impl Diagnostic {
    /// Returns a finding at a JSON Pointer, with the code's own level and strength.
    #[must_use]
    pub fn new(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.level(),
            message: message.into(),
            confidence: code.confidence(),
            primary: Place::at(pointer),
            related: Vec::new(),
            effects: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            consequences: Vec::new(),
            parameters: Vec::new(),
        }
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds what follows at run time.
    #[must_use]
    pub fn effect(mut self, text: impl Into<String>) -> Self {
        self.effects.push(text.into());
        self
    }

    /// Narrows the place to some bytes of the text value there.
    #[must_use]
    pub fn within(mut self, bytes: Range<usize>) -> Self {
        self.primary.within = Some(bytes);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, pointer: impl Into<String>, label: impl Into<String>) -> Self {
        self.related.push(Related {
            place: Place::at(pointer),
            label: label.into(),
        });
        self
    }

    /// Adds a cure.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds a parameter for the fingerprint.
    #[must_use]
    pub fn parameter(mut self, text: impl Into<String>) -> Self {
        self.parameters.push(text.into());
        self
    }

    /// Names the file that the finding is in.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<Arc<str>>) -> Self {
        self.primary.file = Some(file.into());
        self
    }

    /// Returns twelve hex digits that stay the same while code, entity and parameters do.
    ///
    /// Neither the position nor the message takes part, so reformatting keeps it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        for part in [self.code.as_str(), &self.primary.entity]
            .into_iter()
            .chain(self.parameters.iter().map(String::as_str))
        {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let mut out = String::with_capacity(12);
        for byte in &digest[..6] {
            text::put(&mut out, format_args!("{byte:02x}"));
        }
        out
    }
}

/// What a run of checks found, with the texts that the findings point into.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The findings, in order of file, position and code.
    pub diagnostics: Vec<Diagnostic>,
    /// Text of each file that a finding names, where it is text.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Report {
    /// Returns how many findings have this level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.diagnostics.iter().filter(|d| d.level == level).count()
    }

    /// Puts the findings into their one order: file, position, code, pointer, message.
    pub fn sort(&mut self) {
        self.diagnostics
            .sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    }

    /// Takes over the findings and texts of another report.
    pub fn merge(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.texts.extend(other.texts);
    }
}

fn sort_key(d: &Diagnostic) -> (Option<&str>, usize, Code, &str, &str) {
    (
        d.primary.file.as_deref(),
        d.primary.span.map_or(0, |span| span.start),
        d.code,
        &d.primary.pointer,
        &d.message,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_ignores_position_and_wording() {
        let mut a = Diagnostic::new(Code::GW0201, "/stages/0", "one").parameter("x");
        let mut b = Diagnostic::new(Code::GW0201, "/stages/4", "two").parameter("x");
        a.primary.entity = "stage:s".to_owned();
        b.primary.entity = "stage:s".to_owned();
        assert_eq!(a.fingerprint(), b.fingerprint());
        assert_eq!(a.fingerprint().len(), 12);
        assert_ne!(a.fingerprint(), b.parameter("y").fingerprint());
    }
}
