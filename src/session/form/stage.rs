//! Gates, stages and branch rules as forms.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::check::route_table;
use crate::draft::StageDraft;
use crate::plain::{policy_words, rule_fate};
use crate::spec::TimeoutPolicy;

use super::build::{Form, choice, keep_current};
use super::{Choice, Kind};

/// Asks for what a gate is called and how far its evidence is trusted.
///
/// The requirement has an editor of its own.
pub(super) fn gate(form: &mut Form<'_>) {
    form.add(
        "/gate_id",
        "name",
        Kind::Text,
        "Names the gate, unlike any other gate of the scenario.",
    )
    .required = true;
    form.trust();
    form.note();
}

/// Asks for what a stage is called and how a run leaves it.
pub(super) fn stage(form: &mut Form<'_>) {
    form.add(
        "/stage_id",
        "name",
        Kind::Text,
        "Names the stage, unlike any other stage.",
    )
    .required = true;
    advance(form);
    timeout(form);
    form.note();
}

fn advance(form: &mut Form<'_>) {
    let last = form.session.draft().stages().len() <= form.at.first().map_or(0, |at| at + 1);
    let linear = if last {
        "on to the next stage in order; as this is the last one, the run completes"
    } else {
        "on to the next stage in order"
    };
    let choices = vec![
        choice(json!("linear"), "linear", linear),
        choice(json!("fixed"), "fixed", "on to the stage that you name"),
        choice(
            json!("branch"),
            "branch",
            "to the stage of the first rule that matches the gates, else to the default",
        ),
        choice(json!("terminal"), "terminal", "the run completes here"),
    ];
    form.add(
        "/advance_to/kind",
        "advances",
        Kind::Choice(choices),
        "Where a run goes when all gates of the stage are true at the same time.",
    )
    .required = true;
    let kind = form.value("/advance_to/kind").and_then(Value::as_str);
    match kind.map(str::to_owned).as_deref() {
        Some("fixed") => {
            let choices = stages(form, "/advance_to/stage_id");
            let target = form.add(
                "/advance_to/stage_id",
                "to stage",
                Kind::Choice(choices),
                "The stage that a run enters next.",
            );
            target.required = true;
            target.depth = 1;
        }
        Some("branch") => {
            let mut choices = vec![choice(
                Value::Null,
                "nowhere",
                "when no rule matches, the call fails and nothing is recorded",
            )];
            choices.extend(stages(form, "/advance_to/default"));
            let default = form.add(
                "/advance_to/default",
                "otherwise",
                Kind::Choice(choices),
                "The stage that a run enters when no rule matches. The rules are entries of their \
                 own.",
            );
            default.required = true;
            default.depth = 1;
        }
        _ => {}
    }
}

/// Returns the stages as choices, and what is set at a path although there is no such stage.
fn stages(form: &Form<'_>, path: &str) -> Vec<Choice> {
    let own = form.at.first().copied();
    let mut seen = HashSet::new();
    let mut choices: Vec<Choice> = Vec::new();
    for (index, stage) in form.session.draft().stages().iter().enumerate() {
        let Some(id) = stage.stage_id.as_deref().filter(|id| seen.insert(*id)) else {
            continue;
        };
        let detail = if own == Some(index) {
            "this stage: the run enters it again".to_owned()
        } else {
            format!("stage {}, {}", index + 1, gates_words(stage))
        };
        choices.push(choice(json!(id), id, detail));
    }
    let current = form.value(path).filter(|value| !value.is_null());
    keep_current(&mut choices, current, "there is no such stage");
    choices
}

fn gates_words(stage: &StageDraft) -> String {
    match stage.gates().len() {
        0 => "without gates".to_owned(),
        1 => "1 gate".to_owned(),
        count => format!("{count} gates"),
    }
}

fn timeout(form: &mut Form<'_>) {
    let wait = form.add(
        "/timeout/timeout_ms",
        "timeout",
        Kind::Duration,
        "How long a run may stay in the stage, such as `30 min`. A timeout happens at the first \
         tick after that. Leave it empty for none.",
    );
    wait.examples = vec![json!(1_800_000), json!(7_200_000), json!(86_400_000)];
    let has_timeout = form.value("/timeout").is_some_and(|value| !value.is_null());
    let table = form
        .at
        .first()
        .map(|stage| route_table(form.session.draft(), *stage));
    let choices = [
        (TimeoutPolicy::Fail, ""),
        (
            TimeoutPolicy::AdvanceWithFlag,
            ": it takes the way of a stage that passes",
        ),
        (
            TimeoutPolicy::AlternateBranch,
            ": of the branch rules only those on `unknown` match",
        ),
    ]
    .map(|(policy, more)| {
        choice(
            json!(policy.name()),
            policy.name(),
            format!("{}{more}", policy_words(policy)),
        )
    });
    let help = match (has_timeout, table) {
        (false, _) => {
            "What a timeout does. The field must be there even without a timeout: `fail` then."
                .to_owned()
        }
        (true, table) => table
            .and_then(|table| {
                let stage = *form.at.first()?;
                crate::plain::timeout(form.session.draft(), stage, &table)
            })
            .unwrap_or_default(),
    };
    let policy = form.add(
        "/on_timeout",
        "on timeout",
        Kind::Choice(choices.to_vec()),
        &help,
    );
    policy.required = true;
    if has_timeout {
        form.tags("/timeout/policy_tags", "timeout tags").depth = 1;
    }
}

/// Asks for one branch rule.
pub(super) fn rule(form: &mut Form<'_>) {
    let gates = gates(form);
    let current = form
        .value("/gate_id")
        .and_then(Value::as_str)
        .unwrap_or("the gate")
        .to_owned();
    form.add(
        "/gate_id",
        "when gate",
        Kind::Choice(gates),
        "The gate that the rule looks at, one of this stage.",
    )
    .required = true;
    let outcomes = outcomes(form, &current);
    let help = fate(form);
    form.add("/outcome", "is", Kind::Choice(outcomes), &help)
        .required = true;
    let stages = stages(form, "/next_stage_id");
    form.add(
        "/next_stage_id",
        "go to",
        Kind::Choice(stages),
        "The stage that a run enters when the rule matches.",
    )
    .required = true;
}

/// Returns the gates of the stage first, then those of others with what that would mean.
fn gates(form: &Form<'_>) -> Vec<Choice> {
    let own = form.at.first().copied();
    let stages = form.session.draft().stages();
    let order = own
        .into_iter()
        .chain((0..stages.len()).filter(|index| Some(*index) != own));
    let mut seen = HashSet::new();
    let mut choices: Vec<Choice> = Vec::new();
    for index in order {
        let Some(stage) = stages.get(index) else {
            continue;
        };
        let gates = stage.gates().iter();
        for id in gates.filter_map(|gate| gate.gate_id.as_deref()) {
            if !seen.insert(id) {
                continue;
            }
            let mut gate = choice(json!(id), id, "a gate of this stage");
            if own != Some(index) {
                let name = stage.stage_id.as_deref().unwrap_or("?");
                gate.detail = format!("a gate of stage `{name}`");
                gate.refused = vec![
                    "a rule can only look at the gates of its own stage: here it always reads as \
                     unknown"
                        .to_owned(),
                ];
            }
            choices.push(gate);
        }
    }
    let current = form.value("/gate_id");
    keep_current(&mut choices, current, "there is no such gate");
    choices
}

fn outcomes(form: &Form<'_>, gate: &str) -> Vec<Choice> {
    let stage = form
        .at
        .first()
        .and_then(|stage| form.session.draft().stages().get(*stage));
    let alternate = stage.is_some_and(|stage| {
        stage.timeout.is_some() && stage.on_timeout == Some(TimeoutPolicy::AlternateBranch)
    });
    let unknown = if alternate {
        "taken when the timeout takes the alternate branch, and only then"
    } else {
        "taken only when a timeout takes the alternate branch, which this stage does not do"
    };
    vec![
        choice(
            json!("true"),
            "true",
            format!("taken when the stage passes: then {gate} and all other gates are true"),
        ),
        choice(
            json!("false"),
            "false",
            "never taken: a stage is left only when every gate is true",
        ),
        choice(json!("unknown"), "unknown", unknown),
    ]
}

/// Says what becomes of the rule as it is.
fn fate(form: &Form<'_>) -> String {
    let [stage, rule] = form.at.as_slice() else {
        return String::new();
    };
    let table = route_table(form.session.draft(), *stage);
    let fate = table.rules.get(*rule).copied().map(rule_fate);
    format!(
        "The value of the gate on which the rule is taken. As it stands, the rule is {}.",
        fate.unwrap_or_default()
    )
}
