//! The stage graph by its links, and what timeouts do (REFERENCE §8).

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Found;
use super::routing::{RouteTable, RuleFate, Target};
use super::view::View;
use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{AdvanceDraft, Edit, Entity, Key, StageDraft};
use crate::spec::TimeoutPolicy;

/// Checks reachability, waiting and timeouts.
pub(super) fn check(view: &View<'_>, routes: &[RouteTable], found: &mut Found) {
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
        unreachable_stages(view, routes, &reached, found);
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
    found: &mut Found,
) {
    if reached.len() == routes.len() {
        return;
    }
    let links = Links::of(view, routes, reached);
    for (index, stage) in view.stages().filter(|(index, _)| !reached.contains(index)) {
        let id = stage.stage_id.as_deref().unwrap_or("?");
        // Nothing can lead to the second of two stages with one id, which was told.
        if view
            .index
            .stages
            .get(id)
            .is_some_and(|first| *first != index)
        {
            continue;
        }
        if let Some((code, pointer)) = links.dead.get(id)
            && let Some(root) = found.told_mut(*code, pointer)
        {
            root.consequences.push(Code::GW0601);
            root.effects.push(format!("stage `{id}` is unreachable"));
            if !found.all {
                continue;
            }
        }
        found.push(
            Diagnostic::new(
                Code::GW0601,
                format!("/stages/{index}/stage_id"),
                format!("no run can enter stage `{id}`"),
            )
            .help(links.why(view, id, index)),
        );
    }
}

/// What would lead to stages that no run enters.
struct Links<'a> {
    /// By stage id, the finding about the rule that keeps runs from it.
    dead: HashMap<&'a str, (Code, String)>,
    /// By stage id, the stage whose default leads there and the rule that always matches first.
    untaken: HashMap<&'a str, (usize, usize)>,
    /// By position, a stage that leads there and is not entered either.
    from: HashMap<usize, usize>,
}

impl<'a> Links<'a> {
    fn of(view: &View<'a>, routes: &[RouteTable], reached: &HashSet<usize>) -> Self {
        let mut links = Self {
            dead: HashMap::new(),
            untaken: HashMap::new(),
            from: HashMap::new(),
        };
        for ((index, stage), table) in view.stages().zip(routes) {
            if reached.contains(&index) {
                links.add_branch(index, stage, table);
                continue;
            }
            for target in targets(table) {
                if let Target::Stage(to) = target
                    && *to != index
                {
                    links.from.entry(*to).or_insert(index);
                }
            }
        }
        links
    }

    fn add_branch(&mut self, index: usize, stage: &'a StageDraft, table: &RouteTable) {
        let Some(AdvanceDraft::Branch { branches, default }) = &stage.advance_to else {
            return;
        };
        let at = format!("/stages/{index}/advance_to/branches");
        for (position, (rule, fate)) in branches.iter().flatten().zip(&table.rules).enumerate() {
            let (code, field) = match fate {
                RuleFate::DeadFalse => (Code::GW0502, "/outcome"),
                RuleFate::DeadUnknown => (Code::GW0503, "/outcome"),
                RuleFate::Shadowed(_) => (Code::GW0501, ""),
                RuleFate::DeadForeign => (Code::GW0205, "/gate_id"),
                _ => continue,
            };
            if let Some(id) = rule.next_stage_id.as_deref() {
                let pointer = format!("{at}/{position}{field}");
                self.dead.entry(id).or_insert((code, pointer));
            }
        }
        let default = default.as_ref().and_then(Option::as_deref);
        if let (Some(id), Some(rule)) = (default, table.pass_rule) {
            // A rule on a gate of another stage captures runs that were meant for the default.
            let pointer = format!("{at}/{rule}/gate_id");
            self.dead.entry(id).or_insert((Code::GW0205, pointer));
            self.untaken.entry(id).or_insert((index, rule));
        }
    }

    /// Says why nothing leads to a stage and what to do about it.
    fn why(&self, view: &View<'_>, id: &str, index: usize) -> String {
        let name = |stage: usize| {
            view.draft.stages()[stage]
                .stage_id
                .as_deref()
                .unwrap_or("?")
        };
        if self.dead.contains_key(id) && !self.untaken.contains_key(id) {
            "a rule leads here and is never used: mend it, or remove the stage".to_owned()
        } else if let Some((branch, rule)) = self.untaken.get(id) {
            format!(
                "the default of `{}` leads here, but its rule {} always matches first",
                name(*branch),
                rule + 1
            )
        } else if let Some(from) = self.from.get(&index) {
            format!(
                "`{}` leads here, but no run can enter that either",
                name(*from)
            )
        } else {
            "no route leads here: lead to it, or remove it".to_owned()
        }
    }
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
        without_timeout(stage, index, policy, found);
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
    let set_policy = |policy: TimeoutPolicy| {
        let edit = Edit::Set {
            entity: Entity::Stage(Key::Index(index)),
            field: "on_timeout".to_owned(),
            value: Some(Value::from(policy.name())),
        };
        Fix::new(
            format!("write `{}`", policy.name()),
            Safety::Review,
            &[edit],
        )
    };
    if table.timeout == Some(Target::Complete) && !stage.gates().is_empty() {
        found.push(
            Diagnostic::new(
                Code::GW0605,
                format!("{at}/on_timeout"),
                format!("the timeout of `{id}` completes the run although its gates are not met"),
            )
            .effect("the run counts as completed, and its decision does not mention the timeout")
            .help("lead to a stage of its own, or use `fail`")
            .fix(set_policy(TimeoutPolicy::Fail)),
        );
    } else if table.alternate
        && matches!(table.pass, Target::Stage(_))
        && table.timeout.as_ref() == Some(&table.pass)
        && found
            .told_mut(Code::GW0505, &format!("{at}/advance_to"))
            .is_none()
    {
        found.push(
            Diagnostic::new(
                Code::GW0607,
                format!("{at}/on_timeout"),
                "`alternate_branch` and `advance_with_flag` lead to the same stage here",
            )
            .help("to treat a timeout differently, branch on the outcome `unknown`; else write `advance_with_flag`")
            .fix(set_policy(TimeoutPolicy::AdvanceWithFlag)),
        );
    }
}

/// Tells what a stage without a timeout means.
fn without_timeout(stage: &StageDraft, index: usize, policy: TimeoutPolicy, found: &mut Found) {
    let at = format!("/stages/{index}");
    let id = stage.stage_id.as_deref().unwrap_or("?");
    let waits = !stage.gates().is_empty();
    let ignored = policy != TimeoutPolicy::Fail;
    if ignored {
        let edit = Edit::Set {
            entity: Entity::Stage(Key::Index(index)),
            field: "on_timeout".to_owned(),
            value: Some(Value::from("fail")),
        };
        let mut diagnostic = Diagnostic::new(
            Code::GW0608,
            format!("{at}/on_timeout"),
            format!(
                "`{}` has no effect: the stage has no timeout",
                policy.name()
            ),
        )
        .help("give the stage a timeout, or write `fail`")
        .fix(Fix::new("write `fail`", Safety::Review, &[edit]));
        if waits {
            diagnostic.consequences.push(Code::GW0604);
            diagnostic = diagnostic.effect("a run waits for ever while evidence does not arrive");
        }
        found.push(diagnostic);
    }
    if waits && (found.all || !ignored) {
        found.push(
            Diagnostic::new(
                Code::GW0604,
                format!("{at}/stage_id"),
                format!("stage `{id}` has no timeout: while its evidence does not arrive, a run waits for ever"),
            )
            .help("give the stage a timeout, or suppress this with the reason why waiting is right"),
        );
    }
}
