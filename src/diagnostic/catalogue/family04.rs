//! What a gate's requirement really asks.

use super::{ADJUSTABLE, Example, Explanation};

pub(super) static GW0401: Explanation = Explanation {
    what: "No evidence makes the gate true: its conditions rule each other out, or one of them never holds.",
    why: "Gates of a stage must all be true in one trigger. With this one a run never leaves the stage but by a timeout, and what lies behind is never entered.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), tests_fail!()),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests_pass"), is!("tests_fail")), "}"))
    )),
    fixed: Example::Draft("{}"),
    decided: "By looking for evidence with which the gate is true, among all that the contracts allow. Conditions with the same query are taken to get the same answer; the finding says so where that is assumed.",
    configure: ADJUSTABLE,
};

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

pub(super) static GW0403: Explanation = Explanation {
    what: "Whatever the evidence is, the gate is true or unknown, and never false.",
    why: "The gate looks like a decision and is none: it only waits until some answer is there, and then it passes.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!()),
        "stages": gated_by!(concat!("{\"Or\":", list!(is!("tests_pass"), not!("tests_pass")), "}"))
    )),
    fixed: Example::Draft(
        patch!("conditions": list!(tests_pass!()), "stages": gated_by!(is!("tests_pass"))),
    ),
    decided: "By looking for evidence with which the gate is false, where each of its conditions can be both true and false.",
    configure: ADJUSTABLE,
};

pub(super) static GW0404: Explanation = Explanation {
    what: "Each gate of the stage can be true, and all of them together cannot.",
    why: "A stage is left only when all gates are true in the same trigger, and evidence is asked anew each time. What one gate needs is what another one forbids, so no run gets past them.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), tests_fail!()),
        "stages": list!(
            stage!(
                "build",
                list!(gate!("quality", is!("tests_pass")), gate!("target", is!("tests_fail"))),
                to!("done"),
                hour!("fail")
            ),
            last!("done")
        )
    )),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", is!("tests_pass")), gate!("target", is!("env_is_prod"))),
            to!("done"),
            hour!("fail")
        ),
        last!("done")
    ))),
    decided: "By looking for evidence with which all gates are true. The gates and conditions that are named are a smallest choice: without any one of them the rest could be true.",
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

pub(super) static GW0408: Explanation = Explanation {
    what: "A part of the requirement can be taken out, and the gate is true, false and unknown in the same situations.",
    why: "Somebody meant something by it, and it decides nothing. A reader takes it for a safeguard.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"Or\":", list!(is!("tests_pass"), both!()), "}"))),
    ),
    fixed: Example::Draft("{}"),
    decided: "By taking out each part in turn and comparing both versions of the gate for all evidence. The fix is offered only after the same comparison of what it gives.",
    configure: ADJUSTABLE,
};

pub(super) static GW0409: Explanation = Explanation {
    what: "Whenever one gate of the stage is true, so is another one.",
    why: "The second gate never holds a run back. That can be meant, because each gate is reported on its own; often it is what is left of an older rule.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!()), gate!("tests", is!("tests_pass"))),
            to!("done"),
            hour!("fail")
        ),
        last!("done")
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("target", is!("env_is_prod")), gate!("tests", is!("tests_pass"))),
            to!("done"),
            hour!("fail")
        ),
        last!("done")
    ))),
    decided: "By looking for evidence with which one gate is true and the other is not, for every two gates of a stage that ask something in common.",
    configure: ADJUSTABLE,
};

pub(super) static GW0410: Explanation = Explanation {
    what: "With some evidence the answer of the gate is settled, and still the gate is unknown and the run waits.",
    why: "The engine looks at the parts of a requirement one by one. A condition that stands for itself and negated keeps both parts unknown while it is, although either answer leads to the same end.",
    example: Example::Draft(patch!("stages": gated_by!(concat!(
        "{\"Or\":",
        list!(both!(), concat!("{\"And\":", list!(not!("tests_pass"), is!("env_is_prod")), "}")),
        "}"
    )))),
    fixed: Example::Draft(
        patch!("conditions": list!(env_is_prod!()), "stages": gated_by!(is!("env_is_prod"))),
    ),
    decided: "By comparing what the gate is with what it would be however the missing answers turn out.",
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

pub(super) static GW0412: Explanation = Explanation {
    what: "An operator over a single part, or a negation of a negation.",
    why: "It works as its part alone does. Written plainly it is easier to read, and nobody looks for a meaning that is not there.",
    example: Example::Draft(
        patch!("stages": gated_by!(concat!("{\"Not\":{\"Not\":", both!(), "}}"))),
    ),
    fixed: Example::Draft("{}"),
    decided: "By the form of the requirement. The fix is compared with the original for all evidence before it is offered.",
    configure: ADJUSTABLE,
};

pub(super) static GW0413: Explanation = Explanation {
    what: "The requirement negates a condition that asks whether a value is there.",
    why: "Two negations in different places are easily read as one. The opposite comparator says the same in one place.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), freeze!("exists")),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests_pass"), not!("freeze")), "}"))
    )),
    fixed: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), freeze!("not_exists")),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests_pass"), is!("freeze")), "}"))
    )),
    decided: "By the comparators `exists` and `not_exists` below a `not`. The fix is offered where every gate that uses the condition stays the same.",
    configure: ADJUSTABLE,
};

/// A draft whose gate is wide: pairs of variables, named far from each other.
const WIDE: &[&str] = &[
    concat!(
        "{\"scenario_id\":\"release\",\"namespace_id\":7,\"spec_version\":\"1\",",
        "\"policies\":[],\"schemas\":[],\"default_tenant_id\":null,\"conditions\":["
    ),
    concat!(variable!("a"), ",", variable!("b")),
    concat!(
        "],\"stages\":[{\"stage_id\":\"build\",\"entry_packets\":[],\"gates\":[",
        "{\"gate_id\":\"quality\",\"requirement\":{\"Or\":[{\"And\":["
    ),
    is!("a#"),
    "]},",
    concat!("{\"And\":", list!(is!("a#"), is!("b#")), "}"),
    concat!(
        "]}}],\"advance_to\":",
        to!("done"),
        ",",
        hour!("fail"),
        "},",
        last!("done"),
        "]}"
    ),
];

pub(super) static GW0414: Explanation = Explanation {
    what: "The analysis of a gate, or of all gates of a stage together, took more than its budget and was given up.",
    why: "Nothing is known of it: neither whether it can pass, nor which conditions it needs. What depends on it is not told either, so that no finding here means less than elsewhere.",
    example: Example::Series {
        parts: WIDE,
        times: 18,
    },
    fixed: Example::Series {
        parts: WIDE,
        times: 2,
    },
    decided: "By the number of nodes that the decision diagrams of one analysis may have, which is the same on every machine. With `--require-proof` such a draft ends the check with exit code 3.",
    configure: ADJUSTABLE,
};
