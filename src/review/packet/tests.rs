//! Packets of small scenarios: what is told, in which order, and what a limit leaves of it.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::*;
use crate::check::Options;
use crate::compile::{Input, Outcome, compile};
use crate::diagnostic::visible;
use crate::draft::Format;
use crate::review::Forbidden;
use crate::sources::Sources;

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::builtin);

/// A document that compiles, with its name.
struct Version {
    label: Arc<str>,
    outcome: Outcome,
}

impl Version {
    fn of(label: &str, document: &Value) -> Self {
        let label: Arc<str> = Arc::from(label);
        let text = document.to_string();
        let input = Input {
            name: Arc::clone(&label),
            bytes: text.as_bytes(),
            format: Format::Json,
        };
        let outcome = compile(&input, &SOURCES, &Options::default());
        assert!(outcome.compiled.is_some(), "{:#?}", outcome.report);
        Self { label, outcome }
    }

    fn reviewed(&self) -> Reviewed<'_> {
        Reviewed {
            side: Side {
                label: &self.label,
                draft: self.outcome.draft.as_ref().expect("a draft"),
                compiled: self.outcome.compiled.as_ref().expect("compiled"),
                sources: &SOURCES,
            },
            findings: &self.outcome.report,
        }
    }
}

fn condition(id: &str, path: &str, least: i64) -> Value {
    json!({"condition_id": id, "comparator": "greater_than_or_equal", "expected": least,
        "policy_tags": [], "query": {"provider_id": "json", "check_id": "path",
        "params": {"file": "report.json", "jsonpath": path}}})
}

/// A quorum, a timeout that goes on without it, and a packet behind both.
fn release() -> Value {
    json!({
        "draft_version": 1, "scenario_id": "release", "namespace_id": 7, "spec_version": "1",
        "conditions": [
            condition("tests", "$.tests", 1), condition("alice", "$.alice", 1),
            condition("bob", "$.bob", 1), condition("carol", "$.carol", 1)],
        "stages": [
            {"stage_id": "build", "entry_packets": [],
             "gates": [{"gate_id": "quality", "requirement": "tests"}],
             "advance_to": {"kind": "linear"},
             "timeout": {"timeout_ms": 60000, "policy_tags": []}, "on_timeout": "fail"},
            {"stage_id": "review", "entry_packets": [],
             "gates": [{"gate_id": "owners", "requirement": "at_least(2, alice, bob, carol)"}],
             "advance_to": {"kind": "linear"},
             "timeout": {"timeout_ms": 3_600_000, "policy_tags": []}, "on_timeout": "fail"},
            {"stage_id": "ship", "gates": [], "advance_to": {"kind": "terminal"},
             "timeout": null, "on_timeout": "fail",
             "entry_packets": [{"packet_id": "keys", "schema_id": "notes",
                "content_type": "text/plain", "visibility_labels": ["team"], "policy_tags": [],
                "payload": {"kind": "json", "value": "secret"}}]}],
        "policies": [], "schemas": [{"schema_id": "notes", "version": "1"}]
    })
}

/// The same with a quorum that one alone can reach, and a timeout that goes around it.
fn weaker() -> Value {
    let mut document = release();
    document["stages"][1]["gates"][0]["requirement"] = json!("alice or bob and carol");
    document["stages"][1]["on_timeout"] = json!("advance_with_flag");
    document["stages"][0]["suppress"] =
        json!([{"code": "GW0604", "reason": "the builder always answers"}]);
    document
}

fn layout(reader: Reader, format: PacketFormat, max_bytes: Option<usize>) -> Layout {
    Layout {
        format,
        reader,
        max_bytes,
        tool_version: "0.0.0".to_owned(),
    }
}

fn compared(layout: &Layout) -> String {
    let (old, new) = (
        Version::of("main:release.json", &release()),
        Version::of("release.json", &weaker()),
    );
    let request = Request {
        new: new.reviewed(),
        base: Base::Version(old.reviewed()),
        approvals: None,
    };
    packet(&request, layout)
}

fn alone(document: &Value, layout: &Layout) -> String {
    let version = Version::of("release.json", document);
    let request = Request {
        new: version.reviewed(),
        base: Base::None,
        approvals: None,
    };
    packet(&request, layout)
}

fn markdown(reader: Reader) -> Layout {
    layout(reader, PacketFormat::Markdown, None)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one packet")]
fn a_weaker_quorum_and_a_way_around_it_are_told_with_what_they_let_out() {
    let text = compared(&markdown(Reader::Author));
    // What is left out here is told by other tests.
    let (told, _) = text.split_once("\n## Contracts").expect("contracts");
    insta::assert_snapshot!(told, @r#"
    <!-- gatewright review release -->
    # Review of `release`

    **Looser.** More passes or is disclosed than before. 3 looser, 1 earlier (4 proved). It calls for a major version. The version is the same as before.

    - **Runs:** Runs can complete although the gates of `review` were not true; a timeout releases 1 packet past gates.
    - **Findings:** 1 warning, of which 1 is new; 1 accepted.
    - **Proof:** 22 proved statements.
    - **Compiled:** without an error, by gatewright 0.0.0.

    |  | From | Version | SHA-256 | Bytes |
    | --- | --- | --- | --- | --- |
    | old | main:release.json | 1 | `fd6661fab8cb99e538c716c6fc902d1f5b7a8c992cd70e70205ff651c528ded9` | 1740 |
    | new | release.json | 1 | `6132907466f7984c96ec13ec632cc93e025443cac48887f267de1e4bc25edb24` | 1736 |

    ## In plain words

    - A run completes only after `quality` was true (proved).
    - A run can complete without `owners`: build → review → (timeout of review) → ship → completion (proved).
    - A run can fail in `build` (proved).

    **Stage `build`.** A run gets in at start. Gate `quality` needs tests. As soon as its gate is true, the run goes to `review`, the next in order. On the first tick 1 min or more after entering `build`, whatever the evidence, the run fails.

    **Stage `review`.** A run gets in from `build` when it passes. Gate `owners` needs any of alice or all of (bob and carol). As soon as its gate is true, the run goes to `ship`, the next in order. On the first tick 1 h or more after entering `review`, whatever the evidence, the run goes to `ship`.

    **Stage `ship`.** A run gets in from `review`. It is then given packet `keys`. `ship` has no gates: a run completes with the next trigger of any kind (proved).

    ### What the evidence says

    | Condition | Says | Lane | Unknown when |
    | --- | --- | --- | --- |
    | `tests` | `$.tests` of `report.json` is at least 1 | verified | asking fails, no value comes back, the two are not both numbers, dates or date-times or the value is only asserted and not verified |
    | `alice` | `$.alice` of `report.json` is at least 1 | verified | asking fails, no value comes back, the two are not both numbers, dates or date-times or the value is only asserted and not verified |
    | `bob` | `$.bob` of `report.json` is at least 1 | verified | asking fails, no value comes back, the two are not both numbers, dates or date-times or the value is only asserted and not verified |
    | `carol` | `$.carol` of `report.json` is at least 1 | verified | asking fails, no value comes back, the two are not both numbers, dates or date-times or the value is only asserted and not verified |

    ## What changed

    ### Scenario

    - **looser** (proved) a run can complete without `owners` `c42a865ca0e9`
      - only after: `quality` and `owners` -> `quality`
      - the run completes now and not before:
        - 1&#46; start: enters `build`
        - 2&#46; tests = 1: enters `review`
        - 3&#46; a tick 1 h later: before, fails by timeout; now, enters `ship` by timeout and discloses `keys`
        - 4&#46; any trigger: before, is over already; now, completes

    ### Stage `review`

    - **looser** (proved) gate `owners` passes where it did not `d51901303672`
      - requirement: at_least(2, alice, bob, carol) -> alice or bob and carol
      - ways to pass before: 3, &#123;alice and bob&#125; &#123;alice and carol&#125; &#123;bob and carol&#125;
      - ways to pass now: 2, &#123;alice&#125; &#123;bob and carol&#125;
      - held before, passes now: alice = 1, bob = 0, carol = 0
    - **looser** (proved) the timeout goes on without the gates instead of failing `5513a2db4a20`
      - timeout: after 1 h the run fails -> after 1 h the run goes to `ship`, as if every gate were true
      - the same run in both:
        - 1&#46; start: enters `build`
        - 2&#46; tests = 1: enters `review`
        - 3&#46; a tick 1 h later: before, fails by timeout; now, enters `ship` by timeout and discloses `keys`

    ### Stage `ship`

    - **earlier** (proved) packet `keys` can be disclosed without `owners` `682d69e1091f`
      - only after: `quality` and `owners` -> `quality`
      - the packet is disclosed now and not before:
        - 1&#46; start: enters `build`
        - 2&#46; tests = 1: enters `review`
        - 3&#46; a tick 1 h later: before, fails by timeout; now, enters `ship` by timeout and discloses `keys`

    ### What is written

    2 fields changed.

    <details><summary>What is written otherwise</summary>

    - `stage:review`
      - on_timeout: fail -> advance_with_flag
    - `stage:review/gate:owners`
      - requirement: at_least(2, alice, bob, carol) -> alice or bob and carol

    </details>

    <details><summary>For authors only, changes no byte</summary>

    - `stage:build`
      - suppress: nothing -> &#91;&#123;"code":"GW0604","reason":"the builder always answers"&#125;&#93;

    </details>

    ## Where a run goes

    What changed since the base is called `new` or `changed`.

    ```mermaid
    flowchart TB
      %% release: 3 stages, 5 ways
      s0["build<br/>gate quality: tests"]
      s1["review<br/>changed<br/>gate owners: any of alice or all of #40;bob and carol#41;"]
      s2["ship<br/>changed<br/>packet keys"]
      complete(["◼ completed"])
      failed(["✗ failed"])
      start(("start")) --> s0
      s0 -->|"passes"| s1
      s0 -.->|"timeout 1 min #40;fail#41;"| failed
      s1 -->|"passes"| s2
      s1 -.->|"timeout 1 h · changed #40;advance_with_flag#41;"| s2
      s2 -->|"passes"| complete
      classDef unreached stroke-dasharray:2 4,opacity:0.7
      classDef open stroke-dasharray:8 4
    ```

    ## Gates

    ### Gate `quality` of stage `build`

    - **Requires** `tests`
    - **1 way to pass** (proved; the values are examples)
      - tests = 1
    - **1 way to fail** (proved; the values are examples)
      - tests = 0

    ### Gate `owners` of stage `review`

    - **Requires** `alice or bob and carol`
    - None of its conditions is needed on every way to pass (proved).
    - **2 ways to pass** (proved; the values are examples)
      - alice = 1
      - bob = 1, carol = 1
    - **2 ways to fail** (proved; the values are examples)
      - alice = 0, bob = 0
      - alice = 0, carol = 0

    ## When a provider is down

    | Stage | `json` is down | only asserted evidence, as in a precheck |
    | --- | --- | --- |
    | `build` | fails after 1 min (proved) | fails after 1 min (proved) |
    | `review` | times out into `ship` after 1 h (proved) | times out into `ship` after 1 h (proved) |
    | `ship` | passes: it has no gates (proved) | passes: it has no gates (proved) |
    | a run that starts then | cannot complete (proved) | cannot complete (proved) |

    ## Who is told what, and when

    | Packet | For | Given in | Only after | Although these are not true | Weakest way |
    | --- | --- | --- | --- | --- | --- |
    | `keys` | `team` | `ship` | `quality` (proved) | `owners`: build → review → (timeout of review) → ship (proved) | build → review → (timeout of review) → ship (1 gate true) |

    ## Findings

    ### New

    - **warning GW1108** `stage:build/suppress[0]/code`: nothing here is reported as GW0604
      - help: remove the suppression

    ### Accepted in the draft

    - **GW0604 waits-without-limit** `stage:build`: the builder always answers (accepted since the base)
    "#);
}

#[test]
fn every_reader_gets_every_line_in_another_order() {
    let lines = |reader| -> Vec<String> {
        let text = compared(&markdown(reader));
        text.lines().map(str::to_owned).collect()
    };
    let sorted = |reader| {
        let mut lines = lines(reader);
        lines.sort();
        lines
    };
    let titles = |reader| -> Vec<String> {
        let lines = lines(reader).into_iter();
        lines
            .filter_map(|line| line.strip_prefix("## ").map(str::to_owned))
            .collect()
    };
    let author = sorted(Reader::Author);
    let mut orders = BTreeSet::new();
    for reader in [Reader::Author, Reader::Security, Reader::Operator] {
        assert_eq!(sorted(reader), author);
        assert_eq!(titles(reader).len(), Kind::ALL.len());
        orders.insert(titles(reader));
    }
    assert_eq!(orders.len(), 3);
    assert_eq!(
        titles(Reader::Security)[..2],
        ["What changed", "Who is told what, and when"]
    );
    assert_eq!(
        titles(Reader::Operator)[..2],
        ["What changed", "When a provider is down"]
    );
}

#[test]
fn a_packet_keeps_to_its_limit_and_says_what_it_left_out() {
    for format in [PacketFormat::Markdown, PacketFormat::Html] {
        let whole = compared(&layout(Reader::Author, format, None));
        let mut sizes = BTreeSet::new();
        for limit in (0..whole.len())
            .step_by(997)
            .chain([whole.len() - 1, whole.len()])
        {
            let text = compared(&layout(Reader::Author, format, Some(limit)));
            assert!(
                text.len() <= limit.max(MIN_BYTES),
                "{limit}: {}",
                text.len()
            );
            assert!(text.contains("<!-- gatewright review release -->"));
            let cut = format!(
                "Cut to fit {} of {} bytes.",
                limit.max(MIN_BYTES),
                whole.len()
            );
            assert_eq!(text.contains(&cut), text != whole, "{limit}");
            sizes.insert(text.len());
        }
        assert!(
            sizes.contains(&whole.len()),
            "a limit that is wide enough cuts nothing"
        );
        assert!(sizes.len() > 4, "more room shows more: {sizes:?}");
    }
    // What matters most is cut last.
    let least = compared(&layout(
        Reader::Author,
        PacketFormat::Markdown,
        Some(MIN_BYTES),
    ));
    assert!(
        least.contains("## What changed") && least.contains("**looser**"),
        "{least}"
    );
    assert!(
        least.contains("`The spec`") && !least.contains("## The spec"),
        "{least}"
    );
}

#[test]
fn names_that_leave_no_room_leave_the_verdict() {
    let long = "\u{202e}".repeat(3000);
    let mut document = weaker();
    document["scenario_id"] = json!(long);
    document["spec_version"] = json!(long);
    // The verdict names the stage that a timeout takes runs past.
    document["stages"][1]["stage_id"] = json!(long);
    let version = Version::of(&long, &document);
    let request = Request {
        new: version.reviewed(),
        base: Base::None,
        approvals: None,
    };
    for format in [PacketFormat::Markdown, PacketFormat::Html] {
        let text = packet(&request, &layout(Reader::Author, format, Some(0)));
        assert!(text.len() <= MIN_BYTES, "{}", text.len());
        assert!(text.contains("Runs can complete although"), "{text}");
        assert!(text.contains("<!-- gatewright review sha256 "), "{text}");
    }
}

#[test]
fn hostile_names_are_shown_and_mean_nothing() {
    let hostile = "x\u{1b}[31m\u{202e}<script>alert(1)</script>|@team`**";
    let text = release()
        .to_string()
        .replace("\"ship\"", &json!(hostile).to_string())
        .replace("\"quality\"", &json!(hostile).to_string())
        .replace("\"keys\"", &json!(hostile).to_string())
        .replace("\"team\"", &json!(hostile).to_string())
        .replace("\"release\"", &json!(hostile).to_string());
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    document["note"] = json!(hostile);
    let markdown = alone(&document, &markdown(Reader::Author));
    let html = alone(&document, &layout(Reader::Author, PacketFormat::Html, None));
    for text in [&markdown, &html] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']));
        assert!(text.contains("202E"), "what is hidden is shown");
    }
    assert!(!html.contains("<script"), "{html}");
    let (page, spec) = markdown.split_once("```json").expect("the spec");
    assert!(!page.contains("<script") && !page.contains("|@"), "{page}");
    assert!(!page.contains("@team"), "{page}");
    assert_eq!(
        spec.matches("```").count(),
        1,
        "nothing ends the spec before its end"
    );
    assert!(spec.contains(r"\u001b[31m\u202e"), "{spec}");
}

#[test]
fn what_is_not_there_before_is_new_and_nothing_is_compared() {
    let version = Version::of("release.json", &release());
    let request = Request {
        new: version.reviewed(),
        base: Base::Absent("main:release.json"),
        approvals: None,
    };
    let text = packet(&request, &markdown(Reader::Author));
    assert!(
        text.contains("**New.** There is no `main:release.json`, so nothing is compared."),
        "{text}"
    );
    assert!(
        text.contains("\n## What changed\n\nThere is none in"),
        "{text}"
    );
    let alone = alone(&release(), &markdown(Reader::Author));
    assert!(!alone.contains("## What changed"), "{alone}");
    assert!(alone.contains("There is no base to compare with."));
}

#[test]
fn findings_are_told_by_what_became_of_them() {
    let mut old = release();
    old["stages"][0]["timeout"] = json!(null);
    let mut new = release();
    new["stages"][1]["timeout"] = json!(null);
    new["stages"][2]["suppress"] = json!([{"code": "GW0701", "reason": "it is public\u{7}"}]);
    let (old, new) = (Version::of("old", &old), Version::of("new", &new));
    let request = Request {
        new: new.reviewed(),
        base: Base::Version(old.reviewed()),
        approvals: None,
    };
    let text = packet(&request, &markdown(Reader::Author));
    let (_, findings) = text.split_once("## Findings\n").expect("findings");
    let (findings, _) = findings.split_once("\n## ").expect("the next section");
    insta::assert_snapshot!(findings.trim(), @r"
    ### New

    - **warning GW1108** `stage:ship/suppress[0]/code`: nothing here is reported as GW0701
      - help: remove the suppression
    - **advice GW0604** `stage:review/stage_id`: stage `review` has no timeout: while its evidence does not arrive, a run waits for ever
      - help: give the stage a timeout, or suppress this with the reason why waiting is right

    ### Fixed

    - **advice GW0604** `stage:build/stage_id`: stage `build` has no timeout: while its evidence does not arrive, a run waits for ever
      - help: give the stage a timeout, or suppress this with the reason why waiting is right

    ### Accepted in the draft

    - **GW0701 packet-without-gate** `stage:ship`: it is public&#92;u&#123;0007&#125; (accepted since the base)
    ");
    assert!(text.contains("- **Findings:** "), "{text}");
}

#[test]
fn decisions_stand_beside_the_changes_that_they_accept() {
    let (old, new) = (
        Version::of("old", &release()),
        Version::of("new", &weaker()),
    );
    let comparison = compare(&old.reviewed().side, &new.reviewed().side);
    let late = comparison
        .behaviour
        .changes
        .iter()
        .find(|change| Forbidden::Timeout.forbids(change))
        .expect("the timeout changed");
    let mut approvals = Approvals::default();
    let prints = [late.fingerprint()];
    let recorded = approvals.approve(&comparison, &prints, "lead", "agreed | <b>", None);
    assert_eq!(recorded, Ok(true));
    let request = Request {
        new: new.reviewed(),
        base: Base::Version(old.reviewed()),
        approvals: Some(&approvals),
    };
    let text = packet(&request, &markdown(Reader::Author));
    assert!(
        text.contains("approved by lead: agreed &#124; &lt;b&gt;"),
        "{text}"
    );
    let count = format!(
        "- **Decisions:** 1 of {} changes accepted.",
        comparison.behaviour.changes.len()
    );
    assert!(text.contains(&count), "{text}");
}

#[test]
fn what_is_too_large_to_be_drawn_is_listed() {
    let mut document = release();
    let stage = document["stages"][1].clone();
    let stages: Vec<Value> = (0..400)
        .map(|at| {
            let mut stage = stage.clone();
            stage["stage_id"] = json!(format!("stage-{at}"));
            stage["gates"][0]["gate_id"] = json!(format!("gate-{at}"));
            stage
        })
        .collect();
    document["stages"] = json!(stages);
    let text = alone(&document, &markdown(Reader::Author));
    assert!(!text.contains("```mermaid"));
    let title = "<details><summary>400 stages and 800 ways, more than can be drawn here</summary>";
    assert!(text.contains(title), "{}", visible(&text[..2000]));
    assert!(text.contains("stage-399"));
}
