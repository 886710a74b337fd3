//! The comparison for reading in a terminal.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{Detail, Diff, Options, put, words};
use crate::diagnostic::visible;
use crate::review::declaration::Declared;
use crate::review::model::{Change, Class, Comparison, Step, Witness};
use crate::review::verdict::Verdict;

/// Columns that lines keep to, whatever the terminal.
const WIDTH: usize = 80;
/// Hex digits of a hash in the head line.
const SHORT_HASH: usize = 12;

pub(super) fn render(diff: &Diff, options: &Options) -> String {
    let mut page = Page {
        out: String::new(),
        options,
    };
    let several = diff.compared.len() + diff.only_old.len() + diff.only_new.len() > 1;
    for (index, one) in diff.compared.iter().enumerate() {
        let comparison = &one.comparison;
        match options.detail {
            Detail::Stat => page.stat(comparison),
            Detail::NameOnly => page.names(comparison, several),
            Detail::Full => {
                if index > 0 {
                    page.out.push('\n');
                }
                page.comparison(comparison);
            }
        }
    }
    let spare = !diff.compared.is_empty() && options.detail == Detail::Full;
    if spare && !(diff.only_old.is_empty() && diff.only_new.is_empty()) {
        page.out.push('\n');
    }
    for (files, sign, what) in [
        (&diff.only_old, '-', "only in the old folder"),
        (&diff.only_new, '+', "only in the new folder"),
    ] {
        for file in files {
            let file = visible(file);
            if options.detail == Detail::NameOnly {
                put(&mut page.out, format_args!("{file}\n"));
            } else {
                put(&mut page.out, format_args!("{sign} {file}  {what}\n"));
            }
        }
    }
    page.out
}

struct Page<'a> {
    out: String,
    options: &'a Options,
}

impl Page<'_> {
    fn comparison(&mut self, comparison: &Comparison) {
        let layers = self.options.layers;
        if layers.behaviour {
            self.verdict(comparison);
        }
        self.head(comparison);
        if layers.behaviour {
            self.behaviour(comparison);
        }
        if layers.declaration {
            self.declaration(comparison);
        }
        if layers.bytes {
            self.bytes(comparison);
        }
    }

    fn head(&mut self, comparison: &Comparison) {
        for (name, version) in [("old", &comparison.old), ("new", &comparison.new)] {
            let hash: String = version.hash.to_string().chars().take(SHORT_HASH).collect();
            put(
                &mut self.out,
                format_args!(
                    "{name}  {}  {} version {}  sha256 {hash}\n",
                    visible(&version.label),
                    visible(&version.scenario_id),
                    visible(&version.spec_version),
                ),
            );
        }
    }

    /// Writes the answer: what all changes come to.
    fn verdict(&mut self, comparison: &Comparison) {
        let verdict = comparison.verdict();
        let title = self.paint(Style::new().bold(), "BEHAVIOUR");
        let name = self.paint(verdict_style(verdict), &verdict.name().to_uppercase());
        put(
            &mut self.out,
            format_args!("{title}  {name}: {}\n", verdict.words()),
        );
        if comparison.behaviour.changes.is_empty() {
            return;
        }
        let still = if comparison.lacks_bump() {
            format!("; it is still {}", comparison.new.spec_version)
        } else {
            String::new()
        };
        self.wrapped(
            2,
            &format!(
                "{} ({}); calls for a {} version{still}",
                words::tally(comparison),
                words::strengths(comparison),
                verdict.bump().name()
            ),
        );
    }

    fn behaviour(&mut self, comparison: &Comparison) {
        let mut stage = None;
        // One run shows many changes and is told once.
        let mut told = Vec::new();
        for change in &comparison.behaviour.changes {
            let place = change.stage.as_deref();
            if stage != Some(place) {
                match place {
                    None => self.out.push_str("\nscenario\n"),
                    Some(id) => put(&mut self.out, format_args!("\nstage {}\n", visible(id))),
                }
                stage = Some(place);
            }
            self.change(change, &mut told);
        }
        let first = comparison.behaviour.first_difference.as_ref();
        if let Some(run) = first.filter(|run| !is_told(run, &told)) {
            self.out.push('\n');
            for line in words::witness(run) {
                self.wrapped(0, &line);
            }
        }
        if comparison.behaviour.is_cut_short {
            self.out.push('\n');
            self.wrapped(0, words::CUT_SHORT);
        }
    }

    fn change<'c>(&mut self, change: &'c Change, told: &mut Vec<&'c Vec<Step>>) {
        let class = change.class.name().to_uppercase();
        let strength = words::strength_words(change.confidence);
        let head = format!("  {} {class} ({strength})  ", words::sign(change));
        let painted = head.replacen(&class, &self.paint(class_style(change.class), &class), 1);
        let headline = format!("{} [{}]", visible(&change.headline), change.fingerprint());
        self.out.push_str(&painted);
        self.broken(&headline, head.width(), 6);
        let mut lines = words::facts(change);
        for witness in &change.witnesses {
            if is_told(witness, told) {
                lines.push(format!("{}: in the same run as above", witness.says));
            } else {
                lines.extend(words::witness(witness));
                told.push(&witness.steps);
            }
        }
        for line in lines.into_iter().chain(words::approval(change)) {
            self.wrapped(6, &line);
        }
    }

    /// Writes a line at an indent, broken where it is too wide.
    fn wrapped(&mut self, indent: usize, line: &str) {
        let own = line.len() - line.trim_start_matches(' ').len();
        let start = indent + own;
        self.out.push_str(&" ".repeat(start));
        let line = visible(line.trim_start_matches(' ')).into_owned();
        self.broken(&line, start, start + 2);
    }

    /// Writes the rest of a line that is `used` wide; further lines begin at `hang`.
    ///
    /// A word that no line has room for stays whole, so that it can be searched and copied.
    fn broken(&mut self, text: &str, used: usize, hang: usize) {
        let mut used = used;
        let mut fresh = true;
        for word in text.split(' ') {
            let needed = word.width() + usize::from(!fresh);
            if !fresh && used + needed > WIDTH {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(hang));
                used = hang;
                fresh = true;
            }
            if !fresh {
                self.out.push(' ');
                used += 1;
            }
            self.out.push_str(word);
            used += word.width();
            fresh = false;
        }
        self.out.push('\n');
    }

    fn declaration(&mut self, comparison: &Comparison) {
        let declaration = &comparison.declaration;
        let title = self.paint(Style::new().bold(), "DECLARATION");
        put(
            &mut self.out,
            format_args!("\n{title}  {}\n", words::declaration_tally(declaration)),
        );
        for declared in &declaration.changes {
            self.declared(declared);
        }
        if !declaration.authoring.is_empty() {
            self.out.push_str("\nFor authors only, changes no byte\n");
            for declared in &declaration.authoring {
                self.declared(declared);
            }
        }
    }

    fn declared(&mut self, declared: &Declared) {
        let (sign, words) = words::declared(declared);
        put(
            &mut self.out,
            format_args!("  {sign} {}", visible(declared.address())),
        );
        if !words.is_empty() {
            put(
                &mut self.out,
                format_args!("  {}", visible(&words.join(", "))),
            );
        }
        self.out.push('\n');
        for line in &declared.fields {
            self.wrapped(6, &words::line(line));
        }
    }

    fn bytes(&mut self, comparison: &Comparison) {
        let title = self.paint(Style::new().bold(), "BYTES");
        put(&mut self.out, format_args!("\n{title}  "));
        self.broken(&words::bytes(comparison), "BYTES  ".len(), 2);
        if comparison.bytes.hash_only {
            self.out
                .push_str("  only the hash differs: the two mean the same\n");
        }
        for cosmetic in &comparison.bytes.cosmetic {
            put(&mut self.out, format_args!("  {}\n", visible(cosmetic)));
        }
    }

    /// Writes one line that says it all.
    fn stat(&mut self, comparison: &Comparison) {
        let verdict = comparison.verdict();
        let name = self.paint(verdict_style(verdict), verdict.name());
        put(
            &mut self.out,
            format_args!("{}  {name}", visible(&comparison.new.label)),
        );
        if !comparison.behaviour.changes.is_empty() {
            put(
                &mut self.out,
                format_args!(": {}", words::tally(comparison)),
            );
        }
        put(
            &mut self.out,
            format_args!("; {}\n", words::declaration_tally(&comparison.declaration)),
        );
    }

    /// Writes the address of everything that differs, each once.
    fn names(&mut self, comparison: &Comparison, several: bool) {
        let mut told = std::collections::BTreeSet::new();
        let layers = self.options.layers;
        let behaviour = comparison.behaviour.changes.iter();
        let behaviour = behaviour
            .filter(|_| layers.behaviour)
            .map(|change| change.spot().map_or("scenario", |spot| &spot.entity));
        let declaration = comparison.declaration.changes.iter();
        let declaration = declaration
            .filter(|_| layers.declaration)
            .map(Declared::address);
        for address in behaviour.chain(declaration) {
            if !told.insert(address) {
                continue;
            }
            if several {
                put(
                    &mut self.out,
                    format_args!("{}  ", visible(&comparison.new.label)),
                );
            }
            put(&mut self.out, format_args!("{}\n", visible(address)));
        }
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.options.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// Tells whether a run is one that was told, or how one began.
fn is_told(witness: &Witness, told: &[&Vec<Step>]) -> bool {
    !witness.steps.is_empty() && told.iter().any(|run| run.starts_with(&witness.steps))
}

const fn verdict_style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Identical | Verdict::HashOnly => AnsiColor::Green,
        Verdict::ReportingOnly => AnsiColor::BrightCyan,
        Verdict::Stricter => AnsiColor::Yellow,
        Verdict::Looser | Verdict::Incomparable | Verdict::Unproved => AnsiColor::BrightRed,
    };
    colour.on_default().bold()
}

const fn class_style(class: Class) -> Style {
    let colour = match class {
        Class::Looser | Class::Incomparable | Class::Earlier | Class::Changed => {
            AnsiColor::BrightRed
        }
        Class::Stricter | Class::Later => AnsiColor::Yellow,
        Class::Added => AnsiColor::Green,
        Class::Removed => AnsiColor::Magenta,
        Class::ReportingOnly => AnsiColor::BrightCyan,
    };
    colour.on_default().bold()
}
