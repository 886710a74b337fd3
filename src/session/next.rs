//! The next thing to do, in the order in which a newcomer builds a scenario.
//!
//! Steps are taken in their order, but a stage comes before its gates, which live in it. Within a
//! step what is missing comes before what is wrong. The wording is one table.

use super::live::Live;
use super::{NextThing, Step};
use crate::check::Part;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::draft::{Entity, ScenarioDraft, Slot};

/// Returns the next thing to do; none until the draft was checked.
pub(super) fn thing(draft: &ScenarioDraft, live: &Live) -> Option<NextThing> {
    if live.pending() {
        return None;
    }
    let order = [
        (Step::Scenario, Step::Scenario),
        (Step::Conditions, Step::Conditions),
        // The first stage and its name; the rest of the stages waits for the gates.
        (Step::Stages, Step::Gates),
        (Step::Gates, Step::Gates),
        (Step::Stages, Step::Stages),
        (Step::References, Step::References),
    ];
    for (step, before) in order {
        if let Some(found) = first(live, step, before) {
            return Some(told(draft, step, found));
        }
        if step == Step::Conditions && draft.conditions().is_empty() && draft.stages().is_empty() {
            return Some(first_condition());
        }
    }
    Some(NextThing {
        step: Step::Review,
        slot: Slot::field(Entity::Scenario, "scenario_id"),
        sentence: "Everything is in place: write the spec.".to_owned(),
        why: "Nothing is missing and nothing is wrong; the spec is what the server loads."
            .to_owned(),
    })
}

fn first_condition() -> NextThing {
    NextThing {
        step: Step::Conditions,
        slot: Slot::field(Entity::Scenario, "conditions"),
        sentence: "Add the first condition: pick a check that brings evidence.".to_owned(),
        why: "Gates decide by conditions, and each condition asks one provider for evidence."
            .to_owned(),
    }
}

/// Returns the first thing to do in a step: missing ones first, then errors.
fn first(live: &Live, step: Step, before: Step) -> Option<&Diagnostic> {
    let state = live.step(step);
    if state.errors + state.todos == 0 {
        return None;
    }
    let naming_only = step == Step::Stages && before == Step::Gates;
    let mut wrong: Option<&Diagnostic> = None;
    for part in live.parts() {
        let here = match (step, part) {
            (_, Part::Scenario) => true,
            (Step::Conditions, Part::Condition(_)) => true,
            (Step::Gates | Step::Stages, Part::Stage(_)) => true,
            (step, part) => step == Step::References && part == Part::References,
        };
        if !here {
            continue;
        }
        let mut missing: Option<(usize, &Diagnostic)> = None;
        for found in live.of(part) {
            if Step::of_pointer(&found.primary.pointer) != step
                || !matches!(found.level, Level::Error | Level::Todo)
                || (naming_only && !names_a_stage(found))
            {
                continue;
            }
            if is_missing(found) {
                let place = rank(found);
                if missing.is_none_or(|(least, _)| place < least) {
                    missing = Some((place, found));
                }
            } else if wrong.is_none() {
                wrong = Some(found);
            }
        }
        if let Some((_, found)) = missing {
            return Some(found);
        }
    }
    wrong
}

fn names_a_stage(found: &Diagnostic) -> bool {
    let pointer = &found.primary.pointer;
    let mut steps = pointer.split('/').skip(3);
    let names = pointer == "/stages" || steps.next() == Some("stage_id");
    names && steps.next().is_none() && is_missing(found)
}

/// Tells whether a finding is about something that is not there yet.
fn is_missing(found: &Diagnostic) -> bool {
    let parameter = found.parameters.first().map(String::as_str);
    match found.code {
        Code::GW0109 => true,
        Code::GW0306 => parameter == Some("missing"),
        Code::GW0303 => found.parameters.is_empty(),
        _ => false,
    }
}

/// What is missing: the entity, the field, the sentence without the entity's name, and why.
///
/// `{}` stands for the name of the entity. Fields of one entity are asked for in this order.
const WORDING: &[(&str, &str, &str, &str)] = &[
    (
        "scenario",
        "scenario_id",
        "Name the scenario: give it an id.",
        "The id tells the scenario apart from all others in its namespace.",
    ),
    (
        "scenario",
        "namespace_id",
        "Say which namespace the scenario belongs to.",
        "The server keeps scenarios apart by namespace; it gave you the number.",
    ),
    (
        "scenario",
        "spec_version",
        "Give the version of the scenario, such as `1.0`.",
        "A run is bound to one version, so that later changes do not touch it.",
    ),
    (
        "scenario",
        "conditions",
        "Add the first condition: pick a check that brings evidence.",
        "Gates decide by conditions, and each condition asks one provider for evidence.",
    ),
    (
        "scenario",
        "stages",
        "Add the first stage: gates live in stages, and a run begins in the first one.",
        "A gate combines conditions and belongs to a stage, so the stage comes first.",
    ),
    (
        "scenario",
        "policies",
        "List the policies that are referred to; none is fine.",
        "The spec always has the list, even when it is empty.",
    ),
    (
        "scenario",
        "schemas",
        "List the schemas that packets refer to; none is fine.",
        "The spec always has the list, even when it is empty.",
    ),
    (
        "scenario",
        "data_shape",
        "Name the data shape that prechecks work against.",
        "A precheck tries the scenario on data of this shape.",
    ),
    (
        "scenario",
        "schema_id",
        "Name the data shape that prechecks work against.",
        "A precheck tries the scenario on data of this shape.",
    ),
    (
        "scenario",
        "version",
        "Give the version of the data shape.",
        "Each version of a data shape is a shape of its own.",
    ),
    (
        "condition",
        "query",
        "{} asks nothing yet: pick a provider and a check.",
        "The check decides which type the evidence has, and so what it can be compared with.",
    ),
    (
        "condition",
        "provider_id",
        "{} needs a provider: choose who is asked.",
        "Providers bring evidence; each offers checks of its own.",
    ),
    (
        "condition",
        "check_id",
        "{} needs a check: choose what is asked.",
        "The check decides which type the evidence has, and so what it can be compared with.",
    ),
    (
        "condition",
        "params",
        "{} needs the parameters of its check.",
        "The provider refuses the check without them.",
    ),
    (
        "condition",
        "comparator",
        "{} needs a comparator: choose how the evidence is compared.",
        "Only comparators that suit the type of the evidence can be chosen.",
    ),
    (
        "condition",
        "expected",
        "{} needs an expected value: say what the evidence is compared with.",
        "This comparator cannot decide without one.",
    ),
    (
        "condition",
        "condition_id",
        "{} needs a name, by which gates refer to it.",
        "Requirements of gates are written with the ids of conditions.",
    ),
    (
        "condition",
        "policy_tags",
        "{} needs its list of policy tags; none is fine.",
        "The spec always has the list, even when it is empty.",
    ),
    (
        "stage",
        "stage_id",
        "{} needs a name, by which routes lead to it.",
        "Other stages and branch rules refer to a stage by its id.",
    ),
    (
        "stage",
        "gates",
        "{} has no list of gates yet: add the first gate, or leave the list empty.",
        "A run leaves a stage when all its gates are true.",
    ),
    (
        "stage",
        "advance_to",
        "{} needs to know where it leads: choose how it advances.",
        "When all gates are true the run goes on: to the next stage, to a named one, by a branch, or it completes.",
    ),
    (
        "stage",
        "branches",
        "{} needs its branch rules.",
        "The first rule that matches says where the run goes.",
    ),
    (
        "stage",
        "default",
        "{} needs to know where it leads when no branch rule matches.",
        "Without a match and without a default the call fails.",
    ),
    (
        "stage",
        "timeout_ms",
        "{} needs the length of its timeout in milliseconds.",
        "A timeout says how long a run may wait for evidence.",
    ),
    (
        "stage",
        "on_timeout",
        "{} needs to know what a timeout does; `fail` suits a stage without one.",
        "The spec always says it, even where there is no timeout.",
    ),
    (
        "stage",
        "entry_packets",
        "{} needs its list of packets; none is fine.",
        "The spec always has the list, even when it is empty.",
    ),
    (
        "stage",
        "policy_tags",
        "{} needs the list of policy tags of its timeout; none is fine.",
        "The spec always has the list, even when it is empty.",
    ),
    (
        "gate",
        "gate_id",
        "{} needs a name, by which branch rules refer to it.",
        "Ids of gates are unique across all stages.",
    ),
    (
        "gate",
        "requirement",
        "{} needs a requirement: say which conditions must be true.",
        "A gate without a requirement can decide nothing.",
    ),
    (
        "rule",
        "gate_id",
        "{} needs the gate that it looks at.",
        "A branch rule decides by the outcome of one gate of its stage.",
    ),
    (
        "rule",
        "outcome",
        "{} needs the outcome that it waits for.",
        "A branch rule matches when its gate has this outcome.",
    ),
    (
        "rule",
        "next_stage_id",
        "{} needs to know which stage it leads to.",
        "The run goes there when the rule matches.",
    ),
    (
        "packet",
        "packet_id",
        "{} needs a name.",
        "Ids of packets are unique across all stages.",
    ),
    (
        "packet",
        "schema_id",
        "{} needs the schema of its payload.",
        "Whoever reads the packet learns from the schema what is in it.",
    ),
    (
        "packet",
        "content_type",
        "{} needs the media type of its payload.",
        "It tells readers how the payload is written.",
    ),
    (
        "packet",
        "payload",
        "{} needs a payload: say what is released.",
        "A packet hands something over when a run enters the stage.",
    ),
    (
        "policy",
        "policy_id",
        "{} needs a name.",
        "A policy is referred to by its id.",
    ),
    (
        "schema",
        "schema_id",
        "{} needs a name.",
        "Packets refer to a schema by its id.",
    ),
];

fn kind(entity: &Entity) -> &'static str {
    match entity {
        Entity::Scenario => "scenario",
        Entity::Condition(_) => "condition",
        Entity::Stage(_) => "stage",
        Entity::Gate(_) => "gate",
        Entity::Packet(_) => "packet",
        Entity::Rule { .. } => "rule",
        Entity::Policy(_) => "policy",
        Entity::Schema(_) => "schema",
    }
}

fn field(found: &Diagnostic) -> &str {
    let pointer = &found.primary.pointer;
    pointer.rsplit('/').next().unwrap_or_default()
}

/// Returns the place of a missing field among the others; fields without wording come last.
fn rank(found: &Diagnostic) -> usize {
    // Within a part the field alone says enough: entities of a kind come in the draft's order.
    let field = field(found);
    let place = WORDING.iter().position(|(_, name, ..)| *name == field);
    place.unwrap_or(WORDING.len())
}

fn told(draft: &ScenarioDraft, step: Step, found: &Diagnostic) -> NextThing {
    let slot = Slot::of_pointer(draft, &found.primary.pointer);
    let name = named(draft, &slot.entity);
    let wording = WORDING
        .iter()
        .filter(|_| is_missing(found))
        .find(|(of, name, ..)| *of == kind(&slot.entity) && *name == field(found));
    let (sentence, why) = match wording {
        Some((_, _, sentence, why)) => (sentence.replace("{}", &name), (*why).to_owned()),
        None => {
            let message = found.message.as_str();
            let end = if message.ends_with(['.', '!', '?']) {
                ""
            } else {
                "."
            };
            let why = match found.help.is_empty() {
                true => found.effects.join(" "),
                false => found.help.join(" "),
            };
            (format!("{name}: {message}{end}"), why)
        }
    };
    NextThing {
        step,
        slot,
        sentence,
        why,
    }
}

/// Returns what an entity is called at the beginning of a sentence.
fn named(draft: &ScenarioDraft, entity: &Entity) -> String {
    let id = match entity {
        Entity::Scenario => return "The scenario".to_owned(),
        Entity::Rule { stage, index } => {
            let stage = named(draft, &Entity::Stage(stage.clone()));
            return format!("{stage}, rule {},", index + 1);
        }
        _ => Slot::field(entity.clone(), &format!("{}_id", kind(entity))).value(draft),
    };
    let what = match entity {
        Entity::Condition(_) => "Condition",
        Entity::Stage(_) => "Stage",
        Entity::Gate(_) => "Gate",
        Entity::Packet(_) => "Packet",
        Entity::Policy(_) => "Policy",
        _ => "Schema",
    };
    match id.as_ref().and_then(serde_json::Value::as_str) {
        Some(id) => format!("{what} `{id}`"),
        None => format!("The new {}", what.to_lowercase()),
    }
}
