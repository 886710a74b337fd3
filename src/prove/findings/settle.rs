//! One cause is told once: findings about ways yield to the findings about what blocks them.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};

/// A finding about the ways of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowFinding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The stage whose gates bring it about, as they can never all be true.
    pub root: Option<usize>,
}

/// What tells that a stage can never pass.
const ROOTS: &[Code] = &[Code::GW0405, Code::GW0411];

/// Returns the findings about ways that are to be told beside those that are told already.
///
/// A finding that only follows from a gate that never passes becomes an effect of the finding about
/// that gate. A stage where runs wait for ever is not told to have no timeout, too. With `all`
/// nothing is left out.
pub fn settle(
    findings: Vec<FlowFinding>,
    told: &mut Vec<Diagnostic>,
    all: bool,
) -> Vec<Diagnostic> {
    let mut roots: HashMap<usize, usize> = HashMap::new();
    let mut waits: HashMap<usize, usize> = HashMap::new();
    for (index, diagnostic) in told.iter().enumerate() {
        let Some(stage) = stage_of(&diagnostic.primary.pointer) else {
            continue;
        };
        if ROOTS.contains(&diagnostic.code) {
            roots.entry(stage).or_insert(index);
        } else if diagnostic.code == Code::GW0604 {
            waits.insert(stage, index);
        }
    }
    let mut kept = Vec::new();
    let mut dropped = vec![false; told.len()];
    for FlowFinding {
        mut diagnostic,
        root,
    } in findings
    {
        let root = root.and_then(|stage| roots.get(&stage));
        if let Some(root) = root.and_then(|root| told.get_mut(*root)) {
            root.consequences.push(diagnostic.code);
            root.effects.push(diagnostic.message.clone());
            if !all {
                continue;
            }
        }
        if diagnostic.code == Code::GW0603
            && let Some(stage) = stage_of(&diagnostic.primary.pointer)
            && let Some(waits) = waits.get(&stage)
        {
            diagnostic.consequences.push(Code::GW0604);
            dropped[*waits] = !all;
        }
        kept.push(diagnostic);
    }
    let mut dropped = dropped.into_iter();
    told.retain(|_| !dropped.next().unwrap_or_default());
    kept
}

/// Returns the position of the stage that a pointer leads to or into.
fn stage_of(pointer: &str) -> Option<usize> {
    pointer
        .strip_prefix("/stages/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}
