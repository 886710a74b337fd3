//! What can be done to a requirement tree, one node at a time.
//!
//! A tree that the requirement language accepts stays one: a quorum never asks for more parts than
//! it has, a `not` always has its part, and no change leads deeper than the engine evaluates.

use crate::draft::EditError;
use crate::spec::{MAX_REQUIREMENT_DEPTH, Requirement};

/// A change at a node of a requirement tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeOp {
    /// Puts a node into the addressed group as its last part, else beside the addressed node.
    Insert(Requirement),
    /// Puts another node in the place of the addressed one.
    Replace(Requirement),
    /// Takes the addressed node out, and with it what cannot be without it.
    Remove,
    /// Puts a copy behind the addressed node.
    Duplicate,
    /// Turns the addressed group into another kind, or wraps the addressed node in a new group.
    Group(GroupKind),
    /// Wraps the addressed node in a `not`, or takes the `not` away.
    Not,
    /// Puts the parts of the addressed node in its place.
    Unwrap,
    /// Moves the addressed node before its neighbour.
    Up,
    /// Moves the addressed node behind its neighbour.
    Down,
    /// Moves the addressed node into the group beside it.
    In,
    /// Moves the addressed node out of its group, behind it.
    Out,
    /// Asks for so many parts of the addressed quorum.
    Quorum(u8),
    /// Asks for one more part of the addressed quorum.
    More,
    /// Asks for one part fewer of the addressed quorum.
    Fewer,
}

/// A kind of group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// All parts must be true.
    All,
    /// One part must be true.
    Any,
    /// Some number of parts must be true.
    Quorum,
}

/// A tree after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The tree; none when nothing is left of it.
    pub(super) tree: Option<Requirement>,
    /// The node to look at next.
    pub(super) path: Vec<usize>,
    /// What else changed, a sentence each.
    pub(super) told: Vec<String>,
}

fn refuse<T>(why: impl Into<String>) -> Result<T, EditError> {
    Err(EditError::Node(why.into()))
}

fn no_node() -> EditError {
    EditError::Node("the requirement has no node there".to_owned())
}

/// Returns the tree after a change at a node.
///
/// # Errors
/// When it cannot be done, with the reason and a way out.
pub(super) fn run(
    tree: Option<Requirement>,
    path: &[usize],
    op: &TreeOp,
) -> Result<Outcome, EditError> {
    let Some(tree) = tree else {
        return first(op);
    };
    let before = tree.depth();
    let mut work = Work {
        tree,
        path: path.to_vec(),
        told: Vec::new(),
    };
    if work.at(path).is_none() {
        return Err(no_node());
    }
    let left = work.run(op)?;
    let depth = work.tree.depth();
    if left && depth > MAX_REQUIREMENT_DEPTH && depth > before {
        return refuse(format!(
            "that would nest {depth} levels; the engine evaluates {MAX_REQUIREMENT_DEPTH}, and a deeper gate is unknown for ever"
        ));
    }
    Ok(Outcome {
        tree: left.then_some(work.tree),
        path: work.path,
        told: work.told,
    })
}

/// Does what can be done while there is no requirement yet.
fn first(op: &TreeOp) -> Result<Outcome, EditError> {
    match op {
        TreeOp::Insert(node) | TreeOp::Replace(node) => {
            if node.depth() > MAX_REQUIREMENT_DEPTH {
                return refuse("that is deeper than the engine evaluates");
            }
            Ok(Outcome {
                tree: Some(node.clone()),
                path: Vec::new(),
                told: Vec::new(),
            })
        }
        _ => refuse("the gate has no requirement yet; insert a condition or a group first"),
    }
}

struct Work {
    tree: Requirement,
    /// The addressed node; afterwards the one to look at.
    path: Vec<usize>,
    told: Vec<String>,
}

/// Returns the parts of a group that holds a list.
fn parts_mut(node: &mut Requirement) -> Option<&mut Vec<Requirement>> {
    match node {
        Requirement::And(parts)
        | Requirement::Or(parts)
        | Requirement::RequireGroup { reqs: parts, .. } => Some(parts),
        Requirement::Not(_) | Requirement::Condition(_) => None,
    }
}

const fn is_group(node: &Requirement) -> bool {
    matches!(
        node,
        Requirement::And(_) | Requirement::Or(_) | Requirement::RequireGroup { .. }
    )
}

fn group(kind: GroupKind, parts: Vec<Requirement>) -> Requirement {
    match kind {
        GroupKind::All => Requirement::And(parts),
        GroupKind::Any => Requirement::Or(parts),
        GroupKind::Quorum => Requirement::RequireGroup {
            min: 1,
            reqs: parts,
        },
    }
}

impl Work {
    fn at(&mut self, path: &[usize]) -> Option<&mut Requirement> {
        path.iter()
            .try_fold(&mut self.tree, |node, step| match node {
                Requirement::Not(part) => (*step == 0).then_some(&mut **part),
                node => parts_mut(node)?.get_mut(*step),
            })
    }

    fn node(&mut self) -> Result<&mut Requirement, EditError> {
        let path = self.path.clone();
        self.at(&path).ok_or_else(no_node)
    }

    /// Returns the path of the parent and the position in it; none for the root.
    fn parent(&self) -> Option<(Vec<usize>, usize)> {
        let (last, above) = self.path.split_last()?;
        Some((above.to_vec(), *last))
    }

    /// Returns the list that holds the addressed node, its path, and the position in it.
    fn list(&mut self, alone: &str) -> Result<(Vec<usize>, usize), EditError> {
        let Some((above, at)) = self.parent() else {
            return refuse(alone);
        };
        if self.at(&above).is_some_and(|node| !is_group(node)) {
            return refuse("a `not` holds exactly one part; take it away or wrap the part first");
        }
        Ok((above, at))
    }

    fn parts(&mut self, path: &[usize]) -> Result<&mut Vec<Requirement>, EditError> {
        self.at(path).and_then(parts_mut).ok_or_else(no_node)
    }

    /// Keeps a quorum between one and all of its parts.
    fn settle(&mut self, path: &[usize]) {
        let Some(Requirement::RequireGroup { min, reqs }) = self.at(path) else {
            return;
        };
        let most = u8::try_from(reqs.len()).unwrap_or(u8::MAX);
        if most == 0 || (1..=most).contains(min) {
            return;
        }
        *min = (*min).clamp(1, most);
        let told = format!("the quorum now asks for {min} of {}", reqs.len());
        self.told.push(told);
    }

    /// Does it; returns whether anything is left.
    fn run(&mut self, op: &TreeOp) -> Result<bool, EditError> {
        match op {
            TreeOp::Insert(node) => self.insert(node.clone())?,
            TreeOp::Replace(node) => *self.node()? = node.clone(),
            TreeOp::Remove => return self.remove(),
            TreeOp::Duplicate => {
                let (above, at) = self.list(
                    "the whole requirement has nothing beside it; duplicate the gate instead",
                )?;
                let copy = self.node()?.clone();
                self.put(&above, at + 1, copy)?;
            }
            TreeOp::Group(kind) => self.group(*kind)?,
            TreeOp::Not => self.not()?,
            TreeOp::Unwrap => self.unwrap()?,
            TreeOp::Up => self.swap(false)?,
            TreeOp::Down => self.swap(true)?,
            TreeOp::In => self.move_in()?,
            TreeOp::Out => self.move_out()?,
            TreeOp::Quorum(wanted) => self.quorum(|_| usize::from(*wanted))?,
            TreeOp::More => self.quorum(|min| min + 1)?,
            TreeOp::Fewer => self.quorum(|min| min.saturating_sub(1))?,
        }
        Ok(true)
    }

    /// Puts a node at a position of a group and addresses it.
    fn put(&mut self, above: &[usize], at: usize, node: Requirement) -> Result<(), EditError> {
        let parts = self.parts(above)?;
        let at = at.min(parts.len());
        parts.insert(at, node);
        self.path = above.to_vec();
        self.path.push(at);
        self.settle(above);
        Ok(())
    }

    fn insert(&mut self, node: Requirement) -> Result<(), EditError> {
        let marked = self.path.clone();
        if let Some(count) = self
            .at(&marked)
            .and_then(parts_mut)
            .map(|parts| parts.len())
        {
            return self.put(&marked, count, node);
        }
        // Beside a node that a `not` holds means beside the `not`.
        let mut beside = marked;
        while let Some(last) = beside.pop() {
            if self.at(&beside).as_deref().is_some_and(is_group) {
                return self.put(&beside, last + 1, node);
            }
        }
        let old = std::mem::replace(&mut self.tree, Requirement::And(Vec::new()));
        self.tree = Requirement::And(vec![old, node]);
        self.path = vec![1];
        self.told.push("both are now parts of one `all`".to_owned());
        Ok(())
    }

    /// Takes the addressed node out; what would be left without a part goes with it.
    fn remove(&mut self) -> Result<bool, EditError> {
        loop {
            let Some((above, at)) = self.parent() else {
                return Ok(false);
            };
            let goes = match self.at(&above) {
                Some(Requirement::Not(_)) => Some("the `not` around it went with it"),
                Some(Requirement::RequireGroup { reqs, .. }) if reqs.len() == 1 => {
                    Some("the quorum went with its last part")
                }
                _ => None,
            };
            if let Some(told) = goes {
                self.told.push(told.to_owned());
                self.path = above;
                continue;
            }
            let parts = self.parts(&above)?;
            if at >= parts.len() {
                return Err(no_node());
            }
            parts.remove(at);
            let left = parts.len();
            self.settle(&above);
            self.path = above;
            if left > 0 {
                self.path.push(at.min(left - 1));
            }
            return Ok(true);
        }
    }

    fn group(&mut self, kind: GroupKind) -> Result<(), EditError> {
        let node = self.node()?;
        let same = matches!(
            (&*node, kind),
            (Requirement::And(_), GroupKind::All)
                | (Requirement::Or(_), GroupKind::Any)
                | (Requirement::RequireGroup { .. }, GroupKind::Quorum)
        );
        if same || !is_group(node) {
            let inner = std::mem::replace(node, Requirement::And(Vec::new()));
            *node = group(kind, vec![inner]);
            return Ok(());
        }
        let all = matches!(node, Requirement::And(_));
        let parts = parts_mut(node).map(std::mem::take).unwrap_or_default();
        if kind == GroupKind::Quorum {
            // What the group asked for before, so that the change alone changes nothing.
            let min = if all { parts.len() } else { 1 };
            let Ok(min) = u8::try_from(min) else {
                return refuse("a quorum asks for at most 255 parts");
            };
            if parts.is_empty() {
                return refuse("a quorum needs at least one part; insert one first");
            }
            *node = Requirement::RequireGroup { min, reqs: parts };
        } else {
            *node = group(kind, parts);
        }
        Ok(())
    }

    fn not(&mut self) -> Result<(), EditError> {
        let node = self.node()?;
        if let Requirement::Not(part) = node {
            let part = std::mem::replace(&mut **part, Requirement::And(Vec::new()));
            *node = part;
            return Ok(());
        }
        if let Some((above, _)) = self.parent()
            && let Some(Requirement::Not(_)) = self.at(&above)
        {
            self.path = above;
            return self.not();
        }
        let node = self.node()?;
        let inner = std::mem::replace(node, Requirement::And(Vec::new()));
        *node = Requirement::Not(Box::new(inner));
        Ok(())
    }

    fn unwrap(&mut self) -> Result<(), EditError> {
        let node = self.node()?;
        let count = node.children().len();
        if matches!(node, Requirement::Condition(_)) {
            return refuse("a condition has no parts; mark the group around it");
        }
        if count == 0 {
            return refuse("the group is empty; delete it instead");
        }
        if count == 1 {
            let only = if let Requirement::Not(part) = node {
                Some(std::mem::replace(&mut **part, Requirement::And(Vec::new())))
            } else {
                parts_mut(node).and_then(Vec::pop)
            };
            *node = only.ok_or_else(no_node)?;
            return Ok(());
        }
        let (above, at) =
            self.list("the whole requirement is one node; turn its group into another kind")?;
        let parts = parts_mut(self.node()?)
            .map(std::mem::take)
            .unwrap_or_default();
        self.parts(&above)?.splice(at..=at, parts);
        if let Some(Requirement::RequireGroup { min, reqs }) = self.at(&above) {
            let told = format!("the quorum now asks for {min} of {}", reqs.len());
            self.told.push(told);
        }
        Ok(())
    }

    fn swap(&mut self, down: bool) -> Result<(), EditError> {
        let (above, at) = self.list("the whole requirement has nothing beside it")?;
        let parts = self.parts(&above)?;
        let to = if down {
            Some(at + 1)
        } else {
            at.checked_sub(1)
        };
        let Some(to) = to.filter(|to| *to < parts.len()) else {
            let which = if down { "last" } else { "first" };
            return refuse(format!(
                "it is the {which} part of its group; it can move out of the group"
            ));
        };
        parts.swap(at, to);
        self.path = above;
        self.path.push(to);
        Ok(())
    }

    fn move_in(&mut self) -> Result<(), EditError> {
        let (above, at) = self.list("the whole requirement has nothing beside it")?;
        let parts = self.parts(&above)?;
        let is_group_at = |at: Option<usize>| at.and_then(|at| parts.get(at)).is_some_and(is_group);
        let (to, first) = if is_group_at(at.checked_sub(1)) {
            (at - 1, false)
        } else if is_group_at(Some(at + 1)) {
            // Taking the node out shifts the group behind it.
            (at, true)
        } else {
            return refuse("there is no group beside it; wrap its neighbour in one first");
        };
        let node = parts.remove(at);
        self.settle(&above);
        let mut inside = above;
        inside.push(to);
        let last = self.parts(&inside)?.len();
        self.put(&inside, if first { 0 } else { last }, node)
    }

    fn move_out(&mut self) -> Result<(), EditError> {
        let (above, at) = self.list("the whole requirement is in no group")?;
        let Some((last, outer)) = above.split_last() else {
            return refuse("its group is the whole requirement; wrap that in a group first");
        };
        if self.at(outer).is_some_and(|node| !is_group(node)) {
            return refuse("a `not` holds exactly one part; wrap its group first");
        }
        if self.parts(&above)?.len() == 1 {
            // A group that would be left empty goes.
            self.path.clone_from(&above);
            return self.unwrap();
        }
        let node = self.parts(&above)?.remove(at);
        self.settle(&above);
        self.put(outer, last + 1, node)
    }

    fn quorum(&mut self, wanted: impl Fn(usize) -> usize) -> Result<(), EditError> {
        let Requirement::RequireGroup { min, reqs } = self.node()? else {
            return refuse("only a quorum asks for a number of parts; make it one first");
        };
        let (now, most) = (usize::from(*min), reqs.len().min(usize::from(u8::MAX)));
        let mut wanted = wanted(now);
        if now > most && wanted < now {
            // From beyond all parts it comes back at once.
            wanted = wanted.min(most);
        }
        match u8::try_from(wanted) {
            Ok(value) if (1..=most).contains(&wanted) => {
                *min = value;
                Ok(())
            }
            _ => refuse(format!(
                "a quorum of {most} asks for at least 1 and at most {most} of them"
            )),
        }
    }
}
