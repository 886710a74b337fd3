//! Random drafts: any part may be missing, ids are as strange as texts can be.

use gatewright::draft::{
    AdvanceDraft, Annotations, ConditionDraft, ContentRefDraft, DataShapeRef, ExpiryDraft,
    GateDraft, HashDraft, PacketDraft, PayloadDraft, PolicyDraft, PrecheckDraft, QueryDraft,
    RequirementDraft, RuleDraft, ScenarioDraft, SchemaDraft, Shared, StageDraft, Suppression,
    TimeoutDraft, TrustDraft,
};
use gatewright::spec::{
    Comparator, GateOutcome, HashAlgorithm, Requirement, TimeoutPolicy, TrustLane,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value, json};

/// How much of a draft is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Parts {
    /// Anything may be missing, and requirement texts need not parse.
    Some,
    /// Nothing that the spec needs is missing.
    All,
}

impl Parts {
    fn of<T: std::fmt::Debug + Clone + 'static>(
        self,
        part: impl Strategy<Value = T> + 'static,
    ) -> BoxedStrategy<Option<T>> {
        match self {
            Self::Some => prop::option::weighted(0.8, part).boxed(),
            Self::All => part.prop_map(Some).boxed(),
        }
    }

    fn list<T: std::fmt::Debug + Clone + 'static>(
        self,
        item: impl Strategy<Value = T> + 'static,
        most: usize,
    ) -> BoxedStrategy<Option<Vec<T>>> {
        let item = item.boxed();
        self.of(prop_oneof![1 => vec(item.clone(), 0..=most), 3 => vec(item, 1..=most)])
    }
}

/// Texts with everything that a notation must escape.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-z ]{0,8}",
        2 => any::<String>(),
        2 => select(vec![
            "", "/", "~", "~1", "a/b", "\"", "'", "\\", "\\u{41}", "\n", "\r\n", "\t", "\0", "\u{7}",
            "\u{7f}", "\u{85}", "\u{2028}", "\u{202e}", "\u{200b}", "\u{feff}", "é", "😀", "a\u{301}",
            "{", "}", "(", ")", "[", "]", ",", ":", "//", "/*", "*/", "#![enable(x)]", "r#\"", "()",
            "null", "None", "Some(1)", "inf", "NaN", "true", "1", "$schema",
        ])
        .prop_map(str::to_owned),
    ]
    .boxed()
}

/// Ids that often meet again, so that references resolve and collide.
pub fn id() -> BoxedStrategy<String> {
    prop_oneof![
        8 => select(vec!["a", "b", "c", "d"]).prop_map(str::to_owned),
        1 => select(vec!["all", "any", "and", "at_least", ""]).prop_map(str::to_owned),
        1 => text(),
    ]
    .boxed()
}

fn number() -> BoxedStrategy<Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-9_i64..10).prop_map(Number::from),
        prop::num::f64::NORMAL.prop_map(|float| Number::from_f64(float).unwrap()),
        select(vec![
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.1,
            1e3,
            1e16,
            1e17,
            1e21,
            1e-7,
            5e-324,
            f64::MAX,
            f64::MIN,
            9_007_199_254_740_993.0,
            18_446_744_073_709_551_615.0,
        ])
        .prop_map(|float| Number::from_f64(float).unwrap()),
    ]
    .boxed()
}

/// Any JSON value.
pub fn value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number().prop_map(Value::Number),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

/// Any requirement tree.
pub fn tree() -> BoxedStrategy<Requirement> {
    id().prop_map(Requirement::Condition)
        .prop_recursive(4, 12, 3, |inner| {
            let parts = || vec(inner.clone(), 0..4);
            prop_oneof![
                parts().prop_map(Requirement::And),
                parts().prop_map(Requirement::Or),
                inner
                    .clone()
                    .prop_map(|part| Requirement::Not(Box::new(part))),
                (0_u8..4, parts()).prop_map(|(min, reqs)| Requirement::RequireGroup { min, reqs }),
                Just(Requirement::RequireGroup {
                    min: 255,
                    reqs: vec![]
                }),
            ]
        })
        .boxed()
}

fn requirement(parts: Parts) -> BoxedStrategy<RequirementDraft> {
    let good = select(vec![
        "a",
        "a()",
        "a ()",
        "  a\tand\n b",
        "a && (b || !c)",
        "at_least(2 a, b, c)",
        "all(a, any(b), not c)",
        "all()",
        "require_group(1, a, not (b or a))",
        "not not a",
    ]);
    let good = good.prop_map(|text| RequirementDraft::Text(text.to_owned()));
    let tree = tree().prop_map(RequirementDraft::Tree);
    match parts {
        Parts::All => prop_oneof![1 => good, 2 => tree].boxed(),
        Parts::Some => {
            prop_oneof![3 => good, 3 => tree, 1 => text().prop_map(RequirementDraft::Text)].boxed()
        }
    }
}

/// Notes, suppressions and extensions, each there or not.
pub fn annotations() -> BoxedStrategy<Annotations> {
    let rare = |part: BoxedStrategy<String>| prop::option::weighted(0.3, part);
    let suppression = (rare(text()), rare(text()))
        .prop_map(|(code, reason)| Suppression { code, reason })
        .boxed();
    (
        rare(text()),
        prop_oneof![3 => Just(Vec::new()), 1 => vec(suppression, 0..3)],
        prop::option::weighted(0.2, value()),
    )
        .prop_map(|(note, suppress, extensions)| Annotations {
            note,
            suppress,
            extensions,
        })
        .boxed()
}

fn trust(parts: Parts) -> BoxedStrategy<Option<TrustDraft>> {
    let lane = select(vec![TrustLane::Verified, TrustLane::Asserted]);
    prop::option::weighted(0.3, parts.of(lane))
        .prop_map(|trust| trust.map(|min_lane| TrustDraft { min_lane }))
        .boxed()
}

fn condition(parts: Parts) -> BoxedStrategy<ConditionDraft> {
    // `params: null` reads as no params.
    let params = value().prop_filter("null is no params", |value| !value.is_null());
    let query = (parts.of(text()), parts.of(text()), prop::option::of(params)).prop_map(
        |(provider_id, check_id, params)| QueryDraft {
            provider_id,
            check_id,
            params,
        },
    );
    (
        parts.of(id()),
        annotations(),
        parts.of(query),
        parts.of(select(Comparator::ALL.to_vec())),
        prop::option::of(value()),
        parts.list(text(), 2),
        trust(parts),
    )
        .prop_map(
            |(condition_id, annotations, query, comparator, expected, policy_tags, trust)| {
                ConditionDraft {
                    condition_id,
                    annotations,
                    query,
                    comparator,
                    expected,
                    policy_tags,
                    trust,
                }
            },
        )
        .boxed()
}

fn gate(parts: Parts) -> BoxedStrategy<GateDraft> {
    (
        parts.of(id()),
        annotations(),
        parts.of(requirement(parts)),
        trust(parts),
    )
        .prop_map(|(gate_id, annotations, requirement, trust)| GateDraft {
            gate_id,
            annotations,
            requirement,
            trust,
        })
        .boxed()
}

fn advance(parts: Parts) -> BoxedStrategy<AdvanceDraft> {
    let outcome = select(vec![
        GateOutcome::True,
        GateOutcome::False,
        GateOutcome::Unknown,
    ]);
    let rule = (parts.of(id()), parts.of(outcome), parts.of(id())).prop_map(
        |(gate_id, outcome, next_stage_id)| RuleDraft {
            gate_id,
            outcome,
            next_stage_id,
        },
    );
    let default = parts.of(prop::option::of(id()));
    prop_oneof![
        Just(AdvanceDraft::Linear {}),
        Just(AdvanceDraft::Terminal {}),
        parts
            .of(id())
            .prop_map(|stage_id| AdvanceDraft::Fixed { stage_id }),
        (parts.list(rule, 3), default)
            .prop_map(|(branches, default)| AdvanceDraft::Branch { branches, default }),
    ]
    .boxed()
}

fn packet(parts: Parts) -> BoxedStrategy<PacketDraft> {
    let expiry = prop_oneof![
        parts.of(any::<i64>()).prop_map(ExpiryDraft::UnixMillis),
        parts.of(any::<u64>()).prop_map(ExpiryDraft::Logical),
    ];
    let hash = (parts.of(Just(HashAlgorithm::Sha256)), parts.of(text()))
        .prop_map(|(algorithm, value)| HashDraft { algorithm, value });
    let content = (
        parts.of(text()),
        parts.of(hash),
        parts.of(prop::option::of(text())),
    )
        .prop_map(|(uri, content_hash, encryption)| ContentRefDraft {
            uri,
            content_hash,
            encryption,
        });
    let payload = prop_oneof![
        parts
            .of(value())
            .prop_map(|value| PayloadDraft::Json { value }),
        parts
            .list(any::<u8>(), 4)
            .prop_map(|bytes| PayloadDraft::Bytes { bytes }),
        parts
            .of(content)
            .prop_map(|content_ref| PayloadDraft::External { content_ref }),
    ];
    (
        parts.of(id()),
        annotations(),
        parts.of(id()),
        parts.of(text()),
        parts.list(text(), 2),
        parts.list(text(), 2),
        prop::option::of(expiry),
        parts.of(payload),
    )
        .prop_map(
            |(packet_id, annotations, schema_id, content_type, labels, tags, expiry, payload)| {
                PacketDraft {
                    packet_id,
                    annotations,
                    schema_id,
                    content_type,
                    visibility_labels: labels,
                    policy_tags: tags,
                    expiry,
                    payload,
                }
            },
        )
        .boxed()
}

fn stage(parts: Parts) -> BoxedStrategy<StageDraft> {
    let timeout =
        (parts.of(any::<u64>()), parts.list(text(), 2)).prop_map(|(timeout_ms, policy_tags)| {
            TimeoutDraft {
                timeout_ms,
                policy_tags,
            }
        });
    let policy = select(vec![
        TimeoutPolicy::Fail,
        TimeoutPolicy::AdvanceWithFlag,
        TimeoutPolicy::AlternateBranch,
    ]);
    (
        parts.of(id()),
        annotations(),
        parts.list(packet(parts), 2),
        parts.list(gate(parts), 3),
        parts.of(advance(parts)),
        prop::option::of(timeout),
        parts.of(policy),
    )
        .prop_map(
            |(stage_id, annotations, entry_packets, gates, advance_to, timeout, on_timeout)| {
                StageDraft {
                    stage_id,
                    annotations,
                    entry_packets,
                    gates,
                    advance_to,
                    timeout,
                    on_timeout,
                }
            },
        )
        .boxed()
}

/// Any draft that a text can hold.
pub fn draft(parts: Parts) -> BoxedStrategy<ScenarioDraft> {
    let shape = (prop::option::of(text()), prop::option::of(text()))
        .prop_map(|(schema_id, version)| DataShapeRef { schema_id, version });
    let precheck = prop::option::of(shape).prop_map(|data_shape| PrecheckDraft { data_shape });
    let policy = (parts.of(id()), prop::option::of(text())).prop_map(|(policy_id, description)| {
        PolicyDraft {
            policy_id,
            description,
        }
    });
    let schema = (
        parts.of(id()),
        prop::option::of(text()),
        prop::option::of(text()),
    )
        .prop_map(|(schema_id, version, uri)| SchemaDraft {
            schema_id,
            version,
            uri,
        });
    let head = (
        prop::option::weighted(0.2, text()),
        prop::option::of(Just(1)),
        parts.of(text()),
        parts.of(1..=u64::MAX),
        parts.of(text()),
        prop::option::of(1..=u64::MAX),
        annotations(),
        prop::option::of(precheck),
    );
    let body = (
        parts.list(condition(parts), 4),
        parts.list(stage(parts), 3),
        parts.list(policy, 2),
        parts.list(schema, 2),
    );
    (head, body)
        .prop_map(|(head, (conditions, stages, policies, schemas))| {
            let (
                schema,
                draft_version,
                scenario_id,
                namespace_id,
                spec_version,
                tenant,
                notes,
                pre,
            ) = head;
            ScenarioDraft {
                schema,
                draft_version,
                title: notes.note.clone(),
                scenario_id,
                namespace_id,
                spec_version,
                default_tenant_id: tenant,
                annotations: notes,
                precheck: pre,
                conditions: conditions.map(Shared::from),
                stages: stages.map(Shared::from),
                policies,
                schemas,
            }
        })
        .boxed()
}

/// Returns the draft as the JSON value that its text holds.
pub fn as_value(draft: &ScenarioDraft) -> Value {
    let text = gatewright::draft::write(draft, gatewright::draft::Format::Json);
    serde_json::from_str(&text).unwrap_or(json!({}))
}
