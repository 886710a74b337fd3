//! An account as text for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::account::{Account, GateAccount, Kind, RefusalAccount, StepAccount, TreeNode};
use crate::diagnostic::{visible, wrapped};
use crate::plain::{Sheet, TextOptions, duration};
use crate::runtime::TriggerKind;
use crate::spec::{GateOutcome, Timestamp, TrustLane};

/// Columns of the longest outcome and the two blanks behind it.
const OUTCOME: usize = "unknown".len() + 2;

/// Returns an account as text of several lines, ending with a line feed.
#[must_use]
pub fn account_text(account: &Account, options: TextOptions) -> String {
    let mut page = Sheet::new(options);
    head(&mut page, account);
    for (number, step) in account.steps.iter().enumerate() {
        page.gap();
        let number = if account.kind == Kind::Run {
            number
        } else {
            number + 1
        };
        write_step(&mut page, number, step);
    }
    page.gap();
    if let Some(refusal) = &account.refusal {
        write_refusal(&mut page, refusal);
    }
    page.strong("", &format!("result: {}", account.result));
    for note in &account.notes {
        page.hanging("  note: ", Style::new(), "        ", note);
    }
    page.out
}

fn head(page: &mut Sheet, account: &Account) {
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
    page.hanging("", Style::new(), "  ", &text);
}

fn write_step(page: &mut Sheet, number: usize, step: &StepAccount) {
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
    page.strong("", &title);
    if let Some(refusal) = &step.refusal {
        write_detail(page, refusal);
    }
    for packet in &step.packets {
        page.hanging(
            "  ",
            Style::new(),
            "    ",
            &format!("releases packet `{packet}`"),
        );
    }
    for gate in &step.gates {
        write_gate(page, gate);
    }
    if let Some(timeout) = &step.timeout {
        page.hanging("  ", Style::new(), "  ", timeout);
    }
}

fn write_gate(page: &mut Sheet, gate: &GateAccount) {
    let outcome = gate.outcome.name();
    let name = visible(&gate.gate_id).into_owned();
    let painted = page.paint(colour(gate.outcome), outcome);
    let _ = writeln!(page.out, "  gate `{name}` is {painted}");
    let told = gate
        .conditions
        .iter()
        .map(|one| (one.condition_id.as_str(), one.says.as_str()))
        .collect();
    write_node(page, &told, &gate.tree, "", "");
    if let Some(needs) = &gate.needs {
        page.hanging(
            &format!("    {:<OUTCOME$}", "needs"),
            Style::new(),
            &" ".repeat(4 + OUTCOME),
            needs,
        );
    }
}

/// Writes a node and what is below it; `lead` stands before it, `below` before its parts.
fn write_node(
    page: &mut Sheet,
    told: &HashMap<&str, &str>,
    node: &TreeNode,
    lead: &str,
    below: &str,
) {
    let mut text = node.says.clone();
    if let Some(says) = told.get(node.says.as_str()).filter(|_| node.is_condition) {
        let _ = write!(text, ": {says}");
    } else if node.too_deep && node.parts.is_empty() {
        text.push_str(": too deep, not looked at");
    }
    let word = format!("{:<OUTCOME$}", node.outcome.name());
    let word = page.paint(colour(node.outcome), &word);
    let used = 4 + OUTCOME + lead.chars().count();
    let room = page.room(used);
    for (line, words) in wrapped(&visible(&text), room).iter().enumerate() {
        if line == 0 {
            let _ = writeln!(page.out, "    {word}{lead}{words}");
        } else {
            let _ = writeln!(page.out, "    {:OUTCOME$}{below}  {words}", "");
        }
    }
    for (index, part) in node.parts.iter().enumerate() {
        let (branch, rail) = if index + 1 == node.parts.len() {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let (branch, rail) = (format!("{below}{branch}"), format!("{below}{rail}"));
        write_node(page, told, part, &branch, &rail);
    }
}

fn write_refusal(page: &mut Sheet, refusal: &RefusalAccount) {
    page.strong(
        "",
        &format!("refused [{}]: {}", refusal.code, refusal.message),
    );
    write_detail(page, refusal);
    page.gap();
}

fn write_detail(page: &mut Sheet, refusal: &RefusalAccount) {
    for fault in &refusal.faults {
        let text = if fault.at.is_empty() {
            fault.why.clone()
        } else {
            format!("{}: {}", fault.at, fault.why)
        };
        page.hanging("  at ", Style::new(), "     ", &text);
    }
    for help in &refusal.help {
        page.hanging("  help: ", Style::new(), "        ", help);
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
