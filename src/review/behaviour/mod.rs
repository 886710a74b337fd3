//! What runs do otherwise.
//!
//! Each file holds the changes of one kind. In which direction something changed is proved for all
//! evidence, as far as the change touches it: [`view`] for the gates of a stage together, [`flows`]
//! for where runs go. What shows a change is run by the runtime in both versions ([`runs`]).

mod answers;
mod evidence;
mod flows;
mod gates;
mod guards;
mod packets;
mod runs;
mod stages;
mod timeouts;
mod trust;
mod view;
mod walk;

use super::model::Behaviour;
use super::pair::Pair;
use flows::Flows;
use view::View;
use walk::Walk;

/// Returns what runs do otherwise, in order.
pub(super) fn compare(pair: &Pair<'_>) -> Behaviour {
    if pair.old_side.compiled.bytes == pair.new_side.compiled.bytes {
        return Behaviour::default();
    }
    let view = View::of(pair);
    let flows = Flows::of(&view);
    let mut walk = Walk::of(&view, &flows);
    let mut changes = evidence::changes(&view);
    changes.extend(stages::changes(pair, &flows, &mut walk));
    changes.extend(gates::changes(&view));
    changes.extend(trust::changes(pair));
    changes.extend(timeouts::changes(pair, &flows, &mut walk));
    changes.extend(packets::changes(pair, &flows, &mut walk));
    let first_difference = if changes.is_empty() {
        None
    } else {
        walk.first_difference()
    };
    let mut behaviour = Behaviour {
        changes,
        first_difference,
        is_cut_short: walk.is_cut_short(),
    };
    behaviour.sort();
    behaviour
}
