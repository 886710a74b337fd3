//! The cells of texts: the constants, and the texts between or beside them.

use std::collections::HashSet;

use serde_json::Value;

use super::builder::{Builder, Full, Source};
use super::code_points::by_code_points;
use super::containing::others;
use super::named::{Alike, scalars};
use super::texts::Scale;
use crate::spec::Comparator;

/// What the tests of a question ask of a text.
pub(super) struct Asked<'a> {
    /// What it may equal, each text once, in the order of the tests.
    pub(super) named: Vec<&'a str>,
    pub(super) is_named: HashSet<&'a str>,
    alike: Alike<&'a str>,
    /// What it is compared with by code points.
    pub(super) lines: Vec<&'a str>,
    /// What it is compared with as an instant or as a date: the line, the place there, the text.
    places: Vec<(Scale, i128, &'a str)>,
    /// What it may contain, each part once; never empty texts.
    pub(super) parts: Vec<&'a str>,
    /// By test, the part that it asks for.
    pub(super) part_of: Vec<Option<usize>>,
    /// By test, whether it compares instants or dates.
    is_placed: Vec<bool>,
}

impl<'a> Asked<'a> {
    fn of(builder: &Builder<'a>) -> Self {
        let tests = builder.tests();
        let names: Vec<(&str, usize)> = tests
            .iter()
            .enumerate()
            .filter(|(_, test)| {
                matches!(
                    test.comparator,
                    Comparator::Equals | Comparator::NotEquals | Comparator::InSet
                )
            })
            .flat_map(|(index, test)| {
                let named = scalars(test).iter().filter_map(Value::as_str);
                named.map(move |text| (text, index))
            })
            .collect();
        let mut is_named = HashSet::new();
        let mut asked = Self {
            named: names
                .iter()
                .map(|(text, _)| *text)
                .filter(|text| is_named.insert(*text))
                .collect(),
            is_named,
            alike: Alike::new(names),
            lines: Vec::new(),
            places: Vec::new(),
            parts: Vec::new(),
            part_of: vec![None; tests.len()],
            is_placed: vec![false; tests.len()],
        };
        for (index, test) in tests.iter().enumerate() {
            let Some(text) = test.expected.and_then(Value::as_str) else {
                continue;
            };
            if test.comparator.is_lexicographic() {
                asked.lines.push(text);
            } else if test.comparator.is_ordering() {
                let place = |scale: Scale| Some((scale, scale.read(text)?, text));
                if let Some(place) = Scale::ALL.into_iter().find_map(place) {
                    asked.places.push(place);
                    asked.mark(index);
                }
            } else if test.comparator == Comparator::Contains && !text.is_empty() {
                asked.ask_for(index, text);
            }
        }
        asked
    }

    fn mark(&mut self, test: usize) {
        if let Some(placed) = self.is_placed.get_mut(test) {
            *placed = true;
        }
    }

    fn ask_for(&mut self, index: usize, text: &'a str) {
        let known = self.parts.iter().position(|part| *part == text);
        let part = known.unwrap_or(self.parts.len());
        if known.is_none() {
            self.parts.push(text);
        }
        if let Some(of_test) = self.part_of.get_mut(index) {
            *of_test = Some(part);
        }
    }

    /// Tells whether nothing but equality is asked.
    fn is_plain(&self) -> bool {
        self.lines.is_empty() && self.places.is_empty() && self.parts.is_empty()
    }

    /// Tells whether a text is an instant where instants are asked for, or a date where dates are.
    pub(super) fn is_on_a_line(&self, text: &str) -> bool {
        Scale::ALL.into_iter().any(|scale| {
            self.places.iter().any(|(other, ..)| *other == scale) && scale.read(text).is_some()
        })
    }

    /// Returns the tests for parts, and on request those of instants and dates.
    pub(super) fn free(&self, with_places: bool) -> Vec<bool> {
        self.part_of
            .iter()
            .zip(&self.is_placed)
            .map(|(part, placed)| part.is_some() || (with_places && *placed))
            .collect()
    }
}

/// Adds the cells of all texts, or of those that the schema lists.
pub(super) fn add(builder: &mut Builder<'_>, members: Option<Vec<Value>>) -> Result<(), Full> {
    let mut asked = Asked::of(builder);
    if let Some(members) = members {
        for member in members {
            if let Some(text) = member.as_str() {
                named(builder, &mut asked, text)?;
            }
        }
        return Ok(());
    }
    if !asked.is_plain() && asked.named.len() > builder.limit().saturating_mul(2) {
        return Err(Full);
    }
    for text in asked.named.clone() {
        named(builder, &mut asked, text)?;
    }
    if asked.lines.is_empty() {
        for scale in Scale::ALL {
            on_line(builder, &asked, scale)?;
        }
        return others(builder, &asked);
    }
    by_code_points(builder, &asked)
}

/// Adds one text, unless another that the same tests name is there already.
fn named(builder: &mut Builder<'_>, asked: &mut Asked<'_>, text: &str) -> Result<(), Full> {
    if asked.is_plain() && asked.alike.is_shown(text) {
        return Ok(());
    }
    if builder.exact(Value::from(text), Source::Named)? {
        asked.alike.show(text);
    }
    Ok(())
}

/// Adds the texts that are instants, or those that are dates.
fn on_line(builder: &mut Builder<'_>, asked: &Asked<'_>, scale: Scale) -> Result<(), Full> {
    let free = asked.free(false);
    let own = |place: i128| {
        asked
            .places
            .iter()
            .filter(move |(other, at, _)| (*other, *at) == (scale, place))
            .map(|(.., text)| (*text).to_owned())
    };
    let mut places: Vec<i128> = asked
        .places
        .iter()
        .filter(|(other, ..)| *other == scale)
        .map(|(_, place, _)| *place)
        .collect();
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        return Ok(());
    }
    // One text more than are taken is always left.
    let most = asked.named.len() + 8;
    let mut low = None;
    for high in places.into_iter().map(Some).chain([None]) {
        for place in [scale.between(low, high), high].into_iter().flatten() {
            let texts = own(place)
                .chain(scale.texts(place, most))
                .filter(|text| !asked.is_named.contains(text.as_str()));
            builder.region(texts.map(Value::from), &free)?;
        }
        low = high;
    }
    Ok(())
}
