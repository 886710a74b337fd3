//! Findings that take more than the checks, told beside those of the checks: one cause once.
//!
//! What is proved of a draft is found on a floor above. It joins the findings of the checks here,
//! before suppressions apply, so that an author sees one list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Part;
use crate::diagnostic::{Code, Diagnostic};

/// A finding from beyond the checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Further {
    /// The finding; places have their pointers and no entities yet.
    pub diagnostic: Diagnostic,
    /// The stage whose gates bring it about, as they can never all be true.
    pub root: Option<usize>,
}

impl From<Diagnostic> for Further {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            root: None,
        }
    }
}

/// What the checks say that matters to whoever finds more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    conditions: BTreeSet<usize>,
    gates: BTreeSet<(usize, usize)>,
    twins: BTreeSet<usize>,
}

/// Finds more about a draft than the checks do.
pub type More<'m> = dyn FnMut(&Known) -> Vec<Further> + 'm;

/// Codes of findings that the checks alone do not tell, or not in every case.
pub(super) const BEYOND: [Code; 22] = [
    Code::GW0401,
    Code::GW0403,
    Code::GW0404,
    Code::GW0408,
    Code::GW0409,
    Code::GW0410,
    Code::GW0412,
    Code::GW0413,
    Code::GW0414,
    Code::GW0601,
    Code::GW0602,
    Code::GW0603,
    Code::GW0606,
    Code::GW0610,
    Code::GW0611,
    Code::GW0612,
    Code::GW0613,
    Code::GW0701,
    Code::GW0702,
    Code::GW0704,
    Code::GW0705,
    Code::GW0708,
];

/// Findings of one kind that a root says follow from it.
const MAX_FOLLOWING: usize = 2;

/// What tells that a stage can never pass, the most telling first.
const ROOTS: [Code; 4] = [Code::GW0401, Code::GW0404, Code::GW0411, Code::GW0405];

impl Known {
    /// Returns what findings of the checks say.
    pub(super) fn of<'d>(told: impl Iterator<Item = &'d Diagnostic>) -> Self {
        let mut known = Self::default();
        for found in told {
            let mut steps = found.primary.pointer.split('/').skip(1);
            let list = steps.next();
            let Some(index) = steps.next().and_then(|step| step.parse().ok()) else {
                continue;
            };
            match (list, steps.next()) {
                (Some("conditions"), _) if found.code == Code::GW0207 => {
                    known.twins.insert(index);
                }
                (Some("conditions"), _) if found.code.refuses() => {
                    known.conditions.insert(index);
                }
                (Some("stages"), Some("gates")) if found.code.refuses() => {
                    if let Some(gate) = steps.next().and_then(|step| step.parse().ok()) {
                        known.gates.insert((index, gate));
                    }
                }
                _ => {}
            }
        }
        known
    }

    /// Tells whether the condition at a position is refused, so that nothing follows from it.
    #[must_use]
    pub fn refuses_condition(&self, index: usize) -> bool {
        self.conditions.contains(&index)
    }

    /// Tells whether a gate is refused, by the positions of its stage and of itself.
    #[must_use]
    pub fn refuses_gate(&self, stage: usize, index: usize) -> bool {
        self.gates.contains(&(stage, index))
    }

    /// Tells whether the condition at a position is told to ask what another one asks.
    #[must_use]
    pub fn is_twin(&self, index: usize) -> bool {
        self.twins.contains(&index)
    }
}

/// What comes to the findings of the checks about one part.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Addition {
    findings: Vec<Diagnostic>,
    /// What follows from the finding that the stage never passes.
    follows: Vec<(Code, String)>,
}

impl Addition {
    /// Returns the same in no more memory than it takes.
    pub(super) fn kept(mut self) -> Self {
        self.findings.shrink_to_fit();
        self.follows.shrink_to_fit();
        self
    }

    /// Tells whether there is nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.follows.is_empty()
    }

    /// Keeps the findings that stay, which may be put elsewhere on the way.
    pub(super) fn retain(&mut self, stays: impl FnMut(&mut Diagnostic) -> bool) {
        self.findings.retain_mut(stays);
    }

    /// Adds to what the checks tell of the part; what both tell is told once, with all cures.
    ///
    /// A stage where runs wait for ever, always or from some moment on, is not told to have no
    /// timeout, too.
    pub(super) fn join(&self, told: &mut Vec<Diagnostic>, all: bool) {
        for finding in &self.findings {
            // What the checks tell already only gains cures.
            let same = |one: &&mut Diagnostic| {
                one.code == finding.code
                    && one.primary.pointer == finding.primary.pointer
                    && one.parameters == finding.parameters
            };
            match told.iter_mut().find(same) {
                Some(known) => known.fixes.extend(finding.fixes.iter().cloned()),
                None => told.push(finding.clone()),
            }
        }
        let of = |told: &[Diagnostic], code: Code| told.iter().position(|one| one.code == code);
        if !self.follows.is_empty()
            && let Some(root) = ROOTS.into_iter().find_map(|code| of(told, code))
            && let Some(root) = told.get_mut(root)
        {
            let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
            for (code, message) in &self.follows {
                let count = counts.entry(*code).or_default();
                *count += 1;
                if *count <= MAX_FOLLOWING {
                    root.effects.push(message.clone());
                }
            }
            for (code, count) in counts {
                root.consequences.push(code);
                if count > MAX_FOLLOWING {
                    let more = count - MAX_FOLLOWING;
                    root.effects
                        .push(format!("{more} more of {code} follow from it"));
                }
            }
        }
        let ends = [Code::GW0603, Code::GW0610];
        if let Some(end) = ends.into_iter().find_map(|code| of(told, code))
            && let Some(waits) = of(told, Code::GW0604)
        {
            if let Some(end) = told.get_mut(end) {
                end.consequences.push(Code::GW0604);
            }
            if !all {
                told.remove(waits);
            }
        }
    }
}

/// Puts findings at the parts that they are about.
///
/// One that only follows from gates that can never all be true goes to the finding about them;
/// `tells` says whether the checks tell that of a stage. With `all` nothing is left out.
pub(super) fn by_part(
    further: Vec<Further>,
    tells: impl Fn(usize) -> bool,
    all: bool,
) -> HashMap<Part, Addition> {
    let mut roots = BTreeSet::new();
    for each in &further {
        if let Part::Stage(stage) = Part::of_pointer(&each.diagnostic.primary.pointer)
            && ROOTS.contains(&each.diagnostic.code)
        {
            roots.insert(stage);
        }
    }
    let mut parts: HashMap<Part, Addition> = HashMap::new();
    for Further { diagnostic, root } in further {
        if let Some(root) = root.filter(|stage| roots.contains(stage) || tells(*stage)) {
            let addition = parts.entry(Part::Stage(root)).or_default();
            let follows = (diagnostic.code, diagnostic.message.clone());
            addition.follows.push(follows);
            if !all {
                continue;
            }
        }
        let part = Part::of_pointer(&diagnostic.primary.pointer);
        parts.entry(part).or_default().findings.push(diagnostic);
    }
    parts
}

/// Tells whether a finding of the checks says that its stage can never pass.
pub(super) fn is_root(found: &Diagnostic) -> bool {
    ROOTS.contains(&found.code)
}

/// Adds further findings to all that the checks tell.
pub(super) fn join(further: Vec<Further>, told: &mut Vec<Diagnostic>, all: bool) {
    let mut roots = BTreeSet::new();
    for found in told.iter().filter(|found| is_root(found)) {
        if let Part::Stage(stage) = Part::of_pointer(&found.primary.pointer) {
            roots.insert(stage);
        }
    }
    let mut parts = by_part(further, |stage| roots.contains(&stage), all);
    if parts.is_empty() {
        return;
    }
    let mut own: HashMap<Part, Vec<Diagnostic>> = HashMap::new();
    let mut rest = Vec::with_capacity(told.len());
    for found in told.drain(..) {
        let part = Part::of_pointer(&found.primary.pointer);
        if parts.contains_key(&part) {
            own.entry(part).or_default().push(found);
        } else {
            rest.push(found);
        }
    }
    let mut order: Vec<Part> = parts.keys().copied().collect();
    order.sort_unstable();
    for part in order {
        let mut own = own.remove(&part).unwrap_or_default();
        if let Some(addition) = parts.remove(&part) {
            addition.join(&mut own, all);
        }
        rest.append(&mut own);
    }
    *told = rest;
}
