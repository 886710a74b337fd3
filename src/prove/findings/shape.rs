//! How a requirement is written: parts that change nothing, operators that say nothing, negated
//! absence.

use serde_json::Value;

use super::gate::{Subjects, redundant_words};
use super::mend::{Kept, edits, fix};
use super::words::with_test;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{ChildKey, Edit, Entity, Key, NodeChange};
use crate::plain::comparator_words;
use crate::spec::{Comparator, Requirement};

/// An operator that says nothing.
#[derive(Debug)]
pub(super) struct Needless {
    pub(super) pointer: String,
    pub(super) what: String,
    pub(super) cure: (Vec<usize>, NodeChange),
}

/// A quorum that is another operator, which the checks tell of.
#[derive(Debug)]
pub(super) struct Plainer {
    pub(super) pointer: String,
    pub(super) word: &'static str,
    pub(super) cure: (Vec<usize>, NodeChange),
}

/// A quorum that wants more than one vote and not all of them.
#[derive(Debug)]
pub(super) struct Quorum {
    pub(super) pointer: String,
    pub(super) path: Vec<usize>,
    pub(super) votes: usize,
    /// The conditions that the votes depend on.
    pub(super) names: Vec<String>,
}

/// A condition right below a `not`.
#[derive(Debug)]
pub(super) struct Negated {
    pub(super) path: Vec<usize>,
    pub(super) pointer: String,
    pub(super) id: String,
}

/// What a requirement looks like, as far as it is of interest.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub(super) needless: Vec<Needless>,
    pub(super) plainer: Vec<Plainer>,
    pub(super) negated: Vec<Negated>,
    pub(super) quorums: Vec<Quorum>,
}

impl Shape {
    /// Returns the shape of a requirement.
    pub(super) fn of(tree: &Requirement) -> Self {
        let mut shape = Self::default();
        shape.visit(tree, "", &mut Vec::new());
        shape
    }

    fn visit(&mut self, node: &Requirement, pointer: &str, path: &mut Vec<usize>) {
        let mut needless = |what: &str, change: NodeChange| {
            self.needless.push(Needless {
                pointer: pointer.to_owned(),
                what: what.to_owned(),
                cure: (path.clone(), change),
            });
        };
        match node {
            Requirement::And(parts) if parts.len() == 1 => {
                needless("`all` of one part is that part", NodeChange::Unwrap);
            }
            Requirement::Or(parts) if parts.len() == 1 => {
                needless("`any` of one part is that part", NodeChange::Unwrap);
            }
            Requirement::RequireGroup { min: 1, reqs } if reqs.len() == 1 => {
                needless("1 of one part is that part", NodeChange::Unwrap);
            }
            Requirement::RequireGroup { min, reqs }
                if *min > 1 && usize::from(*min) < reqs.len() =>
            {
                let names = crate::prove::gate::names(node);
                self.quorums.push(Quorum {
                    pointer: pointer.to_owned(),
                    path: path.clone(),
                    votes: reqs.len(),
                    names: names.into_iter().map(str::to_owned).collect(),
                });
            }
            Requirement::RequireGroup { min, reqs }
                if reqs.len() > 1 && (*min == 1 || usize::from(*min) == reqs.len()) =>
            {
                let (word, tree) = match min {
                    1 => ("any", Requirement::Or(reqs.clone())),
                    _ => ("all", Requirement::And(reqs.clone())),
                };
                let tree = serde_json::to_value(tree).unwrap_or(Value::Null);
                self.plainer.push(Plainer {
                    pointer: pointer.to_owned(),
                    word,
                    cure: (path.clone(), NodeChange::Replace(tree)),
                });
            }
            Requirement::Not(part) => match &**part {
                Requirement::Not(_) => {
                    let (inner, _) = within_negations(node);
                    let inner = serde_json::to_value(inner).unwrap_or(Value::Null);
                    needless(
                        "two negations in a row say nothing",
                        NodeChange::Replace(inner),
                    );
                }
                Requirement::Condition(id) => {
                    self.negated.push(Negated {
                        path: path.clone(),
                        pointer: pointer.to_owned(),
                        id: id.clone(),
                    });
                }
                _ => {}
            },
            _ => {}
        }
        // Negations in a row are told once.
        let (inner, negations) = within_negations(node);
        if negations > 0 {
            path.extend(std::iter::repeat_n(0, negations));
            let below = format!("{pointer}{}", "/Not".repeat(negations));
            self.visit(inner, &below, path);
            path.truncate(path.len() - negations);
            return;
        }
        for (index, child) in node.children().iter().enumerate() {
            path.push(index);
            let below = format!("{pointer}{}", node.child_pointer(index));
            self.visit(child, &below, path);
            path.pop();
        }
    }
}

/// Returns what stands within negations that cancel each other out, and how many these are.
fn within_negations(node: &Requirement) -> (&Requirement, usize) {
    let mut inner = node;
    let mut count = 0;
    while let Requirement::Not(part) = inner
        && let Requirement::Not(part) = &**part
    {
        inner = part;
        count += 2;
    }
    (inner, count)
}

/// Adds what is found about how the requirement of a gate is written.
pub(super) fn findings(subject: &Subjects<'_, '_>, kept: &Kept, found: &mut Vec<Diagnostic>) {
    let at = (subject.stage, subject.index);
    for spare in &kept.spare {
        // That two conditions ask the same is told of them.
        let mut twins = false;
        spare.part.for_each_condition(&mut |id| {
            let condition = subject.facts.condition(id);
            twins |= condition.is_some_and(|(at, _)| subject.facts.known.is_twin(at));
        });
        if twins {
            continue;
        }
        let mut diagnostic = super::flow::known(
            spare.strength,
            Code::GW0408,
            subject.place_of(&spare.pointer),
            redundant_words(&spare.part, &subject.name()),
        )
        .parameter(steps(&spare.path))
        .help("take it out, or mend it if it should decide something");
        if let Some(cure) = &spare.cure {
            diagnostic = diagnostic.fix(fix("take it out", &edits(cure, at)));
        }
        found.push(diagnostic);
    }
    for (needless, cure) in kept.shape.needless.iter().zip(&kept.cures) {
        let place = subject.place_of(&needless.pointer);
        let mut diagnostic = Diagnostic::new(Code::GW0412, place, &needless.what)
            .parameter(steps(&needless.cure.0))
            .help("write the part alone");
        if let Some(cure) = cure {
            diagnostic = diagnostic.fix(fix("write the part alone", &edits(cure, at)));
        }
        found.push(diagnostic);
    }
    for (plainer, cure) in kept.shape.plainer.iter().zip(&kept.plainer) {
        let Some(cure) = cure else { continue };
        let place = subject.place_of(&plainer.pointer);
        let title = format!("write it as `{}`", plainer.word);
        found.push(
            Diagnostic::new(Code::GW0406, place, &title)
                .parameter(steps(&plainer.cure.0))
                .fix(fix(title, &edits(cure, at))),
        );
    }
    for (negated, is_same) in kept.shape.negated.iter().zip(&kept.turned) {
        found.extend(subject.negated_absence(negated, *is_same));
    }
}

/// Returns the test for absence of a test for presence, and the other way round.
pub(super) const fn turned(comparator: Comparator) -> Option<Comparator> {
    match comparator {
        Comparator::Exists => Some(Comparator::NotExists),
        Comparator::NotExists => Some(Comparator::Exists),
        _ => None,
    }
}

/// Returns the way to a part as the parameter that tells findings in one text apart.
pub(super) fn steps(path: &[usize]) -> String {
    let steps: Vec<String> = path.iter().map(usize::to_string).collect();
    steps.join(".")
}

impl Subjects<'_, '_> {
    /// `is_same` tells whether the condition asked the other way is the negated one.
    fn negated_absence(&self, negated: &Negated, is_same: bool) -> Option<Diagnostic> {
        let Negated { path, pointer, id } = negated;
        let (index, condition) = self.facts.condition(id)?;
        let own = condition.comparator?;
        let other = turned(own)?;
        let mut diagnostic = Diagnostic::new(
            Code::GW0413,
            self.place_of(pointer),
            format!(
                "`not {id}` turns `{}` around: it is true when {}",
                own.name(),
                comparator_words(other)
            ),
        )
        .parameter(steps(path))
        .related(
            format!("/conditions/{index}/comparator"),
            with_test(id, Some(condition)),
        )
        .help(format!(
            "ask with `{}` and leave the `not` away",
            other.name()
        ));
        let edits = [
            Edit::Set {
                entity: Entity::Condition(Key::Index(index)),
                field: "comparator".to_owned(),
                value: Some(Value::from(other.name())),
            },
            Edit::Node {
                gate: ChildKey::Place {
                    stage: self.stage,
                    index: self.index,
                },
                path: path.clone(),
                change: NodeChange::Replace(
                    serde_json::to_value(Requirement::Condition(id.to_owned())).ok()?,
                ),
            },
        ];
        if is_same && self.facts.is_mentioned_once(id) {
            diagnostic = diagnostic.fix(fix(format!("ask with `{}`", other.name()), &edits));
        }
        Some(diagnostic)
    }
}
