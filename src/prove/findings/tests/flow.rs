//! The examples of the catalogue against checks and flow together, with what stages can do worked
//! out by trying all evidence.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::check::{Options, check_with, route_tables};
use crate::diagnostic::catalogue::{BASE_DRAFT, Example, explanation};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{Edit, Format, ScenarioDraft, apply, read};
use crate::prove::Can;
use crate::prove::findings::flow::flow_findings;
use crate::prove::flow::{Ability, Flow, Source, flow, outages};
use crate::runtime::evaluate_gate;
use crate::sources::Sources;
use crate::spec::GateOutcome;

/// Every way in which conditions can turn out, one outcome for each.
fn worlds(count: usize) -> impl Iterator<Item = Vec<GateOutcome>> {
    use GateOutcome::{False, True, Unknown};
    let all = [True, False, Unknown];
    (0..3_usize.pow(u32::try_from(count).unwrap())).map(move |number| {
        let digit = |at: usize| all[number / 3_usize.pow(u32::try_from(at).unwrap()) % 3];
        (0..count).map(digit).collect()
    })
}

/// Tells of every stage whether it can pass and hold, by trying all evidence in which the
/// conditions that are out are unknown.
fn abilities(draft: &ScenarioDraft, out: impl Fn(usize) -> bool) -> Vec<Ability> {
    let conditions = draft.conditions();
    let can = |found: bool| if found { Can::Yes } else { Can::NEVER };
    let of_stage = |stage: &crate::draft::StageDraft| {
        let passes = |world: &Vec<GateOutcome>| {
            stage.gates().iter().all(|gate| {
                let tree = gate.requirement.as_ref().unwrap().tree().unwrap();
                let value = evaluate_gate(&tree, |id| {
                    let mut ids = conditions.iter().map(|one| one.condition_id.as_deref());
                    let at = ids.position(|other| other == Some(id))?;
                    (!out(at)).then(|| world[at])
                });
                value.outcome == GateOutcome::True
            })
        };
        Ability {
            passes: can(worlds(conditions.len()).any(|world| passes(&world))),
            holds: can(worlds(conditions.len()).any(|world| !passes(&world))),
        }
    };
    draft.stages().iter().map(of_stage).collect()
}

fn prove(draft: &ScenarioDraft) -> (Flow, Vec<crate::prove::flow::Outage>) {
    let tables = route_tables(draft);
    let flow = flow(draft, &tables, &abilities(draft, |_| false));
    let provider = |at: usize| {
        let query = draft.conditions()[at].query.as_ref().unwrap();
        query.provider_id.clone().unwrap()
    };
    let providers: BTreeSet<String> = (0..draft.conditions().len()).map(provider).collect();
    let down: Vec<(Source, Vec<Can>)> = providers
        .into_iter()
        .map(|id| {
            let down = abilities(draft, |at| provider(at) == id);
            (
                Source::Provider(id),
                down.iter().map(|one| one.passes).collect(),
            )
        })
        .collect();
    let outages = outages(draft, &tables, &flow, &down);
    (flow, outages)
}

/// Returns all findings about a draft, of its checks and of its flow.
fn found(draft: &ScenarioDraft, all: bool) -> Vec<Diagnostic> {
    let options = Options {
        all,
        ..Options::default()
    };
    let sources = Sources::default();
    let checked = check_with((draft, None), Vec::new(), &sources, &options, &mut |_| {
        let (flow, outages) = prove(draft);
        flow_findings(draft, &flow, &outages)
    });
    checked.diagnostics
}

fn codes(found: &[Diagnostic]) -> BTreeSet<Code> {
    found.iter().map(|each| each.code).collect()
}

/// Reads the draft of an example that has nothing but a draft.
fn draft_of(example: &Example) -> Option<ScenarioDraft> {
    let Example::Draft(_) = example else {
        return None;
    };
    let text = &example.files()[0].text;
    read(text.as_bytes(), Format::Json).draft
}

/// What examples show beside their own code because it follows from it.
fn companions(code: Code) -> &'static [Code] {
    match code {
        // A second arm that is entered by a timeout and by passing is a bypass, and so is a timeout
        // that leads where passing does.
        Code::GW0506 | Code::GW0607 => &[Code::GW0606],
        _ => &[],
    }
}

const OWN: [Code; 8] = [
    Code::GW0603,
    Code::GW0606,
    Code::GW0611,
    Code::GW0612,
    Code::GW0613,
    Code::GW0701,
    Code::GW0702,
    Code::GW0705,
];

/// What is found about gates, which is tried elsewhere.
const OF_GATES: [Code; 12] = [
    Code::GW0401,
    Code::GW0403,
    Code::GW0404,
    Code::GW0408,
    Code::GW0409,
    Code::GW0410,
    Code::GW0412,
    Code::GW0413,
    Code::GW0414,
    Code::GW0610,
    Code::GW0704,
    Code::GW0708,
];

#[test]
fn examples_show_their_code_and_nothing_that_does_not_follow() {
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    let base = read(BASE_DRAFT.as_bytes(), Format::Json).draft.unwrap();
    assert_eq!(found(&base, true), []);
    for code in Code::ALL
        .iter()
        .copied()
        .filter(|code| ("GW04".."GW08").contains(&code.as_str()) && !OF_GATES.contains(code))
    {
        let explained = explanation(code);
        let (Some(draft), Some(fixed)) = (draft_of(&explained.example), draft_of(&explained.fixed))
        else {
            continue;
        };
        tried.insert(code);
        let shown = found(&draft, false);
        let mut expected = BTreeSet::from([code]);
        expected.extend(companions(code));
        if codes(&shown) != expected {
            wrong.push(format!("{code} shows {shown:#?}"));
        }
        if !codes(&found(&fixed, false)).is_empty() {
            wrong.push(format!("{code} fixed shows {:#?}", found(&fixed, false)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(OWN.iter().all(|code| tried.contains(code)));
}

#[test]
fn findings_name_their_place_and_their_cure() {
    for code in OWN {
        let draft = draft_of(&explanation(code).example).unwrap();
        for each in found(&draft, true) {
            assert!(each.primary.entity.starts_with("stage:"), "{each:?}");
            assert!(!each.help.is_empty(), "{each:?}");
            let texts = std::iter::once(&each.message)
                .chain(&each.effects)
                .chain(&each.help);
            for text in texts {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && !text.contains("  "),
                    "{text}"
                );
            }
            for fix in &each.fixes {
                let mut mended = draft.clone();
                for edit in fix.edits.read::<Edit>().unwrap() {
                    apply(&mut mended, &edit).unwrap();
                }
                assert!(
                    !codes(&found(&mended, true)).contains(&each.code),
                    "{fix:?}"
                );
            }
        }
    }
}

#[test]
fn a_gate_that_never_passes_takes_what_follows_along() {
    let draft = draft_of(&explanation(Code::GW0405).example).unwrap();
    let shown = found(&draft, false);
    assert_eq!(codes(&shown), BTreeSet::from([Code::GW0405]));
    assert_eq!(shown[0].consequences, [Code::GW0601, Code::GW0602]);
    assert_eq!(
        shown[0].effects,
        [
            "no run can enter stage `done`: `build` can never pass and its timeout fails the run",
            "no run can complete",
        ]
    );
    assert_eq!(
        codes(&found(&draft, true)),
        BTreeSet::from([Code::GW0405, Code::GW0601, Code::GW0602])
    );
}

#[test]
fn messages_read_as_they_should() {
    let lines: Vec<String> = OWN
        .iter()
        .flat_map(|code| {
            let draft = draft_of(&explanation(*code).example).unwrap();
            let mut shown = found(&draft, false);
            shown.retain(|each| each.code == *code);
            shown
        })
        .flat_map(|each| {
            let first = format!("{} {}: {}", each.code, each.primary.entity, each.message);
            std::iter::once(first)
                .chain(each.effects.into_iter().map(|effect| format!("  {effect}")))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    GW0603 stage:rework/stage_id: a run that enters `rework` waits for ever
      its gates can never all be true at once, and there is no timeout
    GW0606 stage:build/on_timeout: the timeout of `build` takes runs to `done` without `quality`
      with the first tick 1 h or more after entering `build` the run goes on as if it had passed
    GW0611 stage:retry: a run enters `retry` again with every trigger, for ever
      such a run neither completes nor fails
    GW0612 stage:done/timeout: `done` has no gates, yet a run there needs one more trigger to complete
      if that is a tick 1 h or more after entering `done`, the run fails
    GW0613 stage:build/on_timeout: `build` can never pass, so only its timeout leads out
      its gates decide nothing: with the first tick 1 h or more after entering `build` every run goes on to `done`
    GW0701 stage:build/packet:notes: packet `notes` is released before any gate is met
      packet `notes` is given, whatever the evidence, at the start of every run
    GW0702 stage:done/packet:notes: packet `notes` can be released without `quality`, through the timeout of `build`
      the way is build → (timeout of build) → done
    GW0705 stage:build/on_timeout: if `env` or `json` is unavailable, runs in `build` time out into `late`
      from there they can get to `notify`, where packet `notes` is released
    ");
}

#[test]
fn findings_of_thousands_of_stages_are_short_and_soon_told() {
    let stages: Vec<Value> = (0..1500)
        .map(|index| {
            let advance = if index == 1499 { "terminal" } else { "linear" };
            json!({"stage_id": format!("s{index}"), "gates": [{"gate_id": format!("g{index}")}],
                "advance_to": {"kind": advance}, "timeout": {"timeout_ms": 5},
                "on_timeout": "advance_with_flag",
                "entry_packets": [{"packet_id": format!("p{index}")}]})
        })
        .collect();
    let document = json!({ "stages": stages }).to_string();
    let draft = read(document.as_bytes(), Format::Json).draft.unwrap();
    let free = Ability {
        passes: Can::Yes,
        holds: Can::Yes,
    };
    let flow = flow(&draft, &route_tables(&draft), &vec![free; 1500]);
    let found = flow_findings(&draft, &flow, &[]);
    assert_eq!(found.len(), 1500);
    let last = &found[1499].diagnostic;
    assert_eq!(
        last.message,
        "packet `p1499` can be released without `g0`, `g1`, `g2`, `g3`, `g4` and 1494 more, \
         through the timeout of `s0`"
    );
    assert!(last.effects[0].len() < 400, "{}", last.effects[0]);
}
