//! The workspace: contracts, data shapes, configuration.

use super::{Example, Explanation};

pub(super) static GW1101: Explanation = Explanation {
    what: "A setting in gatewright.toml or in the server's configuration cannot be used.",
    why: "A server with such a setting does not start. Answers here would be about a server that cannot exist.",
    example: Example::Config("[validation]\nstrict = false\n"),
    fixed: Example::Config("[validation]\nstrict = false\nallow_permissive = true\n"),
    decided: "By the schema of the configuration and the rules between its settings.",
    configure: "Correct the setting that the message names. The level cannot be lowered.",
};

pub(super) static GW1102: Explanation = Explanation {
    what: "A contract file cannot be found, cannot be read, or is not a contract in JSON.",
    why: "The server does not start without it, and every condition on its provider would be refused.",
    example: Example::Contract(r#"{"provider_id":"ci","name":"Build server","checks":["#),
    fixed: Example::Contract(coverage_contract!()),
    decided: "By reading the file and its fields.",
    configure: "Correct the file or its path. The level cannot be lowered.",
};

pub(super) static GW1103: Explanation = Explanation {
    what: "A contract breaks a rule that its fields alone do not express: wrong transport, another provider id than its entry, or a list of comparators that is empty or out of order.",
    why: "The server refuses the contract and does not start.",
    example: Example::Contract(contract!(check!(
        "coverage",
        r#"{"type":"integer","minimum":0,"maximum":100}"#,
        r#"["exists","equals"]"#
    ))),
    fixed: Example::Contract(coverage_contract!()),
    decided: "By the rules for external contracts; comparators must stand in canonical order.",
    configure: "Correct the contract. The level cannot be lowered.",
};

pub(super) static GW1104: Explanation = Explanation {
    what: "A schema in a contract or data shape does not compile, or refers to something outside its file.",
    why: "A server refuses a schema that does not compile. For a reference it would reach out over the network or to its disk, which gatewright never does.",
    example: Example::Contract(contract!(check!(
        "coverage",
        r#"{"type":"percent"}"#,
        r#"["equals","exists"]"#
    ))),
    fixed: Example::Contract(coverage_contract!()),
    decided: "By compiling the schema as JSON Schema 2020-12, with every reference resolved inside the file.",
    configure: "Correct the schema, or copy what it refers to under `$defs`. The level cannot be lowered.",
};

pub(super) static GW1105: Explanation = Explanation {
    what: "A contract file is larger than 1 MiB, or its path is longer than the server takes.",
    why: "The server refuses it and does not start.",
    example: Example::RepeatContract {
        head: "{\"provider_id\":\"ci\",\"name\":\"Build server\",\"description\":\"",
        unit: "x",
        times: 1_048_576,
        tail: "\",\"transport\":\"mcp\",\"config_schema\":{\"type\":\"object\"},\"checks\":[],\"notes\":[]}",
    },
    fixed: Example::RepeatContract {
        head: "{\"provider_id\":\"ci\",\"name\":\"Build server\",\"description\":\"",
        unit: "x",
        times: 16,
        tail: "\",\"transport\":\"mcp\",\"config_schema\":{\"type\":\"object\"},\"checks\":[],\"notes\":[]}",
    },
    decided: "By counting bytes: 1048576 for the file and its canonical form, 4096 for the path, 255 for each part of it.",
    configure: "Shorten the contract or move it. The level cannot be lowered.",
};

pub(super) static GW1106: Explanation = Explanation {
    what: "Two contracts are for the same provider.",
    why: "The server refuses to start, because it cannot know which one a condition means.",
    example: Example::Contracts(&[coverage_contract!(), coverage_contract!()]),
    fixed: Example::Contracts(&[coverage_contract!()]),
    decided: "By comparing the provider ids of all contracts, the built-in ones included.",
    configure: "Remove or rename one of them. The level cannot be lowered.",
};

pub(super) static GW1107: Explanation = Explanation {
    what: "A data shape file is neither a record with schema id, version and schema, nor a JSON Schema.",
    why: "Prechecks that name the shape cannot be compared with the scenario.",
    example: Example::Shape(
        r#"{"schema_id":"release-evidence","version":1,"schema":{"type":"object"}}"#,
    ),
    fixed: Example::Shape(
        r#"{"schema_id":"release-evidence","version":"v1","schema":{"type":"object"}}"#,
    ),
    decided: "By the fields of the record; a file without them is read as a bare JSON Schema.",
    configure: "Correct the file. The level cannot be lowered.",
};

pub(super) static GW1108: Explanation = Explanation {
    what: "A suppression matches no finding.",
    why: "Nothing happens now, but if the finding comes back for another reason, nobody will see it.",
    example: Example::Draft(patch!("conditions": list!(
        condition!(
            "tests_pass",
            report!(),
            r#""comparator":"equals","expected":true,"suppress":[{"code":"GW0206","reason":"The report names it so."}]"#
        ),
        env_is_prod!()
    ))),
    fixed: Example::Draft("{}"),
    decided: "By matching every suppression with the findings of its code where it stands.",
    configure: "Remove the suppression, or set the level of this code in the `levels` section of gatewright.toml.",
};
