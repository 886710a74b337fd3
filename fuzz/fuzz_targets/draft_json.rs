//! Any bytes as a JSON draft: reading, every check, every rendering.

#![no_main]

use std::sync::LazyLock;

use gatewright::diagnostic::Code;
use gatewright::draft::{Format, read};
use gatewright::sources::Sources;
use gatewright_fuzz::{codes, compiled, has_repeated_key, survives};
use libfuzzer_sys::fuzz_target;

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::builtin);

fuzz_target!(|bytes: &[u8]| {
    let outcome = compiled(bytes, Format::Json, &SOURCES);
    let repeats = std::str::from_utf8(bytes).ok().and_then(|text| has_repeated_key(text).ok());
    if let Some(repeats) = repeats {
        assert_eq!(codes(&outcome).contains(&Code::GW0102), repeats);
    }
    let reading = read(bytes, Format::Json);
    if let (Some(draft), true) = (reading.draft, reading.problems.is_empty()) {
        survives(&draft);
    }
});
