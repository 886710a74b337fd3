//! What runs do otherwise.
//!
//! Each file holds the changes of one kind. Everything here follows from the drafts and from where
//! their stages lead; in which direction a gate changed is asked of [`gates::judge`].

mod evidence;
mod gates;
mod packets;
mod stages;
mod timeouts;
mod trust;

use super::model::Behaviour;
use super::pair::Pair;

/// Returns what runs do otherwise, in order.
pub(super) fn compare(pair: &Pair<'_>) -> Behaviour {
    let mut changes = evidence::changes(pair);
    changes.extend(stages::changes(pair));
    changes.extend(gates::changes(pair));
    changes.extend(trust::changes(pair));
    changes.extend(timeouts::changes(pair));
    changes.extend(packets::changes(pair));
    let mut behaviour = Behaviour { changes };
    behaviour.sort();
    behaviour
}
