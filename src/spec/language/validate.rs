//! What the requirement language wants of a tree beyond its syntax (REFERENCE §6).
//!
//! A spec is never held to these rules; a text that breaks them is refused.

use crate::spec::{MAX_REQUIREMENT_DEPTH, Requirement};

/// Which rule of the requirement language a tree breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StructureErrorKind {
    /// The tree is deeper than [`MAX_REQUIREMENT_DEPTH`].
    #[error("the requirement is deeper than {MAX_REQUIREMENT_DEPTH} levels")]
    TooDeep,
    /// A quorum asks for more parts than it has.
    #[error("the quorum asks for {min} of {parts}; it can never be met")]
    GroupMin {
        /// How many parts must be true.
        min: u8,
        /// How many parts there are.
        parts: usize,
    },
    /// A quorum with parts asks for none of them.
    #[error("the quorum asks for none of its {parts}; it always holds")]
    GroupZero {
        /// How many parts there are.
        parts: usize,
    },
}

impl StructureErrorKind {
    /// Returns the runtime's code for the error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooDeep => "validation_too_deep",
            Self::GroupMin { .. } => "validation_group_min",
            Self::GroupZero { .. } => "validation_group_zero",
        }
    }
}

/// A rule of the requirement language that a tree breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct StructureError {
    /// Which rule.
    pub kind: StructureErrorKind,
    /// JSON Pointer from the root of the tree to the node.
    pub pointer: String,
}

/// Tells whether a tree is one that the requirement language accepts.
///
/// # Errors
/// The first rule that is broken, parents before their parts and those from left to right.
pub fn validate_requirement(requirement: &Requirement) -> Result<(), StructureError> {
    let mut steps = Vec::new();
    validate(requirement, &mut steps).map_err(|kind| StructureError {
        kind,
        pointer: steps.concat(),
    })
}

/// Checks a node and what is below it; on an error, `steps` leads to the node.
fn validate(node: &Requirement, steps: &mut Vec<String>) -> Result<(), StructureErrorKind> {
    if steps.len() > MAX_REQUIREMENT_DEPTH {
        return Err(StructureErrorKind::TooDeep);
    }
    if let Requirement::RequireGroup { min, reqs } = node {
        let (min, parts) = (*min, reqs.len());
        if usize::from(min) > parts {
            return Err(StructureErrorKind::GroupMin { min, parts });
        }
        if min == 0 && parts > 0 {
            return Err(StructureErrorKind::GroupZero { parts });
        }
    }
    for (index, child) in node.children().iter().enumerate() {
        steps.push(node.child_pointer(index));
        validate(child, steps)?;
        steps.pop();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quorums_and_depth_are_held_to_the_rules() {
        let leaf = || Requirement::Condition("a".to_owned());
        let group = |min, parts: usize| Requirement::RequireGroup {
            min,
            reqs: vec![leaf(); parts],
        };
        for (tree, code) in [
            (group(0, 0), None),
            (group(2, 2), None),
            (group(3, 2), Some("validation_group_min")),
            (group(1, 0), Some("validation_group_min")),
            (group(0, 2), Some("validation_group_zero")),
        ] {
            let found = validate_requirement(&tree).err().map(|e| e.kind.code());
            assert_eq!(found, code, "{tree:?}");
        }
        let deep =
            |levels: usize| (0..levels).fold(leaf(), |tree, _| Requirement::Not(Box::new(tree)));
        assert_eq!(validate_requirement(&deep(32)), Ok(()));
        let error = validate_requirement(&deep(33)).unwrap_err();
        assert_eq!(error.kind, StructureErrorKind::TooDeep);
        assert_eq!(error.pointer, "/Not".repeat(33));
    }

    #[test]
    fn the_pointer_leads_to_the_node() {
        let bad = Requirement::RequireGroup {
            min: 2,
            reqs: vec![Requirement::Condition("a".to_owned())],
        };
        let tree = Requirement::Or(vec![Requirement::And(Vec::new()), bad]);
        assert_eq!(validate_requirement(&tree).unwrap_err().pointer, "/Or/1");
    }
}
