//! What one answer says about one condition (REFERENCE §7, conformance notes 17 and 18).

use super::comparator::evaluate;
use super::evidence::Evidence;
use crate::spec::{ConditionSpec, GateOutcome, GateSpec, TrustLane};

/// Returns the lane that evidence must reach for a condition within a gate.
///
/// The strictest of the engine's own minimum, the condition's and the gate's: a spec can raise the
/// engine's minimum and never lower it.
#[must_use]
pub fn required_lane(engine: TrustLane, condition: &ConditionSpec, gate: &GateSpec) -> TrustLane {
    [condition.trust, gate.trust]
        .into_iter()
        .flatten()
        .map(|trust| trust.min_lane)
        .fold(engine, TrustLane::max)
}

/// Returns what an answer says about a condition when it needs a lane.
///
/// An error and a lane too weak both make it unknown before the comparator is asked, `exists` and
/// `not_exists` included.
#[must_use]
pub fn assess(condition: &ConditionSpec, evidence: &Evidence, required: TrustLane) -> GateOutcome {
    if evidence.error.is_some() || evidence.lane < required {
        return GateOutcome::Unknown;
    }
    evaluate(
        condition.comparator,
        condition.expected.as_ref(),
        evidence.value.as_ref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Comparator, EvidenceQuery, Requirement, TrustRequirement};
    use serde_json::json;

    fn condition(comparator: Comparator, min_lane: Option<TrustLane>) -> ConditionSpec {
        ConditionSpec {
            condition_id: "c".to_owned(),
            query: EvidenceQuery {
                provider_id: "p".to_owned(),
                check_id: "c".to_owned(),
                params: None,
            },
            comparator,
            expected: None,
            policy_tags: Vec::new(),
            trust: min_lane.map(|min_lane| TrustRequirement { min_lane }),
        }
    }

    #[test]
    fn the_strictest_lane_is_required() {
        use TrustLane::{Asserted, Verified};
        for (engine, of_condition, of_gate, required) in [
            (Asserted, None, None, Asserted),
            (Asserted, Some(Asserted), Some(Asserted), Asserted),
            (Asserted, Some(Verified), Some(Asserted), Verified),
            (Asserted, None, Some(Verified), Verified),
            (Verified, Some(Asserted), Some(Asserted), Verified),
        ] {
            let gate = GateSpec {
                gate_id: "g".to_owned(),
                requirement: Requirement::Condition("c".to_owned()),
                trust: of_gate.map(|min_lane| TrustRequirement { min_lane }),
            };
            let condition = condition(Comparator::Exists, of_condition);
            assert_eq!(required_lane(engine, &condition, &gate), required);
        }
    }

    #[test]
    fn errors_and_weak_lanes_come_before_the_comparator() {
        use TrustLane::{Asserted, Verified};
        let broken = Evidence {
            error: Some("boom".to_owned()),
            ..Evidence::json(json!(1), Verified)
        };
        for (evidence, exists, not_exists) in [
            (
                Evidence::json(json!(null), Verified),
                GateOutcome::True,
                GateOutcome::False,
            ),
            (
                Evidence::nothing(Verified),
                GateOutcome::False,
                GateOutcome::True,
            ),
            (
                Evidence::nothing(Asserted),
                GateOutcome::Unknown,
                GateOutcome::Unknown,
            ),
            (
                Evidence::json(json!(1), Asserted),
                GateOutcome::Unknown,
                GateOutcome::Unknown,
            ),
            (broken, GateOutcome::Unknown, GateOutcome::Unknown),
            (
                Evidence::failed("provider_error".to_owned()),
                GateOutcome::Unknown,
                GateOutcome::Unknown,
            ),
        ] {
            let outcome = |comparator| assess(&condition(comparator, None), &evidence, Verified);
            assert_eq!(outcome(Comparator::Exists), exists, "{evidence:?}");
            assert_eq!(outcome(Comparator::NotExists), not_exists, "{evidence:?}");
        }
    }
}
