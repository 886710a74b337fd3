//! Findings that follow the draft as it changes.

use crate::check::{Options, check};
use crate::diagnostic::{Diagnostic, Level, Report, apply_levels};
use crate::draft::{Edit, ScenarioDraft, is_within};

use super::Setting;

/// How many findings there are of each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// What keeps the scenario from working or compiling.
    pub errors: usize,
    /// What probably is not meant.
    pub warnings: usize,
    /// What could be better.
    pub advice: usize,
    /// What is still missing.
    pub todos: usize,
}

/// The findings of the draft as it is now.
#[derive(Debug)]
pub(super) struct Live {
    findings: Vec<Diagnostic>,
    counts: Counts,
}

impl Live {
    pub(super) fn new(draft: &ScenarioDraft, setting: &Setting) -> Self {
        let mut live = Self {
            findings: Vec::new(),
            counts: Counts::default(),
        };
        live.check(draft, setting);
        live
    }

    pub(super) fn update(&mut self, draft: &ScenarioDraft, setting: &Setting, _edit: &Edit) {
        self.check(draft, setting);
    }

    fn check(&mut self, draft: &ScenarioDraft, setting: &Setting) {
        let checked = check(
            draft,
            Vec::new(),
            None,
            &setting.sources,
            &Options::default(),
        );
        let mut report = Report {
            diagnostics: checked.diagnostics,
            ..Report::default()
        };
        apply_levels(&mut report, &setting.levels);
        let mut findings = report.diagnostics;
        findings.sort_by(|a, b| a.primary.pointer.cmp(&b.primary.pointer));
        let count = |level: Level| findings.iter().filter(|d| d.level == level).count();
        self.counts = Counts {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            advice: count(Level::Advice),
            todos: count(Level::Todo),
        };
        self.findings = findings;
    }

    pub(super) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    pub(super) fn within(&self, pointer: String) -> impl Iterator<Item = &Diagnostic> + use<'_> {
        self.findings
            .iter()
            .filter(move |found| is_within(&found.primary.pointer, &pointer))
    }

    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }
}
