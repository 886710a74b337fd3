//! From text to the requirement tree, by recursive descent.
//!
//! `or` joins `and` chains, `and` joins operands, an operand is a run of negations and one of:
//! parentheses, a call, a condition. Recursion is bounded by the nesting limit, since negations
//! are read in a loop.

use std::ops::Range;

use super::error::{RequirementError, RequirementErrorKind as Kind};
use super::lexer::{Lexer, Token, TokenKind, shown};
use super::{MAX_REQUIREMENT_NESTING, MAX_REQUIREMENT_TEXT};
use crate::spec::Requirement;

/// Most negations kept on one way from the root to a leaf.
///
/// The engine allows a depth of 32 in all, so a tree with more is refused anyway; the bound keeps
/// the tree shallow enough to be walked and dropped by recursion.
const MAX_NEGATIONS: usize = 256;

/// What may stand where an operand starts.
const OPERAND: &str = "a condition, `not`, `(` or a function";

/// A condition's name where the text uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionUse {
    /// The condition's id.
    pub id: String,
    /// Bytes of the name in the text.
    pub range: Range<usize>,
}

/// A requirement text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedRequirement {
    /// The tree.
    pub tree: Requirement,
    /// Every use of a condition, from left to right.
    pub conditions: Vec<ConditionUse>,
}

/// Reads a requirement text without asking which conditions exist.
///
/// Limits: 1 MiB of text, 32 levels of parentheses and calls, counts up to 255. The tree may still
/// be one that the language refuses; see [`super::validate_requirement`].
///
/// # Errors
/// What is wrong first, and where.
pub fn parse_requirement(text: &str) -> Result<ParsedRequirement, RequirementError> {
    parse_requirement_with(text, &|_| true)
}

/// Reads a requirement text whose conditions must be known.
///
/// Like [`parse_requirement`]; an unknown name is an error in its turn, before whatever is wrong
/// behind it.
///
/// # Errors
/// What is wrong first, and where.
pub fn parse_requirement_with(
    text: &str,
    is_known: &dyn Fn(&str) -> bool,
) -> Result<ParsedRequirement, RequirementError> {
    let whole = 0..text.len();
    if text.len() > MAX_REQUIREMENT_TEXT {
        let kind = Kind::InputTooLarge { size: text.len() };
        return Err(RequirementError::new(kind, whole));
    }
    let mut lexer = Lexer::new(text);
    let token = lexer.next();
    if token.kind == TokenKind::End {
        return Err(RequirementError::new(Kind::EmptyInput, whole));
    }
    let mut parser = Parser {
        lexer,
        token,
        is_known,
        nesting: 0,
        negations: 0,
        too_deep: None,
        conditions: Vec::new(),
    };
    let tree = parser.alternatives()?;
    match parser.token.kind {
        TokenKind::End => {}
        TokenKind::Stray => return Err(parser.unexpected("`and`, `or` or the end of the text")),
        _ => {
            let found = parser.lexer.name_of(&parser.token);
            return Err(parser.error(Kind::TrailingInput { found }));
        }
    }
    if let Some(range) = parser.too_deep {
        return Err(RequirementError::new(Kind::TooDeep, range));
    }
    Ok(ParsedRequirement {
        tree,
        conditions: parser.conditions,
    })
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token that is looked at and not yet taken.
    token: Token,
    is_known: &'a dyn Fn(&str) -> bool,
    nesting: usize,
    negations: usize,
    /// First negation that was one too many; told only when nothing else is wrong.
    too_deep: Option<Range<usize>>,
    conditions: Vec<ConditionUse>,
}

impl Parser<'_> {
    /// Takes the token that is looked at.
    fn take(&mut self) -> Token {
        let next = self.lexer.next();
        std::mem::replace(&mut self.token, next)
    }

    /// Takes the token if it is of this kind.
    fn take_if(&mut self, kind: TokenKind) -> bool {
        let fits = self.token.kind == kind;
        if fits {
            self.take();
        }
        fits
    }

    fn error(&self, kind: Kind) -> RequirementError {
        RequirementError::new(kind, self.token.range.clone())
    }

    fn unexpected(&self, expected: &'static str) -> RequirementError {
        let found = self.lexer.name_of(&self.token);
        self.error(Kind::UnexpectedToken { expected, found })
    }

    fn expect_close(&mut self, expected: &'static str) -> Result<(), RequirementError> {
        if self.take_if(TokenKind::Close) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn alternatives(&mut self) -> Result<Requirement, RequirementError> {
        self.chain(TokenKind::Or, Self::conjunction, Requirement::Or)
    }

    fn conjunction(&mut self) -> Result<Requirement, RequirementError> {
        self.chain(TokenKind::And, Self::operand, Requirement::And)
    }

    /// Reads parts joined by an operator; a single part stands for itself.
    fn chain(
        &mut self,
        operator: TokenKind,
        part: fn(&mut Self) -> Result<Requirement, RequirementError>,
        join: fn(Vec<Requirement>) -> Requirement,
    ) -> Result<Requirement, RequirementError> {
        let first = part(self)?;
        if self.token.kind != operator {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_if(operator) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn operand(&mut self) -> Result<Requirement, RequirementError> {
        let mut kept = 0;
        while self.token.kind == TokenKind::Not {
            let range = self.take().range;
            if self.negations + kept < MAX_NEGATIONS {
                kept += 1;
            } else {
                self.too_deep.get_or_insert(range);
            }
        }
        self.negations += kept;
        let inner = self.primary()?;
        self.negations -= kept;
        Ok((0..kept).fold(inner, |tree, _| Requirement::Not(Box::new(tree))))
    }

    fn primary(&mut self) -> Result<Requirement, RequirementError> {
        match self.token.kind {
            TokenKind::Open => {
                let range = self.token.range.clone();
                self.nested(range, |parser| {
                    parser.take();
                    let inner = parser.alternatives()?;
                    parser.expect_close("`and`, `or` or `)`")?;
                    Ok(inner)
                })
            }
            TokenKind::Word => {
                let name = self.take();
                if self.token.kind == TokenKind::Open {
                    self.nested(name.range.clone(), |parser| parser.call(&name))
                } else {
                    self.condition(&name)
                }
            }
            _ => Err(self.unexpected(OPERAND)),
        }
    }

    /// Reads one level of nesting; `range` is blamed when it is one too many.
    fn nested(
        &mut self,
        range: Range<usize>,
        read: impl FnOnce(&mut Self) -> Result<Requirement, RequirementError>,
    ) -> Result<Requirement, RequirementError> {
        if self.nesting == MAX_REQUIREMENT_NESTING {
            return Err(RequirementError::new(Kind::NestingTooDeep, range));
        }
        self.nesting += 1;
        let tree = read(self)?;
        self.nesting -= 1;
        Ok(tree)
    }

    /// Reads a call from its parenthesis on.
    fn call(&mut self, name: &Token) -> Result<Requirement, RequirementError> {
        self.take();
        match self.lexer.text_of(name) {
            "all" => self.arguments().map(Requirement::And),
            "any" => self.arguments().map(Requirement::Or),
            "at_least" | "require_group" => self.quorum(),
            // `id()` is the condition; only with arguments is it a call of something unknown.
            other => {
                if self.arguments()?.is_empty() {
                    self.condition(name)
                } else {
                    let kind = Kind::UnknownFunction(shown(other));
                    Err(RequirementError::new(kind, name.range.clone()))
                }
            }
        }
    }

    /// Reads the count, the optional comma and the parts of a quorum.
    fn quorum(&mut self) -> Result<Requirement, RequirementError> {
        if self.token.kind != TokenKind::Number {
            return Err(self.unexpected("a count"));
        }
        let digits = self.lexer.text_of(&self.token);
        let Ok(min) = digits.parse::<u8>() else {
            return Err(self.error(Kind::InvalidNumber(shown(digits))));
        };
        let count = self.take();
        self.take_if(TokenKind::Comma);
        let reqs = self.arguments()?;
        if reqs.is_empty() {
            let kind = Kind::UnexpectedToken {
                expected: "a condition to count after the number",
                found: "`)`".to_owned(),
            };
            return Err(RequirementError::new(kind, count.range));
        }
        Ok(Requirement::RequireGroup { min, reqs })
    }

    /// Reads requirements between commas, up to and with the closing parenthesis.
    fn arguments(&mut self) -> Result<Vec<Requirement>, RequirementError> {
        let mut parts = Vec::new();
        if self.take_if(TokenKind::Close) {
            return Ok(parts);
        }
        loop {
            parts.push(self.alternatives()?);
            if !self.take_if(TokenKind::Comma) {
                self.expect_close("`and`, `or`, `,` or `)`")?;
                return Ok(parts);
            }
        }
    }

    fn condition(&mut self, name: &Token) -> Result<Requirement, RequirementError> {
        let id = self.lexer.text_of(name);
        if !(self.is_known)(id) {
            let kind = Kind::UnknownCondition(shown(id));
            return Err(RequirementError::new(kind, name.range.clone()));
        }
        self.conditions.push(ConditionUse {
            id: id.to_owned(),
            range: name.range.clone(),
        });
        Ok(Requirement::Condition(id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn error(text: &str) -> (&'static str, Range<usize>, String) {
        let error = parse_requirement_with(text, &|id| id.len() == 1).expect_err(text);
        (error.kind.code(), error.range.clone(), error.to_string())
    }

    #[test]
    fn messages_name_what_was_expected_and_what_was_found() {
        for (text, code, range, message) in [
            (
                "a and",
                "unexpected_token",
                5..5,
                "expected a condition, `not`, `(` or a function, found the end of the text",
            ),
            (
                "(a b)",
                "unexpected_token",
                3..4,
                "expected `and`, `or` or `)`, found `b`",
            ),
            (
                "at_least(1)",
                "unexpected_token",
                9..10,
                "expected a condition to count after the number, found `)`",
            ),
            (
                "at_least(256, a)",
                "invalid_number",
                9..12,
                "`256` is not a count from 0 to 255",
            ),
            (
                "a b",
                "trailing_input",
                2..3,
                "the requirement ends before `b`; join the parts with `and` or `or`",
            ),
            (
                "a or zzz",
                "unknown_condition",
                5..8,
                "there is no condition `zzz`",
            ),
            (
                "Any(a)",
                "unknown_function",
                0..3,
                "there is no function `Any`; use all, any, at_least or require_group",
            ),
        ] {
            assert_eq!(error(text), (code, range, message.to_owned()), "{text}");
        }
    }

    #[test]
    fn uses_of_conditions_come_with_their_place() {
        let parsed = parse_requirement("at_least(1 b, not a) or b ()").unwrap();
        let uses: Vec<(&str, Range<usize>)> = parsed
            .conditions
            .iter()
            .map(|used| (used.id.as_str(), used.range.clone()))
            .collect();
        assert_eq!(uses, [("b", 11..12), ("a", 18..19), ("b", 24..25)]);
    }

    #[test]
    fn endless_negation_is_refused_and_not_followed() {
        let deep = "!".repeat(MAX_REQUIREMENT_TEXT - 1);
        assert_eq!(error(&format!("{deep}a")).0, "validation_too_deep");
        assert_eq!(error(&deep).0, "unexpected_token");
        let nested = format!("{}a{}", "!!!!!!!!!!(".repeat(32), ")".repeat(32));
        assert_eq!(error(&nested).0, "validation_too_deep");
        assert_eq!(
            error(&format!("{}zz", "!".repeat(999))).0,
            "unknown_condition"
        );
        assert!(parse_requirement(&format!("{}a", "!".repeat(MAX_NEGATIONS))).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
            let _ = parse_requirement(&text);
        }

        #[test]
        fn no_row_of_tokens_makes_the_parser_panic(
            tokens in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "and", "or", "not", "!", "&&", "||", "(", ")", ",", "all(", "any(",
                    "at_least(", "1", "256", "é", "&",
                ]),
                0..200,
            )
        ) {
            let text = tokens.join(" ");
            if let Err(error) = parse_requirement(&text) {
                prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range);
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
