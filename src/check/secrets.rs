//! Texts that look like keys or passwords.
//!
//! Only likely: a look decides. The finding never repeats the text.

use serde_json::Value;

use super::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{ConditionDraft, PayloadDraft, StageDraft, escape_step};

/// Beginnings of well-known keys, how long the whole is at least, and what it is.
const KEYS: [(&str, usize, &str); 12] = [
    ("AKIA", 20, "an access key of AWS"),
    ("ASIA", 20, "an access key of AWS"),
    ("AIza", 39, "an API key of Google"),
    ("ghp_", 30, "a token of GitHub"),
    ("gho_", 30, "a token of GitHub"),
    ("ghs_", 30, "a token of GitHub"),
    ("github_pat_", 30, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("sk_live_", 20, "a secret key of Stripe"),
    ("rk_live_", 20, "a secret key of Stripe"),
];

/// Ends of names whose values are secrets, in lower case and without separators.
const NAMES: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "privatekey",
    "accesstoken",
    "authtoken",
];

/// Shortest text under such a name that is taken for a secret.
const MIN_SECRET: usize = 4;

/// Tells of secrets in the parameters and the expected value of a condition.
pub(super) fn condition(index: usize, condition: &ConditionDraft, found: &mut Found) {
    let at = format!("/conditions/{index}");
    let mut asks_secret = false;
    if let Some(params) = condition
        .query
        .as_ref()
        .and_then(|query| query.params.as_ref())
    {
        let at = format!("{at}/query/params");
        let mut seen = Vec::new();
        search(params, &at, None, &mut seen);
        found.diagnostics.extend(seen.into_iter().map(told));
        let values = params.as_object().into_iter().flat_map(|map| map.values());
        asks_secret = values.filter_map(Value::as_str).any(is_secret_name);
    }
    if let Some(expected) = &condition.expected {
        let name = asks_secret.then_some("password");
        let mut seen = Vec::new();
        search(expected, &format!("{at}/expected"), name, &mut seen);
        found.diagnostics.extend(seen.into_iter().map(told));
    }
}

/// Tells of secrets in the payloads of a stage's packets.
pub(super) fn packets(index: usize, stage: &StageDraft, found: &mut Found) {
    for (packet, content) in stage.packets().iter().enumerate() {
        let at = format!("/stages/{index}/entry_packets/{packet}/payload");
        let mut seen = Vec::new();
        match &content.payload {
            Some(PayloadDraft::Json { value: Some(value) }) => {
                search(value, &format!("{at}/value"), None, &mut seen);
            }
            Some(PayloadDraft::External {
                content_ref: Some(content),
            }) => {
                if let Some(uri) = &content.uri
                    && let Some(what) = look(uri)
                {
                    seen.push((format!("{at}/content_ref/uri"), what));
                }
            }
            _ => {}
        }
        found.diagnostics.extend(seen.into_iter().map(told));
    }
}

/// A place and what stands there.
type Seen = (String, &'static str);

fn told((place, what): Seen) -> Diagnostic {
    Diagnostic::new(Code::GW0707, place, format!("this looks like {what}"))
            .parameter(what)
            .effect("the spec and the records of its runs are kept for audits, and many can read them")
            .help("keep it elsewhere and refer to it by a name; whoever saw this draft may know it, so replace it")
            .help("if it is no secret, suppress this with the reason why")
}

fn search(value: &Value, at: &str, name: Option<&str>, seen: &mut Vec<Seen>) {
    match value {
        Value::String(text) => {
            let named = || {
                let long = text.chars().count() >= MIN_SECRET;
                let literal = !text.starts_with(['$', '{', '<']);
                (name.is_some_and(is_secret_name) && long && literal).then_some("a password")
            };
            if let Some(what) = look(text).or_else(named) {
                seen.push((at.to_owned(), what));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                search(item, &format!("{at}/{index}"), name, seen);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                search(item, &format!("{at}/{}", escape_step(key)), Some(key), seen);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_secret_name(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.iter().any(|end| plain.ends_with(end))
}

/// Returns what a text looks like; none when it looks like nothing secret.
fn look(text: &str) -> Option<&'static str> {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    for (start, least, what) in KEYS {
        let Some(at) = text.find(start) else { continue };
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at..).unwrap_or_default();
        let length = after.chars().take_while(|c| word(*c)).count();
        if length >= least && !before.ends_with(word) {
            return Some(what);
        }
    }
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let parts: Vec<&str> = text.split('.').collect();
    let is_signed = text.starts_with("eyJ")
        && parts.len() == 3
        && parts
            .iter()
            .all(|part| part.len() >= 10 && part.chars().all(word));
    if is_signed {
        return Some("a signed token");
    }
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (login, _) = authority.rsplit_once('@')?;
    let (_, password) = login.split_once(':')?;
    (!password.is_empty() && !password.starts_with(['$', '{', '<']))
        .then_some("an address with a password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seen(value: &Value, name: Option<&str>) -> Vec<String> {
        let mut found = Vec::new();
        search(value, "", name, &mut found);
        found
            .iter()
            .map(|(at, what)| format!("{at} {what}"))
            .collect()
    }

    #[test]
    fn keys_and_passwords_are_seen_and_names_of_them_are_not() {
        let github = format!("ghp_{}", "a1B2".repeat(9));
        for (value, what) in [
            (json!(github), " a token of GitHub"),
            (json!({"a": [github]}), "/a/0 a token of GitHub"),
            (json!("AKIAABCDEFGHIJKLMNOP"), " an access key of AWS"),
            (
                json!("-----BEGIN RSA PRIVATE KEY-----\nMII"),
                " a private key",
            ),
            (
                json!("https://u:hunter2@x.example/a"),
                " an address with a password",
            ),
            (json!({"db_password": "hunter2"}), "/db_password a password"),
            (
                json!({"x/y": {"API-Key": "abcd"}}),
                "/x~1y/API-Key a password",
            ),
            (
                json!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl"),
                " a signed token",
            ),
        ] {
            assert_eq!(seen(&value, None), [what], "{value}");
        }
        for value in [
            json!("approved"),
            json!("ghp_short"),
            json!("theAKIAABCDEFGHIJKLMNOP"),
            json!("https://user@x.example:80/a:b@c"),
            json!("https://u:$PASS@x.example"),
            json!({"password": ""}),
            json!({"password": "$DB_PASSWORD"}),
            json!({"password": true}),
            json!({"key": "DB_PASSWORD"}),
            json!("eyJ.a.b"),
            json!("Released."),
        ] {
            assert!(seen(&value, None).is_empty(), "{value}");
        }
        assert_eq!(
            seen(&json!("hunter2"), Some("DB_PASSWORD")),
            [" a password"]
        );
        assert!(is_secret_name("$.db.password") && !is_secret_name("password_set"));
    }
}
