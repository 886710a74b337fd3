//! `check` on many drafts, and what its reports promise.

use serde_json::Value;

use crate::support::{Folder, GOOD, ended, good_but};

const FORMATS: [&str; 8] = [
    "human", "short", "json", "jsonl", "sarif", "github", "junit", "markdown",
];

/// A stage that only a rule on `false` leads to: the rule is wrong, and the stage follows from it.
fn cascade() -> String {
    let branch = r#"{"kind": "branch", "branches": [
      {"gate_id": "quality", "outcome": "true", "next_stage_id": "ship"},
      {"gate_id": "quality", "outcome": "false", "next_stage_id": "hold"}], "default": null}"#;
    let last = |id: &str| {
        format!(
            ", {{\"stage_id\": \"{id}\", \"entry_packets\": [], \"gates\": [], \
             \"advance_to\": {{\"kind\": \"terminal\"}}, \"timeout\": null, \"on_timeout\": \"fail\"}}"
        )
    };
    let stages = format!(
        "\"on_timeout\": \"fail\"\n    }}{}{}",
        last("ship"),
        last("hold")
    );
    good_but("{\"kind\": \"terminal\"}", branch).replacen(
        "\"on_timeout\": \"fail\"\n    }",
        &stages,
        1,
    )
}

#[test]
fn consequences_are_shown_on_demand() {
    let folder = Folder::new();
    folder.file("c.json", cascade());
    let brief = folder
        .run(&["check", "c.json", "--format", "short"])
        .exits(1)
        .out();
    let whole = folder
        .run(&["check", "c.json", "--format", "short", "--all"])
        .exits(1)
        .out();
    assert!(
        brief.contains("GW0502") && !brief.contains("GW0601"),
        "{brief}"
    );
    assert!(
        whole.contains("GW0502") && whole.contains("GW0601"),
        "{whole}"
    );
    let json = folder.run(&["check", "c.json", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        json["diagnostics"][0]["consequences"],
        serde_json::json!(["GW0601"])
    );
}

#[test]
fn many_drafts_are_reported_in_the_same_bytes_every_time() {
    let folder = Folder::new();
    for i in 0..40 {
        let text = match i % 4 {
            0 => GOOD.to_owned(),
            1 => cascade(),
            2 => good_but("\"equals\"", "\"lex_less_than\""),
            _ => "{\"scenario_id\":".to_owned(),
        };
        folder.file(&format!("d/{}/{i:02}.draft.json", i % 3), text);
    }
    for format in FORMATS {
        let first = folder
            .run(&["check", "d", "--format", format, "--all"])
            .exits(1)
            .stdout;
        for _ in 0..4 {
            let again = folder
                .run(&["check", "d", "--format", format, "--all"])
                .exits(1)
                .stdout;
            assert!(first == again, "{format} differs from run to run");
        }
        let mut command = folder.command(&["check", "d", "--format", format, "--all"]);
        command.env("RAYON_NUM_THREADS", "1");
        assert!(
            first == ended(command, b"").stdout,
            "{format} depends on the threads"
        );
    }
    let json = folder.run(&["check", "d", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["files"].as_array().unwrap().len(), 40);
    let places: Vec<(String, u64)> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let place = &d["primary"];
            (
                place["file"].as_str().unwrap().to_owned(),
                place["start_byte"].as_u64().unwrap_or(0),
            )
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_draft_that_is_named_twice_is_reported_once() {
    let folder = Folder::new();
    folder.file("d/c.draft.json", cascade());
    let once = folder.run(&["check", "d/c.draft.json"]).exits(1).stdout;
    assert_eq!(
        folder
            .run(&["check", "d", "d/c.draft.json", "d"])
            .exits(1)
            .stdout,
        once
    );
}

#[test]
fn the_fail_level_alone_decides_the_exit_code() {
    let folder = Folder::new();
    let error = cascade();
    let warning = good_but(
        "\"conditions\": [",
        "\"conditions\": [{\"condition_id\": \"spare\", \"query\": {\"provider_id\": \"time\", \"check_id\": \"now\"}, \"comparator\": \"exists\", \"policy_tags\": []},",
    );
    let advice = good_but("{\"timeout_ms\": 86400000, \"policy_tags\": []}", "null");
    for (text, level) in [
        (GOOD, 0),
        (&advice, 1),
        (&warning, 2),
        (&error, 3),
        ("{\"scenario_id\": \"s\"}", 0),
    ] {
        for (name, from) in [("advice", 1), ("warning", 2), ("error", 3), ("never", 4)] {
            for format in FORMATS {
                let arguments = ["check", "-", "--format", format, "--fail-level", name];
                let ran = folder.run_with(&arguments, text.as_bytes());
                assert_eq!(
                    ran.code,
                    i32::from(level >= from),
                    "{format} {name}: {}",
                    ran.out()
                );
            }
        }
    }
    // What cannot be read is no finding to be weighed.
    for format in FORMATS {
        folder
            .run(&[
                "check",
                "gone.json",
                "--format",
                format,
                "--fail-level",
                "never",
            ])
            .exits(2);
    }
}

#[test]
fn profiles_hide_or_show() {
    let folder = Folder::new();
    let unfinished = good_but("{\"timeout_ms\": 86400000, \"policy_tags\": []}", "null").replacen(
        "\"spec_version\": \"1\",\n",
        "",
        1,
    );
    let out = |profile: &str| {
        let arguments = ["check", "-", "--format", "short", "--profile", profile];
        folder
            .run_with(&arguments, unfinished.as_bytes())
            .exits(0)
            .out()
    };
    assert!(
        !out("author").contains("GW0604"),
        "advice waits until nothing is missing"
    );
    assert!(out("ci").contains("GW0604"));
    assert!(out("audit").contains("GW0604"));
    for profile in ["author", "ci", "audit"] {
        assert!(out(profile).contains("GW0109"), "{profile}");
    }
}

#[test]
fn a_stale_output_beside_a_draft_is_found_in_either_format() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD).file("plain.json", GOOD);
    folder.run(&["fmt", "a.draft.json", "--to", "ron"]).exits(0);
    folder
        .run(&["--compile", "a.draft.json", "-o", "a.spec.json"])
        .exits(0);
    folder.run(&["check", "."]).exits(0);
    let mut spec = folder.read("a.spec.json");
    spec.push(b'\n');
    folder
        .file("a.spec.json", &spec)
        .file("plain.spec.json", "{}");
    for draft in ["a.draft.json", "a.draft.ron"] {
        let ran = folder.run(&["check", draft]).exits(1);
        for told in [
            "GW0801",
            "`a.spec.json`",
            &format!("gatewright --compile {draft} -o a.spec.json"),
        ] {
            assert!(ran.out().contains(told), "{told}: {}", ran.out());
        }
    }
    // Only what is named as a draft has an output that belongs to it.
    folder.run(&["check", "plain.json"]).exits(0);
    assert_eq!(folder.read("a.spec.json"), spec);
}

#[test]
fn a_compiled_spec_is_checked_like_a_draft() {
    let folder = Folder::new();
    folder.file("a.draft.json", GOOD);
    folder
        .run(&["--compile", "a.draft.json", "-o", "a.spec.json"])
        .exits(0);
    folder
        .run(&["check", "a.spec.json", "--profile", "audit"])
        .exits(0);
    let broken = String::from_utf8(folder.read("a.spec.json"))
        .unwrap()
        .replacen("\"tests_pass\"}", "\"gone\"}", 1);
    folder.file("a.spec.json", broken);
    let ran = folder.run(&["check", "a.spec.json"]).exits(1);
    // One line of any length is not worth a frame: the pointer says where.
    for told in [
        "GW0202",
        "/stages/0/gates/0/requirement",
        "stage:verify/gate:quality",
    ] {
        assert!(ran.out().contains(told), "{told}: {}", ran.out());
    }
}

#[test]
fn sarif_declares_every_rule_and_every_result_names_one() {
    let folder = Folder::new();
    folder.file("c.json", cascade()).file("bad.json", "{");
    let sarif = folder
        .run(&[
            "check",
            "c.json",
            "bad.json",
            "gone.json",
            "--format",
            "sarif",
        ])
        .exits(2)
        .stdout;
    let sarif: Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let codes = folder.run(&["explain", "--list"]).exits(0).out();
    assert_eq!(rules.len(), codes.lines().count());
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 3);
    for result in results {
        let id = &result["ruleId"];
        assert!(rules.iter().any(|rule| rule["id"] == *id), "{id}");
        if let Some(index) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[usize::try_from(index).unwrap()]["id"], *id);
        }
        assert!(result["partialFingerprints"].is_object());
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(
            ["c.json", "bad.json", "gone.json"].contains(&uri.as_str().unwrap()),
            "{uri}"
        );
    }
}

#[test]
fn a_job_of_github_gets_a_summary() {
    let folder = Folder::new();
    folder
        .file("c.json", cascade())
        .file("summary.md", "before\n");
    for (format, written) in [("human", false), ("github", true)] {
        let mut command = folder.command(&["check", "c.json", "--format", format]);
        command.env("GITHUB_STEP_SUMMARY", folder.path("summary.md"));
        ended(command, b"").exits(1);
        let summary = String::from_utf8(folder.read("summary.md")).unwrap();
        assert!(summary.starts_with("before\n"));
        assert_eq!(summary.contains("| error | GW0502"), written, "{summary}");
    }
    // Where no summary can be written, the report is what counts.
    let mut command = folder.command(&["check", "c.json", "--format", "github"]);
    command.env("GITHUB_STEP_SUMMARY", folder.path("gone/summary.md"));
    let ran = ended(command, b"").exits(1);
    assert!(ran.out().starts_with("::"), "{}", ran.out());
}

#[test]
fn explanations_exist_for_every_code_that_is_listed() {
    let folder = Folder::new();
    let list = folder.run(&["explain", "--list"]).exits(0).out();
    let manual = folder
        .run(&["explain", "--format", "markdown"])
        .exits(0)
        .out();
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (code, name) = (words.next().unwrap(), words.nth(1).unwrap());
        let page = folder.run(&["explain", code]).exits(0).out();
        assert!(page.starts_with(&format!("{code} {name}\n")), "{page}");
        assert_eq!(folder.run(&["explain", name]).exits(0).out(), page);
        assert!(manual.contains(code) && manual.contains(name), "{code}");
    }
}

#[test]
fn real_documents_fit_the_printed_schemas() {
    let folder = Folder::new();
    let schema = |name: &str| -> Value {
        serde_json::from_slice(&folder.run(&["schema", name]).exits(0).stdout).unwrap()
    };
    let parsed = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    for (name, fitting, unfit) in [
        (
            "draft",
            vec![
                parsed(GOOD),
                parsed(include_str!("../../drafts/release-gate.draft.json")),
                parsed(include_str!("../../drafts/staged-disclosure.draft.json")),
                parsed(include_str!("../../drafts/precheck-build.draft.json")),
                parsed(include_str!("../../drafts/release-gate.spec.json")),
                parsed("{}"),
            ],
            parsed("{\"stagez\": []}"),
        ),
        (
            "spec",
            vec![
                parsed(include_str!("../../drafts/release-gate.spec.json")),
                parsed(include_str!("../../drafts/staged-disclosure.spec.json")),
            ],
            parsed(GOOD),
        ),
        (
            "contract",
            vec![
                parsed(include_str!("../../contracts/external/scanner.json")),
                parsed(include_str!("../../contracts/env.json")),
                parsed(include_str!("../../contracts/http.json")),
                parsed(include_str!("../../contracts/json.json")),
                parsed(include_str!("../../contracts/time.json")),
            ],
            parsed("{\"provider_id\": \"x\"}"),
        ),
        (
            "data-shape",
            vec![parsed(include_str!(
                "../../data-shapes/build-evidence.json"
            ))],
            parsed("{\"schema_id\": 1}"),
        ),
        (
            "diagnostics",
            vec![parsed(
                &folder
                    .run_with(&["check", "-", "--format", "json"], b"{\"a\": 1}")
                    .out(),
            )],
            parsed("{\"diagnostics\": 1}"),
        ),
    ] {
        let schema = schema(name);
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for document in fitting {
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{name}");
        }
        assert!(!validator.is_valid(&unfit), "{name}");
    }
}
