//! The requirement tree (RET) of a gate (REFERENCE §1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Deepest requirement that the engine evaluates, counted in edges from the root.
///
/// A deeper gate is unknown for ever (REFERENCE §7).
pub const MAX_REQUIREMENT_DEPTH: usize = 32;

/// How conditions combine into the three-valued value of a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Requirement {
    /// True when every part is true; with no part, always true.
    And(Vec<Requirement>),
    /// True when some part is true; with no part, always false.
    Or(Vec<Requirement>),
    /// Swaps true and false; unknown stays unknown.
    Not(Box<Requirement>),
    /// A quorum: true when at least `min` of the parts are true.
    RequireGroup {
        /// How many parts must be true.
        min: u8,
        /// The parts that count towards the quorum.
        reqs: Vec<Requirement>,
    },
    /// The value of one condition.
    Condition(String),
}

impl Requirement {
    /// Returns the direct parts of this node, in order.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        match self {
            Self::And(parts) | Self::Or(parts) | Self::RequireGroup { reqs: parts, .. } => parts,
            Self::Not(part) => std::slice::from_ref(part),
            Self::Condition(_) => &[],
        }
    }

    /// Returns the number of edges on the longest way from this node to a leaf.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.children()
            .iter()
            .map(|child| child.depth() + 1)
            .max()
            .unwrap_or(0)
    }

    /// Calls `visit` with every condition id below this node, from left to right.
    pub fn for_each_condition<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        if let Self::Condition(id) = self {
            visit(id);
        }
        for child in self.children() {
            child.for_each_condition(visit);
        }
    }

    /// Returns the JSON Pointer step from this node to its child `index`, such as `/And/2`.
    ///
    /// Empty for a condition, which has no child.
    #[must_use]
    pub fn child_pointer(&self, index: usize) -> String {
        match self {
            Self::And(_) => format!("/And/{index}"),
            Self::Or(_) => format!("/Or/{index}"),
            Self::Not(_) => "/Not".to_owned(),
            Self::RequireGroup { .. } => format!("/RequireGroup/reqs/{index}"),
            Self::Condition(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_edges_and_conditions_come_from_left_to_right() {
        let leaf = |id: &str| Requirement::Condition(id.to_owned());
        let tree = Requirement::And(vec![
            leaf("a"),
            Requirement::Not(Box::new(Requirement::RequireGroup {
                min: 1,
                reqs: vec![leaf("b"), leaf("a")],
            })),
        ]);
        assert_eq!(tree.depth(), 3);
        assert_eq!(leaf("a").depth(), 0);
        let mut seen = Vec::new();
        tree.for_each_condition(&mut |id| seen.push(id.to_owned()));
        assert_eq!(seen, ["a", "b", "a"]);
    }

    #[test]
    fn a_node_with_two_operators_is_refused() {
        let both = serde_json::from_str::<Requirement>(r#"{"And": [], "Or": []}"#);
        assert!(both.is_err());
        let extra = serde_json::from_str::<Requirement>(
            r#"{"RequireGroup": {"min": 1, "reqs": [], "max": 2}}"#,
        );
        assert!(extra.is_err());
    }
}
