//! Choosing the version that the draft is compared with.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::Against;
use crate::session::Former;
use crate::tui::canvas::Canvas;
use crate::tui::command::{Command, Key};
use crate::tui::layer::{Action, Cx, Layer, Then, View};
use crate::tui::overlay::centred;
use crate::tui::theme::Role;
use crate::tui::widget::text::Text;

const HELP: &str = "A git revision, such as HEAD, main or v1.2: the draft as it is there, else the \
                    compiled spec beside it. REVISION:PATH names another file. Empty means the \
                    compiled spec beside the draft.";

/// The name of a revision that is being typed.
#[derive(Debug)]
struct Asking {
    line: Text,
    /// Why the last name would not do.
    wrong: Option<String>,
    against: Rc<RefCell<Against>>,
}

/// Asks for the version to compare with.
pub(super) fn ask(against: &Rc<RefCell<Against>>, cx: &mut Cx<'_>) {
    let name = against.borrow().name.clone();
    cx.push(Asking::new(&name, None, against));
}

impl Asking {
    fn new(name: &str, wrong: Option<String>, against: &Rc<RefCell<Against>>) -> Self {
        Self {
            line: Text::line(name),
            wrong,
            against: Rc::clone(against),
        }
    }

    fn apply(&self, cx: &mut Cx<'_>) {
        let name = self.line.as_str().trim().to_owned();
        cx.pop();
        if name.is_empty() {
            return choose(&self.against, name, None);
        }
        let against = Rc::clone(&self.against);
        cx.actions.push(Action::Revision {
            name: name.clone(),
            then: Then::new(
                move |cx: &mut Cx<'_>, found: Result<Former, String>| match found {
                    Ok(former) => choose(&against, name, Some(Arc::new(former))),
                    // What was typed stays, with what is wrong with it.
                    Err(why) => cx.push(Self::new(&name, Some(why), &against)),
                },
            ),
        });
    }
}

fn choose(against: &RefCell<Against>, name: String, former: Option<Arc<Former>>) {
    let mut against = against.borrow_mut();
    against.name = name;
    against.former = former;
    against.number += 1;
}

impl Layer for Asking {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        vec![
            Command::Apply,
            Command::Cancel,
            Command::EraseWord,
            Command::EraseLine,
            Command::ApplyText,
        ]
    }

    fn types(&self) -> bool {
        true
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        match command {
            Command::Apply | Command::ApplyText => self.apply(cx),
            Command::Cancel => cx.pop(),
            _ => {
                self.line.command(command);
            }
        }
    }

    fn typed(&mut self, key: Key, _: &mut Cx<'_>) {
        if self.line.key(key) {
            self.wrong = None;
        }
    }

    fn pasted(&mut self, text: &str, _: &mut Cx<'_>) {
        self.line.insert(text);
        self.wrong = None;
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, _: View<'_>) {
        let place = centred(area, area.width.saturating_sub(4).min(84), 12);
        let inside = canvas.panel(place, "compare with");
        if inside.is_empty() {
            return;
        }
        let line = Rect {
            height: 1,
            ..inside
        };
        canvas.tint(line, Role::Input);
        self.line.draw(canvas, line, &[]);
        let mut rest = Rect {
            y: inside.y + 2,
            height: inside.height.saturating_sub(2),
            ..inside
        };
        if let Some(why) = &self.wrong {
            let used = canvas.wrapped(rest, &format!("✗ {why}"), Role::Error);
            rest.y += used;
            rest.height = rest.height.saturating_sub(used);
        }
        canvas.wrapped(rest, HELP, Role::Dim);
    }
}
