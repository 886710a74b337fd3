//! Where the boxes, lines and words of the stage graph stand.
//!
//! Columns from left to right, a run starts in the first. A line leaves a box in a row of its own
//! and reaches the next column by a vertical track between them; through columns that it only
//! passes it runs in a lane, a row that no box uses. What cannot be drawn as a line, or would be
//! too long to follow, is a word: ways back, ways far ahead, ends. Positions are cells of a sheet
//! that is as large as it needs to be; drawing cuts out what is visible.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::content::{Content, Exit, Stroke};
use super::letters::wide;
use super::picture::{Block, Column, Line, Mark, Picture, Word};
use super::port::{ARROW, Goal, Port};
use super::ranks::ranks;
use super::tracks::{Tracks, route};
use crate::plain::graph::{StageGraph, WayEnd};

/// How many columns a line spans at most.
const MAX_SPAN: usize = 6;

/// How many cells a box has for words at least.
const LEAST: usize = 3;

/// A column before it is known where it begins.
pub(super) struct Draft {
    pub(super) blocks: Vec<Block>,
    pub(super) ports: Vec<Port>,
    /// Rows by the stage to whose box or lane they belong.
    pub(super) rows: HashMap<usize, usize>,
    bottom: usize,
}

/// Lays the graph out as one picture.
#[must_use]
pub fn picture(graph: &StageGraph, content: &Content) -> Picture {
    let plan = Plan::of(graph, content);
    plan.part(0..plan.members.len())
}

/// Lays the graph out as pictures one below the other, each at most `width` cells wide.
///
/// What leads from one to another is a word. None when a column alone is wider.
#[must_use]
pub fn strips(graph: &StageGraph, content: &Content, width: usize) -> Option<Vec<Picture>> {
    let plan = Plan::of(graph, content);
    let count = plan.members.len();
    let mut strips = Vec::new();
    let mut from = 0;
    while from < count {
        let fitting = (from + 1..=count)
            .map(|to| (to, plan.part(from..to)))
            .take_while(|(_, picture)| picture.width <= width)
            .last();
        let (to, picture) = fitting?;
        strips.push(picture);
        from = to;
    }
    Some(strips)
}

/// What is to be laid out.
struct Plan<'a> {
    graph: &'a StageGraph,
    content: &'a Content,
    /// The column of each stage.
    ranks: Vec<usize>,
    /// The stages of each column.
    members: Vec<Vec<usize>>,
}

impl<'a> Plan<'a> {
    fn of(graph: &'a StageGraph, content: &'a Content) -> Self {
        let ranks = ranks(graph);
        let count = ranks.iter().max().map_or(0, |rank| rank + 1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (stage, rank) in ranks.iter().enumerate() {
            if let Some(column) = members.get_mut(*rank) {
                column.push(stage);
            }
        }
        Self {
            graph,
            content,
            ranks,
            members,
        }
    }

    /// Lays some columns out.
    fn part(&self, range: Range<usize>) -> Picture {
        let mut sheet = Sheet {
            plan: self,
            range,
            picture: Picture::default(),
        };
        sheet.lay();
        sheet.picture
    }
}

struct Sheet<'a> {
    plan: &'a Plan<'a>,
    /// Which columns are laid out.
    range: Range<usize>,
    picture: Picture,
}

impl Sheet<'_> {
    fn lay(&mut self) {
        let plan = self.plan;
        let columns = plan.members.iter().enumerate().skip(self.range.start);
        let mut members = columns.take(self.range.len());
        let Some((rank, first)) = members.next() else {
            return;
        };
        // Room for the mark of the start.
        let mut left = 4;
        let mut column = self.place(rank, first, &[]);
        for (rank, stages) in members {
            let mut next = self.place(rank, stages, &column.ports);
            let tracks = route(&mut column, &mut next, |to| self.word(self.name(to)));
            left = self.finish(column, left, &tracks, Some(&next));
            column = next;
        }
        self.finish(column, left, &Tracks::default(), None);
    }

    /// Stacks the boxes of a column and the lanes through it, each near where it is reached from.
    fn place(&mut self, rank: usize, stages: &[usize], sources: &[Port]) -> Draft {
        let mut wanted: BTreeMap<usize, (usize, Stroke)> = BTreeMap::new();
        for port in sources {
            if let Goal::Stage(to) = port.goal {
                let entry = wanted.entry(to).or_insert((port.y, port.stroke));
                entry.0 = entry.0.min(port.y);
                entry.1 = entry.1.min(port.stroke);
            }
        }
        let own: HashSet<usize> = stages.iter().copied().collect();
        let mut items: Vec<(usize, usize)> = stages
            .iter()
            .copied()
            .chain(wanted.keys().copied().filter(|stage| !own.contains(stage)))
            .map(|stage| (wanted.get(&stage).map_or(usize::MAX, |one| one.0), stage))
            .collect();
        items.sort_unstable();
        let mut draft = Draft {
            blocks: Vec::new(),
            ports: Vec::new(),
            rows: HashMap::new(),
            bottom: 0,
        };
        for (near, stage) in items {
            if own.contains(&stage) {
                self.stack(rank, stage, near, &mut draft);
            } else {
                let y = if near == usize::MAX { 0 } else { near }.max(draft.bottom);
                let stroke = wanted.get(&stage).map_or(Stroke::Solid, |one| one.1);
                draft.rows.insert(stage, y);
                draft.ports.push(Port {
                    y,
                    label: String::new(),
                    wide: 0,
                    stroke,
                    goal: Goal::Stage(stage),
                    boxed: false,
                    way: None,
                });
                draft.bottom = y + 1;
            }
        }
        self.picture.height = self.picture.height.max(draft.bottom);
        draft
    }

    fn stack(&mut self, rank: usize, stage: usize, near: usize, draft: &mut Draft) {
        // The row of the name is reached by the line.
        let near = if near == usize::MAX { 0 } else { near };
        let y = near.saturating_sub(1).max(draft.bottom);
        let content = self.plan.content;
        let exits = content.exits.get(stage).map_or(&[][..], Vec::as_slice);
        let mut rows = Vec::new();
        for (exit, row) in exits.iter().zip(y + 1..) {
            let goal = self.goal(rank, stage, exit);
            if !matches!(goal, Goal::Last) {
                rows.push(row - y);
            }
            draft.ports.push(Port {
                y: row,
                label: exit.label.clone(),
                wide: wide(&exit.label).min(content.widest),
                stroke: exit.stroke,
                goal,
                boxed: true,
                way: exit.way,
            });
        }
        let lines = content.boxes.get(stage).cloned().unwrap_or_default();
        let inner = rows.last().copied().unwrap_or(1).max(lines.len());
        let words = lines
            .iter()
            .map(|line| wide(line).min(content.widest))
            .max();
        let place = (rank - self.range.start, draft.blocks.len());
        self.picture.places.insert(stage, place);
        draft.rows.insert(stage, y + 1);
        draft.bottom = y + inner + 2;
        draft.blocks.push(Block {
            stage,
            x: 0,
            y,
            width: words.unwrap_or(0).max(LEAST) + 4,
            height: inner + 2,
            lines,
            cut_off: self
                .plan
                .graph
                .nodes
                .get(stage)
                .is_some_and(|node| node.entered == Some(false)),
            exits: rows,
        });
    }

    fn goal(&self, rank: usize, stage: usize, exit: &Exit) -> Goal {
        match exit.end {
            Some(WayEnd::Stage(to)) => {
                let ahead = self.plan.ranks.get(to).copied().unwrap_or(0);
                if to == stage || ahead < rank {
                    self.word(&format!("↺ {}", self.name(to)))
                } else if ahead == rank || ahead - rank > MAX_SPAN || ahead >= self.range.end {
                    self.word(self.name(to))
                } else {
                    Goal::Stage(to)
                }
            }
            Some(WayEnd::Complete) if exit.last => Goal::Last,
            Some(WayEnd::Complete) => self.word("◼"),
            Some(WayEnd::Fail) => self.word("✗ the run fails"),
            Some(WayEnd::Nowhere) => self.word("✗ nowhere"),
            Some(WayEnd::Undecided) => self.word("?"),
            None => self.word("…"),
        }
    }

    fn word(&self, text: &str) -> Goal {
        Goal::Word {
            text: text.to_owned(),
            wide: wide(text).min(self.plan.content.widest),
        }
    }

    /// Returns what a stage is called.
    fn name(&self, stage: usize) -> &str {
        self.plan
            .graph
            .nodes
            .get(stage)
            .map_or("?", |node| node.name.as_str())
    }

    /// Writes a column and what leads on from it; returns where the next one begins.
    fn finish(
        &mut self,
        column: Draft,
        left: usize,
        tracks: &Tracks,
        next: Option<&Draft>,
    ) -> usize {
        let wide = column.blocks.iter().map(|block| block.width).max();
        let edge = left + wide.unwrap_or(0);
        let zone = column.ports.iter().map(Port::zone).max().unwrap_or(0);
        let begin = edge + zone;
        let right = match next {
            Some(_) => begin + 2 * tracks.count + 2,
            None => begin,
        };
        let mut done = Column {
            left,
            right,
            blocks: column.blocks,
            ..Column::default()
        };
        for block in &mut done.blocks {
            block.x = left;
            block.width = edge - left;
        }
        for port in &column.ports {
            let start = if port.boxed { edge - 1 } else { left };
            port.words(edge, &mut done.words);
            match &port.goal {
                Goal::Word { .. } => done.lines.push(Line {
                    from: (start, port.y),
                    to: (edge + port.shown() + 1, port.y),
                    stroke: port.stroke,
                }),
                Goal::Stage(to) => {
                    let Some(span) = tracks.spans.get(to) else {
                        continue;
                    };
                    let turn = span.track.map_or(right, |track| begin + 2 * track + 1);
                    done.lines.push(Line {
                        from: (start, port.y),
                        to: (turn, port.y),
                        stroke: port.stroke,
                    });
                }
                Goal::Last | Goal::Gone => {}
            }
        }
        for (goal, span) in &tracks.spans {
            let Some(row) = next.and_then(|next| next.rows.get(goal)) else {
                continue;
            };
            if let Some(track) = span.track {
                let x = begin + 2 * track + 1;
                let stroke = span.stroke;
                done.lines.push(Line {
                    from: (x, span.top),
                    to: (x, span.bottom),
                    stroke,
                });
                done.lines.push(Line {
                    from: (x, *row),
                    to: (right, *row),
                    stroke,
                });
            }
            let lane = next.is_some_and(|next| next.blocks.iter().all(|one| one.stage != *goal));
            if !lane {
                done.words.push(Word {
                    x: right - 1,
                    y: *row,
                    width: 1,
                    text: ARROW.to_owned(),
                    mark: Mark::Arrow,
                    stroke: span.stroke,
                    way: None,
                });
            }
        }
        done.words.sort_unstable_by_key(|word| (word.y, word.x));
        let end = done.words.iter().map(|word| word.x + word.width).max();
        self.picture.width = self.picture.width.max(edge).max(end.unwrap_or(0));
        self.picture.columns.push(done);
        right
    }
}
