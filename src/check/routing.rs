//! Where a stage leads: which branch rules live, and what a timeout really does.
//!
//! The router sees one of two vectors (REFERENCE §8, `guides/analysis.md` E1–E6, E19): every gate
//! of the stage true, when it passes or its timeout advances with a flag; or every gate unknown,
//! when its timeout takes the alternate branch. A gate of another stage always reads unknown.

use std::collections::HashSet;

use serde_json::json;

use super::view::View;
use super::{Found, fix};
use crate::diagnostic::{Code, Diagnostic, Safety, nearest};
use crate::draft::{AdvanceDraft, Edit, Entity, Key, RuleDraft, ScenarioDraft, StageDraft};
use crate::spec::{GateOutcome, TimeoutPolicy};

/// Where a vector leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the stage at this position.
    Stage(usize),
    /// The run completes.
    Complete,
    /// No rule matches and there is no default: the call fails and nothing is recorded.
    Nowhere,
    /// Not known while the draft is unfinished or names a stage that does not exist.
    Unknown,
}

/// What becomes of a branch rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFate {
    /// It is taken when the stage passes, and when its timeout advances with a flag.
    Pass,
    /// It is taken when the timeout takes the alternate branch.
    Alternate,
    /// It is taken in both cases.
    Both,
    /// The rule at this position always wins first.
    Shadowed(usize),
    /// Outcome `false`: the router never sees it.
    DeadFalse,
    /// Outcome `unknown` of a gate of this stage, and no timeout that takes the alternate branch.
    DeadUnknown,
    /// It looks for true or false at a gate of another stage, which always reads unknown.
    DeadForeign,
    /// Not known while the rule is unfinished.
    Unfinished,
}

/// Where one stage leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    /// Where a run goes when every gate is true.
    pub pass: Target,
    /// Where an advancing timeout leads; none without one.
    pub timeout: Option<Target>,
    /// Whether the timeout takes the alternate branch.
    pub alternate: bool,
    /// What becomes of each branch rule; empty unless the stage branches.
    pub rules: Vec<RuleFate>,
    /// The rule that a passing run takes; none when it takes the default.
    pub pass_rule: Option<usize>,
    /// The rule that the alternate branch takes; none when it takes the default.
    pub alternate_rule: Option<usize>,
}

/// Works out where the stage at a position leads.
#[must_use]
pub fn route_table(draft: &ScenarioDraft, stage: usize) -> RouteTable {
    let ids: std::collections::HashMap<&str, usize> = draft
        .stages()
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(index, stage)| Some((stage.stage_id.as_deref()?, index)))
        .collect();
    table(draft.stages(), stage, &|id| ids.get(id).copied())
}

fn table(stages: &[StageDraft], index: usize, find: &impl Fn(&str) -> Option<usize>) -> RouteTable {
    let stage = &stages[index];
    let named = |id: Option<&String>| {
        id.and_then(|id| find(id))
            .map_or(Target::Unknown, Target::Stage)
    };
    let advances = stage.timeout.is_some()
        && matches!(
            stage.on_timeout,
            Some(TimeoutPolicy::AdvanceWithFlag | TimeoutPolicy::AlternateBranch)
        );
    let alternate = advances && stage.on_timeout == Some(TimeoutPolicy::AlternateBranch);
    let plain = |pass: Target| RouteTable {
        timeout: advances.then(|| pass.clone()),
        pass,
        alternate,
        rules: Vec::new(),
        pass_rule: None,
        alternate_rule: None,
    };
    match &stage.advance_to {
        None => plain(Target::Unknown),
        Some(AdvanceDraft::Terminal {}) => plain(Target::Complete),
        Some(AdvanceDraft::Linear {}) if index + 1 < stages.len() => {
            plain(Target::Stage(index + 1))
        }
        Some(AdvanceDraft::Linear {}) => plain(Target::Complete),
        Some(AdvanceDraft::Fixed { stage_id }) => plain(named(stage_id.as_ref())),
        Some(AdvanceDraft::Branch { branches, default }) => {
            let rules = branches.as_deref().unwrap_or_default();
            let own = own_gates(stage);
            let first = |all_true: bool| {
                rules
                    .iter()
                    .position(|rule| matches(rule, &own, all_true) != Some(false))
            };
            // An unfinished rule may match, so what stands behind it is not known.
            let target = |rule: Option<usize>| match (rule, default) {
                (Some(rule), _) if matches(&rules[rule], &own, true).is_none() => Target::Unknown,
                (Some(rule), _) => named(rules[rule].next_stage_id.as_ref()),
                (None, None) => Target::Unknown,
                (None, Some(None)) => Target::Nowhere,
                (None, Some(Some(id))) => named(Some(id)),
            };
            let (pass_rule, alternate_rule) = (first(true), first(false));
            let pass = target(pass_rule);
            let timeout = advances.then(|| {
                if alternate {
                    target(alternate_rule)
                } else {
                    pass.clone()
                }
            });
            let rules = rules
                .iter()
                .enumerate()
                .map(|(at, rule)| {
                    let winners = (pass_rule, alternate.then_some(alternate_rule).flatten());
                    fate(rule, at, &own, winners, alternate)
                })
                .collect();
            RouteTable {
                pass,
                timeout,
                alternate,
                rules,
                pass_rule,
                alternate_rule,
            }
        }
    }
}

fn own_gates(stage: &StageDraft) -> HashSet<&str> {
    stage
        .gates()
        .iter()
        .filter_map(|gate| gate.gate_id.as_deref())
        .collect()
}

/// Tells whether a rule matches a vector; none while it is unfinished.
fn matches(rule: &RuleDraft, own: &HashSet<&str>, all_true: bool) -> Option<bool> {
    let is_own = own.contains(rule.gate_id.as_deref()?);
    let seen = if is_own && all_true {
        GateOutcome::True
    } else {
        GateOutcome::Unknown
    };
    Some(rule.outcome? == seen)
}

fn fate(
    rule: &RuleDraft,
    at: usize,
    own: &HashSet<&str>,
    (pass, alternate): (Option<usize>, Option<usize>),
    has_alternate: bool,
) -> RuleFate {
    let (Some(gate), Some(outcome)) = (rule.gate_id.as_deref(), rule.outcome) else {
        return RuleFate::Unfinished;
    };
    match (pass == Some(at), alternate == Some(at)) {
        (true, true) => return RuleFate::Both,
        (true, false) => return RuleFate::Pass,
        (false, true) => return RuleFate::Alternate,
        (false, false) => {}
    }
    match (own.contains(gate), outcome) {
        (true, GateOutcome::False) => RuleFate::DeadFalse,
        (true, GateOutcome::Unknown) if !has_alternate => RuleFate::DeadUnknown,
        (false, GateOutcome::True | GateOutcome::False) => RuleFate::DeadForeign,
        (true, GateOutcome::Unknown) => RuleFate::Shadowed(alternate.unwrap_or(at)),
        (_, _) => RuleFate::Shadowed(pass.or(alternate).unwrap_or(at)),
    }
}

/// Checks the routes of every stage and returns them for the stage graph.
pub(super) fn check(view: &View<'_>, found: &mut Found) -> Vec<RouteTable> {
    let stages = view.draft.stages();
    let find = |id: &str| view.stages.get(id).copied();
    let tables: Vec<RouteTable> = (0..stages.len())
        .map(|index| table(stages, index, &find))
        .collect();
    let arms = branch_arms(&tables, stages, &find);
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
                    .fix(fix("write `terminal`", Safety::Review, &[edit])),
                );
            }
            Some(AdvanceDraft::Linear {}) => falls_through(view, index, &arms, found),
            _ => {}
        }
    }
    tables
}

/// Returns, for every branch stage, the stages that its rules and default name.
fn branch_arms(
    tables: &[RouteTable],
    stages: &[StageDraft],
    find: &impl Fn(&str) -> Option<usize>,
) -> Vec<(usize, HashSet<usize>)> {
    tables
        .iter()
        .zip(stages)
        .enumerate()
        .filter_map(|(index, (_, stage))| match &stage.advance_to {
            Some(AdvanceDraft::Branch { branches, default }) => {
                let rules = branches
                    .iter()
                    .flatten()
                    .filter_map(|rule| rule.next_stage_id.as_deref());
                let default = default.as_ref().and_then(Option::as_deref);
                let arms: HashSet<usize> = rules.chain(default).filter_map(find).collect();
                Some((index, arms))
            }
            _ => None,
        })
        .collect()
}

fn falls_through(
    view: &View<'_>,
    index: usize,
    arms: &[(usize, HashSet<usize>)],
    found: &mut Found,
) {
    let next = index + 1;
    let shared = arms
        .iter()
        .find(|(branch, arms)| *branch != index && arms.contains(&index) && arms.contains(&next));
    let Some((branch, _)) = shared else { return };
    let id = |at: usize| view.draft.stages()[at].stage_id.as_deref().unwrap_or("?");
    found.push(
        Diagnostic::new(
            Code::GW0506,
            format!("/stages/{index}/advance_to"),
            format!(
                "after `{}` the run goes on into `{}`, which is another arm of `{}`",
                id(index),
                id(next),
                id(*branch)
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
    let own = own_gates(stage);
    let before = found.diagnostics.len();
    for (position, (rule, fate)) in rules.iter().zip(&table.rules).enumerate() {
        let place = format!("{at}/branches/{position}");
        let foreign = rule.gate_id.as_deref().filter(|id| !own.contains(id));
        if let Some(gate) = foreign.filter(|_| *fate != RuleFate::Unfinished) {
            found.push(foreign_gate(
                gate,
                rule,
                stage,
                &own,
                &format!("{place}/gate_id"),
            ));
            continue;
        }
        match fate {
            RuleFate::DeadFalse => found.push(
                Diagnostic::new(
                    Code::GW0502,
                    format!("{place}/outcome"),
                    "this rule is never used: a stage is left only when every gate is true",
                )
                .help("to react to a failed check, add a stage whose gate requires `not ..`, or use a timeout")
                .fix(remove_rule(index, position)),
            ),
            RuleFate::DeadUnknown => found.push(
                Diagnostic::new(
                    Code::GW0503,
                    format!("{place}/outcome"),
                    "this rule works only for a timeout with `alternate_branch`, and the stage has none",
                )
                .help("give the stage a timeout with `on_timeout: alternate_branch`, or remove the rule")
                .fix(remove_rule(index, position)),
            ),
            RuleFate::Shadowed(winner) => found.push(
                Diagnostic::new(
                    Code::GW0501,
                    &place,
                    format!("rule {} always wins before this one", winner + 1),
                )
                .related(format!("{at}/branches/{winner}"), "this rule wins")
                .help("when a stage passes, all its gates are true, so the first such rule is taken")
                .fix(remove_rule(index, position)),
            ),
            _ => {}
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
    let only = !rules.is_empty()
        && table
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
        found.push(
            Diagnostic::new(Code::GW0505, &at, format!("this branch always goes to `{id}`"))
                .help("use `fixed`, which says so; one stage has at most two ways out: passing, and an alternate timeout")
                .fix(fix(format!("go to `{id}` with `fixed`"), Safety::Review, &[edit])),
        );
    }
}

fn remove_rule(stage: usize, rule: usize) -> crate::diagnostic::Fix {
    let entity = Entity::Rule {
        stage: Key::Index(stage),
        index: rule,
    };
    fix("remove the rule", Safety::Review, &[Edit::Remove(entity)])
}

fn no_route(at: &str, situation: &str) -> Diagnostic {
    Diagnostic::new(
        Code::GW0504,
        at,
        format!("when {situation}, no rule matches and there is no default"),
    )
    .parameter(situation)
    .effect("the call fails, and nothing is recorded")
    .help("add a default")
}

fn foreign_gate(
    gate: &str,
    rule: &RuleDraft,
    stage: &StageDraft,
    own: &HashSet<&str>,
    at: &str,
) -> Diagnostic {
    let stage_id = stage.stage_id.as_deref().unwrap_or("?");
    let diagnostic = Diagnostic::new(
        Code::GW0205,
        at,
        format!("`{gate}` is not a gate of stage `{stage_id}`, so here it always reads as unknown"),
    )
    .parameter(gate)
    .effect(match rule.outcome {
        Some(GateOutcome::Unknown) => "the rule captures every run that gets here",
        _ => "the rule never matches",
    });
    match nearest(gate, own.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("a rule can only look at the gates of its own stage"),
    }
}
