//! The three-valued value of a requirement (REFERENCE §7).
//!
//! Strong Kleene logic. Every operator is a quorum over its parts: `And` wants all of them, `Or`
//! one, a group its minimum. Nothing is short-circuited, so every condition is visited.

use crate::spec::{GateOutcome, MAX_REQUIREMENT_DEPTH, Requirement};

/// A condition that was looked up while a gate was evaluated, and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitedCondition {
    /// The condition.
    pub condition_id: String,
    /// What it was found to be.
    pub outcome: GateOutcome,
}

/// The value of a gate and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateEvaluation {
    /// The value of the whole requirement.
    pub outcome: GateOutcome,
    /// Every condition visited, from left to right, repeats included.
    ///
    /// In a requirement deeper than the limit, only those before the first node that is too deep.
    pub trace: Vec<VisitedCondition>,
}

/// The value of every node of a requirement, in the shape of the requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeValue {
    /// The value of this node.
    pub outcome: GateOutcome,
    /// Whether this node, or one below it, lies deeper than the engine evaluates.
    ///
    /// Such a node is unknown, and with it the whole gate.
    pub too_deep: bool,
    /// The values of the direct parts, in order; none below a node that is too deep itself.
    pub parts: Vec<NodeValue>,
}

/// Evaluates a requirement over the outcomes of its conditions.
///
/// A condition for which `outcome_of` returns none counts as unknown. A requirement of more than
/// [`MAX_REQUIREMENT_DEPTH`] edges is unknown as a whole, whatever its other parts say.
pub fn evaluate_gate(
    requirement: &Requirement,
    outcome_of: impl Fn(&str) -> Option<GateOutcome>,
) -> GateEvaluation {
    let mut trace = Vec::new();
    let outcome = visit(requirement, 0, &mut |condition_id: &str| {
        let outcome = outcome_of(condition_id).unwrap_or(GateOutcome::Unknown);
        trace.push(VisitedCondition {
            condition_id: condition_id.to_owned(),
            outcome,
        });
        outcome
    });
    GateEvaluation {
        outcome: outcome.unwrap_or(GateOutcome::Unknown),
        trace,
    }
}

/// Returns the value of every node, for views that explain a gate.
///
/// The value of the root is the outcome of [`evaluate_gate`].
pub fn node_values(
    requirement: &Requirement,
    outcome_of: impl Fn(&str) -> Option<GateOutcome>,
) -> NodeValue {
    annotate(requirement, 0, &outcome_of)
}

/// Returns the value of a node; none once any node of it lies too deep.
fn visit(
    node: &Requirement,
    depth: usize,
    look_up: &mut impl FnMut(&str) -> GateOutcome,
) -> Option<GateOutcome> {
    if depth > MAX_REQUIREMENT_DEPTH {
        return None;
    }
    if let Requirement::Condition(condition_id) = node {
        return Some(look_up(condition_id));
    }
    let mut votes = Votes::default();
    for part in node.children() {
        votes.count(visit(part, depth + 1, look_up)?);
    }
    Some(combine(node, votes))
}

fn annotate(
    node: &Requirement,
    depth: usize,
    outcome_of: &impl Fn(&str) -> Option<GateOutcome>,
) -> NodeValue {
    if depth > MAX_REQUIREMENT_DEPTH {
        return NodeValue {
            outcome: GateOutcome::Unknown,
            too_deep: true,
            parts: Vec::new(),
        };
    }
    let parts: Vec<NodeValue> = node
        .children()
        .iter()
        .map(|part| annotate(part, depth + 1, outcome_of))
        .collect();
    let too_deep = parts.iter().any(|part| part.too_deep);
    let outcome = match node {
        _ if too_deep => GateOutcome::Unknown,
        Requirement::Condition(condition_id) => {
            outcome_of(condition_id).unwrap_or(GateOutcome::Unknown)
        }
        _ => {
            let mut votes = Votes::default();
            for part in &parts {
                votes.count(part.outcome);
            }
            combine(node, votes)
        }
    };
    NodeValue {
        outcome,
        too_deep,
        parts,
    }
}

/// How many parts of a node are true, unknown, and there at all.
#[derive(Default, Clone, Copy)]
struct Votes {
    yes: usize,
    unknown: usize,
    all: usize,
}

impl Votes {
    fn count(&mut self, outcome: GateOutcome) {
        self.yes += usize::from(outcome == GateOutcome::True);
        self.unknown += usize::from(outcome == GateOutcome::Unknown);
        self.all += 1;
    }

    /// True when enough parts are true, false when enough no longer can be.
    const fn reach(self, min: usize) -> GateOutcome {
        if self.yes >= min {
            GateOutcome::True
        } else if self.yes + self.unknown < min {
            GateOutcome::False
        } else {
            GateOutcome::Unknown
        }
    }
}

fn combine(node: &Requirement, votes: Votes) -> GateOutcome {
    match node {
        Requirement::And(_) => votes.reach(votes.all),
        Requirement::Or(_) => votes.reach(1),
        Requirement::RequireGroup { min, .. } => votes.reach(usize::from(*min)),
        Requirement::Not(_) => match votes.reach(1) {
            GateOutcome::True => GateOutcome::False,
            GateOutcome::False => GateOutcome::True,
            GateOutcome::Unknown => GateOutcome::Unknown,
        },
        // A condition has no parts: it is looked up and never combined.
        Requirement::Condition(_) => GateOutcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OUTCOMES: [GateOutcome; 3] =
        [GateOutcome::True, GateOutcome::False, GateOutcome::Unknown];

    fn leaf(id: &str) -> Requirement {
        Requirement::Condition(id.to_owned())
    }

    fn not(part: Requirement) -> Requirement {
        Requirement::Not(Box::new(part))
    }

    fn nested(depth: usize) -> Requirement {
        (0..depth).fold(leaf("a"), |tree, _| Requirement::And(vec![tree]))
    }

    fn outcome(requirement: &Requirement, values: &[GateOutcome]) -> GateOutcome {
        evaluate_gate(requirement, by_letter(values)).outcome
    }

    /// Looks up `a`, `b`, … by their place.
    fn by_letter(values: &[GateOutcome]) -> impl Fn(&str) -> Option<GateOutcome> {
        |id: &str| {
            values
                .get(usize::from(id.as_bytes().first()? - b'a'))
                .copied()
        }
    }

    #[test]
    fn empty_and_mis_sized_groups_are_constant() {
        let group = |min, parts| Requirement::RequireGroup { min, reqs: parts };
        for (requirement, expected) in [
            (Requirement::And(vec![]), GateOutcome::True),
            (Requirement::Or(vec![]), GateOutcome::False),
            (group(0, vec![]), GateOutcome::True),
            (group(0, vec![leaf("a")]), GateOutcome::True),
            (group(1, vec![]), GateOutcome::False),
            (group(2, vec![leaf("a")]), GateOutcome::False),
            (group(2, vec![leaf("a"), leaf("a")]), GateOutcome::Unknown),
        ] {
            assert_eq!(outcome(&requirement, &[]), expected, "{requirement:?}");
        }
    }

    #[test]
    fn every_condition_is_visited_even_when_the_value_is_clear() {
        let or = Requirement::Or(vec![leaf("a"), not(leaf("b")), leaf("a")]);
        let evaluation = evaluate_gate(&or, by_letter(&[GateOutcome::True]));
        assert_eq!(evaluation.outcome, GateOutcome::True);
        let seen: Vec<(&str, GateOutcome)> = evaluation
            .trace
            .iter()
            .map(|visited| (visited.condition_id.as_str(), visited.outcome))
            .collect();
        assert_eq!(
            seen,
            [
                ("a", GateOutcome::True),
                ("b", GateOutcome::Unknown),
                ("a", GateOutcome::True)
            ]
        );
    }

    #[test]
    fn one_node_too_deep_makes_the_whole_gate_unknown() {
        let all_true = [GateOutcome::True; 2];
        assert_eq!(
            outcome(&nested(MAX_REQUIREMENT_DEPTH), &all_true),
            GateOutcome::True
        );

        let gate = Requirement::Or(vec![leaf("b"), nested(MAX_REQUIREMENT_DEPTH), leaf("b")]);
        let evaluation = evaluate_gate(&gate, by_letter(&all_true));
        assert_eq!(evaluation.outcome, GateOutcome::Unknown);
        assert_eq!(evaluation.trace.len(), 1);

        let values = node_values(&gate, by_letter(&all_true));
        assert!(values.too_deep && values.outcome == GateOutcome::Unknown);
        assert!(!values.parts[0].too_deep && values.parts[0].outcome == GateOutcome::True);
        assert!(values.parts[1].too_deep);
    }

    fn any_requirement() -> impl Strategy<Value = Requirement> {
        "[a-d]"
            .prop_map(Requirement::Condition)
            .prop_recursive(4, 24, 4, |inner| {
                let parts = prop::collection::vec(inner.clone(), 0..4);
                prop_oneof![
                    parts.clone().prop_map(Requirement::And),
                    parts.clone().prop_map(Requirement::Or),
                    inner.prop_map(not),
                    (0..6_u8, parts)
                        .prop_map(|(min, reqs)| Requirement::RequireGroup { min, reqs }),
                ]
            })
    }

    fn any_values() -> impl Strategy<Value = Vec<GateOutcome>> {
        prop::collection::vec(prop::sample::select(OUTCOMES.to_vec()), 4)
    }

    proptest! {
        #[test]
        fn learning_more_never_flips_what_was_known(
            requirement in any_requirement(),
            known in any_values(),
            learnt in any_values(),
        ) {
            let before = outcome(&requirement, &known);
            let more: Vec<GateOutcome> = known
                .iter()
                .zip(&learnt)
                .map(|(old, new)| if *old == GateOutcome::Unknown { *new } else { *old })
                .collect();
            if before != GateOutcome::Unknown {
                prop_assert_eq!(outcome(&requirement, &more), before);
            }
        }

        #[test]
        fn the_laws_of_kleene_logic_hold(parts in prop::collection::vec(any_requirement(), 0..4),
            values in any_values()) {
            let negated: Vec<Requirement> = parts.iter().cloned().map(not).collect();
            let and = Requirement::And(parts.clone());
            let or = Requirement::Or(parts.clone());
            prop_assert_eq!(
                outcome(&not(and.clone()), &values),
                outcome(&Requirement::Or(negated.clone()), &values)
            );
            prop_assert_eq!(
                outcome(&not(or.clone()), &values),
                outcome(&Requirement::And(negated), &values)
            );
            prop_assert_eq!(outcome(&not(not(and.clone())), &values), outcome(&and, &values));
            let group = |min: usize| Requirement::RequireGroup {
                min: u8::try_from(min).unwrap(),
                reqs: parts.clone(),
            };
            prop_assert_eq!(outcome(&group(parts.len()), &values), outcome(&and, &values));
            prop_assert_eq!(outcome(&group(1), &values), outcome(&or, &values));
            let reversed = Requirement::And(parts.iter().rev().cloned().collect());
            prop_assert_eq!(outcome(&reversed, &values), outcome(&and, &values));
        }

        #[test]
        fn the_value_at_the_root_is_the_outcome_and_the_shape_is_kept(
            requirement in any_requirement(),
            values in any_values(),
        ) {
            let annotated = node_values(&requirement, by_letter(&values));
            prop_assert_eq!(annotated.outcome, outcome(&requirement, &values));
            prop_assert_eq!(annotated.parts.len(), requirement.children().len());
        }

        #[test]
        fn nothing_known_decides_only_constants(requirement in any_requirement()) {
            let unknown = outcome(&requirement, &[]);
            if unknown != GateOutcome::Unknown {
                prop_assert_eq!(outcome(&requirement, &[GateOutcome::True; 4]), unknown);
                prop_assert_eq!(outcome(&requirement, &[GateOutcome::False; 4]), unknown);
            }
        }
    }
}
