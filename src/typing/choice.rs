//! Every comparator, allowed or refused with all its reasons (REFERENCE §3).

use std::fmt;

use serde_json::Value;

use crate::spec::Comparator;

use super::class::{Permission, TypeClass};
use super::classify::{Typing, classify, own_comparators};
use super::refusal::SchemaRefusal;

/// The server's settings that switch families of comparators on; all off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Toggles {
    /// `enable_lexicographic`: the four orderings of strings.
    pub lexicographic: bool,
    /// `enable_deep_equals`: comparison of arrays and objects part by part.
    pub deep_equals: bool,
}

/// One of the settings that switch comparators on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toggle {
    /// `enable_lexicographic`.
    Lexicographic,
    /// `enable_deep_equals`.
    DeepEquals,
}

impl Toggle {
    /// Returns the name of the setting.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lexicographic => "enable_lexicographic",
            Self::DeepEquals => "enable_deep_equals",
        }
    }
}

impl fmt::Display for Toggle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Toggles {
    /// Returns the setting that keeps this comparator off; none when it is on or needs none.
    #[must_use]
    pub const fn missing_for(self, comparator: Comparator) -> Option<Toggle> {
        if comparator.is_lexicographic() && !self.lexicographic {
            Some(Toggle::Lexicographic)
        } else if comparator.is_deep() && !self.deep_equals {
            Some(Toggle::DeepEquals)
        } else {
            None
        }
    }
}

/// One reason why a comparator cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The contract does not list it; the only reason that is not of the strict rules.
    #[error("the contract of the check does not list it")]
    NotInContract,
    /// A setting of the server keeps it off.
    #[error("`{0}` is off in the server's settings")]
    Disabled(Toggle),
    /// The type never allows it.
    #[error("it cannot compare a value of type {0}")]
    Forbidden(TypeClass),
    /// The type allows it only where the schema itself lists it.
    #[error("the result schema must list it in `x-decision-gate.allowed_comparators`")]
    NeedsOptIn,
    /// The schema lists its own comparators, and this is not among them.
    #[error("the result schema's own `x-decision-gate.allowed_comparators` does not list it")]
    NotInOverride,
    /// The schema is refused for every comparator.
    #[error("{0}")]
    Schema(SchemaRefusal),
}

impl Reason {
    /// Tells whether the strict rules give this reason, and not the contract's list.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        !matches!(self, Self::NotInContract)
    }

    /// Returns the runtime's code for the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotInContract => "comparator_not_allowed",
            Self::Disabled(_) => "comparator_disabled",
            Self::Forbidden(_) => "comparator_forbidden",
            Self::NeedsOptIn => "comparator_opt_in_required",
            Self::NotInOverride => "comparator_not_in_override",
            Self::Schema(refusal) => refusal.code(),
        }
    }
}

/// A comparator, with everything that stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparatorChoice {
    /// The comparator.
    pub comparator: Comparator,
    /// Why it cannot be used; empty when it can.
    ///
    /// The contract's list comes first, then the strict reasons in the runtime's order.
    pub reasons: Vec<Reason>,
}

impl ComparatorChoice {
    /// Tells whether the comparator can be used.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the reasons of the strict rules; the first is the runtime's verdict.
    pub fn strict_reasons(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.is_strict())
    }
}

/// Returns what stands against each comparator where several schemas must all allow it.
///
/// So it is for a condition that both a provider's check and a data shape's property answer: each
/// comparator has the reasons of all, every reason once.
#[must_use]
pub fn combined(choices: &[&[ComparatorChoice; 16]]) -> [ComparatorChoice; 16] {
    Comparator::ALL.map(|comparator| {
        let mut reasons: Vec<Reason> = Vec::new();
        for reason in choices
            .iter()
            .flat_map(|one| &one[comparator as usize].reasons)
        {
            if !reasons.contains(reason) {
                reasons.push(reason.clone());
            }
        }
        ComparatorChoice {
            comparator,
            reasons,
        }
    })
}

/// The strict rules of one schema, before it is known whether it compiles.
pub(super) struct Rules {
    typing: Typing,
    own: Option<Vec<Comparator>>,
    toggles: Toggles,
}

impl Rules {
    /// Reads the rules of a schema: its own list, its classes, then each entry of the list.
    pub(super) fn of(schema: &Value, toggles: Toggles) -> Result<Self, SchemaRefusal> {
        let own = own_comparators(schema)?;
        let typing = classify(schema)?;
        for comparator in own.iter().flatten().copied() {
            if let Some(toggle) = toggles.missing_for(comparator) {
                return Err(SchemaRefusal::OverrideDisabled { comparator, toggle });
            }
            if typing.permission(comparator).0 == Permission::Forbidden {
                return Err(SchemaRefusal::OverrideForbidden(comparator));
            }
        }
        Ok(Self {
            typing,
            own,
            toggles,
        })
    }

    pub(super) const fn typing(&self) -> &Typing {
        &self.typing
    }

    /// Returns every strict reason against a comparator, the runtime's verdict first.
    pub(super) fn reasons(&self, comparator: Comparator) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if let Some(toggle) = self.toggles.missing_for(comparator) {
            reasons.push(Reason::Disabled(toggle));
        }
        match (self.typing.permission(comparator), &self.own) {
            ((Permission::Forbidden, Some(class)), _) => reasons.push(Reason::Forbidden(class)),
            ((Permission::OptIn, _), None) => reasons.push(Reason::NeedsOptIn),
            _ => {}
        }
        if self
            .own
            .as_ref()
            .is_some_and(|own| !own.contains(&comparator))
        {
            reasons.push(Reason::NotInOverride);
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_reason_is_given_in_the_runtimes_order() {
        let schema =
            json!({"type": "integer", "x-decision-gate": {"allowed_comparators": ["equals"]}});
        let rules = Rules::of(&schema, Toggles::default()).unwrap();
        assert_eq!(
            rules.reasons(Comparator::LexLessThan),
            [
                Reason::Disabled(Toggle::Lexicographic),
                Reason::Forbidden(TypeClass::Integer),
                Reason::NotInOverride,
            ]
        );
        assert_eq!(rules.reasons(Comparator::Equals), []);
    }

    #[test]
    fn opt_in_is_asked_for_only_where_there_is_no_list() {
        let all = Toggles {
            lexicographic: true,
            deep_equals: true,
        };
        let listed =
            json!({"type": "string", "x-decision-gate": {"allowed_comparators": ["equals"]}});
        for (schema, reason) in [
            (json!({"type": "string"}), Reason::NeedsOptIn),
            (listed, Reason::NotInOverride),
        ] {
            let rules = Rules::of(&schema, all).unwrap();
            assert_eq!(rules.reasons(Comparator::LexLessThan), [reason]);
        }
    }

    #[test]
    fn entries_of_the_list_are_judged_one_by_one() {
        let listing = |names: &[&str]| json!({"type": "boolean", "x-decision-gate": {"allowed_comparators": names}});
        for (names, code) in [
            (vec!["contains", "deep_equals"], "override_forbidden"),
            (vec!["deep_equals", "contains"], "override_disabled"),
            (vec!["equals", "Equals"], "override_invalid"),
            (vec![], "override_empty"),
        ] {
            let refusal = Rules::of(&listing(&names), Toggles::default()).err();
            assert_eq!(refusal.map(|r| r.code()), Some(code), "{names:?}");
        }
    }
}
