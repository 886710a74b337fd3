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

/// A change of nothing but an order that does not count.
const REORDERED: Example = Example::Change {
    old: "{}",
    new: patch!("stages": gated_by!(either_order!())),
};

pub(super) static GW1001: Explanation = Explanation {
    what: "A gate passes in situations in which it did not, or a stage no longer waits for it.",
    why: "Runs go on that were held before. Whoever relied on the gate has to agree.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": with_gates!("[]")),
    },
    fixed: REORDERED,
    decided: "By comparing when both gates are true, over all evidence; a gate that is gone holds nothing.",
    configure: DECIDED_ON,
};

pub(super) static GW1002: Explanation = Explanation {
    what: "A gate does not pass in situations in which it did, or a stage waits for one more.",
    why: "Runs that went on before are held. Nothing is less safe, and something may stand still.",
    example: Example::Change {
        old: patch!("stages": with_gates!(list!(gate!("quality", is!("tests_pass"))))),
        new: patch!("spec_version": "\"2\"", "stages": with_gates!(list!(
            gate!("quality", is!("tests_pass")), gate!("place", is!("env_is_prod"))))),
    },
    fixed: REORDERED,
    decided: "By comparing when both gates are true, over all evidence; a gate that is new holds what it does not pass.",
    configure: DECIDED_ON,
};

pub(super) static GW1003: Explanation = Explanation {
    what: "A gate passes in situations in which it did not, and does not pass in others in which it did; or it guards another stage.",
    why: "Some runs go on that were held, and some are held that went on. Each direction has to be agreed to on its own.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": list!(
            stage!("build", "[]", to!("done"), hour!("fail")),
            stage!("done", list!(gate!("quality", both!())), r#"{"kind":"terminal"}"#, no_timeout!()))),
    },
    fixed: REORDERED,
    decided: "By finding evidence for both directions, or by the stage that holds the gate.",
    configure: DECIDED_ON,
};

pub(super) static GW1004: Explanation = Explanation {
    what: "A packet is disclosed in a stage that every run enters before the one that disclosed it.",
    why: "Whoever may see the packet sees it with fewer gates passed.",
    example: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!(list!(notes!("Ready")), "[]")),
    },
    fixed: Example::Change {
        old: patch!("stages": with_packets!("[]", list!(notes!("Ready")))),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Ready")))),
    },
    decided: "By the ways that lead to both stages, in the old scenario and in the new one.",
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
    what: "A run that passes a stage goes to another stage than before.",
    why: "What comes between the two is skipped or added: its gates, its packets, its timeout.",
    example: Example::Change {
        old: patch!("stages": leading_to!("audit")),
        new: patch!("spec_version": "\"2\"", "stages": leading_to!("done")),
    },
    fixed: Example::Change {
        old: patch!("stages": leading_to!("audit")),
        new: patch!("spec_version": "\"2\"", "stages": leading_to!("audit")),
    },
    decided: "By working out where each stage leads when all its gates are true, in both.",
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
    why: "The gates that use it read the same and depend on something else. How the two answers relate, nobody knows.",
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
    what: "A gate asks something else than before, and whether it is looser or stricter is not proved.",
    why: "It may pass where it did not. Until somebody has looked, nothing is known of the change.",
    example: Example::Change {
        old: "{}",
        new: patch!("spec_version": "\"2\"", "stages": gated_by!(concat!(
            "{\"Or\":", list!(is!("tests_pass"), is!("env_is_prod")), "}"))),
    },
    fixed: REORDERED,
    decided: "By comparing what both gates ask, the order of operands and the names of conditions aside.",
    configure: DECIDED_ON,
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
    what: "A packet is disclosed in a stage that a run enters only after the one that disclosed it.",
    why: "Whoever needs the packet gets it later, or not at all where a run is held before.",
    example: Example::Change {
        old: patch!("stages": with_packets!(list!(notes!("Ready")), "[]")),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!("[]", list!(notes!("Ready")))),
    },
    fixed: Example::Change {
        old: patch!("stages": with_packets!(list!(notes!("Ready")), "[]")),
        new: patch!("spec_version": "\"2\"", "stages": with_packets!(list!(notes!("Ready")), "[]")),
    },
    decided: "By the ways that lead to both stages, the other way round than for a disclosure that is earlier.",
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
