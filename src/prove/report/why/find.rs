//! From a name to the entity that it means.

use crate::diagnostic::nearest;
use crate::draft::ScenarioDraft;
use crate::plain::listed;

/// An entity that can be asked about, by its positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A gate.
    Gate {
        /// Position of its stage.
        stage: usize,
        /// Its position in the stage.
        gate: usize,
    },
    /// A stage.
    Stage(usize),
    /// A packet.
    Packet {
        /// Position of its stage.
        stage: usize,
        /// Its position in the stage.
        packet: usize,
    },
    /// A condition.
    Condition(usize),
}

/// Why a name means no entity; texts may be untrusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfound {
    /// Nothing has that name.
    #[error("the scenario has no gate, stage, packet or condition `{name}`")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The nearest name; none where none is near.
        near: Option<String>,
        /// The stages, in order.
        stages: Vec<String>,
    },
    /// Several things have that name.
    #[error("`{name}` names {} entities of the scenario", .addresses.len())]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The addresses of all of them, in the order of the scenario.
        addresses: Vec<String>,
    },
}

impl Unfound {
    /// Returns how to ask instead.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unknown {
                near: Some(near), ..
            } => format!("did you mean `{near}`?"),
            Self::Unknown { stages, .. } if stages.is_empty() => "it has no stages yet".to_owned(),
            Self::Unknown { stages, .. } => format!("its stages: {}", listed(stages, "and")),
            Self::Ambiguous { addresses, .. } => {
                format!("name it by its address: {}", listed(addresses, "or"))
            }
        }
    }
}

/// An entity with the names that it answers to.
struct Named {
    subject: Subject,
    id: String,
    /// `gate:quality`, which for stages and conditions is the whole address.
    short: String,
    /// `stage:build/gate:quality`.
    address: String,
}

/// Returns the entity that an id or an address means, such as `quality` or
/// `stage:build/gate:quality`.
///
/// An address wins over an id that happens to read the same. An id that several entities have means
/// none of them.
///
/// # Errors
/// When nothing has that name, or several things do.
pub fn find(draft: &ScenarioDraft, name: &str) -> Result<Subject, Unfound> {
    let all = everything(draft);
    for names in [
        |one: &Named, name: &str| one.address == name,
        |one: &Named, name: &str| one.short == name || one.id == name,
    ] {
        let found: Vec<&Named> = all.iter().filter(|one| names(one, name)).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(only.subject),
            several => {
                return Err(Unfound::Ambiguous {
                    name: name.to_owned(),
                    addresses: several.iter().map(|one| one.address.clone()).collect(),
                });
            }
        }
    }
    let ids = all.iter().map(|one| one.id.as_str());
    let shorts = all.iter().map(|one| one.short.as_str());
    let addresses = all.iter().map(|one| one.address.as_str());
    let stages = all
        .iter()
        .filter(|one| matches!(one.subject, Subject::Stage(_)));
    Err(Unfound::Unknown {
        name: name.to_owned(),
        near: nearest(name, ids.chain(shorts).chain(addresses)).map(str::to_owned),
        stages: stages.map(|one| format!("`{}`", one.id)).collect(),
    })
}

/// Returns the address of an entity, positions in place of ids that are missing.
#[must_use]
pub(super) fn address(draft: &ScenarioDraft, subject: Subject) -> String {
    let pointer = match subject {
        Subject::Condition(at) => format!("/conditions/{at}"),
        Subject::Stage(at) => format!("/stages/{at}"),
        Subject::Gate { stage, gate } => format!("/stages/{stage}/gates/{gate}"),
        Subject::Packet { stage, packet } => format!("/stages/{stage}/entry_packets/{packet}"),
    };
    crate::draft::entity_of(Some(draft), &pointer)
}

fn everything(draft: &ScenarioDraft) -> Vec<Named> {
    let mut all = Vec::new();
    let mut add = |subject, kind: &str, id: Option<&String>| {
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            all.push(Named {
                subject,
                id: id.clone(),
                short: format!("{kind}:{id}"),
                address: address(draft, subject),
            });
        }
    };
    for (at, stage) in draft.stages().iter().enumerate() {
        add(Subject::Stage(at), "stage", stage.stage_id.as_ref());
        for (gate, found) in stage.gates().iter().enumerate() {
            let subject = Subject::Gate { stage: at, gate };
            add(subject, "gate", found.gate_id.as_ref());
        }
        for (packet, found) in stage.packets().iter().enumerate() {
            let subject = Subject::Packet { stage: at, packet };
            add(subject, "packet", found.packet_id.as_ref());
        }
    }
    for (at, condition) in draft.conditions().iter().enumerate() {
        let id = condition.condition_id.as_ref();
        add(Subject::Condition(at), "condition", id);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use serde_json::json;

    fn draft() -> ScenarioDraft {
        let gate = |id: &str| json!({"gate_id": id});
        let document = json!({
            "conditions": [{"condition_id": "quality_ok"}, {"condition_id": "gate:owners"}],
            "stages": [
                {"stage_id": "build", "gates": [gate("quality"), gate("owners"), {}]},
                {"stage_id": "ship", "gates": [gate("quality"), gate("ship")],
                 "entry_packets": [{"packet_id": "keys"}]},
            ]
        });
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    #[test]
    fn ids_and_addresses_name_entities_and_what_is_not_clear_is_asked_back() {
        let draft = draft();
        for (name, found) in [
            ("build", Ok(Subject::Stage(0))),
            ("stage:ship", Ok(Subject::Stage(1))),
            (
                "keys",
                Ok(Subject::Packet {
                    stage: 1,
                    packet: 0,
                }),
            ),
            (
                "packet:keys",
                Ok(Subject::Packet {
                    stage: 1,
                    packet: 0,
                }),
            ),
            ("owners", Ok(Subject::Gate { stage: 0, gate: 1 })),
            (
                "stage:ship/gate:quality",
                Ok(Subject::Gate { stage: 1, gate: 0 }),
            ),
            ("condition:quality_ok", Ok(Subject::Condition(0))),
            (
                "quality",
                Err("name it by its address: stage:build/gate:quality or stage:ship/gate:quality"),
            ),
            (
                "ship",
                Err("name it by its address: stage:ship or stage:ship/gate:ship"),
            ),
            (
                "gate:owners",
                Err("name it by its address: stage:build/gate:owners or condition:gate:owners"),
            ),
            ("qualty_ok", Err("did you mean `quality_ok`?")),
            ("stage:biuld", Err("did you mean `stage:build`?")),
            ("", Err("its stages: `build` and `ship`")),
            ("nowhere-near", Err("its stages: `build` and `ship`")),
        ] {
            let told = find(&draft, name).map_err(|error| error.help());
            assert_eq!(told, found.map_err(str::to_owned), "{name}");
        }
        let none = find(&ScenarioDraft::default(), "x").unwrap_err();
        assert_eq!(none.help(), "it has no stages yet");
    }
}
