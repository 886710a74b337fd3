//! What every screen has around it: the name, the steps, the next thing, the keys.

use ratatui::layout::Rect;

use super::app::App;
use super::canvas::{Canvas, Target, width};
use super::command::Command;
use super::global;
use super::theme::Role;
use super::widget::marks;
use crate::diagnostic::Level;
use crate::session::{Step, StepState};

/// The least that the workbench can be used in.
const LEAST: (u16, u16) = (40, 12);

/// Tells whether an area is large enough to work in.
pub(super) const fn fits(area: Rect) -> bool {
    area.width >= LEAST.0 && area.height >= LEAST.1
}

/// Says that there is no room, in as little room as there is.
pub(super) fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let text = format!(
        "too small: {} × {} of at least {} × {}",
        area.width, area.height, LEAST.0, LEAST.1
    );
    canvas.wrapped(area, &text, Role::Text);
}

/// Draws what is around a screen; returns the area that is left for it.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    header(canvas, area, app);
    steps(
        canvas,
        Rect {
            y: area.y + 1,
            height: 1,
            ..area
        },
        app,
    );
    canvas.rule(area.x, area.y + 2, area.width);
    let foot = area.bottom() - 3;
    canvas.rule(area.x, foot, area.width);
    notice(
        canvas,
        Rect {
            y: foot,
            height: 1,
            ..area
        },
        app,
    );
    next(
        canvas,
        Rect {
            y: foot + 1,
            height: 1,
            ..area
        },
        app,
    );
    hints(
        canvas,
        Rect {
            y: foot + 2,
            height: 1,
            ..area
        },
        app,
    );
    Rect {
        y: area.y + 3,
        height: foot - area.y - 3,
        ..area
    }
}

/// Draws only the notice and the keys; returns the area that is left.
pub(super) fn bare(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    let foot = area.bottom() - 2;
    canvas.rule(area.x, foot, area.width);
    notice(
        canvas,
        Rect {
            y: foot,
            height: 1,
            ..area
        },
        app,
    );
    hints(
        canvas,
        Rect {
            y: foot + 1,
            height: 1,
            ..area
        },
        app,
    );
    Rect {
        height: foot - area.y,
        ..area
    }
}

fn notice(canvas: &mut Canvas<'_>, row: Rect, app: &App) {
    if let Some((role, text)) = app.notice() {
        canvas.spans(
            row.x + 1,
            row.y,
            row.width.saturating_sub(2),
            &[(" ", Role::Text), (text, role), (" ", Role::Text)],
        );
    }
}

fn header(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let counts = app.session().counts();
    let mut right = Vec::new();
    for (level, count) in [
        (Level::Error, counts.errors),
        (Level::Warning, counts.warnings),
        (Level::Todo, counts.todos),
    ] {
        if count > 0 {
            let (mark, role) = marks::level(level);
            right.push((format!("{mark} {count}"), role));
        }
    }
    let cells: u16 = right.iter().map(|(text, _)| width(text) + 2).sum();
    let mut x = area.right().saturating_sub(cells);
    let room = x.saturating_sub(area.x);
    for (text, role) in &right {
        x = canvas.put(x, area.y, area.right().saturating_sub(x), text, *role) + 2;
    }
    let draft = app.session().draft();
    let name = draft.scenario_id.as_deref().unwrap_or("unnamed");
    let file = app.session().name();
    let dirty = if app.session().is_dirty() { " ●" } else { "" };
    let read_only = if app.session().is_read_only() {
        " read-only"
    } else {
        ""
    };
    canvas.spans(
        area.x + 1,
        area.y,
        room.saturating_sub(2),
        &[
            ("gatewright  ", Role::Dim),
            (name, Role::Title),
            (if file.is_empty() { "" } else { " · " }, Role::Dim),
            (&file, Role::Dim),
            (dirty, Role::Warning),
            (read_only, Role::Warning),
        ],
    );
}

fn steps(canvas: &mut Canvas<'_>, row: Rect, app: &App) {
    let marks: Vec<(String, Role)> = Step::ALL.iter().map(|step| mark(app, *step)).collect();
    let full: u16 = Step::ALL
        .iter()
        .zip(&marks)
        .map(|(step, (mark, _))| width(step.name()) + width(mark) + 6)
        .sum();
    let mut x = row.x + 1;
    for ((number, step), (mark, role)) in Step::ALL.iter().enumerate().zip(&marks) {
        let here = *step == app.step;
        // Where there is no room for the names, only that of this step is shown.
        let name = if full <= row.width || here {
            step.name()
        } else {
            ""
        };
        let number = format!("{}", number + 1);
        let start = x;
        let title = if here { Role::Title } else { Role::Text };
        let gap = if name.is_empty() { "" } else { " " };
        let space = if mark.is_empty() { "" } else { " " };
        x = canvas.spans(
            x,
            row.y,
            row.right().saturating_sub(x),
            &[
                (&number, Role::Key),
                (gap, title),
                (name, title),
                (space, title),
                (mark, *role),
            ],
        );
        let area = Rect {
            x: start,
            width: x.saturating_sub(start),
            ..row
        };
        if here {
            canvas.tint(area, Role::Selected);
        }
        canvas.hit(area, Target::Command(global::step_command(*step)));
        x += if full <= row.width { 3 } else { 2 };
    }
}

/// Returns the mark of a step; none where there is nothing to judge yet.
fn mark(app: &App, step: Step) -> (String, Role) {
    let state = app.session().step(step);
    let draft = app.session().draft();
    let has_gates = || draft.stages().iter().any(|stage| !stage.gates().is_empty());
    let nothing = match step {
        Step::Review => true,
        Step::Gates => !has_gates(),
        _ => false,
    };
    if nothing && state == StepState::default() {
        (String::new(), Role::Text)
    } else {
        marks::step(state)
    }
}

fn next(canvas: &mut Canvas<'_>, row: Rect, app: &App) {
    let key = app.keymap.shown(Command::Next).unwrap_or_default();
    let width = row.width.saturating_sub(1);
    match app.session().next_thing() {
        Some(next) => {
            let end = canvas.spans(
                row.x + 1,
                row.y,
                width,
                &[
                    ("next ", Role::Dim),
                    (&key, Role::Key),
                    ("  ", Role::Dim),
                    (&next.sentence, Role::Text),
                ],
            );
            canvas.hit(
                Rect {
                    width: end.saturating_sub(row.x),
                    ..row
                },
                Target::Command(Command::Next),
            );
        }
        None if !app.session().is_checked() => {
            canvas.put(row.x + 1, row.y, width, "checking…", Role::Dim);
        }
        None => {}
    }
}

fn hints(canvas: &mut Canvas<'_>, row: Rect, app: &App) {
    let offers = app.offers();
    let last = [Command::Help, Command::Palette, Command::Leave];
    let hint = |command: Command| {
        let key = app.keymap.shown(command)?;
        Some((command, key, command.title()))
    };
    let always: Vec<_> = last
        .into_iter()
        .filter(|command| offers.contains(command))
        .filter_map(hint)
        .collect();
    let cells = |key: &str, title: &str| width(key) + width(title) + 3;
    let kept: u16 = always.iter().map(|(_, key, title)| cells(key, title)).sum();
    let mut x = row.x + 1;
    let room = row.right().saturating_sub(kept);
    let steps = Step::ALL.map(global::step_command);
    let shown = offers
        .iter()
        .copied()
        .filter(|command| {
            !last.contains(command) && !steps.contains(command) && *command != Command::Next
        })
        .filter_map(hint);
    let draw = |canvas: &mut Canvas<'_>, x: u16, (command, key, title): (Command, String, &str)| {
        let end = canvas.spans(
            x,
            row.y,
            row.right().saturating_sub(x),
            &[(&key, Role::Key), (" ", Role::Dim), (title, Role::Dim)],
        );
        canvas.hit(
            Rect {
                x,
                width: end.saturating_sub(x),
                ..row
            },
            Target::Command(command),
        );
        end + 2
    };
    for one in shown {
        if x + cells(&one.1, one.2) > room {
            break;
        }
        x = draw(canvas, x, one);
    }
    for one in always {
        x = draw(canvas, x, one);
    }
}

const LETTERS: &[u8] = b"asdfghjklqwertyuiopzxcvbnm";

/// Returns a label for each of some places: one letter while they last, else two.
pub(super) fn label_texts(count: usize) -> Vec<String> {
    let letter = |at: usize| char::from(LETTERS.get(at).copied().unwrap_or(b'a'));
    if count <= LETTERS.len() {
        (0..count).map(|at| letter(at).to_string()).collect()
    } else {
        (0..count.min(LETTERS.len() * LETTERS.len()))
            .map(|at| {
                [letter(at / LETTERS.len()), letter(at % LETTERS.len())]
                    .iter()
                    .collect()
            })
            .collect()
    }
}

/// Draws a label on everything that can be reached.
pub(super) fn labels(canvas: &mut Canvas<'_>, typed: &str) {
    let hits = canvas.drawn.hits.clone();
    for (hit, label) in hits.iter().zip(label_texts(hits.len())) {
        if let Some(rest) = label.strip_prefix(typed) {
            canvas.put(hit.area.x, hit.area.y, 2, rest, Role::Label);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_begins_another() {
        for count in [0, 1, 26, 27, 500] {
            let labels = label_texts(count);
            assert_eq!(labels.len(), count);
            for (at, one) in labels.iter().enumerate() {
                assert!(
                    !labels[at + 1..]
                        .iter()
                        .any(|other| other.starts_with(one.as_str()))
                );
            }
        }
    }
}
