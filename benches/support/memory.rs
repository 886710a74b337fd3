//! How much memory a run of the built program takes.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::{GATEWRIGHT, compile};

/// Returns the most memory that compiling a file took, in bytes; none where the kernel tells not.
///
/// What the program writes does not fit a pipe, so when its first byte arrives all work is done
/// and the program stands still until the rest is read: the kernel's own high-water mark is final.
pub(crate) fn peak(draft: &Path, from_stderr: bool) -> Option<u64> {
    let pipe = |wanted| {
        if wanted {
            Stdio::piped()
        } else {
            Stdio::null()
        }
    };
    let mut child = Command::new(GATEWRIGHT)
        .args(compile(draft))
        .stdin(Stdio::null())
        .stdout(pipe(!from_stderr))
        .stderr(pipe(from_stderr))
        .spawn()
        .expect("the program starts");
    let mut output: Box<dyn Read> = match (child.stdout.take(), child.stderr.take()) {
        (Some(stdout), _) => Box::new(stdout),
        (None, Some(stderr)) => Box::new(stderr),
        (None, None) => return None,
    };
    output.read_exact(&mut [0]).expect("the program writes");
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok();
    std::io::copy(&mut output, &mut std::io::sink()).expect("the output is read");
    child.wait().expect("the program ends");
    let line = status?;
    let line = line.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
