//! Which field of a form a place is about.

use crate::draft::{Slot, is_within};
use crate::session::form::{Field, Kind};

/// Returns the position of the field that a place is about; none where no field of its entity is
/// near it.
///
/// That is the field of the place itself, else the first one below it that is missing, else the
/// closest one around it, else the first one below it.
pub(in crate::tui) fn nearest_field(fields: &[Field], place: &Slot) -> Option<usize> {
    let rank = |field: &Field| {
        let path = field.slot.path.as_str();
        if path == place.path && field.kind != Kind::Heading {
            Some(Near::Itself)
        } else if path != place.path && is_within(path, &place.path) {
            let missing = field.required && field.value.is_none();
            Some(if missing { Near::Missing } else { Near::Below })
        } else {
            is_within(&place.path, path).then_some(Near::Around(path.len()))
        }
    };
    fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.slot.entity == place.entity)
        .filter_map(|(at, field)| Some((rank(field)?, at)))
        // Of equals the first counts, where `max` would take the last.
        .max_by_key(|(near, at)| (*near, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
}

/// How near a field is, the nearest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Below,
    /// The longer its path, the closer it is.
    Around(usize),
    Missing,
    Itself,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Entity, Key};

    fn field(entity: &Entity, path: &str, kind: Kind, required: bool) -> Field {
        Field {
            slot: Slot {
                entity: entity.clone(),
                path: path.to_owned(),
            },
            label: String::new(),
            help: String::new(),
            kind,
            value: None,
            shown: String::new(),
            required,
            depth: 0,
            examples: Vec::new(),
        }
    }

    #[test]
    fn itself_then_what_is_missing_below_then_what_is_around_then_what_is_below() {
        let stage = Entity::Stage(Key::Index(0));
        let rule = Entity::Rule {
            stage: Key::Index(0),
            index: 0,
        };
        let fields = [
            field(&stage, "/stage_id", Kind::Text, false),
            field(&stage, "/timeout", Kind::Heading, false),
            field(&stage, "/timeout/policy_tags", Kind::Text, false),
            field(&stage, "/timeout/timeout_ms", Kind::Text, true),
            field(&stage, "/advance_to/kind", Kind::Text, false),
            field(&stage, "/advance_to/default", Kind::Text, false),
            field(&stage, "/notes", Kind::Heading, false),
            field(&rule, "/outcome", Kind::Text, true),
        ];
        let find = |entity: &Entity, path: &str| {
            let place = Slot {
                entity: entity.clone(),
                path: path.to_owned(),
            };
            nearest_field(&fields, &place)
        };
        for (path, at) in [
            ("/stage_id", Some(0)),
            ("/stage_id/3", Some(0)),
            ("/timeout", Some(3)),
            ("/timeout/policy_tags/0", Some(2)),
            ("/timeout/unknown", Some(1)),
            ("/advance_to", Some(4)),
            ("/notes", Some(6)),
            ("", Some(3)),
            ("/outcome", None),
        ] {
            assert_eq!(find(&stage, path), at, "{path}");
        }
        assert_eq!(find(&rule, "/outcome"), Some(7));
    }
}
