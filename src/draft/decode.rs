//! From a JSON value to a draft, telling everything that does not fit.
//!
//! The rules are those of the runtime's closed schema and its typed model (REFERENCE §1, §2),
//! widened by what only drafts carry. A part with a wrong shape is left out and told; a part that
//! is absent is left out silently, for `check` to list as unfinished. `read` keeps the pointers of
//! the former apart from the latter.

use serde_json::Value;

use super::mismatch::{unknown_field, wrong};
use super::model::{
    AdvanceDraft, Annotations, ConditionDraft, ContentRefDraft, DRAFT_VERSION, DataShapeRef,
    ExpiryDraft, GateDraft, HashDraft, PacketDraft, PayloadDraft, PolicyDraft, PrecheckDraft,
    QueryDraft, RequirementDraft, RuleDraft, ScenarioDraft, SchemaDraft, StageDraft, Suppression,
    TimeoutDraft, TrustDraft,
};
use super::object::{Fields, List, Problems};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::Requirement;

/// The lists that were decoded; none where the document has none, or something else there.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) conditions: Option<List<ConditionDraft>>,
    pub(super) stages: Option<List<StageDraft>>,
}

/// Reads a whole document.
pub(super) fn document(head: Value, lists: Lists, problems: &mut Problems) -> ScenarioDraft {
    let draft = scenario(head, lists, problems);
    if let Some(version) = draft
        .draft_version
        .filter(|version| *version != DRAFT_VERSION)
    {
        problems.push(
            Diagnostic::new(
                Code::GW0106,
                "/draft_version",
                format!("this draft was written in format {version}; this build reads {DRAFT_VERSION}"),
            )
            .help("open it with a newer gatewright, or set `draft_version` to 1 when nothing newer is used"),
        );
    }
    draft
}

/// Reads a scenario of any format version; `lists` has those that were taken out and decoded.
pub(super) fn scenario(head: Value, lists: Lists, problems: &mut Problems) -> ScenarioDraft {
    let Some(mut f) = Fields::open(head, String::new(), "a scenario", problems) else {
        return ScenarioDraft::default();
    };
    let draft = ScenarioDraft {
        schema: f.text("$schema"),
        draft_version: f.unsigned("draft_version", 0),
        scenario_id: f.text("scenario_id"),
        namespace_id: f.unsigned("namespace_id", 1),
        spec_version: f.text("spec_version"),
        default_tenant_id: f.nullable("default_tenant_id", |f, k| f.unsigned(k, 1)),
        title: f.text("title"),
        annotations: annotations(&mut f),
        precheck: f.object("precheck", "a precheck", precheck),
        conditions: f.decoded("conditions", lists.conditions, |value, at, problems| {
            Fields::read(value, at, "a condition", problems, condition)
        }),
        stages: f.decoded("stages", lists.stages, |value, at, problems| {
            Fields::read(value, at, "a stage", problems, stage)
        }),
        policies: f.list("policies", |value, at, problems| {
            Fields::read(value, at, "a policy", problems, policy)
        }),
        schemas: f.list("schemas", |value, at, problems| {
            Fields::read(value, at, "a schema reference", problems, schema)
        }),
    };
    f.close();
    draft
}

fn annotations(f: &mut Fields<'_>) -> Annotations {
    Annotations {
        note: f.text("note"),
        suppress: f
            .list("suppress", |value, at, problems| {
                Fields::read(value, at, "a suppression", problems, |f| Suppression {
                    code: f.text("code"),
                    reason: f.text("reason"),
                })
            })
            .unwrap_or_default(),
        extensions: f.any("extensions"),
    }
}

fn precheck(f: &mut Fields<'_>) -> PrecheckDraft {
    PrecheckDraft {
        data_shape: f.object("data_shape", "a data shape reference", |f| DataShapeRef {
            schema_id: f.text("schema_id"),
            version: f.text("version"),
        }),
    }
}

/// Reads a condition.
pub(super) fn condition(f: &mut Fields<'_>) -> ConditionDraft {
    ConditionDraft {
        condition_id: f.text("condition_id"),
        annotations: annotations(f),
        query: f.object("query", "a query", |f| QueryDraft {
            provider_id: f.text("provider_id"),
            check_id: f.text("check_id"),
            params: f.any("params").filter(|params| !params.is_null()),
        }),
        comparator: f.choice("comparator"),
        expected: f.any("expected"),
        policy_tags: f.texts("policy_tags"),
        trust: trust(f),
    }
}

fn trust(f: &mut Fields<'_>) -> Option<TrustDraft> {
    f.nullable("trust", |f, key| {
        f.object(key, "a trust requirement", |f| TrustDraft {
            min_lane: f.choice("min_lane"),
        })
    })
}

/// Reads a gate.
pub(super) fn gate(f: &mut Fields<'_>) -> GateDraft {
    GateDraft {
        gate_id: f.text("gate_id"),
        annotations: annotations(f),
        requirement: f.part("requirement", requirement),
        trust: trust(f),
    }
}

fn requirement(value: Value, at: &str, problems: &mut Problems) -> Option<RequirementDraft> {
    match value {
        Value::String(text) => Some(RequirementDraft::Text(text)),
        tree => node(tree, at, problems).map(RequirementDraft::Tree),
    }
}

/// Reads a requirement tree.
pub(super) fn node(value: Value, at: &str, problems: &mut Problems) -> Option<Requirement> {
    const FORMS: &str = "one of `And`, `Or`, `Not`, `RequireGroup`, `Condition`";
    let Value::Object(map) = value else {
        problems.push(wrong(at, FORMS, &value).help(
            "write a tree such as {\"And\": [{\"Condition\": \"a\"}]}, or a text such as \"a and b\"",
        ));
        return None;
    };
    if map.len() != 1 {
        problems.push(Diagnostic::new(
            Code::GW0104,
            at,
            format!(
                "a requirement node has exactly {FORMS}, this one has {} fields",
                map.len()
            ),
        ));
        return None;
    }
    let (form, inner) = map.into_iter().next()?;
    let at = format!("{at}/{}", super::pointer::escape(&form));
    match form.as_str() {
        "And" => nodes(inner, &at, problems).map(Requirement::And),
        "Or" => nodes(inner, &at, problems).map(Requirement::Or),
        "Not" => node(inner, &at, problems).map(|part| Requirement::Not(Box::new(part))),
        "Condition" => match inner {
            Value::String(id) => Some(Requirement::Condition(id)),
            other => {
                problems.push(wrong(&at, "the id of a condition", &other));
                None
            }
        },
        "RequireGroup" => group(inner, &at, problems),
        _ => {
            problems.push(unknown_field(
                &at,
                &form,
                "a requirement node",
                &["And", "Or", "Not", "RequireGroup", "Condition"],
            ));
            None
        }
    }
}

fn nodes(value: Value, at: &str, problems: &mut Problems) -> Option<Vec<Requirement>> {
    let Value::Array(items) = value else {
        problems.push(wrong(at, "a list of requirements", &value));
        return None;
    };
    let total = items.len();
    let read: Vec<Requirement> = items
        .into_iter()
        .enumerate()
        .filter_map(|(index, item)| node(item, &format!("{at}/{index}"), problems))
        .collect();
    (read.len() == total).then_some(read)
}

fn group(value: Value, at: &str, problems: &mut Problems) -> Option<Requirement> {
    let before = problems.len();
    let mut f = Fields::open(value, at.to_owned(), "a quorum", problems)?;
    let min = f.byte("min");
    let reqs = f.part("reqs", nodes);
    f.close();
    match (min, reqs) {
        (Some(min), Some(reqs)) => Some(Requirement::RequireGroup { min, reqs }),
        _ if problems.len() > before => None,
        (min, _) => {
            let missing = if min.is_none() { "min" } else { "reqs" };
            problems.push(
                Diagnostic::new(Code::GW0104, at, format!("a quorum needs `{missing}`"))
                    .help("write {\"RequireGroup\": {\"min\": 2, \"reqs\": [..]}}"),
            );
            None
        }
    }
}

/// Reads a stage.
pub(super) fn stage(f: &mut Fields<'_>) -> StageDraft {
    StageDraft {
        stage_id: f.text("stage_id"),
        annotations: annotations(f),
        entry_packets: f.list("entry_packets", |value, at, problems| {
            Fields::read(value, at, "a packet", problems, packet)
        }),
        gates: f.list("gates", |value, at, problems| {
            Fields::read(value, at, "a gate", problems, gate)
        }),
        advance_to: f.part("advance_to", |value, at, problems| {
            Fields::read(value, at, "an advance rule", problems, advance).flatten()
        }),
        timeout: f.nullable("timeout", |f, key| {
            f.object(key, "a timeout", |f| TimeoutDraft {
                timeout_ms: f.unsigned("timeout_ms", 0),
                policy_tags: f.texts("policy_tags"),
            })
        }),
        on_timeout: f.choice("on_timeout"),
    }
}

fn advance(f: &mut Fields<'_>) -> Option<AdvanceDraft> {
    match f.kind(&["linear", "fixed", "branch", "terminal"])?.as_str() {
        "linear" => Some(AdvanceDraft::Linear {}),
        "fixed" => Some(AdvanceDraft::Fixed {
            stage_id: f.text("stage_id"),
        }),
        "branch" => Some(AdvanceDraft::Branch {
            branches: f.list("branches", |value, at, problems| {
                Fields::read(value, at, "a branch rule", problems, rule)
            }),
            default: f.text_or_null("default"),
        }),
        _ => Some(AdvanceDraft::Terminal {}),
    }
}

/// Reads a branch rule.
pub(super) fn rule(f: &mut Fields<'_>) -> RuleDraft {
    RuleDraft {
        gate_id: f.text("gate_id"),
        outcome: f.choice("outcome"),
        next_stage_id: f.text("next_stage_id"),
    }
}

/// Reads a packet.
pub(super) fn packet(f: &mut Fields<'_>) -> PacketDraft {
    PacketDraft {
        packet_id: f.text("packet_id"),
        annotations: annotations(f),
        schema_id: f.text("schema_id"),
        content_type: f.text("content_type"),
        visibility_labels: f.texts("visibility_labels"),
        policy_tags: f.texts("policy_tags"),
        expiry: f.nullable("expiry", |f, key| {
            f.part(key, |value, at, problems| {
                Fields::read(value, at, "an expiry", problems, expiry).flatten()
            })
        }),
        payload: f.part("payload", |value, at, problems| {
            Fields::read(value, at, "a payload", problems, payload).flatten()
        }),
    }
}

fn expiry(f: &mut Fields<'_>) -> Option<ExpiryDraft> {
    match f.kind(&["unix_millis", "logical"])?.as_str() {
        "unix_millis" => Some(ExpiryDraft::UnixMillis(f.signed("value"))),
        _ => Some(ExpiryDraft::Logical(f.unsigned("value", 0))),
    }
}

fn payload(f: &mut Fields<'_>) -> Option<PayloadDraft> {
    match f.kind(&["json", "bytes", "external"])?.as_str() {
        "json" => Some(PayloadDraft::Json {
            value: f.any("value"),
        }),
        "bytes" => Some(PayloadDraft::Bytes {
            bytes: f.bytes("bytes"),
        }),
        _ => Some(PayloadDraft::External {
            content_ref: f.object("content_ref", "a content reference", |f| ContentRefDraft {
                uri: f.text("uri"),
                content_hash: f.object("content_hash", "a digest", |f| HashDraft {
                    algorithm: f.choice("algorithm"),
                    value: f.text("value"),
                }),
                encryption: f.text_or_null("encryption"),
            }),
        }),
    }
}

/// Reads a policy reference.
pub(super) fn policy(f: &mut Fields<'_>) -> PolicyDraft {
    PolicyDraft {
        policy_id: f.text("policy_id"),
        description: f.nullable("description", Fields::text),
    }
}

/// Reads a schema reference.
pub(super) fn schema(f: &mut Fields<'_>) -> SchemaDraft {
    SchemaDraft {
        schema_id: f.text("schema_id"),
        version: f.nullable("version", Fields::text),
        uri: f.nullable("uri", Fields::text),
    }
}
