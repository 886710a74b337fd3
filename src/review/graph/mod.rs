//! The stages of a scenario as a drawing: for Markdown, for Graphviz, as a picture, as text.
//!
//! Every format shows the same: stages with their gates and packets, ways with where they lead,
//! and of each way whether a run takes it, told by shape and by words, never by colour alone.

mod dot;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::draft::{GateDraft, RequirementDraft, ScenarioDraft, StageDraft};
use crate::plain::{StageGraph, passes_when, stage_graph};
use crate::spec::print_requirement;

/// What is drawn. May hold untrusted text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chart {
    /// What the drawing is called.
    pub title: String,
    /// Stages and ways; what is proved of them may have been added to it.
    pub graph: StageGraph,
    /// What each stage holds, by its position.
    pub stages: Vec<StageCard>,
}

/// What a stage holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageCard {
    /// Ids of the packets that a run is given on entering, or `?`.
    pub packets: Vec<String>,
    /// Its gates.
    pub gates: Vec<GateCard>,
}

/// A gate in a drawing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GateCard {
    /// Its id, or `?`.
    pub name: String,
    /// What it needs, in plain words that leave out what would be too long.
    pub needs: String,
    /// What it needs, in full.
    pub full: String,
}

/// A format to draw in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// A flow chart that Markdown hosts draw.
    Mermaid,
    /// Graphviz.
    Dot,
    /// A picture without scripts or references.
    Svg,
    /// Lines of text.
    Text {
        /// How many cells a line has at most; a drawing that needs more is left to the list.
        width: usize,
    },
}

impl Chart {
    /// Returns what is drawn of a draft, as far as it is finished.
    #[must_use]
    pub fn of(draft: &ScenarioDraft) -> Self {
        Self {
            title: draft.scenario_id.clone().unwrap_or_default(),
            graph: stage_graph(draft),
            stages: draft.stages().iter().map(StageCard::of).collect(),
        }
    }
}

impl StageCard {
    fn of(stage: &StageDraft) -> Self {
        let packets = stage.packets().iter();
        Self {
            packets: packets
                .map(|packet| named(packet.packet_id.as_ref()))
                .collect(),
            gates: stage.gates().iter().map(GateCard::of).collect(),
        }
    }
}

impl GateCard {
    fn of(gate: &GateDraft) -> Self {
        let (needs, full) = match &gate.requirement {
            None => ("no requirement yet".to_owned(), String::new()),
            Some(requirement) => {
                let needs = requirement.tree().map_or_else(
                    |_| "the requirement does not read".to_owned(),
                    |tree| passes_when(&tree),
                );
                let full = match requirement {
                    RequirementDraft::Text(text) => text.clone(),
                    RequirementDraft::Tree(tree) => {
                        print_requirement(tree).unwrap_or_else(|_| needs.clone())
                    }
                };
                (needs, full)
            }
        };
        Self {
            name: named(gate.gate_id.as_ref()),
            needs,
            full,
        }
    }
}

fn named(id: Option<&String>) -> String {
    id.cloned().unwrap_or_else(|| "?".to_owned())
}

/// Draws a chart; the text ends with a line feed.
#[must_use]
pub fn render(chart: &Chart, format: GraphFormat) -> String {
    match format {
        GraphFormat::Mermaid => mermaid::render(chart),
        GraphFormat::Dot => dot::render(chart),
        GraphFormat::Svg => svg::render(chart),
        GraphFormat::Text { width } => text::render(chart, width),
    }
}
