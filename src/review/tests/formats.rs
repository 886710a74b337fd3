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
    old  old.json  release version 1  sha256 551a5d1ee960
    new  new.json  release version 2  sha256 a5504e78b796

    BEHAVIOUR  INCOMPARABLE: something goes on that did not, and something does not that did
      1 looser, 2 changed  (2 proved, 1 not proved); calls for a major version

    stage build
      ! CHANGED (not proved)  gate `quality` may pass in other situations than before  [8af61f4369de]
          coverage: at least 80 -> at least 85
      ! LOOSER (proved)  the timeout goes on without the gates instead of failing in stage `build`  [1c4719f3a3fe]
          timeout: after 1 min the run fails -> after 1 min the run goes to `review`, as if every gate were true

    stage ship
      ! CHANGED (proved)  packet `keys` discloses something else  [04d266d7f86c]
          payload/value: "secret" -> "<b>|secret"

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

    BYTES  sha256 551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7 -> a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee, 1521 -> 1544 bytes
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
    new.json  incomparable: 1 looser, 2 changed; 4 fields changed, 1 renamed
    - gone.draft.json  only in the old folder
    "#);
    insta::assert_snapshot!(with(Detail::NameOnly), @r#"
    new.json  stage:build/gate:quality
    new.json  stage:build
    new.json  stage:ship/packet:keys
    new.json  scenario
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

    **Something goes on that did not, and something does not that did: 1 looser, 2 changed (2 proved, 1 not proved). It calls for a major version.**

    | | From | Version | SHA-256 | Bytes |
    | --- | --- | --- | --- | --- |
    | old | old.json | 1 | 551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7 | 1521 |
    | new | new.json | 2 | a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee | 1544 |

    ### Behaviour

    #### Stage build

    - **changed** (not proved): gate &#96;quality&#96; may pass in other situations than before [8af61f4369de]
      - coverage: at least 80 -&gt; at least 85
    - **looser** (proved): the timeout goes on without the gates instead of failing in stage &#96;build&#96; [1c4719f3a3fe]
      - timeout: after 1 min the run fails -&gt; after 1 min the run goes to &#96;review&#96;, as if every gate were true

    #### Stage ship

    - **changed** (proved): packet &#96;keys&#96; discloses something else [04d266d7f86c]
      - payload/value: "secret" -&gt; "&lt;b&gt;&#124;secret"

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
    let body = page.split("<body>").nth(1).unwrap();
    insta::assert_snapshot!(body, @r#"
    <h1>What changes</h1>
    <h2>release: incomparable</h2>
    <p><strong>something goes on that did not, and something does not that did</strong></p>
    <p>1 looser, 2 changed (2 proved, 1 not proved). It calls for a major version.</p>
    <table>
    <tr><th></th><th>From</th><th>Version</th><th>SHA-256</th><th>Bytes</th></tr>
    <tr><th>old</th><td>old.json</td><td>1</td><td><code>551a5d1ee96087ef81483affd0002daee09cf5d878ee962180cbc5640e8fc4b7</code></td><td>1521</td></tr>
    <tr><th>new</th><td>new.json</td><td>2</td><td><code>a5504e78b7963b747ee3770670346a73d4b363f71443b04a355006253828fdee</code></td><td>1544</td></tr>
    </table>
    <h3>Behaviour</h3>
    <h4>Stage build</h4>
    <ul>
    <li><span class="class more">changed</span> (not proved) gate `quality` may pass in other situations than before <code>8af61f4369de</code>
    <ul>
    <li>coverage: at least 80 -&gt; at least 85</li>
    </ul>
    </li>
    <li><span class="class more">looser</span> (proved) the timeout goes on without the gates instead of failing in stage `build` <code>1c4719f3a3fe</code>
    <ul>
    <li>timeout: after 1 min the run fails -&gt; after 1 min the run goes to `review`, as if every gate were true</li>
    </ul>
    </li>
    </ul>
    <h4>Stage ship</h4>
    <ul>
    <li><span class="class more">changed</span> (proved) packet `keys` discloses something else <code>04d266d7f86c</code>
    <ul>
    <li>payload/value: &quot;secret&quot; -&gt; &quot;&lt;b&gt;|secret&quot;</li>
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
    let first = &value["comparisons"][0]["changes"][0];
    insta::assert_snapshot!(format!("{first:#}"), @r#"
    {
      "approval": null,
      "class": "changed",
      "code": "GW1012",
      "confidence": null,
      "entity": "stage:build/gate:quality",
      "fingerprint": "8af61f4369de",
      "headline": "gate `quality` may pass in other situations than before",
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
      "witnesses": []
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
    ::warning file=new.json,title=GW1012 gate-unproved::gate `quality` may pass in other situations than before (coverage: at least 80 -> at least 85) (stage:build/gate:quality)%0Ahelp: make sure that those who rely on the gate agree%0Ahelp: its direction is not proved; look at what it lets happen
    ::warning file=new.json,title=GW1008 timeout-weakened::the timeout goes on without the gates instead of failing in stage `build` (timeout: after 1 min the run fails -> after 1 min the run goes to `review`, as if every gate were true) (stage:build)%0Ahelp: make sure that what the timeout leads to may be reached without any gate
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
