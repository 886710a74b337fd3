//! What a change to a scenario changes.

use super::{Example, Explanation};

/// What can be done about findings of `diff`.
const DECIDED_ON: &str = "Name its kind in `--fail-on` of `gatewright diff` to stop a pipeline at it; `gatewright approve` records that one change is accepted.";

/// The base draft's stages, with these gates of its first one.
macro_rules! with_gates {
    ($gates:expr) => {
        list!(
            stage!("build", $gates, to!("done"), hour!("fail")),
            last!("done")
        )
    };
}

/// The base draft's stages, with another timeout.
macro_rules! with_policy {
    ($policy:literal) => {
        list!(
            stage!(
                "build",
                list!(gate!("quality", both!())),
                to!("done"),
                hour!($policy)
            ),
            last!("done")
        )
    };
}

/// The base draft's stages, with packets in the first and in the last one.
macro_rules! with_packets {
    ($first:expr, $last:expr) => {
        list!(
            stage!(
                "build",
                $first,
                list!(gate!("quality", both!())),
                to!("done"),
                hour!("fail")
            ),
            stage!("done", $last, "[]", r#"{"kind":"terminal"}"#, no_timeout!())
        )
    };
}

/// A packet with this text.
macro_rules! notes {
    ($text:literal) => {
        concat!(
            r#"{"packet_id":"notes","schema_id":"notes","content_type":"text/plain","visibility_labels":["team"],"policy_tags":[],"payload":{"kind":"json","value":""#,
            $text,
            r#""}}"#
        )
    };
}

/// Stages where the first leads to one of two others.
macro_rules! leading_to {
    ($stage:literal) => {
        list!(
            stage!(
                "build",
                list!(gate!("quality", both!())),
                to!($stage),
                hour!("fail")
            ),
            stage!("audit", "[]", to!("done"), hour!("fail")),
            last!("done")
        )
    };
}

/// Both conditions of the base draft, whatever their order.
macro_rules! either_order {
    () => {
        concat!(
            "{\"And\":",
            list!(is!("env_is_prod"), is!("tests_pass")),
            "}"
        )
    };
}

/// A condition that a variable of the environment is there.
macro_rules! switch {
    ($id:literal) => {
        concat!(
            "{\"condition_id\":\"",
            $id,
            "\",\"query\":{\"provider_id\":\"env\",\"check_id\":\"get\",\"params\":{\"key\":\"",
            $id,
            "\"}},\"comparator\":\"exists\",\"policy_tags\":[]}"
        )
    };
}

/// Many such conditions.
macro_rules! switches {
    ($first:literal $(, $id:literal)*) => {
        concat!("[", switch!($first), $(",", switch!($id),)* "]")
    };
}

/// Pairs of switches that are alike, of which there are too many to go through.
macro_rules! pairs {
    () => {
        concat!(
            "\"any(all(a1, a2, a3, a4, a5, a6, a7, a8), ",
            "a1 and b1, a2 and b2, a3 and b3, a4 and b4, a5 and b5, ",
            "a6 and b6, a7 and b7, a8 and b8, ",
            "not a1 and not b1, not a2 and not b2, not a3 and not b3, ",
            "not a4 and not b4, not a5 and not b5, not a6 and not b6, ",
            "not a7 and not b7, not a8 and not b8)\""
        )
    };
}

/// The switches of the pairs.
macro_rules! all_switches {
    () => {
        switches!(
            "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "b1", "b2", "b3", "b4", "b5", "b6",
            "b7", "b8"
        )
    };
}

/// A change of nothing but an order that does not count.
const REORDERED: Example = Example::Change {
    old: "{}",
    new: patch!("stages": gated_by!(either_order!())),
};

pub(super) static GW1001: Explanation = Explanation {
    what: "A gate passes in situations in which it did not, or a stage no longer waits for it, and the other gates of the stage do not make up for it.",
    why: "Runs go on that were held before. Whoever relied on the gate has to agree.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": with_gates!("[]")),
    },
    fixed: REORDERED,
    decided: "By finding evidence with which the stage passes now although the old gate is not true.",
    configure: DECIDED_ON,
};

pub(super) static GW1002: Explanation = Explanation {
    what: "A gate does not pass in situations in which it did, or a stage waits for one more, and the other gates of the stage did not ask for as much.",
    why: "Runs that went on before are held. Nothing is less safe, and something may stand still.",
    example: Example::Change {
        old: patch!("stages": with_gates!(list!(gate!("quality", is!("tests_pass"))))),
        new: patch!("spec_version": "\"2\"", "stages": with_gates!(list!(
            gate!("quality", is!("tests_pass")), gate!("place", is!("env_is_prod"))))),
    },
    fixed: REORDERED,
    decided: "By finding evidence with which the stage passed although the new gate is not true.",
    configure: DECIDED_ON,
};

pub(super) static GW1003: Explanation = Explanation {
    what: "A gate passes in situations in which it did not, and does not pass in others in which it did; or it left a stage for another one.",
    why: "Some runs go on that were held, and some are held that went on. Each direction has to be agreed to on its own.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": list!(
            stage!("build", "[]", to!("done"), hour!("fail")),
            stage!("done", list!(gate!("quality", both!())), r#"{"kind":"terminal"}"#, no_timeout!()))),
    },
    fixed: REORDERED,
    decided: "By finding evidence for both directions, for the stage that it left and the one that it is in too.",
    configure: DECIDED_ON,
};

pub(super) static GW1004: Explanation = Explanation {
    what: "A packet can be disclosed to runs that have not passed gates which every such run had passed before.",
    why: "Whoever may see the packet sees it with fewer gates passed.",
    example: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!(list!(notes!("Ready")), "[]")),
    },
    fixed: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Ready")))),
    },
    decided: "By what every way there passes, timeouts included, in the old scenario and in the new one; the way past it is shown as a run.",
    configure: DECIDED_ON,
};

pub(super) static GW1005: Explanation = Explanation {
    what: "Every run does the same as before, and the bytes are others.",
    why: "What refers to the scenario by its hash has to be told the new one. Nothing else changes.",
    example: REORDERED,
    fixed: Example::Change {
        old: "{}",
        new: "{}",
    },
    decided: "By comparing the bytes once no change of behaviour was found.",
    configure: DECIDED_ON,
};

pub(super) static GW1006: Explanation = Explanation {
    what: "Runs do otherwise, and the scenario calls itself by the same version.",
    why: "Two scenarios that behave differently cannot be told apart by their version.",
    example: Example::Change {
        old: "{}",
        new: patch!("stages": with_gates!("[]")),
    },
    fixed: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": with_gates!("[]")),
    },
    decided: "By comparing the field spec_version of both, where a run can go another way.",
    configure: "Add `--require-bump` to `gatewright diff` to stop a pipeline at it.",
};

pub(super) static GW1007: Explanation = Explanation {
    what: "A run that passes a stage goes to another stage than before, or a run completes behind other gates.",
    why: "What comes between the two is skipped or added: its gates, its packets, its timeout.",
    example: Example::Change {
        old: patch!("stages": leading_to!("audit")),
        new: patch!("spec_version": "\"2\"", "stages": leading_to!("done")),
    },
    fixed: Example::Change {
        old: patch!("stages": leading_to!("audit")),
        new: patch!("spec_version": "\"2\"", "stages": leading_to!("audit")),
    },
    decided: "By working out where each stage leads when all its gates are true, and what every run passes before it completes, in both.",
    configure: DECIDED_ON,
};

pub(super) static GW1008: Explanation = Explanation {
    what: "A timeout goes on where it failed, goes on sooner, fails later, or leads to another stage.",
    why: "A timeout looks at no evidence. What it leads to is reached without any gate.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": with_policy!("advance_with_flag")),
    },
    fixed: REORDERED,
    decided: "By comparing what both timeouts do, when, and where they lead.",
    configure: DECIDED_ON,
};

pub(super) static GW1009: Explanation = Explanation {
    what: "A packet is disclosed that was not, is not disclosed any more, or says something else or to others.",
    why: "What was disclosed once cannot be taken back, and who waits for a packet does not get another.",
    example: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Released")))),
    },
    fixed: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Ready")))),
    },
    decided: "By comparing the packets of both field by field, those with the same id or the same content.",
    configure: DECIDED_ON,
};

pub(super) static GW1010: Explanation = Explanation {
    what: "A stage is new or gone, or a run begins in another one.",
    why: "The order in which gates are passed and packets are disclosed is another.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": leading_to!("audit")),
    },
    fixed: REORDERED,
    decided: "By the ids of the stages, and where an id is not there any more by what the stage holds.",
    configure: DECIDED_ON,
};

pub(super) static GW1011: Explanation = Explanation {
    what: "A condition in use asks another provider, another check, or with other parameters.",
    why: "The gates that use it read the same and depend on something else. How the two answers relate, nobody knows, but for moments of the clock.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "conditions": list!(
            condition!("tests_pass", query!("json", "path", r#"{"file":"other.json","jsonpath":"$.tests.passed"}"#),
                r#""comparator":"equals","expected":true"#),
            env_is_prod!())),
    },
    fixed: REORDERED,
    decided: "By comparing the queries of conditions with the same id.",
    configure: DECIDED_ON,
};

pub(super) static GW1012: Explanation = Explanation {
    what: "A gate asks something else than before, and whether it is looser or stricter was not found out: its conditions are too many to go through.",
    why: "It may pass where it did not. Until somebody has looked, nothing is known of the change.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "conditions": all_switches!(),
            "stages": gated_by!(pairs!())),
    },
    fixed: Example::Change {
        old: "{}",
        new: "{}",
    },
    decided: "By comparing when both gates are true, over all evidence, within a budget.",
    configure: "Add `--require-proof` to `gatewright diff` to stop a pipeline at it, or name `unproved` in `--fail-on`.",
};

pub(super) static GW1013: Explanation = Explanation {
    what: "A timeout fails where it went on or where a run waited, fails sooner, or goes on later.",
    why: "Runs end that did not, or wait longer. Nothing is reached that was not.",
    example: Example::Change {
        old: patch!("stages": with_policy!("advance_with_flag")),
        new: patch!("spec_version": "\"2\"", "stages": with_policy!("fail")),
    },
    fixed: REORDERED,
    decided: "By comparing what both timeouts do and when; to fail is stricter than to wait.",
    configure: DECIDED_ON,
};

pub(super) static GW1014: Explanation = Explanation {
    what: "A packet is disclosed only to runs that have passed gates which they did not have to pass before, or to none.",
    why: "Whoever needs the packet gets it later, or not at all where a run is held before.",
    example: Example::Change {
        old: patch!("stages": with_packets!(list!(notes!("Ready")), "[]")),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Ready")))),
    },
    fixed: Example::Change {
        old: patch!("stages": with_packets!(list!(notes!("Ready")), "[]")),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!(list!(notes!("Ready")), "[]")),
    },
    decided: "By what every way there passes, the other way round than for a disclosure that is earlier.",
    configure: DECIDED_ON,
};

pub(super) static GW1015: Explanation = Explanation {
    what: "Runs go the same way as before, and what is recorded of them is otherwise.",
    why: "Who reads the decisions of a run, such as a report or an alarm, may count them otherwise.",
    example: Example::Change {
        old: patch!("stages": with_policy!("advance_with_flag")),
        new: patch!("spec_version": "\"2\"", "stages": with_policy!("alternate_branch")),
    },
    fixed: Example::Change {
        old: patch!("stages": with_policy!("advance_with_flag")),
        new: patch!("spec_version": "\"2\"", "stages": with_policy!("advance_with_flag")),
    },
    decided: "By comparing what differs besides the stages that a run enters.",
    configure: DECIDED_ON,
};
