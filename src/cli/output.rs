//! Printing, and reports in the colours that the terminal wants.

use std::io::{self, IsTerminal, Write};

use gatewright::diagnostic::{
    Diagnostic, FailLevel, Format, RenderOptions, Report, render, visible,
};

use super::args::Colour;
use super::exit::Exit;
use super::files;

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

    fn options(
        self,
        stream: &(impl IsTerminal + anstream::stream::RawStream),
        files: Vec<String>,
        fail_level: FailLevel,
    ) -> RenderOptions {
        let colour = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        };
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
