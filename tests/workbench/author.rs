//! A whole scenario, authored by keys alone from an empty folder.

use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::terminal::{Folder, Launch, Terminal};

const SHAPE: &str = r#"{
  "schema_id": "evidence",
  "version": "1",
  "description": "What a build asserts.",
  "schema": {
    "type": "object",
    "properties": {
      "tests_pass": { "type": "boolean" },
      "coverage": { "type": "number", "minimum": 0, "maximum": 100 },
      "region": { "enum": ["eu-north", "eu-west", "us-east"] },
      "signed": { "type": "string" },
      "in_window": { "type": "boolean" }
    },
    "required": ["tests_pass", "coverage"],
    "additionalProperties": false
  }
}"#;

/// Goes to the next thing that is missing and picks an answer.
#[track_caller]
fn next(terminal: &mut Terminal, of: &str, answer: &str) {
    terminal.wait_for(&format!("next n  Stage `{of}`"));
    terminal.keys("n n");
    terminal.wait_for("┌─ ");
    terminal.keys(&format!("\"{answer}\" enter"));
    terminal.wait_gone("┌─ ");
}

fn conditions(terminal: &mut Terminal) {
    terminal.keys("2 a \"jsonpath\" enter enter ctrl-u \"tests_pass\" enter");
    terminal.keys("down down enter \"report.json\" enter down enter \"$.tests_pass\" enter");
    terminal.keys("down enter \"equals\" enter down enter");
    terminal.wait_for("exactly t");
    terminal.keys("shift-tab a \"jsonpath\" enter enter ctrl-u \"coverage\" enter");
    terminal.keys("down down enter \"report.json\" enter down enter \"$.coverage\" enter");
    terminal.keys("down enter \"greater_than_or_equal\" enter down enter \"85.5\" enter");
    terminal.wait_for("85.5");
    terminal.keys("shift-tab a \"env\" enter enter ctrl-u \"region\" enter");
    terminal.keys("down down enter \"REGION\" enter down enter \"in_set\" enter");
    terminal.keys("down enter a \"eu-north\" enter a \"eu-west\" enter shift-tab");
    terminal.wait_for("eu-north, eu-west");
    terminal.keys("shift-tab a \"env\" enter enter ctrl-u \"signed\" enter");
    terminal.keys("down down enter \"SIGNED\" enter down enter \"exists\" enter");
    terminal.wait_for("conditions 4");
    terminal.keys("shift-tab a \"after\" enter enter ctrl-u \"in_window\" enter");
    terminal.keys("down down enter \"2026-12-24T18:00:00+01:00\" enter");
    terminal.keys("down enter \"equals\" enter down enter");
    terminal.wait_for("conditions 5");
}

fn gates_and_stages(terminal: &mut Terminal) {
    // The first gate brings the first stage. Its requirement is built node by node.
    terminal.keys("3 a i \"tests_pass\" enter & i \"coverage\" enter");
    terminal.keys("# i \"signed\" enter i \"in_window\" enter up up up +");
    terminal.wait_for("at least 2 of 3");
    terminal.keys("up up up up up enter ctrl-u \"quality\" enter");
    terminal.keys("4 enter enter ctrl-u \"build\" enter");
    for stage in ["decide", "release", "hold", "done"] {
        terminal.keys(&format!("shift-tab a enter ctrl-u \"{stage}\" enter"));
    }
    terminal.wait_for("stages 5");
    terminal.keys("3 shift-tab home down down a i \"signed\" enter");
    terminal.keys("up up up up enter ctrl-u \"is_signed\" enter");
    terminal.wait_for("is_signed");
    terminal.keys("4 shift-tab home");
    terminal.wait_for("stages 5");
    next(terminal, "build", "linear");
    next(terminal, "decide", "branch");
    next(terminal, "decide", "hold");
    terminal.keys("r");
    terminal.wait_for("┌─ go to");
    terminal.keys("\"release\" enter");
    terminal.keys("down down enter \"2h\" enter down enter \"alternate\" enter");
    terminal.wait_for("alternate_branch");
    next(terminal, "release", "fixed");
    next(terminal, "release", "done");
    next(terminal, "hold", "terminal");
    next(terminal, "done", "terminal");
}

fn packets(terminal: &mut Terminal) {
    terminal.keys("4 shift-tab home p enter ctrl-u \"greet\" enter down enter \"note\" enter");
    terminal.keys("down down down down down enter \"json\" enter down enter");
    terminal.wait_for("┌─ value");
    terminal.send(br#"{"hello": [1, 2.5, "w"]}"#);
    terminal.keys("ctrl-s");
    terminal.wait_gone("┌─ value");
    terminal.keys("p enter ctrl-u \"raw\" enter down enter \"blob\" enter");
    terminal.keys("down down down down down enter \"bytes\" enter down enter");
    terminal.wait_for("┌─ bytes");
    terminal.keys("\"hex:00ff10\" enter");
    terminal.wait_gone("┌─ bytes");
    terminal.keys("5");
    terminal.wait_for("next n  Everything is in place");
}

/// Authors the scenario and returns the folder and what the notice said about the spec.
fn author(start: impl Fn(&Folder) -> Launch) -> (Folder, String) {
    let folder = Folder::new();
    folder
        .file("gatewright.toml", "data_shapes = [\"data-shapes\"]\n")
        .file("data-shapes/evidence.json", SHAPE);
    let mut terminal = start(&folder).start();
    terminal.wait_for("New scenario");
    terminal.wait_for("q leave");
    terminal.keys("enter");
    terminal.wait_for("name of the scenario");
    terminal.keys("\"release-train\" enter");
    terminal.wait_for("1 Scenario");
    terminal.keys("down enter \"3\" enter down enter \"1\" enter");
    terminal.keys("down down enter \"evidence\" enter");
    terminal.wait_for("evidence@1");
    conditions(&mut terminal);
    gates_and_stages(&mut terminal);
    packets(&mut terminal);
    terminal.keys("ctrl-s");
    terminal.wait_for("saved");
    terminal.keys("ctrl-w");
    terminal.wait_for("wrote");
    let screen = terminal.screen();
    let told = screen.lines().find(|line| line.contains("wrote")).unwrap();
    let told = told.to_owned();
    terminal.keys("q");
    assert_eq!(terminal.wait_exit(), 0);
    terminal.is_as_before();
    (folder, told)
}

#[track_caller]
fn is_what_was_authored(spec: &Value) {
    assert_eq!(spec["scenario_id"], "release-train");
    assert_eq!(spec["namespace_id"], 3);
    let conditions = spec["conditions"].as_array().unwrap();
    let expected: Vec<&Value> = conditions.iter().map(|one| &one["expected"]).collect();
    assert_eq!(
        expected,
        [
            &json!(true),
            &json!(85.5),
            &json!(["eu-north", "eu-west"]),
            &Value::Null,
            &json!(true)
        ]
    );
    let stages = spec["stages"].as_array().unwrap();
    let kinds: Vec<&Value> = stages
        .iter()
        .map(|one| &one["advance_to"]["kind"])
        .collect();
    assert_eq!(kinds, ["linear", "branch", "fixed", "terminal", "terminal"]);
    assert_eq!(stages[1]["on_timeout"], "alternate_branch");
    assert_eq!(stages[1]["timeout"]["timeout_ms"], 7_200_000);
    let packets = stages[0]["entry_packets"].as_array().unwrap();
    assert_eq!(
        packets[0]["payload"]["value"],
        json!({"hello": [1, 2.5, "w"]})
    );
    assert_eq!(packets[1]["payload"]["bytes"], json!([0, 255, 16]));
    let requirement = stages[0]["gates"][0]["requirement"].to_string();
    assert!(requirement.contains("\"min\":2"), "{requirement}");
}

#[track_caller]
fn compiles_to_the_same(folder: &Folder, told: &str) -> Vec<u8> {
    let compiled = Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .args(["--compile", "release-train.draft.json"])
        .current_dir(folder.path("."))
        .env_clear()
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{complaint}");
    let written = std::fs::read(folder.path("release-train.spec.json")).unwrap();
    assert_eq!(compiled.stdout, written);
    let hash: String = Sha256::digest(&written)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // A narrow screen cuts the hash off.
    assert!(told.contains(&hash[..12]), "{hash} is not in {told}");
    written
}

#[test]
fn a_whole_scenario_is_authored_by_keys_alone() {
    let (folder, told) = author(|folder| folder.launch(&[]));
    let spec = compiles_to_the_same(&folder, &told);
    is_what_was_authored(&serde_json::from_slice(&spec).unwrap());

    // The same keys in a small terminal without colours.
    let (small, told) = author(|folder| folder.launch(&[]).size(80, 24).env("NO_COLOR", "1"));
    assert_eq!(compiles_to_the_same(&small, &told), spec);
    let drafts = [&folder, &small].map(|one| one.read("release-train.draft.json"));
    assert_eq!(drafts[0], drafts[1]);
}
