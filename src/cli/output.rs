//! Printing, and reports in the colours that the terminal wants.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use gatewright::diagnostic::{
    Diagnostic, FailLevel, Format, RenderOptions, Report, is_hidden, render, visible,
};
use gatewright::plain::TextOptions;
use serde::Serialize;

use super::args::Colour;
use super::exit::Exit;
use super::files;

/// How a JSON document is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Layout {
    /// One item per line.
    Lines,
    /// Everything on one line.
    OneLine,
}

/// Writes the characters of a JSON document that must not reach a terminal as JSON escapes.
///
/// Outside texts JSON has none of them but line feeds, so the document stays the same.
pub(crate) fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_hidden(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // A `String` takes whatever is written to it.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    colour: Colour,
}

impl Output {
    pub(crate) const fn new(colour: Colour) -> Self {
        Self { colour }
    }

    /// Writes bytes to stdout.
    ///
    /// A reader that went away is no failure of ours, so it is passed over in silence.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Exit {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Exit::Fine,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
            Err(error) => self.error_with_help(
                &format!("cannot write to stdout: {}", files::why(&error)),
                "what came through is not complete; write to a file with enough room instead",
            ),
        }
    }

    /// Writes text to stdout.
    pub(crate) fn text(self, text: &str) -> Exit {
        self.bytes(text.as_bytes())
    }

    /// Writes a JSON document that is ours to write, on lines of its own or on one.
    pub(crate) fn json(self, value: &impl Serialize, layout: Layout) -> Exit {
        let text = match layout {
            Layout::Lines => serde_json::to_string_pretty(value),
            Layout::OneLine => serde_json::to_string(value),
        };
        self.text(&format!("{}\n", plain(&text.unwrap_or_default())))
    }

    /// Writes a note to stderr; `text` may hold untrusted parts.
    #[expect(
        clippy::unused_self,
        reason = "whoever prints has been given the right to"
    )]
    pub(crate) fn note(self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }

    /// Writes an error to stderr.
    pub(crate) fn error(self, text: &str) -> Exit {
        self.note(&format!("error: {text}"));
        Exit::Unusable
    }

    /// Writes an error and its cure to stderr.
    pub(crate) fn error_with_help(self, text: &str, help: &str) -> Exit {
        self.note(&format!("error: {text}"));
        self.note(&format!("  help: {help}"));
        Exit::Unusable
    }

    /// Writes findings to stderr for people.
    pub(crate) fn findings(self, report: &Report) {
        let options = self.options(&io::stderr(), Vec::new(), FailLevel::Error);
        let text = render(report, Format::Human, &options);
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes one finding to stderr for people.
    pub(crate) fn finding(self, diagnostic: Diagnostic) {
        self.findings(&Report {
            diagnostics: vec![diagnostic],
            ..Report::default()
        });
    }

    /// Writes a report to stdout.
    pub(crate) fn report(
        self,
        report: &Report,
        format: Format,
        files: Vec<String>,
        fail_level: FailLevel,
    ) -> Exit {
        let options = self.options(&io::stdout(), files, fail_level);
        self.text(&render(report, format, &options))
    }

    /// Tells whether what is written to stdout is to be coloured.
    pub(crate) fn wants_colour(self) -> bool {
        self.is_coloured(&io::stdout())
    }

    /// Returns how text for people is written to stdout: no wider than a terminal that it goes to.
    pub(crate) fn text_options(self) -> TextOptions {
        let stdout = io::stdout();
        let defaults = TextOptions::default();
        let columns = stdout
            .is_terminal()
            .then(crossterm::terminal::size)
            .and_then(Result::ok)
            .map_or(defaults.width, |(columns, _)| usize::from(columns));
        TextOptions {
            colour: self.is_coloured(&stdout),
            // A terminal that does not know its size says 0.
            width: match columns {
                0 => defaults.width,
                columns => columns.min(defaults.width),
            },
        }
    }

    fn is_coloured(self, stream: &(impl IsTerminal + anstream::stream::RawStream)) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }

    fn options(
        self,
        stream: &(impl IsTerminal + anstream::stream::RawStream),
        files: Vec<String>,
        fail_level: FailLevel,
    ) -> RenderOptions {
        let colour = self.is_coloured(stream);
        let defaults = RenderOptions::default();
        RenderOptions {
            colour,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            files,
            fail_level,
            ..defaults
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_leave_the_document_the_same() {
        let value = serde_json::json!({"a\u{202e}": ["\u{1b}\u{9b}\n", "\u{e0041}", "é漢😀"]});
        for text in [
            serde_json::to_string(&value).unwrap(),
            serde_json::to_string_pretty(&value).unwrap(),
        ] {
            let plain = plain(&text);
            assert!(!plain.chars().any(|c| c != '\n' && is_hidden(c)), "{plain}");
            assert!(plain.contains("é漢😀"));
            let again: serde_json::Value = serde_json::from_str(&plain).unwrap();
            assert_eq!(again, value);
        }
    }
}
