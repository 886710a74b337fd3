//! The cells of arrays and objects: the constants, and all others by what they contain.

use serde_json::{Value, json};

use super::builder::{Builder, Full, Source};
use super::instance::likely;
use super::named::is_equality;
use super::parts::{bits, unions};
use super::schema::Kind;
use crate::spec::Comparator;

/// Returns the arrays or objects that tests compare a whole answer with.
fn constants<'a>(builder: &Builder<'a>, kind: Kind) -> Vec<&'a Value> {
    builder
        .tests()
        .iter()
        .filter(|test| is_equality(test.comparator) && test.comparator != Comparator::InSet)
        .filter_map(|test| test.expected)
        .filter(|value| Kind::of(value) == kind)
        .collect()
}

/// Adds the cells of all objects.
pub(super) fn objects(builder: &mut Builder<'_>) -> Result<(), Full> {
    let constants = constants(builder, Kind::Object);
    for constant in &constants {
        builder.exact((*constant).clone(), Source::Named)?;
    }
    let others = [json!({}), json!({"other": true})]
        .into_iter()
        .chain((2..constants.len() + 8).map(|count| json!({"other": count})));
    let candidates = likely(builder.schema(), Kind::Object)
        .into_iter()
        .chain(others)
        .filter(|value| !constants.contains(&value));
    builder.region(candidates, &[])
}

/// What the tests of a question ask of the elements of an array.
struct Elements<'a> {
    /// Each element that some test looks for, once.
    all: Vec<&'a Value>,
    /// By test, the elements that it looks for; none for tests that look for none.
    wanted: Vec<Option<&'a [Value]>>,
}

impl<'a> Elements<'a> {
    fn of(builder: &Builder<'a>) -> Self {
        let wanted: Vec<Option<&[Value]>> = builder
            .tests()
            .iter()
            .map(|test| match (test.comparator, test.expected) {
                (Comparator::Contains, Some(Value::Array(items))) if !items.is_empty() => {
                    Some(items.as_slice())
                }
                _ => None,
            })
            .collect();
        let mut all: Vec<&Value> = Vec::new();
        for item in wanted.iter().flatten().copied().flatten() {
            // Beyond what a set of bits holds, elements are not told apart.
            if all.len() <= 64 && !all.contains(&item) {
                all.push(item);
            }
        }
        Self { all, wanted }
    }

    fn within(&self, items: &[Value]) -> u64 {
        bits(self.all.len(), |element| {
            self.all
                .get(element)
                .is_some_and(|element| items.contains(element))
        })
    }

    /// Returns which elements arrays can have, as far as tests tell them apart.
    fn sets(&self) -> Option<Vec<u64>> {
        if self.all.len() > 64 {
            return None;
        }
        let sets: Vec<u64> = self
            .wanted
            .iter()
            .flatten()
            .map(|items| self.within(items))
            .collect();
        unions(&sets)
    }
}

/// Adds the cells of all arrays.
pub(super) fn arrays(builder: &mut Builder<'_>) -> Result<(), Full> {
    let constants = constants(builder, Kind::Array);
    for constant in &constants {
        builder.exact((*constant).clone(), Source::Named)?;
    }
    let elements = Elements::of(builder);
    let sets = elements.sets();
    let free: Vec<bool> = elements
        .wanted
        .iter()
        .map(|wanted| wanted.is_some() && sets.is_none())
        .collect();
    let items = builder.schema().and_then(|schema| schema.get("items"));
    let fillers: Vec<Value> = Kind::ALL
        .into_iter()
        .filter_map(|kind| likely(items, kind))
        .chain([
            json!("other"),
            json!(0),
            json!(true),
            json!(null),
            json!({}),
        ])
        // One more than there are elements, so that some is none of them.
        .chain((0..=elements.all.len()).map(|count| json!(format!("other {count}"))))
        .filter(|filler| !elements.all.contains(&filler))
        .collect();
    let usual = likely(builder.schema(), Kind::Array);
    for set in sets.clone().unwrap_or_else(|| vec![0]) {
        let own: Vec<Value> = elements
            .all
            .iter()
            .enumerate()
            .filter(|(index, _)| *index < 64 && set >> index & 1 == 1)
            .map(|(_, element)| (*element).clone())
            .collect();
        let longer = (1..constants.len() + 3).flat_map(|count| {
            let own = &own;
            fillers.iter().map(move |filler| {
                let more = std::iter::repeat_n(filler, count);
                own.iter().chain(more).cloned().collect()
            })
        });
        let twice = || own.iter().chain(&own).cloned().collect();
        let candidates = [Value::Array(own.clone())]
            .into_iter()
            .chain(usual.clone())
            .chain(longer)
            .chain(std::iter::once_with(twice))
            .filter(|value| {
                let is_other = !constants.contains(&value);
                let items = value.as_array().map_or(&[][..], Vec::as_slice);
                is_other && (sets.is_none() || elements.within(items) == set)
            });
        builder.region(candidates, &free)?;
    }
    Ok(())
}
