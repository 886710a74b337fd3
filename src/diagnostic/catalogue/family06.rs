//! Stages as a whole, and time.

use super::{ADJUSTABLE, Example, Explanation};

pub(super) static GW0601: Explanation = Explanation {
    what: "No run can enter this stage.",
    why: "Its gates decide nothing and its packets are never released, although the scenario reads as if they were.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
        last!("done"),
        last!("notify")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By following every route and every timeout that can be taken from the first stage on.",
    configure: ADJUSTABLE,
};

pub(super) static GW0602: Explanation = Explanation {
    what: "No run can complete: no way through the stages reaches an end.",
    why: "Every run goes on until someone gives up, or until a timeout fails it.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
        stage!("done", "[]", to!("build"), no_timeout!())
    ))),
    fixed: Example::Draft("{}"),
    decided: "By following every route and every timeout that can be taken, and looking for a terminal stage or a linear one in last place.",
    configure: ADJUSTABLE,
};

pub(super) static GW0603: Explanation = Explanation {
    what: "The gates of the stage can never all be true at once, and it has no timeout.",
    why: "A run that gets there is stuck: every trigger finds it holding, and nothing ever ends it.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "rework")), "null"),
            hour!("alternate_branch")
        ),
        last!("done"),
        stage!(
            "rework",
            list!(gate!("mended", is!("tests_pass")), gate!("broken", not!("tests_pass"))),
            r#"{"kind":"terminal"}"#,
            no_timeout!()
        )
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "rework")), "null"),
            hour!("alternate_branch")
        ),
        last!("done"),
        stage!(
            "rework",
            list!(gate!("mended", is!("tests_pass"))),
            r#"{"kind":"terminal"}"#,
            hour!("fail")
        )
    ))),
    decided: "By asking whether any evidence makes all gates of the stage true in one trigger.",
    configure: ADJUSTABLE,
};

pub(super) static GW0604: Explanation = Explanation {
    what: "The stage has gates and no timeout.",
    why: "If evidence never arrives, or never satisfies the gates, the run waits for ever. That may be what you want.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), no_timeout!()),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By the timeout of each stage that has gates.",
    configure: ADJUSTABLE,
};

pub(super) static GW0605: Explanation = Explanation {
    what: "A timeout advances from a stage at whose end the run completes.",
    why: "At the first tick after the deadline the run is completed with unmet gates, and the decision carries no sign of the timeout. Whoever relies on completion gets a release that nobody approved.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", is!("tests_pass"))), to!("done"), hour!("fail")),
        stage!(
            "done",
            list!(gate!("target", is!("env_is_prod"))),
            r#"{"kind":"terminal"}"#,
            hour!("advance_with_flag")
        )
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", is!("tests_pass"))), to!("done"), hour!("fail")),
        stage!(
            "done",
            list!(gate!("target", is!("env_is_prod"))),
            r#"{"kind":"terminal"}"#,
            hour!("fail")
        )
    ))),
    decided: "By the policy of the timeout on a terminal stage, or on a linear one in last place. Gates are not looked at when a timeout decides.",
    configure: ADJUSTABLE,
};

pub(super) static GW0606: Explanation = Explanation {
    what: "A timeout takes runs to a stage that they otherwise reach only when certain gates are true.",
    why: "From there on a run that passed and a run that only waited look the same. Nothing later can rely on the gates any more.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("advance_with_flag")),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By following an advancing timeout to where it comes back to the way that runs take while no timeout decides. A timeout that leads to stages of its own is fine, and one that leads to a packet is told as GW0702.",
    configure: ADJUSTABLE,
};

pub(super) static GW0607: Explanation = Explanation {
    what: "A timeout takes the alternate branch, which here leads to the same stage as `advance_with_flag` would.",
    why: "The names suggest two destinations, but with this route there is only one: `alternate_branch` differs from `advance_with_flag` only where a branch has somewhere else to go.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("alternate_branch")),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By following the route with all gates true and with all gates unknown, where the policy is `alternate_branch`.",
    configure: ADJUSTABLE,
};

pub(super) static GW0608: Explanation = Explanation {
    what: "The stage has a timeout policy that advances, and no timeout.",
    why: "The policy has no effect, because nothing ever triggers it. The runtime requires the field and ignores it.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), r#""timeout":null,"on_timeout":"advance_with_flag""#),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By a policy other than `fail` beside a timeout that is null.",
    configure: ADJUSTABLE,
};

pub(super) static GW0609: Explanation = Explanation {
    what: "The timeout is zero, or too long for the clock.",
    why: "Zero means that the first tick always times out, before any evidence is looked at. A timeout beyond the clock makes every tick fail with an error.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), r#""timeout":{"timeout_ms":0,"policy_tags":[]},"on_timeout":"fail""#),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By the number of milliseconds: at least 1, and no more than a signed 64-bit integer holds.",
    configure: ADJUSTABLE,
};

pub(super) static GW0610: Explanation = Explanation {
    what: "After some moment the gates of the stage can never be true again, and the stage has no timeout.",
    why: "A run that is still there at that moment waits for ever. Nobody is told, because waiting is no failure.",
    example: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), before_freeze!()),
        "stages": list!(
            stage!(
                "build",
                list!(gate!("quality", concat!("{\"And\":", list!(is!("tests_pass"), is!("before_freeze")), "}"))),
                to!("done"),
                no_timeout!()
            ),
            last!("done")
        )
    )),
    fixed: Example::Draft(patch!(
        "conditions": list!(tests_pass!(), before_freeze!()),
        "stages": gated_by!(concat!("{\"And\":", list!(is!("tests_pass"), is!("before_freeze")), "}"))
    )),
    decided: "By trying the times before, between and after all moments that the conditions name. Triggers are taken to come in the order of their times.",
    configure: ADJUSTABLE,
};

pub(super) static GW0611: Explanation = Explanation {
    what: "Runs go round in some stages and never come out: no way leads out of them, or no gate ever holds a run there.",
    why: "Such a run neither completes nor fails. Where no gate holds it, each trigger moves it on by one stage and releases the packets there again.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "retry")), "null"),
            hour!("alternate_branch")
        ),
        last!("done"),
        stage!("retry", "[]", to!("retry"), no_timeout!())
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "done"), rule!("quality", "unknown", "retry")), "null"),
            hour!("alternate_branch")
        ),
        last!("done"),
        last!("retry")
    ))),
    decided: "By looking for circles of stages that no way that can be taken leads out of, and for circles of stages that are always passed.",
    configure: ADJUSTABLE,
};

pub(super) static GW0612: Explanation = Explanation {
    what: "A stage without gates has a timeout that fails.",
    why: "One trigger moves a run by one stage, so a run that enters the stage needs one more to leave it. If that one is a tick after the deadline, the run fails although nothing was left to be met.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
        stage!("done", "[]", r#"{"kind":"terminal"}"#, hour!("fail"))
    ))),
    fixed: Example::Draft("{}"),
    decided: "By the gates and the timeout of each stage that runs can enter.",
    configure: ADJUSTABLE,
};

pub(super) static GW0613: Explanation = Explanation {
    what: "The gates of the stage can never all be true at once, and its timeout takes the run on.",
    why: "The gates are decoration: every run waits for the deadline and goes on without them.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!()), gate!("broken", not!("tests_pass"))), to!("done"), hour!("advance_with_flag")),
        last!("done")
    ))),
    fixed: Example::Draft("{}"),
    decided: "By asking whether any evidence makes all gates true in one trigger, and by the policy of the timeout.",
    configure: ADJUSTABLE,
};
