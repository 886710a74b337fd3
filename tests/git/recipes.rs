//! Every command of `docs/ci.md`, run as it is written there.

use crate::support::{Clone, GOOD, Ran};

const PAGE: &str = include_str!("../../docs/ci.md");

/// Returns the blocks of the page in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let open = format!("```{language}\n");
    let ends = |rest: &'static str| rest.split_once("```\n").map(|(block, _)| block);
    PAGE.split(open.as_str())
        .skip(1)
        .map(|rest| ends(rest).expect("an end"))
        .collect()
}

/// Returns the scripts of the steps of a workflow.
fn steps(workflow: &str) -> Vec<String> {
    let mut scripts = Vec::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(script) = line.trim_start().strip_prefix("run: ") else {
            continue;
        };
        if script != "|" {
            scripts.push(script.to_owned());
            continue;
        }
        let indent = |line: &str| line.len() - line.trim_start().len();
        let own = indent(line);
        let mut text = String::new();
        while let Some(next) = lines.next_if(|next| indent(next) > own) {
            text.push_str(next);
            text.push('\n');
        }
        scripts.push(text);
    }
    scripts
}

/// Returns every script of the page.
fn scripts() -> Vec<String> {
    let mut scripts: Vec<String> = blocks("sh").into_iter().map(str::to_owned).collect();
    assert_eq!(scripts.len(), 4);
    for workflow in blocks("yaml") {
        scripts.extend(steps(workflow));
    }
    assert_eq!(scripts.len(), 8);
    scripts
}

/// Returns a clone in which a branch made this of the draft.
fn changed(to: &str) -> Clone {
    let compile = ["--compile", "release.draft.json", "-o", "release.spec.json"];
    let clone = Clone::new();
    let draft = GOOD.replace("../docs/", "docs/");
    clone.file("release.draft.json", &draft);
    clone.run(&compile).exits(0);
    clone.commit("begin");
    clone
        .git(&["update-ref", "refs/remotes/origin/main", "HEAD"])
        .exits(0);
    clone.file(
        "release.draft.json",
        draft.replace("\"requirement\": \"tests_pass\"", to),
    );
    clone.run(&compile).exits(0);
    clone.commit("change");
    clone
}

fn run(clone: &Clone, script: &str) -> Ran {
    // The settings that the host makes.
    let script = format!("export BASE=origin/main GITHUB_STEP_SUMMARY=summary.md\n{script}");
    clone.run_in(
        &clone.path(""),
        "bash",
        &["-e", "-o", "pipefail", "-c", &script],
    )
}

const SAME: &str = "\"requirement\": \"all(tests_pass)\"";
const LOOSER: &str = "\"requirement\": \"tests_pass or not tests_pass\"";

#[test]
fn every_recipe_runs_as_written() {
    let clone = changed(SAME);
    for script in scripts() {
        let ran = run(&clone, &script);
        assert_eq!(ran.code, 0, "{script}\n{}\n{}", ran.out, ran.err);
    }
    for (name, part) in [
        ("gatewright.sarif", "\"runs\""),
        ("review.md", "#"),
        ("summary.md", "#"),
    ] {
        assert!(clone.read(name).contains(part), "{name}");
    }
}

#[test]
fn the_gate_stops_a_change_that_lets_more_pass() {
    let clone = changed(LOOSER);
    let gates: Vec<String> = scripts()
        .into_iter()
        .filter(|script| script.contains("gatewright diff"))
        .collect();
    assert_eq!(gates.len(), 2);
    for gate in gates {
        let ran = run(&clone, &gate);
        assert_eq!(ran.code, 1, "{}\n{}", ran.out, ran.err);
        assert!(ran.out.contains("GW1001 gate-looser"), "{}", ran.out);
    }
}

#[test]
fn a_compiled_file_that_was_forgotten_stops_the_check() {
    let clone = changed(SAME);
    let old = clone
        .git(&["show", "origin/main:release.spec.json"])
        .exits(0);
    clone.file("release.spec.json", old.out);
    let checks: Vec<String> = scripts()
        .into_iter()
        .filter(|script| script.contains("--compile"))
        .collect();
    assert_eq!(checks.len(), 2);
    for check in checks {
        let _ = std::fs::remove_file(clone.path("gatewright.sarif"));
        let mut told = run(&clone, &check).exits(1).err;
        if check.contains("sarif") {
            told.push_str(&clone.read("gatewright.sarif"));
        }
        assert!(told.contains("GW0801"), "{told}");
    }
}
