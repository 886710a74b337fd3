//! The formats for machines.

use super::*;
use serde_json::Value;

#[test]
fn short_is_one_line_per_finding() {
    insta::assert_snapshot!(render(&everything(), Format::Short, &RenderOptions::default()), @r#"
    release.draft.json:4:29: error[GW0502]: this branch rule can never be used (stage:build/branch[1])
    a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}:2:35: warning[GW0805]: id `a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B}` is odd (a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%\u{009B})
    -: warning[GW0204]: condition `x` is never used (/conditions/3)
    release.draft.json: todo[GW0109]: the scenario needs a `spec_version` (scenario)
    "#);
}

#[test]
fn json_keeps_every_field_in_order() {
    let report = report(&[("release.draft.json", BRANCH)], vec![dead_rule()]);
    let options = RenderOptions {
        tool_version: "1.2.3".to_owned(),
        files: vec!["release.draft.json".to_owned()],
        ..RenderOptions::default()
    };
    insta::assert_snapshot!(render(&report, Format::Json, &options), @r#"
    {
      "schema_version": 1,
      "tool": {
        "name": "gatewright",
        "version": "1.2.3"
      },
      "summary": {
        "errors": 1,
        "warnings": 0,
        "advice": 0,
        "todo": 0
      },
      "files": [
        "release.draft.json"
      ],
      "diagnostics": [
        {
          "code": "GW0502",
          "name": "false-outcome-rule",
          "level": "error",
          "message": "this branch rule can never be used",
          "confidence": "proved",
          "primary": {
            "file": "release.draft.json",
            "pointer": "/stages/0/advance_to/branches/1/outcome",
            "entity": "stage:build/branch[1]",
            "line": 4,
            "column": 29,
            "end_line": 4,
            "end_column": 47,
            "start_byte": 121,
            "end_byte": 139
          },
          "related": [
            {
              "file": "release.draft.json",
              "pointer": "/stages/0/advance_to/branches/0/next_stage_id",
              "entity": "stage:build/branch[0]",
              "line": 3,
              "column": 66,
              "end_line": 3,
              "end_column": 72,
              "start_byte": 83,
              "end_byte": 89,
              "label": "taken whenever all gates are true"
            }
          ],
          "effects": [
            "stage `deny` is unreachable"
          ],
          "help": [
            "to react to a failed check, add a stage whose gate is `not quality`, or use a timeout"
          ],
          "fixes": [
            {
              "title": "remove the rule",
              "safety": "review",
              "edits": [
                {
                  "remove_branch_rule": {
                    "index": 1,
                    "stage": "build"
                  }
                }
              ]
            }
          ],
          "consequences": [
            "GW0601"
          ],
          "fingerprint": "d198645fe84b",
          "docs": "docs/diagnostics.md#gw0502"
        }
      ]
    }
    "#);
}

#[test]
fn json_fits_its_schema_and_keeps_hostile_text_as_it_is() {
    let schema = diagnostics_schema();
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    let options = RenderOptions::default();
    for report in [everything(), Report::default()] {
        let value: Value = serde_json::from_str(&render(&report, Format::Json, &options)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        let lines = render(&report, Format::Jsonl, &options);
        let lines: Vec<Value> = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(Value::from(lines), value["diagnostics"]);
        for (d, out) in report
            .diagnostics
            .iter()
            .zip(value["diagnostics"].as_array().unwrap())
        {
            assert_eq!(out["message"], d.message);
            assert_eq!(out["primary"]["pointer"], d.primary.pointer);
        }
    }
    let text = schema.to_string();
    assert!(text.contains("Unicode scalar values"), "{text}");
    assert!(text.contains("2020-12"), "{text}");
}

#[test]
fn sarif_declares_every_rule_and_bounds_related_places() {
    let mut d = dead_rule();
    d.related = vec![d.related[0].clone(); 150];
    let report = report(&[], vec![d, missing_piece()]);
    let text = render(&report, Format::Sarif, &RenderOptions::default());
    let log: Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Code::ALL.len());
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(
        results[0]["relatedLocations"].as_array().unwrap().len(),
        100
    );
    assert_eq!(results[1]["level"], "note");
    let mut first = results[0].clone();
    first["relatedLocations"] = first["relatedLocations"][0].clone();
    // Where a rule stands in the list follows from the codes that exist.
    first["ruleIndex"] = Value::Null;
    insta::assert_snapshot!(format!("{first:#}"), @r#"
    {
      "level": "error",
      "locations": [
        {
          "logicalLocations": [
            {
              "fullyQualifiedName": "stage:build/branch[1]",
              "kind": "object"
            }
          ],
          "physicalLocation": {
            "artifactLocation": {
              "uri": "release.draft.json"
            },
            "region": {
              "endColumn": 47,
              "endLine": 4,
              "startColumn": 29,
              "startLine": 4
            }
          }
        }
      ],
      "message": {
        "text": "this branch rule can never be used\nHelp: to react to a failed check, add a stage whose gate is `not quality`, or use a timeout"
      },
      "partialFingerprints": {
        "gatewright/v1": "d198645fe84b"
      },
      "properties": {
        "confidence": "proved",
        "level": "error"
      },
      "relatedLocations": {
        "id": 1,
        "logicalLocations": [
          {
            "fullyQualifiedName": "stage:build/branch[0]",
            "kind": "object"
          }
        ],
        "message": {
          "text": "taken whenever all gates are true"
        },
        "physicalLocation": {
          "artifactLocation": {
            "uri": "release.draft.json"
          },
          "region": {
            "endColumn": 72,
            "endLine": 3,
            "startColumn": 66,
            "startLine": 3
          }
        }
      },
      "ruleId": "GW0502",
      "ruleIndex": null
    }
    "#);
}

#[test]
fn sarif_paths_and_messages_cannot_break_out() {
    let (text, d) = hostile();
    let report = report(&[("x", &text)], vec![d]);
    let log = render(&report, Format::Sarif, &RenderOptions::default());
    let log: Value = serde_json::from_str(&log).unwrap();
    let result = &log["runs"][0]["results"][0];
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    insta::assert_snapshot!(format!("{uri}\n{}", result["message"]["text"]), @r#"
    "a%1B%5D52%3Bc%3Bx%07%E2%80%AE%E2%80%8B%0A%3A%3Aerror%3A%3A%7C%3Cb%3E%26%22%27%60%40you%5D%28x%29%25%C2%9B"
    "id `a\\u{001B}]52;c;x\\u{0007}\\u{202E}\\u{200B}\\u{000A}::error::|<b>&\"'`@you\\](x)%\\u{009B}` is odd\nHelp: a\\u{001B}]52;c;x\\u{0007}\\u{202E}\\u{200B}\\u{000A}::error::|<b>&\"'`@you\\](x)%\\u{009B}"
    "#);
}

#[test]
fn github_escapes_and_counts_what_it_cuts() {
    let options = RenderOptions::default();
    insta::assert_snapshot!(render(&everything(), Format::Github, &options), @r#"
    ::error file=release.draft.json,line=4,endLine=4,col=29,endColumn=47,title=GW0502 false-outcome-rule::this branch rule can never be used (stage:build/branch[1])%0Ahelp: to react to a failed check, add a stage whose gate is `not quality`, or use a timeout
    ::warning file=a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}%3A%3Aerror%3A%3A|<b>&"'`@you](x)%25\u{009B},line=2,endLine=2,col=35,endColumn=41,title=GW0805 invisible-characters::id `a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%25\u{009B}` is odd (a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%25\u{009B})%0Ahelp: a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|<b>&"'`@you](x)%25\u{009B}
    ::warning title=GW0204 unused-condition::condition `x` is never used (/conditions/3)
    ::notice file=release.draft.json,title=GW0109 unfinished::the scenario needs a `spec_version` (scenario)
    "#);
    let many = report(
        &[],
        (0..25)
            .map(|_| dead_rule())
            .chain((0..12).map(|_| missing_piece()))
            .collect(),
    );
    let text = render(&many, Format::Github, &options);
    let count = |kind: &str| text.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!((count("::error "), count("::notice ")), (10, 10));
    assert!(
        text.contains("::18 more findings are not shown here"),
        "{text}"
    );
}

#[test]
fn junit_lists_clean_files_and_follows_the_fail_level() {
    let options = RenderOptions {
        files: vec!["clean.json".to_owned(), "release.draft.json".to_owned()],
        ..RenderOptions::default()
    };
    insta::assert_snapshot!(render(&everything(), Format::Junit, &options), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="gatewright" tests="5" failures="1" skipped="3">
      <testsuite name="-" tests="1" failures="0" skipped="1">
        <testcase classname="-" name="GW0204 unused-condition at /conditions/3" file="-">
          <skipped message="warning: condition `x` is never used"/>
        </testcase>
      </testsuite>
      <testsuite name="a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|&lt;b&gt;&amp;&quot;&apos;`@you](x)%\u{009B}" tests="1" failures="0" skipped="1">
        <testcase classname="a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|&lt;b&gt;&amp;&quot;&apos;`@you](x)%\u{009B}" name="GW0805 invisible-characters at a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|&lt;b&gt;&amp;&quot;&apos;`@you](x)%\u{009B}" file="a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|&lt;b&gt;&amp;&quot;&apos;`@you](x)%\u{009B}" line="2">
          <skipped message="warning: id `a\u{001B}]52;c;x\u{0007}\u{202E}\u{200B}\u{000A}::error::|&lt;b&gt;&amp;&quot;&apos;`@you](x)%\u{009B}` is odd"/>
        </testcase>
      </testsuite>
      <testsuite name="clean.json" tests="1" failures="0" skipped="0">
        <testcase classname="clean.json" name="no findings"/>
      </testsuite>
      <testsuite name="release.draft.json" tests="2" failures="1" skipped="1">
        <testcase classname="release.draft.json" name="GW0502 false-outcome-rule at stage:build/branch[1]" file="release.draft.json" line="4">
          <failure type="error" message="this branch rule can never be used">release.draft.json:4:29: error[GW0502]: this branch rule can never be used
    help: to react to a failed check, add a stage whose gate is `not quality`, or use a timeout</failure>
        </testcase>
        <testcase classname="release.draft.json" name="GW0109 unfinished at scenario" file="release.draft.json">
          <skipped message="todo: the scenario needs a `spec_version`"/>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    let never = RenderOptions {
        fail_level: FailLevel::Never,
        ..options
    };
    assert!(render(&everything(), Format::Junit, &never).contains("failures=\"0\""));
}

#[test]
fn markdown_keeps_text_from_files_inert() {
    let options = RenderOptions::default();
    insta::assert_snapshot!(render(&everything(), Format::Markdown, &options), @r#"
    ## gatewright: 1 error, 2 warnings, 1 to do

    | Level | Code | Where | What |
    | --- | --- | --- | --- |
    | error | GW0502 false-outcome-rule | release.draft.json:4:29 stage:build/branch&#91;1&#93; | this branch rule can never be used |
    | warning | GW0805 invisible-characters | a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;:2:35 a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125; | id &#96;a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;&#96; is odd |
    | warning | GW0204 unused-condition | - /conditions/3 | condition &#96;x&#96; is never used |
    | todo | GW0109 unfinished | release.draft.json scenario | the scenario needs a &#96;spec&#95;version&#96; |

    <details><summary>GW0502 this branch rule can never be used</summary>

    - at: release.draft.json:4:29 /stages/0/advance&#95;to/branches/1/outcome
    - strength: proved
    - see: release.draft.json:3:66 stage:build/branch&#91;0&#93;: taken whenever all gates are true
    - effect: stage &#96;deny&#96; is unreachable
    - help: to react to a failed check, add a stage whose gate is &#96;not quality&#96;, or use a timeout
    - fix (review): remove the rule
    - fingerprint: d198645fe84b

    </details>

    <details><summary>GW0805 id &#96;a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;&#96; is odd</summary>

    - at: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;:2:35 /a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - strength: proved
    - see: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;:2:24 a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - see: - a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - effect: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - help: a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - fix (safe): a&#92;u&#123;001B&#125;&#93;52;c;x&#92;u&#123;0007&#125;&#92;u&#123;202E&#125;&#92;u&#123;200B&#125;&#92;u&#123;000A&#125;::error::&#124;&lt;b&gt;&amp;"'&#96;@<!-- -->you&#93;(x)%&#92;u&#123;009B&#125;
    - fingerprint: 9d6bbf1a7ed5

    </details>

    <details><summary>GW0204 condition &#96;x&#96; is never used</summary>

    - at: - /conditions/3
    - strength: assumes-stable-evidence
    - fingerprint: 6cbb251d96a5

    </details>

    <details><summary>GW0109 the scenario needs a &#96;spec&#95;version&#96;</summary>

    - at: release.draft.json
    - strength: proved
    - fingerprint: c88e8ea733a9

    </details>
    "#);
}
