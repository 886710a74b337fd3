//! Where runs go in both versions.

use super::view::{View, gates};
use crate::check::RouteTable;
use crate::diagnostic::Confidence;
use crate::draft::ScenarioDraft;
use crate::prove::flow::{Ability, End, Exit, Flow, Path, flow};
use crate::prove::{Version, ability};
use crate::review::model::Class;
use crate::review::pair::Pair;

/// Where runs go in both versions.
pub(super) struct Flows {
    pub(super) old: Flow,
    pub(super) new: Flow,
}

impl Flows {
    pub(super) fn of(view: &View<'_, '_>) -> Self {
        let pair = view.pair;
        let old = abilities(pair.old_side.draft, &view.old, |_| None);
        let same_world = std::sync::Arc::ptr_eq(
            &pair.old_side.sources.contracts,
            &pair.new_side.sources.contracts,
        );
        // A stage whose gates nothing touched can do what it could.
        let known = |stage: usize| {
            let was = pair.matching.stages.old_of(stage)?;
            let reusable = same_world && view.is_untouched(stage);
            old.get(was).copied().filter(|_| reusable)
        };
        let new = abilities(pair.new_side.draft, &view.new, known);
        let of = |draft: &ScenarioDraft, tables: &[RouteTable], abilities: &[Ability]| {
            flow(draft, tables, abilities)
        };
        Self {
            old: of(pair.old_side.draft, &pair.old_routes, &old),
            new: of(pair.new_side.draft, &pair.new_routes, &new),
        }
    }

    /// Tells whether it is proved that no run of either version ever passes a stage.
    pub(super) fn never_passed(&self, old: usize, new: usize) -> bool {
        let never = |flow: &Flow, stage: usize| {
            flow.stages.get(stage).is_some_and(|stage| {
                let proved = Some(Confidence::Proved);
                stage.passes.refuted() == proved || stage.entered.refuted() == proved
            })
        };
        never(&self.old, old) && never(&self.new, new)
    }

    /// Tells whether it is proved that no run of either version ever enters a stage.
    pub(super) fn never_entered(&self, old: usize, new: usize) -> bool {
        let never = |flow: &Flow, stage: usize| {
            let stage = flow.stages.get(stage);
            stage.is_some_and(|stage| stage.entered.refuted() == Some(Confidence::Proved))
        };
        never(&self.old, old) && never(&self.new, new)
    }
}

fn abilities(
    draft: &ScenarioDraft,
    version: &Version<'_>,
    known: impl Fn(usize) -> Option<Ability>,
) -> Vec<Ability> {
    (0..draft.stages().len())
        .map(|stage| known(stage).unwrap_or_else(|| ability(version, &gates(draft, Some(stage)))))
        .collect()
}

/// Tells whether every step of a way surely can be taken.
pub(super) fn is_sure(flow: &Flow, path: &Path) -> bool {
    path.steps.iter().all(|step| {
        let exits = flow.stages.get(step.stage).map_or(&[][..], |at| &at.exits);
        let taken = |exit: &&Exit| exit.cause == step.cause;
        exits
            .iter()
            .find(taken)
            .is_some_and(|exit| exit.can.is_yes())
    })
}

/// Returns the direction of a way that led to one end and leads to another: looser where a run
/// only goes past stages that it had to pass, stricter where it has to pass more, changed where it
/// goes elsewhere.
pub(super) fn direction(pair: &Pair<'_>, flows: &Flows, old: End, new: End) -> Class {
    let now = |end: End| match end {
        End::Stage(stage) => pair.matching.stages.new_of(stage).map(End::Stage),
        other => Some(other),
    };
    let was = |end: End| match end {
        End::Stage(stage) => pair.matching.stages.old_of(stage).map(End::Stage),
        other => Some(other),
    };
    let stuck = |end: End| matches!(end, End::Error);
    match (
        stuck(old) || passed_on(&flows.old, old).any(|end| now(end) == Some(new)),
        stuck(new) || passed_on(&flows.new, new).any(|end| was(end) == Some(old)),
    ) {
        (true, false) => Class::Looser,
        (false, true) => Class::Stricter,
        _ => Class::Changed,
    }
}

/// Returns where a run gets from an end by passing stages that nothing else takes it out of, but
/// what ends it.
fn passed_on(flow: &Flow, from: End) -> impl Iterator<Item = End> + '_ {
    let mut at = from;
    // A loop of passes comes to an end, for it is as long as there are stages at most.
    (0..flow.stages.len()).map_while(move |_| {
        let End::Stage(stage) = at else {
            return None;
        };
        let stage = flow.stages.get(stage)?;
        let next = stage.exits.first()?.to;
        let elsewhere = |exit: &Exit| exit.to != next && exit.to != End::Failed;
        if stage.timeout().is_some_and(elsewhere) || !stage.passes.is_yes() {
            return None;
        }
        at = next;
        Some(next)
    })
}
