//! Stages that time closes: after some moment no evidence makes them pass any more.

use super::bdd::{Node, OverBudget};
use super::cells::{Possible, Sample, turning_points};
use super::facts::Topic;
use super::stage::{Closing, Joint};
use super::world::{Group, World};
use crate::spec::Timestamp;

impl Joint<'_, '_> {
    /// Returns the moment after which the gates can no longer all be true; none without one.
    ///
    /// Triggers are taken to come in the order of their times.
    ///
    /// # Errors
    /// When the budget is spent.
    pub(super) fn closes(&mut self, all: Node) -> Result<Option<Closing>, OverBudget> {
        let groups = std::mem::take(&mut self.world.groups);
        let clock = groups.iter().find(|group| {
            let topic = group
                .questions
                .first()
                .and_then(super::facts::Question::topic);
            topic == Some(Topic::Time)
        });
        let closing = match clock {
            Some(clock) => closing(&mut self.world, clock, all),
            None => Ok(None),
        };
        self.world.groups = groups;
        closing
    }
}

fn closing(
    world: &mut World<'_>,
    clock: &Group<'_>,
    all: Node,
) -> Result<Option<Closing>, OverBudget> {
    let checks = clock
        .questions
        .iter()
        .filter_map(super::facts::Question::moment_test);
    let points = turning_points(&checks.collect::<Vec<_>>());
    let Some((last, before)) = points.split_last() else {
        return Ok(None);
    };
    if passes_at(world, clock, all, *last)? {
        return Ok(None);
    }
    for point in before.iter().rev() {
        if passes_at(world, clock, all, *point)? {
            return Ok(Some(Closing {
                last: *point,
                conditions: clock
                    .atoms
                    .iter()
                    .filter_map(|atom| world.atoms.get(*atom)?.condition?.condition_id.clone())
                    .collect(),
            }));
        }
    }
    Ok(None)
}

/// Tells whether all gates can be true in a trigger of this time.
fn passes_at(
    world: &mut World<'_>,
    clock: &Group<'_>,
    all: Node,
    at: Timestamp,
) -> Result<bool, OverBudget> {
    let cell = super::cells::Cell {
        sample: Sample::Moment(at),
        fits: true,
        outcomes: Vec::new(),
    };
    let shown = clock
        .questions
        .iter()
        .map(|one| Possible::Only(one.shown(&cell)));
    let shown: Vec<Possible> = shown.collect();
    let then = world.at(clock, &shown)?;
    let node = world.bdd.and(all, then)?;
    Ok(!world.can(node).is_no())
}
