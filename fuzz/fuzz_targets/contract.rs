//! Any bytes as a provider contract: its form, its rules, its schemas and their types.

#![no_main]

use std::sync::Arc;

use gatewright::diagnostic::{Format as View, RenderOptions, render};
use gatewright::sources::Provider;
use gatewright::spec::Comparator;
use gatewright::typing::{Toggles, TypedSchema, describe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let provider = match Provider::read(bytes, "fuzz.json", None) {
        Ok(provider) => provider,
        Err(report) => {
            assert!(!report.diagnostics.is_empty());
            for view in View::ALL {
                render(&report, view, &RenderOptions::default());
            }
            return;
        }
    };
    for check in provider.checks() {
        describe(check.result.schema());
        for (lexicographic, deep_equals) in [(false, false), (true, true)] {
            let toggles = Toggles { lexicographic, deep_equals };
            let listed = check.contract.allowed_comparators.as_slice();
            let typed = TypedSchema::new(Arc::clone(&check.result), Some(listed), toggles);
            for comparator in Comparator::ALL {
                for example in &check.contract.examples {
                    let strict = typed.check(comparator, Some(&example.result));
                    // Without reasons against the comparator only the value can be wrong.
                    assert!(typed.choice(comparator).is_allowed() || !listed.contains(&comparator) || !strict.is_empty());
                    typed.capability(comparator, Some(&example.result));
                }
            }
        }
    }
    let text = serde_json::to_vec(&provider.contract).expect("a contract can be written");
    match Provider::read(&text, "fuzz.json", None) {
        Ok(again) => {
            assert_eq!(again.contract, provider.contract);
            assert_eq!(again.hash, provider.hash);
        }
        // Escapes can make the written form longer than the limit.
        Err(report) => assert!(text.len() > bytes.len(), "{:?}", report.diagnostics),
    }
});
