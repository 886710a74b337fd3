//! Reading TOML settings with a place for every problem, and without stopping at the first.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::text::{member, nearest, span_at};
use crate::diagnostic::{Code, Diagnostic, Place, Report};

/// A value with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub value: T,
    pub place: Place,
}

/// A table with where it stands.
#[derive(Debug, Clone)]
pub(super) struct Section<'d> {
    entries: &'d DeTable<'d>,
    pointer: String,
    span: Range<usize>,
}

impl<'d> Section<'d> {
    /// Returns a whole document as a section.
    pub(super) const fn root(document: &'d DeTable<'d>) -> Self {
        Self {
            entries: document,
            pointer: String::new(),
            span: 0..0,
        }
    }

    /// Returns the keys with their places in the text, in the order of the text.
    pub(super) fn keys(&self) -> Vec<&'d Spanned<Cow<'d, str>>> {
        let mut keys: Vec<_> = self.entries.iter().map(|(key, _)| key).collect();
        keys.sort_by_key(|key| key.span().start);
        keys
    }

    fn get(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.entries.get(key)
    }
}

/// Reads values and notes every one that cannot be used, as GW1101.
pub(super) struct Reader<'t> {
    file: Arc<str>,
    text: &'t str,
    found: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: Arc<str>, text: &'t str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    /// Parses the text; none when it is not TOML, all of whose errors are then noted.
    pub(super) fn parse(&mut self) -> Option<DeTable<'t>> {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let range = error.span().unwrap_or(0..0);
            let message = format!("the file is not TOML: {}", error.message());
            self.problem("", &range, message);
        }
        errors.is_empty().then(|| document.into_inner())
    }

    /// Returns what was found, with the text when there is anything to point at.
    pub(super) fn finish(self) -> Report {
        let mut report = Report::default();
        if !self.found.is_empty() {
            report.texts.insert(self.file, self.text.into());
            report.diagnostics = self.found;
        }
        report
    }

    /// Returns the place of a range of the text.
    pub(super) fn place(&self, pointer: &str, range: &Range<usize>) -> Place {
        Place {
            file: Some(Arc::clone(&self.file)),
            pointer: pointer.to_owned(),
            entity: String::new(),
            within: None,
            span: Some(span_at(self.text, range)),
        }
    }

    /// Notes a problem, and returns it for more to be said.
    pub(super) fn problem(
        &mut self,
        pointer: &str,
        range: &Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let place = self.place(pointer, range);
        self.problem_at(place, message)
    }

    /// Notes a problem at a known place.
    pub(super) fn problem_at(
        &mut self,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let mut diagnostic =
            Diagnostic::new(Code::GW1101, "", message).parameter(place.pointer.as_str());
        diagnostic.primary = place;
        let last = self.found.len();
        self.found.push(diagnostic);
        &mut self.found[last]
    }

    /// Notes every key that a section does not have.
    pub(super) fn only(&mut self, section: &Section<'_>, known: &[&str]) {
        for key in section.keys() {
            let name = key.get_ref();
            if known.contains(&name.as_ref()) {
                continue;
            }
            let pointer = member(&section.pointer, name);
            let message = format!("there is no setting `{name}`");
            let help = match nearest(name, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("known here: `{}`", known.join("`, `")),
            };
            self.problem(&pointer, &key.span(), message).help.push(help);
        }
    }

    /// Notes that a section lacks a key.
    pub(super) fn required(&mut self, section: &Section<'_>, key: &str) {
        if section.get(key).is_none() {
            self.problem(
                &section.pointer,
                &section.span,
                format!("`{key}` is missing"),
            );
        }
    }

    /// Returns a section within another, if it is there.
    pub(super) fn section<'d>(&mut self, parent: &Section<'d>, key: &str) -> Option<Section<'d>> {
        let value = parent.get(key)?;
        self.as_section(value, member(&parent.pointer, key))
    }

    fn as_section<'d>(
        &mut self,
        value: &'d Spanned<DeValue<'d>>,
        pointer: String,
    ) -> Option<Section<'d>> {
        match value.get_ref() {
            DeValue::Table(entries) => Some(Section {
                entries,
                pointer,
                span: value.span(),
            }),
            other => {
                self.wrong(&pointer, &value.span(), "a table", other);
                None
            }
        }
    }

    /// Returns the tables of an array of tables, without those that are none.
    pub(super) fn sections<'d>(&mut self, parent: &Section<'d>, key: &str) -> Vec<Section<'d>> {
        self.items(parent, key, "an array of tables")
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(value, pointer)| self.as_section(value, pointer))
            .collect()
    }

    /// Returns a switch, if it is there and a boolean.
    pub(super) fn flag(&mut self, section: &Section<'_>, key: &str) -> Option<Located<bool>> {
        let value = section.get(key)?;
        let pointer = member(&section.pointer, key);
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Located {
                value: *flag,
                place: self.place(&pointer, &value.span()),
            }),
            other => {
                self.wrong(&pointer, &value.span(), "true or false", other);
                None
            }
        }
    }

    /// Returns a text, if it is there and not empty.
    pub(super) fn text(&mut self, section: &Section<'_>, key: &str) -> Option<Located<String>> {
        let value = section.get(key)?;
        self.as_text(value, &member(&section.pointer, key))
    }

    fn as_text(&mut self, value: &Spanned<DeValue<'_>>, pointer: &str) -> Option<Located<String>> {
        match value.get_ref() {
            DeValue::String(text) if text.is_empty() => {
                let message = format!("`{pointer}` must not be empty");
                self.problem(pointer, &value.span(), message);
                None
            }
            DeValue::String(text) => Some(Located {
                value: text.to_string(),
                place: self.place(pointer, &value.span()),
            }),
            other => {
                self.wrong(pointer, &value.span(), "text", other);
                None
            }
        }
    }

    /// Returns a list of texts, if it is there, without those members that are none.
    pub(super) fn texts(
        &mut self,
        section: &Section<'_>,
        key: &str,
    ) -> Option<Vec<Located<String>>> {
        let items = self.items(section, key, "a list of texts")?;
        Some(
            items
                .into_iter()
                .filter_map(|(value, pointer)| self.as_text(value, &pointer))
                .collect(),
        )
    }

    fn items<'d>(
        &mut self,
        section: &Section<'d>,
        key: &str,
        wanted: &str,
    ) -> Option<Vec<(&'d Spanned<DeValue<'d>>, String)>> {
        let value = section.get(key)?;
        let pointer = member(&section.pointer, key);
        match value.get_ref() {
            DeValue::Array(items) => Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (item, format!("{pointer}/{index}")))
                    .collect(),
            ),
            other => {
                self.wrong(&pointer, &value.span(), wanted, other);
                None
            }
        }
    }

    /// Returns the meaning of a word, if it is there and one of those known.
    pub(super) fn word<T: Copy>(
        &mut self,
        section: &Section<'_>,
        key: &str,
        known: &[(&str, T)],
    ) -> Option<Located<T>> {
        let text = self.text(section, key)?;
        if let Some((_, value)) = known.iter().find(|(word, _)| *word == text.value) {
            return Some(Located {
                value: *value,
                place: text.place,
            });
        }
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let message = format!("`{}` is none of `{}`", text.value, words.join("`, `"));
        let close = nearest(&text.value, words).map(|close| format!("did you mean `{close}`?"));
        self.problem_at(text.place, message).help.extend(close);
        None
    }

    fn wrong(&mut self, pointer: &str, range: &Range<usize>, wanted: &str, value: &DeValue<'_>) {
        let message = format!("`{pointer}` must be {wanted}, not {}", kind(value));
        self.problem(pointer, range, message);
    }
}

const fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, with: impl FnOnce(&mut Reader<'_>, &Section<'_>)) -> Vec<String> {
        let mut reader = Reader::new("s.toml".into(), text);
        if let Some(document) = reader.parse() {
            with(&mut reader, &Section::root(&document));
        }
        reader
            .finish()
            .diagnostics
            .into_iter()
            .map(|d| {
                let span = d.primary.span.unwrap();
                let help = d.help.join(";");
                format!("{}:{} {} {help}", span.line, span.column, d.message)
            })
            .collect()
    }

    #[test]
    fn every_value_of_the_wrong_type_is_noted_where_it_stands() {
        let text = "a = 1\nb = [\"x\", 2, \"\"]\nc = \"on\"\n[d]\ne = 1979-05-27\n";
        let found = read(text, |reader, root| {
            assert!(reader.flag(root, "a").is_none());
            assert_eq!(reader.texts(root, "b").unwrap().len(), 1);
            assert!(reader.word(root, "c", &[("one", 1), ("two", 2)]).is_none());
            let d = reader.section(root, "d").unwrap();
            assert!(reader.text(&d, "e").is_none());
            assert!(reader.section(root, "a").is_none());
            assert!(reader.sections(root, "b").is_empty());
            assert!(reader.flag(root, "missing").is_none());
        });
        assert_eq!(found[0], "1:5 `/a` must be true or false, not an integer ");
        assert_eq!(found[1], "2:11 `/b/1` must be text, not an integer ");
        assert_eq!(found[2], "2:14 `/b/2` must not be empty ");
        assert_eq!(
            found[3],
            "3:5 `on` is none of `one`, `two` did you mean `one`?"
        );
        assert_eq!(found[4], "5:5 `/d/e` must be text, not a date or time ");
        assert_eq!(found.len(), 9);
    }

    #[test]
    fn text_that_is_not_toml_is_refused_with_a_place() {
        let found = read("a = 1\nb = = 2\n", |_, _| unreachable!("nothing to read"));
        assert!(
            found[0].starts_with("2:5 the file is not TOML"),
            "{found:?}"
        );
        assert!(read("a = [", |_, _| {}).len() == 1);
        assert!(!read("a = 1\na = 2", |_, _| {}).is_empty());
    }

    #[test]
    fn unknown_keys_are_told_in_the_order_of_the_text() {
        let found = read("zz = 1\nkeyz = 1\nlevels = 1\n", |reader, root| {
            reader.only(root, &["keys", "levels"]);
        });
        assert_eq!(
            found,
            [
                "1:1 there is no setting `zz` known here: `keys`, `levels`",
                "2:1 there is no setting `keyz` did you mean `keys`?"
            ]
        );
    }
}
