//! The report as Markdown.

use insta::assert_snapshot;
use serde_json::json;

use super::{draft, report, stage, tricky};
use crate::draft::ScenarioDraft;
use crate::prove::report::{
    gate_cards_markdown, outages_markdown, packets_markdown, proof_markdown, stages_markdown,
};

/// Returns Markdown with its commonest character references as they are shown.
fn shown(markdown: &str) -> String {
    markdown
        .replace("&#96;", "`")
        .replace("&#95;", "_")
        .replace("&#36;", "$")
}

#[test]
fn a_tricky_scenario_hides_nothing() {
    assert_snapshot!(shown(&proof_markdown(&report(&tricky()), 2)), @r"
    ## tricky, version 2

    **No run can complete; a timeout releases 1 packet past gates.**

    Statements: 12 proved, 8 assume stable evidence.

    - No run can complete *(assumes stable evidence)*
    - No run can fail *(proved)*

    ### Stages

    #### Stage build

    - Runs enter `build` at start *(proved)*
    - As soon as all its gates are true at the same time, the run goes to `ship`, the next in order *(proved)*
    - On the first tick 30 min or more after entering `build`, whatever the evidence, the run goes to `ship` *(proved)*
    - It passes, for example, with alice = true, bob = true, carol = false, enough = 80

    #### Stage ship

    - Runs enter `ship` from `build` *(proved)*
    - A run that enters `ship` waits for ever: it can never pass and has no timeout *(assumes stable evidence)*

    #### Stage done

    - No run can enter `done`: `ship` can never pass and has no timeout *(assumes stable evidence)*

    ### Packets

    | Packet | Released in | Only after | Can be released without |
    | --- | --- | --- | --- |
    | credentials | ship | `credentials` can be released before any gate is true: build → (timeout of build) → ship *(proved)* | review, quality: build → (timeout of build) → ship *(proved)* |

    ### Outages

    | Stage | json is out | only asserted evidence, as in a precheck |
    | --- | --- | --- |
    | build | times out into `ship` after 30 min *(proved)* | times out into `ship` after 30 min *(proved)* |
    | ship | cannot pass anyway *(assumes stable evidence)* | cannot pass anyway *(assumes stable evidence)* |
    | done | no run gets here *(assumes stable evidence)* | no run gets here *(assumes stable evidence)* |
    | whole runs | cannot complete *(proved)* | cannot complete *(proved)* |

    ### Gates

    #### Gate review of stage build

    Requires: at_least(2, alice, bob, carol)

    - None of its conditions is needed on every way to pass *(proved)*

    | Condition | Role | What it says |
    | --- | --- | --- |
    | alice | alternative | `$.alice` of `report.json` is exactly true |
    | bob | alternative | `$.bob` of `report.json` is exactly true |
    | carol | alternative | `$.carol` of `report.json` is exactly true |

    3 ways to pass *(proved)*:

    - alice = true, bob = true
    - alice = true, carol = true
    - bob = true, carol = true

    3 ways to block it *(proved)*:

    - alice = false, bob = false
    - alice = false, carol = false
    - bob = false, carol = false

    #### Gate quality of stage build

    Requires: enough

    | Condition | Role | What it says |
    | --- | --- | --- |
    | enough | mandatory | `$.coverage` of `report.json` is at least 80 |

    1 way to pass *(proved)*:

    - enough = 80

    1 way to block it *(proved)*:

    - enough = 79

    #### Gate range of stage ship

    Requires: enough and scarce

    - It can never be true: `enough` and `scarce` rule each other out *(assumes stable evidence)*

    | Condition | Role | What it says |
    | --- | --- | --- |
    | enough | blocking | `$.coverage` of `report.json` is at least 80 |
    | scarce | blocking | `$.coverage` of `report.json` is less than 10 |

    2 ways to block it *(proved)*:

    - enough = 10
    - scarce = 10
    ");
}

#[test]
fn parts_are_empty_where_there_is_nothing_and_headings_do_not_go_too_deep() {
    let nothing = report(&ScenarioDraft::default());
    for part in [
        stages_markdown(&nothing, 2),
        gate_cards_markdown(&nothing, 2),
        packets_markdown(&nothing, 2),
        outages_markdown(&nothing, 2),
    ] {
        assert_eq!(part, "");
    }
    let deep = proof_markdown(&report(&tricky()), 5);
    assert!(
        deep.lines().all(|line| !line.starts_with("#######")),
        "{deep}"
    );
}

#[test]
fn names_from_files_stay_text() {
    let hostile = "<img src=x>|[a](http://b) `c` @team\u{202e}\u{1b}[31m";
    let document = json!({
        "scenario_id": hostile, "namespace_id": 7, "spec_version": hostile, "policies": [],
        "schemas": [], "default_tenant_id": null,
        "conditions": [super::condition(hostile, "$.a", "equals", json!(hostile))],
        "stages": [{"stage_id": hostile, "entry_packets": [super::packet(hostile)],
            "gates": [{"gate_id": hostile, "requirement": {"Condition": hostile}}],
            "advance_to": {"kind": "terminal"}, "timeout": null, "on_timeout": "fail"}]
    });
    let text = proof_markdown(&report(&draft(&document)), 2);
    for raw in [
        "<img",
        "](",
        "://",
        "@team\u{202e}",
        "\u{1b}",
        "\u{202e}",
        "`",
    ] {
        assert!(!text.contains(raw), "{raw:?} in {text}");
    }
    let cells = |line: &&str| line.starts_with('|');
    for line in text.lines().filter(cells) {
        let table = line.matches('|').count();
        assert!((3..=5).contains(&table), "{line}");
    }
    assert!(text.contains("&lt;img"), "{text}");
}

#[test]
fn what_is_not_known_is_said_so() {
    let unfinished = draft(&json!({
        "scenario_id": "begun",
        "stages": [
            {"stage_id": "one", "gates": [{"gate_id": "g", "requirement": "a and"}]},
            stage("two", &[("h", "b")], &json!({"kind": "terminal"})),
        ]
    }));
    assert_snapshot!(shown(&proof_markdown(&report(&unfinished), 2)), @r"
    ## begun

    **Whether a run can complete is not known.**

    Statements: 2 proved, 12 not analysed.

    - Whether a run can complete is not known: a part that decides it is unfinished *(not analysed)*
    - A run completes only after `g` was true *(proved)*
    - Whether a run can fail is not known: a part that decides it is unfinished *(not analysed)*

    ### Stages

    #### Stage one

    - Runs enter `one` at start *(proved)*
    - Whether `one` can pass is not known: a part that decides it is unfinished *(not analysed)*
    - Where it leads is not decided yet *(not analysed)*

    #### Stage two

    - Whether a run can enter `two` is not known: a part that decides it is unfinished *(not analysed)*
    - Whether `two` can pass is not known: a part that decides it is unfinished *(not analysed)*
    - As soon as its gate is true, the run completes *(not analysed)*

    ### Outages

    | Stage | only asserted evidence, as in a precheck |
    | --- | --- |
    | one | not known: a part that decides it is unfinished *(not analysed)* |
    | two | not known: a part that decides it is unfinished *(not analysed)* |
    | whole runs | not known *(not analysed)* |

    ### Gates

    #### Gate g of stage one

    - Not analysed: a part that decides it is unfinished *(not analysed)*

    #### Gate h of stage two

    Requires: b

    - Not analysed: a part that decides it is unfinished *(not analysed)*
    ");
}
