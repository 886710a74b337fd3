//! Every format as it is read.

use super::*;

/// A pair that shows every part of a rendering.
fn sample() -> Diff {
    let mut new = base();
    set(&mut new, "/spec_version", json!("2"));
    set(&mut new, "/conditions/1/condition_id", json!("coverage"));
    set(&mut new, "/conditions/1/expected", json!(85));
    set(
        &mut new,
        "/stages/0/gates/0/requirement",
        json!("coverage and tests"),
    );
    set(&mut new, "/stages/0/on_timeout", json!("advance_with_flag"));
    set(
        &mut new,
        "/stages/2/entry_packets/0/payload/value",
        json!("<b>|secret"),
    );
    new["stages"][1]["note"] = json!("asks the lead");
    Diff {
        compared: vec![Compared {
            comparison: compared(&base(), &new),
            source: None,
        }],
        only_old: vec![Arc::from("gone.draft.json")],
        only_new: Vec::new(),
    }
}

fn shown(format: Format) -> String {
    let options = Options {
        tool_version: "0.0.0".to_owned(),
        ..Options::default()
    };
    render(&sample(), format, &options)
}

#[test]
fn text_tells_the_verdict_first() {
    insta::assert_snapshot!(shown(Format::Text), @r#"
    BEHAVIOUR  INCOMPARABLE: more passes here and less there
      2 looser, 1 stricter, 1 earlier, 1 changed (4 proved, 1 assumes stable
        evidence); calls for a major version
    old  old.json  release version 1  sha256 551a5d1ee960
    new  new.json  release version 2  sha256 a5504e78b796

    scenario
      ! LOOSER (proved)  a run can complete without `quality` [cecede205353]
          only after: `quality` and `signed` -> `signed`
          the run completes now and not before:
            1. start: enters `build`
            2. a tick 1 min later: before, fails by timeout; now, enters `review` by
              timeout
            3. audit = 1: before, is over already; now, enters `ship` and discloses
              `keys`
            4. any trigger: before, is over already; now, completes

    stage build
      ~ STRICTER (assumes stable evidence)  gate `quality` holds where it passed
          [db788e0d6e6e]
          coverage: at least 80 -> at least 85
          passed before, holds now: coverage = 80, tests = 1
      ! LOOSER (proved)  the timeout goes on without the gates instead of failing
          [1c4719f3a3fe]
          timeout: after 1 min the run fails -> after 1 min the run goes to
            `review`, as if every gate were true
          the same run in both: in the same run as above

    stage ship
      ! EARLIER (proved)  packet `keys` can be disclosed without `quality`
          [b6dc0d26f2ea]
          only after: `quality` and `signed` -> `signed`
          the packet is disclosed now and not before: in the same run as above
      ! CHANGED (proved)  packet `keys` discloses something else [04d266d7f86c]
          payload/value: "secret" -> "<b>|secret"

    the shortest run on which they differ:
      1. start: enters `build`
      2. coverage = 80, tests = 1: before, enters `review`; now, holds in `build`

    DECLARATION  4 fields changed, 1 renamed
      ~ scenario
          spec_version: 1 -> 2
      ~ condition:coverage  renamed from cover
          expected: 80 -> 85
      ~ stage:build
          on_timeout: fail -> advance_with_flag
      ~ stage:ship/packet:keys
          payload/value: "secret" -> "<b>|secret"

    For authors only, changes no byte
      ~ stage:review
          note: nothing -> asks the lead

    BYTES  sha256 551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7
      -> a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee, 1521 ->
      1544 bytes
      order of the operands of gate `quality`

    - gone.draft.json  only in the old folder
    "#);
}

#[test]
fn one_line_or_names_alone_where_that_is_asked_for() {
    let with = |detail| {
        let options = Options {
            detail,
            ..Options::default()
        };
        render(&sample(), Format::Text, &options)
    };
    insta::assert_snapshot!(with(Detail::Stat), @r#"
    new.json  incomparable: 2 looser, 1 stricter, 1 earlier, 1 changed; 4 fields changed, 1 renamed
    - gone.draft.json  only in the old folder
    "#);
    insta::assert_snapshot!(with(Detail::NameOnly), @r#"
    new.json  scenario
    new.json  stage:build/gate:quality
    new.json  stage:build
    new.json  stage:ship/packet:keys
    new.json  condition:coverage
    gone.draft.json
    "#);
}

#[test]
fn colour_adds_nothing_but_colour() {
    let options = Options {
        colour: true,
        ..Options::default()
    };
    let coloured = render(&sample(), Format::Text, &options);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        shown(Format::Text)
    );
}

#[test]
fn a_layer_alone_is_told_alone() {
    let only = |layers| {
        let options = Options {
            layers,
            ..Options::default()
        };
        render(&sample(), Format::Text, &options)
    };
    let none = Layers {
        behaviour: false,
        declaration: false,
        bytes: false,
    };
    for (layers, title) in [
        (
            Layers {
                behaviour: true,
                ..none
            },
            "BEHAVIOUR",
        ),
        (
            Layers {
                declaration: true,
                ..none
            },
            "DECLARATION",
        ),
        (
            Layers {
                bytes: true,
                ..none
            },
            "BYTES",
        ),
    ] {
        let text = only(layers);
        let titles = ["BEHAVIOUR", "DECLARATION", "BYTES"];
        let found: Vec<&str> = titles
            .into_iter()
            .filter(|title| text.contains(title))
            .collect();
        assert_eq!(found, [title]);
    }
}

#[test]
fn markdown_is_for_review_comments() {
    insta::assert_snapshot!(shown(Format::Markdown), @r#"
    ## release: incomparable

    **More passes here and less there: 2 looser, 1 stricter, 1 earlier, 1 changed (4 proved, 1 assumes stable evidence). It calls for a major version.**

    | | From | Version | SHA-256 | Bytes |
    | --- | --- | --- | --- | --- |
    | old | old.json | 1 | 551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7 | 1521 |
    | new | new.json | 2 | a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee | 1544 |

    ### Behaviour

    #### Scenario

    - **looser** (proved): a run can complete without &#96;quality&#96; [cecede205353]
      - only after: &#96;quality&#96; and &#96;signed&#96; -&gt; &#96;signed&#96;
      - the run completes now and not before:
        - 1. start: enters &#96;build&#96;
        - 2. a tick 1 min later: before, fails by timeout; now, enters &#96;review&#96; by timeout
        - 3. audit = 1: before, is over already; now, enters &#96;ship&#96; and discloses &#96;keys&#96;
        - 4. any trigger: before, is over already; now, completes

    #### Stage build

    - **stricter** (assumes stable evidence): gate &#96;quality&#96; holds where it passed [db788e0d6e6e]
      - coverage: at least 80 -&gt; at least 85
      - passed before, holds now: coverage = 80, tests = 1
    - **looser** (proved): the timeout goes on without the gates instead of failing [1c4719f3a3fe]
      - timeout: after 1 min the run fails -&gt; after 1 min the run goes to &#96;review&#96;, as if every gate were true
      - the same run in both:
        - 1. start: enters &#96;build&#96;
        - 2. a tick 1 min later: before, fails by timeout; now, enters &#96;review&#96; by timeout

    #### Stage ship

    - **earlier** (proved): packet &#96;keys&#96; can be disclosed without &#96;quality&#96; [b6dc0d26f2ea]
      - only after: &#96;quality&#96; and &#96;signed&#96; -&gt; &#96;signed&#96;
      - the packet is disclosed now and not before:
        - 1. start: enters &#96;build&#96;
        - 2. a tick 1 min later: before, fails by timeout; now, enters &#96;review&#96; by timeout
        - 3. audit = 1: before, is over already; now, enters &#96;ship&#96; and discloses &#96;keys&#96;
    - **changed** (proved): packet &#96;keys&#96; discloses something else [04d266d7f86c]
      - payload/value: "secret" -&gt; "&lt;b&gt;&#124;secret"

    #### In one run

    - the shortest run on which they differ:
      - 1. start: enters &#96;build&#96;
      - 2. coverage = 80, tests = 1: before, enters &#96;review&#96;; now, holds in &#96;build&#96;

    ### Declaration

    4 fields changed, 1 renamed.

    <details><summary>What is written otherwise</summary>

    - scenario
      - spec&#95;version: 1 -&gt; 2
    - condition:coverage: renamed from cover
      - expected: 80 -&gt; 85
    - stage:build
      - on&#95;timeout: fail -&gt; advance&#95;with&#95;flag
    - stage:ship/packet:keys
      - payload/value: "secret" -&gt; "&lt;b&gt;&#124;secret"

    </details>

    <details><summary>For authors only, changes no byte</summary>

    - stage:review
      - note: nothing -&gt; asks the lead

    </details>

    ### Bytes

    - order of the operands of gate &#96;quality&#96;

    ## Only in the old folder

    - gone.draft.json
    "#);
}

#[test]
fn html_is_one_page_that_fetches_nothing() {
    let page = shown(Format::Html);
    for forbidden in ["<script", "src=", "href=", "http:", "https:", "<b>", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    for tag in ["ul", "li", "details", "table", "html", "body", "h2"] {
        let count = |text: &str| page.matches(text).count();
        assert_eq!(
            count(&format!("<{tag}>")) + count(&format!("<{tag} ")),
            count(&format!("</{tag}>")),
            "{tag}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one page")]
fn html_tells_the_same_as_text() {
    let page = shown(Format::Html);
    let body = page.split("<body>").nth(1).unwrap();
    insta::assert_snapshot!(body, @r#"
    <h1>What changes</h1>
    <h2>release: incomparable</h2>
    <p><strong>more passes here and less there</strong></p>
    <p>2 looser, 1 stricter, 1 earlier, 1 changed (4 proved, 1 assumes stable evidence). It calls for a major version.</p>
    <table>
    <tr><th></th><th>From</th><th>Version</th><th>SHA-256</th><th>Bytes</th></tr>
    <tr><th>old</th><td>old.json</td><td>1</td><td><code>551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7</code></td><td>1521</td></tr>
    <tr><th>new</th><td>new.json</td><td>2</td><td><code>a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee</code></td><td>1544</td></tr>
    </table>
    <h3>Behaviour</h3>
    <h4>Scenario</h4>
    <ul>
    <li><span class="class more">looser</span> (proved) a run can complete without `quality` <code>cecede205353</code>
    <ul>
    <li>only after: `quality` and `signed` -&gt; `signed`</li>
    <li>the run completes now and not before:
    <ul>
    <li>1. start: enters `build`</li>
    <li>2. a tick 1 min later: before, fails by timeout; now, enters `review` by timeout</li>
    <li>3. audit = 1: before, is over already; now, enters `ship` and discloses `keys`</li>
    <li>4. any trigger: before, is over already; now, completes</li>
    </ul>
    </li>
    </ul>
    </li>
    </ul>
    <h4>Stage build</h4>
    <ul>
    <li><span class="class less">stricter</span> (assumes stable evidence) gate `quality` holds where it passed <code>db788e0d6e6e</code>
    <ul>
    <li>coverage: at least 80 -&gt; at least 85</li>
    <li>passed before, holds now: coverage = 80, tests = 1</li>
    </ul>
    </li>
    <li><span class="class more">looser</span> (proved) the timeout goes on without the gates instead of failing <code>1c4719f3a3fe</code>
    <ul>
    <li>timeout: after 1 min the run fails -&gt; after 1 min the run goes to `review`, as if every gate were true</li>
    <li>the same run in both:
    <ul>
    <li>1. start: enters `build`</li>
    <li>2. a tick 1 min later: before, fails by timeout; now, enters `review` by timeout</li>
    </ul>
    </li>
    </ul>
    </li>
    </ul>
    <h4>Stage ship</h4>
    <ul>
    <li><span class="class more">earlier</span> (proved) packet `keys` can be disclosed without `quality` <code>b6dc0d26f2ea</code>
    <ul>
    <li>only after: `quality` and `signed` -&gt; `signed`</li>
    <li>the packet is disclosed now and not before:
    <ul>
    <li>1. start: enters `build`</li>
    <li>2. a tick 1 min later: before, fails by timeout; now, enters `review` by timeout</li>
    <li>3. audit = 1: before, is over already; now, enters `ship` and discloses `keys`</li>
    </ul>
    </li>
    </ul>
    </li>
    <li><span class="class more">changed</span> (proved) packet `keys` discloses something else <code>04d266d7f86c</code>
    <ul>
    <li>payload/value: &quot;secret&quot; -&gt; &quot;&lt;b&gt;|secret&quot;</li>
    </ul>
    </li>
    </ul>
    <h4>In one run</h4>
    <ul>
    <li>the shortest run on which they differ:
    <ul>
    <li>1. start: enters `build`</li>
    <li>2. coverage = 80, tests = 1: before, enters `review`; now, holds in `build`</li>
    </ul>
    </li>
    </ul>
    <h3>Declaration</h3>
    <p>4 fields changed, 1 renamed</p>
    <details><summary>What is written otherwise</summary>
    <ul>
    <li>scenario
    <ul>
    <li>spec_version: 1 -&gt; 2</li>
    </ul>
    </li>
    <li>condition:coverage: renamed from cover
    <ul>
    <li>expected: 80 -&gt; 85</li>
    </ul>
    </li>
    <li>stage:build
    <ul>
    <li>on_timeout: fail -&gt; advance_with_flag</li>
    </ul>
    </li>
    <li>stage:ship/packet:keys
    <ul>
    <li>payload/value: &quot;secret&quot; -&gt; &quot;&lt;b&gt;|secret&quot;</li>
    </ul>
    </li>
    </ul>
    </details>
    <details><summary>For authors only, changes no byte</summary>
    <ul>
    <li>stage:review
    <ul>
    <li>note: nothing -&gt; asks the lead</li>
    </ul>
    </li>
    </ul>
    </details>
    <h3>Bytes</h3>
    <ul>
    <li>order of the operands of gate `quality`</li>
    </ul>
    <h2>Only in the old folder</h2>
    <ul>
    <li>gone.draft.json</li>
    </ul>
    </body>
    </html>
    "#);
}

#[test]
fn json_keeps_to_its_schema() {
    let text = shown(Format::Json);
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::validator_for(&diff_schema()).unwrap();
    let problems: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(problems, [""; 0]);
    let changes = value["comparisons"][0]["changes"].as_array().unwrap();
    let gate = changes.iter().find(|one| one["kind"] == "gate").unwrap();
    insta::assert_snapshot!(format!("{gate:#}"), @r#"
    {
      "approval": null,
      "class": "stricter",
      "code": "GW1002",
      "confidence": "assumes-stable-evidence",
      "entity": "stage:build/gate:quality",
      "fingerprint": "db788e0d6e6e",
      "headline": "gate `quality` holds where it passed",
      "kind": "gate",
      "lines": [
        {
          "label": "coverage",
          "new": "at least 85",
          "old": "at least 80"
        }
      ],
      "new": {
        "entity": "stage:build/gate:quality",
        "pointer": "/stages/0/gates/0"
      },
      "old": {
        "entity": "stage:build/gate:quality",
        "pointer": "/stages/0/gates/0"
      },
      "stage": "build",
      "ways_before": null,
      "ways_now": null,
      "witnesses": [
        {
          "answers": [
            {
              "condition": "coverage",
              "text": "80",
              "version": null
            },
            {
              "condition": "tests",
              "text": "1",
              "version": null
            }
          ],
          "says": "passed before, holds now",
          "steps": []
        }
      ]
    }
    "#);
    let one = render(
        &sample(),
        Format::Json,
        &Options {
            layers: Layers {
                behaviour: false,
                ..Layers::ALL
            },
            ..Options::default()
        },
    );
    let value: Value = serde_json::from_str(&one).unwrap();
    assert!(value["comparisons"][0]["changes"].is_null());
    assert!(schema.is_valid(&value));
}

#[test]
fn sarif_and_github_carry_the_findings_and_their_fingerprints() {
    let log: Value = serde_json::from_str(&shown(Format::Sarif)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let changes = sample().compared[0].comparison.behaviour.changes.clone();
    let found: Vec<&str> = results
        .iter()
        .filter_map(|result| result["partialFingerprints"]["gatewright/v1"].as_str())
        .collect();
    let expected: Vec<String> = changes.iter().map(Change::fingerprint).collect();
    assert_eq!(found, expected);
    insta::assert_snapshot!(shown(Format::Github), @r#"
    ::warning file=new.json,title=GW1007 route-changed::a run can complete without `quality` (only after: `quality` and `signed` -> `signed`) (scenario)%0Ahelp: follow the runs that take the new way, and those that cannot any more
    ::notice file=new.json,title=GW1002 gate-stricter::gate `quality` holds where it passed (coverage: at least 80 -> at least 85) (stage:build/gate:quality)%0Ahelp: make sure that what is held now has a way to go on
    ::warning file=new.json,title=GW1008 timeout-weakened::the timeout goes on without the gates instead of failing (timeout: after 1 min the run fails -> after 1 min the run goes to `review`, as if every gate were true) (stage:build)%0Ahelp: make sure that what the timeout leads to may be reached without any gate
    ::warning file=new.json,title=GW1004 disclosure-earlier::packet `keys` can be disclosed without `quality` (only after: `quality` and `signed` -> `signed`) (stage:ship/packet:keys)%0Ahelp: make sure that whoever may see the packet may see it there and as it is now
    ::warning file=new.json,title=GW1009 packet-changed::packet `keys` discloses something else (payload/value: "secret" -> "<b>|secret") (stage:ship/packet:keys)%0Ahelp: make sure that whoever may see the packet may see it there and as it is now
    "#);
}

#[test]
fn decisions_keep_to_their_schema() {
    let mut decisions = Approvals::default();
    let comparison = &sample().compared[0].comparison;
    let fingerprint = comparison.behaviour.changes[0].fingerprint();
    decisions
        .approve(comparison, &[fingerprint], "lead", "agreed", None)
        .unwrap();
    let value: Value = serde_json::from_str(&decisions.write()).unwrap();
    assert!(
        jsonschema::is_valid(&approvals_schema(), &value),
        "{value:#}"
    );
}

#[test]
fn positions_are_those_of_the_new_text() {
    let diff = sample();
    let text = serde_json::to_string_pretty(&with("/stages/0/on_timeout", json!("fail"))).unwrap();
    let source = crate::draft::SourceText {
        text: Arc::from(text),
        format: DraftFormat::Json,
    };
    let found = findings(&diff.compared[0].comparison, Some(&source));
    assert!(
        found.iter().all(|one| one.primary.span.is_some()),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .all(|one| one.primary.file.as_deref() == Some("new.json"))
    );
}
