//! What a gate's requirement really asks.

use super::{ADJUSTABLE, Example, Explanation};

pub(super) static GW0402: Explanation = Explanation {
    what: "The gate is true without any evidence, because somewhere an empty `And` or a quorum of zero decides it.",
    why: "Every run passes at once, also when no provider answers. The stage protects nothing.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":0,\"reqs\":", list!(is!("tests_pass"), is!("env_is_prod")), "}}"))),
    ),
    fixed: Example::Draft("{}"),
    decided: "By evaluating the requirement with every condition unknown: only such a group can make it true.",
    configure: ADJUSTABLE,
};

pub(super) static GW0405: Explanation = Explanation {
    what: "A quorum wants more parts than it has.",
    why: "The quorum is false whatever the evidence, so a gate that needs it never passes. The runtime accepts it.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":3,\"reqs\":", list!(is!("tests_pass"), is!("env_is_prod")), "}}"))),
    ),
    fixed: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), env_is_prod!(), after_freeze!()),
        "stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("tests_pass"), is!("env_is_prod"), is!("after_freeze")), "}}"))
    )),
    decided: "By counting the parts of each quorum.",
    configure: ADJUSTABLE,
};

pub(super) static GW0406: Explanation = Explanation {
    what: "A quorum over all of its parts, or over one of them, is an `And` or an `Or`.",
    why: "It works as meant. Written plainly it is easier to read, and adding a part later does not change its meaning by surprise.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("tests_pass"), is!("env_is_prod")), "}}"))),
    ),
    fixed: Example::Draft("{}"),
    decided: "By comparing the number of a quorum with the number of its parts.",
    configure: ADJUSTABLE,
};

pub(super) static GW0407: Explanation = Explanation {
    what: "The same part stands several times in a quorum.",
    why: "A quorum counts parts and not facts: one condition that is listed twice reaches two of three alone.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("tests_pass"), is!("tests_pass"), is!("env_is_prod")), "}}"))),
    ),
    fixed: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), env_is_prod!(), after_freeze!()),
        "stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("tests_pass"), is!("env_is_prod"), is!("after_freeze")), "}}"))
    )),
    decided: "By comparing the parts of each quorum with each other.",
    configure: ADJUSTABLE,
};

pub(super) static GW0411: Explanation = Explanation {
    what: "The requirement is nested deeper than 32 operators.",
    why: "The engine gives up at that depth and calls the whole gate unknown, for ever and without a word. A run that needs the gate never passes.",
    example: Example::Nest {
        head: concat!(
            "{\"scenario_id\":\"release\",\"namespace_id\":7,\"spec_version\":\"1\",\"conditions\":",
            list!(tests_pass!()),
            ",\"policies\":[],\"schemas\":[],\"default_tenant_id\":null,\"stages\":[",
            "{\"stage_id\":\"build\",\"entry_packets\":[],\"gates\":[",
            "{\"gate_id\":\"quality\",\"requirement\":"
        ),
        open: "{\"Not\":",
        times: 34,
        middle: is!("tests_pass"),
        close: "}",
        tail: concat!(
            "}],\"advance_to\":",
            to!("done"),
            ",",
            hour!("fail"),
            "},",
            last!("done"),
            "]}"
        ),
    },
    fixed: Example::Draft(
        patch!("conditions": list!(tests_pass!()), "stages": gated_by!(is!("tests_pass"))),
    ),
    decided: "By the number of steps from the requirement to its deepest condition.",
    configure: ADJUSTABLE,
};
