//! Reading a file of evidence field by field.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Answers, MAX_STEPS, Script, ScriptStep};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draft::escape_step;
use crate::plain::{listed, value_words};
use crate::runtime::{Evidence, EvidenceValue, INITIAL_TRIGGER_ID, TriggerKind};
use crate::spec::{Timestamp, TrustLane};

/// After so many problems no near names are looked for.
const MAX_GUESSES: usize = 50;

const TOP: [&str; 4] = ["$schema", "start", "conditions", "steps"];
const STEP: [&str; 5] = ["trigger", "trigger_id", "wait_ms", "time", "conditions"];
const ANSWER: [&str; 5] = ["value", "bytes", "missing", "error", "lane"];
/// The fields of an answer of which it has exactly one.
const KINDS: [&str; 4] = ["value", "bytes", "missing", "error"];
const ONE_OF: &str = r#"write one of {"value": JSON}, {"bytes": [..]}, {"missing": true} and {"error": "code"}, with a `lane` where it is not verified"#;

const LANES: [(&str, TrustLane); 2] = [
    ("verified", TrustLane::Verified),
    ("asserted", TrustLane::Asserted),
];

const TRIGGERS: [(&str, TriggerKind); 4] = [
    ("tick", TriggerKind::Tick),
    ("agent_request_next", TriggerKind::AgentRequestNext),
    ("external_event", TriggerKind::ExternalEvent),
    ("backend_event", TriggerKind::BackendEvent),
];

/// What reads an evidence file field by field and keeps what is wrong with it.
pub(super) struct Reader<'s> {
    pub(super) known: HashSet<&'s str>,
    pub(super) problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, at: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(Diagnostic::new(Code::GW0104, at, message).help(help));
    }

    /// Takes an object apart, telling the fields that it should not have.
    fn object(
        &mut self,
        value: Value,
        at: &str,
        what: &str,
        fields: &[&str],
        help: &str,
    ) -> Option<Map<String, Value>> {
        let Value::Object(object) = value else {
            self.wrong(
                at,
                format!("{what} is an object, found {}", shape(&value)),
                help,
            );
            return None;
        };
        for key in object.keys().filter(|key| !fields.contains(&key.as_str())) {
            let cure = nearest(key, fields.iter().copied()).map_or_else(
                || format!("its fields are `{}`", fields.join("`, `")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{key}` is not a field of {what}");
            self.problems
                .push(Diagnostic::new(Code::GW0103, member(at, key), message).help(cure));
        }
        Some(object)
    }

    /// Reads the whole file; none when it is no object.
    pub(super) fn script(&mut self, value: Value) -> Option<Script> {
        let help = r#"begin with {"conditions": {"CONDITION_ID": {"value": ..}}}"#;
        let mut top = self.object(value, "", "the evidence", &TOP, help)?;
        let start = match top.remove("start") {
            Some(time) => self
                .time(time, "/start")
                .unwrap_or(Timestamp::UnixMillis(0)),
            None => Timestamp::UnixMillis(0),
        };
        let answers = match top.remove("conditions") {
            Some(answers) => self.answers(answers, "/conditions"),
            None if top.contains_key("steps") => Answers::new(),
            None => {
                self.wrong("", "the evidence has no `conditions`", help);
                Answers::new()
            }
        };
        let steps = top.remove("steps").map(|steps| self.steps(steps, start));
        Some(Script {
            start,
            answers,
            steps,
        })
    }

    fn answers(&mut self, value: Value, at: &str) -> Answers {
        let Value::Object(object) = value else {
            let message = format!("expected an object of answers, found {}", shape(&value));
            self.wrong(
                at,
                message,
                r#"name each condition: {"CONDITION_ID": {"value": ..}}"#,
            );
            return Answers::new();
        };
        let mut answers = Answers::new();
        for (id, value) in object {
            let at = member(at, &id);
            if !self.known.contains(id.as_str()) {
                self.unknown_condition(&id, &at);
            }
            if let Some(answer) = self.answer(value, &at) {
                answers.insert(id, answer);
            }
        }
        answers
    }

    fn unknown_condition(&mut self, id: &str, at: &str) {
        // Where nearly all names are wrong, looking for near ones takes long and helps nobody.
        let help = if self.problems.len() >= MAX_GUESSES {
            "name a condition of the scenario".to_owned()
        } else if let Some(near) = nearest(id, self.known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if self.known.is_empty() {
            "the scenario has no conditions".to_owned()
        } else {
            let mut known: Vec<&str> = self.known.iter().copied().collect();
            known.sort_unstable();
            format!("its conditions: {}", listed(&known, "and"))
        };
        let message = format!("`{id}` is not a condition of the scenario");
        self.problems
            .push(Diagnostic::new(Code::GW0103, at, message).help(help));
    }

    fn answer(&mut self, value: Value, at: &str) -> Option<Evidence> {
        let mut fields = self.object(value, at, "an answer", &ANSWER, ONE_OF)?;
        let lane = match fields.remove("lane") {
            None => TrustLane::Verified,
            Some(lane) => self.word(&lane, &member(at, "lane"), &LANES)?,
        };
        let given: Vec<&str> = KINDS
            .into_iter()
            .filter(|kind| fields.contains_key(*kind))
            .collect();
        let [kind] = given.as_slice() else {
            let message = match given.as_slice() {
                [] => "the answer does not say what came back".to_owned(),
                several => format!("the answer has `{}` at once", several.join("` and `")),
            };
            self.wrong(at, message, ONE_OF);
            return None;
        };
        let value = fields.remove(*kind)?;
        let at = member(at, kind);
        let (found, error) = match (*kind, value) {
            ("value", value) => (Some(EvidenceValue::Json(value)), None),
            ("bytes", value) => (Some(EvidenceValue::Bytes(self.bytes(&value, &at)?)), None),
            ("missing", Value::Bool(true)) => (None, None),
            ("error", Value::String(code)) => (None, Some(code)),
            ("missing", other) => {
                let message = format!("expected true, found {}", shape(&other));
                self.wrong(
                    &at,
                    message,
                    "leave the answer out where nothing is known of it",
                );
                return None;
            }
            (_, other) => {
                let message = format!("expected the code of an error, found {}", shape(&other));
                self.wrong(&at, message, r#"write a text, such as "timeout""#);
                return None;
            }
        };
        Some(Evidence {
            value: found,
            lane,
            error,
        })
    }

    fn bytes(&mut self, value: &Value, at: &str) -> Option<Vec<u8>> {
        let help = "write each byte as a number from 0 to 255";
        let Value::Array(items) = value else {
            self.wrong(
                at,
                format!("expected a list of bytes, found {}", shape(value)),
                help,
            );
            return None;
        };
        let mut bytes = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if let Some(byte) = item.as_u64().and_then(|byte| u8::try_from(byte).ok()) {
                bytes.push(byte);
            } else {
                let message = format!("expected a byte, found {}", shape(item));
                self.wrong(&format!("{at}/{index}"), message, help);
                return None;
            }
        }
        Some(bytes)
    }

    fn steps(&mut self, value: Value, start: Timestamp) -> Vec<ScriptStep> {
        let Value::Array(items) = value else {
            let message = format!("expected a list of steps, found {}", shape(&value));
            self.wrong(
                "/steps",
                message,
                r#"write [{"trigger": "external_event"}, ..]"#,
            );
            return Vec::new();
        };
        if items.len() > MAX_STEPS {
            let message = format!("there are {} steps, the limit is {MAX_STEPS}", items.len());
            let problem = Diagnostic::new(Code::GW0105, "/steps", message);
            self.problems
                .push(problem.help("try the run in parts, stage by stage"));
            return Vec::new();
        }
        let mut taken: HashSet<String> = items
            .iter()
            .filter_map(|item| Some(item.get("trigger_id")?.as_str()?.to_owned()))
            .collect();
        taken.insert(INITIAL_TRIGGER_ID.to_owned());
        let mut now = start;
        let mut steps = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let at = format!("/steps/{index}");
            let mut own = format!("step-{}", index + 1);
            while taken.contains(&own) {
                own.push('+');
            }
            if let Some(step) = self.step(item, &at, own, now) {
                now = step.time;
                steps.push(step);
            }
        }
        steps
    }

    fn step(&mut self, value: Value, at: &str, id: String, now: Timestamp) -> Option<ScriptStep> {
        let help = r#"write {"trigger": "external_event"}"#;
        let mut fields = self.object(value, at, "a step", &STEP, help)?;
        let kind = if let Some(kind) = fields.remove("trigger") {
            self.word(&kind, &member(at, "trigger"), &TRIGGERS)
        } else {
            self.wrong(at, "the step has no `trigger`", help);
            None
        };
        let trigger_id = match fields.remove("trigger_id") {
            None => id,
            Some(Value::String(id)) => id,
            Some(other) => {
                let message = format!("expected an id, found {}", shape(&other));
                self.wrong(&member(at, "trigger_id"), message, "write it in quotes");
                id
            }
        };
        let answers = fields
            .remove("conditions")
            .map(|answers| self.answers(answers, &member(at, "conditions")))
            .unwrap_or_default();
        let time = match (fields.remove("time"), fields.remove("wait_ms")) {
            (None, None) => now,
            (Some(time), None) => self.time(time, &member(at, "time"))?,
            (None, Some(wait)) => self.later(now, &wait, &member(at, "wait_ms"))?,
            (Some(_), Some(_)) => {
                self.wrong(
                    at,
                    "the step has `time` and `wait_ms` at once",
                    "keep one of them",
                );
                now
            }
        };
        Some(ScriptStep {
            kind: kind?,
            trigger_id,
            time,
            answers,
        })
    }

    fn later(&mut self, now: Timestamp, wait: &Value, at: &str) -> Option<Timestamp> {
        let Some(wait) = wait.as_u64() else {
            let message = format!("expected a number of milliseconds, found {}", shape(wait));
            self.wrong(at, message, "write it in plain digits, 0 or more");
            return None;
        };
        let later = match now {
            Timestamp::UnixMillis(now) => now.checked_add_unsigned(wait).map(Timestamp::UnixMillis),
            Timestamp::Logical(now) => now.checked_add(wait).map(Timestamp::Logical),
        };
        if later.is_none() {
            let message = format!("{wait} leads beyond the end of the clock");
            self.wrong(at, message, "wait less, or start earlier");
        }
        later
    }

    fn time(&mut self, value: Value, at: &str) -> Option<Timestamp> {
        let found = shape(&value);
        let time = serde_json::from_value(value).ok();
        if time.is_none() {
            self.wrong(
                at,
                format!("expected a time, found {found}"),
                r#"write {"kind": "unix_millis", "value": N} or {"kind": "logical", "value": N}"#,
            );
        }
        time
    }

    fn word<T: Copy>(&mut self, value: &Value, at: &str, words: &[(&str, T)]) -> Option<T> {
        let known = words.iter().find(|(word, _)| value == *word);
        if let Some((_, meaning)) = known {
            return Some(*meaning);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("{} is not one of `{}`", shape(value), names.join("`, `"));
        let help = value
            .as_str()
            .and_then(|text| nearest(text, names))
            .map_or_else(
                || "choose one of these words".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
        self.wrong(at, message, help);
        None
    }
}

fn member(at: &str, key: &str) -> String {
    format!("{at}/{}", escape_step(key))
}

fn shape(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(fields) => format!("an object of {} fields", fields.len()),
        scalar => value_words(scalar),
    }
}
