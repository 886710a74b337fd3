//! The other commands.

use serde_json::Value;

use crate::support::{Folder, GOOD};

#[test]
fn help_version_and_usage() {
    let folder = Folder::new();
    assert!(
        folder
            .run(&["--version"])
            .exits(0)
            .out()
            .starts_with("gatewright ")
    );
    assert!(folder.run(&["--help"]).exits(0).out().contains("--compile"));
    folder.run(&[]).exits(2);
    folder.run(&["--no-such-option"]).exits(2);
    folder.run(&["frobnicate"]).exits(2);
    folder.run(&["--compile"]).exits(2);
}

#[test]
fn explain_knows_codes_and_names() {
    let folder = Folder::new();
    let by_code = folder.run(&["explain", "GW0502"]).exits(0).out();
    assert_eq!(
        folder
            .run(&["explain", "false-outcome-rule"])
            .exits(0)
            .out(),
        by_code
    );
    assert_eq!(folder.run(&["explain", "gw0502"]).exits(0).out(), by_code);
    let unknown = folder.run(&["explain", "false-outcome-rul"]).exits(2);
    assert!(
        unknown.stderr.contains("did you mean `false-outcome-rule`"),
        "{}",
        unknown.stderr
    );
    assert!(
        folder
            .run(&["explain", "--list"])
            .exits(0)
            .out()
            .lines()
            .count()
            > 60
    );
    let manual = folder
        .run(&["explain", "--format", "markdown"])
        .exits(0)
        .out();
    assert_eq!(manual, include_str!("../../docs/diagnostics.md"));
}

#[test]
fn comparators_are_told_with_their_reasons() {
    let folder = Folder::new();
    let out = folder
        .run(&["comparators", "http", "status"])
        .exits(0)
        .out();
    assert_eq!(out.lines().count(), 17, "{out}");
    assert!(out.contains("result: integer"), "{out}");
    let json = folder
        .run(&["comparators", "json", "path", "--json"])
        .exits(0)
        .stdout;
    let json: Value = serde_json::from_slice(&json).unwrap();
    let choices = json["comparators"].as_array().unwrap();
    assert_eq!(choices.len(), 16);
    assert_eq!(choices.iter().filter(|c| c["allowed"] == true).count(), 10);
    folder.file("s.json", r#"{"type": "string", "enum": ["a", 1]}"#);
    let mixed = folder
        .run(&["comparators", "--schema", "s.json"])
        .exits(0)
        .out();
    assert!(!mixed.contains("  yes  "), "{mixed}");
    let near = folder.run(&["comparators", "htp", "status"]).exits(2);
    assert!(
        near.stderr.contains("did you mean `http`"),
        "{}",
        near.stderr
    );
    folder.run(&["comparators", "http"]).exits(2);
}

#[test]
fn requirements_go_both_ways() {
    let folder = Folder::new();
    let tree = folder.run(&["requirement", "a and not b"]).exits(0).out();
    assert_eq!(
        tree,
        "{\"And\":[{\"Condition\":\"a\"},{\"Not\":{\"Condition\":\"b\"}}]}\n"
    );
    assert_eq!(
        folder.run(&["requirement", tree.trim()]).exits(0).out(),
        "a and not b\n"
    );
    assert_eq!(
        folder
            .run(&["requirement", "(a)", "--to", "text"])
            .exits(0)
            .out(),
        "a\n"
    );
    let wrong = folder.run(&["requirement", "a and (b or"]).exits(1);
    assert!(
        wrong.stderr.contains("<requirement>:1:12"),
        "{}",
        wrong.stderr
    );
    let unknown = folder
        .run(&["requirement", "a and colour", "--conditions", "a,color"])
        .exits(1);
    assert!(
        unknown.stderr.contains("did you mean `color`"),
        "{}",
        unknown.stderr
    );
    let awkward = folder
        .run(&["requirement", r#"{"Condition": "a-b"}"#])
        .exits(1);
    assert!(awkward.stderr.contains("a-b"), "{}", awkward.stderr);
}

#[test]
fn contracts_and_shapes_are_listed_shown_and_checked() {
    let folder = Folder::new();
    let list = folder.run(&["contracts"]).exits(0).out();
    for provider in ["env", "http", "json", "time"] {
        assert!(
            list.lines().any(|line| line.starts_with(provider)),
            "{list}"
        );
    }
    let page = folder.run(&["contracts", "show", "time"]).exits(0).out();
    assert!(
        page.contains("time.after") && page.contains("determinism: time_dependent"),
        "{page}"
    );
    let json = folder
        .run(&["contracts", "show", "env", "--json"])
        .exits(0)
        .stdout;
    let mut contract: Value = serde_json::from_slice(&json).unwrap();
    let schema: Value =
        serde_json::from_slice(&folder.run(&["schema", "contract"]).exits(0).stdout).unwrap();
    assert!(
        jsonschema::validator_for(&schema)
            .unwrap()
            .is_valid(&contract)
    );
    contract["transport"] = "mcp".into();
    contract["provider_id"] = "mine".into();
    folder.file("c.json", contract.to_string());
    folder.run(&["contracts", "check", "c.json"]).exits(0);
    contract["checks"][0]["allowed_comparators"] = serde_json::json!(["exists", "equals"]);
    folder.file("c.json", contract.to_string());
    let wrong = folder.run(&["contracts", "check", "c.json"]).exits(1);
    assert!(wrong.out().contains("GW1103"), "{}", wrong.out());
    folder.file("gatewright.toml", "data_shapes = [\"s\"]\n");
    folder.file(
        "s/e.json",
        r#"{"schema_id": "e", "version": "2", "schema": {"type": "object"}}"#,
    );
    assert!(folder.run(&["shapes"]).exits(0).out().starts_with("e@2"));
    folder.run(&["shapes", "check", "s/e.json"]).exits(0);
    folder.file("s/r.json", r#"{"$ref": "https://example.org/x.json"}"#);
    let remote = folder.run(&["shapes", "check"]).exits(1);
    assert!(
        remote.out().contains("https://example.org/x.json"),
        "{}",
        remote.out()
    );
}

#[test]
fn fmt_writes_the_one_form_and_both_formats() {
    let folder = Folder::new();
    let value: Value = serde_json::from_str(GOOD).unwrap();
    folder.file("a.draft.json", value.to_string());
    folder.run(&["fmt", "--check", "a.draft.json"]).exits(1);
    folder.run(&["fmt", "a.draft.json"]).exits(0);
    assert_eq!(folder.read("a.draft.json"), GOOD.as_bytes());
    folder.run(&["fmt", "--check", "a.draft.json"]).exits(0);
    folder.run(&["fmt", "--to", "ron", "a.draft.json"]).exits(0);
    std::fs::remove_file(folder.path("a.draft.json")).unwrap();
    folder.run(&["fmt", "--to", "json", "a.draft.ron"]).exits(0);
    assert_eq!(folder.read("a.draft.json"), GOOD.as_bytes());
    folder.file("b.json", "{\"stagez\": []}");
    let lossy = folder.run(&["fmt", "b.json"]).exits(1);
    assert!(lossy.stderr.contains("GW0103"), "{}", lossy.stderr);
    assert_eq!(folder.read("b.json"), b"{\"stagez\": []}");
    folder.file(
        "k.json",
        r#"{"stages": [{"advance_to": {"stage_id": "x"}}]}"#,
    );
    folder.run(&["fmt", "k.json"]).exits(1);
}

#[test]
fn an_imported_spec_compiles_to_the_same_hash() {
    let folder = Folder::new();
    folder.file(
        "s.json",
        include_str!("../../drafts/staged-disclosure.spec.json"),
    );
    folder
        .run(&["import", "s.json", "-o", "d.draft.json"])
        .exits(0);
    let spec = folder.read("s.json");
    assert_eq!(
        folder.run(&["--compile", "d.draft.json"]).exits(0).stdout,
        spec
    );
    folder
        .run(&["import", "s.json", "-o", "d.draft.json"])
        .exits(2);
    let ron = folder
        .run(&["import", "s.json", "--to", "ron"])
        .exits(0)
        .stdout;
    let again = folder
        .run_with(&["--compile", "-", "--from", "ron"], &ron)
        .exits(0);
    assert_eq!(again.stdout, spec);
}

#[test]
fn init_starts_something_that_works_and_overwrites_nothing() {
    let folder = Folder::new();
    folder.run(&["init", "new"]).exits(0);
    folder
        .run(&[
            "check",
            "new",
            "--profile",
            "audit",
            "--fail-level",
            "advice",
        ])
        .exits(0);
    folder
        .run(&["--compile", "new/drafts/release.draft.json"])
        .exits(0);
    folder
        .run(&["fmt", "--check", "new/drafts/release.draft.json"])
        .exits(0);
    let ran = folder.run(&["init", "new"]).exits(2);
    assert!(ran.stderr.contains("never overwrites"), "{}", ran.stderr);
}

#[test]
fn schemas_completions_and_the_manual() {
    let folder = Folder::new();
    for name in ["draft", "spec", "contract", "data-shape", "diagnostics"] {
        let schema = folder.run(&["schema", name]).exits(0).stdout;
        let schema: Value = serde_json::from_slice(&schema).unwrap();
        assert!(jsonschema::draft202012::new(&schema).is_ok(), "{name}");
        if name == "draft" {
            let draft: Value = serde_json::from_str(GOOD).unwrap();
            assert!(jsonschema::draft202012::is_valid(&schema, &draft));
        }
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = folder.run(&["completions", shell]).exits(0).out();
        assert!(script.contains("comparators"), "{shell}");
    }
    assert!(folder.run(&["man"]).exits(0).out().contains(".TH"));
    folder.run(&["man", "--out-dir", "man"]).exits(0);
    assert!(folder.path("man/gatewright.1").exists());
    assert!(folder.path("man/gatewright-check.1").exists());
}
