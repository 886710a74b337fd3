//! What is released, and how far evidence is trusted.

use super::{ADJUSTABLE, Example, Explanation};

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

pub(super) static GW0706: Explanation = Explanation {
    what: "A packet names a schema that the scenario does not declare.",
    why: "The runtime releases the packet all the same. A receiver cannot tell which version of the schema was meant.",
    example: Example::Draft(patch!(
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            stage!(
                "done",
                r#"[{"packet_id":"notes","schema_id":"release_notes","content_type":"application/json","visibility_labels":["public"],"policy_tags":[],"expiry":null,"payload":{"kind":"json","value":"Released."}}]"#,
                "[]",
                r#"{"kind":"terminal"}"#,
                no_timeout!()
            )
        )
    )),
    fixed: Example::Draft(patch!(
        "schemas": r#"[{"schema_id":"release_notes","version":"1","uri":null}]"#,
        "stages": list!(
            stage!("build", list!(gate!("quality", both!())), to!("done"), hour!("fail")),
            stage!(
                "done",
                r#"[{"packet_id":"notes","schema_id":"release_notes","content_type":"application/json","visibility_labels":["public"],"policy_tags":[],"expiry":null,"payload":{"kind":"json","value":"Released."}}]"#,
                "[]",
                r#"{"kind":"terminal"}"#,
                no_timeout!()
            )
        )
    )),
    decided: "By looking up the schema id of each packet under `schemas`.",
    configure: ADJUSTABLE,
};
