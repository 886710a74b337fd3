//! The texts that no test names, by the parts that they contain.

use serde_json::Value;

use super::builder::{Builder, Full, Source};
use super::instance::ordinary_texts;
use super::parts::{bits, has, unions};
use super::strings::Asked;

/// Adds the texts that no test names and that are on no line.
pub(super) fn others(builder: &mut Builder<'_>, asked: &Asked<'_>) -> Result<(), Full> {
    let Combinations { told, sets, shown } = asked.combinations(builder.limit());
    let free: Vec<bool> = asked
        .part_of
        .iter()
        .map(|part| part.is_some_and(|part| !has(told, part)))
        .collect();
    let ordinary = ordinary_texts(builder.schema());
    let texts = |set: u64, told: u64| {
        asked
            .texts_with(set, &ordinary)
            .filter(move |text| {
                !asked.is_named.contains(text.as_str())
                    && !asked.is_on_a_line(text)
                    && asked.contained(text) & told == set
            })
            .map(Value::from)
    };
    for set in shown {
        if let Some((text, true)) = builder.find(texts(set, u64::MAX)) {
            builder.judge(text, true, Source::Between, &[])?;
        }
    }
    for set in sets {
        builder.region(texts(set, told), &free)?;
    }
    Ok(())
}

/// The parts that are told apart, and which of them a text can contain together.
struct Combinations {
    told: u64,
    sets: Vec<u64>,
    /// Some combinations of all parts, for examples where not all are told apart.
    shown: Vec<u64>,
}

impl Asked<'_> {
    /// Returns the parts that a text contains.
    fn contained(&self, text: &str) -> u64 {
        bits(self.parts.len(), |part| {
            self.parts.get(part).is_some_and(|part| text.contains(part))
        })
    }

    /// Returns what texts can contain.
    ///
    /// Where all parts are too many, only those count that have to do with others: parts of parts,
    /// and those that several tests ask for. Where these are too many, none does.
    fn combinations(&self, limit: usize) -> Combinations {
        let inner: Vec<u64> = match self.parts.len() {
            0..=64 => self.parts.iter().map(|part| self.contained(part)).collect(),
            _ => Vec::new(),
        };
        let all = inner.iter().fold(0, |all, set| all | set);
        let related = bits(inner.len(), |part| {
            let has_parts = inner.get(part).is_some_and(|set| set.count_ones() > 1);
            let holders = inner.iter().filter(|set| has(**set, part)).count();
            let tests = self.part_of.iter().filter(|of| **of == Some(part)).count();
            has_parts || holders > 1 || tests > 1
        });
        let of = |told: u64| {
            let sets: Vec<u64> = inner
                .iter()
                .enumerate()
                .filter(|(part, _)| has(told, *part))
                .map(|(_, set)| *set)
                .collect();
            Some((told, unions(&sets)?))
        };
        let (told, sets) = of(all).or_else(|| of(related)).unwrap_or((0, vec![0]));
        // Examples never crowd out what is needed.
        let shown = if told == all || inner.len() + sets.len() >= limit / 2 {
            Vec::new()
        } else {
            inner.into_iter().chain([all]).collect()
        };
        Combinations { told, sets, shown }
    }

    /// Returns texts that contain the parts of a set, and for all but a few nothing else.
    fn texts_with(&self, set: u64, ordinary: &[String]) -> impl Iterator<Item = String> {
        // Parts of other parts come with them.
        let largest: Vec<&str> = self
            .parts
            .iter()
            .enumerate()
            .filter(|(index, part)| {
                let mut others = self.parts.iter().enumerate();
                let is_within_one = others
                    .any(|(other, text)| has(set, other) && text != *part && text.contains(**part));
                has(set, *index) && !is_within_one
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
        let nice = "-_.,;/ xyz".chars();
        nice.chain('\u{a1}'..=char::MAX)
            .find(|character| !self.parts.iter().any(|part| part.contains(*character)))
            .unwrap_or(' ')
    }
}
