//! Any text as a requirement: reading, and printing what was read.

#![no_main]

use gatewright::spec::{parse_requirement, print_requirement};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse_requirement(text) {
        Err(error) => {
            assert!(text.get(error.range.clone()).is_some(), "{error:?}");
            assert!(!error.to_string().chars().any(char::is_control), "{error}");
        }
        Ok(parsed) => {
            for found in &parsed.conditions {
                assert_eq!(text.get(found.range.clone()), Some(found.id.as_str()));
            }
            let mut ids = Vec::new();
            parsed.tree.for_each_condition(&mut |id| ids.push(id));
            assert!(ids.iter().copied().eq(parsed.conditions.iter().map(|found| &*found.id)));
            if let Ok(printed) = print_requirement(&parsed.tree) {
                let again = parse_requirement(&printed).expect("what is printed can be read");
                assert_eq!(again.tree, parsed.tree, "{printed}");
                assert_eq!(print_requirement(&again.tree).as_ref(), Ok(&printed));
            }
        }
    }
});
