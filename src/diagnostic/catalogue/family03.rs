//! Conditions, and the contracts that they rely on.

use super::{ADJUSTABLE, Example, Explanation, FIXED_LEVEL};

pub(super) static GW0301: Explanation = Explanation {
    what: "A condition asks a provider for which the workspace has no contract.",
    why: "The runtime refuses the scenario when it is defined, because nobody can answer the question.",
    example: Example::Draft(one_condition!(
        "approved",
        query!("tracker", "issue", r#"{"key":"REL-1"}"#),
        r#""comparator":"exists""#
    )),
    fixed: Example::Draft("{}"),
    decided: "By looking for the provider among the built-in contracts and those of the workspace.",
    configure: "Add the contract of the provider to the contracts folder of the workspace. The level cannot be lowered.",
};

pub(super) static GW0302: Explanation = Explanation {
    what: "A condition asks a check that the contract of its provider does not list.",
    why: "The runtime refuses the scenario when it is defined.",
    example: Example::Draft(one_condition!(
        "env_is_prod",
        query!("env", "fetch", r#"{"key":"DEPLOY_ENV"}"#),
        r#""comparator":"equals","expected":"production""#
    )),
    fixed: Example::Draft("{}"),
    decided: "By looking for the check in the contract. Of two checks with one id the last counts, as in the runtime.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0303: Explanation = Explanation {
    what: "The parameters of a query are missing although the check needs them, or they do not fit its parameter schema.",
    why: "The runtime refuses the scenario when it is defined. Parameters given as null count as missing.",
    example: Example::Draft(one_condition!(
        "env_is_prod",
        query!("env", "get", r#"{"name":"DEPLOY_ENV"}"#),
        r#""comparator":"equals","expected":"production""#
    )),
    fixed: Example::Draft("{}"),
    decided: "By validating the parameters against the contract's `params_schema`.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0304: Explanation = Explanation {
    what: "The comparator is not possible for the result of this check: the contract does not list it, the type of the result never allows it, or the schema itself leaves it out.",
    why: "The runtime refuses the scenario when it is defined. At run time such a comparison could only ever be unknown.",
    example: Example::Draft(one_condition!(
        "env_is_prod",
        deploy_env!(),
        r#""comparator":"greater_than","expected":"production""#
    )),
    fixed: Example::Draft("{}"),
    decided: "By intersecting four lists: the contract, the type of the result, the schema's own `allowed_comparators`, and the configuration. The message says which of them leaves it out.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0305: Explanation = Explanation {
    what: "An ordering of texts by code point, or a comparison of whole arrays or objects, needs to be switched on first.",
    why: "The runtime refuses the scenario while the configuration has the comparator off, or while a typed schema does not list it.",
    example: Example::Draft(one_condition!(
        "after_m",
        report!(),
        r#""comparator":"lex_greater_than","expected":"m""#
    )),
    fixed: Example::DraftWithConfig {
        patch: one_condition!(
            "after_m",
            report!(),
            r#""comparator":"lex_greater_than","expected":"m""#
        ),
        config: "[validation]\nenable_lexicographic = true\n\n[[providers]]\nname = \"json\"\ntype = \"builtin\"\n",
    },
    decided: "By the two switches of the server and, for results of a fixed type, by `x-decision-gate.allowed_comparators` of the schema.",
    configure: "Set `enable_lexicographic` or `enable_deep_equals` under `[validation]` of the server's configuration, and list the comparator in the schema. The level cannot be lowered.",
};

pub(super) static GW0306: Explanation = Explanation {
    what: "A comparator that needs an expected value has none, or one that takes none has one.",
    why: "The runtime refuses the scenario. Without an expected value the comparison would be unknown whatever the evidence.",
    example: Example::Draft(one_condition!(
        "env_is_prod",
        deploy_env!(),
        r#""comparator":"exists","expected":"production""#
    )),
    fixed: Example::Draft(one_condition!(
        "env_is_prod",
        deploy_env!(),
        r#""comparator":"exists""#
    )),
    decided: "By the comparator alone: `exists` and `not_exists` take no expected value, every other one needs it, and `in_set` needs an array.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0307: Explanation = Explanation {
    what: "The expected value does not fit the result schema of the check, so no answer can ever look like it.",
    why: "The runtime refuses the scenario when it is defined.",
    example: Example::Draft(one_condition!(
        "port_is_8080",
        query!("env", "get", r#"{"key":"PORT"}"#),
        r#""comparator":"equals","expected":8080"#
    )),
    fixed: Example::Draft(one_condition!(
        "port_is_8080",
        query!("env", "get", r#"{"key":"PORT"}"#),
        r#""comparator":"equals","expected":"8080""#
    )),
    decided: "By validating the value against the contract's `result_schema`; for `in_set` each member on its own.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0308: Explanation = Explanation {
    what: "The expected value is possible, but within the range of the result the comparison always comes out the same.",
    why: "The condition looks like a check and decides nothing: it holds back every run, or none, whenever there is evidence.",
    example: Example::DraftWithContract {
        patch: one_condition!(
            "covered",
            ci!("coverage"),
            r#""comparator":"greater_than","expected":100"#
        ),
        contract: coverage_contract!(),
    },
    fixed: Example::DraftWithContract {
        patch: one_condition!(
            "covered",
            ci!("coverage"),
            r#""comparator":"greater_than_or_equal","expected":90"#
        ),
        contract: coverage_contract!(),
    },
    decided: "By the bounds and members that the result schema declares, taken together with the comparator.",
    configure: ADJUSTABLE,
};

pub(super) static GW0309: Explanation = Explanation {
    what: "The expected value is written as null, which reads as if nothing were expected.",
    why: "The runtime treats null and no expected value alike, so a comparison with null cannot be expressed and the scenario is refused.",
    example: Example::Draft(one_condition!(
        "env_unset",
        deploy_env!(),
        r#""comparator":"equals","expected":null"#
    )),
    fixed: Example::Draft(one_condition!(
        "env_unset",
        deploy_env!(),
        r#""comparator":"not_exists""#
    )),
    decided: "By a null that stands where a comparator needs a value.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0310: Explanation = Explanation {
    what: "The comparison can never be true, because this provider reports a missing value as an error.",
    why: "An error makes a condition unknown before any comparison, so `not_exists` is false or unknown here and a gate that needs it never passes.",
    example: Example::Draft(one_condition!(
        "no_blockers",
        query!(
            "json",
            "path",
            r#"{"file":"report.json","jsonpath":"$.blockers"}"#
        ),
        r#""comparator":"not_exists""#
    )),
    fixed: Example::Draft(one_condition!(
        "no_blockers",
        query!(
            "json",
            "path",
            r#"{"file":"report.json","jsonpath":"$.blocked"}"#
        ),
        r#""comparator":"equals","expected":false"#
    )),
    decided: "By what the built-in providers do: only `env` answers that there is no value; `json`, `http` and `time` answer with a value or an error.",
    configure: ADJUSTABLE,
};

pub(super) static GW0311: Explanation = Explanation {
    what: "The comparison tells 1 from 1.0, because this comparator compares numbers by their form and not by their size.",
    why: "Evidence that is numerically the same may not match. Canonical form writes 1.0 as 1, so even compiling can change what matches.",
    example: Example::Draft(one_condition!(
        "retries_known",
        report!(),
        r#""comparator":"in_set","expected":[1.0,2.5]"#
    )),
    fixed: Example::Draft(one_condition!(
        "retries_known",
        report!(),
        r#""comparator":"equals","expected":1"#
    )),
    decided: "By whole numbers that are written with a fraction or an exponent in the expected value of `in_set`, `contains` and the deep comparators. `equals` on a number itself compares by size.",
    configure: ADJUSTABLE,
};

pub(super) static GW0312: Explanation = Explanation {
    what: "Two instants are compared for equality, which compares their text.",
    why: "The same instant written in another offset or with another fraction does not match, so the condition is false although nothing is wrong.",
    example: Example::DraftWithContract {
        patch: one_condition!(
            "finished",
            ci!("finished_at"),
            r#""comparator":"equals","expected":"2026-01-01T00:00:00Z""#
        ),
        contract: contract!(check!(
            "finished_at",
            r#"{"type":"string","format":"date-time"}"#,
            r#"["equals","greater_than_or_equal"]"#
        )),
    },
    fixed: Example::DraftWithContract {
        patch: one_condition!(
            "finished",
            ci!("finished_at"),
            r#""comparator":"greater_than_or_equal","expected":"2026-01-01T00:00:00Z""#
        ),
        contract: contract!(check!(
            "finished_at",
            r#"{"type":"string","format":"date-time"}"#,
            r#"["equals","greater_than_or_equal"]"#
        )),
    },
    decided: "By `equals`, `not_equals` or `in_set` on a result whose format is `date-time`. The orderings compare instants as instants.",
    configure: ADJUSTABLE,
};

pub(super) static GW0313: Explanation = Explanation {
    what: "A `not_equals` on a result without a fixed type is true for every value of another type.",
    why: "A report that suddenly holds a text, a list or null where a number was passes the check, although nobody meant that.",
    example: Example::Draft(one_condition!(
        "not_failed",
        report!(),
        r#""comparator":"not_equals","expected":"failed""#
    )),
    fixed: Example::Draft(one_condition!(
        "not_failed",
        report!(),
        r#""comparator":"equals","expected":"passed""#
    )),
    decided: "By `not_equals` on a check whose result schema says that its type is dynamic.",
    configure: ADJUSTABLE,
};

pub(super) static GW0314: Explanation = Explanation {
    what: "The comparison has the same outcome for every value, such as `in_set` with an empty list or `contains` with an empty text.",
    why: "Only the presence of evidence is tested. A gate that needs it waits for ever or never objects.",
    example: Example::Draft(one_condition!(
        "env_known",
        deploy_env!(),
        r#""comparator":"in_set","expected":[]"#
    )),
    fixed: Example::Draft(one_condition!(
        "env_known",
        deploy_env!(),
        r#""comparator":"in_set","expected":["production","staging"]"#
    )),
    decided: "By an expected value that is empty: nothing is in an empty set, and everything contains nothing.",
    configure: ADJUSTABLE,
};

pub(super) static GW0315: Explanation = Explanation {
    what: "A precheck can decide this condition where a live run cannot, or the other way round.",
    why: "In a precheck a value that is left out is simply absent; the provider of a live run reports an error instead. Where the server accepts asserted evidence, the precheck promises an outcome that no run will show.",
    example: Example::DraftWithShapeAndConfig {
        patch: patch!(
            "conditions": list!(condition!(
                "no_blockers",
                query!("json", "path", r#"{"file":"report.json","jsonpath":"$.blockers"}"#),
                r#""comparator":"not_exists""#
            )),
            "stages": gated_by!(is!("no_blockers")),
            "precheck": precheck!()
        ),
        shape: shape!(r#"{"no_blockers":{"type":"boolean"}}"#),
        config: TRUSTING,
    },
    fixed: Example::DraftWithShapeAndConfig {
        patch: patch!(
            "conditions": list!(condition!(
                "no_blockers",
                query!("json", "path", r#"{"file":"report.json","jsonpath":"$.blocked"}"#),
                r#""comparator":"equals","expected":false"#
            )),
            "stages": gated_by!(is!("no_blockers")),
            "precheck": precheck!()
        ),
        shape: shape!(r#"{"no_blockers":{"type":"boolean"}}"#),
        config: TRUSTING,
    },
    decided: "By comparing what the comparator can return for an asserted payload and for the provider of the check. Where verified evidence is required, a precheck decides nothing and so promises nothing.",
    configure: ADJUSTABLE,
};

/// A server that accepts asserted evidence.
const TRUSTING: &str =
    "[trust]\nmin_lane = \"asserted\"\n\n[[providers]]\nname = \"json\"\ntype = \"builtin\"\n";

pub(super) static GW0316: Explanation = Explanation {
    what: "The data shape of the precheck offers no schema for a condition: it has no property of that name, or only untyped additional ones.",
    why: "The runtime refuses the precheck, so no payload can be tried.",
    example: Example::DraftWithShape {
        patch: patch!("precheck": precheck!()),
        shape: shape!(r#"{"tests_pass":{"type":"boolean"}}"#),
    },
    fixed: Example::DraftWithShape {
        patch: patch!("precheck": precheck!()),
        shape: fitting_shape!(),
    },
    decided: "By looking up every condition in the shape, in each variant of a union. A shape that is no object serves a scenario with exactly one condition.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0317: Explanation = Explanation {
    what: "The strict rules cannot tell the type of a result, or the schema contradicts itself about comparators.",
    why: "The runtime refuses every condition on this check, whatever its comparator.",
    example: Example::DraftWithContract {
        patch: one_condition!(
            "passed",
            ci!("verdict"),
            r#""comparator":"equals","expected":"passed""#
        ),
        contract: contract!(check!(
            "verdict",
            r#"{"description":"passed or failed"}"#,
            r#"["equals","exists"]"#
        )),
    },
    fixed: Example::DraftWithContract {
        patch: one_condition!(
            "passed",
            ci!("verdict"),
            r#""comparator":"equals","expected":"passed""#
        ),
        contract: contract!(check!(
            "verdict",
            r#"{"type":"string","enum":["passed","failed"]}"#,
            r#"["equals","exists"]"#
        )),
    },
    decided: "By the dynamic flag, then `enum`, then `type`, and by the rules for `allowed_comparators`: not empty, known, switched on, and possible for the type.",
    configure: "Declare the type in the schema, or mark it with `x-decision-gate.dynamic_type`. The level cannot be lowered.",
};

pub(super) static GW0318: Explanation = Explanation {
    what: "The draft asks for a data shape that the workspace does not have.",
    why: "Without the shape a precheck cannot be compared with the scenario, and the runtime would refuse it too.",
    example: Example::Draft(patch!("precheck": precheck!())),
    fixed: Example::DraftWithShape {
        patch: patch!("precheck": precheck!()),
        shape: fitting_shape!(),
    },
    decided: "By schema id and version, both exactly as written.",
    configure: "Add the data shape to the folder of the workspace, or name another one. The level cannot be lowered.",
};
