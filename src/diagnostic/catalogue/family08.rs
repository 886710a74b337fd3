//! The canonical form and its hash.

use super::{ADJUSTABLE, Example, Explanation, FIXED_LEVEL};

pub(super) static GW0801: Explanation = Explanation {
    what: "The compiled file beside the draft is not what the draft compiles to now.",
    why: "What gets defined on a server is the file. It differs from the draft that people read and review.",
    example: Example::DraftWithOutput {
        patch: r#"{"spec_version":"2"}"#,
        output: COMPILED_BASE,
    },
    fixed: Example::DraftWithOutput {
        patch: "{}",
        output: COMPILED_BASE,
    },
    decided: "By compiling the draft and comparing the bytes with those of the file.",
    configure: "Compile the draft again, or set the level of this code in the `levels` section of gatewright.toml.",
};

pub(super) static GW0802: Explanation = Explanation {
    what: "A number is written in a way that the canonical form does not keep, such as 10.0, 1e3 or -0.",
    why: "The compiled scenario holds another spelling of it: 10, 1000 or 0. Comparisons that look at the form of a number then see something else than you wrote.",
    example: Example::Draft(one_condition!(
        "score_is_ten",
        report!(),
        r#""comparator":"equals","expected":10.0"#
    )),
    fixed: Example::Draft(one_condition!(
        "score_is_ten",
        report!(),
        r#""comparator":"equals","expected":10"#
    )),
    decided: "By comparing each whole number that is written with a fraction, an exponent or a sign on zero with the text that RFC 8785 prescribes for it.",
    configure: ADJUSTABLE,
};

pub(super) static GW0803: Explanation = Explanation {
    what: "An integer beyond 9007199254740991 in either direction.",
    why: "RFC 8785 treats numbers as doubles, which cannot tell such integers apart, while the runtime writes them exactly. Two tools would give the scenario two hashes, so gatewright refuses it.",
    example: Example::Draft(one_condition!(
        "build_number",
        report!(),
        r#""comparator":"equals","expected":9007199254740993"#
    )),
    fixed: Example::Draft(one_condition!(
        "build_number",
        report!(),
        r#""comparator":"equals","expected":"9007199254740993""#
    )),
    decided: "By the size of every integer that reaches the compiled bytes.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0804: Explanation = Explanation {
    what: "An object has keys that the runtime and RFC 8785 put in different orders.",
    why: "Two tools would write the object differently and give the scenario two hashes, so gatewright refuses it.",
    example: Example::Draft(one_condition!(
        "totals_match",
        report!(),
        r#""comparator":"equals","expected":{"a":1,"a b":2}"#
    )),
    fixed: Example::Draft(one_condition!(
        "totals_match",
        report!(),
        r#""comparator":"equals","expected":{"a":1,"a_b":2}"#
    )),
    decided: "By sorting the keys of every object in both ways: by UTF-16 code units, and by the bytes of the key as it is written with its quotes and escapes.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0805: Explanation = Explanation {
    what: "Text with characters that do not show, that reverse the direction of reading, or that look like others.",
    why: "Two ids that look the same are different ids to the runtime, and a reviewer approves what they see and not what is there.",
    example: Example::Draft(r#"{"scenario_id":"release\u200b"}"#),
    fixed: Example::Draft("{}"),
    decided: "By the Unicode properties of each character, and for ids also by their normal form and the scripts they mix.",
    configure: ADJUSTABLE,
};

/// What the base draft compiles to; a test keeps it so.
const COMPILED_BASE: &str = concat!(
    r#"{"conditions":[{"comparator":"equals","condition_id":"tests_pass","expected":true,"policy_tags":[],"query":{"check_id":"path","params":{"file":"report.json","jsonpath":"$.tests.passed"},"provider_id":"json"}},"#,
    r#"{"comparator":"equals","condition_id":"env_is_prod","expected":"production","policy_tags":[],"query":{"check_id":"get","params":{"key":"DEPLOY_ENV"},"provider_id":"env"}}"#,
    r#"],"default_tenant_id":null,"namespace_id":7,"policies":[],"scenario_id":"release","schemas":[],"spec_version":"1","#,
    r#""stages":[{"advance_to":{"kind":"fixed","stage_id":"done"},"entry_packets":[]"#,
    r#","gates":[{"gate_id":"quality","requirement":{"And":[{"Condition":"tests_pass"},{"Condition":"env_is_prod"}]}}],"on_timeout":"fail","stage_id":"build","timeout":{"policy_tags":[],"timeout_ms":3600000}}"#,
    r#",{"advance_to":{"kind":"terminal"},"entry_packets":[],"gates":[],"on_timeout":"fail","stage_id":"done","timeout":null}]}"#,
);
