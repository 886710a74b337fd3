//! Where the boxes, lines and words of the stage graph stand.
//!
//! Columns from left to right, a run starts in the first. A line leaves a box in a row of its own
//! and reaches the next column by a vertical track between them; through columns that it only
//! passes it runs in a lane, a row that no box uses. What cannot be drawn as a line, or would be
//! too long to follow, is a word: ways back, ways far ahead, ends. Positions are cells of a sheet
//! that is as large as it needs to be; drawing cuts out what is visible.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::port::{Goal, MAX_NAME, Port, cells, word};
use super::ranks::{Exit, Stroke, exits, ranks};
use super::tracks::{Tracks, route};
use crate::plain::{StageGraph, WayEnd};

/// How many columns a line spans at most.
const MAX_SPAN: usize = 6;

/// What is said in the box of a stage that no run enters.
pub(super) const CUT_OFF: &str = "no run enters";

/// The graph, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Picture {
    /// From left to right, each with what stands between it and the next.
    pub(super) columns: Vec<Column>,
    /// Where the box of each stage is: its column and its position there.
    pub(super) places: Vec<(usize, usize)>,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// A column and the room behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Column {
    pub(super) left: usize,
    /// Where the next column begins.
    pub(super) right: usize,
    /// From top to bottom.
    pub(super) blocks: Vec<Block>,
    pub(super) lines: Vec<Line>,
    pub(super) words: Vec<Word>,
}

/// The box of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) stage: usize,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) name: String,
    pub(super) cut_off: bool,
    /// Rows, from the top of the box, in which a line leaves it.
    pub(super) exits: Vec<usize>,
}

/// A line along a row or a column, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) from: (usize, usize),
    pub(super) to: (usize, usize),
    pub(super) stroke: Stroke,
}

/// A word on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) text: String,
    pub(super) stroke: Stroke,
}

/// A column before it is known where it begins.
pub(super) struct Draft {
    pub(super) blocks: Vec<Block>,
    pub(super) ports: Vec<Port>,
    /// Rows by the stage to whose box or lane they belong.
    pub(super) rows: HashMap<usize, usize>,
    bottom: usize,
}

/// Lays the graph out.
pub(super) fn picture(graph: &StageGraph) -> Picture {
    let mut sheet = Sheet {
        graph,
        ranks: ranks(graph),
        exits: exits(graph),
        picture: Picture {
            places: vec![(0, 0); graph.nodes.len()],
            ..Picture::default()
        },
    };
    sheet.lay();
    sheet.picture
}

struct Sheet<'a> {
    graph: &'a StageGraph,
    ranks: Vec<usize>,
    exits: Vec<Vec<Exit>>,
    picture: Picture,
}

impl Sheet<'_> {
    fn lay(&mut self) {
        let last = self.ranks.iter().max().map_or(0, |rank| rank + 1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); last];
        for (stage, rank) in self.ranks.iter().enumerate() {
            if let Some(column) = members.get_mut(*rank) {
                column.push(stage);
            }
        }
        let mut members = members.into_iter().enumerate();
        let Some((_, first)) = members.next() else {
            return;
        };
        // Room for the mark of the start.
        let mut left = 4;
        let mut column = self.place(0, &first, &[]);
        for (rank, stages) in members {
            let mut next = self.place(rank, &stages, &column.ports);
            let tracks = route(&mut column, &mut next, self.graph);
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
                    stroke,
                    goal: Goal::Stage(stage),
                    boxed: false,
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
        let exits = self.exits.get_mut(stage).map(std::mem::take);
        let mut rows = Vec::new();
        for (exit, row) in exits.into_iter().flatten().zip(y + 1..) {
            let goal = self.goal(rank, stage, &exit);
            if !matches!(goal, Goal::Last) {
                rows.push(row - y);
            }
            draft.ports.push(Port {
                y: row,
                label: exit.label,
                stroke: exit.stroke,
                goal,
                boxed: true,
            });
        }
        let node = self.graph.nodes.get(stage);
        let cut_off = node.is_some_and(|node| node.entered == Some(false));
        let inner = rows
            .last()
            .copied()
            .unwrap_or(1)
            .max(1 + usize::from(cut_off));
        let name = name(self.graph, stage).to_owned();
        let words = cells(&name, MAX_NAME).max(if cut_off { CUT_OFF.len() } else { 3 });
        self.picture
            .places
            .iter_mut()
            .skip(stage)
            .take(1)
            .for_each(|place| *place = (rank, draft.blocks.len()));
        draft.rows.insert(stage, y + 1);
        draft.bottom = y + inner + 2;
        draft.blocks.push(Block {
            stage,
            x: 0,
            y,
            width: words + 4,
            height: inner + 2,
            name,
            cut_off,
            exits: rows,
        });
    }

    fn goal(&self, rank: usize, stage: usize, exit: &Exit) -> Goal {
        match exit.end {
            Some(WayEnd::Stage(to)) => {
                let ahead = self.ranks.get(to).copied().unwrap_or(0);
                if to == stage || ahead < rank {
                    Goal::Word(format!("↺ {}", name(self.graph, to)))
                } else if ahead == rank || ahead - rank > MAX_SPAN {
                    Goal::Word(name(self.graph, to).to_owned())
                } else {
                    Goal::Stage(to)
                }
            }
            Some(WayEnd::Complete) if exit.last => Goal::Last,
            Some(WayEnd::Complete) => Goal::Word("◼".to_owned()),
            Some(WayEnd::Fail) => Goal::Word("✗ the run fails".to_owned()),
            Some(WayEnd::Nowhere) => Goal::Word("✗ nowhere".to_owned()),
            Some(WayEnd::Undecided) => Goal::Word("?".to_owned()),
            None => Goal::Word("…".to_owned()),
        }
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
                Goal::Word(_) => done.lines.push(Line {
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
                done.words
                    .push(word(right - 1, *row, "▶".to_owned(), 1, span.stroke));
            }
        }
        done.words.sort_unstable_by_key(|word| (word.y, word.x));
        let end = done.words.iter().map(|word| word.x + word.width).max();
        self.picture.width = self.picture.width.max(edge).max(end.unwrap_or(0));
        self.picture.columns.push(done);
        right
    }
}

/// Returns what a stage is called.
pub(super) fn name(graph: &StageGraph, stage: usize) -> &str {
    graph
        .nodes
        .get(stage)
        .map_or("?", |node| node.name.as_str())
}
