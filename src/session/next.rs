//! The next thing to do, in the order in which a newcomer builds a scenario.
//!
//! Steps are taken in their order, but a stage comes before its gates, which live in it. Within a
//! step what is missing comes before what is wrong. The wording is one table.

use super::live::Live;
use super::wording::WORDING;
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
        let here = matches!(
            (step, part),
            (_, Part::Scenario)
                | (Step::Conditions, Part::Condition(_))
                | (Step::Gates | Step::Stages, Part::Stage(_))
                | (Step::References, Part::References)
        );
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
    let (sentence, why) = if let Some((_, _, sentence, why)) = wording {
        (sentence.replace("{}", &name), (*why).to_owned())
    } else {
        let why = if found.help.is_empty() {
            found.effects.join(" ")
        } else {
            found.help.join(" ")
        };
        (worded(draft, &slot.entity, &name, found), why)
    };
    NextThing {
        step,
        slot,
        sentence,
        why,
    }
}

/// Returns the message of a finding as a sentence that names the entity.
fn worded(draft: &ScenarioDraft, entity: &Entity, name: &str, found: &Diagnostic) -> String {
    let message = found.message.as_str();
    let named = id(draft, entity).is_some_and(|id| message.contains(&format!("`{id}`")));
    let mut sentence = if named {
        let mut chars = message.chars();
        let first = chars.next().map(char::to_uppercase);
        first.into_iter().flatten().chain(chars).collect()
    } else {
        format!("{name}: {message}")
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn id(draft: &ScenarioDraft, entity: &Entity) -> Option<String> {
    let field = format!("{}_id", kind(entity));
    let id = Slot::field(entity.clone(), &field).value(draft)?;
    id.as_str().map(str::to_owned)
}

/// Returns what an entity is called at the beginning of a sentence.
fn named(draft: &ScenarioDraft, entity: &Entity) -> String {
    match entity {
        Entity::Scenario => return "The scenario".to_owned(),
        Entity::Rule { stage, index } => {
            let stage = named(draft, &Entity::Stage(stage.clone()));
            return format!("{stage}, rule {},", index + 1);
        }
        _ => {}
    }
    let what = match entity {
        Entity::Condition(_) => "Condition",
        Entity::Stage(_) => "Stage",
        Entity::Gate(_) => "Gate",
        Entity::Packet(_) => "Packet",
        Entity::Policy(_) => "Policy",
        _ => "Schema",
    };
    match id(draft, entity) {
        Some(id) => format!("{what} `{id}`"),
        None => format!("The new {}", what.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use crate::draft::{Format, read};
    use crate::session::{Session, Setting, Step};
    use crate::sources::Sources;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn next(document: &Value) -> (Step, String, String) {
        let reading = read(document.to_string().as_bytes(), Format::Json);
        let setting = Setting {
            sources: Arc::new(Sources::builtin()),
            levels: Vec::new(),
        };
        let session = Session::of_draft(reading.draft.unwrap(), setting);
        let next = session.next_thing().unwrap();
        let pointer = next.slot.pointer(session.draft()).unwrap();
        (next.step, pointer, next.sentence)
    }

    /// A place, what is put there, and what is asked for then: step, place, sentence.
    const LESSON: &[(&str, &str, Step, &str, &str)] = &[
        (
            "",
            "{}",
            Step::Scenario,
            "/scenario_id",
            "Name the scenario: give it an id.",
        ),
        (
            "/scenario_id",
            r#""s""#,
            Step::Scenario,
            "/namespace_id",
            "Say which namespace the scenario belongs to.",
        ),
        (
            "/namespace_id",
            "7",
            Step::Scenario,
            "/spec_version",
            "Give the version of the scenario, such as `1.0`.",
        ),
        (
            "/spec_version",
            r#""1""#,
            Step::Conditions,
            "/conditions",
            "Add the first condition: pick a check that brings evidence.",
        ),
        (
            "/conditions",
            "[{}]",
            Step::Conditions,
            "/conditions/0/query",
            "The new condition asks nothing yet: pick a provider and a check.",
        ),
        (
            "/conditions/0/query",
            r#"{"provider_id": "json", "check_id": "path", "params": {"file": "r", "jsonpath": "$.a"}}"#,
            Step::Conditions,
            "/conditions/0/comparator",
            "The new condition needs a comparator: choose how the evidence is compared.",
        ),
        (
            "/conditions/0/comparator",
            r#""equals""#,
            Step::Conditions,
            "/conditions/0/expected",
            "The new condition needs an expected value: say what the evidence is compared with.",
        ),
        (
            "/conditions/0/expected",
            "true",
            Step::Conditions,
            "/conditions/0/condition_id",
            "The new condition needs a name, by which gates refer to it.",
        ),
        (
            "/conditions/0/condition_id",
            r#""ok""#,
            Step::Conditions,
            "/conditions/0/policy_tags",
            "Condition `ok` needs its list of policy tags; none is fine.",
        ),
        (
            "/conditions/0/policy_tags",
            "[]",
            Step::Stages,
            "/stages",
            "Add the first stage: gates live in stages, and a run begins in the first one.",
        ),
        (
            "/stages",
            "[{}]",
            Step::Stages,
            "/stages/0/stage_id",
            "The new stage needs a name, by which routes lead to it.",
        ),
        (
            "/stages/0/stage_id",
            r#""ship""#,
            Step::Gates,
            "/stages/0/gates",
            "Stage `ship` has no list of gates yet: add the first gate, or leave the list empty.",
        ),
        (
            "/stages/0/gates",
            r#"[{"gate_id": "g"}]"#,
            Step::Gates,
            "/stages/0/gates/0/requirement",
            "Gate `g` needs a requirement: say which conditions must be true.",
        ),
        (
            "/stages/0/gates/0/requirement",
            r#""gone""#,
            Step::Gates,
            "/stages/0/gates/0/requirement",
            "Gate `g` needs condition `gone`, which does not exist.",
        ),
        (
            "/stages/0/gates/0/requirement",
            r#""ok""#,
            Step::Stages,
            "/stages/0/advance_to",
            "Stage `ship` needs to know where it leads: choose how it advances.",
        ),
        (
            "/stages/0/advance_to",
            r#"{"kind": "terminal"}"#,
            Step::Stages,
            "/stages/0/on_timeout",
            "Stage `ship` needs to know what a timeout does; `fail` suits a stage without one.",
        ),
        (
            "/stages/0/on_timeout",
            r#""fail""#,
            Step::Stages,
            "/stages/0/entry_packets",
            "Stage `ship` needs its list of packets; none is fine.",
        ),
        (
            "/stages/0/entry_packets",
            "[]",
            Step::References,
            "/policies",
            "List the policies that are referred to; none is fine.",
        ),
        (
            "/policies",
            "[]",
            Step::References,
            "/schemas",
            "List the schemas that packets refer to; none is fine.",
        ),
        (
            "/schemas",
            "[]",
            Step::Review,
            "/scenario_id",
            "Everything is in place: write the spec.",
        ),
    ];

    #[test]
    fn an_empty_draft_is_led_to_a_whole_scenario() {
        let mut draft = json!({});
        for (place, value, step, pointer, sentence) in LESSON {
            if let Some(cut) = place.rfind('/') {
                let owner = draft.pointer_mut(&place[..cut]).unwrap();
                owner[&place[cut + 1..]] = serde_json::from_str(value).unwrap();
            }
            let expected = (*step, (*pointer).to_owned(), (*sentence).to_owned());
            assert_eq!(next(&draft), expected, "after {place}");
        }
    }

    #[test]
    fn an_empty_list_of_conditions_asks_for_one_until_there_is_a_stage() {
        let start = json!({"scenario_id": "s", "namespace_id": 7, "spec_version": "1",
            "conditions": []});
        assert_eq!(next(&start).0, Step::Conditions);
        let mut staged = start.clone();
        staged["stages"] = json!([{}]);
        assert_eq!(next(&staged).0, Step::Stages);
    }

    #[test]
    fn nothing_is_asked_before_the_first_check() {
        let mut session =
            Session::deferred(crate::draft::ScenarioDraft::default(), Setting::default());
        assert!(!session.is_checked());
        assert_eq!(session.next_thing(), None);
        session.check_now();
        assert!(session.is_checked() && session.next_thing().is_some());
    }
}
