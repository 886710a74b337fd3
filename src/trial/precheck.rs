//! A precheck as the server answers it, and why.

use super::account::{ACCOUNT_VERSION, Account, End, Fault, Kind, RefusalAccount};
use super::run::Teller;
use super::words;
use crate::diagnostic::Diagnostic;
use crate::runtime::{
    Decision, Evidence, PrecheckRefusal, PrecheckRequest, asserted_evidence, precheck,
};
use crate::spec::{Comparator, TrustLane};

/// Returns what the server answers to a payload, and why.
///
/// A refusal is part of the account; it is the server's first one, in its own order.
#[must_use]
pub fn precheck_account(request: &PrecheckRequest<'_>) -> Account {
    let PrecheckRequest { spec, shape, .. } = request;
    let mut account = Account {
        schema_version: ACCOUNT_VERSION,
        kind: Kind::Precheck,
        scenario_id: spec.scenario_id.clone(),
        spec_version: spec.spec_version.clone(),
        min_lane: request.min_lane,
        data_shape: Some(format!("{}@{}", shape.schema_id, shape.version)),
        steps: Vec::new(),
        refusal: None,
        end: End::Refused,
        result: "the server refuses the precheck".to_owned(),
        notes: Vec::new(),
    };
    match precheck(request) {
        Err(found) => account.refusal = Some(refusal(&found, request)),
        Ok(found) => {
            let first = spec.stages.first().map(|stage| stage.stage_id.as_str());
            let stage_id = request.stage_id.or(first).unwrap_or_default();
            // The payload has passed, so it maps to conditions.
            let given = asserted_evidence(spec, request.payload).unwrap_or_default();
            let nothing = Evidence::nothing(TrustLane::Asserted);
            let teller = Teller::new(spec, request.min_lane);
            let step = teller.decided(stage_id, &found.decision, &found.gates, false, |id| {
                Some(given.get(id).unwrap_or(&nothing))
            });
            account.notes = notes(request, &|id| given.contains_key(id), stage_id);
            (account.end, account.result) = end(&found.decision, stage_id);
            account.steps.push(super::account::StepAccount {
                // A precheck knows no timeout.
                timeout: None,
                ..step
            });
        }
    }
    account
}

fn end(decision: &Decision, stage_id: &str) -> (End, String) {
    match decision {
        Decision::Advance { to_stage, .. } => (
            End::Active {
                stage_id: to_stage.clone(),
            },
            format!("a run in `{stage_id}` would go to `{to_stage}`"),
        ),
        Decision::Complete { .. } => (
            End::Completed,
            format!("a run in `{stage_id}` would complete"),
        ),
        Decision::Hold { .. } | Decision::Start { .. } => (
            End::Holds {
                stage_id: stage_id.to_owned(),
            },
            format!("a run would wait in `{stage_id}`"),
        ),
        Decision::Fail { .. } => (End::Failed, "a run would fail".to_owned()),
    }
}

/// Says what a precheck cannot show.
fn notes(
    request: &PrecheckRequest<'_>,
    given: &dyn Fn(&str) -> bool,
    stage_id: &str,
) -> Vec<String> {
    let mut notes = Vec::new();
    let stage = request
        .spec
        .stages
        .iter()
        .find(|stage| stage.stage_id == stage_id);
    let mut used = std::collections::HashSet::new();
    for gate in stage.iter().flat_map(|stage| &stage.gates) {
        gate.requirement.for_each_condition(&mut |id| {
            used.insert(id);
        });
    }
    notes.push(match request.min_lane {
        TrustLane::Verified => {
            "everything in a payload is asserted, and this server counts verified answers only, so \
             nothing in it counts"
                .to_owned()
        }
        TrustLane::Asserted => {
            "everything in a payload is asserted, and counts only where asserted is enough"
                .to_owned()
        }
    });
    let absent = request.spec.conditions.iter().any(|condition| {
        condition.comparator == Comparator::NotExists
            && used.contains(condition.condition_id.as_str())
            && !given(&condition.condition_id)
    });
    if absent {
        notes.push(
            "what a payload leaves out counts as a value that is not there, so `not_exists` can \
             hold here; in a live run a provider may report an error instead, and then it is \
             unknown"
                .to_owned(),
        );
    }
    notes.push(
        "a live run asks the providers instead, on every trigger anew, and its ticks see timeouts; \
         a precheck knows none and releases no packet"
            .to_owned(),
    );
    notes
}

fn refusal(found: &PrecheckRefusal, request: &PrecheckRequest<'_>) -> RefusalAccount {
    let told = |code: &str, help: &str, faults: Vec<Fault>| RefusalAccount {
        code: code.to_owned(),
        message: found.to_string(),
        help: vec![help.to_owned()],
        faults,
    };
    match found {
        PrecheckRefusal::Shape(_) => told(
            "shape.schema_compile",
            "mend the schema of the data shape; `gatewright shapes check` tells what is wrong",
            Vec::new(),
        ),
        PrecheckRefusal::Payload(violations) => told(
            "payload_invalid",
            "change the payload, or name another data shape",
            violations
                .iter()
                .map(|violation| Fault {
                    at: violation.pointer.clone(),
                    why: violation.why.clone(),
                })
                .collect(),
        ),
        PrecheckRefusal::Contracts(findings) => told(
            "capability",
            "`gatewright check` tells how each can be mended",
            faults(findings),
        ),
        PrecheckRefusal::Tenant(tenant) => told(
            "tenant_mismatch",
            &format!("ask as tenant {tenant}"),
            Vec::new(),
        ),
        PrecheckRefusal::Conditions(findings) => told(
            "strict",
            "`gatewright check --data-shape` tells how each can be mended",
            faults(findings),
        ),
        PrecheckRefusal::NotAnObject(_) => told(
            "payload_not_object",
            &format!(
                "give an object with a field for each of the {} conditions",
                request.spec.conditions.len()
            ),
            Vec::new(),
        ),
        PrecheckRefusal::Engine(error) => {
            let refusal = words::refusal(error);
            RefusalAccount {
                code: format!("engine.{}", refusal.code),
                ..refusal
            }
        }
    }
}

fn faults(findings: &[Diagnostic]) -> Vec<Fault> {
    findings
        .iter()
        .map(|finding| Fault {
            at: finding.primary.entity.clone(),
            why: format!("{} ({})", finding.message, finding.code),
        })
        .collect()
}
