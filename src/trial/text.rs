//! An account as text for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::account::{Account, GateAccount, Kind, RefusalAccount, StepAccount, TreeNode};
use crate::diagnostic::{visible, wrapped};
use crate::plain::duration;
use crate::runtime::TriggerKind;
use crate::spec::{GateOutcome, Timestamp, TrustLane};

/// Narrowest column in which text is wrapped.
const NARROWEST: usize = 24;
/// Columns of the longest outcome and the two blanks behind it.
const OUTCOME: usize = "unknown".len() + 2;

/// How an account is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether it is coloured with ANSI sequences; every word stands without them, too.
    pub colour: bool,
    /// Columns to wrap at; words that are longer stay whole.
    pub width: usize,
}

impl Default for TextOptions {
    /// Returns options without colour, 100 columns wide.
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
        }
    }
}

/// Returns an account as text of several lines, ending with a line feed.
#[must_use]
pub fn account_text(account: &Account, options: TextOptions) -> String {
    let mut page = Page {
        out: String::new(),
        options,
    };
    page.head(account);
    for (number, step) in account.steps.iter().enumerate() {
        page.out.push('\n');
        let number = if account.kind == Kind::Run {
            number
        } else {
            number + 1
        };
        page.step(number, step);
    }
    page.out.push('\n');
    if let Some(refusal) = &account.refusal {
        page.refusal(refusal);
    }
    page.strong("", &format!("result: {}", account.result));
    for note in &account.notes {
        page.hanging("  note: ", Style::new(), "        ", note);
    }
    page.out
}

struct Page {
    out: String,
    options: TextOptions,
}

impl Page {
    fn head(&mut self, account: &Account) {
        let what = match account.kind {
            Kind::Run => "a run of",
            Kind::Stage => "one stage of",
            Kind::Precheck => "a precheck of",
        };
        let shape = account
            .data_shape
            .as_ref()
            .map_or_else(String::new, |shape| format!(" on data shape {shape}"));
        let counts = match account.min_lane {
            TrustLane::Verified => "only verified answers count",
            TrustLane::Asserted => "asserted answers count, too",
        };
        let text = format!(
            "{what} {}, version {}{shape}; {counts}",
            account.scenario_id, account.spec_version
        );
        self.hanging("", Style::new(), "  ", &text);
    }

    fn step(&mut self, number: usize, step: &StepAccount) {
        let title = match &step.trigger {
            None if number == 0 => format!("start: {}", step.says),
            None => format!("stage `{}`: {}", step.stage_id, step.says),
            Some(trigger) => {
                let kind = match trigger.kind {
                    TriggerKind::Tick => "tick",
                    TriggerKind::AgentRequestNext => "agent request",
                    TriggerKind::ExternalEvent => "external event",
                    TriggerKind::BackendEvent => "backend event",
                };
                let since = match (trigger.since_entry, trigger.time) {
                    (None | Some(0), _) => String::new(),
                    (Some(ms), Timestamp::UnixMillis(_)) => {
                        format!(", {} after entry", duration(ms))
                    }
                    (Some(count), Timestamp::Logical(_)) => format!(", {count} after entry"),
                };
                format!(
                    "step {number}, {kind} in `{}`{since}: {}",
                    step.stage_id, step.says
                )
            }
        };
        self.strong("", &title);
        if let Some(refusal) = &step.refusal {
            self.detail(refusal);
        }
        for packet in &step.packets {
            self.hanging(
                "  ",
                Style::new(),
                "    ",
                &format!("releases packet `{packet}`"),
            );
        }
        for gate in &step.gates {
            self.gate(gate);
        }
        if let Some(timeout) = &step.timeout {
            self.hanging("  ", Style::new(), "  ", timeout);
        }
    }

    fn gate(&mut self, gate: &GateAccount) {
        let outcome = gate.outcome.name();
        let name = visible(&gate.gate_id).into_owned();
        let painted = self.paint(colour(gate.outcome), outcome);
        let _ = writeln!(self.out, "  gate `{name}` is {painted}");
        let told = gate
            .conditions
            .iter()
            .map(|one| (one.condition_id.as_str(), one.says.as_str()))
            .collect();
        self.node(&told, &gate.tree, "", "");
        if let Some(needs) = &gate.needs {
            self.hanging(
                &format!("    {:<OUTCOME$}", "needs"),
                Style::new(),
                &" ".repeat(4 + OUTCOME),
                needs,
            );
        }
    }

    /// Writes a node and what is below it; `lead` stands before it, `below` before its parts.
    fn node(&mut self, told: &HashMap<&str, &str>, node: &TreeNode, lead: &str, below: &str) {
        let mut text = node.says.clone();
        if let Some(says) = told.get(node.says.as_str()).filter(|_| node.is_condition) {
            let _ = write!(text, ": {says}");
        } else if node.too_deep && node.parts.is_empty() {
            text.push_str(": too deep, not looked at");
        }
        let word = format!("{:<OUTCOME$}", node.outcome.name());
        let word = self.paint(colour(node.outcome), &word);
        let used = 4 + OUTCOME + lead.chars().count();
        let room = self.options.width.saturating_sub(used).max(NARROWEST);
        for (line, words) in wrapped(&visible(&text), room).iter().enumerate() {
            if line == 0 {
                let _ = writeln!(self.out, "    {word}{lead}{words}");
            } else {
                let _ = writeln!(self.out, "    {:OUTCOME$}{below}  {words}", "");
            }
        }
        for (index, part) in node.parts.iter().enumerate() {
            let (branch, rail) = if index + 1 == node.parts.len() {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            let (branch, rail) = (format!("{below}{branch}"), format!("{below}{rail}"));
            self.node(told, part, &branch, &rail);
        }
    }

    fn refusal(&mut self, refusal: &RefusalAccount) {
        self.strong(
            "",
            &format!("refused [{}]: {}", refusal.code, refusal.message),
        );
        self.detail(refusal);
        self.out.push('\n');
    }

    fn detail(&mut self, refusal: &RefusalAccount) {
        for fault in &refusal.faults {
            let text = if fault.at.is_empty() {
                fault.why.clone()
            } else {
                format!("{}: {}", fault.at, fault.why)
            };
            self.hanging("  at ", Style::new(), "     ", &text);
        }
        for help in &refusal.help {
            self.hanging("  help: ", Style::new(), "        ", help);
        }
    }

    fn strong(&mut self, lead: &str, text: &str) {
        self.hanging(lead, Style::new().bold(), &format!("{lead}  "), text);
    }

    /// Writes text behind a lead, further lines behind an indent.
    fn hanging(&mut self, lead: &str, style: Style, indent: &str, text: &str) {
        let text = visible(text);
        let longest = lead.len().max(indent.len());
        let room = self.options.width.saturating_sub(longest).max(NARROWEST);
        for (line, words) in wrapped(&text, room).iter().enumerate() {
            let before = if line == 0 { lead } else { indent };
            let words = self.paint(style, words);
            let _ = writeln!(self.out, "{before}{words}");
        }
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.options.colour && style != Style::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

const fn colour(outcome: GateOutcome) -> Style {
    let colour = match outcome {
        GateOutcome::True => AnsiColor::Green,
        GateOutcome::False => AnsiColor::BrightRed,
        GateOutcome::Unknown => AnsiColor::Yellow,
    };
    colour.on_default().bold()
}
