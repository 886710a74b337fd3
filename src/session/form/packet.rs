//! Packets as forms.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Kind;
use super::build::{Form, choice};

/// Media types that packets often have.
const CONTENT_TYPES: [&str; 5] = [
    "application/json",
    "text/plain",
    "text/markdown",
    "application/pdf",
    "application/octet-stream",
];

/// Asks for what is released when a run enters a stage.
pub(super) fn packet(form: &mut Form<'_>) {
    form.add(
        "/packet_id",
        "name",
        Kind::Text,
        "Names the packet, unlike any other packet of the scenario.",
    )
    .required = true;
    let declared: Vec<Value> = form
        .session
        .draft()
        .schemas
        .iter()
        .flatten()
        .filter_map(|schema| schema.schema_id.as_deref().map(Value::from))
        .collect();
    let schema = form.add(
        "/schema_id",
        "schema",
        Kind::Text,
        "The schema of what is released, best one that the scenario declares.",
    );
    schema.required = true;
    schema.examples = declared;
    let content = form.add(
        "/content_type",
        "content type",
        Kind::Text,
        "The media type of what is released.",
    );
    content.required = true;
    content.examples = CONTENT_TYPES.iter().map(|name| json!(name)).collect();
    let used: BTreeSet<&String> = form
        .session
        .draft()
        .stages()
        .iter()
        .flat_map(crate::draft::StageDraft::packets)
        .flat_map(|packet| packet.visibility_labels.iter().flatten())
        .collect();
    let used = used.into_iter().map(|label| json!([label])).collect();
    let labels = form.add(
        "/visibility_labels",
        "visible to",
        Kind::List(Box::new(Kind::Text)),
        "Who may see the packet: labels, with commas between them. None is fine.",
    );
    labels.required = true;
    labels.examples = used;
    form.tags("/policy_tags", "tags");
    expiry(form);
    payload(form);
    form.note();
}

fn expiry(form: &mut Form<'_>) {
    let choices = vec![
        choice(Value::Null, "never", "the packet stays valid"),
        choice(
            json!("unix_millis"),
            "unix_millis",
            "at a time, in milliseconds since 1970",
        ),
        choice(
            json!("logical"),
            "logical",
            "at a count of the callers' own clock",
        ),
    ];
    let kind = form.value("/expiry/kind").cloned().unwrap_or(Value::Null);
    let (min, help) = match kind.as_str() {
        Some("unix_millis") => (None, "Milliseconds since 1970-01-01T00:00:00Z."),
        Some(_) => (Some(0), "The count at which the packet stops being valid."),
        None => (None, ""),
    };
    form.add_valued(
        "/expiry/kind",
        "expires",
        Kind::Choice(choices),
        "When the packet stops being valid.",
        Some(kind.clone()),
    );
    if !kind.is_null() {
        let limit = i128::from(crate::draft::MAX_PORTABLE_INTEGER);
        let kind = Kind::Integer {
            min: min.or(Some(-limit)),
            max: Some(limit),
        };
        let value = form.add("/expiry/value", "at", kind, help);
        value.required = true;
        value.depth = 1;
    }
}

fn payload(form: &mut Form<'_>) {
    let choices = vec![
        choice(json!("json"), "json", "a JSON value, within the scenario"),
        choice(
            json!("bytes"),
            "bytes",
            "text or bytes, within the scenario",
        ),
        choice(
            json!("external"),
            "external",
            "content kept elsewhere, named by address and hash",
        ),
    ];
    form.add(
        "/payload/kind",
        "payload",
        Kind::Choice(choices),
        "What is released, and where it is kept.",
    )
    .required = true;
    let kind = form.value("/payload/kind").and_then(Value::as_str);
    match kind.map(str::to_owned).as_deref() {
        Some("json") => {
            let value = form.add(
                "/payload/value",
                "value",
                Kind::Json(None),
                "The JSON value.",
            );
            (value.required, value.depth) = (true, 1);
        }
        Some("bytes") => {
            let bytes = form.add(
                "/payload/bytes",
                "bytes",
                Kind::Bytes,
                "Written as `text:..` or `hex:..`, or as `@` and the path of a file.",
            );
            (bytes.required, bytes.depth) = (true, 1);
        }
        Some("external") => external(form),
        _ => {}
    }
}

fn external(form: &mut Form<'_>) {
    let uri = form.add(
        "/payload/content_ref/uri",
        "address",
        Kind::Text,
        "Where the content is kept. Nothing is fetched from there.",
    );
    (uri.required, uri.depth) = (true, 1);
    let algorithms = vec![choice(json!("sha256"), "sha256", "SHA-256")];
    let algorithm = form.add(
        "/payload/content_ref/content_hash/algorithm",
        "hash function",
        Kind::Choice(algorithms),
        "How the content is hashed.",
    );
    (algorithm.required, algorithm.depth) = (true, 1);
    let digest = form.add(
        "/payload/content_ref/content_hash/value",
        "hash",
        Kind::Text,
        "What the content hashes to, in hex.",
    );
    (digest.required, digest.depth) = (true, 1);
    let encryption = form.add(
        "/payload/content_ref/encryption",
        "encryption",
        Kind::Text,
        "How the content is encrypted. Leave it empty where it is not.",
    );
    encryption.depth = 1;
}
