//! How a comparator or an expected value that cannot be used is told, whoever refuses it.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Fix, Safety};
use crate::draft::{ConditionDraft, Edit, Entity, Key};
use crate::spec::{Comparator, Violation};
use crate::typing::{ComparatorChoice, ExpectedProblem, Reason, TypedSchema, describe};

/// Whose type a value has to fit.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    /// The result of the check.
    Check,
    /// The value that the data shape of the precheck offers.
    DataShape,
}

impl Subject {
    const fn misfit(self) -> &'static str {
        match self {
            Self::Check => "this is not a possible result of the check",
            Self::DataShape => "this is not a possible value in the data shape",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Check => "result",
            Self::DataShape => "value in the data shape",
        }
    }
}

/// Tells a comparator that cannot be used, with every reason and what can be used instead.
pub(super) fn comparator(choice: &ComparatorChoice, typed: &TypedSchema, at: &str) -> Diagnostic {
    let opt_in_only = choice
        .reasons
        .iter()
        .all(|reason| matches!(reason, Reason::Disabled(_) | Reason::NeedsOptIn));
    let (code, verb) = if opt_in_only {
        (Code::GW0305, "must first be switched on")
    } else {
        (Code::GW0304, "is not possible here")
    };
    let reasons: Vec<String> = choice.reasons.iter().map(ToString::to_string).collect();
    let possible: Vec<&str> = typed
        .choices()
        .iter()
        .filter(|choice| choice.is_allowed())
        .map(|choice| choice.comparator.name())
        .collect();
    Diagnostic::new(
        code,
        format!("{at}/comparator"),
        format!("`{}` {verb}: {}", choice.comparator, reasons.join("; ")),
    )
    .parameter(choice.comparator.name())
    .help(if possible.is_empty() {
        "no comparator is possible here: the contract and the type of the result exclude each other"
            .to_owned()
    } else {
        format!("possible here: {}", possible.join(", "))
    })
}

/// Tells what is wrong with the expected value of the condition at a position.
pub(super) fn expected(
    problem: &ExpectedProblem,
    condition: &ConditionDraft,
    index: usize,
    typed: &TypedSchema,
    subject: Subject,
) -> Vec<Diagnostic> {
    let at = format!("/conditions/{index}/expected");
    let domain = || {
        let what = describe(typed.schema().schema());
        format!("the {} is: {what}", subject.name())
    };
    match problem {
        ExpectedProblem::NotAccepted(comparator) => {
            let edit = Edit::Set {
                entity: Entity::Condition(Key::Index(index)),
                field: "expected".to_owned(),
                value: None,
            };
            let message = format!("`{comparator}` must not have an expected value");
            let diagnostic = Diagnostic::new(Code::GW0306, at, message)
                .parameter("superfluous")
                .help("remove `expected`, or choose a comparator that uses it")
                .fix(Fix::new("remove `expected`", Safety::Safe, &[edit]));
            vec![diagnostic]
        }
        ExpectedProblem::Required(comparator) if condition.expected.is_some() => {
            vec![null_expected(&at, *comparator)]
        }
        ExpectedProblem::Required(comparator) => {
            let message = format!("`{comparator}` needs an expected value");
            let diagnostic = Diagnostic::new(Code::GW0306, at, message).parameter("missing");
            vec![diagnostic.help(domain())]
        }
        ExpectedProblem::ArrayRequired(comparator) => {
            let message = format!("`{comparator}` needs a list of values");
            let diagnostic = Diagnostic::new(Code::GW0307, at, message).parameter("list");
            vec![diagnostic.help("write the members in brackets: [..]")]
        }
        ExpectedProblem::Invalid {
            index: member,
            violations,
        } => {
            let member = member.map(|member| format!("/{member}"));
            let at = format!("{at}{}", member.unwrap_or_default());
            by_place(violations)
                .into_iter()
                .map(|(place, violation)| {
                    let message = format!("{}: {}", subject.misfit(), violation.why);
                    Diagnostic::new(Code::GW0307, format!("{at}{place}"), message)
                        .parameter(violation.keyword)
                        .help(domain())
                })
                .collect()
        }
    }
}

fn null_expected(at: &str, comparator: Comparator) -> Diagnostic {
    Diagnostic::new(
        Code::GW0309,
        at,
        format!("a null expected value is read as none, so `{comparator}` could never be decided"),
    )
    .help("ask `exists` or `not_exists`, or have the provider report an explicit value")
}

/// Returns one violation for each place, with all that is wrong there, in the order of places.
pub(super) fn by_place(violations: &[Violation]) -> BTreeMap<String, Violation> {
    let mut places: BTreeMap<String, Violation> = BTreeMap::new();
    for violation in violations {
        match places.get_mut(&violation.pointer) {
            Some(first) => {
                first.why.push_str("; ");
                first.why.push_str(&violation.why);
            }
            None => {
                places.insert(violation.pointer.clone(), violation.clone());
            }
        }
    }
    places
}
