//! Dominators of a directed graph: what every path from the root goes through.
//!
//! Semidominators with path compression, then nearest common ancestors in the tree of the search.
//! Without recursion, so a chain of any length is fine.

/// A node that no path from the root reaches, or the root itself, has no dominator.
const NONE: usize = usize::MAX;

/// The immediate dominator of every node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dominators {
    parents: Vec<usize>,
}

impl Dominators {
    /// Works out the dominators of a graph, given the successors of every node.
    pub(super) fn of(successors: &[Vec<usize>], root: usize) -> Self {
        let search = Search::of(successors, root);
        let count = search.order.len();
        // From here on nodes go by their number in the search.
        let mut tree = search.parents.clone();
        let mut forest = Forest {
            parents: search.parents,
            labels: (0..count).collect(),
            semi: (0..count).collect(),
            stack: Vec::new(),
        };
        for node in (1..count).rev() {
            let mut semi = tree[node];
            for before in &search.predecessors[node] {
                semi = semi.min(forest.least(*before, node));
            }
            forest.semi[node] = semi;
        }
        for node in 1..count {
            let mut parent = tree[node];
            while parent > forest.semi[node] {
                parent = tree[parent];
            }
            tree[node] = parent;
        }
        let mut parents = vec![NONE; successors.len()];
        for node in 1..count {
            parents[search.order[node]] = search.order[tree[node]];
        }
        Self { parents }
    }

    /// Returns the strict dominators of a node, the nearest first; none where nothing leads.
    pub(super) fn above(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |node: &usize| self.parents.get(*node).copied().filter(|at| *at != NONE);
        std::iter::successors(up(&node), up)
    }
}

/// A depth-first search; nodes go by the order in which they are found.
struct Search {
    order: Vec<usize>,
    parents: Vec<usize>,
    predecessors: Vec<Vec<usize>>,
}

impl Search {
    fn of(successors: &[Vec<usize>], root: usize) -> Self {
        let mut numbers = vec![NONE; successors.len()];
        let mut search = Self {
            order: Vec::new(),
            parents: Vec::new(),
            predecessors: Vec::new(),
        };
        let mut open = vec![(root, 0)];
        while let Some((node, parent)) = open.pop() {
            let number = search.order.len();
            if numbers[node] != NONE {
                continue;
            }
            numbers[node] = number;
            search.order.push(node);
            search.parents.push(parent);
            open.extend(successors[node].iter().rev().map(|next| (*next, number)));
        }
        search.predecessors = vec![Vec::new(); search.order.len()];
        for (number, node) in search.order.iter().enumerate() {
            for next in &successors[*node] {
                search.predecessors[numbers[*next]].push(number);
            }
        }
        search
    }
}

/// The nodes that have their semidominator, as a forest that is compressed while it is asked.
struct Forest {
    parents: Vec<usize>,
    /// Of every node the one with the least semidominator on the compressed way above it.
    labels: Vec<usize>,
    semi: Vec<usize>,
    stack: Vec<usize>,
}

impl Forest {
    /// Returns the least semidominator from a node up to where the forest ends at `linked`.
    fn least(&mut self, node: usize, linked: usize) -> usize {
        let mut at = node;
        // A node up to `linked` has no semidominator yet and stands for itself.
        while at > linked && self.parents[at] > linked {
            self.stack.push(at);
            at = self.parents[at];
        }
        while let Some(below) = self.stack.pop() {
            if self.semi[self.labels[at]] < self.semi[self.labels[below]] {
                self.labels[below] = self.labels[at];
            }
            self.parents[below] = self.parents[at];
            at = below;
        }
        self.semi[self.labels[at]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tells what is reached from the root without going through a node.
    fn reached(successors: &[Vec<usize>], without: Option<usize>) -> Vec<bool> {
        let mut seen = vec![false; successors.len()];
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            if Some(node) != without && !std::mem::replace(&mut seen[node], true) {
                open.extend(&successors[node]);
            }
        }
        seen
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_dominator_is_what_no_path_avoids(
            edges in prop::collection::vec((0..9_usize, 0..9_usize), 0..24)
        ) {
            let mut successors = vec![Vec::new(); 9];
            for (from, to) in edges {
                successors[from].push(to);
            }
            let dominators = Dominators::of(&successors, 0);
            let all = reached(&successors, None);
            for node in 0..9 {
                let above: Vec<usize> = dominators.above(node).collect();
                let mut told = above.clone();
                told.sort_unstable();
                let expected: Vec<usize> = (0..9)
                    .filter(|other| *other != node && all[node])
                    .filter(|other| !reached(&successors, Some(*other))[node])
                    .collect();
                prop_assert_eq!(&told, &expected, "{:?} of {}", successors, node);
                // The nearest comes first: each is dominated by those after it.
                for pair in above.windows(2) {
                    prop_assert!(dominators.above(pair[0]).any(|up| up == pair[1]));
                }
            }
        }
    }

    #[test]
    fn a_long_chain_and_a_long_way_back_need_no_stack() {
        let count = 200_000;
        let mut successors: Vec<Vec<usize>> = (1..=count).map(|next| vec![next]).collect();
        successors.push(vec![count / 2]);
        let dominators = Dominators::of(&successors, 0);
        assert_eq!(dominators.above(count).count(), count);
        assert_eq!(dominators.above(0).count(), 0);
    }
}
