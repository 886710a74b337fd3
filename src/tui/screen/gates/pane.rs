//! What is drawn: the list, and the marked gate with its fields, its requirement and its meaning.

use ratatui::layout::Rect;

use super::memo::{GateView, Index, ListRow};
use super::{FORM, Focus, Gates, TREE};
use crate::draft::{Entity, Slot, entity_pointer};
use crate::plain::short;
use crate::prove::Role as Purpose;
use crate::prove::words::way_words;
use crate::session::Session;
use crate::session::tree::OutlineRow;
use crate::tui::canvas::{Canvas, Target, width, wrap};
use crate::tui::command::Command;
use crate::tui::layer::View;
use crate::tui::theme::Role;
use crate::tui::widget::form::Form;
use crate::tui::widget::marks;
use crate::tui::widget::window::window;

/// From this height on, fields, tree and meaning have room at the same time.
const TALL: u16 = 24;

/// Most lines of the text below the tree.
const MOST_BELOW: u16 = 3;

/// Most ways to pass that stand below the tree.
const MOST_WAYS: usize = 4;

/// From this width on, the text stands beside the tree.
const WIDE: u16 = 66;

/// Returns what is left of an area below some lines.
fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}

/// Returns the first lines of an area.
fn top(area: Rect, lines: u16) -> Rect {
    Rect {
        height: lines.min(area.height),
        ..area
    }
}

/// Returns the first lines of a text, with a mark where there would be more.
fn few(text: &str, width: u16, most: usize) -> Vec<String> {
    let mut lines = wrap(text, width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Returns the first ways to pass with example values, where there is room for them.
fn ways(gate: &GateView, width: u16) -> Vec<(&'static str, String, Role)> {
    let proof = gate.proof.as_ref().filter(|proof| proof.constant.is_none());
    let Some(ways) = proof.and_then(|proof| proof.ways.as_ref()) else {
        return Vec::new();
    };
    let room = width.saturating_sub(13);
    let shown = ways.shown.iter().take(MOST_WAYS).enumerate();
    shown
        .flat_map(|(at, way)| {
            let head = if at == 0 {
                "passes with  "
            } else {
                "          or "
            };
            let lines = few(&way_words(way), room, 1);
            lines.into_iter().map(move |line| (head, line, Role::Dim))
        })
        .collect()
}

/// Returns how many lines a requirement can use.
fn gate_height(gate: &GateView, area: Rect) -> u16 {
    if gate.tree.is_none() {
        return area.height;
    }
    let rows = u16::try_from(gate.rows.len()).unwrap_or(u16::MAX);
    let text = match &gate.text {
        Ok(text) | Err(text) => text,
    };
    let lines = |width| u16::try_from(wrap(text, width).len()).unwrap_or(u16::MAX);
    let needed = if area.width >= WIDE {
        rows.max(lines(area.width * 2 / 5))
    } else {
        let lines = lines(area.width).min(MOST_BELOW);
        // A third of the place is the text's at most.
        rows.saturating_add(lines).max(lines * 3)
    };
    needed.saturating_add(1)
}

impl Gates {
    /// Tells whether something was typed for the marked gate and not applied.
    fn has_typed(&self, session: &Session) -> bool {
        self.key(session).is_some_and(|key| {
            let slot = Slot::field(Entity::Gate(key), "requirement");
            session.typed(&slot).is_some()
        })
    }

    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let left = Rect {
            x: area.x + 1,
            width: (area.width * 3 / 10).clamp(16, 36),
            ..area
        };
        self.draw_list(canvas, left, view.session);
        let edge = left.right() + 1;
        canvas.bar(edge, area.top(), area.bottom());
        let right = Rect {
            x: edge + 2,
            width: area.right().saturating_sub(edge + 3),
            ..area
        };
        match self.row(view.session) {
            Some(ListRow::Gate { .. }) => self.draw_gate(canvas, right, view),
            Some(ListRow::Stage(stage)) => draw_stage(canvas, right, stage, view),
            None => {}
        }
    }

    fn draw_gate(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        let session = view.session;
        let (Some(gate), Some(key)) = (self.view(session), self.key(session)) else {
            return;
        };
        let entity = Entity::Gate(key);
        let pointer = entity_pointer(session.draft(), &entity).unwrap_or_default();
        let (mark, role) = marks::gravest(session.findings_within(&pointer));
        canvas.put(
            area.x,
            area.y,
            area.width.saturating_sub(3),
            &gate.name,
            Role::Title,
        );
        canvas.put(area.right().saturating_sub(1), area.y, 1, mark, role);
        let mut rest = below(area, 1);
        let focus = self.focus(session);
        if area.height >= TALL || focus == Focus::Form {
            let fields = &gate.fields;
            let form = Form {
                fields,
                at: self.field.min(fields.len().saturating_sub(1)),
                focused: focus == Focus::Form,
                pane: FORM,
            };
            let rows = u16::try_from(fields.len()).unwrap_or(0);
            // A line for what the form keeps free below its rows.
            let help = if focus == Focus::Form { 4 } else { 1 };
            let left = form.draw(canvas, top(rest, rows + help), session);
            rest = below(rest, left.y.saturating_sub(rest.y));
            if area.height >= TALL {
                rest = below(rest, 1);
            }
        }
        let foot = self.foot(&gate, area);
        let lines = u16::try_from(foot.len()).unwrap_or(u16::MAX);
        let lines = lines.min(rest.height.saturating_sub(4));
        // What it means follows the tree at once, and the bottom where the tree is long.
        let room = rest.height - lines;
        let body = top(rest, gate_height(&gate, rest).min(room));
        self.draw_requirement(canvas, body, &gate, view);
        for ((head, line, role), y) in foot.iter().zip(body.bottom()..body.bottom() + lines) {
            let x = canvas.put(rest.x, y, rest.width, head, Role::Dim);
            canvas.put(x, y, rest.right().saturating_sub(x), line, *role);
        }
    }

    /// Returns what stands below the requirement: what is wrong with the marked node, and what the
    /// whole means.
    fn foot(&self, gate: &GateView, area: Rect) -> Vec<(&'static str, String, Role)> {
        let mut foot = Vec::new();
        if gate.tree.is_none() {
            return foot;
        }
        let tall = area.height >= TALL;
        let problems = gate.problems.get(&self.node(gate));
        let most = if tall { 3 } else { 1 };
        for problem in problems.into_iter().flatten().take(most) {
            let (mark, role) = marks::level(problem.level);
            let text = format!("{mark} {}", problem.message);
            for line in few(&text, area.width, 2) {
                foot.push(("", line, role));
            }
            for line in problem
                .help
                .iter()
                .flat_map(|help| few(help, area.width.saturating_sub(2), 1))
            {
                foot.push(("  ", line, Role::Dim));
            }
        }
        let most = match area.height {
            TALL.. => 3,
            16.. => 2,
            _ => 1,
        };
        let proved = if gate.is_stuck {
            Role::Warning
        } else {
            Role::Accent
        };
        for (head, text, role) in [
            ("proved       ", &gate.proved, proved),
            ("passes when  ", &gate.passes, Role::Text),
            ("blocked by   ", &gate.blocked, Role::Text),
        ] {
            // Where there is little room, what is proved says more than the text in other words.
            let again = text == &gate.passes && area.height < 16 && !gate.proved.is_empty();
            if text.is_empty() || again {
                continue;
            }
            let room = area.width.saturating_sub(width(head));
            // What is proved is short, and worth a second line wherever there is one.
            let most = if role == proved { most.max(2) } else { most };
            let lines = few(text, room, most);
            for (at, line) in lines.into_iter().enumerate() {
                let head = if at == 0 { head } else { "             " };
                foot.push((head, line, role));
            }
        }
        if tall {
            foot.extend(ways(gate, area.width));
        }
        if tall {
            foot.insert(0, ("", String::new(), Role::Text));
        }
        foot
    }

    fn draw_requirement(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        gate: &GateView,
        view: View<'_>,
    ) {
        let key = |command| view.keymap.shown(command).unwrap_or_default();
        let kept = match gate.is_text {
            Some(true) => "  kept as text",
            Some(false) => "  kept as a tree",
            None => "",
        };
        let typed = if self.has_typed(view.session) {
            "  ● typed and not applied"
        } else {
            ""
        };
        canvas.spans(
            area.x,
            area.y,
            area.width,
            &[
                ("requirement", Role::Title),
                (kept, Role::Dim),
                (typed, Role::Warning),
            ],
        );
        let rest = below(area, 1);
        if let Some((why, range)) = &gate.broken {
            let text = gate.text.as_ref().map_or("", String::as_str);
            let used = draw_broken(canvas, rest, text, range);
            let told = format!("✗ {why} ({} mends it as text)", key(Command::AsText));
            canvas.wrapped(below(rest, used + 1), &told, Role::Error);
            return;
        }
        if gate.tree.is_none() {
            let text = format!(
                "None yet. What must hold for this gate to be true? {} inserts a condition, {} a \
                 group, {} lets you type it.",
                key(Command::Insert),
                key(Command::InsertGroup),
                key(Command::AsText),
            );
            let used = canvas.wrapped(rest, &text, Role::Dim);
            canvas.hit(top(rest, used), Target::Command(Command::Open));
            return;
        }
        let wide = area.width >= WIDE;
        let beside = if wide { area.width * 2 / 5 } else { 0 };
        let text = match &gate.text {
            Ok(text) => (text.as_str(), Role::Text),
            Err(why) => (why.as_str(), Role::Dim),
        };
        let mut tree = Rect {
            width: area.width.saturating_sub(if wide { beside + 2 } else { 0 }),
            ..rest
        };
        if wide {
            let side = Rect {
                x: area.right().saturating_sub(beside),
                width: beside,
                ..area
            };
            let hint = format!("  {} types here", key(Command::AsText));
            canvas.spans(
                side.x,
                side.y,
                side.width,
                &[("as text", Role::Title), (&hint, Role::Dim)],
            );
            canvas.wrapped(below(side, 1), text.0, text.1);
        } else {
            // Below the tree, on as few lines as it needs and the tree can spare.
            let needed = u16::try_from(wrap(text.0, area.width).len()).unwrap_or(u16::MAX);
            let lines = needed.min(MOST_BELOW).min(rest.height / 3);
            tree = top(rest, rest.height - lines);
            let place = below(rest, tree.height);
            for (line, y) in wrap(text.0, area.width)
                .iter()
                .zip(place.top()..place.bottom())
            {
                let last = y + 1 == place.bottom() && needed > lines;
                let x = canvas.put(place.x, y, place.width, line, text.1);
                if last {
                    canvas.put(x.min(place.right().saturating_sub(1)), y, 1, "…", text.1);
                }
            }
        }
        self.draw_tree(canvas, tree, gate, view.session);
    }

    fn draw_tree(&self, canvas: &mut Canvas<'_>, tree: Rect, gate: &GateView, session: &Session) {
        let index = self.memo.index(session);
        let at = self.outline_row(gate);
        let shown = window(at, gate.rows.len(), tree.height);
        let rows = gate.rows.get(shown.clone()).unwrap_or_default();
        let conditions = rows.iter().filter(|row| row.is_condition);
        let column = conditions
            .map(|row| width(&tail(&row.lead, tree.width / 2)) + width(&row.words) + 4)
            .max()
            .unwrap_or(0)
            .min(tree.width * 3 / 5);
        for ((number, row), y) in shown.zip(rows).zip(tree.top()..tree.bottom()) {
            let line = Rect {
                y,
                height: 1,
                ..tree
            };
            draw_node(canvas, line, column, row, gate, &index, session);
            if number == at && self.focus(session) == Focus::Tree {
                canvas.put(line.x, y, 1, "›", Role::Title);
                canvas.tint(line, Role::Selected);
            }
            canvas.hit(
                line,
                Target::Item {
                    pane: TREE,
                    index: number,
                },
            );
        }
    }
}

/// Draws a node: what is wrong with it, the way to it, what it says.
fn draw_node(
    canvas: &mut Canvas<'_>,
    line: Rect,
    column: u16,
    row: &OutlineRow,
    gate: &GateView,
    index: &Index,
    session: &Session,
) {
    let problems = gate.problems.get(&row.path);
    let gravest = problems.and_then(|found| found.iter().map(|one| one.level).max());
    let mut x = line.x + 2;
    let room = |x: u16| line.right().saturating_sub(x);
    // A node far down still shows what it says.
    let lead = tail(&row.lead, line.width / 2);
    x = canvas.put(x, line.y, room(x), &lead, Role::Border);
    if let Some(level) = gravest {
        let (mark, role) = marks::level(level);
        x = canvas.put(x, line.y, room(x), mark, role).saturating_add(1);
    }
    let role = if row.is_condition {
        Role::Text
    } else {
        Role::Accent
    };
    x = canvas.put(x, line.y, room(x), &row.words, role);
    if row.folded > 0 {
        let more = format!("  … {} more", row.folded);
        canvas.put(x, line.y, room(x), &more, Role::Dim);
    } else if row.is_condition {
        let x = (line.x + column).max(x) + 2;
        if room(x) < 8 {
            return;
        }
        let purpose = gate.roles.get(&row.words);
        let known =
            (index.conditions.get(&row.words)).and_then(|at| session.draft().conditions().get(*at));
        let detail = known.map_or_else(|| "no such condition".to_owned(), short);
        let told = purpose.map(|purpose| format!("{} · {detail}", purpose.name()));
        // Where both have no room, only what is unusual is worth more than the comparison.
        let unusual = matches!(purpose, Some(Purpose::Blocking | Purpose::Irrelevant));
        let detail = match told {
            Some(told) if unusual || width(&told) <= room(x) => told,
            _ => detail,
        };
        canvas.put(x, line.y, room(x), &detail, Role::Dim);
    }
}

/// Returns the end of a text that takes more cells than there are.
fn tail(text: &str, cells: u16) -> String {
    let cells = usize::from(cells.max(1));
    let count = text.chars().count();
    if count <= cells {
        return text.to_owned();
    }
    let rest: String = text.chars().skip(count - (cells - 1)).collect();
    format!("…{rest}")
}

/// Draws a text that does not parse, with the bytes to blame; returns the lines used.
fn draw_broken(
    canvas: &mut Canvas<'_>,
    area: Rect,
    text: &str,
    range: &std::ops::Range<usize>,
) -> u16 {
    let wrong = super::text::widened(text, range);
    // What stands well before the place is left out, so that the place is seen.
    let room = usize::from(area.width);
    let before = text.get(..wrong.start).unwrap_or_default();
    let mut head: Vec<char> = before.chars().rev().take(room / 2).collect();
    head.reverse();
    let head: String = head.into_iter().collect();
    let cut = if head.len() < before.len() { "…" } else { "" };
    let first = |text: &str| text.chars().take(room + 1).collect::<String>();
    let blamed = first(text.get(wrong.clone()).unwrap_or_default());
    let after = first(text.get(wrong.end..).unwrap_or_default());
    canvas.spans(
        area.x,
        area.y,
        area.width,
        &[
            (cut, Role::Dim),
            (&head, Role::Text),
            (&blamed, Role::Wrong),
            (&after, Role::Text),
        ],
    );
    1
}

fn draw_stage(canvas: &mut Canvas<'_>, area: Rect, stage: usize, view: View<'_>) {
    let Some(one) = view.session.draft().stages().get(stage) else {
        return;
    };
    let name = (one.stage_id.as_ref()).map_or_else(
        || format!("stage {}", stage + 1),
        |id| format!("stage `{id}`"),
    );
    canvas.put(area.x, area.y, area.width, &name, Role::Title);
    let gates = one.gates().len();
    let key = |command| view.keymap.shown(command).unwrap_or_default();
    let text = if gates == 0 {
        format!(
            "No gate: a run passes this stage as soon as it is looked at. {} adds a gate here.",
            key(Command::Add)
        )
    } else {
        format!(
            "All gates of the stage must be true at the same time for a run to go on. {} adds a \
             gate at the end, {} goes to the stage itself.",
            key(Command::Add),
            key(Command::Open),
        )
    };
    canvas.wrapped(below(area, 2), &text, Role::Dim);
}
