//! Options as a numbered list: printing them, and what a typed text picks.

use super::prompter::{Opt, Prompter};

/// Most options that are printed at once; of more, a part of a name narrows the list.
const MAX_WHOLE: usize = 24;

/// How many options are printed of a list that is too long.
const MAX_PRINTED: usize = 12;

/// Longest menu that stands in the question's own line, in characters.
const MAX_INLINE: usize = 160;

/// Options with their numbers: those that can be chosen are counted from 1, in order.
pub(super) struct Numbered<'o> {
    options: &'o [Opt],
    free: Vec<usize>,
}

/// What a typed text picks.
pub(super) enum Pick {
    One(usize),
    Refused(usize),
    Some,
    None,
}

impl<'o> Numbered<'o> {
    pub(super) fn new(options: &'o [Opt]) -> Self {
        let free = |at: &usize| options.get(*at).is_some_and(|one| one.refused.is_empty());
        Self {
            options,
            free: (0..options.len()).filter(free).collect(),
        }
    }

    pub(super) const fn count(&self) -> usize {
        self.free.len()
    }

    pub(super) fn number(&self, at: usize) -> Option<usize> {
        self.free.iter().position(|free| *free == at).map(|n| n + 1)
    }

    /// Returns question and options in one line, where they are few and short.
    pub(super) fn inline(&self, question: &str) -> Option<String> {
        let plain = |one: &Opt| one.detail.is_empty() && one.refused.is_empty();
        if !self.options.iter().all(plain) {
            return None;
        }
        let numbered = self.options.iter().enumerate();
        let words: Vec<String> = numbered
            .map(|(at, one)| format!("[{}] {}", at + 1, one.label))
            .collect();
        let line = format!("{question} {}", words.join("  "));
        (line.chars().count() <= MAX_INLINE).then_some(line)
    }

    pub(super) fn pick(&mut self, text: &str) -> Pick {
        if text == "*" {
            return Pick::Some;
        }
        let number = text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        if let Some(at) = number.and_then(|at| self.free.get(at)) {
            return Pick::One(*at);
        }
        let wanted = text.to_lowercase();
        let same = |one: &Opt| one.label.to_lowercase() == wanted;
        if let Some(at) = self.options.iter().position(same) {
            return match self.number(at) {
                Some(_) => Pick::One(at),
                None => Pick::Refused(at),
            };
        }
        let mut with = self
            .options
            .iter()
            .enumerate()
            .filter(|(_, one)| has(one, &wanted));
        match (with.next(), with.next()) {
            (None, _) => Pick::None,
            (Some((at, one)), None) if !one.refused.is_empty() => Pick::Refused(at),
            _ => Pick::Some,
        }
    }

    /// Prints the options, or those that a text is part of.
    pub(super) fn print<P: Prompter + ?Sized>(&self, to: &mut P, part: Option<&str>) {
        let all = part == Some("*");
        let wanted = part.filter(|_| !all).map(str::to_lowercase);
        let fits = |one: &Opt| wanted.as_ref().is_none_or(|wanted| has(one, wanted));
        let mut shown: Vec<(usize, &Opt)> = Vec::new();
        for (number, at) in self.free.iter().enumerate() {
            shown.extend(
                self.options
                    .get(*at)
                    .filter(|one| fits(one))
                    .map(|one| (number, one)),
            );
        }
        let most = match shown.len() {
            count if all || count <= MAX_WHOLE => count,
            _ => MAX_PRINTED,
        };
        for (number, one) in shown.iter().take(most) {
            let colon = if one.detail.is_empty() { "" } else { ": " };
            let line = format!("[{}] {}{colon}{}", number + 1, one.label, one.detail);
            to.say(&line.replace('\n', " "));
        }
        if shown.len() > most {
            to.print(&format!(
                "and {} more; type a part of a name to see fewer, * to see all.",
                shown.len() - most
            ));
        }
        let refused = |one: &&Opt| !one.refused.is_empty() && fits(one);
        let mut refused: Vec<&Opt> = self.options.iter().filter(refused).collect();
        let count = refused.len();
        refused.truncate(if all { count } else { MAX_WHOLE });
        let told = refused.len();
        // What has the same reasons against it is told in one line.
        for same in refused.chunk_by(|one, other| one.refused == other.refused) {
            let labels: Vec<&str> = same.iter().map(|one| one.label.as_str()).collect();
            let reasons = same
                .first()
                .map_or_else(String::new, |one| one.refused.join("; "));
            let line = format!("not possible: {}: {reasons}", labels.join(", "));
            to.say(&line.replace('\n', " "));
        }
        if count > told {
            to.print(&format!("and {} more that are not possible.", count - told));
        }
    }
}

/// Tells whether a text is part of what an option is called or means.
fn has(one: &Opt, wanted: &str) -> bool {
    [&one.label, &one.detail]
        .iter()
        .any(|text| text.to_lowercase().contains(wanted))
}
