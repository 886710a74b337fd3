//! The stage graph by its links, and what timeouts do (REFERENCE §8).

use std::collections::HashSet;

use super::Found;
use super::fix;
use super::routing::{RouteTable, RuleFate, Target};
use super::view::View;
use crate::diagnostic::{Code, Diagnostic, Safety};
use crate::draft::{AdvanceDraft, Edit, Entity, Key, StageDraft};
use crate::spec::TimeoutPolicy;

/// Checks reachability, waiting and timeouts.
pub(super) fn check(view: &View<'_>, routes: &[RouteTable], all: bool, found: &mut Found) {
    for ((index, stage), table) in view.stages().zip(routes) {
        timeout(stage, index, table, found);
    }
    // Of links that are not known yet nothing can be said.
    if routes
        .iter()
        .any(|t| t.pass == Target::Unknown || t.timeout == Some(Target::Unknown))
    {
        return;
    }
    if let Some(reached) = reachable(routes) {
        unreachable_stages(view, routes, &reached, all, found);
        completion(routes, &reached, found);
    }
}

fn targets(table: &RouteTable) -> impl Iterator<Item = &Target> {
    std::iter::once(&table.pass).chain(&table.timeout)
}

/// Returns the stages that links lead to from the first; none without stages.
fn reachable(routes: &[RouteTable]) -> Option<HashSet<usize>> {
    let mut reached = HashSet::from([0]);
    let mut open = vec![0];
    if routes.is_empty() {
        return None;
    }
    while let Some(stage) = open.pop() {
        for target in targets(&routes[stage]) {
            if let Target::Stage(next) = target
                && reached.insert(*next)
            {
                open.push(*next);
            }
        }
    }
    Some(reached)
}

fn unreachable_stages(
    view: &View<'_>,
    routes: &[RouteTable],
    reached: &HashSet<usize>,
    all: bool,
    found: &mut Found,
) {
    for (index, stage) in view.stages().filter(|(index, _)| !reached.contains(index)) {
        let id = stage.stage_id.as_deref().unwrap_or("?");
        let cause = dead_rule_to(view, routes, reached, id);
        if let Some((code, pointer)) = &cause
            && let Some(root) = found
                .diagnostics
                .iter_mut()
                .find(|d| d.code == *code && d.primary.pointer.starts_with(pointer.as_str()))
        {
            root.consequences.push(Code::GW0601);
            root.effects.push(format!("stage `{id}` is unreachable"));
            if !all {
                continue;
            }
        }
        let mut diagnostic = Diagnostic::new(
            Code::GW0601,
            format!("/stages/{index}/stage_id"),
            format!("no run can enter stage `{id}`"),
        );
        diagnostic = match from(view, routes, index) {
            Some(source) => diagnostic.help(format!(
                "only `{source}` leads here, and no run can enter that either"
            )),
            None => diagnostic.help("no route leads here: lead to it, or remove it"),
        };
        found.push(diagnostic);
    }
}

/// Finds the rule that would lead to a stage if it were not dead, and the code that says so.
fn dead_rule_to(
    view: &View<'_>,
    routes: &[RouteTable],
    reached: &HashSet<usize>,
    id: &str,
) -> Option<(Code, String)> {
    view.stages()
        .zip(routes)
        .filter(|((index, _), _)| reached.contains(index))
        .find_map(|((index, stage), table)| {
            let Some(AdvanceDraft::Branch { branches, .. }) = &stage.advance_to else {
                return None;
            };
            branches
                .iter()
                .flatten()
                .zip(&table.rules)
                .enumerate()
                .find_map(|(at, (rule, fate))| {
                    let code = match fate {
                        RuleFate::DeadFalse => Code::GW0502,
                        RuleFate::DeadUnknown => Code::GW0503,
                        RuleFate::Shadowed(_) => Code::GW0501,
                        RuleFate::DeadForeign => Code::GW0205,
                        _ => return None,
                    };
                    (rule.next_stage_id.as_deref() == Some(id))
                        .then(|| (code, format!("/stages/{index}/advance_to/branches/{at}")))
                })
        })
}

fn from<'a>(view: &View<'a>, routes: &[RouteTable], stage: usize) -> Option<&'a str> {
    view.stages()
        .zip(routes)
        .find(|((index, _), table)| {
            *index != stage && targets(table).any(|target| *target == Target::Stage(stage))
        })
        .and_then(|((_, source), _)| source.stage_id.as_deref())
}

fn completion(routes: &[RouteTable], reached: &HashSet<usize>, found: &mut Found) {
    let completes = reached
        .iter()
        .any(|stage| targets(&routes[*stage]).any(|target| *target == Target::Complete));
    if completes {
        return;
    }
    let stuck = reached
        .iter()
        .any(|stage| targets(&routes[*stage]).any(|t| *t == Target::Nowhere));
    found.push(
        Diagnostic::new(Code::GW0602, "/stages", "no run can complete")
            .effect(if stuck {
                "every way ends in a branch without a match, or goes round in circles"
            } else {
                "every way goes round in circles"
            })
            .help("make the last stage `terminal`, and lead to it"),
    );
}

fn timeout(stage: &StageDraft, index: usize, table: &RouteTable, found: &mut Found) {
    let at = format!("/stages/{index}");
    let Some(policy) = stage.on_timeout else {
        return;
    };
    let id = stage.stage_id.as_deref().unwrap_or("?");
    let Some(timeout) = &stage.timeout else {
        if policy != TimeoutPolicy::Fail {
            let edit = Edit::Set {
                entity: Entity::Stage(Key::Index(index)),
                field: "on_timeout".to_owned(),
                value: Some(serde_json::Value::from("fail")),
            };
            found.push(
                Diagnostic::new(
                    Code::GW0608,
                    format!("{at}/on_timeout"),
                    format!(
                        "`{}` has no effect: the stage has no timeout",
                        policy.name()
                    ),
                )
                .help("give the stage a timeout, or write `fail`")
                .fix(fix("write `fail`", Safety::Review, &[edit])),
            );
        }
        if !stage.gates().is_empty() {
            found.push(
                Diagnostic::new(
                    Code::GW0604,
                    format!("{at}/stage_id"),
                    format!("stage `{id}` has no timeout: while its evidence does not arrive, a run waits for ever"),
                )
                .help("give the stage a timeout, or suppress this with the reason why waiting is right"),
            );
        }
        return;
    };
    let range = |message: String| {
        Diagnostic::new(Code::GW0609, format!("{at}/timeout/timeout_ms"), message)
    };
    match timeout.timeout_ms {
        Some(0) => found.push(
            range("with 0 the first tick after entry always times out".to_owned())
                .help("give the milliseconds that a run may wait"),
        ),
        Some(ms) if i64::try_from(ms).is_err() => found.push(
            range(format!("{ms} is beyond the clock: every tick fails"))
                .help(format!("the largest timeout is {}", i64::MAX)),
        ),
        _ => {}
    }
    if policy == TimeoutPolicy::Fail {
        return;
    }
    if table.timeout == Some(Target::Complete) && !stage.gates().is_empty() {
        found.push(
            Diagnostic::new(
                Code::GW0605,
                format!("{at}/on_timeout"),
                format!("the timeout of `{id}` completes the run although its gates are not met"),
            )
            .effect("the run counts as completed, and its decision does not mention the timeout")
            .help("lead to a stage of its own, or use `fail`"),
        );
    } else if table.timeout.is_some() && same_either_way(stage, table) {
        let other = match policy {
            TimeoutPolicy::AdvanceWithFlag => TimeoutPolicy::AlternateBranch,
            _ => TimeoutPolicy::AdvanceWithFlag,
        };
        found.push(
            Diagnostic::new(
                Code::GW0607,
                format!("{at}/on_timeout"),
                format!(
                    "`{}` and `{}` lead to the same stage here",
                    policy.name(),
                    other.name()
                ),
            )
            .help("to treat a timeout differently, branch on the outcome `unknown`"),
        );
    }
}

/// Tells whether both advancing policies lead to one place.
fn same_either_way(stage: &StageDraft, table: &RouteTable) -> bool {
    match &stage.advance_to {
        Some(AdvanceDraft::Branch { branches, default }) => {
            let to = |rule: Option<usize>| match rule {
                Some(rule) => branches
                    .iter()
                    .flatten()
                    .nth(rule)
                    .and_then(|rule| rule.next_stage_id.as_ref()),
                None => default.as_ref().and_then(Option::as_ref),
            };
            to(table.pass_rule).is_some() && to(table.pass_rule) == to(table.alternate_rule)
        }
        Some(_) => matches!(table.pass, Target::Stage(_)),
        None => false,
    }
}
