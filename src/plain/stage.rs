//! Where a stage leads, in plain words (REFERENCE §8).

use super::words::{duration, listed};
use crate::check::{RouteTable, RuleFate, Target};
use crate::draft::{AdvanceDraft, RuleDraft, ScenarioDraft, StageDraft};
use crate::spec::{GateOutcome, TimeoutPolicy};

fn name(draft: &ScenarioDraft, stage: usize) -> String {
    match draft
        .stages()
        .get(stage)
        .and_then(|one| one.stage_id.as_deref())
    {
        Some(id) => format!("`{id}`"),
        None => stage_name(draft, stage),
    }
}

/// Returns the id of a stage, or `stage 3` where it has none.
#[must_use]
pub fn stage_name(draft: &ScenarioDraft, stage: usize) -> String {
    draft
        .stages()
        .get(stage)
        .and_then(|stage| stage.stage_id.clone())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| format!("stage {}", stage + 1))
}

/// Returns what a branch rule looks for, such as `quality is true`.
#[must_use]
pub fn rule_words(rule: &RuleDraft) -> String {
    let gate = rule.gate_id.as_deref().unwrap_or("?");
    let outcome = match rule.outcome {
        Some(GateOutcome::True) => "true",
        Some(GateOutcome::False) => "false",
        Some(GateOutcome::Unknown) => "unknown",
        None => "?",
    };
    format!("{gate} is {outcome}")
}

fn goes(draft: &ScenarioDraft, target: &Target) -> String {
    match target {
        Target::Stage(stage) => format!("goes to {}", name(draft, *stage)),
        Target::Complete => "completes".to_owned(),
        Target::Nowhere => "has nowhere to go: the call fails and nothing is recorded".to_owned(),
        Target::Unknown => "goes on where it is not decided yet".to_owned(),
    }
}

/// Returns how a stage is left when its gates are met, one sentence without its full stop.
#[must_use]
pub fn advance(draft: &ScenarioDraft, stage: usize, table: &RouteTable) -> String {
    let Some(found) = draft.stages().get(stage) else {
        return String::new();
    };
    let when = match found.gates().len() {
        0 => "at once, for it has no gates,",
        1 => "as soon as its gate is true,",
        _ => "as soon as all its gates are true at the same time,",
    };
    let why = match (&found.advance_to, table.pass_rule) {
        (None, _) => return "where it leads is not decided yet".to_owned(),
        (Some(AdvanceDraft::Branch { .. }), Some(rule)) => format!(" by rule {}", rule + 1),
        (Some(AdvanceDraft::Branch { .. }), None) if matches!(table.pass, Target::Stage(_)) => {
            " by the default".to_owned()
        }
        (Some(AdvanceDraft::Linear {}), _) => match table.pass {
            Target::Complete => ", being in the last stage".to_owned(),
            _ => ", the next in order".to_owned(),
        },
        _ => String::new(),
    };
    format!("{when} the run {}{why}", goes(draft, &table.pass))
}

/// Returns what becomes of a branch rule and why, in a few words.
#[must_use]
pub fn rule_fate(fate: RuleFate) -> String {
    match fate {
        RuleFate::Pass => "live: taken whenever the stage passes".to_owned(),
        RuleFate::Alternate => {
            "live: taken when the timeout takes the alternate branch, and only then".to_owned()
        }
        RuleFate::Both => {
            "live: taken whenever the stage passes, and when its timeout takes the alternate branch"
                .to_owned()
        }
        RuleFate::Shadowed(winner) => format!("shadowed: {}", first_rule(winner)),
        RuleFate::DeadFalse | RuleFate::DeadUnknown | RuleFate::DeadForeign => {
            format!("dead: {}", rule_reason(fate).unwrap_or_default())
        }
        RuleFate::Unfinished => "not known yet: the rule or one before it is unfinished".to_owned(),
    }
}

/// Returns why no run takes a branch rule, in a few words; none for one that is taken or unfinished.
pub(super) fn rule_reason(fate: RuleFate) -> Option<String> {
    let reason = match fate {
        RuleFate::Shadowed(winner) => return Some(first_rule(winner)),
        RuleFate::DeadFalse => "a stage is left only when every gate is true",
        RuleFate::DeadUnknown => {
            "a gate of this stage reads unknown only in a timeout that takes the alternate \
             branch, and there is none"
        }
        RuleFate::DeadForeign => {
            "the gate is of another stage, and such a gate always reads unknown here"
        }
        _ => return None,
    };
    Some(reason.to_owned())
}

/// Returns why what comes after a rule is never taken.
pub(super) fn first_rule(winner: usize) -> String {
    format!("rule {} always wins first", winner + 1)
}

/// Returns when the default of a branch is taken, in a few words; none unless the stage branches.
#[must_use]
pub fn default_fate(stage: &StageDraft, table: &RouteTable) -> Option<String> {
    let Some(AdvanceDraft::Branch { branches, default }) = &stage.advance_to else {
        return None;
    };
    let open = branches.is_none() || default.is_none();
    if open || table.rules.contains(&RuleFate::Unfinished) {
        return Some("not known yet: the branch is unfinished".to_owned());
    }
    let late = table.alternate && table.alternate_rule.is_none();
    Some(match (table.pass_rule, late) {
        (None, true) => "live: taken whenever the stage passes, and by its timeout".to_owned(),
        (None, false) => "live: taken whenever the stage passes".to_owned(),
        (Some(_), true) => "live: taken by the timeout, and only then".to_owned(),
        (Some(rule), false) => format!("never taken: {}", first_rule(rule)),
    })
}

/// Returns what the timeout of a stage really does, one sentence; none without a timeout.
#[must_use]
pub fn timeout(draft: &ScenarioDraft, stage: usize, table: &RouteTable) -> Option<String> {
    let found = draft.stages().get(stage)?;
    let timeout = found.timeout.as_ref()?;
    let Some(ms) = timeout.timeout_ms else {
        return Some("how long the stage may wait is not decided yet.".to_owned());
    };
    let start = match ms {
        0 => format!("On the first tick in {}", name(draft, stage)),
        ms => format!(
            "On the first tick {} or more after entering {}",
            duration(ms),
            name(draft, stage)
        ),
    };
    let end = match (found.on_timeout, &table.timeout) {
        (None, _) => "what happens is not decided yet".to_owned(),
        (Some(TimeoutPolicy::Fail), _) => "the run fails".to_owned(),
        (Some(_), Some(target)) => {
            let unmet = *target == Target::Complete && !found.gates().is_empty();
            let rule = if table.alternate {
                table.alternate_rule
            } else {
                table.pass_rule
            };
            let by = rule.map_or_else(String::new, |rule| format!(" by rule {}", rule + 1));
            let although = if unmet { " with its gates unmet" } else { "" };
            format!("the run {}{by}{although}", goes(draft, target))
        }
        (Some(_), None) => "the run goes on where it is not decided yet".to_owned(),
    };
    Some(format!("{start}, whatever the evidence, {end}."))
}

/// Returns how runs get into a stage, in a few words; `tables` are those of all stages.
#[must_use]
pub fn entered_from(draft: &ScenarioDraft, stage: usize, tables: &[RouteTable]) -> String {
    let mut ways = Vec::new();
    if stage == 0 {
        ways.push("at start".to_owned());
    }
    for (from, table) in tables.iter().enumerate() {
        let passes = table.pass == Target::Stage(stage);
        let times_out = table.timeout == Some(Target::Stage(stage));
        let how = match (passes, times_out) {
            (true, true) => "",
            (true, false) => " when it passes",
            (false, true) => " when it times out",
            (false, false) => continue,
        };
        ways.push(format!("from {}{how}", name(draft, from)));
    }
    if ways.is_empty() {
        "no run enters it".to_owned()
    } else {
        listed(&ways, "and")
    }
}

/// Returns what a run is given on entering a stage, in a few words.
#[must_use]
pub fn packets(stage: &StageDraft) -> String {
    let names: Vec<String> = stage
        .packets()
        .iter()
        .map(|packet| format!("`{}`", packet.packet_id.as_deref().unwrap_or("?")))
        .collect();
    match names.len() {
        0 => "no packets".to_owned(),
        1 => format!("packet {}", names.concat()),
        count => format!("{count} packets: {}", listed(&names, "and")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::route_tables;
    use crate::draft::{Format, read};
    use serde_json::{Value, json};

    fn draft(stages: &Value) -> ScenarioDraft {
        let document = json!({ "stages": stages });
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    fn build(advance: &Value, timeout: &Value, policy: &str) -> ScenarioDraft {
        draft(&json!([
            {"stage_id": "build", "gates": [{"gate_id": "g"}, {"gate_id": "h"}],
             "advance_to": advance, "timeout": timeout, "on_timeout": policy},
            {"stage_id": "ship", "gates": [], "advance_to": {"kind": "linear"}},
            {"stage_id": "denied", "gates": [{"gate_id": "x"}], "advance_to": {"kind": "linear"}},
        ]))
    }

    #[test]
    fn ways_out_are_told_as_the_runtime_takes_them() {
        let half = || json!({"timeout_ms": 1_800_000});
        let branch = || {
            json!({"kind": "branch", "default": "denied", "branches": [
                {"gate_id": "g", "outcome": "true", "next_stage_id": "ship"}]})
        };
        let all = "as soon as all its gates are true at the same time, the run";
        let tick =
            "On the first tick 30 min or more after entering `build`, whatever the evidence,";
        for (advance_to, timeout_of, policy, way, late) in [
            (
                json!({"kind": "linear"}),
                json!(null),
                "fail",
                format!("{all} goes to `ship`, the next in order"),
                None,
            ),
            (
                json!({"kind": "terminal"}),
                half(),
                "advance_with_flag",
                format!("{all} completes"),
                Some(format!("{tick} the run completes with its gates unmet.")),
            ),
            (
                branch(),
                half(),
                "alternate_branch",
                format!("{all} goes to `ship` by rule 1"),
                Some(format!("{tick} the run goes to `denied`.")),
            ),
            (
                branch(),
                half(),
                "advance_with_flag",
                format!("{all} goes to `ship` by rule 1"),
                Some(format!("{tick} the run goes to `ship` by rule 1.")),
            ),
            (
                json!({"kind": "branch", "branches": [], "default": null}),
                half(),
                "fail",
                format!("{all} has nowhere to go: the call fails and nothing is recorded"),
                Some(format!("{tick} the run fails.")),
            ),
        ] {
            let draft = build(&advance_to, &timeout_of, policy);
            let tables = route_tables(&draft);
            assert_eq!(advance(&draft, 0, &tables[0]), way);
            assert_eq!(timeout(&draft, 0, &tables[0]), late);
        }
    }

    #[test]
    fn defaults_are_told_as_the_runtime_takes_them() {
        let rule = json!({"gate_id": "g", "outcome": "true", "next_stage_id": "ship"});
        let branch =
            |rules: Value| json!({"kind": "branch", "default": "denied", "branches": rules});
        for (rules, policy, words) in [
            (json!([]), "fail", "live: taken whenever the stage passes"),
            (
                json!([]),
                "alternate_branch",
                "live: taken whenever the stage passes, and by its timeout",
            ),
            (
                json!([rule]),
                "alternate_branch",
                "live: taken by the timeout, and only then",
            ),
            (
                json!([rule]),
                "fail",
                "never taken: rule 1 always wins first",
            ),
            (
                json!([{}, rule]),
                "fail",
                "not known yet: the branch is unfinished",
            ),
        ] {
            let draft = build(&branch(rules), &json!({"timeout_ms": 5}), policy);
            let tables = route_tables(&draft);
            let told = default_fate(&draft.stages()[0], &tables[0]);
            assert_eq!(told.as_deref(), Some(words));
            assert_eq!(default_fate(&draft.stages()[1], &tables[1]), None);
        }
    }

    #[test]
    fn stages_tell_how_runs_get_in() {
        let branch = json!({"kind": "branch", "default": "denied", "branches": [
            {"gate_id": "g", "outcome": "true", "next_stage_id": "ship"}]});
        let draft = build(&branch, &json!({"timeout_ms": 5}), "alternate_branch");
        let tables = route_tables(&draft);
        let ways: Vec<String> = (0..3).map(|at| entered_from(&draft, at, &tables)).collect();
        assert_eq!(
            ways,
            [
                "at start",
                "from `build` when it passes",
                "from `build` when it times out and from `ship` when it passes"
            ]
        );
        assert_eq!(
            advance(&draft, 1, &tables[1]),
            "at once, for it has no gates, the run goes to `denied`, the next in order"
        );
        assert_eq!(
            advance(&draft, 2, &tables[2]),
            "as soon as its gate is true, the run completes, being in the last stage"
        );
    }

    #[test]
    fn packets_are_named() {
        let draft = draft(&json!([{"entry_packets": [{"packet_id": "a"}, {}]}]));
        assert_eq!(packets(&draft.stages()[0]), "2 packets: `a` and `?`");
        assert_eq!(packets(&StageDraft::default()), "no packets");
    }
}
