//! A condition in plain words.

use serde_json::Value;

use super::words::{comparator_words, cut, listed, value_words};
use crate::check::ConditionTypes;
use crate::draft::{ConditionDraft, TrustDraft};
use crate::sources::Check;
use crate::spec::{Comparator, TrustLane};
use crate::typing::{TypeClass, describe};

/// Longest piece of a contract's text or of a parameter in a sentence, in characters.
const MAX_PIECE: usize = 80;

/// Returns how a condition compares, in a few words such as `at least 85`.
///
/// While the comparator or what it needs is missing, the words say so.
#[must_use]
pub fn short(condition: &ConditionDraft) -> String {
    let Some(comparator) = condition.comparator else {
        return "not compared yet".to_owned();
    };
    if comparator.is_presence() {
        return comparator_words(comparator).to_owned();
    }
    let words = comparator_words(comparator);
    let expected = condition.expected.as_ref().filter(|value| !value.is_null());
    match (comparator, expected) {
        (_, None) => format!("{words} …"),
        (Comparator::InSet, Some(Value::Array(members))) => {
            let members: Vec<String> = members.iter().map(value_words).collect();
            format!("{words} {}", listed(&members, "or"))
        }
        (Comparator::Contains, Some(Value::Array(members))) => {
            let members: Vec<String> = members.iter().map(value_words).collect();
            format!("{words} {}", listed(&members, "and"))
        }
        (_, Some(value)) => format!("{words} {}", value_words(value)),
    }
}

/// Returns what a condition says, one sentence without its full stop.
///
/// What is asked comes from the parameters and from the contract's own description.
#[must_use]
pub fn reads(condition: &ConditionDraft, types: &ConditionTypes<'_>) -> String {
    let subject = subject(condition, types.check);
    let comparator = condition.comparator;
    let boolean = condition.expected.as_ref().and_then(Value::as_bool);
    if let Some(question) = subject.strip_prefix("whether ") {
        let truth = match (comparator, boolean) {
            (Some(Comparator::Equals), Some(truth)) => Some(truth),
            (Some(Comparator::NotEquals), Some(truth)) => Some(!truth),
            _ => None,
        };
        match truth {
            Some(true) => return question.to_owned(),
            Some(false) => return format!("it is not so that {question}"),
            None => {}
        }
    }
    match comparator {
        Some(Comparator::Exists | Comparator::NotExists) => {
            format!("{subject}: {}", short(condition))
        }
        Some(Comparator::Contains) => {
            let words = short(condition);
            let rest = words.strip_prefix("containing").unwrap_or_default();
            format!("{subject} contains{rest}")
        }
        _ => format!("{subject} is {}", short(condition)),
    }
}

/// Names what is asked.
fn subject(condition: &ConditionDraft, check: Option<&Check>) -> String {
    let Some(query) = &condition.query else {
        return "nothing asked yet".to_owned();
    };
    let params = params(query.params.as_ref(), check);
    // Of two parameters the one that may be left out narrows what the other names.
    if let [(_, whole, true), (_, part, false)] = params.as_slice() {
        return format!("{part} of {whole}");
    }
    let asked = check
        .and_then(|check| opening(&check.contract.description))
        .unwrap_or_else(|| {
            let id = |id: &Option<String>| cut(id.as_deref().unwrap_or("?"), MAX_PIECE);
            format!("`{}` of `{}`", id(&query.check_id), id(&query.provider_id))
        });
    match params.as_slice() {
        [] => asked,
        [(_, value, _)] => format!("{asked} ({value})"),
        several => {
            let pairs: Vec<String> = several
                .iter()
                .map(|(name, value, _)| format!("{name} {value}"))
                .collect();
            format!("{asked} ({})", listed(&pairs, "and"))
        }
    }
}

/// Returns the parameters in words, required ones first, each with whether it is required.
fn params(params: Option<&Value>, check: Option<&Check>) -> Vec<(String, String, bool)> {
    let Some(Value::Object(params)) = params else {
        return Vec::new();
    };
    let required = |name: &str| {
        check
            .and_then(|check| check.contract.params_schema.get("required")?.as_array())
            .is_some_and(|names| names.iter().any(|required| required == name))
    };
    let mut words: Vec<(String, String, bool)> = params
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::String(text) => cut(text, MAX_PIECE),
                other => cut(&other.to_string(), MAX_PIECE),
            };
            (cut(name, MAX_PIECE), format!("`{value}`"), required(name))
        })
        .collect();
    words.sort_by_key(|(.., required)| !required);
    words
}

/// Returns the opening of a description as a phrase: up to its first stop, with a small letter.
fn opening(description: &str) -> Option<String> {
    let first = description.split(['.', ',', ':', ';', '\n']).next()?.trim();
    let mut letters = first.chars();
    let start = letters.next()?;
    // A name in capitals, such as HTTP, stays as it is.
    let capital = letters.clone().next().is_some_and(char::is_uppercase);
    let start = if capital {
        start.to_string()
    } else {
        start.to_lowercase().to_string()
    };
    Some(cut(&format!("{start}{}", letters.as_str()), MAX_PIECE))
}

/// Returns when a condition is neither true nor false, one sentence.
///
/// `server` is the weakest lane that the server accepts.
#[must_use]
pub fn unknown_when(
    condition: &ConditionDraft,
    types: &ConditionTypes<'_>,
    server: TrustLane,
) -> String {
    let mut reasons = vec!["asking fails".to_owned()];
    if let Some(comparator) = condition.comparator {
        if !comparator.is_presence() {
            reasons.push("no value comes back".to_owned());
        }
        reasons.extend(mismatch(comparator, types).map(str::to_owned));
    }
    let own = condition.trust.and_then(|TrustDraft { min_lane }| min_lane);
    if server == TrustLane::Verified || own == Some(TrustLane::Verified) {
        reasons.push("the value is only asserted and not verified".to_owned());
    }
    format!("unknown when {}", listed(&reasons, "or"))
}

/// Returns which answer a comparator cannot judge; none where the type keeps it from coming.
fn mismatch(comparator: Comparator, types: &ConditionTypes<'_>) -> Option<&'static str> {
    let classes: Vec<TypeClass> = types
        .typed
        .iter()
        .flat_map(|typed| typed.classes().iter().copied())
        .collect();
    let only = |wanted: &[TypeClass]| {
        !classes.is_empty() && classes.iter().all(|class| wanted.contains(class))
    };
    match comparator {
        _ if comparator.is_ordering() => (!only(&[TypeClass::Integer, TypeClass::Number]))
            .then_some("the two are not both numbers, dates or date-times"),
        _ if comparator.is_lexicographic() => {
            (!only(&[TypeClass::String])).then_some("the value is not text")
        }
        _ if comparator.is_deep() => Some("the two are not both lists or both objects"),
        Comparator::Contains => (!only(&[TypeClass::String])).then_some(
            "the value is neither text nor a list, or of another kind than what is sought",
        ),
        Comparator::InSet => (classes.is_empty() || classes.iter().any(|class| !class.is_scalar()))
            .then_some("the value is a list or an object"),
        _ => None,
    }
}

/// Returns what type the answer has, such as `integer, 0–100 · depends on the world outside`.
#[must_use]
pub fn type_words(types: &ConditionTypes<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for typed in &types.typed {
        let words = describe(typed.schema().schema());
        if !parts.contains(&words) {
            parts.push(words);
        }
    }
    let mut words = if parts.is_empty() {
        "not known".to_owned()
    } else {
        parts.join(" and ")
    };
    if let Some(check) = types.check {
        use crate::sources::Determinism;
        words.push_str(match check.contract.determinism {
            Determinism::Deterministic => " · always the same for the same parameters",
            Determinism::TimeDependent => " · depends on the time of the trigger",
            Determinism::External => " · depends on the world outside",
        });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, ScenarioDraft, read};
    use crate::sources::Sources;
    use serde_json::json;

    fn condition(value: &Value) -> ScenarioDraft {
        let document = json!({ "conditions": [value] });
        read(document.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap()
    }

    fn told(value: &Value) -> (String, String) {
        let draft = condition(value);
        let sources = Sources::builtin();
        let condition = &draft.conditions()[0];
        let types = ConditionTypes::of(&draft, condition, &sources);
        (
            reads(condition, &types),
            unknown_when(condition, &types, TrustLane::Verified),
        )
    }

    #[test]
    fn conditions_read_like_sentences() {
        let query = |provider: &str, check: &str, params: Value| json!({"provider_id": provider, "check_id": check, "params": params});
        let file = || json!({"file": "report.json", "jsonpath": "$.coverage.total"});
        for (query, comparator, expected, words) in [
            (
                query("json", "path", file()),
                "greater_than_or_equal",
                json!(85),
                "`$.coverage.total` of `report.json` is at least 85",
            ),
            (
                query("json", "path", file()),
                "contains",
                json!(["a", 2]),
                "`$.coverage.total` of `report.json` contains \"a\" and 2",
            ),
            (
                query("env", "get", json!({"key": "REGION"})),
                "in_set",
                json!(["eu", "us"]),
                "the text of one variable (`REGION`) is one of \"eu\" or \"us\"",
            ),
            (
                query("env", "get", json!({"key": "REGION"})),
                "exists",
                json!(null),
                "the text of one variable (`REGION`): an answer came back",
            ),
            (
                query("time", "after", json!({"timestamp": 5})),
                "equals",
                json!(true),
                "the trigger came later than a given moment (`5`)",
            ),
            (
                query("time", "after", json!({"timestamp": 5})),
                "equals",
                json!(false),
                "it is not so that the trigger came later than a given moment (`5`)",
            ),
            (
                query("time", "now", json!({})),
                "less_than",
                json!(null),
                "the moment of the trigger as a number is less than …",
            ),
            (
                query("mine", "own", json!({"b": 1, "a": [2]})),
                "equals",
                json!("x"),
                "`own` of `mine` (a `[2]` and b `1`) is exactly \"x\"",
            ),
        ] {
            let draft = json!({"query": query, "comparator": comparator, "expected": expected});
            assert_eq!(told(&draft).0, words);
        }
        assert_eq!(told(&json!({})).0, "nothing asked yet is not compared yet");
    }

    #[test]
    fn what_leaves_a_condition_unknown_follows_the_comparator() {
        let lane = "the value is only asserted and not verified";
        for (provider, check, comparator, words) in [
            (
                "json",
                "path",
                "greater_than",
                format!(
                    "unknown when asking fails, no value comes back, the two are not both numbers, \
                     dates or date-times or {lane}"
                ),
            ),
            (
                "http",
                "status",
                "greater_than",
                format!("unknown when asking fails, no value comes back or {lane}"),
            ),
            (
                "json",
                "path",
                "not_exists",
                format!("unknown when asking fails or {lane}"),
            ),
            (
                "json",
                "path",
                "equals",
                format!("unknown when asking fails, no value comes back or {lane}"),
            ),
        ] {
            let draft = json!({"query": {"provider_id": provider, "check_id": check},
                "comparator": comparator});
            assert_eq!(told(&draft).1, words);
        }
    }

    #[test]
    fn the_type_comes_with_what_the_answer_depends_on() {
        let draft = condition(&json!({"query": {"provider_id": "time", "check_id": "now"}}));
        let sources = Sources::builtin();
        let types = ConditionTypes::of(&draft, &draft.conditions()[0], &sources);
        assert_eq!(
            type_words(&types),
            "integer · depends on the time of the trigger"
        );
    }
}
