//! Boolean functions as reduced ordered decision diagrams, within a budget.
//!
//! Two functions are equal exactly when their nodes are. Nothing here calls itself, so that depth
//! costs memory only, and a function that grows too far ends in [`OverBudget`].

use std::collections::HashMap;
#[cfg(test)]
use std::collections::{BTreeSet, HashSet};

pub(crate) use super::nodes::OverBudget;
use super::nodes::{Entry, Mixed, Nodes};

/// A function in one [`Bdd`]; it means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Node(u32);

impl Node {
    /// The function that is never true.
    pub(crate) const FALSE: Self = Self(0);
    /// The function that is always true.
    pub(crate) const TRUE: Self = Self(1);
}

/// Boolean functions over numbered variables; smaller numbers are asked first.
///
/// An operation that ends in [`OverBudget`] leaves everything made before it valid.
#[derive(Debug)]
pub(crate) struct Bdd {
    nodes: Nodes,
    answers: HashMap<Question, Node, Mixed>,
}

/// "If this function holds, then that one, else the other."
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Question {
    condition: Node,
    then: Node,
    otherwise: Node,
}

/// A question whose two smaller questions, without its first variable, are being answered.
struct Open {
    question: Question,
    var: u32,
    low: Option<Node>,
}

enum Reduced {
    Answer(Node),
    Ask(Question, u32),
}

impl Bdd {
    /// Returns a diagram in which `budget` nodes may be made, in at most 16 steps of work for each.
    pub(crate) fn new(budget: usize) -> Self {
        Self {
            nodes: Nodes::new(budget),
            answers: HashMap::default(),
        }
    }

    /// Returns the function that is true when the variable is.
    pub(crate) fn literal(&mut self, var: u32) -> Result<Node, OverBudget> {
        self.make(var, Node::FALSE, Node::TRUE)
    }

    /// Returns the opposite.
    pub(crate) fn not(&mut self, a: Node) -> Result<Node, OverBudget> {
        self.ite(a, Node::FALSE, Node::TRUE)
    }

    /// Returns whether both hold.
    pub(crate) fn and(&mut self, a: Node, b: Node) -> Result<Node, OverBudget> {
        self.ite(a, b, Node::FALSE)
    }

    /// Returns whether at least one holds.
    pub(crate) fn or(&mut self, a: Node, b: Node) -> Result<Node, OverBudget> {
        self.ite(a, Node::TRUE, b)
    }

    /// Returns `then` where the condition holds and `otherwise` elsewhere.
    pub(crate) fn ite(
        &mut self,
        condition: Node,
        then: Node,
        otherwise: Node,
    ) -> Result<Node, OverBudget> {
        let mut open: Vec<Open> = Vec::new();
        let mut question = Question {
            condition,
            then,
            otherwise,
        };
        loop {
            let mut answer = loop {
                self.nodes.step()?;
                let (asked, var) = match self.reduce(question) {
                    Reduced::Answer(node) => break node,
                    Reduced::Ask(asked, var) => (asked, var),
                };
                if let Some(node) = self.answers.get(&asked) {
                    break *node;
                }
                open.push(Open {
                    question: asked,
                    var,
                    low: None,
                });
                question = self.given(asked, var, false);
            };
            loop {
                let Some(last) = open.pop() else {
                    return Ok(answer);
                };
                let Some(low) = last.low else {
                    question = self.given(last.question, last.var, true);
                    open.push(Open {
                        low: Some(answer),
                        ..last
                    });
                    break;
                };
                answer = self.make(last.var, low, answer)?;
                self.answers.insert(last.question, answer);
            }
        }
    }

    /// Returns whether all parts hold; literals cost one step each.
    pub(crate) fn all(
        &mut self,
        parts: impl IntoIterator<Item = Node>,
    ) -> Result<Node, OverBudget> {
        let mut whole = Node::TRUE;
        for part in self.last_first(parts) {
            whole = self.and(part, whole)?;
        }
        Ok(whole)
    }

    /// Returns whether at least one part holds; literals cost one step each.
    #[cfg(test)]
    pub(crate) fn any(
        &mut self,
        parts: impl IntoIterator<Item = Node>,
    ) -> Result<Node, OverBudget> {
        let mut whole = Node::FALSE;
        for part in self.last_first(parts) {
            whole = self.or(part, whole)?;
        }
        Ok(whole)
    }

    /// Returns whether at least `min` of the parts hold, where a repeated part counts as often.
    ///
    /// Literals cost steps and nodes in the order of `min` times the parts.
    pub(crate) fn at_least(&mut self, min: usize, parts: &[Node]) -> Result<Node, OverBudget> {
        if parts.len() < min {
            return Ok(Node::FALSE);
        }
        let mut sorted = parts.to_vec();
        sorted.sort_by_key(|part| std::cmp::Reverse(self.nodes.level(part.0)));
        // The cell at `k - 1` says that at least `k` of the parts taken so far hold.
        let mut cells = vec![Node::FALSE; min];
        for (taken, part) in sorted.into_iter().enumerate() {
            let to_come = parts.len() - taken - 1;
            let mut below = Node::TRUE;
            for (k, cell) in (1..=taken + 1).zip(&mut cells) {
                let before = *cell;
                // Fewer than this would not suffice, even if all parts to come held.
                if k + to_come >= min {
                    *cell = self.ite(part, below, before)?;
                }
                below = before;
            }
        }
        Ok(cells.last().copied().unwrap_or(Node::TRUE))
    }

    /// Returns the function that remains once the variable has this value.
    pub(crate) fn assign(&mut self, node: Node, var: u32, value: bool) -> Result<Node, OverBudget> {
        let level = u64::from(var);
        let mut after: HashMap<u32, Node, Mixed> = HashMap::default();
        for number in self.nodes.above(level, node.0) {
            self.nodes.step()?;
            if let Some(entry) = self.nodes.entry(number) {
                let [low, high] = [entry.low, entry.high].map(|child| {
                    let kept = after.get(&child).copied();
                    kept.unwrap_or_else(|| self.child(Node(child), var, value))
                });
                let made = self.make(entry.var, low, high)?;
                after.insert(number, made);
            }
        }
        let whole = after.get(&node.0).copied();
        Ok(whole.unwrap_or_else(|| self.child(node, var, value)))
    }

    /// Tells whether `b` holds wherever `a` does; makes no node and ends at the first exception.
    #[cfg(test)]
    pub(crate) fn implies(&mut self, a: Node, b: Node) -> Result<bool, OverBudget> {
        let mut seen: HashSet<(Node, Node), Mixed> = HashSet::default();
        let mut waiting = vec![(a, b)];
        while let Some((a, b)) = waiting.pop() {
            if a == Node::FALSE || b == Node::TRUE || a == b || !seen.insert((a, b)) {
                continue;
            }
            self.nodes.step()?;
            // Any other function is sometimes true and sometimes false.
            if a == Node::TRUE || b == Node::FALSE {
                return Ok(false);
            }
            let parts = [a, b].map(|node| self.parts(node).map(|(var, _, _)| var));
            if let Some(var) = parts.into_iter().flatten().min() {
                waiting.extend(
                    [false, true]
                        .map(|value| (self.child(a, var, value), self.child(b, var, value))),
                );
            }
        }
        Ok(true)
    }

    /// Returns values that make the function true, with the fewest variables true; `None` if none do.
    ///
    /// Of several with equally few the one whose true variables come first. Variables ascend, and
    /// those left out are free. The work is linear in the nodes below `node`.
    pub(crate) fn solution(&self, node: Node) -> Option<Vec<(u32, bool)>> {
        let mut fewest: HashMap<u32, usize, Mixed> = HashMap::default();
        fewest.insert(Node::TRUE.0, 0);
        for number in self.nodes.above(u64::MAX, node.0) {
            if let Some(entry) = self.nodes.entry(number) {
                let low = fewest.get(&entry.low).copied();
                let high = fewest.get(&entry.high).map(|trues| trues + 1);
                if let Some(trues) = low.into_iter().chain(high).min() {
                    fewest.insert(number, trues);
                }
            }
        }
        fewest.get(&node.0)?;
        let mut values = Vec::new();
        let mut at = node;
        while let Some((var, low, high)) = self.parts(at) {
            // On a tie the true variable is taken, because it comes before all that follow.
            let value = match (fewest.get(&low.0), fewest.get(&high.0)) {
                (Some(low), Some(high)) => high < low,
                (low, _) => low.is_none(),
            };
            values.push((var, value));
            at = if value { high } else { low };
        }
        Some(values)
    }

    /// Returns the variables that the function depends on.
    #[cfg(test)]
    pub(crate) fn support(&self, node: Node) -> BTreeSet<u32> {
        let numbers = self.nodes.above(u64::MAX, node.0);
        numbers
            .into_iter()
            .filter_map(|number| self.nodes.entry(number))
            .map(|entry| entry.var)
            .collect()
    }

    /// Tells whether the function is true for these values.
    pub(crate) fn evaluate(&self, node: Node, value_of: impl Fn(u32) -> bool) -> bool {
        let mut at = node;
        while let Some((var, low, high)) = self.parts(at) {
            at = if value_of(var) { high } else { low };
        }
        at == Node::TRUE
    }

    /// Returns the first variable, and what remains when it is false and when it is true.
    ///
    /// `None` for the constants.
    pub(crate) fn parts(&self, node: Node) -> Option<(u32, Node, Node)> {
        let entry = self.nodes.entry(node.0)?;
        Some((entry.var, Node(entry.low), Node(entry.high)))
    }

    /// Returns what the function asks for, as nodes without the constants, children before parents.
    pub(super) fn reached(&self, node: Node) -> Vec<Node> {
        let numbers = self.nodes.above(u64::MAX, node.0);
        numbers.into_iter().map(Node).collect()
    }

    /// Returns how many nodes were made.
    #[cfg(test)]
    pub(crate) fn size(&self) -> usize {
        self.nodes.made()
    }

    fn make(&mut self, var: u32, low: Node, high: Node) -> Result<Node, OverBudget> {
        if low == high {
            return Ok(low);
        }
        let (low, high) = (low.0, high.0);
        self.nodes.make(Entry { var, low, high }).map(Node)
    }

    /// Returns what remains of a function that asks nothing before `var`.
    fn child(&self, node: Node, var: u32, value: bool) -> Node {
        match self.parts(node) {
            Some((first, _, high)) if first == var && value => high,
            Some((first, low, _)) if first == var => low,
            _ => node,
        }
    }

    fn given(&self, question: Question, var: u32, value: bool) -> Question {
        Question {
            condition: self.child(question.condition, var, value),
            then: self.child(question.then, var, value),
            otherwise: self.child(question.otherwise, var, value),
        }
    }

    /// Answers a question that needs no smaller ones, or gives it the one form that is remembered.
    fn reduce(&self, question: Question) -> Reduced {
        let Question {
            mut condition,
            mut then,
            mut otherwise,
        } = question;
        if then == condition {
            then = Node::TRUE;
        }
        if otherwise == condition {
            otherwise = Node::FALSE;
        }
        if condition == Node::TRUE || then == otherwise {
            return Reduced::Answer(then);
        }
        if condition == Node::FALSE {
            return Reduced::Answer(otherwise);
        }
        if then == Node::TRUE && otherwise == Node::FALSE {
            return Reduced::Answer(condition);
        }
        // "And" and "or" do not care which side comes first.
        if otherwise == Node::FALSE && then < condition {
            std::mem::swap(&mut condition, &mut then);
        } else if then == Node::TRUE && otherwise < condition {
            std::mem::swap(&mut condition, &mut otherwise);
        }
        let first = [condition, then, otherwise]
            .into_iter()
            .filter_map(|node| self.nodes.entry(node.0))
            .map(|entry| entry.var)
            .min();
        let asked = Question {
            condition,
            then,
            otherwise,
        };
        first.map_or(Reduced::Answer(condition), |var| Reduced::Ask(asked, var))
    }

    /// Returns the different parts, those that ask the last variables first.
    ///
    /// Each then stands above what was made before it, which keeps the work small.
    fn last_first(&self, parts: impl IntoIterator<Item = Node>) -> Vec<Node> {
        let mut parts: Vec<Node> = parts.into_iter().collect();
        parts.sort_by_key(|part| (std::cmp::Reverse(self.nodes.level(part.0)), *part));
        parts.dedup();
        parts
    }
}

#[cfg(test)]
pub(super) mod tests;
