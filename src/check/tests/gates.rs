use serde_json::{Value, json};

use super::{found, gate, stage, terminal, timed, to};

/// The findings about a requirement of the base draft's gate; unused conditions aside.
fn told(requirement: Value) -> Vec<String> {
    let patch = json!({"stages": [
        timed(stage("build", &[gate("quality", requirement)], &to("done")), "fail"),
        stage("done", &[], &terminal()),
    ]});
    let at = "/stages/0/gates/0/requirement";
    let mut found = found(&patch);
    found.retain(|line| !line.starts_with("GW0204"));
    found.iter().map(|line| line.replace(at, "")).collect()
}

fn group(min: u8, reqs: &[Value]) -> Value {
    json!({"RequireGroup": {"min": min, "reqs": reqs}})
}

#[test]
fn requirements_that_evidence_cannot_change_are_told_where_they_are() {
    let (a, b) = (
        || json!({"Condition": "tests_pass"}),
        || json!({"Condition": "env_is_prod"}),
    );
    let deep = |levels: usize| (0..levels).fold(a(), |inner, _| json!({ "Not": inner }));
    for (requirement, expected) in [
        (json!({"And": [a(), b()]}), vec![]),
        (json!({"And": []}), vec!["GW0402 "]),
        (json!("all()"), vec!["GW0402 "]),
        (json!({"Or": []}), vec!["GW0405 "]),
        (json!({"Not": {"Or": []}}), vec!["GW0402 ", "GW0405 /Not"]),
        (json!({"And": [a(), {"Or": []}]}), vec!["GW0405 /And/1"]),
        (group(0, &[a(), b()]), vec!["GW0402 "]),
        (group(1, &[a(), b()]), vec!["GW0406 "]),
        (group(2, &[a(), b()]), vec!["GW0406 "]),
        (group(3, &[a(), b()]), vec!["GW0405 "]),
        // One part is neither `all` nor `any` by mistake: it may be the first of several.
        (group(1, &[a()]), vec![]),
        (group(2, &[a(), a(), b()]), vec!["GW0407 "]),
        (group(2, &[a(), a(), a(), b()]), vec!["GW0407 "]),
        (
            json!("at_least(2, tests_pass, tests_pass, env_is_prod)"),
            vec!["GW0407 "],
        ),
        (json!({"And": [a(), a(), b()]}), vec![]),
        (deep(32), vec![]),
        (deep(33), vec!["GW0411 "]),
    ] {
        assert_eq!(told(requirement.clone()), expected, "{requirement}");
    }
}

#[test]
fn a_text_that_does_not_parse_is_told_once_with_a_mark() {
    assert_eq!(told(json!("tests_pass &&")), ["GW0111 "]);
    assert_eq!(told(json!("at_least(3, tests_pass, env_is_prod)")).len(), 1);
    assert_eq!(told(json!("nobody")), ["GW0202 "]);
    assert_eq!(
        told(json!({"Or": [{"Condition": "x"}, {"Condition": "y"}]})),
        ["GW0202 /Or/0/Condition", "GW0202 /Or/1/Condition"]
    );
}
