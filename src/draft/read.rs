//! From bytes to a draft: encoding, limits, syntax, and what a plain JSON reader would hide.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value;

use super::decode;
use super::locate::Lines;
use super::model::ScenarioDraft;
use super::spelling::spelling;
use super::stream::{self, Parts, depth};
use super::walk::{self, Sink};
use crate::diagnostic::{Code, Diagnostic};

/// Largest input, in bytes (REFERENCE §2).
pub const MAX_INPUT_BYTES: usize = 16 * 1024 * 1024;

/// Deepest nesting, counting the document and every scalar as a level (REFERENCE §2).
pub const MAX_NESTING: usize = 64;

/// Deepest nesting of RON, counting lists and objects only.
///
/// The runtime's RON reader gives up here, long before [`MAX_NESTING`] (note 10 of the recorded
/// answers).
pub const MAX_RON_NESTING: usize = 32;

/// How a draft is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// Rusty Object Notation.
    Ron,
}

impl Format {
    /// Returns the format that a file name's extension stands for; JSON for anything but `.ron`.
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("ron") => Self::Ron,
            _ => Self::Json,
        }
    }

    /// Returns the name used on the command line and as an extension.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ron => "ron",
        }
    }
}

/// The text names neither format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither json nor ron")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "ron" => Ok(Self::Ron),
            other => Err(UnknownFormat(other.to_owned())),
        }
    }
}

/// A text and how it is written; it finds the place of any JSON Pointer.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The text.
    pub text: Arc<str>,
    /// How it is written.
    pub format: Format,
}

/// What reading gave.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The text, for positions; none when the bytes are not text.
    pub source: Option<SourceText>,
    /// The draft, without the parts that did not fit; none when there is no document.
    pub draft: Option<ScenarioDraft>,
    /// Everything that did not fit.
    pub problems: Vec<Diagnostic>,
}

/// A text as the value that it stands for, whatever that is.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text, for positions; none when the bytes are not text.
    pub source: Option<SourceText>,
    /// The value; none when the text has none or is over a limit.
    pub value: Option<Value>,
    /// What is wrong with the text, keys that stand twice included.
    pub problems: Vec<Diagnostic>,
}

/// Reads a draft or a spec from bytes.
///
/// Every problem is told at once; only when there is no document at all is there no draft.
#[must_use]
pub fn read(bytes: &[u8], format: Format) -> Reading {
    let failed = |problem: Diagnostic, source: Option<SourceText>| Reading {
        source,
        draft: None,
        problems: vec![problem],
    };
    let source = match opened(bytes, format) {
        Ok(source) => source,
        Err(refused) => return failed(refused.0, refused.1),
    };
    let parts = match format {
        Format::Json => stream::parse(&source.text).map_err(|error| json_problem(&source, &error)),
        Format::Ron => parse_ron(&source.text).map(stream::whole),
    };
    let Parts { head, lists, depth } = match parts {
        Ok(parts) => parts,
        Err(problem) => return failed(*problem, Some(source)),
    };
    let mut problems = spelling(&source);
    let draft = if depth > MAX_NESTING {
        problems.push(too_deep(depth));
        None
    } else if head.is_object() {
        Some(decode::document(head, lists, &mut problems))
    } else {
        problems.push(super::mismatch::wrong("", "an object, a scenario", &head));
        None
    };
    Reading {
        source: Some(source),
        draft,
        problems,
    }
}

/// Reads any document from bytes, within the limits that every input has.
#[must_use]
pub fn document(bytes: &[u8], format: Format) -> Document {
    let failed = |problem: Diagnostic, source: Option<SourceText>| Document {
        source,
        value: None,
        problems: vec![problem],
    };
    let source = match opened(bytes, format) {
        Ok(source) => source,
        Err(refused) => return failed(refused.0, refused.1),
    };
    let parsed = match format {
        Format::Json => {
            serde_json::from_str(&source.text).map_err(|error| json_problem(&source, &error))
        }
        Format::Ron => parse_ron(&source.text),
    };
    let value = match parsed {
        Ok(value) => value,
        Err(problem) => return failed(*problem, Some(source)),
    };
    let mut problems = spelling(&source);
    let depth = depth(&value);
    let within = depth <= MAX_NESTING;
    if !within {
        problems.push(too_deep(depth));
    }
    Document {
        source: Some(source),
        value: within.then_some(value),
        problems,
    }
}

/// Why there is no text, with the text where only its beginning is wrong.
type Refused = Box<(Diagnostic, Option<SourceText>)>;

/// Returns bytes as the text that they are, within the limits that every input has.
fn opened(bytes: &[u8], format: Format) -> Result<SourceText, Refused> {
    if bytes.len() > MAX_INPUT_BYTES {
        let message = format!(
            "the input has {} bytes, the limit is {MAX_INPUT_BYTES}",
            bytes.len()
        );
        let problem = Diagnostic::new(Code::GW0105, "", message)
            .help("split the scenario, or move large payloads out with an external packet");
        return Err(Box::new((problem, None)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!(
            "the input is not UTF-8: byte {} cannot be read",
            error.valid_up_to()
        );
        let problem = Diagnostic::new(Code::GW0110, "", message).help("save the file as UTF-8");
        Box::new((problem, None))
    })?;
    let source = SourceText {
        text: Arc::from(text),
        format,
    };
    if text.starts_with('\u{feff}') {
        let mut problem =
            Diagnostic::new(Code::GW0110, "", "the input starts with a byte order mark")
                .help("save the file as UTF-8 without a byte order mark");
        problem.primary.span = Some(Lines::new(text).span(0..'\u{feff}'.len_utf8()));
        return Err(Box::new((problem, Some(source))));
    }
    Ok(source)
}

/// Tells where and why a JSON text cannot be parsed.
fn json_problem(source: &SourceText, error: &serde_json::Error) -> Box<Diagnostic> {
    let text = &source.text;
    let full = error.to_string();
    if full.starts_with("recursion limit") {
        return Box::new(too_deep(nesting(text)));
    }
    let lines = Lines::new(text);
    let at = lines.offset(error.line(), error.column());
    let what = full.split(" at line ").next().unwrap_or(&full);
    Box::new(syntax(text, &lines, at, what))
}

fn parse_ron(text: &str) -> Result<Value, Box<Diagnostic>> {
    // The reader spends one step on a container and one on what is in it.
    let options = ron::Options::default().with_recursion_limit(2 * MAX_RON_NESTING);
    options.from_str(text).map_err(|error| {
        if matches!(error.code, ron::Error::ExceededRecursionLimit) {
            return Box::new(too_deep_for_ron(nesting(text)));
        }
        let lines = Lines::new(text);
        let start = &error.span.start;
        let at = lines.offset_of_column(start.line, start.col);
        Box::new(syntax(text, &lines, at, &error.code.to_string()))
    })
}

/// Tells where and why a text cannot be parsed, with the line around it.
fn syntax(text: &str, lines: &Lines<'_>, at: usize, what: &str) -> Diagnostic {
    if text.trim().is_empty() {
        return Diagnostic::new(Code::GW0101, "", "cannot read this file: it is empty")
            .help("`gatewright init` writes a draft to start from");
    }
    let start = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    let mut problem = Diagnostic::new(Code::GW0101, "", format!("cannot read this file: {what}"));
    problem.primary.span = Some(lines.span(start..end));
    let before = text[..start].trim_end();
    if let Some(last) = before.chars().last() {
        let token: String = before
            .rsplit(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '[' | '('))
            .next()
            .filter(|token| !token.is_empty() && token.chars().count() <= 60)
            .map_or_else(|| last.to_string(), str::to_owned);
        problem = problem.help(format!("just before it stands `{token}`"));
    }
    if problem.help.is_empty() {
        problem = problem.help(
            "the text must hold one whole object; `gatewright init` writes a draft to start from",
        );
    }
    problem
}

pub(super) fn too_deep(depth: usize) -> Diagnostic {
    Diagnostic::new(
        Code::GW0105,
        "",
        format!("the input is nested {depth} levels deep, the limit is {MAX_NESTING}"),
    )
    .help("flatten the requirement or the value")
}

pub(super) fn too_deep_for_ron(depth: usize) -> Diagnostic {
    Diagnostic::new(
        Code::GW0105,
        "",
        format!("lists and objects are nested {depth} deep, the limit of RON is {MAX_RON_NESTING}"),
    )
    .help(format!(
        "keep the draft as JSON, which may nest {MAX_NESTING} levels"
    ))
}

/// Counts open brackets outside texts, for a document that is too deep to parse.
fn nesting(text: &str) -> usize {
    let (mut open, mut most, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' | b'(' if !in_text => {
                open += 1;
                most = most.max(open);
            }
            b']' | b'}' | b')' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Walks a text by its format.
pub(super) fn walk(source: &SourceText, sink: &mut impl Sink) {
    match source.format {
        Format::Json => walk::json(&source.text, sink),
        Format::Ron => super::ron_walk::ron(&source.text, sink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str, format: Format) -> Vec<&'static str> {
        read(text.as_bytes(), format)
            .problems
            .iter()
            .map(|p| p.code.as_str())
            .collect()
    }

    #[test]
    fn every_kind_of_unreadable_input_has_its_code() {
        assert_eq!(codes("", Format::Json), ["GW0101"]);
        assert_eq!(codes("  \n", Format::Ron), ["GW0101"]);
        assert_eq!(codes("{\"a\": ", Format::Json), ["GW0101"]);
        assert_eq!(codes("\u{feff}{}", Format::Json), ["GW0110"]);
        assert_eq!(codes(&"[".repeat(100_000), Format::Json), ["GW0105"]);
        assert_eq!(codes("[]", Format::Json), ["GW0104"]);
        assert_eq!(
            codes("{\"stages\": [], \"stages\": []}", Format::Json),
            ["GW0102"]
        );
        assert_eq!(read(b"\xff{}", Format::Json).problems[0].code, Code::GW0110);
        assert_eq!(
            read(&vec![b' '; MAX_INPUT_BYTES + 1], Format::Json).problems[0].code,
            Code::GW0105
        );
    }

    #[test]
    fn the_deepest_nesting_is_sixty_four_levels_with_its_scalar() {
        let nested = |levels: usize| {
            let lists = levels - 2;
            format!(
                "{{\"extensions\": {}1{}}}",
                "[".repeat(lists),
                "]".repeat(lists)
            )
        };
        assert!(codes(&nested(64), Format::Json).is_empty());
        assert_eq!(codes(&nested(65), Format::Json), ["GW0105"]);
    }

    #[test]
    fn a_syntax_error_is_shown_where_it_is() {
        let reading = read(
            b"{\n  \"scenario_id\": \"s\",\n  \"namespace_id\" 1\n}",
            Format::Json,
        );
        let span = reading.problems[0].primary.span.unwrap();
        assert_eq!((span.line, span.column), (3, 18));
        let ron = read(b"(\n  scenario_id \"s\",\n)", Format::Ron);
        let span = ron.problems[0].primary.span.unwrap();
        assert_eq!(span.line, 2);
    }

    #[test]
    fn ron_traps_are_told_and_the_rest_is_still_read() {
        let reading = read(b"Scenario(scenario_id: \"s\", stages: [Foo])", Format::Ron);
        let codes: Vec<Code> = reading.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [Code::GW0107, Code::GW0107, Code::GW0104]);
        assert_eq!(reading.draft.unwrap().scenario_id.as_deref(), Some("s"));
    }

    #[test]
    fn only_integers_that_reach_the_spec_must_be_portable() {
        let text = r#"{"note": "n", "extensions": 123456789012345678901234}"#;
        assert_eq!(codes(text, Format::Json), ["GW0802"]);
        let text = r#"{"conditions": [{"expected": 123456789012345678901234}]}"#;
        assert_eq!(codes(text, Format::Json), ["GW0803"]);
    }
}
