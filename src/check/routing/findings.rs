//! What is told about the routes of a scenario.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{OwnGates, RouteTable, RuleFate, Target, table};
use crate::check::Found;
use crate::check::view::View;
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{AdvanceDraft, Edit, Entity, Key, RuleDraft, Shared, StageDraft};
use crate::spec::GateOutcome;

/// Checks the routes of every stage and returns them for the stage graph.
pub(in crate::check) fn check(view: &View<'_>, found: &mut Found) -> Vec<RouteTable> {
    let stages = view.draft.stages();
    let find = |id: &str| view.index.stages.get(id).copied();
    let tables: Vec<RouteTable> = (0..stages.len())
        .map(|index| table(stages, index, &find))
        .collect();
    let arms = Arms::of(stages, &find);
    for (index, stage) in view.stages() {
        let at = format!("/stages/{index}");
        match &stage.advance_to {
            Some(AdvanceDraft::Branch { branches, .. }) => {
                branch(
                    view,
                    stage,
                    index,
                    branches.as_deref().unwrap_or_default(),
                    &tables[index],
                    found,
                );
            }
            Some(AdvanceDraft::Linear {}) if index + 1 == stages.len() => {
                let edit = Edit::Set {
                    entity: Entity::Stage(Key::Index(index)),
                    field: "advance_to".to_owned(),
                    value: Some(json!({ "kind": "terminal" })),
                };
                found.push(
                    Diagnostic::new(
                        Code::GW0507,
                        format!("{at}/advance_to"),
                        "there is no next stage, so this acts as `terminal`",
                    )
                    .help("write `terminal`, so that a stage added later does not change this one")
                    .fix(Fix::new("write `terminal`", Safety::Review, &[edit])),
                );
            }
            Some(AdvanceDraft::Linear {}) => falls_through(view, index, &arms, found),
            _ => {}
        }
    }
    tables
}

/// The branches of a scenario and the stages that their rules and defaults name.
struct Arms {
    branches: Vec<(usize, HashSet<usize>)>,
    /// For each stage, the positions in `branches` of those that name it.
    of_stage: HashMap<usize, Vec<usize>>,
}

impl Arms {
    fn of(stages: &Shared<StageDraft>, find: &impl Fn(&str) -> Option<usize>) -> Self {
        let mut branches = Vec::new();
        let mut of_stage: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, stage) in stages.iter().enumerate() {
            let Some(AdvanceDraft::Branch {
                branches: rules,
                default,
            }) = &stage.advance_to
            else {
                continue;
            };
            let named = rules
                .iter()
                .flatten()
                .filter_map(|rule| rule.next_stage_id.as_deref());
            let default = default.as_ref().and_then(Option::as_deref);
            let arms: HashSet<usize> = named.chain(default).filter_map(find).collect();
            for arm in &arms {
                of_stage.entry(*arm).or_default().push(branches.len());
            }
            branches.push((index, arms));
        }
        Self { branches, of_stage }
    }

    /// Returns the first branch, at another stage, of which both stages are arms.
    fn shared_by(&self, one: usize, other: usize) -> Option<usize> {
        self.of_stage
            .get(&one)?
            .iter()
            .map(|position| &self.branches[*position])
            .find(|(branch, arms)| *branch != one && arms.contains(&other))
            .map(|(branch, _)| *branch)
    }
}

fn falls_through(view: &View<'_>, index: usize, arms: &Arms, found: &mut Found) {
    let next = index + 1;
    let Some(branch) = arms.shared_by(index, next) else {
        return;
    };
    let id = |at: usize| view.draft.stages()[at].stage_id.as_deref().unwrap_or("?");
    found.push(
        Diagnostic::new(
            Code::GW0506,
            format!("/stages/{index}/advance_to"),
            format!(
                "after `{}` the run goes on into `{}`, which is another arm of `{}`",
                id(index),
                id(next),
                id(branch)
            ),
        )
        .related(
            format!("/stages/{branch}/advance_to"),
            "both are arms of this branch",
        )
        .help("use `fixed` or `terminal` if the arms are alternatives"),
    );
}

fn branch(
    view: &View<'_>,
    stage: &StageDraft,
    index: usize,
    rules: &[RuleDraft],
    table: &RouteTable,
    found: &mut Found,
) {
    let at = format!("/stages/{index}/advance_to");
    let own = OwnGates::of(stage);
    let before = found.diagnostics.len();
    for (position, (rule, fate)) in rules.iter().zip(&table.rules).enumerate() {
        let place = format!("{at}/branches/{position}");
        let foreign = rule.gate_id.as_deref().filter(|id| own.is_foreign(id));
        if let Some(gate) = foreign.filter(|_| *fate != RuleFate::Unfinished) {
            foreign_gate(gate, rule, (index, position), stage, &own, found);
            continue;
        }
        if let Some(diagnostic) = never_used(*fate, &at, &place) {
            found.push_once(diagnostic.fix(remove_rule(index, position)));
        }
    }
    let mut holes = false;
    if table.pass == Target::Nowhere {
        holes = true;
        found.push(no_route(&at, "every gate of the stage is true"));
    }
    if table.alternate && table.timeout == Some(Target::Nowhere) {
        holes = true;
        found.push(no_route(&at, "the timeout takes the alternate branch"));
    }
    let clean = found.diagnostics.len() == before && !holes;
    let only = table
        .timeout
        .as_ref()
        .is_none_or(|target| *target == table.pass);
    if let (true, true, Target::Stage(target)) = (clean, only, &table.pass) {
        let id = view.draft.stages()[*target]
            .stage_id
            .clone()
            .unwrap_or_default();
        let edit = Edit::Set {
            entity: Entity::Stage(Key::Index(index)),
            field: "advance_to".to_owned(),
            value: Some(json!({ "kind": "fixed", "stage_id": id })),
        };
        found.push_once(
            Diagnostic::new(Code::GW0505, &at, format!("this branch always goes to `{id}`"))
                .help("use `fixed`, which says so; one stage has at most two ways out: passing, and an alternate timeout")
                .fix(Fix::new(format!("go to `{id}` with `fixed`"), Safety::Review, &[edit])),
        );
    }
}

/// Tells that a rule is never used, if so.
fn never_used(fate: RuleFate, at: &str, place: &str) -> Option<Diagnostic> {
    let outcome = format!("{place}/outcome");
    let diagnostic = match fate {
        RuleFate::DeadFalse => Diagnostic::new(
            Code::GW0502,
            outcome,
            "this rule is never used: a stage is left only when every gate is true",
        )
        .help("to react to a failed check, add a stage whose gate requires `not ..`, or use a timeout"),
        RuleFate::DeadUnknown => Diagnostic::new(
            Code::GW0503,
            outcome,
            "this rule works only for a timeout with `alternate_branch`, and the stage has none",
        )
        .help("give the stage a timeout with `on_timeout: alternate_branch`, or remove the rule"),
        RuleFate::Shadowed(winner) => Diagnostic::new(
            Code::GW0501,
            place,
            format!("rule {} always wins before this one", winner + 1),
        )
        .related(format!("{at}/branches/{winner}"), "this rule wins")
        .help("when a stage passes, all its gates are true, so the first such rule is taken"),
        _ => return None,
    };
    Some(diagnostic)
}

fn remove_rule(stage: usize, rule: usize) -> Fix {
    let entity = Entity::Rule {
        stage: Key::Index(stage),
        index: rule,
    };
    Fix::new("remove the rule", Safety::Review, &[Edit::Remove(entity)])
}

fn no_route(at: &str, situation: &str) -> Diagnostic {
    Diagnostic::new(
        Code::GW0504,
        at,
        format!("when {situation}, no rule matches and there is no default"),
    )
    .parameter(situation)
    .effect("the call fails, and nothing is recorded")
    .help("add a default that leads to a stage")
}

fn foreign_gate(
    gate: &str,
    rule: &RuleDraft,
    (stage, position): (usize, usize),
    content: &StageDraft,
    own: &OwnGates<'_>,
    found: &mut Found,
) {
    let stage_id = content.stage_id.as_deref().unwrap_or("?");
    let diagnostic = Diagnostic::new(
        Code::GW0205,
        format!("/stages/{stage}/advance_to/branches/{position}/gate_id"),
        format!("`{gate}` is not a gate of stage `{stage_id}`, so here it always reads as unknown"),
    )
    .parameter(gate)
    .effect(match rule.outcome {
        Some(GateOutcome::Unknown) => "the rule captures every run that gets here",
        _ => "the rule never matches",
    });
    let diagnostic = match found.nearest(gate, own.ids()) {
        Some(near) => {
            let edit = Edit::Set {
                entity: Entity::Rule {
                    stage: Key::Index(stage),
                    index: position,
                },
                field: "gate_id".to_owned(),
                value: Some(json!(near)),
            };
            diagnostic
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::new(format!("use `{near}`"), Safety::Review, &[edit]))
        }
        None => diagnostic.help("a rule can only look at the gates of its own stage"),
    };
    found.push_once(diagnostic.fix(remove_rule(stage, position)));
}
