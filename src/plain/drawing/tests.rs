//! Pictures one below the other.

use super::{Content, Mark, picture, strips};
use crate::plain::graph::{StageGraph, StageNode, Way, WayEnd, WayKind};

/// Returns a graph in which every stage leads to the next and back to the first.
fn chain(count: usize) -> StageGraph {
    let node = |at: usize| StageNode {
        name: format!("stage-{at}"),
        entered: Some(true),
        note: None,
    };
    let way = |from: usize, to: usize| Way {
        from,
        to: WayEnd::Stage(to),
        kind: WayKind::Pass,
        taken: Some(true),
        shadowed: None,
        label: "passes".to_owned(),
        note: None,
    };
    let ways = (0..count - 1).flat_map(|at| [way(at, at + 1), way(at, 0)]);
    StageGraph {
        nodes: (0..count).map(node).collect(),
        ways: ways.collect(),
    }
}

#[test]
fn strips_hold_every_stage_once_and_keep_to_their_width() {
    let graph = chain(9);
    let content = Content::usual(&graph);
    let mut counts = Vec::new();
    for width in [60, 100, 1000] {
        let strips = strips(&graph, &content, width).unwrap();
        assert!(strips.iter().all(|strip| strip.width <= width));
        let blocks = strips.iter().flat_map(|strip| &strip.columns);
        let stages: Vec<usize> = blocks
            .flat_map(|column| &column.blocks)
            .map(|block| block.stage)
            .collect();
        assert_eq!(stages, (0..9).collect::<Vec<_>>());
        counts.push(strips.len());
    }
    assert_eq!(counts, [8, 4, 1]);
    assert_eq!(strips(&graph, &content, 30), None);
    assert_eq!(
        strips(&graph, &content, 1000),
        Some(vec![picture(&graph, &content)])
    );
}

#[test]
fn what_leads_to_another_strip_is_a_word() {
    let graph = chain(3);
    let strips = strips(&graph, &Content::usual(&graph), 40).unwrap();
    let words = strips.iter().flat_map(|strip| &strip.columns);
    let names: Vec<&str> = words
        .flat_map(|column| &column.words)
        .filter(|word| word.mark == Mark::Name)
        .map(|word| word.text.as_str())
        .collect();
    assert_eq!(names, ["stage-1", "↺ stage-0", "stage-2", "↺ stage-0"]);
}
