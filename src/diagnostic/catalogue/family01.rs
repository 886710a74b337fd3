//! What keeps a file from being read.

use super::{Example, Explanation, FIXED_LEVEL};

pub(super) static GW0101: Explanation = Explanation {
    what: "The text breaks the grammar of its format, so nothing after this point can be trusted to mean what it seems to.",
    why: "The runtime refuses the text as a whole. No scenario is defined and no part of the file takes effect.",
    example: Example::Text(r#"{"scenario_id": "release", "namespace_id": 7,}"#),
    fixed: Example::Text(r#"{"scenario_id": "release", "namespace_id": 7}"#),
    decided: "By parsing the text as strict JSON, or as RON for a file with that ending. Comments, trailing commas and numbers beyond the range of a double are not JSON.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0102: Explanation = Explanation {
    what: "An object, or a struct in RON, gives the same key twice.",
    why: "The runtime keeps the last value and drops the others without a word, so a reviewer who reads the first one approves something else. Gatewright refuses such a text.",
    example: Example::Text(
        r#"{"scenario_id": "release", "scenario_id": "rollback", "namespace_id": 7}"#,
    ),
    fixed: Example::Text(r#"{"scenario_id": "release", "namespace_id": 7}"#),
    decided: "By reading every object with all its keys, after escapes in the keys are resolved.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0103: Explanation = Explanation {
    what: "A field that its object does not have, most often a slip in the name.",
    why: "The authoring door of the runtime refuses unknown fields, while the other door ignores them: the value you wrote would silently have no effect.",
    example: Example::Draft(r#"{"spec_verison":"2"}"#),
    fixed: Example::Draft(r#"{"spec_version":"2"}"#),
    decided: "Every object of a draft is closed. Notes and suppressions have fields of their own, and `extensions` at the top takes anything else.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0104: Explanation = Explanation {
    what: "A value whose type or form does not fit its field, such as a number where text is wanted or an unknown kind of route.",
    why: "The runtime cannot read the document into its model and refuses all of it.",
    example: Example::Draft(r#"{"spec_version":2}"#),
    fixed: Example::Draft(r#"{"spec_version":"2"}"#),
    decided: "By the schema of the draft, which follows the schema of the runtime field by field.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0105: Explanation = Explanation {
    what: "The input is larger or nested deeper than the runtime takes: 16 MiB of text and 64 levels, counting the document itself and every value as a level.",
    why: "The runtime stops before it parses anything, so a large packet or a generated list makes the whole scenario unusable.",
    example: Example::Repeat {
        head: "{\"scenario_id\":\"",
        unit: "x",
        times: 16_777_216,
        tail: "\"}",
    },
    fixed: Example::Repeat {
        head: "{\"scenario_id\":\"",
        unit: "x",
        times: 16,
        tail: "\"}",
    },
    decided: "By the number of bytes, and by counting levels while the text is read.",
    configure: "Nothing: the limits are those of the runtime. Keep large content outside and refer to it by an external packet.",
};

pub(super) static GW0106: Explanation = Explanation {
    what: "The draft names a version of the draft format that this build does not know.",
    why: "A newer format may give fields another meaning, so compiling by the old one could produce a scenario that nobody wrote.",
    example: Example::Draft(r#"{"draft_version":99}"#),
    fixed: Example::Draft(r#"{"draft_version":1}"#),
    decided: "By the number in `draft_version`; a draft without it has version 1.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0107: Explanation = Explanation {
    what: "RON that cannot be carried over to JSON as it stands: a bare word, `inf`, `NaN`, a number beyond the range of a double, or a named struct or variant where a JSON value belongs.",
    why: "The runtime turns such values into null or drops the name without a word. A condition that expects a bare word then expects nothing and is unknown for ever.",
    example: Example::Ron(
        r#"(
    scenario_id: "release",
    conditions: [(condition_id: "env_is_prod", comparator: "equals", expected: production)],
)"#,
    ),
    fixed: Example::Ron(
        r#"(
    scenario_id: "release",
    conditions: [(condition_id: "env_is_prod", comparator: "equals", expected: "production")],
)"#,
    ),
    decided: "By the grammar of the RON text, before it becomes JSON. `()`, `None` and `Some(x)` keep their meaning and are accepted.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0108: Explanation = Explanation {
    what: "A field that holds an integer is written with a fraction or an exponent, or lies outside the range of its type.",
    why: "The JSON Schema of the runtime takes 7.0 for an integer, but its typed model does not: the document passes one layer and fails in the next.",
    example: Example::Draft(r#"{"namespace_id":7.0}"#),
    fixed: Example::Draft(r#"{"namespace_id":8}"#),
    decided: "By the spelling of the number in every field that the model stores as an integer: namespace, tenant, timeout, quorum, byte and timestamp.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0109: Explanation = Explanation {
    what: "Something that a scenario needs is not there yet. This is a state of the work and not a mistake.",
    why: "Nothing happens while you go on drafting. A compile waits until the list is empty, because the runtime refuses a document with a missing field.",
    example: Example::Draft(r#"{"spec_version":null}"#),
    fixed: Example::Draft(r#"{"spec_version":"1"}"#),
    decided: "By the fields that the runtime requires. One item is listed for each missing part.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0110: Explanation = Explanation {
    what: "The file is not UTF-8 text, or it starts with a byte order mark.",
    why: "The runtime reads UTF-8 without a mark and refuses everything else. Some editors add the mark without showing it.",
    example: Example::Text("\u{feff}{\"scenario_id\":\"release\"}"),
    fixed: Example::Text("{\"scenario_id\":\"release\"}"),
    decided: "By the first bytes of the file and by checking that all of it is UTF-8.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0111: Explanation = Explanation {
    what: "A requirement that is written as text does not follow the requirement language, or breaks its rules for groups.",
    why: "Without a requirement the gate does not exist, so nothing can be said about the stage either.",
    example: Example::Draft(patch!("stages": gated_by!("\"tests_pass and\""))),
    fixed: Example::Draft(patch!("stages": gated_by!("\"tests_pass and env_is_prod\""))),
    decided: "By the grammar of the requirement language. The position points into the text, and a requirement can always be written as a tree instead.",
    configure: FIXED_LEVEL,
};

pub(super) static GW0112: Explanation = Explanation {
    what: "A file or folder that was named cannot be read.",
    why: "Whatever depends on it is left out, so the answer would be about something else than what you asked for.",
    example: Example::Absent("missing.draft.json"),
    fixed: Example::Text(r#"{"scenario_id": "release", "namespace_id": 7}"#),
    decided: "By trying to read it; the message carries what the operating system said.",
    configure: "Nothing: name the file that you mean, or correct its path in gatewright.toml.",
};

pub(super) static GW0113: Explanation = Explanation {
    what: "Two versions of the draft were merged, and both had changed the same thing in their own way. The draft follows one of them; the record in `extensions` keeps what the other one wrote.",
    why: "Whoever compiles it now publishes the choice of a program and not of a person. Until someone decides, the draft does not compile.",
    example: Example::Draft(
        r#"{"spec_version":"2","extensions":{"gatewright_conflicts":[{"address":"scenario","base":"1","entity":"scenario","field":"spec_version","kept":"ours","ours":"2","theirs":"3"}]}}"#,
    ),
    fixed: Example::Draft(r#"{"spec_version":"2"}"#),
    decided: "By the records that a merge leaves in `extensions`. Each of them offers both sides as fixes; a record that is taken out by hand counts as decided.",
    configure: FIXED_LEVEL,
};
