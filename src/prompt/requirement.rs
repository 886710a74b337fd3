//! What a gate requires: built by questions, or typed in the language of requirements.

use serde_json::Value;

use crate::draft::{Entity, RequirementDraft, ScenarioDraft, Slot};
use crate::plain::passes_when;
use crate::spec::{
    MAX_REQUIREMENT_NESTING, Requirement, parse_requirement_with, print_requirement,
};

use super::Walk;
use super::prompter::{Answer, Ask, Leave, Line, Opt};

/// Longest requirement that is told in one line, in characters.
const MAX_TOLD: usize = 400;

const HELP: &str = "A gate is true when its requirement is true. It combines conditions: all of \
                    them, any of them, at least so many of them, or not. As text it reads like \
                    `tests_ok and at_least(2, alice, bob, carol) and not frozen`.";

/// How a part of a requirement is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    Condition,
    All,
    Any,
    AtLeast,
    Not,
}

impl Make {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Condition, "one condition"),
        (Self::All, "all of several"),
        (Self::Any, "any of several"),
        (Self::AtLeast, "at least n of several"),
        (Self::Not, "not"),
    ];

    const fn of(node: &Requirement) -> Self {
        match node {
            Requirement::Condition(_) => Self::Condition,
            Requirement::And(_) => Self::All,
            Requirement::Or(_) => Self::Any,
            Requirement::RequireGroup { .. } => Self::AtLeast,
            Requirement::Not(_) => Self::Not,
        }
    }
}

/// What is done about one part of a group.
enum Part {
    Node(Requirement),
    Out,
    Enough,
}

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

    /// Builds the requirement from its root; going back leads through what was built.
    fn build(&mut self, gate: &Entity, from_end: bool) -> Answer<()> {
        let mut from_end = from_end;
        loop {
            if !from_end {
                let now = read(self.session.draft(), gate);
                let node = self.make("What must hold?", now.as_ref(), 0)?;
                self.put(gate, &[], node);
            }
            match self.fill(gate, &mut Vec::new(), from_end) {
                Err(Leave::Back) => from_end = false,
                answer => return answer,
            }
        }
    }

    /// Asks for the parts of the group at a path, and for those of the groups within.
    fn fill(&mut self, gate: &Entity, path: &mut Vec<usize>, from_end: bool) -> Answer<()> {
        let parts = match at(read(self.session.draft(), gate).as_ref(), path) {
            None | Some(Requirement::Condition(_)) if from_end => return Err(Leave::Back),
            None | Some(Requirement::Condition(_)) => return Ok(()),
            Some(Requirement::Not(_)) => {
                path.push(0);
                let answer = self.fill(gate, path, from_end);
                path.pop();
                return answer;
            }
            Some(group) => group.children().len(),
        };
        let mut index = if from_end { parts } else { 0 };
        loop {
            let root = read(self.session.draft(), gate);
            let Some(group) = at(root.as_ref(), path) else {
                return Ok(());
            };
            let now = group.children().get(index).cloned();
            let name = match group {
                Requirement::RequireGroup { min, .. } => format!("at least {min} of"),
                Requirement::Or(_) => "any of".to_owned(),
                _ => "all of".to_owned(),
            };
            let question = format!("Part {} of `{name}`?", index + 1);
            path.push(index);
            let answer = self.part(gate, path, &question, now.as_ref());
            path.pop();
            match answer {
                Ok(Some(next)) => index = next,
                Ok(None) => return Ok(()),
                Err(Leave::Back) if index > 0 => index -= 1,
                Err(leave) => return Err(leave),
            }
        }
    }

    /// Asks for one part of a group; returns which part comes next, none when it is enough.
    fn part(
        &mut self,
        gate: &Entity,
        path: &mut Vec<usize>,
        question: &str,
        now: Option<&Requirement>,
    ) -> Answer<Option<usize>> {
        let index = path.last().copied().unwrap_or_default();
        let mut now = now.cloned();
        loop {
            match self.part_node(question, now.as_ref(), path.len())? {
                Part::Enough => return Ok(None),
                Part::Out => {
                    self.take_out(gate, path);
                    return Ok(Some(index));
                }
                Part::Node(node) => {
                    self.put(gate, path, node.clone());
                    match self.fill(gate, path, false) {
                        Ok(()) => return Ok(Some(index + 1)),
                        Err(Leave::Quit) => return Err(Leave::Quit),
                        Err(Leave::Back) => now = Some(node),
                    }
                }
            }
        }
    }

    fn part_node(
        &mut self,
        question: &str,
        now: Option<&Requirement>,
        depth: usize,
    ) -> Answer<Part> {
        let mut more = vec![Opt::new("that is all")];
        if now.is_some() {
            more.push(Opt::new("take this part out"));
        }
        loop {
            let (made, extra) = self.kind(question, now, depth, &more)?;
            match (made, extra) {
                (_, Some(0)) => return Ok(Part::Enough),
                (_, Some(_)) => return Ok(Part::Out),
                (make, None) => match self.node(make, now, depth) {
                    Err(Leave::Back) => {}
                    node => return node.map(Part::Node),
                },
            }
        }
    }

    /// Asks for a node; groups come empty, or with the parts that they have already.
    fn make(
        &mut self,
        question: &str,
        now: Option<&Requirement>,
        depth: usize,
    ) -> Answer<Requirement> {
        loop {
            let (make, _) = self.kind(question, now, depth, &[])?;
            match self.node(make, now, depth) {
                Err(Leave::Back) => {}
                node => return node,
            }
        }
    }

    /// Asks how a part is made; what stands there now is what Enter takes.
    fn kind(
        &mut self,
        question: &str,
        now: Option<&Requirement>,
        depth: usize,
        more: &[Opt],
    ) -> Answer<(Make, Option<usize>)> {
        let deepest = depth + 1 >= MAX_REQUIREMENT_NESTING;
        let mut options: Vec<Opt> = Make::ALL
            .iter()
            .map(|(make, label)| {
                let mut option = Opt::new(*label);
                if deepest && *make != Make::Condition {
                    option.refused = vec![format!(
                        "a requirement nests no deeper than {MAX_REQUIREMENT_NESTING}"
                    )];
                }
                option
            })
            .collect();
        options.extend_from_slice(more);
        let start = match now {
            Some(now) => Make::ALL
                .iter()
                .position(|(make, _)| *make == Make::of(now)),
            None => Some(0),
        };
        let question = match now {
            Some(now) => format!("{question} It is: {}", told(now)),
            None => question.to_owned(),
        };
        let at = self.choose_help(&question, &options, start)?;
        Ok(match Make::ALL.get(at) {
            Some((make, _)) => (*make, None),
            None => (Make::Condition, Some(at - Make::ALL.len())),
        })
    }

    fn node(&mut self, make: Make, now: Option<&Requirement>, depth: usize) -> Answer<Requirement> {
        let parts =
            now.filter(|now| !matches!(now, Requirement::Condition(_) | Requirement::Not(_)));
        let parts = parts.map_or_else(Vec::new, |group| group.children().to_vec());
        Ok(match make {
            Make::Condition => Requirement::Condition(self.condition(now)?),
            Make::All => Requirement::And(parts),
            Make::Any => Requirement::Or(parts),
            Make::AtLeast => Requirement::RequireGroup {
                min: self.minimum(now)?,
                reqs: parts,
            },
            Make::Not => {
                let inner = match now {
                    Some(Requirement::Not(inner)) => Some(inner.as_ref()),
                    _ => None,
                };
                Requirement::Not(Box::new(self.make(
                    "What must not hold?",
                    inner,
                    depth + 1,
                )?))
            }
        })
    }

    fn condition(&mut self, now: Option<&Requirement>) -> Answer<String> {
        let ids = self.ids();
        let options: Vec<Opt> = self
            .session
            .draft()
            .conditions()
            .iter()
            .filter_map(|one| {
                Some(Opt {
                    label: one.condition_id.clone()?,
                    detail: crate::plain::short(one),
                    ..Opt::default()
                })
            })
            .collect();
        if options.is_empty() {
            self.say("There is no condition yet. Add one in step 2, Conditions.");
            return Err(Leave::Back);
        }
        let start = match now {
            Some(Requirement::Condition(id)) => ids.iter().position(|known| known == id),
            _ => None,
        };
        let at = self.choose_help("Which condition?", &options, start)?;
        ids.get(at).cloned().ok_or(Leave::Back)
    }

    fn minimum(&mut self, now: Option<&Requirement>) -> Answer<u8> {
        let start = match now {
            Some(Requirement::RequireGroup { min, .. }) => min.to_string(),
            _ => "1".to_owned(),
        };
        let ask = Ask {
            question: "How many must hold?",
            start: Some(&start),
            help: "So many of the parts must be true. A whole number from 1 to 255.",
        };
        let mut min = start.parse().unwrap_or(1);
        self.prompter.line(ask, &mut |typed| {
            min = (typed.trim().parse().ok())
                .filter(|min| *min > 0)
                .ok_or("give a whole number from 1 to 255")?;
            Ok(())
        })?;
        Ok(min)
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
        self.tell_faults(&slot(gate));
    }
}

/// Tells whether a requirement that a text could say is written as a tree.
fn is_tree(draft: &ScenarioDraft, gate: &Entity) -> bool {
    matches!(
        written(draft, gate),
        Some(RequirementDraft::Tree(tree)) if print_requirement(tree).is_ok()
    )
}

fn slot(gate: &Entity) -> Slot {
    Slot::field(gate.clone(), "requirement")
}

fn written<'d>(draft: &'d ScenarioDraft, gate: &Entity) -> Option<&'d RequirementDraft> {
    let pointer = crate::draft::entity_pointer(draft, gate)?;
    let mut numbers = pointer.split('/').filter_map(|step| step.parse().ok());
    let (stage, gate): (usize, usize) = (numbers.next()?, numbers.next()?);
    let gate = draft.stages().get(stage)?.gates().get(gate)?;
    gate.requirement.as_ref()
}

/// Returns the requirement of a gate; none while there is none that can be read.
fn read(draft: &ScenarioDraft, gate: &Entity) -> Option<Requirement> {
    let tree = written(draft, gate)?.tree().ok()?;
    Some(tree.into_owned())
}

/// Returns the requirement as the author would type it; none when no text says it.
fn text_of(draft: &ScenarioDraft, gate: &Entity) -> Option<String> {
    match written(draft, gate)? {
        RequirementDraft::Text(text) => Some(text.clone()),
        RequirementDraft::Tree(tree) => print_requirement(tree).ok(),
    }
}

/// Returns what a gate requires, in one line.
pub(super) fn requirement_words(draft: &ScenarioDraft, gate: &Entity) -> String {
    match written(draft, gate) {
        None => "open".to_owned(),
        Some(RequirementDraft::Text(text)) => cut(text),
        Some(RequirementDraft::Tree(tree)) => told(tree),
    }
}

fn told(node: &Requirement) -> String {
    cut(&print_requirement(node).unwrap_or_else(|_| calls(node)))
}

/// Returns a requirement as calls, for what the language cannot say, such as a group half built.
fn calls(node: &Requirement) -> String {
    let name = match node {
        Requirement::Condition(id) => return id.clone(),
        Requirement::Not(part) => return format!("not {}", calls(part)),
        Requirement::And(_) => "all(".to_owned(),
        Requirement::Or(_) => "any(".to_owned(),
        Requirement::RequireGroup { min, .. } => format!("at_least({min}, "),
    };
    let parts: Vec<String> = node.children().iter().map(calls).collect();
    format!("{name}{})", parts.join(", "))
}

fn cut(text: &str) -> String {
    let mut letters = text.chars().map(|c| if c == '\n' { ' ' } else { c });
    let mut head: String = letters.by_ref().take(MAX_TOLD).collect();
    if letters.next().is_some() {
        head.push('…');
    }
    head
}

fn at<'r>(root: Option<&'r Requirement>, path: &[usize]) -> Option<&'r Requirement> {
    let mut node = root?;
    for index in path {
        node = node.children().get(*index)?;
    }
    Some(node)
}

/// Puts another node at a path, or takes the one there out of its group.
fn replace(root: &mut Requirement, path: &[usize], node: Option<Requirement>) {
    let Some((first, rest)) = path.split_first() else {
        if let Some(node) = node {
            *root = node;
        }
        return;
    };
    match root {
        Requirement::Not(inner) => replace(inner, rest, node),
        Requirement::And(parts)
        | Requirement::Or(parts)
        | Requirement::RequireGroup { reqs: parts, .. } => match (parts.get_mut(*first), node) {
            (Some(part), node) if !rest.is_empty() => replace(part, rest, node),
            (Some(part), Some(node)) => *part = node,
            (Some(_), None) => {
                parts.remove(*first);
            }
            (None, Some(node)) if rest.is_empty() => parts.push(node),
            (None, _) => {}
        },
        Requirement::Condition(_) => {}
    }
}
