//! What a drawing says: in the boxes, and beside what leaves them.

use std::collections::HashMap;

use crate::plain::graph::{StageGraph, Way, WayEnd, WayKind, WayState};

/// Widest name or label of the usual drawing, in cells.
const WIDEST: usize = 24;

/// What is said in the box of a stage that no run enters.
const CUT_OFF: &str = "no run enters";

/// How many lines leave a box before the rest is only counted.
const MAX_EXITS: usize = 8;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroke {
    /// A run can take it when the stage passes.
    Solid,
    /// A timeout takes it, or it is not decided yet.
    Dashed,
    /// No run takes it.
    Dead,
}

/// Something that leaves a box, with a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// What takes a run along.
    pub label: String,
    /// How its line is drawn.
    pub stroke: Stroke,
    /// Where it leads; none for the count of those that are left out.
    pub end: Option<WayEnd>,
    /// Whether it is simply that the run completes here.
    pub last: bool,
    /// Position of the way in the graph, the first where several share the exit.
    pub way: Option<usize>,
}

/// What a drawing says. May hold untrusted text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The lines in the box of each stage, its name first.
    pub boxes: Vec<Vec<String>>,
    /// What leaves each box, from top to bottom.
    pub exits: Vec<Vec<Exit>>,
    /// How many cells a line in a box, a label or the name of an end takes at most.
    pub widest: usize,
}

impl Content {
    /// Returns what the usual drawing says: names, and few exits in few words.
    ///
    /// Ways that lead to one place in one manner share an exit.
    #[must_use]
    pub fn usual(graph: &StageGraph) -> Self {
        let boxes = graph.nodes.iter().map(|node| {
            let mut lines = vec![node.name.clone()];
            if node.entered == Some(false) {
                lines.push(CUT_OFF.to_owned());
            }
            lines
        });
        Self {
            boxes: boxes.collect(),
            exits: exits(graph),
            widest: WIDEST,
        }
    }
}

impl Stroke {
    /// Returns how the line of a way is drawn.
    #[must_use]
    pub const fn of(state: WayState) -> Self {
        match state {
            WayState::Live => Self::Solid,
            WayState::Timeout | WayState::Undecided => Self::Dashed,
            WayState::Shadowed(_) | WayState::Dead | WayState::Unreached => Self::Dead,
        }
    }
}

impl Exit {
    /// Returns the exit of a way of the graph, given its position and a label.
    #[must_use]
    pub fn of(graph: &StageGraph, at: usize, way: &Way, label: String) -> Self {
        Self {
            label,
            stroke: Stroke::of(graph.state(way)),
            end: Some(way.to),
            last: way.taken == Some(true)
                && (way.kind, way.to) == (WayKind::Pass, WayEnd::Complete),
            way: Some(at),
        }
    }
}

/// Returns what leaves each box; ways that lead to one place in one manner share a row.
fn exits(graph: &StageGraph) -> Vec<Vec<Exit>> {
    let mut all = vec![Vec::new(); graph.nodes.len()];
    let mut first = 0;
    for ways in graph.ways.chunk_by(|one, other| one.from == other.from) {
        let mut rows: Vec<(Exit, usize)> = Vec::new();
        let mut known = HashMap::new();
        for (at, way) in ways.iter().enumerate() {
            let stroke = Stroke::of(graph.state(way));
            let row = *known.entry((way.to, stroke)).or_insert(rows.len());
            if let Some((_, more)) = rows.get_mut(row) {
                *more += 1;
                continue;
            }
            let mark = if way.taken == Some(false) { "✗ " } else { "" };
            let label = format!("{mark}{}", way.label);
            let exit = Exit::of(graph, first + at, way, label);
            rows.push((exit, 0));
        }
        first += ways.len();
        let left = fit(&mut rows);
        let mut rows: Vec<Exit> = rows
            .into_iter()
            .map(|(mut exit, more)| {
                if more > 0 {
                    exit.label = format!("{} +{more}", exit.label);
                }
                exit
            })
            .collect();
        if left > 0 {
            rows.push(Exit {
                label: format!("{left} more"),
                stroke: Stroke::Dashed,
                end: None,
                last: false,
                way: None,
            });
        }
        if let Some(own) = ways.first().and_then(|way| all.get_mut(way.from)) {
            *own = rows;
        }
    }
    all
}

/// Leaves out what does not fit into a box, dead ways first; returns how many those are.
fn fit(rows: &mut Vec<(Exit, usize)>) -> usize {
    let count = rows.len();
    if count > MAX_EXITS {
        let mut strokes: Vec<Stroke> = rows.iter().map(|(exit, _)| exit.stroke).collect();
        strokes.sort_unstable();
        let last = strokes.get(MAX_EXITS - 2).copied().unwrap_or(Stroke::Dead);
        let mut room = strokes
            .iter()
            .take(MAX_EXITS - 1)
            .filter(|stroke| **stroke == last)
            .count();
        rows.retain(|(exit, _)| {
            if exit.stroke == last {
                let fits = room > 0;
                room = room.saturating_sub(1);
                fits
            } else {
                exit.stroke < last
            }
        });
    }
    count - rows.len()
}
