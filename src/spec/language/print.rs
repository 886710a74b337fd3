//! From the requirement tree to the shortest text that reads back to it.

use super::lexer::shown;
use super::validate::{StructureError, validate_requirement};
use super::{MAX_REQUIREMENT_NESTING, OPERATOR_WORDS};
use crate::spec::Requirement;

/// Why a tree cannot be written as text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// A condition's id is outside the alphabet of the language.
    #[error(
        "the requirement language cannot write the id `{}`; use letters, digits and `_`, not \
         starting with a digit", shown(.0)
    )]
    Id(String),
    /// A condition's id is an operator of the language.
    #[error("the requirement language reads the id `{0}` as an operator; choose another id")]
    ReservedId(String),
    /// The language refuses the tree itself.
    #[error("the requirement language cannot express this tree: {0}")]
    Structure(StructureError),
    /// A quorum without parts; the language wants at least one.
    #[error("the requirement language cannot write a quorum without parts")]
    EmptyQuorum,
    /// The text would need more than [`MAX_REQUIREMENT_NESTING`] levels of parentheses and calls.
    #[error("the text would nest deeper than {MAX_REQUIREMENT_NESTING} levels")]
    NestingTooDeep,
}

/// Tells whether the requirement language can write a condition's id.
#[must_use]
pub fn is_printable_id(id: &str) -> bool {
    check_id(id).is_ok()
}

/// Returns the shortest readable text of a tree; reading it gives the same tree.
///
/// It uses the words `and`, `or`, `not`, and calls only where no operator can say it.
///
/// # Errors
/// Why the language cannot express the tree; a spec can hold trees that no text can.
pub fn print_requirement(requirement: &Requirement) -> Result<String, PrintError> {
    validate_requirement(requirement).map_err(PrintError::Structure)?;
    let mut printer = Printer {
        text: String::new(),
        nesting: 0,
    };
    printer.print(requirement, Place::Open)?;
    Ok(printer.text)
}

/// What surrounds a node, which decides whether it needs parentheses; the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The root, or an argument of a call.
    Open,
    /// A part of an `or` chain.
    InOr,
    /// A part of an `and` chain.
    InAnd,
    /// Behind `not`.
    InNot,
}

struct Printer {
    text: String,
    nesting: usize,
}

impl Printer {
    fn print(&mut self, node: &Requirement, place: Place) -> Result<(), PrintError> {
        match node {
            Requirement::Condition(id) => {
                check_id(id)?;
                self.text.push_str(id);
                Ok(())
            }
            Requirement::Not(part) => {
                self.text.push_str("not ");
                self.print(part, Place::InNot)
            }
            Requirement::And(parts) if parts.len() < 2 => self.call("all(", parts),
            Requirement::Or(parts) if parts.len() < 2 => self.call("any(", parts),
            Requirement::And(parts) => self.chain(parts, " and ", Place::InAnd, place),
            Requirement::Or(parts) => self.chain(parts, " or ", Place::InOr, place),
            Requirement::RequireGroup { reqs, .. } if reqs.is_empty() => {
                Err(PrintError::EmptyQuorum)
            }
            Requirement::RequireGroup { min, reqs } => {
                self.call(&format!("at_least({min}, "), reqs)
            }
        }
    }

    /// Prints parts between an operator, in parentheses where it would join what surrounds it.
    fn chain(
        &mut self,
        parts: &[Requirement],
        operator: &str,
        inner: Place,
        outer: Place,
    ) -> Result<(), PrintError> {
        let parenthesised = outer >= inner;
        if parenthesised {
            self.open("(")?;
        }
        self.list(parts, operator, inner)?;
        if parenthesised {
            self.close();
        }
        Ok(())
    }

    fn call(&mut self, opening: &str, parts: &[Requirement]) -> Result<(), PrintError> {
        self.open(opening)?;
        self.list(parts, ", ", Place::Open)?;
        self.close();
        Ok(())
    }

    fn list(
        &mut self,
        parts: &[Requirement],
        separator: &str,
        place: Place,
    ) -> Result<(), PrintError> {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.text.push_str(separator);
            }
            self.print(part, place)?;
        }
        Ok(())
    }

    fn open(&mut self, opening: &str) -> Result<(), PrintError> {
        if self.nesting == MAX_REQUIREMENT_NESTING {
            return Err(PrintError::NestingTooDeep);
        }
        self.nesting += 1;
        self.text.push_str(opening);
        Ok(())
    }

    fn close(&mut self) {
        self.nesting -= 1;
        self.text.push(')');
    }
}

fn check_id(id: &str) -> Result<(), PrintError> {
    let starts_well = id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts_well || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        Err(PrintError::Id(id.to_owned()))
    } else if OPERATOR_WORDS.contains(&id) {
        Err(PrintError::ReservedId(id.to_owned()))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse_requirement;
    use super::*;
    use proptest::prelude::*;

    fn leaf(id: &str) -> Requirement {
        Requirement::Condition(id.to_owned())
    }

    #[test]
    fn text_is_normalised_to_its_shortest_form() {
        for (text, printed) in [
            ("((a))", "a"),
            ("a && b || !c", "a and b or not c"),
            ("a and (b or c)", "a and (b or c)"),
            ("a and (b and c)", "a and (b and c)"),
            ("(a or b) or c", "(a or b) or c"),
            ("not (a && b)", "not (a and b)"),
            ("!!a", "not not a"),
            ("all(a, b)", "a and b"),
            ("all(a)", "all(a)"),
            ("any()", "any()"),
            ("not all()", "not all()"),
            ("require_group(2 a || b, c)", "at_least(2, a or b, c)"),
            ("all and any()", "all and any()"),
        ] {
            let tree = parse_requirement(text).unwrap().tree;
            assert_eq!(print_requirement(&tree), Ok(printed.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_no_text_can_say_is_refused_by_name() {
        for id in ["a-b", "", "1a", "é", "a b"] {
            assert_eq!(
                print_requirement(&leaf(id)),
                Err(PrintError::Id(id.to_owned()))
            );
            assert!(!is_printable_id(id));
        }
        for id in ["and", "or", "not"] {
            assert_eq!(
                print_requirement(&leaf(id)),
                Err(PrintError::ReservedId(id.to_owned()))
            );
        }
        assert!(is_printable_id("all"));
        let empty = Requirement::RequireGroup {
            min: 0,
            reqs: Vec::new(),
        };
        assert_eq!(print_requirement(&empty), Err(PrintError::EmptyQuorum));
        let none = Requirement::RequireGroup {
            min: 0,
            reqs: vec![leaf("a")],
        };
        assert!(matches!(
            print_requirement(&none),
            Err(PrintError::Structure(_))
        ));
    }

    #[test]
    fn nesting_beyond_the_limit_is_refused() {
        let nested = |root: Requirement| (0..32).fold(root, |tree, _| Requirement::And(vec![tree]));
        assert!(print_requirement(&nested(leaf("a"))).is_ok());
        assert_eq!(
            print_requirement(&nested(Requirement::And(Vec::new()))),
            Err(PrintError::NestingTooDeep)
        );
    }

    fn tree() -> impl Strategy<Value = Requirement> {
        let id = prop_oneof![
            prop::sample::select(vec!["all", "any", "at_least", "require_group", "nota", "_"])
                .prop_map(str::to_owned),
            "[A-Za-z_][A-Za-z0-9_]{0,4}".prop_filter("an id", |id| is_printable_id(id)),
        ];
        id.prop_map(Requirement::Condition)
            .prop_recursive(8, 48, 4, |inner| {
                let parts = prop::collection::vec(inner.clone(), 0..4);
                let members = prop::collection::vec(inner.clone(), 1..4);
                prop_oneof![
                    parts.clone().prop_map(Requirement::And),
                    parts.prop_map(Requirement::Or),
                    inner.prop_map(|part| Requirement::Not(Box::new(part))),
                    (members, any::<prop::sample::Index>()).prop_map(|(reqs, index)| {
                        let min = u8::try_from(index.index(reqs.len()) + 1).unwrap();
                        Requirement::RequireGroup { min, reqs }
                    }),
                ]
            })
    }

    proptest! {
        #[test]
        fn printed_text_reads_back_to_the_same_tree(tree in tree()) {
            let text = print_requirement(&tree).unwrap();
            let parsed = parse_requirement(&text).unwrap();
            prop_assert_eq!(&parsed.tree, &tree, "{}", text);
            let mut ids = Vec::new();
            tree.for_each_condition(&mut |id| ids.push(id.to_owned()));
            let uses: Vec<String> = parsed.conditions.iter().map(|u| u.id.clone()).collect();
            prop_assert_eq!(uses, ids);
        }
    }
}
