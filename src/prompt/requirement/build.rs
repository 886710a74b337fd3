//! Building a requirement by questions, part by part.

use crate::draft::Entity;
use crate::spec::{MAX_REQUIREMENT_NESTING, Requirement};

use super::tree::{at, read, told};
use crate::prompt::Walk;
use crate::prompt::prompter::{Answer, Ask, Leave, Opt};

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
    /// Builds the requirement from its root; going back leads through what was built.
    pub(super) fn build(&mut self, gate: &Entity, from_end: bool) -> Answer<()> {
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
            let (make, extra) = self.kind(question, now, depth, &more)?;
            match (make, extra) {
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
}
