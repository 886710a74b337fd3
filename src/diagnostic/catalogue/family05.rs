//! Where a run goes when it leaves a stage.

use super::{ADJUSTABLE, Example, Explanation};

pub(super) static GW0501: Explanation = Explanation {
    what: "A branch rule stands behind another one that always matches first.",
    why: "A stage is left only when all its gates are true, and then every rule on outcome true matches; the first one wins. The later rule is never used.",
    example: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("target", "true", "hold")), "null", "fail")),
    ),
    fixed: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null", "alternate_branch")),
    ),
    decided: "By reading the rules in order with all gates of the stage true, and with all unknown where a timeout takes the alternate branch.",
    configure: ADJUSTABLE,
};

pub(super) static GW0502: Explanation = Explanation {
    what: "A branch rule waits for a gate to be false.",
    why: "It is never used. While a gate is false the run holds and no rule is read; a timeout routes as if the gates were true or unknown. To react to a failed check, let a gate ask for the failure, or use a timeout.",
    example: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("quality", "false", "hold")), "null", "fail")),
    ),
    fixed: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null", "alternate_branch")),
    ),
    decided: "From the way a run leaves a stage: no path reads rules while a gate is false.",
    configure: ADJUSTABLE,
};

pub(super) static GW0503: Explanation = Explanation {
    what: "A branch rule waits for a gate of its own stage to be unknown, and no timeout takes the alternate branch.",
    why: "It is never used, because rules are read only when all gates are true, or when a timeout with `alternate_branch` treats them as unknown.",
    example: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null", "fail")),
    ),
    fixed: Example::Draft(
        patch!("stages": branching!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null", "alternate_branch")),
    ),
    decided: "From the timeout and its policy: only `alternate_branch` makes the gates read unknown.",
    configure: ADJUSTABLE,
};

pub(super) static GW0504: Explanation = Explanation {
    what: "A branch has a situation that occurs and for which it gives neither a rule nor a default.",
    why: "The call fails with an error and nothing is recorded: no trigger, no evaluation, no decision. The run stays where it is and looks broken.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "ship")), "null"),
            hour!("alternate_branch")
        ),
        stage!("ship", "[]", to!("done"), no_timeout!()),
        last!("done")
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "ship")), "\"late\""),
            hour!("alternate_branch")
        ),
        stage!("ship", "[]", to!("done"), no_timeout!()),
        last!("done"),
        last!("late")
    ))),
    decided: "By reading the rules for the two situations that exist: all gates true, and all unknown when a timeout takes the alternate branch.",
    configure: ADJUSTABLE,
};

pub(super) static GW0505: Explanation = Explanation {
    what: "Every way out of the branch leads to the same stage.",
    why: "It works, but reads as a decision that is none. A fixed route says the same.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", is!("tests_pass")), gate!("target", is!("env_is_prod"))),
            branch!(list!(rule!("quality", "true", "ship")), "\"ship\""),
            hour!("fail")
        ),
        last!("ship")
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", is!("tests_pass")), gate!("target", is!("env_is_prod"))),
            to!("ship"),
            hour!("fail")
        ),
        last!("ship")
    ))),
    decided: "By collecting the targets that can be reached: at most two, whatever the number of rules.",
    configure: ADJUSTABLE,
};

pub(super) static GW0506: Explanation = Explanation {
    what: "A stage that is one arm of a branch is linear, and the stage listed after it is another arm.",
    why: "A run that took the first arm continues into the second one, which was meant to be its alternative.",
    example: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null"),
            hour!("alternate_branch")
        ),
        stage!("ship", "[]", r#"{"kind":"linear"}"#, no_timeout!()),
        last!("hold")
    ))),
    fixed: Example::Draft(patch!("stages": list!(
        stage!(
            "build",
            list!(gate!("quality", both!())),
            branch!(list!(rule!("quality", "true", "ship"), rule!("quality", "unknown", "hold")), "null"),
            hour!("alternate_branch")
        ),
        last!("ship"),
        last!("hold")
    ))),
    decided: "By the order of the stages: the target of one rule is followed by the target of another. It may be meant, so this is a guess.",
    configure: ADJUSTABLE,
};

pub(super) static GW0507: Explanation = Explanation {
    what: "The last stage is linear.",
    why: "Past the last stage a run completes, so it acts as terminal. A stage that is appended later silently changes where runs end.",
    example: Example::Draft(patch!("stages": list!(
        stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
        stage!("done", "[]", r#"{"kind":"linear"}"#, no_timeout!())
    ))),
    fixed: Example::Draft("{}"),
    decided: "By the position of the stage.",
    configure: ADJUSTABLE,
};
