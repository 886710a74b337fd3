//! The cells of texts: the constants, and the texts between or beside them.

use std::collections::HashSet;

use serde_json::Value;

use super::builder::{Builder, Full, Source};
use super::instance::ordinary_texts;
use super::named::{Alike, scalars};
use super::parts::{bits, unions};
use super::texts::Scale;
use crate::spec::Comparator;

/// What the tests of a question ask of a text.
struct Asked<'a> {
    /// What it may equal, each text once, in the order of the tests.
    named: Vec<&'a str>,
    is_named: HashSet<&'a str>,
    alike: Alike<&'a str>,
    /// What it is compared with by code points.
    lines: Vec<&'a str>,
    /// What it is compared with as an instant or as a date: the line, the place there, the text.
    places: Vec<(Scale, i128, &'a str)>,
    /// What it may contain, each part once; never empty texts.
    parts: Vec<&'a str>,
    /// By test, the part that it asks for.
    part_of: Vec<Option<usize>>,
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
                let texts = scalars(test).iter().filter_map(Value::as_str);
                texts.map(move |text| (text, index))
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

    fn ask_for(&mut self, test: usize, text: &'a str) {
        let known = self.parts.iter().position(|part| *part == text);
        let part = known.unwrap_or(self.parts.len());
        if known.is_none() {
            self.parts.push(text);
        }
        if let Some(of_test) = self.part_of.get_mut(test) {
            *of_test = Some(part);
        }
    }

    /// Tells whether nothing but equality is asked.
    fn is_plain(&self) -> bool {
        self.lines.is_empty() && self.places.is_empty() && self.parts.is_empty()
    }

    /// Tells whether a text is an instant where instants are asked for, or a date where dates are.
    fn is_on_a_line(&self, text: &str) -> bool {
        Scale::ALL.into_iter().any(|scale| {
            self.places.iter().any(|(other, ..)| *other == scale) && scale.read(text).is_some()
        })
    }

    /// Returns the tests for parts, and on request those of instants and dates.
    fn free(&self, with_places: bool) -> Vec<bool> {
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

/// Adds the texts that no test names and that are on no line.
fn others(builder: &mut Builder<'_>, asked: &Asked<'_>) -> Result<(), Full> {
    let combinations = asked.combinations();
    let told = combinations.as_ref().map_or(0, |found| found.told);
    let free: Vec<bool> = asked
        .part_of
        .iter()
        .map(|part| part.is_some_and(|part| told >> part & 1 == 0))
        .collect();
    let sets = combinations.map_or(vec![0], |found| found.sets);
    let ordinary = ordinary_texts(builder.schema());
    for set in sets {
        let candidates = asked
            .texts_with(set, &ordinary)
            .filter(|text| {
                !asked.is_named.contains(text.as_str())
                    && !asked.is_on_a_line(text)
                    && asked.contained(text) & told == set
            })
            .map(Value::from);
        builder.region(candidates, &free)?;
    }
    Ok(())
}

/// The parts that are told apart, and which of them a text can contain together.
struct Combinations {
    told: u64,
    sets: Vec<u64>,
}

impl Asked<'_> {
    /// Returns the parts that a text contains.
    fn contained(&self, text: &str) -> u64 {
        bits(self.parts.len(), |part| {
            self.parts.get(part).is_some_and(|part| text.contains(part))
        })
    }

    /// Returns what texts can contain; none where there are too many combinations.
    ///
    /// Where all parts are too many, only those count that have to do with others: parts of parts,
    /// and those that several tests ask for.
    fn combinations(&self) -> Option<Combinations> {
        if self.parts.len() > 64 {
            return None;
        }
        let inner: Vec<u64> = self.parts.iter().map(|part| self.contained(part)).collect();
        let all = inner.iter().fold(0, |all, set| all | set);
        let related = bits(inner.len(), |part| {
            let has_parts = inner.get(part).is_some_and(|set| set.count_ones() > 1);
            let holders = inner.iter().filter(|set| *set >> part & 1 == 1).count();
            let tests = self.part_of.iter().filter(|of| **of == Some(part)).count();
            has_parts || holders > 1 || tests > 1
        });
        [all, related].into_iter().find_map(|told| {
            let of_told: Vec<u64> = inner
                .iter()
                .enumerate()
                .filter(|(part, _)| told >> part & 1 == 1)
                .map(|(_, set)| *set)
                .collect();
            unions(&of_told).map(|sets| Combinations { told, sets })
        })
    }

    /// Returns texts that contain the parts of a set, and for all but a few nothing else.
    fn texts_with(&self, set: u64, ordinary: &[String]) -> impl Iterator<Item = String> {
        // Parts of other parts come with them.
        let largest: Vec<&str> = self
            .parts
            .iter()
            .enumerate()
            .filter(|(index, part)| {
                let is_within = |other: &&str| other != *part && other.contains(**part);
                let told = |other: usize| set >> other & 1 == 1;
                told(*index)
                    && !self
                        .parts
                        .iter()
                        .enumerate()
                        .any(|(other, text)| told(other) && is_within(&text))
            })
            .map(|(_, part)| *part)
            .collect();
        let between = self.unused_character().to_string();
        let joined = largest.join(&between);
        let ordinary = if set == 0 {
            ordinary.to_vec()
        } else {
            Vec::new()
        };
        let most = self.named.len() + 8;
        ordinary
            .into_iter()
            .chain((0..most).map(move |count| format!("{joined}{}", between.repeat(count))))
    }

    /// Returns a character that no part has, so that it keeps them apart.
    fn unused_character(&self) -> char {
        let nice = " -_.,;/xyz".chars();
        nice.chain('\u{a1}'..=char::MAX)
            .find(|character| !self.parts.iter().any(|part| part.contains(*character)))
            .unwrap_or(' ')
    }
}

/// Adds the texts between those that are compared by code points.
///
/// They are not told apart by what else is asked of them.
fn by_code_points(builder: &mut Builder<'_>, asked: &Asked<'_>) -> Result<(), Full> {
    for text in &asked.lines {
        builder.exact(Value::from(*text), Source::Named)?;
    }
    let mut points: Vec<&str> = asked.lines.iter().chain(&asked.named).copied().collect();
    points.sort_unstable();
    points.dedup();
    let free = asked.free(true);
    let ordinary = ordinary_texts(builder.schema());
    let mut low = None;
    for high in points.into_iter().map(Some).chain([None]) {
        let inside = |text: &String| {
            low.is_none_or(|low| low < text.as_str())
                && high.is_none_or(|high| text.as_str() < high)
        };
        let candidates = between_texts(low, high)
            .into_iter()
            .chain(ordinary.iter().cloned())
            .filter(inside);
        builder.region(candidates.map(Value::from), &free)?;
        low = high;
    }
    Ok(())
}

/// Returns texts near the middle of two others and right after the first; some are not between them.
fn between_texts(low: Option<&str>, high: Option<&str>) -> Vec<String> {
    let start = low.unwrap_or_default();
    let mut found = Vec::new();
    if let Some(high) = high {
        let common: String = start
            .chars()
            .zip(high.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect();
        let next = |text: &str| {
            text.get(common.len()..)
                .and_then(|rest| rest.chars().next())
        };
        let from = next(start).map_or(0x20, u32::from);
        let to = next(high).map_or(0x20, u32::from);
        let middle = char::from_u32(u32::midpoint(from, to)).filter(|c| c.is_alphanumeric());
        found.extend(middle.map(|middle| format!("{common}{middle}")));
    }
    found.extend(["a", "0", "-", " ", "\0"].map(|more| format!("{start}{more}")));
    if low.is_none() {
        found.push(String::new());
    }
    found
}
