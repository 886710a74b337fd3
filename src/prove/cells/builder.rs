//! Candidates become cells: the runtime judges each, and equal outcomes are one cell.

use std::collections::HashMap;

use serde_json::Value;

use super::{Cell, Domain, Possible, Sample, Test};
use crate::runtime::EvidenceValue;

/// How many accepted candidates are looked for in one region before it is left without.
const TRIES: usize = 24;

/// There would be more cells or candidates than the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// Where an example comes from, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A test or a list of the schema names it.
    Named,
    /// It stands for a region between constants.
    Between,
    /// It is an edge of what the schema accepts.
    Bound,
}

/// How good an example is; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) refused: bool,
    pub(super) kind: usize,
    pub(super) source: Source,
    pub(super) negative: bool,
}

/// Cells by their outcomes, each with the best example so far.
pub(super) struct Collector {
    limit: usize,
    /// How many candidates came.
    judged: usize,
    cells: Vec<(Rank, Cell)>,
    by_outcomes: HashMap<(usize, Vec<Possible>), usize>,
}

impl Collector {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            judged: 0,
            cells: Vec::new(),
            by_outcomes: HashMap::new(),
        }
    }

    /// Takes a candidate in; those of different groups are never one cell.
    pub(super) fn keep(
        &mut self,
        group: usize,
        rank: Rank,
        outcomes: Vec<Possible>,
        sample: Sample,
    ) -> Result<(), Full> {
        self.judged += 1;
        if self.judged > self.limit.saturating_mul(4).saturating_add(32) {
            return Err(Full);
        }
        let fits = !rank.refused;
        let key = (group, outcomes);
        if let Some(index) = self.by_outcomes.get(&key) {
            if let Some((best, cell)) = self.cells.get_mut(*index).filter(|(best, _)| rank < *best)
            {
                *best = rank;
                cell.sample = sample;
                cell.fits = fits;
            }
            return Ok(());
        }
        if self.cells.len() >= self.limit {
            return Err(Full);
        }
        let cell = Cell {
            sample,
            fits,
            outcomes: key.1.clone(),
        };
        self.by_outcomes.insert(key, self.cells.len());
        self.cells.push((rank, cell));
        Ok(())
    }

    /// Returns the cells in the order in which their outcomes first came.
    pub(super) fn finish(self) -> Vec<Cell> {
        self.cells.into_iter().map(|(_, cell)| cell).collect()
    }
}

/// Judges the candidate values of one question.
pub(super) struct Builder<'a> {
    domain: Domain<'a>,
    tests: &'a [Test<'a>],
    /// Position of the kind of value at hand in the order of preference.
    kind: usize,
    cells: Collector,
}

impl<'a> Builder<'a> {
    pub(super) fn new(domain: Domain<'a>, tests: &'a [Test<'a>], limit: usize) -> Self {
        Self {
            domain,
            tests,
            kind: 0,
            cells: Collector::new(limit),
        }
    }

    pub(super) const fn tests(&self) -> &'a [Test<'a>] {
        self.tests
    }

    pub(super) const fn limit(&self) -> usize {
        self.cells.limit
    }

    /// Returns the result schema as written.
    pub(super) fn schema(&self) -> Option<&'a Value> {
        self.domain.schema.map(crate::spec::ValueSchema::schema)
    }

    /// Begins with the values of a kind; those of earlier kinds are the better examples.
    pub(super) const fn begin(&mut self) {
        self.kind += 1;
    }

    /// Tells whether the result schema accepts a value, or cannot be asked.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        self.domain
            .schema
            .is_none_or(|schema| schema.accepts(value).unwrap_or(true))
    }

    /// Adds one value, unless the schema refuses it; tells whether it does not.
    pub(super) fn exact(&mut self, value: Value, source: Source) -> Result<bool, Full> {
        let accepted = self.accepts(&value);
        if accepted {
            self.judge(value, true, source, &[])?;
        }
        Ok(accepted)
    }

    /// Adds every value that there can be of a kind.
    pub(super) fn members(&mut self, members: Vec<Value>) -> Result<(), Full> {
        for member in members {
            self.exact(member, Source::Named)?;
        }
        Ok(())
    }

    /// Adds a region by the first of its values that the schema accepts.
    ///
    /// If it accepts none of the first few, the region counts nevertheless. `free` has the tests
    /// whose outcomes differ within the region; no entry means that a test's does not.
    pub(super) fn region(
        &mut self,
        candidates: impl IntoIterator<Item = Value>,
        free: &[bool],
    ) -> Result<(), Full> {
        let mut refused = None;
        for candidate in candidates.into_iter().take(TRIES) {
            if self.accepts(&candidate) {
                return self.judge(candidate, true, Source::Between, free);
            }
            refused.get_or_insert(candidate);
        }
        refused.map_or(Ok(()), |value| {
            self.judge(value, false, Source::Between, free)
        })
    }

    /// Adds that there is no value, if that can be.
    pub(super) fn absent(&mut self) -> Result<(), Full> {
        if !self.domain.absent {
            return Ok(());
        }
        self.kind += 1;
        let outcomes = self.outcomes(None, &[]);
        let rank = Rank {
            refused: false,
            kind: self.kind,
            source: Source::Between,
            negative: false,
        };
        self.cells.keep(0, rank, outcomes, Sample::Absent)
    }

    fn judge(
        &mut self,
        value: Value,
        fits: bool,
        source: Source,
        free: &[bool],
    ) -> Result<(), Full> {
        let rank = Rank {
            refused: !fits,
            kind: self.kind,
            source,
            negative: value.as_f64().is_some_and(|number| number < 0.0),
        };
        let answer = EvidenceValue::Json(value);
        let outcomes = self.outcomes(Some(&answer), free);
        match answer {
            EvidenceValue::Json(value) => self.cells.keep(0, rank, outcomes, Sample::Value(value)),
            EvidenceValue::Bytes(_) => Ok(()),
        }
    }

    fn outcomes(&self, answer: Option<&EvidenceValue>, free: &[bool]) -> Vec<Possible> {
        self.tests
            .iter()
            .enumerate()
            .map(|(index, test)| match free.get(index) {
                Some(true) => Possible::Any,
                _ => Possible::Only(test.on(answer)),
            })
            .collect()
    }

    pub(super) fn finish(self) -> Vec<Cell> {
        self.cells.finish()
    }
}
