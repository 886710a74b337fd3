//! What `review` accepts.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright::draft::Format;
use gatewright::review::packet::{MIN_BYTES, PacketFormat, Reader};

use super::super::args::document;

/// `review`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written, whatever it says; 2 a version that cannot be read or \
                  compiled, or a file that cannot be written."
)]
pub(crate) struct ReviewArgs {
    /// A draft or spec: a file, REV:PATH, or `-` for stdin.
    #[arg(value_parser = document(), value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// What it is compared with: REV for the same path, REV:PATH, or a file.
    #[arg(long, value_parser = document(), value_name = "REV")]
    pub(crate) base: Option<PathBuf>,
    /// File to write instead of stdout.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How to write it; without this, as the name of the output ends, else as Markdown.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<PageFormat>,
    /// What comes first; nothing is left out for anybody.
    #[arg(long = "for", value_enum, default_value_t = For::Author, value_name = "READER")]
    pub(crate) reader: For,
    /// Largest packet, for hosts that cap comments; what matters least is cut first.
    #[arg(long, value_parser = limit, value_name = "BYTES")]
    pub(crate) max_bytes: Option<usize>,
    /// File of decisions, as `approve` writes it; the packet tells which changes they accept.
    #[arg(long, requires = "base", value_name = "FILE")]
    pub(crate) approvals: Option<PathBuf>,
    /// Format of the files, instead of the one of their names.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(bytes) if bytes >= MIN_BYTES => Ok(bytes),
        Ok(_) => Err(format!(
            "{MIN_BYTES} bytes are the least that tell anything"
        )),
        Err(_) => Err("write it as a number of bytes, such as 65536".to_owned()),
    }
}

/// How a packet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For comments and files on a host.
    Markdown,
    /// One page without scripts and without anything to fetch.
    Html,
}

/// For whom a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum For {
    /// What it says, what changed, where runs go.
    Author,
    /// What changed, who is told what, past which gates.
    Security,
    /// What changed, what holds runs, what an outage does.
    Operator,
}

impl ReviewArgs {
    /// Returns the format that is asked for, or that the name of the output calls for.
    pub(super) fn packet_format(&self) -> PacketFormat {
        let is_html = |path: &Path| {
            let ending = path.extension().map(OsStr::to_ascii_lowercase);
            ending.is_some_and(|ending| ending == "html" || ending == "htm")
        };
        match self.format {
            Some(PageFormat::Html) => PacketFormat::Html,
            None if self.output.as_deref().is_some_and(is_html) => PacketFormat::Html,
            Some(PageFormat::Markdown) | None => PacketFormat::Markdown,
        }
    }

    /// Returns for whom the packet is.
    pub(super) const fn packet_reader(&self) -> Reader {
        match self.reader {
            For::Author => Reader::Author,
            For::Security => Reader::Security,
            For::Operator => Reader::Operator,
        }
    }
}
