//! Where a run goes, drawn: what is proved of stages and ways, and which of them changed.

use super::super::graph::{Chart, GraphFormat, render};
use super::super::model::{Class, Kind};
use super::super::page::Block;
use super::{Review, counted};
use crate::plain::{StageGraph, StageNode, Way, WayKind};
use crate::prove::Can;
use crate::prove::flow::{Cause, StageFlow};

/// Largest chart that hosts draw, in bytes and in ways.
const MAX_CHART: (usize, usize) = (50_000, 500);
/// Widest line of the list that stands for a chart.
const WIDTH: usize = 100;

pub(super) fn blocks(review: &Review<'_>) -> Vec<Block> {
    let mut chart = Chart::of(review.side().draft);
    prove(&mut chart.graph, &review.proof.flow.stages);
    let marked = mark(review, &mut chart.graph);
    let mermaid = render(&chart, GraphFormat::Mermaid);
    let mut blocks = Vec::new();
    if marked {
        blocks.push(Block::says(
            "What changed since the base is called `new` or `changed`.",
        ));
    }
    if mermaid.len() <= MAX_CHART.0 && chart.graph.ways.len() <= MAX_CHART.1 {
        let svg = render(&chart, GraphFormat::Svg);
        blocks.push(Block::Drawing { mermaid, svg });
    } else {
        let stages = counted(chart.graph.nodes.len(), "stage");
        let ways = counted(chart.graph.ways.len(), "way");
        let title = format!("{stages} and {ways}, more than can be drawn here");
        let lines = render(&chart, GraphFormat::Text { width: WIDTH });
        blocks.push(Block::Fold(title, vec![Block::Code("text", lines)]));
    }
    blocks
}

/// Adds what is proved to a graph that knows only how stages are linked.
fn prove(graph: &mut StageGraph, flow: &[StageFlow]) {
    for (node, stage) in graph.nodes.iter_mut().zip(flow) {
        match stage.entered {
            Can::Yes => node.entered = Some(true),
            Can::No(_) => node.entered = Some(false),
            Can::Open(_) => {}
        }
        if stage.entered.is_no() {
            continue;
        }
        if stage.dead_end().is_some() {
            note(node, "a run waits here for ever");
        } else if stage.is_by_timeout_only() {
            note(node, "entered only after a timeout");
        }
    }
    for way in &mut graph.ways {
        let Some(stage) = flow.get(way.from) else {
            continue;
        };
        let by_pass = !matches!(way.kind, WayKind::Timeout(_));
        let pass = stage.exits.iter().find(|exit| exit.cause == Cause::Pass);
        let never = pass.is_some_and(|exit| exit.can.is_no());
        if by_pass && never && way.taken == Some(true) {
            way.taken = Some(false);
            way.note = Some("the stage can never pass".to_owned());
        }
    }
}

/// Marks the stages and ways that changed; tells whether there are any.
fn mark(review: &Review<'_>, graph: &mut StageGraph) -> bool {
    let mut marked = false;
    let changes = review.comparison.iter();
    for change in changes.flat_map(|comparison| &comparison.behaviour.changes) {
        // What is gone has no place in the drawing.
        if change.new.is_none() || change.stage.is_none() {
            continue;
        }
        let at = change.position;
        let word = match change.class {
            Class::Added => "new",
            _ => "changed",
        };
        let mut ways = graph.ways.iter_mut().filter(|way| way.from == at);
        match change.kind {
            Kind::Timeout => {
                let timeout = ways.find(|way| matches!(way.kind, WayKind::Timeout(_)));
                marked |= timeout.map(|way| label(way, word)).is_some();
            }
            Kind::Route => {
                let taken = |way: &&mut Way| {
                    way.taken != Some(false) && !matches!(way.kind, WayKind::Timeout(_))
                };
                marked |= ways.find(taken).map(|way| label(way, word)).is_some();
            }
            Kind::Stage | Kind::Gate | Kind::Trust | Kind::Packet => {
                if let Some(node) = graph.nodes.get_mut(at) {
                    note(node, word);
                    marked = true;
                }
            }
            Kind::Condition => {}
        }
    }
    marked
}

fn label(way: &mut Way, word: &str) {
    way.label = format!("{} · {word}", way.label);
}

fn note(node: &mut StageNode, words: &str) {
    node.note = match node.note.take() {
        Some(before) if before.ends_with(words) => Some(before),
        Some(before) => Some(format!("{before}, {words}")),
        None => Some(words.to_owned()),
    };
}
