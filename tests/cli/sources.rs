//! `contracts`, `shapes` and `comparators` on files of all kinds.

use serde_json::Value;

use crate::support::{Folder, Ran};

const SCANNER: &str = include_str!("../../contracts/external/scanner.json");
const HOSTILE: &str = "e\u{1b}[2J\u{9b}\u{202e}\u{200b}\u{7}x";

#[track_caller]
fn harmless(ran: &Ran) {
    let told = format!("{}{}", ran.out(), ran.stderr);
    let sent = told.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    });
    assert_eq!(sent, None, "{told:?}");
    assert!(told.contains("202E") || told.contains("202e"), "{told}");
}

#[test]
fn folders_are_taken_where_files_are() {
    let folder = Folder::new();
    folder
        .file("c/scanner.json", SCANNER)
        .file("c/readme.txt", "not a contract")
        .file("s/e.json", r#"{"type": "object"}"#);
    assert_eq!(
        folder.run(&["contracts", "check", "c"]).exits(0).out(),
        "no findings\n"
    );
    assert_eq!(
        folder.run(&["shapes", "check", "s"]).exits(0).out(),
        "no findings\n"
    );
    folder.file("c/broken.json", "{").file("s/broken.json", "{");
    let ran = folder.run(&["contracts", "check", "c"]).exits(1);
    assert!(ran.out().contains("c/broken.json:1:1"), "{}", ran.out());
    folder
        .run(&["shapes", "check", "s", "s/broken.json"])
        .exits(1);
    folder
        .run(&["contracts", "check", "c/broken.json", "gone"])
        .exits(2);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run(&["contracts", "check", "empty"]).exits(2);
    assert!(ran.out().contains("GW0112"), "{}", ran.out());
    folder
        .run_with(&["contracts", "check", "-"], SCANNER.as_bytes())
        .exits(0);
    folder.run_with(&["shapes", "check", "-"], b"{").exits(1);
}

#[test]
fn contracts_that_cannot_be_used_are_refused_with_code_place_and_cure() {
    let contract: Value = serde_json::from_str(SCANNER).unwrap();
    let but = |change: &dyn Fn(&mut Value)| {
        let mut contract = contract.clone();
        change(&mut contract);
        contract.to_string().into_bytes()
    };
    for (bytes, code) in [
        (b"\xff".to_vec(), "GW1102"),
        (Vec::new(), "GW1102"),
        (SCANNER.as_bytes()[..200].to_vec(), "GW1102"),
        (format!("\u{feff}{SCANNER}").into_bytes(), "GW1102"),
        (
            SCANNER
                .replacen("\"name\":", "\"name\": \"x\", \"name\":", 1)
                .into_bytes(),
            "GW1102",
        ),
        (vec![b' '; 2 << 20], "GW1105"),
        (vec![b'['; 100_000], "GW1102"),
        (but(&|c| c["transport"] = "builtin".into()), "GW1103"),
        (
            but(&|c| c["checks"][0]["allowed_comparators"] = Value::Array(Vec::new())),
            "GW1103",
        ),
        (
            but(&|c| {
                c["checks"][0]["allowed_comparators"] = serde_json::json!(["exists", "equals"]);
            }),
            "GW1103",
        ),
        (
            but(&|c| c["checks"][0]["determinism"] = "often".into()),
            "GW1102",
        ),
        (
            but(&|c| {
                c["checks"][0]["result_schema"] =
                    serde_json::json!({"$ref": "https://example.org/x"});
            }),
            "GW1104",
        ),
        (
            but(&|c| c["checks"][0]["params_schema"] = serde_json::json!({"type": "strin"})),
            "GW1104",
        ),
    ] {
        let folder = Folder::new();
        folder.file("c.json", &bytes);
        let ran = folder.run(&["contracts", "check", "c.json"]).exits(1);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        for told in [code, "c.json", "help:"] {
            assert!(
                ran.out().contains(told),
                "{told} for {start}: {}",
                ran.out()
            );
        }
        assert!(ran.stderr.is_empty());
    }
}

#[test]
fn shapes_that_cannot_be_used_are_refused_with_code_place_and_cure() {
    for (bytes, code) in [
        (&b"\xff"[..], "GW1107"),
        (b"", "GW1107"),
        (b"{", "GW1107"),
        ("\u{feff}{}".as_bytes(), "GW1107"),
        (b"5", "GW1104"),
        (br#"{"schema_id": "a"}"#, "GW1107"),
        (
            br#"{"schema_id": 1, "version": "1", "schema": {}}"#,
            "GW1107",
        ),
        (br#"{"type": "strin"}"#, "GW1104"),
        (br#"{"$ref": "https://example.org/x"}"#, "GW1104"),
        (
            br#"{"properties": {"a": {"$ref": "other.json"}}}"#,
            "GW1104",
        ),
    ] {
        let folder = Folder::new();
        folder.file("s.json", bytes);
        let text = String::from_utf8_lossy(bytes);
        for arguments in [
            &["shapes", "check", "s.json"][..],
            &["comparators", "--schema", "s.json"],
        ] {
            let ran = folder.run(arguments).exits(1);
            let out = format!("{}{}", ran.out(), ran.stderr);
            for told in [code, "s.json", "help:"] {
                assert!(out.contains(told), "{told} for {text}: {out}");
            }
        }
    }
    let folder = Folder::new();
    for arguments in [
        &["shapes", "check", "gone"][..],
        &["comparators", "--schema", "gone"],
    ] {
        folder.run(arguments).exits(2);
    }
}

#[test]
fn contracts_of_the_workspace_are_listed_and_shown() {
    let folder = Folder::new();
    folder
        .file("gatewright.toml", "contracts = [\"c\"]\n")
        .file("c/scanner.json", SCANNER);
    let list = folder.run(&["contracts", "list"]).exits(0).out();
    assert_eq!(list, folder.run(&["contracts"]).out());
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(names, ["env", "http", "json", "scanner", "time"]);
    assert!(
        list.contains("mcp") && list.contains("c/scanner.json"),
        "{list}"
    );
    let page = folder.run(&["contracts", "show", "scanner"]).exits(0).out();
    assert!(page.contains("scanner.open_findings"), "{page}");
    let json = folder
        .run(&["contracts", "show", "scanner", "--json"])
        .exits(0)
        .stdout;
    folder.file("again.json", &json);
    folder.run(&["contracts", "check", "again.json"]).exits(0);
    let shown: Value = serde_json::from_slice(&json).unwrap();
    let written: Value = serde_json::from_str(SCANNER).unwrap();
    assert_eq!(shown["checks"], written["checks"]);
    let ran = folder.run(&["contracts", "show", "scaner"]).exits(2);
    assert!(
        ran.stderr.contains("did you mean `scanner`?"),
        "{}",
        ran.stderr
    );
    let ran = folder.run(&["contracts", "show", "zzzzzz"]).exits(2);
    assert!(
        ran.stderr.contains("gatewright contracts"),
        "{}",
        ran.stderr
    );
}

#[test]
fn hostile_sources_are_shown_and_never_sent() {
    let mut contract: Value = serde_json::from_str(SCANNER).unwrap();
    for field in ["provider_id", "name", "description"] {
        contract[field] = HOSTILE.into();
    }
    contract["notes"] = serde_json::json!([HOSTILE]);
    let check = &mut contract["checks"][0];
    for field in ["check_id", "description"] {
        check[field] = HOSTILE.into();
    }
    check["params_schema"] = serde_json::json!({
        "type": "object", "required": [HOSTILE],
        "properties": {HOSTILE: {"type": "string", "description": HOSTILE, "enum": [HOSTILE]}},
    });
    check["examples"] =
        serde_json::json!([{"description": HOSTILE, "params": {HOSTILE: HOSTILE}, "result": 1}]);
    let shape = serde_json::json!({
        "schema_id": HOSTILE, "version": HOSTILE, "description": HOSTILE,
        "schema": {"type": "string", "enum": [HOSTILE]},
    });
    let folder = Folder::new();
    folder
        .file(
            "gatewright.toml",
            "contracts = [\"c.json\"]\ndata_shapes = [\"s.json\"]\n",
        )
        .file("c.json", contract.to_string())
        .file("s.json", shape.to_string());
    for arguments in [
        &["contracts"][..],
        &["contracts", "show", HOSTILE],
        &["contracts", "show", HOSTILE, "--json"],
        &["shapes"],
    ] {
        harmless(&folder.run(arguments).exits(0));
    }
    harmless(&folder.run(&["comparators", HOSTILE, "gone"]).exits(2));
    folder.run(&["comparators", "--schema", "s.json"]).exits(0);
    contract["checks"][0]["allowed_comparators"] = serde_json::json!(["exists", "equals"]);
    folder.file("c.json", contract.to_string());
    harmless(&folder.run(&["contracts", "check", "c.json"]).exits(1));
    harmless(&folder.run(&["contracts"]).exits(2));
    folder.file(
        "gatewright.toml",
        "contracts = [\"x\\u001b[2J\\u202e\"]\n\"y\\u001b\\u202e\" = 1\n",
    );
    harmless(&folder.run(&["contracts"]).exits(2));
}

#[test]
fn what_is_printed_as_json_stays_the_same_document() {
    let folder = Folder::new();
    let id = "a\u{202e}b";
    let tree = serde_json::json!({"Condition": id}).to_string();
    let ran = folder.run(&["requirement", &tree, "--to", "tree"]).exits(0);
    harmless(&ran);
    let again: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(again["Condition"], id);
    folder.file(
        "d.json",
        crate::support::good_but("first-steps", "a\\u202eb"),
    );
    let ran = folder
        .run(&["--compile", "d.json", "--emit", "json"])
        .exits(0);
    harmless(&ran);
    let summary: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(summary["scenario_id"], id);
    let ran = folder
        .run(&["--compile", "d.json", "-o", "out.json"])
        .exits(0);
    assert!(
        ran.stderr.starts_with("a\\u{202E}b sha256:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn every_comparator_has_a_verdict_in_both_forms() {
    let folder = Folder::new();
    for (provider, check) in [
        ("env", "get"),
        ("http", "body_hash"),
        ("json", "path"),
        ("time", "after"),
    ] {
        let text = folder.run(&["comparators", provider, check]).exits(0).out();
        let json = folder
            .run(&["comparators", provider, check, "--json"])
            .exits(0)
            .stdout;
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(
            text.lines().next().unwrap(),
            format!("result: {}", json["type"].as_str().unwrap())
        );
        let choices = json["comparators"].as_array().unwrap();
        for (line, choice) in text.lines().skip(1).zip(choices) {
            let allowed = choice["allowed"].as_bool().unwrap();
            let name = choice["comparator"].as_str().unwrap();
            let verdict = if allowed { "yes" } else { "no " };
            assert!(
                line.starts_with(&format!("  {verdict}  {name:<25}  ")),
                "{line}"
            );
            let reasons = choice["reasons"].as_array().unwrap();
            assert_eq!(reasons.is_empty(), allowed, "{choice}");
            for reason in reasons {
                assert!(line.contains(reason["reason"].as_str().unwrap()), "{line}");
            }
        }
        assert_eq!(choices.len(), 16);
    }
}
