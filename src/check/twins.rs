//! Conditions that can be taken for one another: by what they ask, by case, by looks.
//!
//! Only conditions with the same digest can be twins, so each rule looks at the conditions at
//! some positions, in order: at all of them, or at those that share a digest.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use serde_json::Value;

use super::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::spec::{Comparator, TrustLane, canonical_bytes};

/// Returns the digest of what a condition asks; none while that is not finished.
pub(super) fn question(condition: &ConditionDraft) -> Option<u64> {
    condition.condition_id.as_ref()?;
    Question::of(condition).map(|question| question.digest())
}

/// Tells conditions of a group that ask the same as an earlier one of it.
///
/// A group is all conditions with one digest, in order.
pub(super) fn near_duplicates(
    draft: &ScenarioDraft,
    group: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut first: Vec<(Question<'_>, usize, &str)> = Vec::new();
    for index in group {
        let Some(condition) = draft.conditions().get(index) else {
            continue;
        };
        let (Some(question), Some(id)) =
            (Question::of(condition), condition.condition_id.as_deref())
        else {
            continue;
        };
        match first.iter().find(|known| known.0.is(&question)) {
            // The id is told as used twice.
            Some((_, _, name)) if *name == id => {}
            Some((_, earlier, name)) => found.push(
                Diagnostic::new(
                    Code::GW0207,
                    format!("/conditions/{index}/condition_id"),
                    format!("`{id}` asks the same question as `{name}`"),
                )
                .related(
                    format!("/conditions/{earlier}/condition_id"),
                    "the same question",
                )
                .parameter(*name)
                .help("use one of them in both places"),
            ),
            None => first.push((question, index, id)),
        }
    }
}

/// What a condition asks and how it compares; two are the same when their canonical forms are.
#[derive(Clone, Copy, PartialEq, Serialize)]
struct Question<'a>(
    &'a str,
    &'a str,
    Option<&'a Value>,
    Comparator,
    Option<&'a Value>,
    Option<TrustLane>,
);

impl<'a> Question<'a> {
    /// Returns the question of a condition; none while its query is not finished.
    fn of(condition: &'a ConditionDraft) -> Option<Self> {
        let query = condition.query.as_ref()?;
        Some(Self(
            query.provider_id.as_deref()?,
            query.check_id.as_deref()?,
            query.params.as_ref(),
            condition.comparator?,
            condition.expected.as_ref(),
            condition.trust.and_then(|trust| trust.min_lane),
        ))
    }

    fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0, self.1, self.3).hash(&mut hasher);
        for value in [self.2, self.4].into_iter().flatten() {
            digest(value, &mut hasher);
        }
        hasher.finish()
    }

    fn is(&self, other: &Self) -> bool {
        self == other
            || matches!(
                (canonical_bytes(self), canonical_bytes(other)),
                (Ok(one), Ok(two)) if one == two
            )
    }
}

/// Hashes what two canonically equal values have in common: 1 and 1.0 are one number there.
fn digest(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(value) => value.hash(hasher),
        Value::Number(number) => {
            // Zero has one canonical form whatever its sign.
            (number.as_f64().unwrap_or_default() + 0.0)
                .to_bits()
                .hash(hasher);
        }
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => items.iter().for_each(|item| digest(item, hasher)),
        Value::Object(fields) => {
            for (key, value) in fields {
                key.hash(hasher);
                digest(value, hasher);
            }
        }
    }
}

/// Returns an id without what tells only its case.
pub(super) fn folded(id: &str) -> String {
    id.to_lowercase()
}

/// Returns what an id looks like.
pub(super) fn look(id: &str) -> Cow<'_, str> {
    if id.is_ascii() {
        Cow::Borrowed(id)
    } else {
        Cow::Owned(unicode_security::skeleton(id).collect())
    }
}

/// Tells ids of the conditions at these positions, in order, that differ only in case.
pub(super) fn case_twins(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut known: HashMap<String, &str> = HashMap::new();
    for (index, id) in ids(draft, positions) {
        let earlier = known.insert(folded(id), id);
        if let Some(other) = earlier.filter(|other| *other != id) {
            let message = format!("`{id}` differs from `{other}` only in case");
            let at = format!("/conditions/{index}/condition_id");
            found.push(
                Diagnostic::new(Code::GW0206, at, message)
                    .parameter(other)
                    .help("give them names that cannot be mistaken for each other"),
            );
        }
    }
}

/// Tells ids of the conditions at these positions, in order, that look alike.
pub(super) fn look_twins(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
    found: &mut Found,
) {
    let mut known: HashMap<Cow<'_, str>, &str> = HashMap::new();
    for (index, id) in ids(draft, positions) {
        let earlier = known.insert(look(id), id);
        if let Some(other) = earlier.filter(|other| *other != id) {
            let at = format!("/conditions/{index}/condition_id");
            look_alike(id, other, &at, found);
        }
    }
}

fn ids(
    draft: &ScenarioDraft,
    positions: impl Iterator<Item = usize>,
) -> impl Iterator<Item = (usize, &str)> {
    positions.filter_map(|index| {
        let condition = draft.conditions().get(index)?;
        Some((index, condition.condition_id.as_deref()?))
    })
}

fn look_alike(id: &str, other: &str, at: &str, found: &mut Found) {
    found.push(
        Diagnostic::new(
            Code::GW0805,
            at,
            format!("`{id}` looks like `{other}` and is another id"),
        )
        .parameter(other)
        .help("rename one of them"),
    );
}
