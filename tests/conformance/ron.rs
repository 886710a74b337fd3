//! Cases of `ron.jsonl`, as far as reading decides them; what is missing is for `check` to tell.

use std::collections::BTreeMap;

use gatewright::check::Options;
use gatewright::compile::{Input, compile};
use gatewright::diagnostic::Code;
use gatewright::draft::{Format, MAX_PORTABLE_INTEGER, SourceText, locate, lower, read};
use gatewright::sources::Sources;
use gatewright::spec::{SpecHash, canonical_bytes};
use serde_json::Value;

use super::common::{Case, generated, run, text};
use super::{features, specs};

/// Refusals of texts that the runtime reads (REFERENCE §9).
const DELIBERATE: [Code; 3] = [Code::GW0102, Code::GW0107, Code::GW0803];

fn document(case: &Case) -> String {
    case.get("ron_gen")
        .map_or_else(|| text(case, "ron").to_owned(), generated)
}

/// Tells whether the refused stretch of the text has the feature that the code is about.
fn has_feature(code: Code, stretch: &str) -> bool {
    let number = stretch.replace('_', "");
    let number = number.trim_start_matches(['+', '-']);
    match code {
        Code::GW0107 if stretch.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
            !["true", "false", "None", "Some"].contains(&stretch)
        }
        Code::GW0107 => match number.strip_suffix("f32") {
            Some(short) => !short.parse::<f32>().is_ok_and(f32::is_finite),
            None => !number
                .trim_end_matches("f64")
                .parse::<f64>()
                .is_ok_and(f64::is_finite),
        },
        Code::GW0803 => number
            .parse::<u128>()
            .is_ok_and(|n| n > MAX_PORTABLE_INTEGER.into()),
        _ => true,
    }
}

/// Tells whether `check` will refuse an integer that JSON readers disagree about.
fn has_long_integer(value: &Value) -> bool {
    match value {
        Value::Number(n) => n
            .as_i128()
            .is_some_and(|n| n.unsigned_abs() > MAX_PORTABLE_INTEGER.into()),
        Value::Array(items) => items.iter().any(has_long_integer),
        Value::Object(fields) => fields.values().any(has_long_integer),
        _ => false,
    }
}

#[test]
fn texts_are_read_as_the_runtime_reads_them() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut hashes, mut long_integers) = (0, 0);
    run("ron.jsonl", |case| {
        let verdict = |layer: &str| {
            case["verdict"][layer]
                .as_str()
                .expect("a verdict")
                .to_owned()
        };
        let document = document(case);
        let reading = read(document.as_bytes(), Format::Ron);
        let source = SourceText {
            text: document.as_str().into(),
            format: Format::Ron,
        };
        let codes: Vec<Code> = reading.problems.iter().map(|p| p.code).collect();
        let found = || {
            format!(
                "{:?}",
                reading
                    .problems
                    .iter()
                    .map(|p| &p.message)
                    .collect::<Vec<_>>()
            )
        };
        for code in &codes {
            *counts.entry(code.as_str()).or_default() += 1;
        }
        let unread = [Code::GW0101, Code::GW0105, Code::GW0110];
        if verdict("parse") != "ok" {
            let refused = codes
                .iter()
                .any(|c| unread.contains(c) || *c == Code::GW0107);
            return refused
                .then_some(())
                .ok_or_else(|| format!("not refused: {}", found()));
        }
        if codes.iter().any(|code| unread.contains(code)) {
            return Err(format!("the runtime reads it: {}", found()));
        }
        for problem in reading
            .problems
            .iter()
            .filter(|p| DELIBERATE.contains(&p.code))
        {
            if problem.code == Code::GW0102 {
                let [first] = problem.related.as_slice() else {
                    return Err("a key that appears twice has a first place".to_owned());
                };
                let spans = [problem.primary.span, first.place.span].map(|s| s.expect("a span"));
                let keys = spans.map(|s| document[s.start..s.end].trim_matches('"').to_owned());
                if keys[0].trim_start_matches("r#") != keys[1].trim_start_matches("r#") {
                    return Err(format!("{keys:?} are not the same key"));
                }
                continue;
            }
            let mut found = [problem.clone()];
            locate(&source, &mut found);
            let span = found[0].primary.span.ok_or("no place")?;
            let stretch = &document[span.start..span.end];
            if !has_feature(problem.code, stretch) {
                return Err(format!("{} at `{stretch}` has no reason", problem.code));
            }
        }
        let other: Vec<&Code> = codes.iter().filter(|c| !DELIBERATE.contains(c)).collect();
        let semantic = verdict("semantic");
        if verdict("schema") == "ok" && other.iter().any(|code| **code != Code::GW0108) {
            return Err(format!("the schema accepts it: {}", found()));
        }
        if (semantic == "deserialize") != other.contains(&&Code::GW0108)
            && verdict("schema") == "ok"
        {
            return Err(format!("{semantic}, but {}", found()));
        }
        if semantic != "ok" || !codes.is_empty() {
            return Ok(());
        }
        let draft = reading.draft.ok_or("no draft")?;
        let spec = lower(&draft).map_err(|error| error.to_string())?;
        if has_long_integer(&serde_json::to_value(&spec).expect("a spec is JSON")) {
            long_integers += 1;
            return Ok(());
        }
        let bytes = canonical_bytes(&spec).map_err(|error| error.to_string())?;
        hashes += 1;
        let hash = SpecHash::of(&bytes).to_string();
        if hash == text(case, "canonical_sha256") {
            Ok(())
        } else {
            Err(format!("{hash}: {}", String::from_utf8_lossy(&bytes)))
        }
    });
    println!(
        "ron.jsonl: {hashes} hashes agree, {long_integers} left to check, problems by code {counts:?}"
    );
    assert!(hashes > 0);
}

#[test]
fn texts_are_checked_and_compiled_as_by_the_runtime() {
    let mut differences: BTreeMap<Code, usize> = BTreeMap::new();
    let mut hashes = 0;
    run("ron.jsonl", |case| {
        let document = document(case);
        let input = Input {
            name: "case".into(),
            bytes: document.as_bytes(),
            format: Format::Ron,
        };
        let outcome = compile(&input, &Sources::builtin(), &Options::default());
        let deliberate = features::deliberate(&outcome, &document, Format::Ron)?;
        for code in &deliberate {
            *differences.entry(*code).or_default() += 1;
        }
        specs::compare_reading(case, &outcome, !deliberate.is_empty())?;
        match &outcome.compiled {
            Some(compiled) if text(case, "canonical_sha256") == compiled.hash.to_string() => {
                hashes += 1;
                Ok(())
            }
            Some(compiled) => Err(format!("hash {}", compiled.hash)),
            None => Ok(()),
        }
    });
    println!("ron.jsonl: {hashes} compiled to the recorded hash");
    for (code, count) in differences {
        println!("ron.jsonl: {count} refused by {code} (REFERENCE §9)");
    }
    assert!(hashes > 0, "nothing compiled");
}
