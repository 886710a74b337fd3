//! Entity addresses: how people and tools name a place whatever the formatting.

use super::model::{ScenarioDraft, StageDraft};
use super::pointer::{steps, unescape};

/// The lists that hold what is named by id or position, and what an item of each is called.
const KINDS: [(&str, &str); 8] = [
    ("conditions", "condition"),
    ("stages", "stage"),
    ("gates", "gate"),
    ("entry_packets", "packet"),
    ("policies", "policy"),
    ("schemas", "schema"),
    ("branches", "branch"),
    ("suppress", "suppress"),
];

/// Tells whether an entity address names something by its position in a list, so that it is another
/// one when others join or leave; nodes of a requirement do not count.
#[must_use]
pub fn names_position(address: &str) -> bool {
    let by_position = |step: &str| {
        let names = KINDS.iter().map(|(_, name)| name);
        let mut rest = names.filter_map(|name| step.strip_prefix(name));
        rest.any(|rest| rest.starts_with('['))
    };
    address.split('/').any(by_position)
}

/// Returns the entity address of a JSON Pointer, such as `stage:build/gate:quality/req/and[1]`.
///
/// An entity without an id is named by its position, such as `condition[3]`; the document itself
/// is `scenario`.
#[must_use]
pub fn entity_of(draft: Option<&ScenarioDraft>, pointer: &str) -> String {
    let mut steps = steps(pointer).map(|step| unescape(step).into_owned());
    let mut out = String::new();
    let mut stage: Option<&StageDraft> = None;
    while let Some(step) = steps.next() {
        let kind = KINDS.iter().find(|(list, _)| *list == step);
        let name = match (kind, step.as_str()) {
            (Some((_, name)), _) => *name,
            (None, "requirement") => {
                join(&mut out, "req");
                requirement(&mut out, steps);
                return out;
            }
            (None, "advance_to") => continue,
            // Below these the steps are data, not entities.
            (None, "params" | "expected" | "payload" | "extensions" | "query") => {
                join(&mut out, &step);
                steps.by_ref().for_each(|step| join(&mut out, &step));
                return out;
            }
            (None, field) => {
                join(&mut out, field);
                continue;
            }
        };
        let Some(index) = steps.next().and_then(|index| index.parse::<usize>().ok()) else {
            join(&mut out, &step);
            return out;
        };
        let id = match name {
            "condition" => draft
                .and_then(|draft| draft.conditions().get(index))
                .and_then(|condition| condition.condition_id.as_deref()),
            "stage" => {
                stage = draft.and_then(|draft| draft.stages().get(index));
                stage.and_then(|stage| stage.stage_id.as_deref())
            }
            "gate" => stage
                .and_then(|stage| stage.gates().get(index))
                .and_then(|gate| gate.gate_id.as_deref()),
            "packet" => stage
                .and_then(|stage| stage.packets().get(index))
                .and_then(|packet| packet.packet_id.as_deref()),
            "policy" => draft
                .and_then(|draft| draft.policies.as_ref()?.get(index))
                .and_then(|policy| policy.policy_id.as_deref()),
            "schema" => draft
                .and_then(|draft| draft.schemas.as_ref()?.get(index))
                .and_then(|schema| schema.schema_id.as_deref()),
            _ => None,
        };
        match id {
            Some(id) => join(&mut out, &format!("{name}:{id}")),
            None => join(&mut out, &format!("{name}[{index}]")),
        }
    }
    if out.is_empty() {
        "scenario".to_owned()
    } else {
        out
    }
}

fn requirement(out: &mut String, mut steps: impl Iterator<Item = String>) {
    while let Some(step) = steps.next() {
        let (name, is_list) = match step.as_str() {
            "And" => ("and", true),
            "Or" => ("or", true),
            "Not" => ("not", false),
            "Condition" => ("condition", false),
            "RequireGroup" => {
                let list = steps.next();
                match list.as_deref() {
                    Some("reqs") => ("quorum", true),
                    Some(field) => {
                        join(out, "quorum");
                        join(out, field);
                        continue;
                    }
                    None => ("quorum", false),
                }
            }
            other => (other, false),
        };
        join(out, name);
        if is_list && let Some(index) = steps.next() {
            out.extend(["[", index.as_str(), "]"]);
        }
    }
}

fn join(out: &mut String, part: &str) {
    if !out.is_empty() {
        out.push('/');
    }
    out.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};

    #[test]
    fn an_address_says_whether_it_names_a_position() {
        for (address, names) in [
            ("scenario", false),
            ("stage:build/gate:q/req/and[1]", false),
            ("condition:a[1]/comparator", false),
            ("condition[3]", true),
            ("stage:build/branch[1]/outcome", true),
            ("stage[0]/gate:q", true),
        ] {
            assert_eq!(names_position(address), names, "{address}");
        }
    }

    #[test]
    fn pointers_become_addresses() {
        let draft = read(
            br#"{"conditions": [{"condition_id": "c"}, {}],
                "stages": [{"stage_id": "build", "gates": [{"gate_id": "q"}],
                            "entry_packets": [{"packet_id": "p"}]}]}"#,
            Format::Json,
        )
        .draft;
        for (pointer, address) in [
            ("", "scenario"),
            ("/scenario_id", "scenario_id"),
            ("/conditions/0/expected/1", "condition:c/expected/1"),
            ("/conditions/1", "condition[1]"),
            (
                "/stages/0/gates/0/requirement/And/1/Not",
                "stage:build/gate:q/req/and[1]/not",
            ),
            (
                "/stages/0/gates/0/requirement/RequireGroup/reqs/2",
                "stage:build/gate:q/req/quorum[2]",
            ),
            (
                "/stages/0/gates/0/requirement/RequireGroup/min",
                "stage:build/gate:q/req/quorum/min",
            ),
            (
                "/stages/0/advance_to/branches/1/outcome",
                "stage:build/branch[1]/outcome",
            ),
            (
                "/stages/0/entry_packets/0/payload/value/stages/0",
                "stage:build/packet:p/payload/value/stages/0",
            ),
            ("/stages/7/on_timeout", "stage[7]/on_timeout"),
        ] {
            assert_eq!(entity_of(draft.as_ref(), pointer), address, "{pointer}");
        }
    }
}
