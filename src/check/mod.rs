//! The layers of checks, each of which reports all its problems (REFERENCE §2).
//!
//! One file per layer. A layer is ok exactly when the runtime's is; beyond the layers stand the
//! findings about conditions, gates, routes and stages that the runtime would accept.

mod asked;
mod canonical;
mod capability;
mod conditions;
mod follow;
mod further;
mod gates;
mod index;
mod merged;
mod parts;
mod precheck;
mod references;
mod refusals;
mod routing;
mod secrets;
mod semantic;
mod stages;
mod suppress;
mod twins;
mod unfinished;
mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draft::{DataShapeRef, ScenarioDraft, SourceText, entity_of, is_within, locate};
use crate::sources::Sources;
use index::Index;
use parts::Parts;
use view::{GateView, View};

pub use asked::{ConditionTypes, named_shape};
pub use follow::{Delta, Follower, Part};
pub use further::{Further, Known, More};
pub use routing::{RouteTable, RuleFate, Target, route_table, route_tables};
pub use view::toggles;

/// What the runtime's layer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to complain about.
    Ok,
    /// At least one finding that refuses.
    Failed,
}

impl Verdict {
    const fn of(ok: bool) -> Self {
        if ok { Self::Ok } else { Self::Failed }
    }

    /// Tells whether the layer accepts.
    #[must_use]
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::Ok)
    }
}

/// The verdict of every layer, each worked out on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Encoding, limits, syntax, and what a reader would silently change.
    pub read: Verdict,
    /// Fields and their shapes; nothing missing.
    pub schema: Verdict,
    /// Typed values, unique ids, references.
    pub semantic: Verdict,
    /// Provider contracts.
    pub capability: Verdict,
    /// Comparator rules by type; ok when the server's settings switch them off.
    pub strict: Verdict,
    /// The data shape, where one is named.
    pub precheck: Verdict,
    /// What every reader of the canonical bytes agrees on.
    pub canonical: Verdict,
    /// Whether the server whose settings are at hand allows the namespace.
    pub namespace: Verdict,
}

/// How to check.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A data shape to check against instead of the draft's own.
    pub data_shape: Option<DataShapeRef>,
    /// Keep findings that only follow from another one.
    pub all: bool,
    /// Look only for what keeps the draft from compiling, for a script that wants the bytes.
    pub refusals_only: bool,
}

/// What a check gave.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The findings, with entities and, where a text was given, spans; not yet ordered.
    pub diagnostics: Vec<Diagnostic>,
    /// What each layer says.
    pub layers: Layers,
}

/// Checks a draft.
///
/// `problems` are those of reading it; `source` is its text, for positions. Suppressions of what
/// only a proof finds are not judged; [`check_with`] tells all of it.
#[must_use]
pub fn check(
    draft: &ScenarioDraft,
    problems: Vec<Diagnostic>,
    source: Option<&SourceText>,
    sources: &Sources,
    options: &Options,
) -> Checked {
    check_and_count((draft, source), problems, sources, options, None).0
}

/// Checks a draft like [`check`], and has more found about it.
///
/// Suppressions and the order of causes count for all findings alike.
pub fn check_with(
    (draft, source): (&ScenarioDraft, Option<&SourceText>),
    problems: Vec<Diagnostic>,
    sources: &Sources,
    options: &Options,
    more: &mut More<'_>,
) -> Checked {
    check_and_count((draft, source), problems, sources, options, Some(more)).0
}

/// Checks a draft; returns also how many near names there were to compare.
fn check_and_count(
    (draft, source): (&ScenarioDraft, Option<&SourceText>),
    problems: Vec<Diagnostic>,
    sources: &Sources,
    options: &Options,
    more: Option<&mut More<'_>>,
) -> (Checked, usize) {
    // Only these leave a part out; a repeated key or a long integer does not.
    let left_out = |d: &&Diagnostic| matches!(d.code, Code::GW0104 | Code::GW0108 | Code::GW0109);
    let faulty: BTreeSet<String> = problems
        .iter()
        .filter(left_out)
        .map(|problem| problem.primary.pointer.clone())
        .collect();
    let mut found = Found {
        diagnostics: problems,
        faulty,
        all: options.all,
        ..Found::default()
    };
    let gates = GateView::all(draft);
    let mut index = Index::of(draft);
    if !options.refusals_only {
        for gate in &gates {
            index.add_gate(gate);
        }
    }
    let parts = Parts {
        view: View::new(draft, sources, &index),
        options,
        gates: &gates,
    };
    let verdicts = parts.check(&mut found, more);
    let compared = found.compared;
    let mut diagnostics = found.diagnostics;
    let ok = |layer: Layer| {
        !diagnostics
            .iter()
            .any(|d| d.code.refuses() && layer_of(d.code) == layer)
    };
    let layers = Layers {
        read: Verdict::of(ok(Layer::Read)),
        schema: Verdict::of(ok(Layer::Schema)),
        semantic: Verdict::of(ok(Layer::Semantic)),
        capability: Verdict::of(verdicts.contract_ok),
        strict: Verdict::of(verdicts.strict_ok || !sources.runtime.validation.strict),
        precheck: Verdict::of(verdicts.precheck_ok),
        canonical: Verdict::of(ok(Layer::Canonical)),
        namespace: Verdict::of(ok(Layer::Namespace)),
    };
    place(draft, source, &mut diagnostics);
    let checked = Checked {
        diagnostics,
        layers,
    };
    (checked, compared)
}

/// Gives findings their entity addresses and, where the text is at hand, their spans.
pub fn place(draft: &ScenarioDraft, source: Option<&SourceText>, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut() {
        for place in std::iter::once(&mut diagnostic.primary)
            .chain(
                diagnostic
                    .related
                    .iter_mut()
                    .map(|related| &mut related.place),
            )
            .filter(|place| place.entity.is_empty() && place.file.is_none())
        {
            place.entity = entity_of(Some(draft), &place.pointer);
        }
    }
    if let Some(source) = source {
        locate(source, diagnostics);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Read,
    Schema,
    Semantic,
    Contracts,
    Canonical,
    Namespace,
}

const fn layer_of(code: Code) -> Layer {
    match code {
        Code::GW0101 | Code::GW0102 | Code::GW0105 | Code::GW0107 | Code::GW0110 | Code::GW0112 => {
            Layer::Read
        }
        Code::GW0103 | Code::GW0104 | Code::GW0106 | Code::GW0109 | Code::GW0111 | Code::GW0113 => {
            Layer::Schema
        }
        Code::GW0108 | Code::GW0201 | Code::GW0202 | Code::GW0203 | Code::GW0209 => Layer::Semantic,
        Code::GW0803 | Code::GW0804 => Layer::Canonical,
        Code::GW0210 => Layer::Namespace,
        _ => Layer::Contracts,
    }
}

/// How many candidates are compared in search of near names, all findings of a check together.
///
/// Comparing is slow, and where thousands of names are missing there is one cause and not
/// thousands of slips.
const NEAR_BUDGET: usize = 200_000;

/// The findings so far, and what later checks need to know about them.
#[derive(Default)]
struct Found {
    diagnostics: Vec<Diagnostic>,
    /// Where reading complained.
    faulty: BTreeSet<String>,
    /// Where the findings are that a place has only one of.
    told: HashMap<(Code, String), usize>,
    /// Ids that were probably meant where another one is missing.
    meant: HashSet<String>,
    /// Candidates that there were to compare in search of near names.
    compared: usize,
    /// Whether findings are kept that only follow from another one.
    all: bool,
}

impl Found {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds a finding unless its place already has one of its code; returns the one that is there.
    fn push_once(&mut self, diagnostic: Diagnostic) -> Option<&mut Diagnostic> {
        let key = (diagnostic.code, diagnostic.primary.pointer.clone());
        if let Some(index) = self.told.get(&key) {
            return self.diagnostics.get_mut(*index);
        }
        self.told.insert(key, self.diagnostics.len());
        self.push(diagnostic);
        None
    }

    /// Returns what was told once at a place.
    fn told_mut(&mut self, code: Code, pointer: &str) -> Option<&mut Diagnostic> {
        let index = self.told.get(&(code, pointer.to_owned()))?;
        self.diagnostics.get_mut(*index)
    }

    /// Returns the name that was probably meant, while the budget lasts.
    fn nearest<'a>(
        &mut self,
        name: &str,
        candidates: impl ExactSizeIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let affordable = self.compared < NEAR_BUDGET;
        self.compared += candidates.len();
        affordable.then(|| nearest(name, candidates)).flatten()
    }

    /// Tells whether reading complained about this place or something within.
    fn is_faulty(&self, pointer: &str) -> bool {
        // Pointers within a place sort directly behind it, but for siblings that merely begin alike.
        self.faulty
            .range::<str, _>((Bound::Included(pointer), Bound::Unbounded))
            .take_while(|found| found.starts_with(pointer))
            .any(|found| is_within(found, pointer))
    }
}
