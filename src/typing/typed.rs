//! One result schema with all its answers (REFERENCE §2.3 and §3).

use std::sync::Arc;

use serde_json::Value;

use crate::spec::{Comparator, SchemaFault, ValueSchema};

use super::choice::{ComparatorChoice, Reason, Rules, Toggles};
use super::class::TypeClass;
use super::expected::{ExpectedProblem, ExpectedRule, problems};
use super::refusal::SchemaRefusal;

/// One problem that the strict rules find in a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrictProblem {
    /// The result schema is refused for every comparator.
    #[error("{0}")]
    Schema(SchemaRefusal),
    /// The comparator cannot be used.
    #[error("`{comparator}` cannot be used: {reason}")]
    Comparator {
        /// The comparator.
        comparator: Comparator,
        /// One of the reasons.
        reason: Reason,
    },
    /// The expected value is wrong.
    #[error("{0}")]
    Expected(ExpectedProblem),
}

impl StrictProblem {
    /// Returns the runtime's code for the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Schema(refusal) => refusal.code(),
            Self::Comparator { reason, .. } => reason.code(),
            Self::Expected(problem) => problem.code(),
        }
    }
}

/// One problem that the contract of a check finds in a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapabilityProblem {
    /// The result schema cannot be used, so the contract would not load.
    #[error("the result schema cannot be used: {0}")]
    Schema(SchemaFault),
    /// The expected value is wrong.
    #[error("{0}")]
    Expected(ExpectedProblem),
    /// The contract does not list the comparator.
    #[error("the contract of the check does not list `{0}`")]
    ComparatorNotAllowed(Comparator),
}

impl CapabilityProblem {
    /// Returns the runtime's code for the problem.
    ///
    /// The capability layer has one code for whatever is wrong with an expected value.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema_compile_failed",
            Self::Expected(_) => "expected_invalid",
            Self::ComparatorNotAllowed(_) => "comparator_not_allowed",
        }
    }
}

/// A result schema with the choices that it leaves.
///
/// All that does not depend on a condition is worked out once, when it is made; a condition then
/// costs the validation of its expected value.
#[derive(Debug, Clone)]
pub struct TypedSchema {
    schema: Arc<ValueSchema>,
    classes: Vec<TypeClass>,
    nullable: bool,
    refusal: Option<SchemaRefusal>,
    choices: [ComparatorChoice; 16],
}

impl TypedSchema {
    /// Returns the choices of a schema under a contract's list and the server's settings.
    ///
    /// `contract` is the check's `allowed_comparators`; none where no contract is involved, as in
    /// a data shape. The schema is compiled if it was not yet.
    #[must_use]
    pub fn new(
        schema: Arc<ValueSchema>,
        contract: Option<&[Comparator]>,
        toggles: Toggles,
    ) -> Self {
        let rules = Rules::of(schema.schema(), toggles);
        let refusal = match &rules {
            Err(refusal) => Some(refusal.clone()),
            Ok(_) => schema
                .compile()
                .err()
                .map(|fault| SchemaRefusal::SchemaCompile(fault.clone())),
        };
        let choices = Comparator::ALL.map(|comparator| {
            let mut reasons = Vec::new();
            if contract.is_some_and(|listed| !listed.contains(&comparator)) {
                reasons.push(Reason::NotInContract);
            }
            if let Ok(rules) = &rules {
                reasons.extend(rules.reasons(comparator));
            }
            reasons.extend(refusal.clone().map(Reason::Schema));
            ComparatorChoice {
                comparator,
                reasons,
            }
        });
        let (classes, nullable) = rules.map_or_else(
            |_| (Vec::new(), false),
            |rules| (rules.typing().classes.clone(), rules.typing().nullable),
        );
        Self {
            schema,
            classes,
            nullable,
            refusal,
            choices,
        }
    }

    /// Returns the schema.
    #[must_use]
    pub const fn schema(&self) -> &Arc<ValueSchema> {
        &self.schema
    }

    /// Returns the type classes that a value may have; none when the schema cannot be typed.
    ///
    /// With several, a comparator must suit them all.
    #[must_use]
    pub fn classes(&self) -> &[TypeClass] {
        &self.classes
    }

    /// Tells whether null is accepted beside the classes.
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Returns why the schema is refused for every comparator, if it is.
    #[must_use]
    pub const fn refusal(&self) -> Option<&SchemaRefusal> {
        self.refusal.as_ref()
    }

    /// Returns all comparators in canonical order, each allowed or refused with its reasons.
    #[must_use]
    pub const fn choices(&self) -> &[ComparatorChoice; 16] {
        &self.choices
    }

    /// Returns what stands against one comparator.
    #[must_use]
    pub const fn choice(&self, comparator: Comparator) -> &ComparatorChoice {
        &self.choices[comparator as usize]
    }

    /// Returns what a comparator takes as its expected value.
    #[must_use]
    pub const fn expected_rule(&self, comparator: Comparator) -> ExpectedRule {
        ExpectedRule::of(comparator)
    }

    /// Returns all problems of the strict rules, the runtime's verdict first; none when it accepts.
    ///
    /// An expected null counts as none. The contract's list plays no part here.
    #[must_use]
    pub fn check(&self, comparator: Comparator, expected: Option<&Value>) -> Vec<StrictProblem> {
        let mut found: Vec<StrictProblem> = self
            .choice(comparator)
            .strict_reasons()
            .map(|reason| match reason {
                Reason::Schema(refusal) => StrictProblem::Schema(refusal.clone()),
                reason => StrictProblem::Comparator {
                    comparator,
                    reason: reason.clone(),
                },
            })
            .collect();
        if let Ok(problems) = problems(&self.schema, comparator, expected) {
            found.extend(problems.into_iter().map(StrictProblem::Expected));
        }
        found
    }

    /// Returns all problems that the contract finds, the runtime's verdict first.
    ///
    /// The expected value is looked at before the comparator (REFERENCE §2.3). An expected null
    /// counts as none.
    #[must_use]
    pub fn capability(
        &self,
        comparator: Comparator,
        expected: Option<&Value>,
    ) -> Vec<CapabilityProblem> {
        let mut found = match problems(&self.schema, comparator, expected) {
            Err(fault) => vec![CapabilityProblem::Schema(fault.clone())],
            Ok(problems) => problems
                .into_iter()
                .map(CapabilityProblem::Expected)
                .collect(),
        };
        if self
            .choice(comparator)
            .reasons
            .contains(&Reason::NotInContract)
        {
            found.push(CapabilityProblem::ComparatorNotAllowed(comparator));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn typed(schema: Value, contract: Option<&[Comparator]>) -> TypedSchema {
        TypedSchema::new(
            Arc::new(ValueSchema::new(schema)),
            contract,
            Toggles::default(),
        )
    }

    fn codes(problems: &[StrictProblem]) -> Vec<&'static str> {
        problems.iter().map(StrictProblem::code).collect()
    }

    #[test]
    fn all_problems_of_a_condition_are_listed_the_verdict_first() {
        let integer = typed(json!({"type": "integer", "maximum": 9}), None);
        for (comparator, expected, found) in [
            (Comparator::Equals, json!(5.0), vec![]),
            (Comparator::Exists, json!(null), vec![]),
            (Comparator::InSet, json!([]), vec![]),
            (Comparator::Equals, json!(null), vec!["expected_required"]),
            (Comparator::Exists, json!(1), vec!["expected_not_accepted"]),
            (Comparator::InSet, json!(1), vec!["expected_array_required"]),
            (
                Comparator::InSet,
                json!([1, 10, "x"]),
                vec!["expected_invalid", "expected_invalid"],
            ),
            (
                Comparator::LexLessThan,
                json!("x"),
                vec![
                    "comparator_disabled",
                    "comparator_forbidden",
                    "expected_invalid",
                ],
            ),
        ] {
            let problems = integer.check(comparator, Some(&expected));
            assert_eq!(codes(&problems), found, "{comparator} {expected}");
        }
    }

    #[test]
    fn a_schema_that_does_not_compile_is_told_after_the_comparator() {
        let broken = typed(json!({"type": "integer", "minimum": "x"}), None);
        assert_eq!(
            codes(&broken.check(Comparator::Equals, None)),
            ["schema_compile", "expected_required"]
        );
        assert_eq!(
            codes(&broken.check(Comparator::Contains, Some(&json!(1)))),
            ["comparator_forbidden", "schema_compile"]
        );
    }

    #[test]
    fn capability_looks_at_the_expected_value_before_the_contract() {
        let typed = typed(json!({"type": "string"}), Some(&[Comparator::Exists]));
        let codes: Vec<&str> = typed
            .capability(Comparator::Equals, Some(&json!(1)))
            .iter()
            .map(CapabilityProblem::code)
            .collect();
        assert_eq!(codes, ["expected_invalid", "comparator_not_allowed"]);
        assert!(typed.capability(Comparator::Exists, None).is_empty());
        let choice = typed.choice(Comparator::Equals);
        assert_eq!(choice.reasons, [Reason::NotInContract]);
        assert_eq!(choice.strict_reasons().count(), 0);
        assert!(typed.choice(Comparator::Exists).is_allowed());
    }

    #[test]
    fn choices_stand_in_canonical_order() {
        let choices = typed(json!({"type": "object"}), None);
        for (choice, comparator) in choices.choices().iter().zip(Comparator::ALL) {
            assert_eq!(choice.comparator, comparator);
            assert_eq!(choices.choice(comparator), choice);
        }
    }

    #[test]
    fn a_check_and_a_property_must_both_allow_a_comparator() {
        let check = typed(
            json!({"type": "integer"}),
            Some(&[Comparator::Equals, Comparator::Exists]),
        );
        let property = typed(json!({"type": "string"}), None);
        let both = crate::typing::combined(&[check.choices(), property.choices()]);
        let allowed: Vec<Comparator> = both
            .iter()
            .filter(|c| c.is_allowed())
            .map(|c| c.comparator)
            .collect();
        assert_eq!(allowed, [Comparator::Equals, Comparator::Exists]);
        let greater = &both[Comparator::GreaterThan as usize].reasons;
        assert_eq!(
            greater.len(),
            2,
            "the contract's list and the property's type: {greater:?}"
        );
    }
}
