//! The stage graph on the whole screen.

use std::rc::Rc;

use ratatui::layout::Rect;

use super::memo::Memo;
use super::paint::{Look, paint};
use crate::draft::{Entity, Key, Slot};
use crate::plain::drawing::{Block, Content, Picture, picture};
use crate::plain::stage_graph;
use crate::prove::flow::{BY_TIMEOUT, StageFlow, mark_graph};
use crate::session::Session;
use crate::tui::canvas::{Canvas, width};
use crate::tui::command::Command;
use crate::tui::layer::{Action, Cx, Layer, View};
use crate::tui::theme::Role;

/// More stages than that are not drawn: nobody would find anything.
const MAX_STAGES: usize = 2000;

/// Returns what is said in a box of the ways of its stage, with the mark that its colour repeats.
fn marked(standing: &str) -> String {
    let mark = if standing == BY_TIMEOUT { '!' } else { '✗' };
    format!("{mark} {standing}")
}

/// The graph of the draft as it is, laid out once for each revision.
#[derive(Debug, Default)]
pub(super) struct Drawing(Memo<u64, Option<Picture>>);

impl Drawing {
    /// Returns the graph; none when there are too many stages to draw.
    pub(super) fn get(&self, session: &Session) -> Rc<Option<Picture>> {
        self.0.get(session.revision(), || {
            let draft = session.draft();
            (draft.stages().len() <= MAX_STAGES).then(|| {
                let mut graph = stage_graph(draft);
                let standings = session.proof().map(|proof| {
                    mark_graph(&mut graph, &proof.flow);
                    proof.flow.stages.iter().map(StageFlow::standing)
                });
                let mut content = Content::usual(&graph);
                for (lines, standing) in content
                    .boxes
                    .iter_mut()
                    .zip(standings.into_iter().flatten())
                {
                    // That no run enters is said already.
                    if lines.len() == 1 {
                        lines.extend(standing.map(marked));
                    }
                }
                picture(&graph, &content)
            })
        })
    }

    /// Draws the graph under a heading.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, session: &Session, look: Look) {
        let count = session.draft().stages().len();
        let sheet = Rect {
            y: area.y.saturating_add(1).min(area.bottom()),
            height: area.height.saturating_sub(1),
            ..area
        };
        let more = if let Some(picture) = self.get(session).as_ref() {
            paint(canvas, sheet, picture, look)
        } else {
            let text = format!("{count} stages are too many to draw; the most is {MAX_STAGES}.");
            canvas.wrapped(sheet, &text, Role::Dim);
            ""
        };
        canvas.put(area.x, area.y, area.width, "graph", Role::Title);
        let at = area.right().saturating_sub(width(more));
        canvas.put(at, area.y, width(more), more, Role::Dim);
    }
}

/// The graph on the whole screen, to move about in.
#[derive(Debug)]
pub(super) struct Sheet {
    drawing: Drawing,
    at: usize,
}

impl Sheet {
    pub(super) fn new(at: usize) -> Self {
        Self {
            drawing: Drawing::default(),
            at,
        }
    }

    /// Moves within a column, or to the nearest box of the next one.
    fn walk(&mut self, command: Command, picture: &Picture) {
        let Some((column, row)) = picture.places.get(&self.at).copied() else {
            return;
        };
        let blocks = |column: usize| picture.columns.get(column).map(|one| one.blocks.as_slice());
        let Some(own) = blocks(column) else { return };
        let found: Option<&Block> = match command {
            Command::Up => row.checked_sub(1).and_then(|row| own.get(row)),
            Command::Down => own.get(row + 1),
            Command::PageUp => own.get(row.saturating_sub(5)),
            Command::PageDown => own.get((row + 5).min(own.len().saturating_sub(1))),
            _ => {
                let beside = if command == Command::GraphLeft {
                    column.checked_sub(1)
                } else {
                    Some(column + 1)
                };
                let y = own.get(row).map_or(0, |block| block.y);
                let blocks = beside.and_then(blocks).into_iter().flatten();
                blocks.min_by_key(|block| block.y.abs_diff(y))
            }
        };
        if let Some(block) = found {
            self.at = block.stage;
        }
    }
}

impl Layer for Sheet {
    fn offers(&self, _: View<'_>) -> Vec<Command> {
        use Command::{
            Down, First, FocusBack, Graph, GraphLeft, GraphRight, Last, Open, PageDown, PageUp, Up,
        };
        vec![
            Open, FocusBack, GraphRight, GraphLeft, Down, Up, PageDown, PageUp, First, Last, Graph,
        ]
    }

    fn run(&mut self, command: Command, cx: &mut Cx<'_>) {
        let count = cx.session.draft().stages().len();
        self.at = self.at.min(count.saturating_sub(1));
        match command {
            Command::Open => cx.actions.push(Action::Go(Slot {
                entity: Entity::Stage(Key::Index(self.at)),
                path: String::new(),
            })),
            Command::First => self.at = 0,
            Command::Last => self.at = count.saturating_sub(1),
            Command::FocusBack | Command::Graph => cx.pop(),
            _ => {
                if let Some(picture) = self.drawing.get(cx.session).as_ref() {
                    self.walk(command, picture);
                }
            }
        }
    }

    fn picked(&mut self, _: usize, index: usize, cx: &mut Cx<'_>) {
        if self.at == index {
            self.run(Command::Open, cx);
        } else {
            self.at = index;
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, view: View<'_>) {
        canvas.clear(area);
        let inside = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        let look = Look {
            marked: self.at,
            focused: true,
            pane: 0,
        };
        self.drawing.draw(canvas, inside, view.session, look);
    }
}
