//! One question for each way in which a field is answered.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Level, is_hidden};
use crate::draft::{MAX_INPUT_BYTES, Slot};
use crate::session::form::{Choice, Field, Kind, answer, parse, shown, text};

use super::Walk;
use super::prompter::{Answer, Ask, Leave, Line, Opt};

/// How many examples are told before a question that has no answer yet.
const MAX_EXAMPLES: usize = 3;

/// Up to how many choices the help tells everything about each.
const MAX_PREVIEWED: usize = 12;

impl Walk<'_> {
    /// Asks for one field until the session takes the answer; a heading is only told.
    pub(super) fn ask_field(&mut self, field: &Field) -> Answer<()> {
        loop {
            let done = match &field.kind {
                Kind::Heading => {
                    self.say(&format!("{}: {}", field.label, field.help));
                    true
                }
                Kind::Choice(choices) => self.ask_choice(field, choices)?,
                Kind::Toggle => self.ask_toggle(field)?,
                _ => self.ask_text(field)?,
            };
            if done {
                return Ok(());
            }
        }
    }

    /// Sets a value and tells what follows; tells whether the session took it.
    pub(super) fn set(&mut self, slot: &Slot, value: Option<Value>) -> bool {
        let before = self.session.consequences().clone();
        match self.session.set(slot, value) {
            Ok(told) => {
                self.say_all(&told);
                self.tell_broken(&before);
                self.tell_faults(slot);
                true
            }
            Err(error) => {
                self.say(&format!("That will not do: {error}."));
                false
            }
        }
    }

    /// Tells what is wrong with a value, as far as it is worse than missing.
    pub(super) fn tell_faults(&mut self, slot: &Slot) {
        let Some(pointer) = slot.pointer(self.session.draft()) else {
            return;
        };
        let is_fault = |found: &&Diagnostic| {
            // What a choice brings with it is asked next, so it is no fault yet.
            let is_next = found.primary.pointer != pointer && slot.path == "/query";
            matches!(found.level, Level::Error | Level::Warning) && !is_next
        };
        let faults: Vec<String> = self
            .session
            .findings_within(&pointer)
            .filter(is_fault)
            .map(|found| format!("Note, {}: {}", found.level.name(), found.message))
            .collect();
        self.say_all(&faults);
    }

    fn ask_choice(&mut self, field: &Field, choices: &[Choice]) -> Answer<bool> {
        let options: Vec<Opt> = choices
            .iter()
            .map(|one| Opt {
                label: one.label.clone(),
                detail: one.detail.clone(),
                refused: one.refused.clone(),
            })
            .collect();
        let now = field
            .value
            .as_ref()
            .and_then(|value| choices.iter().position(|one| one.value == *value));
        if options.iter().all(|one| !one.refused.is_empty()) {
            self.say(&format!("{}: nothing can be chosen yet.", question(field)));
            for one in &options {
                self.say(&format!("{}: {}", one.label, one.refused.join("; ")));
            }
            return Ok(true);
        }
        let mut help = field.help.clone();
        for one in choices.iter().take(MAX_PREVIEWED) {
            for (heading, text) in &one.preview {
                help.extend(["\n", &one.label, ": ", heading, ": ", text]);
            }
        }
        let start = now.filter(|at| choices.get(*at).is_some_and(|one| one.refused.is_empty()));
        self.tell_strange(field, start.is_some());
        let skippable = start.is_none();
        let question = question(field);
        let answer = if skippable {
            self.choose_or_skip(&question, &options, &help)?
        } else {
            self.prompter
                .choose(&question, &options, start, &help)?
                .map_or(Picked::Clear, Picked::At)
        };
        match answer {
            Picked::Skip => {
                self.tell_open(field);
                Ok(true)
            }
            Picked::At(at) if Some(at) == start => Ok(true),
            Picked::At(at) => Ok(choices.get(at).is_none_or(|one| {
                self.say(&format!("{}: {}.", field.label, one.label));
                self.set(&field.slot, Some(one.value.clone()))
            })),
            Picked::Clear => Ok(self.clear(field)),
        }
    }

    /// Asks for an option that can also be left for later.
    fn choose_or_skip(&mut self, question: &str, options: &[Opt], help: &str) -> Answer<Picked> {
        let mut with_later = options.to_vec();
        with_later.push(Opt::new("leave it for later"));
        let later = options.len();
        let answer = self
            .prompter
            .choose(question, &with_later, Some(later), help)?;
        Ok(match answer {
            Some(at) if at == later => Picked::Skip,
            Some(at) => Picked::At(at),
            None => Picked::Clear,
        })
    }

    fn ask_toggle(&mut self, field: &Field) -> Answer<bool> {
        let choices: Vec<Choice> = [true, false]
            .iter()
            .map(|value| Choice {
                value: Value::Bool(*value),
                label: value.to_string(),
                ..Choice::default()
            })
            .collect();
        self.ask_choice(field, &choices)
    }

    fn ask_text(&mut self, field: &Field) -> Answer<bool> {
        let now = field.value.as_ref().map(|value| one_line(field, value));
        if now.is_none() && !field.examples.is_empty() {
            let examples: Vec<String> = field
                .examples
                .iter()
                .take(MAX_EXAMPLES)
                .map(|value| shown(&field.kind, value))
                .collect();
            self.say(&format!("For example: {}", examples.join(" or ")));
        }
        let start = match &now {
            Some(Some(line)) if line.is_empty() && matches!(field.kind, Kind::List(_)) => None,
            Some(Some(line)) => Some(line.as_str()),
            Some(None) => {
                let value = field.value.as_ref().unwrap_or(&Value::Null);
                self.say(&format!("Now: {}", shown(&field.kind, value)));
                self.say("This cannot be edited in one line. Enter keeps it, - takes it away.");
                None
            }
            None => None,
        };
        let mut value = None;
        let mut part = String::new();
        loop {
            let question = if part.is_empty() {
                question(field)
            } else {
                "and further".to_owned()
            };
            let ask = Ask {
                question: &question,
                start: start.filter(|_| part.is_empty()),
                help: &field.help,
            };
            let mut more = None;
            let answer = self.prompter.line(ask, &mut |typed| {
                let whole = format!("{part}{typed}");
                if is_begun(&field.kind, &whole) {
                    more = Some(whole + "\n");
                    return Ok(());
                }
                value = Some(meaning(&field.kind, &whole)?);
                Ok(())
            });
            let line = match answer {
                // The question before this one is the first line of the same answer.
                Err(Leave::Back) | Ok(Line::Clear) if !part.is_empty() => return Ok(false),
                answer => answer?,
            };
            match (line, more) {
                (Line::Keep, _) if !part.is_empty() => part.push('\n'),
                (Line::Text(_), Some(begun)) => part = begun,
                (Line::Text(_), None) => return Ok(self.set(&field.slot, value)),
                (Line::Clear, _) => return Ok(self.clear(field)),
                (Line::Keep, _) => {
                    if field.value.is_none() {
                        self.tell_open(field);
                    }
                    return Ok(true);
                }
            }
        }
    }

    /// Takes an answer away; a list that must be there becomes the empty one.
    fn clear(&mut self, field: &Field) -> bool {
        let value = match &field.kind {
            Kind::List(_) if field.required => parse(&field.kind, "").ok(),
            _ => None,
        };
        if value == field.value {
            return true;
        }
        self.set(&field.slot, value)
    }

    fn tell_open(&mut self, field: &Field) {
        if field.required {
            self.say(&format!("{} is left open for now.", field.label));
        }
    }

    /// Tells a value that is not on offer, which nothing else would show.
    fn tell_strange(&mut self, field: &Field, is_on_offer: bool) {
        if !is_on_offer && field.value.is_some() && !field.shown.is_empty() {
            self.say(&format!("{} is now: {}", field.label, field.shown));
        }
    }
}

enum Picked {
    At(usize),
    Clear,
    Skip,
}

/// Returns what is asked: the label, how it is written, and whether it may be left out.
fn question(field: &Field) -> String {
    let how = match &field.kind {
        Kind::Integer { .. } => "a whole number",
        Kind::Number { .. } => "a number",
        Kind::Duration => "such as 30 min",
        Kind::Date => "a date",
        Kind::Instant => "a date and time",
        Kind::List(_) => "commas between them",
        Kind::Bytes => "text:.. or hex:..",
        Kind::Json(_) => "JSON",
        Kind::Prose => "\\n begins a new line",
        Kind::Heading | Kind::Text | Kind::Toggle | Kind::Choice(_) => "",
    };
    let optional = if field.required { "" } else { "optional" };
    let words: Vec<&str> = [how, optional]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        field.label.clone()
    } else {
        format!("{} [{}]", field.label, words.join(", "))
    }
}

/// Returns the value that a whole typed text means.
fn meaning(kind: &Kind, typed: &str) -> Result<Value, String> {
    match kind {
        Kind::Prose => parse(kind, &typed.replace("\\n", "\n")),
        // The word for the empty text arrives as such.
        Kind::Json(_) if typed.is_empty() => parse(kind, "\"\""),
        _ => answer(kind, typed),
    }
}

/// Tells whether a text is JSON that goes on in the next line.
fn is_begun(kind: &Kind, typed: &str) -> bool {
    matches!(kind, Kind::Json(_))
        && typed.len() < MAX_INPUT_BYTES
        && typed.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<Value>(typed).is_err_and(|error| error.is_eof())
}

/// Returns a value as one line that means it; none where no line does.
fn one_line(field: &Field, value: &Value) -> Option<String> {
    let full = text(&field.kind, value);
    let line = match &field.kind {
        Kind::Prose => full.replace('\n', "\\n"),
        Kind::Json(_) if full.contains('\n') || full.chars().any(is_hidden) => {
            escaped(&value.to_string())
        }
        _ => full,
    };
    (meaning(&field.kind, &line).as_ref() == Ok(value)).then_some(line)
}

/// Writes hidden characters of a JSON text, which stand in its texts only, as JSON does.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_hidden(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                out.extend(['\\', 'u']);
                let digits = [12, 8, 4, 0].map(|shift| u32::from(*unit) >> shift & 0xf);
                out.extend(
                    digits
                        .into_iter()
                        .filter_map(|digit| char::from_digit(digit, 16)),
                );
            }
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Entity;
    use serde_json::json;

    fn field(kind: Kind) -> Field {
        Field {
            slot: Slot::field(Entity::Scenario, "note"),
            label: "note".to_owned(),
            help: String::new(),
            required: false,
            depth: 0,
            value: None,
            shown: String::new(),
            kind,
            examples: Vec::new(),
        }
    }

    #[test]
    fn a_line_means_the_value_that_it_shows() {
        for (kind, value, line) in [
            (Kind::Prose, json!("a\nb"), Some("a\\nb")),
            (Kind::Prose, json!("a\\nb"), None),
            (Kind::Text, json!(""), Some("")),
            (Kind::Json(None), json!("x\u{202e}"), Some("\"x\\u202e\"")),
            (
                Kind::Json(None),
                json!("x\u{e0001}"),
                Some("\"x\\udb40\\udc01\""),
            ),
            (Kind::Json(None), json!(""), Some("\"\"")),
            (Kind::Duration, json!(1_800_000), Some("30 min")),
        ] {
            let found = one_line(&field(kind), &value);
            assert_eq!(found.as_deref(), line, "{value}");
        }
        let long =
            json!({"a": ["a text that is long", "another one"], "b": "something still longer"});
        let line = one_line(&field(Kind::Json(None)), &long).unwrap();
        assert_eq!(line, long.to_string());
    }

    #[test]
    fn json_goes_on_until_it_is_whole() {
        let json = Kind::Json(None);
        assert!(is_begun(&json, "{"));
        assert!(is_begun(&json, " [1,\n2"));
        assert!(!is_begun(&json, "[1,\n2]"));
        assert!(!is_begun(&json, "{]"));
        assert!(!is_begun(&json, "words"));
        assert!(!is_begun(&Kind::Text, "{"));
    }
}
