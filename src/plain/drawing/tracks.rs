//! The vertical lines between two columns of the stage graph.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::content::Stroke;
use super::layout::Draft;
use super::port::Goal;

/// The vertical lines between two columns.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    /// By the stage to whose box or lane they lead.
    pub(super) spans: BTreeMap<usize, Span>,
    /// How many tracks there are.
    pub(super) count: usize,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) stroke: Stroke,
    /// None for a line that is straight.
    pub(super) track: Option<usize>,
}

impl Tracks {
    /// Gives a line the first track that is free along its way, behind the track of another one.
    fn assign(&mut self, goal: usize, after: Option<usize>) {
        let least = after
            .and_then(|after| self.spans.get(&after)?.track)
            .map_or(0, |track| track + 1);
        let Some(own) = self.spans.get(&goal).filter(|own| own.top < own.bottom) else {
            return;
        };
        let taken: HashSet<usize> = self
            .spans
            .values()
            .filter(|other| other.top <= own.bottom && own.top <= other.bottom)
            .filter_map(|other| other.track)
            .collect();
        // Among one more than are taken, one is free.
        let track = (least..=least + taken.len()).find(|track| !taken.contains(track));
        if let Some(own) = self.spans.get_mut(&goal) {
            own.track = track;
        }
        self.count = self.count.max(track.map_or(0, |track| track + 1));
    }
}

/// Gives each vertical line between two columns a track, so that no two lines share a cell
/// along their way. Lines for which there is no such track become words.
///
/// `named` gives the word for a stage.
pub(super) fn route(column: &mut Draft, next: &mut Draft, named: impl Fn(usize) -> Goal) -> Tracks {
    let mut at_row: HashMap<usize, usize> = HashMap::new();
    for port in &column.ports {
        if let Goal::Stage(to) = port.goal {
            at_row.insert(port.y, to);
        }
    }
    // A line that leaves in the row in which another arrives must turn before that one does.
    let before = |goal: usize| {
        let row = next.rows.get(&goal)?;
        at_row.get(row).copied().filter(|other| *other != goal)
    };
    let mut goals: Vec<usize> = at_row.values().copied().collect();
    goals.sort_unstable();
    goals.dedup();
    let mut depths: HashMap<usize, usize> = HashMap::new();
    let mut cut: HashSet<usize> = HashSet::new();
    for goal in &goals {
        if depths.contains_key(goal) {
            continue;
        }
        let mut way = vec![*goal];
        let mut depth = 0;
        while let Some(other) = way.last().and_then(|last| before(*last)) {
            if let Some(known) = depths.get(&other) {
                depth = known + 1;
                break;
            }
            if way.contains(&other) {
                // They wait for each other in a circle; one of them gives way.
                cut.extend(way.last().and_then(|last| next.rows.get(last)));
                break;
            }
            way.push(other);
        }
        for goal in way.into_iter().rev() {
            depths.insert(goal, depth);
            depth += 1;
        }
    }
    let mut tracks = Tracks::default();
    for port in &mut column.ports {
        let Goal::Stage(to) = port.goal else { continue };
        if cut.contains(&port.y) {
            port.goal = named(to);
        } else if let Some(row) = next.rows.get(&to) {
            let span = tracks.spans.entry(to).or_insert(Span {
                top: *row,
                bottom: *row,
                stroke: port.stroke,
                track: None,
            });
            span.top = span.top.min(port.y);
            span.bottom = span.bottom.max(port.y);
            span.stroke = span.stroke.min(port.stroke);
        }
    }
    for port in &mut next.ports {
        if let Goal::Stage(to) = port.goal
            && !port.boxed
            && !tracks.spans.contains_key(&to)
        {
            port.goal = Goal::Gone;
        }
    }
    goals.sort_by_key(|goal| (depths.get(goal).copied().unwrap_or(0), *goal));
    for goal in goals {
        let after =
            before(goal).filter(|_| !next.rows.get(&goal).is_some_and(|row| cut.contains(row)));
        tracks.assign(goal, after);
    }
    tracks
}
