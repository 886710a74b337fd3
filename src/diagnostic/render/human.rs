//! The report for reading: one frame per finding, a checklist of what is missing, a summary.

use annotate_snippets::Renderer;
use anstyle::{AnsiColor, Style};

use super::frame::{Frame, Sources};
use super::{Diagnostic, RenderOptions, Report, address, position, put, summary, visible, wrapped};
use crate::diagnostic::{Code, Confidence, Level, Related};

/// Most related places that are listed below a frame.
const MOST_RELATED: usize = 10;
/// Width of the gutter when there is no frame.
const BARE_GUTTER: usize = 2;
/// Narrowest column in which text is wrapped.
const NARROWEST: usize = 20;

/// Writes the report.
pub(super) fn render(report: &Report, options: &RenderOptions) -> String {
    let sources = Sources::new(report);
    let renderer = if options.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(options.width.max(NARROWEST));
    let mut page = Page {
        out: String::new(),
        options,
        gutter: BARE_GUTTER,
    };
    for d in report.diagnostics.iter().filter(|d| d.level != Level::Todo) {
        page.finding(d, sources.frame(d, &renderer));
        page.out.push('\n');
    }
    page.checklist(report);
    page.out.push_str(&summary(report));
    page.out.push('\n');
    page.out
}

struct Page<'a> {
    out: String,
    options: &'a RenderOptions,
    gutter: usize,
}

impl Page<'_> {
    fn finding(&mut self, d: &Diagnostic, frame: Option<Frame>) {
        self.gutter = frame.as_ref().map_or(BARE_GUTTER, |frame| frame.gutter);
        let level = self.paint(style(d.level), &format!("{}[{}]", d.level.name(), d.code));
        let message = self.paint(Style::new().bold(), &format!(": {}", visible(&d.message)));
        put(&mut self.out, format_args!("{level}{message}\n"));
        self.place(d);
        let mut shown = Vec::new();
        if let Some(frame) = frame {
            self.out.push_str(&frame.text);
            self.out.push('\n');
            shown = frame.shown;
            self.rule();
        } else {
            self.rule();
            if !d.primary.entity.is_empty() && !d.primary.pointer.is_empty() {
                self.note("at", &d.primary.pointer);
            }
        }
        self.related(d, &shown);
        self.strength(d);
        for effect in &d.effects {
            self.note("effect", effect);
        }
        if !d.consequences.is_empty() {
            let codes: Vec<&str> = d.consequences.iter().map(|code| code.as_str()).collect();
            self.note("leads to", &codes.join(", "));
        }
        for help in &d.help {
            self.note("help", help);
        }
        for fix in &d.fixes {
            self.note(&format!("fix ({})", fix.safety.name()), &fix.title);
        }
        self.note("explain", &format!("gatewright explain {}", d.code));
    }

    fn place(&mut self, d: &Diagnostic) {
        let arrow = self.paint(quiet(), "-->");
        let address = address(&d.primary);
        let place = match (&d.primary.file, address.is_empty()) {
            (None, false) => address,
            (_, true) => position(&d.primary),
            (Some(_), false) => format!("{}  {address}", position(&d.primary)),
        };
        let mut line = format!("{:1$}{arrow} {place}", "", self.gutter);
        line.push('\n');
        self.out.push_str(&line);
    }

    /// Draws the empty line of the gutter.
    fn rule(&mut self) {
        let bar = self.paint(quiet(), "|");
        put(
            &mut self.out,
            format_args!("{:1$}{bar}\n", "", self.gutter + 1),
        );
    }

    fn related(&mut self, d: &Diagnostic, shown: &[usize]) {
        let rest: Vec<&Related> = (0..d.related.len())
            .filter(|index| !shown.contains(index))
            .map(|index| &d.related[index])
            .collect();
        for related in rest.iter().take(MOST_RELATED) {
            let mut text = String::new();
            if related.place.file.is_some() {
                text = format!("{}  ", position(&related.place));
            }
            put(
                &mut text,
                format_args!("{}: {}", address(&related.place), related.label),
            );
            self.note("see", &text);
        }
        if rest.len() > MOST_RELATED {
            self.note("see", &format!("and {} more", rest.len() - MOST_RELATED));
        }
    }

    /// Says how far a finding can be trusted; what the runtime refuses needs no such word.
    fn strength(&mut self, d: &Diagnostic) {
        match d.confidence {
            Confidence::Proved if d.code.refuses() => {}
            // These are about files, analyses and suppressions, not about runs.
            Confidence::Proved if matches!(d.code, Code::GW0414 | Code::GW0801 | Code::GW1108) => {}
            Confidence::Proved => self.note("proved", "for all evidence, from what a run does"),
            Confidence::AssumesStableEvidence => self.note(
                "proved",
                "assuming that identical queries of one trigger get the same answer",
            ),
            Confidence::Heuristic => self.note("likely", "a sign of a mistake, not a proof"),
        }
    }

    fn note(&mut self, name: &str, text: &str) {
        let text = visible(text);
        let indent = self.gutter + 3 + name.len() + 2;
        let room = self.options.width.saturating_sub(indent).max(NARROWEST);
        for (index, line) in wrapped(&text, room).iter().enumerate() {
            if index == 0 {
                let sign = self.paint(quiet(), "=");
                let name = self.paint(Style::new().bold(), &format!("{name}:"));
                put(
                    &mut self.out,
                    format_args!("{:1$}{sign} {name} {line}\n", "", self.gutter + 1),
                );
            } else {
                put(&mut self.out, format_args!("{:indent$}{line}\n", ""));
            }
        }
    }

    fn checklist(&mut self, report: &Report) {
        let todo = || report.diagnostics.iter().filter(|d| d.level == Level::Todo);
        if todo().next().is_none() {
            return;
        }
        let title = self.paint(style(Level::Todo), "to do");
        put(&mut self.out, format_args!("{title}\n"));
        for d in todo() {
            let mut line = format!("  [ ] {}", visible(&d.message));
            if let Some(help) = d.help.first() {
                put(&mut line, format_args!(": {}", visible(help)));
            }
            let address = address(&d.primary);
            if !address.is_empty() {
                put(&mut line, format_args!("  {address}"));
            }
            if d.primary.file.is_some() {
                put(&mut line, format_args!("  {}", position(&d.primary)));
            }
            line.push('\n');
            self.out.push_str(&line);
        }
        self.out.push('\n');
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.options.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

const fn style(level: Level) -> Style {
    let colour = match level {
        Level::Error => AnsiColor::BrightRed,
        Level::Warning => AnsiColor::Yellow,
        Level::Advice => AnsiColor::BrightCyan,
        Level::Todo => AnsiColor::BrightBlue,
    };
    colour.on_default().bold()
}

const fn quiet() -> Style {
    AnsiColor::BrightBlue.on_default().bold()
}
