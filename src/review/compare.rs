//! The comparison of two scenarios.

use std::sync::Arc;

use super::model::{Bytes, Comparison, Version};
use super::pair::{Pair, Side};
use super::{behaviour, declaration};

/// Compares two scenarios: behaviour, declaration, bytes.
///
/// The result depends on nothing but the arguments, and of a scenario with itself it is empty.
#[must_use]
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Comparison {
    let pair = Pair::of(*old, *new);
    let behaviour = behaviour::compare(&pair);
    let declaration = declaration::compare(&pair);
    let same = old.compiled.bytes == new.compiled.bytes;
    let bytes = Bytes {
        same,
        hash_only: !same && behaviour.changes.is_empty() && declaration.is_empty(),
        cosmetic: if same {
            Vec::new()
        } else {
            declaration::cosmetic(&pair)
        },
    };
    Comparison {
        old: version(old),
        new: version(new),
        behaviour,
        declaration,
        bytes,
    }
}

fn version(side: &Side<'_>) -> Version {
    Version {
        label: Arc::clone(side.label),
        scenario_id: side.compiled.spec.scenario_id.clone(),
        spec_version: side.compiled.spec.spec_version.clone(),
        hash: side.compiled.hash,
        size: side.compiled.bytes.len(),
    }
}
