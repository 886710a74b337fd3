//! What is released, and how far evidence is trusted.

use super::{ADJUSTABLE, Example, Explanation};

pub(super) static GW0701: Explanation = Explanation {
    what: "A packet is released in the first stage, or in one that runs get to without any gate.",
    why: "Every run releases it, whatever the evidence. That is right for what anyone may have, and a leak for everything else.",
    example: Example::Draft(patch!(
        "schemas": notes_schema!(),
        "stages": list!(
            stage!("build", list!(notes!()), list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            last!("done")
        )
    )),
    fixed: Example::Draft(patch!(
        "schemas": notes_schema!(),
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            disclosing!("done", list!(notes!()))
        )
    )),
    decided: "By following the routes that runs take while no timeout decides, up to the first gate.",
    configure: ADJUSTABLE,
};

pub(super) static GW0702: Explanation = Explanation {
    what: "A timeout takes runs to a packet past gates that stand before it otherwise, or past every gate there is.",
    why: "Whoever reads the scenario takes the gates to protect the packet. It is enough to wait: the first tick after the deadline releases it, and no evidence is looked at.",
    example: Example::Draft(patch!(
        "schemas": notes_schema!(),
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("advance_with_flag")),
            disclosing!("done", list!(notes!()))
        )
    )),
    fixed: Example::Draft(patch!(
        "schemas": notes_schema!(),
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            disclosing!("done", list!(notes!()))
        )
    )),
    decided: "By comparing what every run passes before the packet with what it would pass if no timeout ever decided. The way that is shown is one that runs can take.",
    configure: ADJUSTABLE,
};

pub(super) static GW0703: Explanation = Explanation {
    what: "A trust requirement asks for no more than what already holds.",
    why: "The strictest of the server, the condition and the gate wins, so this one changes nothing. It may look as if weaker evidence were enough.",
    example: Example::Draft(patch!("conditions": list!(
        condition!(
            "tests_pass",
            report!(),
            r#""comparator":"equals","expected":true,"trust":{"min_lane":"asserted"}"#
        ),
        env_is_prod!()
    ))),
    fixed: Example::Draft("{}"),
    decided: "By comparing the lane with those that apply anyway; without a configuration of the server its default, `verified`.",
    configure: ADJUSTABLE,
};

pub(super) static GW0704: Explanation = Explanation {
    what: "Every vote of a quorum is an answer of the same provider.",
    why: "A quorum is there so that some votes may be missing. An outage of the one provider takes all of them away at once, and the gate waits.",
    example: Example::Draft(patch!(
        "conditions": list!(vote!("alice"), vote!("bob"), vote!("carol")),
        "stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("alice"), is!("bob"), is!("carol")), "}}"))
    )),
    fixed: Example::Draft(patch!(
        "conditions": list!(vote!("alice"), env_is_prod!(), after_freeze!()),
        "stages": gated_by!(concat!("{\"RequireGroup\":{\"min\":2,\"reqs\":", list!(is!("alice"), is!("env_is_prod"), is!("after_freeze")), "}}"))
    )),
    decided: "By the providers that the conditions below the quorum ask.",
    configure: ADJUSTABLE,
};

pub(super) static GW0705: Explanation = Explanation {
    what: "While a provider does not answer, a stage cannot pass, and its timeout takes runs to a packet of a way of its own.",
    why: "An outage looks like evidence that is not met in time. The packet is then released although nobody knows whether the gates would have been true.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), env_is_prod!(), after_freeze!()),
        "schemas": notes_schema!(),
        "stages": list!(
            stage!(
                "build",
                list!(gate!("quality", both!())),
                branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "late")), "null"),
                hour!("alternate_branch")
            ),
            last!("done"),
            stage!("late", list!(gate!("thawed", is!("after_freeze"))), to!("notify"), hour!("fail")),
            disclosing!("notify", list!(notes!()))
        )
    )),
    fixed: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), env_is_prod!(), after_freeze!()),
        "schemas": notes_schema!(),
        "stages": list!(
            stage!(
                "build",
                list!(gate!("quality", both!())),
                branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "late")), "null"),
                hour!("alternate_branch")
            ),
            disclosing!("done", list!(notes!())),
            stage!("late", list!(gate!("thawed", is!("after_freeze"))), to!("notify"), hour!("fail")),
            last!("notify")
        )
    )),
    decided: "By taking each provider away in turn: which stages can still pass, where the timeouts of the others lead, and which packets lie behind. Packets that GW0702 tells of are left to it.",
    configure: ADJUSTABLE,
};

pub(super) static GW0706: Explanation = Explanation {
    what: "A packet names a schema that the scenario does not declare.",
    why: "The runtime releases the packet all the same. A receiver cannot tell which version of the schema was meant.",
    example: Example::Draft(patch!(
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            disclosing!("done", list!(notes!()))
        )
    )),
    fixed: Example::Draft(patch!(
        "schemas": notes_schema!(),
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            disclosing!("done", list!(notes!()))
        )
    )),
    decided: "By looking up the schema id of each packet under `schemas`.",
    configure: ADJUSTABLE,
};

pub(super) static GW0707: Explanation = Explanation {
    what: "A parameter, an expected value or a payload looks like a key, a token or a password.",
    why: "The spec and the records of its runs are kept so that auditors can read them, and nothing in them is secret.",
    example: Example::Draft(patch!(
        "conditions": list!(
            tests_pass!(),
            condition!(
                "env_is_prod",
                query!("http", "status", r#"{"url":"https://build:hunter2@ci.example.org/status"}"#),
                r#""comparator":"equals","expected":200"#
            )
        )
    )),
    fixed: Example::Draft(patch!(
        "conditions": list!(
            tests_pass!(),
            condition!(
                "env_is_prod",
                query!("http", "status", r#"{"url":"https://ci.example.org/status"}"#),
                r#""comparator":"equals","expected":200"#
            )
        )
    )),
    decided: "By the beginnings of well-known keys, by addresses with a password, and by names such as `password`. It is a guess; the message does not repeat the text.",
    configure: ADJUSTABLE,
};

pub(super) static GW0708: Explanation = Explanation {
    what: "The draft names a data shape for prechecks, and a stage needs evidence that is verified.",
    why: "What the payload of a precheck says is only asserted. The condition stays unknown, so the precheck says `hold` whatever is sent.",
    example: Example::DraftWithShape {
        patch: patch!(
            "conditions": list!(
                condition!(
                    "tests_pass",
                    report!(),
                    r#""comparator":"equals","expected":true"#
                ),
                env_is_prod!()
            ),
            "stages": list!(
                stage!(
                    "build",
                    list!(verified_gate!("quality", both!())),
                    to!("done"),
                    hour!("fail")
                ),
                last!("done")
            ),
            "precheck": precheck!()
        ),
        shape: fitting_shape!(),
    },
    fixed: Example::DraftWithShape {
        patch: patch!("precheck": precheck!()),
        shape: fitting_shape!(),
    },
    decided: "By looking for evidence with which the gates of the stage are true while every condition that must be verified is unknown. What the settings of a server ask for counts where they are at hand.",
    configure: ADJUSTABLE,
};
