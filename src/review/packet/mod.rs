//! The packet that a reviewer signs: what a scenario is, what changed in it, what is proved of it.
//!
//! One page, the verdict first. It is a function of the documents alone, so that the same review
//! has the same bytes on every machine and a pipeline can tell when it is stale.

mod change;
mod chart;
mod contracts;
mod disclosure;
mod findings;
mod fit;
mod gates;
mod head;
mod outages;
mod plain;
mod spec;

#[cfg(test)]
mod tests;

use super::approvals::Approvals;
use super::compare::compare;
use super::model::Comparison;
use super::page::Block;
use super::pair::Side;
use crate::diagnostic::Report;
use crate::prove::report::{ProofReport, proof_report};
use crate::prove::{Claim, Proof, prove};

pub use fit::MIN_BYTES;

/// One version of a scenario with what the checks say of it.
#[derive(Debug, Clone, Copy)]
pub struct Reviewed<'a> {
    /// The scenario.
    pub side: Side<'a>,
    /// What is found in it, with the levels that its workspace wants.
    pub findings: &'a Report,
}

/// What a scenario is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Base<'a> {
    /// Nothing: the scenario is told as it is.
    None,
    /// Another version of it.
    Version(Reviewed<'a>),
    /// A place where it was not there yet, as the user named it; may hold untrusted text.
    Absent(&'a str),
}

/// Everything that a packet is made from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The scenario that is reviewed.
    pub new: Reviewed<'a>,
    /// What it is compared with.
    pub base: Base<'a>,
    /// The decisions that are on record; none when there is no file of them.
    pub approvals: Option<&'a Approvals>,
}

/// For whom a packet is: what comes first, never what is there at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// Who writes the scenario: what it says, what changed, how it flows.
    #[default]
    Author,
    /// Who guards what is disclosed: what changed, who gets what, past which gates.
    Security,
    /// Who keeps runs going: what changed, what holds them, what an outage does.
    Operator,
}

/// How a packet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PacketFormat {
    /// GitHub-flavoured Markdown.
    #[default]
    Markdown,
    /// One HTML page without scripts and without anything to fetch.
    Html,
}

/// How a packet is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// How it is written.
    pub format: PacketFormat,
    /// For whom it is.
    pub reader: Reader,
    /// How many bytes it may have; fewer than [`MIN_BYTES`] count as those.
    pub max_bytes: Option<usize>,
    /// Version of the tool, which the packet names.
    pub tool_version: String,
}

impl Default for Layout {
    /// Returns a layout for authors that leaves nothing out.
    fn default() -> Self {
        Self {
            format: PacketFormat::default(),
            reader: Reader::default(),
            max_bytes: None,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Returns the packet of a review.
///
/// Of one that is larger than allowed, what matters least is cut first, and the packet says so.
#[must_use]
pub fn packet(request: &Request<'_>, layout: &Layout) -> String {
    let review = Review::of(request);
    let sections = Kind::order(layout.reader)
        .into_iter()
        .map(|kind| Section {
            kind,
            blocks: kind.blocks(&review),
        })
        .filter(|section| !section.blocks.is_empty())
        .collect();
    fit::fitted(&head::head(&review, layout), sections, layout)
}

/// What is told, put together once for all sections.
struct Review<'a> {
    request: &'a Request<'a>,
    proof: Proof,
    report: ProofReport,
    comparison: Option<Comparison>,
}

impl<'a> Review<'a> {
    fn of(request: &'a Request<'a>) -> Self {
        let side = &request.new.side;
        let comparison = match &request.base {
            Base::Version(base) => {
                let mut comparison = compare(&base.side, side);
                if let Some(approvals) = request.approvals {
                    approvals.mark(&mut comparison);
                }
                Some(comparison)
            }
            Base::None | Base::Absent(_) => None,
        };
        let proof = prove(side.draft, side.sources);
        Self {
            request,
            report: proof_report(side.draft, side.sources, &proof),
            proof,
            comparison,
        }
    }

    fn side(&self) -> &'a Side<'a> {
        &self.request.new.side
    }
}

/// What a section tells, the most important first: the last is cut first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Changes,
    Findings,
    Disclosure,
    Outages,
    Gates,
    Plain,
    Chart,
    Contracts,
    Spec,
}

/// A section of the packet.
#[derive(Debug, Clone)]
struct Section {
    kind: Kind,
    blocks: Vec<Block>,
}

impl Kind {
    const fn title(self) -> &'static str {
        match self {
            Self::Changes => "What changed",
            Self::Findings => "Findings",
            Self::Disclosure => "Who is told what, and when",
            Self::Outages => "When a provider is down",
            Self::Gates => "Gates",
            Self::Plain => "In plain words",
            Self::Chart => "Where a run goes",
            Self::Contracts => "Contracts",
            Self::Spec => "The spec",
        }
    }

    const fn order(reader: Reader) -> [Self; 9] {
        use Kind::{Changes, Chart, Contracts, Disclosure, Findings, Gates, Outages, Plain, Spec};
        match reader {
            Reader::Author => [
                Plain, Changes, Chart, Gates, Outages, Disclosure, Findings, Contracts, Spec,
            ],
            Reader::Security => [
                Changes, Disclosure, Findings, Gates, Chart, Plain, Outages, Contracts, Spec,
            ],
            Reader::Operator => [
                Changes, Outages, Chart, Findings, Plain, Gates, Disclosure, Contracts, Spec,
            ],
        }
    }

    fn blocks(self, review: &Review<'_>) -> Vec<Block> {
        match self {
            Self::Changes => change::blocks(review),
            Self::Findings => findings::blocks(review),
            Self::Disclosure => disclosure::blocks(review),
            Self::Outages => outages::blocks(review),
            Self::Gates => gates::blocks(review),
            Self::Plain => plain::blocks(review),
            Self::Chart => chart::blocks(review),
            Self::Contracts => contracts::blocks(review),
            Self::Spec => spec::blocks(review),
        }
    }
}

/// Returns a phrase as a sentence: a capital at the start, a full stop at the end.
fn sentence(phrase: &str) -> String {
    let mut rest = phrase.trim_end_matches('.').chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).chain(['.']).collect(),
        None => String::new(),
    }
}

/// Returns a statement as a sentence that says how strongly it is known.
fn stated(claim: &Claim) -> String {
    let says = sentence(&claim.says);
    let says = says.strip_suffix('.').unwrap_or(&says);
    format!("{says} ({}).", claim.strength.words())
}

/// Returns a number of things, such as `1 gate` or `3 gates`.
fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}
