//! Any bytes as a RON draft: reading, every check, every rendering.

#![no_main]

use std::sync::LazyLock;

use gatewright::draft::{Format, read};
use gatewright::sources::Sources;
use gatewright_fuzz::{compiled, survives};
use libfuzzer_sys::fuzz_target;

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::builtin);

fuzz_target!(|bytes: &[u8]| {
    compiled(bytes, Format::Ron, &SOURCES);
    let reading = read(bytes, Format::Ron);
    if let (Some(draft), true) = (reading.draft, reading.problems.is_empty()) {
        survives(&draft);
    }
});
