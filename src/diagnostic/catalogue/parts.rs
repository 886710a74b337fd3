//! Building blocks of the examples, so that each shows only what it is about.
//!
//! All are macros because examples are static text put together when the crate is compiled.

/// Writes a JSON array of texts that are JSON already.
macro_rules! list {
    ($first:expr $(, $rest:expr)* $(,)?) => { concat!("[", $first $(, ",", $rest)*, "]") };
}

/// Writes a merge patch with the given fields, each a JSON text.
macro_rules! patch {
    ($key:literal: $value:expr $(, $more:literal: $other:expr)* $(,)?) => {
        concat!("{\"", $key, "\":", $value $(, ",\"", $more, "\":", $other)*, "}")
    };
}

/// Writes a condition: id, query, then comparator and expected value as fields.
macro_rules! condition {
    ($id:literal, $query:expr, $test:literal) => {
        concat!(
            "{\"condition_id\":\"",
            $id,
            "\",\"query\":",
            $query,
            ",",
            $test,
            ",\"policy_tags\":[]}"
        )
    };
}

/// Writes a query: provider, check, parameters.
macro_rules! query {
    ($provider:literal, $check:literal, $params:literal) => {
        concat!(
            "{\"provider_id\":\"",
            $provider,
            "\",\"check_id\":\"",
            $check,
            "\",\"params\":",
            $params,
            "}"
        )
    };
}

/// The query of the base draft's first condition.
macro_rules! report {
    () => {
        query!(
            "json",
            "path",
            r#"{"file":"report.json","jsonpath":"$.tests.passed"}"#
        )
    };
}

/// The query of the base draft's second condition.
macro_rules! deploy_env {
    () => {
        query!("env", "get", r#"{"key":"DEPLOY_ENV"}"#)
    };
}

/// The base draft's first condition.
macro_rules! tests_pass {
    () => {
        condition!(
            "tests_pass",
            report!(),
            r#""comparator":"equals","expected":true"#
        )
    };
}

/// The base draft's second condition.
macro_rules! env_is_prod {
    () => {
        condition!(
            "env_is_prod",
            deploy_env!(),
            r#""comparator":"equals","expected":"production""#
        )
    };
}

/// A third condition, for quorums.
macro_rules! after_freeze {
    () => {
        condition!(
            "after_freeze",
            query!("time", "after", r#"{"timestamp":1767225600000}"#),
            r#""comparator":"equals","expected":true"#
        )
    };
}

/// The opposite of the base draft's first condition.
macro_rules! tests_fail {
    () => {
        condition!(
            "tests_fail",
            report!(),
            r#""comparator":"equals","expected":false"#
        )
    };
}

/// A condition that holds until a moment.
macro_rules! before_freeze {
    () => {
        condition!(
            "before_freeze",
            query!("time", "before", r#"{"timestamp":1767225600000}"#),
            r#""comparator":"equals","expected":true"#
        )
    };
}

/// A condition on whether a variable is set: `exists` or `not_exists`.
macro_rules! freeze {
    ($comparator:literal) => {
        concat!(
            "{\"condition_id\":\"freeze\",\"query\":",
            query!("env", "get", r#"{"key":"FREEZE"}"#),
            ",\"comparator\":\"",
            $comparator,
            "\",\"policy_tags\":[]}"
        )
    };
}

/// A vote in a file of its own.
macro_rules! vote {
    ($who:literal) => {
        concat!(
            "{\"condition_id\":\"",
            $who,
            "\",\"query\":{\"provider_id\":\"json\",\"check_id\":\"path\",\"params\":{\"file\":\"",
            $who,
            ".json\",\"jsonpath\":\"$.vote\"}},\"comparator\":\"equals\",\"expected\":\"yes\",\"policy_tags\":[]}"
        )
    };
}

/// A condition of a series, numbered where `#` stands.
macro_rules! variable {
    ($id:literal) => {
        concat!(
            "{\"condition_id\":\"",
            $id,
            "#\",\"query\":{\"provider_id\":\"env\",\"check_id\":\"get\",\"params\":{\"key\":\"",
            $id,
            "#\"}},\"comparator\":\"equals\",\"expected\":\"yes\",\"policy_tags\":[]}"
        )
    };
}

/// Writes a requirement that is one condition.
macro_rules! is {
    ($id:literal) => {
        concat!("{\"Condition\":\"", $id, "\"}")
    };
}

/// The requirement of the base draft: both conditions.
macro_rules! both {
    () => {
        concat!(
            "{\"And\":",
            list!(is!("tests_pass"), is!("env_is_prod")),
            "}"
        )
    };
}

/// Writes a gate.
macro_rules! gate {
    ($id:literal, $requirement:expr) => {
        concat!(
            "{\"gate_id\":\"",
            $id,
            "\",\"requirement\":",
            $requirement,
            "}"
        )
    };
}

/// Writes a gate that counts only verified evidence.
macro_rules! verified_gate {
    ($id:literal, $requirement:expr) => {
        concat!(
            "{\"gate_id\":\"",
            $id,
            "\",\"requirement\":",
            $requirement,
            ",\"trust\":{\"min_lane\":\"verified\"}}"
        )
    };
}

/// Writes a stage without packets: id, gates, route, timeout fields.
macro_rules! stage {
    ($id:literal, $gates:expr, $route:expr, $timeout:expr) => {
        stage!($id, "[]", $gates, $route, $timeout)
    };
    ($id:literal, $packets:expr, $gates:expr, $route:expr, $timeout:expr) => {
        concat!(
            "{\"stage_id\":\"",
            $id,
            "\",\"entry_packets\":",
            $packets,
            ",\"gates\":",
            $gates,
            ",\"advance_to\":",
            $route,
            ",",
            $timeout,
            "}"
        )
    };
}

/// A route to a named stage.
macro_rules! to {
    ($stage:literal) => {
        concat!("{\"kind\":\"fixed\",\"stage_id\":\"", $stage, "\"}")
    };
}

/// A route by rules: each rule a JSON text, then the default.
macro_rules! branch {
    ($rules:expr, $default:literal) => {
        concat!(
            "{\"kind\":\"branch\",\"branches\":",
            $rules,
            ",\"default\":",
            $default,
            "}"
        )
    };
}

/// A branch rule: gate, outcome, target.
macro_rules! rule {
    ($gate:literal, $outcome:literal, $stage:literal) => {
        concat!(
            "{\"gate_id\":\"",
            $gate,
            "\",\"outcome\":\"",
            $outcome,
            "\",\"next_stage_id\":\"",
            $stage,
            "\"}"
        )
    };
}

/// A timeout of an hour with this policy.
macro_rules! hour {
    ($policy:literal) => {
        concat!(
            "\"timeout\":{\"timeout_ms\":3600000,\"policy_tags\":[]},\"on_timeout\":\"",
            $policy,
            "\""
        )
    };
}

/// No timeout.
macro_rules! no_timeout {
    () => {
        r#""timeout":null,"on_timeout":"fail""#
    };
}

/// A terminal stage without gates.
macro_rules! last {
    ($id:literal) => {
        stage!($id, "[]", r#"{"kind":"terminal"}"#, no_timeout!())
    };
}

/// A stage with packets and without gates, where runs complete.
macro_rules! disclosing {
    ($id:literal, $packets:expr) => {
        stage!($id, $packets, "[]", r#"{"kind":"terminal"}"#, no_timeout!())
    };
}

/// A packet of the public, of a schema that is to be declared.
macro_rules! notes {
    () => {
        r#"{"packet_id":"notes","schema_id":"release_notes","content_type":"application/json","visibility_labels":["public"],"policy_tags":[],"expiry":null,"payload":{"kind":"json","value":"Released."}}"#
    };
}

/// The declaration of that packet's schema.
macro_rules! notes_schema {
    () => {
        r#"[{"schema_id":"release_notes","version":"1","uri":null}]"#
    };
}

/// The requirement that a condition is false.
macro_rules! not {
    ($id:literal) => {
        concat!("{\"Not\":", is!($id), "}")
    };
}

/// The stages of the base draft with another requirement.
macro_rules! gated_by {
    ($requirement:expr) => {
        list!(
            stage!(
                "build",
                list!(gate!("quality", $requirement)),
                to!("done"),
                hour!("fail")
            ),
            last!("done")
        )
    };
}

/// The base draft's stages with a branch: rules and default, then the timeout policy.
macro_rules! branching {
    ($rules:expr, $default:literal, $policy:literal) => {
        list!(
            stage!(
                "build",
                list!(
                    gate!("quality", is!("tests_pass")),
                    gate!("target", is!("env_is_prod"))
                ),
                branch!($rules, $default),
                hour!($policy)
            ),
            last!("ship"),
            last!("hold")
        )
    };
}

/// A draft with one condition, which its gate asks for: query, then comparator and expected.
macro_rules! one_condition {
    ($id:literal, $query:expr, $test:literal) => {
        patch!(
            "conditions": list!(condition!($id, $query, $test)),
            "stages": gated_by!(is!($id))
        )
    };
}

/// A check of a contract: id, result schema, comparators.
macro_rules! check {
    ($id:literal, $result:literal, $comparators:literal) => {
        concat!(
            "{\"check_id\":\"", $id, "\",\"description\":\"Reports on the last build.\",",
            "\"determinism\":\"external\",\"params_required\":false,",
            "\"params_schema\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false},",
            "\"result_schema\":", $result, ",\"allowed_comparators\":", $comparators, ",",
            "\"anchor_types\":[],\"content_types\":[\"application/json\"],\"examples\":[]}"
        )
    };
}

/// A contract of provider `ci` with one check.
macro_rules! contract {
    ($check:expr) => {
        concat!(
            "{\"provider_id\":\"ci\",\"name\":\"Build server\",",
            "\"description\":\"Answers questions about builds.\",\"transport\":\"mcp\",",
            "\"config_schema\":{\"type\":\"object\",\"properties\":{}},",
            "\"checks\":",
            list!($check),
            ",\"notes\":[]}"
        )
    };
}

/// The query for a check of provider `ci`.
macro_rules! ci {
    ($check:literal) => {
        query!("ci", $check, "{}")
    };
}

/// A contract whose one check returns a percentage.
macro_rules! coverage_contract {
    () => {
        contract!(check!(
            "coverage",
            r#"{"type":"integer","minimum":0,"maximum":100}"#,
            r#"["equals","greater_than","greater_than_or_equal","exists"]"#
        ))
    };
}

/// A data shape record: properties.
macro_rules! shape {
    ($properties:literal) => {
        concat!(
            r#"{"schema_id":"release-evidence","version":"v1","schema":{"type":"object","properties":"#,
            $properties,
            r#","additionalProperties":false}}"#
        )
    };
}

/// The draft field that names that data shape.
macro_rules! precheck {
    () => {
        r#"{"data_shape":{"schema_id":"release-evidence","version":"v1"}}"#
    };
}

/// A data shape that fits the base draft.
macro_rules! fitting_shape {
    () => {
        shape!(r#"{"tests_pass":{"type":"boolean"},"env_is_prod":{"type":"string"}}"#)
    };
}
