//! When a stage times out (REFERENCE §8, step 2).

use super::error::EngineError;
use super::run::{Trigger, TriggerKind};
use crate::spec::{StageSpec, Timestamp};

/// Tells whether a trigger finds its stage past the deadline; only ticks do.
///
/// # Errors
/// When the tick is on another clock than the entry, or the deadline is outside of the clock.
pub fn times_out(
    stage: &StageSpec,
    entered_at: Timestamp,
    trigger: &Trigger,
) -> Result<bool, EngineError> {
    let Some(timeout) = &stage.timeout else {
        return Ok(false);
    };
    if trigger.kind != TriggerKind::Tick {
        return Ok(false);
    }
    let overdue = match (entered_at, trigger.time) {
        (Timestamp::UnixMillis(entered), Timestamp::UnixMillis(now)) => {
            i64::try_from(timeout.timeout_ms)
                .ok()
                .and_then(|wait| entered.checked_add(wait))
                .map(|deadline| now >= deadline)
        }
        (Timestamp::Logical(entered), Timestamp::Logical(now)) => entered
            .checked_add(timeout.timeout_ms)
            .map(|deadline| now >= deadline),
        _ => return Err(EngineError::TriggerTimeMismatch(stage.stage_id.clone())),
    };
    overdue.ok_or_else(|| EngineError::TimeoutCalculation(stage.stage_id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{AdvanceTo, TimeoutPolicy, TimeoutSpec};

    fn stage(timeout_ms: u64) -> StageSpec {
        StageSpec {
            stage_id: "s".to_owned(),
            entry_packets: Vec::new(),
            gates: Vec::new(),
            advance_to: AdvanceTo::Terminal {},
            timeout: Some(TimeoutSpec {
                timeout_ms,
                policy_tags: Vec::new(),
            }),
            on_timeout: TimeoutPolicy::Fail,
        }
    }

    fn trigger(kind: TriggerKind, time: Timestamp) -> Trigger {
        Trigger {
            run_id: "r".to_owned(),
            trigger_id: "t".to_owned(),
            kind,
            time,
        }
    }

    #[test]
    fn deadlines_are_reckoned_on_the_clock_of_the_run() {
        use Timestamp::{Logical, UnixMillis};
        let calculation = || Err(EngineError::TimeoutCalculation("s".to_owned()));
        let mismatch = || Err(EngineError::TriggerTimeMismatch("s".to_owned()));
        let far = u64::MAX;
        for (timeout_ms, entered_at, now, expected) in [
            (0, UnixMillis(5), UnixMillis(5), Ok(true)),
            (0, UnixMillis(5), UnixMillis(4), Ok(false)),
            (10, UnixMillis(-10), UnixMillis(0), Ok(true)),
            (10, Logical(1), Logical(10), Ok(false)),
            (10, Logical(1), Logical(11), Ok(true)),
            (far, Logical(0), Logical(far), Ok(true)),
            (far, Logical(1), Logical(far), calculation()),
            (far, UnixMillis(0), UnixMillis(0), calculation()),
            (1, UnixMillis(i64::MAX), UnixMillis(0), calculation()),
            (10, Logical(1), UnixMillis(11), mismatch()),
            (far, UnixMillis(1), Logical(11), mismatch()),
        ] {
            let stage = stage(timeout_ms);
            let tick = trigger(TriggerKind::Tick, now);
            let found = times_out(&stage, entered_at, &tick);
            assert_eq!(found, expected, "{timeout_ms} {entered_at:?} {now:?}");
            let event = trigger(TriggerKind::ExternalEvent, now);
            assert_eq!(times_out(&stage, entered_at, &event), Ok(false));
        }
    }
}
