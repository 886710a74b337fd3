//! What commands print, word for word.

use crate::support::{Folder, GOOD, good_but};

/// Returns the exit code and both streams of a run.
fn told(folder: &Folder, arguments: &[&str]) -> String {
    let ran = folder.run(arguments);
    let code = ran.code;
    let stream = |name: &str, text: String| match text {
        text if text.is_empty() => text,
        text if text.ends_with('\n') => format!("--- {name}\n{text}"),
        text => format!("--- {name}\n{text}[no line feed]\n"),
    };
    let (out, err) = (stream("stdout", ran.out()), stream("stderr", ran.stderr));
    let told = format!("exit {code}\n{out}{err}");
    told.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .file("good.json", GOOD)
        .file("bad.json", good_but("\"equals\"", "\"lex_less_than\""))
        .file(
            "todo.json",
            "{\n  \"scenario_id\": \"release\",\n  \"namespace_id\": 2\n}\n",
        )
        .file("empty.json", "")
        .file("cut.json", &GOOD[..420])
        .file(
            "twice.json",
            good_but(
                "\"spec_version\": \"1\",",
                "\"spec_version\": \"1\",\n  \"spec_version\": \"2\",",
            ),
        )
        .file(
            "remote.json",
            r#"{"$ref": "https://example.org/schema.json"}"#,
        );
    folder
}

#[test]
fn what_a_reader_sees_of_a_finding() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["check", "bad.json"]), @r#"
    exit 1
    --- stdout
    error[GW0305]: `lex_less_than` must first be switched on: `enable_lexicographic` is off in the server's settings
      --> bad.json:17:21  condition:tests_pass/comparator
       |
    17 |       "comparator": "lex_less_than",
       |                     ^^^^^^^^^^^^^^^
       |
       = help: possible here: equals, not_equals, greater_than, greater_than_or_equal, less_than,
               less_than_or_equal, contains, in_set, exists, not_exists
       = explain: gatewright explain GW0305

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "bad.json", "--format", "short"]), @r#"
    exit 1
    --- stdout
    bad.json:17:21: error[GW0305]: `lex_less_than` must first be switched on: `enable_lexicographic` is off in the server's settings (condition:tests_pass/comparator)
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "bad.json", "--format", "github"]), @r#"
    exit 1
    --- stdout
    ::error file=bad.json,line=17,endLine=17,col=21,endColumn=36,title=GW0305 comparator-needs-opt-in::`lex_less_than` must first be switched on: `enable_lexicographic` is off in the server's settings (condition:tests_pass/comparator)%0Ahelp: possible here: equals, not_equals, greater_than, greater_than_or_equal, less_than, less_than_or_equal, contains, in_set, exists, not_exists
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "bad.json", "--format", "jsonl"]), @r#"
    exit 1
    --- stdout
    {"code":"GW0305","name":"comparator-needs-opt-in","level":"error","message":"`lex_less_than` must first be switched on: `enable_lexicographic` is off in the server's settings","confidence":"proved","primary":{"file":"bad.json","pointer":"/conditions/0/comparator","entity":"condition:tests_pass/comparator","line":17,"column":21,"end_line":17,"end_column":36,"start_byte":567,"end_byte":582},"related":[],"effects":[],"help":["possible here: equals, not_equals, greater_than, greater_than_or_equal, less_than, less_than_or_equal, contains, in_set, exists, not_exists"],"fixes":[],"consequences":[],"fingerprint":"f569f9c3e4b2","docs":"docs/diagnostics.md#gw0305"}
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "bad.json", "--format", "markdown"]), @r#"
    exit 1
    --- stdout
    ## gatewright: 1 error

    Files checked: 1

    | Level | Code | Where | What |
    | --- | --- | --- | --- |
    | error | GW0305 comparator-needs-opt-in | bad.json:17:21 condition:tests&#95;pass/comparator | &#96;lex&#95;less&#95;than&#96; must first be switched on: &#96;enable&#95;lexicographic&#96; is off in the server's settings |

    <details><summary>GW0305 &#96;lex&#95;less&#95;than&#96; must first be switched on: &#96;enable&#95;lexicographic&#96; is off in the server's settings</summary>

    - at: bad.json:17:21 /conditions/0/comparator
    - strength: proved
    - help: possible here: equals, not&#95;equals, greater&#95;than, greater&#95;than&#95;or&#95;equal, less&#95;than, less&#95;than&#95;or&#95;equal, contains, in&#95;set, exists, not&#95;exists
    - fingerprint: f569f9c3e4b2

    </details>
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "bad.json", "--format", "junit"]), @r#"
    exit 1
    --- stdout
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="gatewright" tests="1" failures="1" skipped="0">
      <testsuite name="bad.json" tests="1" failures="1" skipped="0">
        <testcase classname="bad.json" name="GW0305 comparator-needs-opt-in at condition:tests_pass/comparator" file="bad.json" line="17">
          <failure type="error" message="`lex_less_than` must first be switched on: `enable_lexicographic` is off in the server&apos;s settings">bad.json:17:21: error[GW0305]: `lex_less_than` must first be switched on: `enable_lexicographic` is off in the server&apos;s settings
    help: possible here: equals, not_equals, greater_than, greater_than_or_equal, less_than, less_than_or_equal, contains, in_set, exists, not_exists</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "bad.json"]), @r#"
    exit 1
    --- stderr
    error[GW0305]: `lex_less_than` must first be switched on: `enable_lexicographic` is off in the server's settings
      --> bad.json:17:21  condition:tests_pass/comparator
       |
    17 |       "comparator": "lex_less_than",
       |                     ^^^^^^^^^^^^^^^
       |
       = help: possible here: equals, not_equals, greater_than, greater_than_or_equal, less_than,
               less_than_or_equal, contains, in_set, exists, not_exists
       = explain: gatewright explain GW0305

    1 error
    "#);
}

#[test]
fn what_a_reader_sees_of_no_finding() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["check", "good.json"]), @r#"
    exit 0
    --- stdout
    no findings
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "short"]), @"exit 0");
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "json"]), @r#"
    exit 0
    --- stdout
    {
      "schema_version": 1,
      "tool": {
        "name": "gatewright",
        "version": "[version]"
      },
      "summary": {
        "errors": 0,
        "warnings": 0,
        "advice": 0,
        "todo": 0
      },
      "files": [
        "good.json"
      ],
      "diagnostics": []
    }
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "jsonl"]), @"exit 0");
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "markdown"]), @r#"
    exit 0
    --- stdout
    ## gatewright: no findings

    Files checked: 1
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "github"]), @"exit 0");
    insta::assert_snapshot!(told(&folder, &["check", "good.json", "--format", "junit"]), @r#"
    exit 0
    --- stdout
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="gatewright" tests="1" failures="0" skipped="0">
      <testsuite name="good.json" tests="1" failures="0" skipped="0">
        <testcase classname="good.json" name="no findings"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn what_is_left_to_do() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["check", "todo.json"]), @r#"
    exit 0
    --- stdout
    to do
      [ ] `conditions` is missing: add the conditions that gates build on  conditions  todo.json:1:1
      [ ] `policies` is missing: list the policies, none is fine: []  policies  todo.json:1:1
      [ ] `schemas` is missing: list the schemas, none is fine: []  schemas  todo.json:1:1
      [ ] `spec_version` is missing: give the version of the scenario  spec_version  todo.json:1:1
      [ ] `stages` is missing: add the first stage: a scenario has at least one  stages  todo.json:1:1

    5 to do
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "todo.json"]), @r#"
    exit 1
    --- stderr
    error[GW0109]: `conditions` is missing
     --> todo.json:1:1  conditions
      |
    1 | {
      | ^
      |
      = help: add the conditions that gates build on
      = fix (safe): set `conditions` to an empty list
      = explain: gatewright explain GW0109

    error[GW0109]: `policies` is missing
     --> todo.json:1:1  policies
      |
    1 | {
      | ^
      |
      = help: list the policies, none is fine: []
      = fix (safe): set `policies` to an empty list
      = explain: gatewright explain GW0109

    error[GW0109]: `schemas` is missing
     --> todo.json:1:1  schemas
      |
    1 | {
      | ^
      |
      = help: list the schemas, none is fine: []
      = fix (safe): set `schemas` to an empty list
      = explain: gatewright explain GW0109

    error[GW0109]: `spec_version` is missing
     --> todo.json:1:1  spec_version
      |
    1 | {
      | ^
      |
      = help: give the version of the scenario
      = explain: gatewright explain GW0109

    error[GW0109]: `stages` is missing
     --> todo.json:1:1  stages
      |
    1 | {
      | ^
      |
      = help: add the first stage: a scenario has at least one
      = explain: gatewright explain GW0109

    5 errors
    "#);
}

#[test]
fn a_compile_and_its_comparisons() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json"]), @r#"
    exit 0
    --- stdout
    {"conditions":[{"comparator":"equals","condition_id":"tests_pass","expected":true,"policy_tags":[],"query":{"check_id":"path","params":{"file":"report.json","jsonpath":"$.tests.passed"},"provider_id":"json"}}],"default_tenant_id":null,"namespace_id":2,"policies":[],"scenario_id":"first-steps","schemas":[],"spec_version":"1","stages":[{"advance_to":{"kind":"terminal"},"entry_packets":[],"gates":[{"gate_id":"quality","requirement":{"Condition":"tests_pass"}}],"on_timeout":"fail","stage_id":"verify","timeout":{"policy_tags":[],"timeout_ms":86400000}}]}[no line feed]
    --- stderr
    first-steps sha256:fef18df18856085d88aa47439477ebcdfc1766be1961e0385f6d29ba98fe28dd
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "--emit", "hash"]), @r#"
    exit 0
    --- stdout
    fef18df18856085d88aa47439477ebcdfc1766be1961e0385f6d29ba98fe28dd
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "--emit", "json"]), @r#"
    exit 0
    --- stdout
    {"bytes":555,"draft":"good.json","scenario_id":"first-steps","sha256":"fef18df18856085d88aa47439477ebcdfc1766be1961e0385f6d29ba98fe28dd","spec_version":"1"}
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "--check"]), @r#"
    exit 1
    --- stderr
    error[GW0801]: `good.spec.json` cannot be compared with its draft: it does not exist
      --> good.json  scenario
       |
       = help: gatewright --compile good.json -o good.spec.json
       = explain: gatewright explain GW0801

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "-o", "good.json"]), @r#"
    exit 2
    --- stderr
    error: `good.json` would be overwritten by what it compiles to
      help: choose another place with -o or --out-dir
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "bad.json"]), @r#"
    exit 2
    --- stderr
    error: several drafts need a folder to write to
      help: add --out-dir DIR
    "#);
}

#[test]
fn input_that_is_no_draft() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["--compile", "empty.json"]), @r#"
    exit 1
    --- stderr
    error[GW0101]: cannot read this file: it is empty
      --> empty.json  scenario
       |
       = help: `gatewright init` writes a draft to start from
       = explain: gatewright explain GW0101

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "cut.json"]), @r#"
    exit 1
    --- stderr
    error[GW0101]: cannot read this file: EOF while parsing a string
      --> cut.json:13:13  scenario
       |
    13 |         "prov
       |             ^
       |
       = help: just before it stands `"pro`
       = explain: gatewright explain GW0101

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "twice.json"]), @r#"
    exit 1
    --- stderr
    error[GW0102]: key `spec_version` appears twice; a reader would silently keep one
     --> twice.json:7:3  spec_version
      |
    6 |   "spec_version": "1",
      |   -------------- it stands here first
    7 |   "spec_version": "2",
      |   ^^^^^^^^^^^^^^
      |
      = help: keep one of them
      = explain: gatewright explain GW0102

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "gone.json"]), @r#"
    exit 2
    --- stderr
    error[GW0112]: cannot read this file: it does not exist
      --> gone.json  scenario
       |
       = help: check the path; `gatewright init` starts a workspace
       = explain: gatewright explain GW0112

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "."]), @r#"
    exit 2
    --- stderr
    error[GW0112]: cannot read this file: it is a folder
      --> .  scenario
       |
       = help: name a file; `gatewright check` takes folders too
       = explain: gatewright explain GW0112

    1 error
    "#);
}

#[test]
fn requirements() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["requirement", "a and not (b or c)"]), @r#"
    exit 0
    --- stdout
    {"And":[{"Condition":"a"},{"Not":{"Or":[{"Condition":"b"},{"Condition":"c"}]}}]}
    "#);
    insta::assert_snapshot!(told(&folder, &["requirement", "a an b"]), @r#"
    exit 1
    --- stderr
    error[GW0111]: the requirement ends before `an`; join the parts with `and` or `or`
     --> <requirement>:1:3
      |
    1 | a an b
      |   ^^
      |
      = help: join conditions with `and`, `or`, `not`, parentheses and `at_least(n, ..)`
      = explain: gatewright explain GW0111

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["requirement", "a and colour", "--conditions", "a,color"]), @r#"
    exit 1
    --- stderr
    error[GW0202]: there is no condition `colour`
     --> <requirement>:1:7
      |
    1 | a and colour
      |       ^^^^^^
      |
      = help: did you mean `color`?
      = explain: gatewright explain GW0202

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["requirement", "at_least(3, a, b)"]), @r#"
    exit 1
    --- stderr
    error[GW0111]: the quorum asks for 3 of 2; it can never be met
     --> <requirement>:1:1
      |
    1 | at_least(3, a, b)
      | ^^^^^^^^^^^^^^^^^
      |
      = help: a quorum asks for at least one and at most all of its parts
      = explain: gatewright explain GW0111

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["requirement", r#"{"And":[{"Condition":"a"},{"Condition":"b-c"}]}"#]), @r#"
    exit 1
    --- stderr
    error[GW0111]: the requirement language cannot write the id `b-c`; use letters, digits and `_`, not starting with a digit
      --> <requirement>
       |
       = help: keep it as a tree: --to tree
       = explain: gatewright explain GW0111

    1 error
    "#);
    insta::assert_snapshot!(told(&folder, &["requirement", r#"{"And":3}"#]), @r#"
    exit 1
    --- stderr
    error[GW0111]: this is no requirement tree: invalid type: integer `3`, expected a sequence
     --> <requirement>:1:8
      |
    1 | {"And":3}
      |        ^
      |
      = help: a tree is {"Condition": ID}, {"Not": TREE}, {"And": [..]}, {"Or": [..]} or
              {"RequireGroup": {"min": N, "reqs": [..]}}
      = explain: gatewright explain GW0111

    1 error
    "#);
}

#[test]
fn comparators_of_a_check() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["comparators", "env", "get"]), @r#"
    exit 0
    --- stdout
    result: text or nothing
      yes  equals                     expected: one value
      yes  not_equals                 expected: one value
      no   greater_than               the contract of the check does not list it; it cannot compare a value of type string
      no   greater_than_or_equal      the contract of the check does not list it; it cannot compare a value of type string
      no   less_than                  the contract of the check does not list it; it cannot compare a value of type string
      no   less_than_or_equal         the contract of the check does not list it; it cannot compare a value of type string
      no   lex_greater_than           the contract of the check does not list it; `enable_lexicographic` is off in the server's settings; the result schema must list it in `x-decision-gate.allowed_comparators`
      no   lex_greater_than_or_equal  the contract of the check does not list it; `enable_lexicographic` is off in the server's settings; the result schema must list it in `x-decision-gate.allowed_comparators`
      no   lex_less_than              the contract of the check does not list it; `enable_lexicographic` is off in the server's settings; the result schema must list it in `x-decision-gate.allowed_comparators`
      no   lex_less_than_or_equal     the contract of the check does not list it; `enable_lexicographic` is off in the server's settings; the result schema must list it in `x-decision-gate.allowed_comparators`
      yes  contains                   expected: one value
      yes  in_set                     expected: a list of values
      no   deep_equals                the contract of the check does not list it; `enable_deep_equals` is off in the server's settings; it cannot compare a value of type string
      no   deep_not_equals            the contract of the check does not list it; `enable_deep_equals` is off in the server's settings; it cannot compare a value of type string
      yes  exists                     expected: none
      yes  not_exists                 expected: none
    "#);
    insta::assert_snapshot!(told(&folder, &["comparators", "env", "gte"]), @r#"
    exit 2
    --- stderr
    error: provider `env` has no check `gte`
      help: did you mean `get`?
    "#);
    insta::assert_snapshot!(told(&folder, &["comparators", "nev", "get"]), @r#"
    exit 2
    --- stderr
    error: there is no contract of a provider `nev`
      help: did you mean `env`?
    "#);
    insta::assert_snapshot!(told(&folder, &["comparators", "--schema", "remote.json"]), @r#"
    exit 1
    --- stderr
    error[GW1104]: the schema of data shape `remote` cannot be used: it refers to `https://example.org/schema.json`, and nothing outside the file is ever fetched
      --> remote.json  data-shape:remote/version:1
       |
       = help: copy the other schema into `$defs` and refer to it as `#/$defs/name`
       = explain: gatewright explain GW1104

    1 error
    "#);
}

#[test]
fn codes() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["explain", "GW0112"]), @r#"
    exit 0
    --- stdout
    GW0112 unreadable-file
    error, proved, stops a compile

    A file or folder that was named cannot be read.

    Why it matters
      Whatever depends on it is left out, so the answer would be about something
      else than what you asked for.

    How it is decided
      By trying to read it; the message carries what the operating system said.

    Example
      missing.draft.json:
        (no such file)

    Without it
      release.draft.json:
        {"scenario_id": "release", "namespace_id": 7}

    Configuration
      Nothing: name the file that you mean, or correct its path in gatewright.toml.
    "#);
    insta::assert_snapshot!(told(&folder, &["explain", "false-outcome-rul"]), @r#"
    exit 2
    --- stderr
    error: `false-outcome-rul` is not a diagnostic code
      help: did you mean `false-outcome-rule`?
    "#);
    insta::assert_snapshot!(told(&folder, &["explain", "GW9999"]), @r#"
    exit 2
    --- stderr
    error: `GW9999` is not a diagnostic code
      help: `gatewright explain --list` lists all codes
    "#);
}

#[test]
fn contracts_and_shapes() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["contracts"]), @r#"
    exit 0
    --- stdout
    env              builtin  4360f18d9353  built in  get
    http             builtin  562bba422186  built in  status, body_hash
    json             builtin  80749b476046  built in  path
    time             builtin  aba6a10b0f19  built in  now, after, before
    "#);
    insta::assert_snapshot!(told(&folder, &["contracts", "show", "time"]), @r#"
    exit 0
    --- stdout
    time (Trigger time, builtin, built in)
    Answers questions about the moment of the trigger that a run is deciding on, never about the clock on the wall.
    sha256:aba6a10b0f19fcb674048e0a61698ccbe91582d5c171254690a0295d8c2fc76a

    time.now
      The moment of the trigger as a number: milliseconds since 1970, or the counter of a logical clock.
      determinism: time_dependent
      parameters (optional): none
      result:      integer
      comparators: equals, not_equals, greater_than, greater_than_or_equal, less_than, less_than_or_equal, in_set, exists, not_exists
      example:     {} gives 1748779200000  (A trigger on the first of June 2025 at noon, UTC.)

    time.after
      Whether the trigger came later than a given moment.
      determinism: time_dependent
      parameters (required):
        timestamp: integer or text, required  The moment to compare with: a number on the trigger's own clock, or a date and time such as 2025-06-01T12:00:00Z.
      result:      true or false
      comparators: equals, not_equals, in_set, exists, not_exists
      example:     {"timestamp":"2025-06-01T06:00:00Z"} gives true  (The freeze ended before this trigger.)

    time.before
      Whether the trigger came earlier than a given moment.
      determinism: time_dependent
      parameters (required):
        timestamp: integer or text, required  The moment to compare with: a number on the trigger's own clock, or a date and time such as 2025-06-01T12:00:00Z.
      result:      true or false
      comparators: equals, not_equals, in_set, exists, not_exists
      example:     {"timestamp":1748700000000} gives false  (The deadline has passed by the time of this trigger.)

    note: Replaying a run with the same triggers gives the same answers.

    note: Both kinds of trigger time are understood: milliseconds since 1970 and logical counters.
    "#);
    insta::assert_snapshot!(told(&folder, &["contracts", "show", "tim"]), @r#"
    exit 2
    --- stderr
    error: there is no contract of a provider `tim`
      help: did you mean `time`?
    "#);
    insta::assert_snapshot!(told(&folder, &["shapes"]), @r#"
    exit 0
    --- stderr
    the workspace has no data shapes
    "#);
    insta::assert_snapshot!(told(&folder, &["shapes", "check", "remote.json"]), @r#"
    exit 1
    --- stdout
    error[GW1104]: the schema of data shape `remote` cannot be used: it refers to `https://example.org/schema.json`, and nothing outside the file is ever fetched
      --> remote.json  data-shape:remote/version:1
       |
       = help: copy the other schema into `$defs` and refer to it as `#/$defs/name`
       = explain: gatewright explain GW1104

    1 error
    "#);
}

#[test]
fn a_new_workspace() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["init", "new"]), @r#"
    exit 0
    --- stderr
    wrote new/gatewright.toml
    wrote new/drafts/release.draft.json
    wrote new/data-shapes/release-evidence.json
    try: gatewright check new/drafts/release.draft.json
         gatewright --compile new/drafts/release.draft.json
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "new"]), @r#"
    exit 0
    --- stdout
    no findings
    "#);
    insta::assert_snapshot!(told(&folder, &["init", "new"]), @r#"
    exit 2
    --- stderr
    error: `new/gatewright.toml` exists
      help: init never overwrites; choose another folder
    "#);
}

#[test]
fn usage() {
    let folder = folder();
    insta::assert_snapshot!(told(&folder, &["--version"]), @r#"
    exit 0
    --- stdout
    gatewright [version]
    "#);
    insta::assert_snapshot!(told(&folder, &[]), @r#"
    exit 2
    --- stderr
    Author, check and compile Decision Gate scenarios

    Usage: gatewright [OPTIONS] [DRAFT]
           gatewright [OPTIONS] --compile <DRAFT>...
           gatewright [OPTIONS] <COMMAND>

    Commands:
      edit         Opens a draft in the full-screen workbench
      new          Authors a draft by plain questions, line by line
      check        Checks drafts and specs and reports everything that is wrong with them
      prove        Proves what scenarios guarantee: what runs need, wait for and disclose
      why          Tells what a gate, stage, packet or condition needs and what blocks it
      diff         Tells what a change changes: what runs do, what is written, the bytes
      review       Writes the packet that a reviewer signs: what a scenario is, and what changed in it
      approve      Records that changes between two specs are accepted
      eval         Shows what a run would decide on given evidence, gate by gate, and why
      precheck     Shows what the server's precheck would answer to a payload, and why
      explain      Explains a diagnostic code: what, why, an example and its cure
      comparators  Lists the comparators of a check, each allowed or refused with its reasons
      requirement  Translates a requirement between text and tree
      contracts    Lists, shows and checks provider contracts
      shapes       Lists and checks data shapes
      graph        Draws stages, gates, routes and timeouts, dead routes told apart
      fmt          Writes drafts in their one form
      import       Turns a spec into a draft to go on with
      init         Starts a workspace with one working draft
      show         Shows a draft or spec as lines: an entity a block, a fact a line
      git          Makes git show and merge drafts and specs by what they say
      schema       Prints a JSON Schema
      completions  Prints completions for a shell
      man          Prints the manual page
      help         Print this message or the help of the given subcommand(s)

    Arguments:
      [DRAFT]  Draft to open in the workbench; without one it begins at the start screen

    Options:
          --linear              Asks line by line instead: for screen readers and slow lines. TERM=dumb
                                does the same
          --no-mouse            Leaves the mouse to the terminal
          --log <FILE>          File to log what happens to, without any text of the draft
          --compile <DRAFT>...  Compiles drafts to canonical JSON on stdout; `-` reads stdin
      -o, --output <FILE>       File to write instead of stdout
          --out-dir <DIR>       Folder to write NAME.spec.json files to; needed for several drafts
          --emit <EMIT>         What to write [default: spec] [possible values: spec, hash, json]
          --check               Writes nothing and fails when the file on disk differs
          --from <json|ron>     Format of the drafts, instead of the one of their file names
          --color <WHEN>        When to use colour; NO_COLOR is honoured [default: auto] [possible
                                values: auto, always, never]
          --workspace <FILE>    Workspace file to use instead of the gatewright.toml found upward from
                                the draft
      -h, --help                Print help (see more with '--help')
      -V, --version             Print version

    Exit codes: 0 fine; 1 findings at or above the fail level, or a difference; 2 usage, configuration
    or unreadable input; 3 a proof that was asked for is missing; 70 a bug in gatewright.
    "#);
    insta::assert_snapshot!(told(&folder, &["check", "-h"]), @r#"
    exit 0
    --- stdout
    Checks drafts and specs and reports everything that is wrong with them

    Usage: gatewright check [OPTIONS] <PATH>...

    Arguments:
      <PATH>...  Files, or folders whose *.draft.json and *.draft.ron are checked; `-` reads stdin

    Options:
          --format <FORMAT>          How to report: human, short, json, jsonl, sarif, github, junit or
                                     markdown [default: human]
          --fail-level <LEVEL>       The level from which findings make the exit code 1: error, warning,
                                     advice or never [default: error]
          --profile <PROFILE>        What to show: author, ci or audit [default: author]
          --data-shape <ID@VERSION>  Data shape to check against instead of the draft's own
          --all                      Shows findings that only follow from another one, too
          --require-proof            Ends with exit code 3 when something is too large to be analysed
          --from <json|ron>          Format of the drafts, instead of the one of their file names
          --color <WHEN>             When to use colour; NO_COLOR is honoured [default: auto] [possible
                                     values: auto, always, never]
          --workspace <FILE>         Workspace file to use instead of the gatewright.toml found upward
                                     from the draft
      -h, --help                     Print help (see more with '--help')
    "#);
    insta::assert_snapshot!(told(&folder, &["--compile", "good.json", "--emit", "all"]), @r#"
    exit 2
    --- stderr
    error: invalid value 'all' for '--emit <EMIT>'
      [possible values: spec, hash, json]

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(told(&folder, &["-o", "x", "check", "good.json"]), @r#"
    exit 2
    --- stderr
    error: --compile and its options cannot be used together with a command

    Usage: gatewright [OPTIONS] [DRAFT]
           gatewright [OPTIONS] --compile <DRAFT>...
           gatewright [OPTIONS] <COMMAND>

    For more information, try '--help'.
    "#);
}
