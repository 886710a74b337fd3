//! What was compiled is a draft itself and compiles to the same bytes.

#![no_main]

use std::sync::LazyLock;

use gatewright::diagnostic::Code;
use gatewright::draft::Format;
use gatewright::sources::Sources;
use gatewright_fuzz::{codes, compiled};
use libfuzzer_sys::fuzz_target;

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::builtin);

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Json, Format::Ron] {
        let Some(first) = compiled(bytes, format, &SOURCES).compiled else {
            continue;
        };
        let second = compiled(&first.bytes, Format::Json, &SOURCES);
        match second.compiled {
            Some(second) => {
                assert_eq!(second.bytes, first.bytes);
                assert_eq!(second.hash, first.hash);
                assert_eq!(second.spec, first.spec);
            }
            // A float such as 1e20 is written as an integer that is too long to be read again.
            None => {
                let refusing: Vec<Code> = codes(&second).into_iter().filter(|c| c.refuses()).collect();
                assert!(refusing.iter().all(|code| *code == Code::GW0803), "{refusing:?}");
            }
        }
    }
});
