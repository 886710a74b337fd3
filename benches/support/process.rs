//! Runs of the built program.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program, as cargo built it for this benchmark.
pub(crate) const GATEWRIGHT: &str = env!("CARGO_BIN_EXE_gatewright");

/// Starts a program, waits for it and returns what it wrote to stdout.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut written = Vec::new();
    let mut stdout = child.stdout.take().expect("stdout is a pipe");
    stdout.read_to_end(&mut written).expect("stdout is read");
    child.wait().expect("the program ends");
    written
}

/// Returns the arguments that compile a file.
pub(crate) fn compile(draft: &Path) -> [&str; 2] {
    ["--compile", draft.to_str().expect("the path is text")]
}
