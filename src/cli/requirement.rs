//! `requirement`: between the requirement language and the tree.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use gatewright::diagnostic::{Code, Diagnostic, Report, Span, nearest};
use gatewright::spec::{Requirement, parse_requirement, print_requirement, validate_requirement};

use super::args::{RequirementArgs, RequirementForm};
use super::context::Context;
use super::documents;
use super::exit::Exit;
use super::files;
use super::output::Layout;

/// A requirement as it was given, with the name that findings show.
struct Given {
    name: Arc<str>,
    text: String,
}

/// Reads either form and prints the other, or the one asked for.
pub(crate) fn run(args: &RequirementArgs, context: &Context) -> Exit {
    let given = match Given::read(args) {
        Ok(given) => given,
        Err(unread) => {
            let exit = files::exit_of(&unread);
            context.output.finding(*unread);
            return exit;
        }
    };
    let is_tree = given.text.trim_start().starts_with('{');
    let parsed = if is_tree {
        given.tree(args.conditions.as_deref())
    } else {
        given.expression(args.conditions.as_deref())
    };
    let tree = match parsed {
        Ok(tree) => tree,
        Err(problems) => {
            context.output.findings(&given.report(problems));
            return Exit::Findings;
        }
    };
    let default = if is_tree {
        RequirementForm::Text
    } else {
        RequirementForm::Tree
    };
    match args.to.unwrap_or(default) {
        RequirementForm::Tree => context.output.json(&tree, Layout::OneLine),
        RequirementForm::Text => match print_requirement(&tree) {
            Ok(text) => context.output.text(&format!("{text}\n")),
            Err(error) => {
                let problem = Diagnostic::new(Code::GW0111, "", error.to_string())
                    .help("keep it as a tree: --to tree");
                context.output.findings(&given.report(vec![problem]));
                Exit::Findings
            }
        },
    }
}

impl Given {
    fn read(args: &RequirementArgs) -> Result<Self, Box<Diagnostic>> {
        if args.requirement != files::STDIN {
            return Ok(Self {
                name: Arc::from("<requirement>"),
                text: args.requirement.clone(),
            });
        }
        let path = Path::new(files::STDIN);
        let name = files::shown(path);
        match String::from_utf8(files::read(path)?) {
            Ok(text) => Ok(Self {
                name,
                text: text.trim_end().to_owned(),
            }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let message = format!("the input is not UTF-8: byte {at} cannot be read");
                let problem = Diagnostic::new(Code::GW0110, "", message).help("send it as UTF-8");
                Err(Box::new(documents::in_file(problem, &name)))
            }
        }
    }

    fn report(&self, problems: Vec<Diagnostic>) -> Report {
        let mut report = Report::default();
        for mut problem in problems {
            problem.primary.file = Some(Arc::clone(&self.name));
            report.diagnostics.push(problem);
        }
        report
            .texts
            .insert(Arc::clone(&self.name), Arc::from(&*self.text));
        report
    }

    fn tree(&self, known: Option<&[String]>) -> Result<Requirement, Vec<Diagnostic>> {
        let tree: Requirement = serde_json::from_str(&self.text).map_err(|error| {
            let full = error.to_string();
            let what = full.split(" at line ").next().unwrap_or(&full);
            let lines = self.text.split_inclusive('\n');
            let before: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = before + error.column().saturating_sub(1);
            let message = format!("this is no requirement tree: {what}");
            vec![self.problem(message, &(at..at + 1)).help(
                r#"a tree is {"Condition": ID}, {"Not": TREE}, {"And": [..]}, {"Or": [..]} or {"RequireGroup": {"min": N, "reqs": [..]}}"#,
            )]
        })?;
        let mut ids = BTreeSet::new();
        tree.for_each_condition(&mut |id| {
            ids.insert(id);
        });
        let problems: Vec<Diagnostic> = ids.iter().filter_map(|id| missing(id, known)).collect();
        if problems.is_empty() {
            Ok(tree)
        } else {
            Err(problems)
        }
    }

    fn expression(&self, known: Option<&[String]>) -> Result<Requirement, Vec<Diagnostic>> {
        let parsed =
            parse_requirement(&self.text).map_err(|error| {
                vec![self.problem(error.to_string(), &error.range).help(
                    "join conditions with `and`, `or`, `not`, parentheses and `at_least(n, ..)`",
                )]
            })?;
        let mut problems = Vec::new();
        for used in &parsed.conditions {
            problems.extend(missing(&used.id, known).map(|mut problem| {
                problem.primary.span = Some(self.span(&used.range));
                problem
            }));
        }
        if let Err(error) = validate_requirement(&parsed.tree) {
            problems.push(
                self.problem(error.to_string(), &(0..self.text.len()))
                    .help("a quorum asks for at least one and at most all of its parts"),
            );
        }
        if problems.is_empty() {
            Ok(parsed.tree)
        } else {
            Err(problems)
        }
    }

    /// Returns a finding about a stretch of the text that breaks the language.
    fn problem(&self, message: String, range: &Range<usize>) -> Diagnostic {
        let mut problem = Diagnostic::new(Code::GW0111, "", message);
        problem.primary.span = Some(self.span(range));
        problem
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let (line, column) = self.position(range.start);
        let (end_line, end_column) = self.position(range.end);
        Span {
            start: range.start,
            end: range.end,
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// Returns line and column of a byte, both from 1.
    fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[start..].chars().count() + 1,
        )
    }
}

/// Returns what is wrong with a condition that is not among the known ones.
fn missing(id: &str, known: Option<&[String]>) -> Option<Diagnostic> {
    let known = known?;
    if known.iter().any(|known| known == id) {
        return None;
    }
    let help = nearest(id, known.iter().map(String::as_str)).map_or_else(
        || format!("the conditions are {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("there is no condition `{id}`");
    Some(Diagnostic::new(Code::GW0202, "", message).help(help))
}
