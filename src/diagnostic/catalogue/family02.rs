//! Ids, and what refers to them.

use super::{ADJUSTABLE, Example, Explanation, FIXED_LEVEL};

pub(super) static GW0201: Explanation = Explanation {
    what: "Two stages, two gates, two packets or two conditions have the same id. Gate and packet ids must be unique across all stages.",
    why: "The runtime refuses the scenario. Were it not to, a record of a run could not say which of the two was meant.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", is!("tests_pass"))), to!("done"), hour!("fail")),
        stage!("done", list!(gate!("quality", is!("env_is_prod"))), r#"{"kind":"terminal"}"#, hour!("fail"))
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", is!("tests_pass"))), to!("done"), hour!("fail")),
        stage!("done", list!(gate!("target", is!("env_is_prod"))), r#"{"kind":"terminal"}"#, hour!("fail"))
    ))),
    decided: "By comparing ids byte for byte within each kind.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0202: Explanation = Explanation {
    what: "A gate asks for a condition that the scenario does not define.",
    why: "The runtime refuses the scenario, because the gate could never be decided.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"And\":", list!(is!("tests_passed"), is!("env_is_prod")), "}"))),
    ),
    fixed: Example::Draft("{}"),
    decided: "By looking up every condition that a requirement names.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0203: Explanation = Explanation {
    what: "A route, a branch rule or a default leads to a stage that the scenario does not have.",
    why: "The runtime refuses the scenario, because a run that takes this route would be nowhere.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("ship"), hour!("fail")),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By looking up every target among the stage ids.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0204: Explanation = Explanation {
    what: "No gate uses this condition.",
    why: "The runtime accepts it and never asks it. Someone who reads the scenario may believe that it protects something.",
    example: Example::Draft(patch!("stages": gated_by!(is!("tests_pass")))),
    fixed: Example::Draft("{}"),
    decided: "By collecting the conditions of all requirements, once every gate can be read. A condition that a slip in a gate was meant for is not told.",
    configure: ADJUSTABLE,
};

pub(super) static GW0205: Explanation = Explanation {
    what: "A branch rule looks at a gate that is not in the stage of the branch, or that does not exist.",
    why: "When a run leaves the stage, such a gate always reads unknown. A rule on outcome unknown therefore catches every run, and a rule on true or false never matches. The runtime does not refuse either.",
    example: Example::Draft(
        patch!("stages": branching!(list!(rule!("review", "unknown", "hold")), "\"ship\"", "fail")),
    ),
    fixed: Example::Draft(patch!("stages": branching!(
        list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")),
        "null",
        "alternate_branch"
    ))),
    decided: "By looking up the gate of each rule among the gates of the same stage.",
    configure: ADJUSTABLE,
};

pub(super) static GW0206: Explanation = Explanation {
    what: "A condition id that the requirement language has no way to write: it holds a character other than letters, digits and underscore, starts with a digit, is a word of the language, or differs from another id only in case.",
    why: "Nothing breaks: a requirement written as a tree takes any id. Text requirements, tools and people stumble over it.",
    example: Example::Draft(patch!(
        "conditions": list!(
            condition!("tests-pass", report!(), r#""comparator":"equals","expected":true"#),
            env_is_prod!()
        ),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests-pass"), is!("env_is_prod")), "}"))
    )),
    fixed: Example::Draft("{}"),
    decided: "By the alphabet and the words of the requirement language.",
    configure: ADJUSTABLE,
};

pub(super) static GW0207: Explanation = Explanation {
    what: "Two conditions send the same query and compare the answer in the same way, with the same trust.",
    why: "The provider is asked twice in each trigger, and a quorum over both counts one fact as two.",
    example: Example::Draft(patch!(
        "conditions": list!(
            tests_pass!(),
            condition!("tests_ok", report!(), r#""comparator":"equals","expected":true"#)
        ),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests_pass"), is!("tests_ok")), "}"))
    )),
    fixed: Example::Draft("{}"),
    decided: "By comparing query, comparator, expected value and trust in canonical form.",
    configure: ADJUSTABLE,
};

pub(super) static GW0208: Explanation = Explanation {
    what: "The scenario is in namespace 1, the default namespace.",
    why: "A server refuses the default namespace unless its configuration allows it, so the scenario compiles here and is turned away there.",
    example: Example::Draft(r#"{"namespace_id":1}"#),
    fixed: Example::Draft("{}"),
    decided: "By the namespace id, while the workspace has no copy of the server's configuration. With a copy, GW0210 decides.",
    configure: "Let the server allow it with `allow_default` under `[namespace]`, or set the level of this code in the `levels` section of gatewright.toml.",
};

pub(super) static GW0209: Explanation = Explanation {
    what: "The provider id or check id of a query is empty or holds only white space.",
    why: "The runtime refuses the scenario, because the question goes to nobody.",
    example: Example::Draft(patch!("conditions": list!(
        condition!("tests_pass", query!(" ", "path", r#"{"file":"report.json"}"#), r#""comparator":"exists""#),
        env_is_prod!()
    ))),
    fixed: Example::Draft("{}"),
    decided: "By removing Unicode white space from both ids and looking at what is left. Zero-width characters are not white space.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0210: Explanation = Explanation {
    what: "The scenario is in namespace 1, and the configuration of the server that the workspace has a copy of does not allow it.",
    why: "This server refuses the scenario when it is defined, so there is nothing to compile for it.",
    example: Example::DraftWithConfig {
        patch: r#"{"namespace_id":1}"#,
        config: "[namespace]\nallow_default = false\n\n[[providers]]\nname = \"json\"\ntype = \"builtin\"\n\n[[providers]]\nname = \"env\"\ntype = \"builtin\"\n",
    },
    fixed: Example::DraftWithConfig {
        patch: r#"{"namespace_id":1}"#,
        config: "[namespace]\nallow_default = true\n\n[[providers]]\nname = \"json\"\ntype = \"builtin\"\n\n[[providers]]\nname = \"env\"\ntype = \"builtin\"\n",
    },
    decided: "By the namespace id and `allow_default` under `[namespace]` in the runtime configuration that the workspace names.",
    configure: FIXED_LEVEL,
};
