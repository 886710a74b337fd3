//! Typing a requirement as text: judged with every key, names completed, slips offered to mend.

use std::collections::HashSet;
use std::ops::Range;

use ratatui::layout::Rect;

use crate::diagnostic::nearest;
use crate::draft::{ChildKey, Entity, RequirementDraft, Slot};
use crate::plain::passes_when;
use crate::session::Session;
use crate::session::form::entity_name;
use crate::session::tree::{gate_of, text_change};
use crate::spec::{
    RequirementErrorKind, is_printable_id, parse_requirement, parse_requirement_with,
    print_requirement, validate_requirement,
};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Action, Cx, Layer, Then, View};
use crate::tui::overlay::centred;
use crate::tui::theme::Role;
use crate::tui::widget::text::Text;

/// The words of the language that can be completed like ids.
const WORDS: [&str; 6] = ["all(", "any(", "at_least(", "and", "or", "not"];

/// The functions of the language.
const FUNCTIONS: [&str; 4] = ["all", "any", "at_least", "require_group"];

/// Most names that are offered at once.
const MAX_OFFERED: usize = 100;

/// The requirement of a gate, as text that is being typed.
#[derive(Debug)]
pub(super) struct RequirementText {
    gate: ChildKey,
    title: String,
    slot: Slot,
    text: Text,
    /// Ids that a text can name, in order.
    ids: Vec<String>,
    known: HashSet<String>,
    verdict: Verdict,
    completion: Completion,
}

/// What is known of the text so far.
#[derive(Debug, Default)]
struct Verdict {
    /// What is wrong first, and where.
    wrong: Option<(String, Range<usize>)>,
    /// What was probably meant there.
    near: Option<String>,
    /// When the requirement holds, as far as it can be read.
    passes: String,
}

/// The names that the word at the cursor may become.
#[derive(Debug, Default)]
struct Completion {
    /// Where the word starts.
    start: usize,
    names: Vec<String>,
    /// Which one was taken last.
    at: Option<usize>,
}

/// Returns bytes that can be seen: those given, or what stands before an empty place.
pub(super) fn widened(text: &str, range: &Range<usize>) -> Range<usize> {
    if !range.is_empty() {
        return range.clone();
    }
    let head = text.get(..range.start).unwrap_or(text).trim_end();
    let from = head.char_indices().next_back().map_or(0, |(at, _)| at);
    from..head.len()
}

impl RequirementText {
    /// Returns an editor for the requirement of a gate, with what was typed before and not applied.
    ///
    /// # Errors
    /// When no text can say the present requirement.
    pub(super) fn new(gate: ChildKey, session: &Session) -> Result<Self, String> {
        let entity = Entity::Gate(gate.clone());
        let slot = Slot::field(entity.clone(), "requirement");
        let draft = session.draft();
        let present = gate_of(draft, &gate).and_then(|gate| gate.requirement.as_ref());
        let start = match (session.typed(&slot), present) {
            (Some(typed), _) => typed.to_owned(),
            (None, None) => String::new(),
            (None, Some(RequirementDraft::Text(text))) => text.clone(),
            (None, Some(RequirementDraft::Tree(tree))) => {
                print_requirement(tree).map_err(|error| error.to_string())?
            }
        };
        let ids: Vec<String> = (draft.conditions().iter())
            .filter_map(|condition| condition.condition_id.clone())
            .collect();
        let mut text = Text::lines(&start);
        text.replace(start.len()..start.len(), "");
        let mut editor = Self {
            title: format!("requirement of {}", entity_name(draft, &entity)),
            gate,
            slot,
            text,
            known: ids.iter().cloned().collect(),
            ids: ids.into_iter().filter(|id| is_printable_id(id)).collect(),
            verdict: Verdict::default(),
            completion: Completion::default(),
        };
        editor.judge();
        Ok(editor)
    }

    fn judge(&mut self) {
        let text = self.text.as_str();
        let mut verdict = Verdict::default();
        if !text.trim().is_empty() {
            match parse_requirement_with(text, &|id| self.known.contains(id)) {
                Err(error) => {
                    verdict.near = match &error.kind {
                        RequirementErrorKind::UnknownCondition(id) => {
                            nearest(id, self.ids.iter().map(String::as_str))
                        }
                        RequirementErrorKind::UnknownFunction(name) => nearest(name, FUNCTIONS),
                        _ => None,
                    }
                    .map(str::to_owned);
                    verdict.wrong = Some((error.to_string(), error.range));
                }
                Ok(parsed) => {
                    if let Err(error) = validate_requirement(&parsed.tree) {
                        verdict.wrong = Some((error.to_string(), 0..text.len()));
                    }
                }
            }
            // A condition may come later, so a text without it already means something.
            verdict.passes = parse_requirement(text)
                .map_or_else(|_| String::new(), |parsed| passes_when(&parsed.tree));
        }
        self.verdict = verdict;
    }

    /// Finds the names that the word before the cursor may become.
    fn offer(&mut self) {
        let cursor = self.text.cursor();
        let before = self.text.as_str().get(..cursor).unwrap_or_default();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = before.trim_end_matches(word).len();
        let typed = before.get(start..).unwrap_or_default();
        let names = self.ids.iter().map(String::as_str).chain(WORDS);
        let mut first: Vec<&str> = Vec::new();
        let mut later: Vec<&str> = Vec::new();
        for name in names.filter(|name| *name != typed) {
            if name.starts_with(typed) {
                first.push(name);
            } else if name.contains(typed) {
                later.push(name);
            }
            if first.len() == MAX_OFFERED {
                break;
            }
        }
        first.extend(later);
        self.completion = Completion {
            start,
            names: first
                .into_iter()
                .take(MAX_OFFERED)
                .map(str::to_owned)
                .collect(),
            at: None,
        };
    }

    /// Takes the next name for the word at the cursor.
    fn complete(&mut self, cx: &mut Cx<'_>) {
        // The cursor may have moved since names were offered.
        let taken = self
            .completion
            .at
            .and_then(|at| self.completion.names.get(at));
        let goes_on =
            taken.is_some_and(|name| self.completion.start + name.len() == self.text.cursor());
        if !goes_on {
            self.offer();
        }
        let count = self.completion.names.len();
        if count == 0 {
            return cx.refuse("no condition has such a name");
        }
        let at = self.completion.at.map_or(0, |at| (at + 1) % count);
        if let Some(name) = self.completion.names.get(at) {
            self.text
                .replace(self.completion.start..self.text.cursor(), name);
            self.completion.at = Some(at);
        }
        self.keep(cx);
    }

    fn take_near(&mut self, cx: &mut Cx<'_>) {
        if let (Some(near), Some((_, range))) = (&self.verdict.near, &self.verdict.wrong) {
            self.text.replace(range.clone(), near);
            self.changed(cx);
        } else {
            cx.refuse("there is no name that was probably meant");
        }
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.offer();
        self.keep(cx);
    }

    fn keep(&mut self, cx: &mut Cx<'_>) {
        let typed = self.text.as_str().to_owned();
        cx.session.keep_typed(&self.slot, Some(typed));
        self.judge();
    }

    fn apply(&mut self, cx: &mut Cx<'_>) {
        match text_change(cx.session.draft(), &self.gate, self.text.as_str()) {
            Err(error) => cx.refuse(error.to_string()),
            Ok(change) => {
                if cx.edit(&change.label, &change.edit) {
                    cx.session.keep_typed(&self.slot, None);
                    cx.pop();
                }
            }
        }
    }
}

impl Layer for RequirementText {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        let mut offers = vec![Command::Apply, Command::Cancel, Command::Complete];
        if self.verdict.near.is_some() {
            offers.push(Command::TakeNear);
        }
        offers.extend([Command::TypeEditor, Command::EraseWord, Command::EraseLine]);
        offers
    }

    fn types(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Apply => self.apply(cx),
            Command::Cancel => cx.pop(),
            Command::Complete => self.complete(cx),
            Command::TakeNear => self.take_near(cx),
            Command::TypeEditor => {
                let slot = self.slot.clone();
                cx.actions.push(Action::Edit {
                    text: self.text.as_str().to_owned(),
                    extension: "txt",
                    then: Then::new(move |cx: &mut Cx<'_>, text: String| {
                        let text = text.trim_end_matches('\n').to_owned();
                        cx.session.keep_typed(&slot, Some(text));
                    }),
                });
            }
            _ => {
                if self.text.command(command) {
                    self.changed(cx);
                }
            }
        }
    }

    fn typed(&mut self, key: Key, cx: &mut Cx<'_>) {
        if self.text.key(key) {
            self.changed(cx);
        } else {
            // The cursor may stand in another word now.
            self.completion = Completion::default();
        }
    }

    fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        self.text.insert(text);
        self.changed(cx);
    }

    fn resumed(&mut self, cx: &mut Cx<'_>) {
        if let Some(text) = cx.session.typed(&self.slot) {
            self.text = Text::lines(text);
            self.judge();
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let place = centred(area, area.width.saturating_sub(4).min(96), 14);
        let inside = canvas.panel(place, &self.title);
        if inside.is_empty() {
            return;
        }
        let lines = self.text.as_str().split('\n').count();
        let most = (inside.height / 3).max(1);
        let height = u16::try_from(lines).unwrap_or(u16::MAX).min(most);
        let body = Rect { height, ..inside };
        // Underlined is only what is wrong, so that it is seen without colours too.
        let marks: Vec<(Range<usize>, Role)> = (self.verdict.wrong.iter())
            .map(|(_, range)| (widened(self.text.as_str(), range), Role::Wrong))
            .collect();
        self.text.draw(canvas, body, &marks);
        let mut rest = Rect {
            y: inside.y + height + 1,
            height: inside.height.saturating_sub(height + 1),
            ..inside
        };
        let key = |command| view.keymap.shown(command).unwrap_or_default();
        let mut told: Vec<(String, Role)> = Vec::new();
        match &self.verdict.wrong {
            Some((why, _)) => told.push((format!("✗ {why}"), Role::Error)),
            None if self.text.as_str().trim().is_empty() => told.push((
                "Write conditions with and, or, not, parentheses, all(..), any(..), at_least(2, ..). \
                 An empty text takes the requirement away."
                    .to_owned(),
                Role::Dim,
            )),
            None => told.push(("✓ every name is a condition".to_owned(), Role::Good)),
        }
        if let Some(near) = &self.verdict.near {
            let text = format!("  did you mean {near}? {} takes it", key(Command::TakeNear));
            told.push((text, Role::Warning));
        }
        if !self.verdict.passes.is_empty() {
            told.push((format!("passes when {}", self.verdict.passes), Role::Text));
        }
        for (text, role) in &told {
            for line in wrap(text, rest.width).iter().take(3) {
                if rest.height == 0 {
                    return;
                }
                canvas.put(rest.x, rest.y, rest.width, line, *role);
                rest.y += 1;
                rest.height -= 1;
            }
        }
        self.draw_names(canvas, rest, &key(Command::Complete));
    }
}

impl RequirementText {
    /// Draws the names on the last line, the one that was taken marked.
    fn draw_names(&self, canvas: &mut Canvas<'_>, area: Rect, key: &str) {
        if area.height == 0 || self.completion.names.is_empty() {
            return;
        }
        let y = area.bottom() - 1;
        let mut x = canvas.spans(area.x, y, area.width, &[(key, Role::Key), (" ", Role::Dim)]);
        // The one that was taken stays in sight.
        let from = self.completion.at.unwrap_or(0);
        for (at, name) in self.completion.names.iter().enumerate().skip(from) {
            if x + 2 >= area.right() {
                return;
            }
            let role = if self.completion.at == Some(at) {
                Role::Selected
            } else {
                Role::Text
            };
            let room = area.right().saturating_sub(x + 1);
            x = canvas.put(x + 1, y, room, name, role).saturating_add(1);
        }
    }
}
