//! What a gate requires: built by questions, or typed in the language of requirements.

mod build;
mod tree;

use serde_json::Value;

use crate::draft::Entity;
use crate::plain::passes_when;
use crate::prove::words::{blocks_summary, gate_summary};
use crate::prove::{Can, Gap};
use crate::session::tree::gate_place;
use crate::spec::{Requirement, parse_requirement_with, print_requirement};

use super::prompter::{Answer, Ask, Leave, Line, Opt};
use super::{Walk, sentence_of};
use tree::{is_tree, read, replace, slot, text_of};

pub(super) use tree::requirement_words;

const HELP: &str = "A gate is true when its requirement is true. It combines conditions: all of \
                    them, any of them, at least so many of them, or not. As text it reads like \
                    `tests_ok and at_least(2, alice, bob, carol) and not frozen`.";

impl Walk<'_> {
    /// Asks for the requirement of a gate; every part that is answered is kept at once.
    pub(super) fn requirement(&mut self, gate: &Entity, from_end: bool) -> Answer<()> {
        let mut resume = from_end;
        loop {
            let now = read(self.session.draft(), gate);
            self.say(&format!(
                "requirement: {}",
                requirement_words(self.session.draft(), gate)
            ));
            let mut options = vec![
                Opt::new("build it by questions"),
                Opt::new("type it as text"),
            ];
            let keep = options.len();
            let start = now.is_some().then_some(keep);
            options.push(Opt::new(match now {
                Some(_) => "keep it as it is",
                None => "leave it for later",
            }));
            let answer = match self.choose_help("How?", &options, start.or(Some(0)))? {
                0 => self.build(gate, resume),
                1 => self.type_it(gate),
                _ => return Ok(()),
            };
            match answer {
                Err(Leave::Back) => resume = false,
                Err(Leave::Quit) => return Err(Leave::Quit),
                Ok(()) => {
                    self.tell_whole(gate);
                    return Ok(());
                }
            }
        }
    }

    fn choose_help(
        &mut self,
        question: &str,
        options: &[Opt],
        start: Option<usize>,
    ) -> Answer<usize> {
        loop {
            if let Some(at) = self.prompter.choose(question, options, start, HELP)? {
                return Ok(at);
            }
        }
    }

    fn type_it(&mut self, gate: &Entity) -> Answer<()> {
        let slot = slot(gate);
        loop {
            let text = text_of(self.session.draft(), gate);
            let ids: Vec<String> = self.ids();
            let ask = Ask {
                question: "requirement as text",
                start: text.as_deref(),
                help: HELP,
            };
            let line = self.prompter.line(ask, &mut |typed| {
                let known = |id: &str| ids.iter().any(|known| known == id);
                parse_requirement_with(typed, &known)
                    .map(|_| ())
                    .map_err(|error| {
                        let before = typed.get(..error.range.start).unwrap_or_default();
                        let column = before.chars().count() + 1;
                        format!("at character {column}, {error}")
                    })
            })?;
            let value = match line {
                Line::Keep => return Ok(()),
                Line::Clear => None,
                Line::Text(text) => {
                    let is_tree = is_tree(self.session.draft(), gate);
                    let value = parse_requirement_with(&text, &|_| true)
                        .ok()
                        .filter(|_| is_tree)
                        .and_then(|parsed| serde_json::to_value(parsed.tree).ok());
                    Some(value.unwrap_or_else(|| Value::from(text)))
                }
            };
            match self.session.set(&slot, value) {
                Ok(told) => {
                    self.say_all(&told);
                    return Ok(());
                }
                Err(error) => self.say(&format!("That will not do: {error}.")),
            }
        }
    }

    /// Returns in how many ways a gate passes and what makes it fail; nothing while it is unfinished.
    fn proved_of(&self, gate: &Entity) -> Vec<String> {
        let Entity::Gate(key) = gate else {
            return Vec::new();
        };
        let place = gate_place(self.session.draft(), key).zip(self.session.proof());
        let found = place.and_then(|((stage, index), proof)| proof.gates.get(stage)?.get(index));
        let Some(proof) = found.filter(|proof| proof.passes != Can::Open(Gap::Unfinished)) else {
            return Vec::new();
        };
        let mut words = vec![format!("proved: {}", gate_summary(proof))];
        let blocks = blocks_summary(proof).filter(|_| proof.constant.is_none());
        words.extend(blocks.map(|blocks| format!("it fails with {blocks}")));
        words
    }

    fn ids(&self) -> Vec<String> {
        let conditions = self.session.draft().conditions().iter();
        conditions
            .filter_map(|one| one.condition_id.clone())
            .collect()
    }

    /// Puts a node at a path, behind the last part where there is none yet, and tells the whole.
    fn put(&mut self, gate: &Entity, path: &[usize], node: Requirement) {
        let before = read(self.session.draft(), gate);
        let after = match (before.clone(), path) {
            (None, _) | (Some(_), []) => node,
            (Some(mut root), path) => {
                replace(&mut root, path, Some(node));
                root
            }
        };
        self.write(gate, before.as_ref(), &after);
    }

    fn take_out(&mut self, gate: &Entity, path: &[usize]) {
        let before = read(self.session.draft(), gate);
        if let Some(mut root) = before.clone() {
            replace(&mut root, path, None);
            self.write(gate, before.as_ref(), &root);
        }
    }

    fn write(&mut self, gate: &Entity, before: Option<&Requirement>, after: &Requirement) {
        if before != Some(after) {
            let is_tree = is_tree(self.session.draft(), gate);
            let text = print_requirement(after).ok().filter(|_| !is_tree);
            let value = text.map(Value::from);
            let value = value.or_else(|| serde_json::to_value(after).ok());
            // Half of a requirement is not worth a complaint, so faults are told at the end.
            if let Err(error) = self.session.set(&slot(gate), value) {
                self.say(&format!("That will not do: {error}."));
            }
        }
        self.tell_requirement(gate);
    }

    fn tell_requirement(&mut self, gate: &Entity) {
        let words = requirement_words(self.session.draft(), gate);
        self.say(&format!("So far: {words}"));
    }

    /// Tells what the whole requirement means, and what is wrong with it.
    fn tell_whole(&mut self, gate: &Entity) {
        if let Some(tree) = read(self.session.draft(), gate) {
            self.say(&format!("The gate passes when: {}.", passes_when(&tree)));
        }
        for words in self.proved_of(gate) {
            self.say(&sentence_of(&words));
        }
        self.tell_faults(&slot(gate));
    }
}
