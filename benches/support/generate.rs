//! Drafts of any size, the same for the same size on every machine.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// How many conditions a gate combines.
const GATE_WIDTH: usize = 8;

/// What the conditions of a draft are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Everything compiles.
    Clean,
    /// Every condition has exactly one error.
    AllErrors,
}

/// Returns a draft with this many conditions, laid out as `gatewright fmt` lays it out.
///
/// Gates combine eight conditions each, a tenth as many stages hold them, a third of the stages
/// branch, and most have a timeout. Every fifth gate and its conditions have ids outside ASCII;
/// of the others every fourth requirement is a text.
pub(crate) fn draft(conditions: usize, variant: Variant) -> String {
    let mut random = Random(0x6761_7465 ^ conditions as u64);
    let gates = conditions.div_ceil(GATE_WIDTH);
    let stages = (conditions / 10).max(1);
    let document = json!({
        "scenario_id": format!("generated-{conditions}"),
        "namespace_id": 7,
        "spec_version": "1.0",
        "default_tenant_id": null,
        "conditions": (0..conditions).map(|i| condition(i, variant, &mut random)).collect::<Vec<_>>(),
        "stages": (0..stages).map(|j| stage(j, stages, gates, conditions, &mut random)).collect::<Vec<_>>(),
        "policies": [{"policy_id": "release", "description": "Who may release."}],
        "schemas": [{"schema_id": "notice", "version": "1", "uri": null}],
    });
    lines(&document, 0)
}

/// Tells whether a gate and its conditions have ids outside ASCII.
fn is_unicode(gate: usize) -> bool {
    gate.is_multiple_of(5)
}

/// Returns the id of the condition at a position.
pub(crate) fn condition_id(index: usize) -> String {
    if is_unicode(index / GATE_WIDTH) {
        format!("früh_{index}_ж")
    } else {
        format!("ready_{index}")
    }
}

fn gate_id(index: usize) -> String {
    if is_unicode(index) {
        format!("tür_{index}")
    } else {
        format!("gate_{index}")
    }
}

fn condition(index: usize, variant: Variant, random: &mut Random) -> Value {
    let faulty = variant == Variant::AllErrors;
    let or = |good: &'static str, bad: &'static str| if faulty { bad } else { good };
    let number = random.below(1_000_000);
    let (provider, check, params, comparator, expected) = match index % 6 {
        0 => {
            // The fault is a parameter that the check does not have.
            let path = or("jsonpath", "json_path");
            let params = json!({"file": format!("r/{number}.json"), path: format!("$.k{index}")});
            let (comparator, expected) = match random.below(4) {
                0 => ("equals", json!(number)),
                1 => ("greater_than_or_equal", json!(0.85)),
                2 => ("in_set", json!(["green", "yellow", number])),
                _ => ("contains", json!("done")),
            };
            ("json", "path", params, comparator, expected)
        }
        1 => {
            let expected = if faulty {
                json!(number)
            } else {
                json!(format!("region-{number}"))
            };
            (
                "env",
                "get",
                json!({"key": format!("KEY_{index}")}),
                "equals",
                expected,
            )
        }
        2 => {
            let timestamp = 1_700_000_000_000_u64 + number;
            (
                "time",
                "after",
                json!({"timestamp": timestamp}),
                or("equals", "greater_than"),
                json!(true),
            )
        }
        3 => {
            let url = format!("https://h{number}.example/{index}");
            (
                "http",
                or("status", "state"),
                json!({"url": url}),
                "less_than",
                json!(400),
            )
        }
        4 => {
            let url = format!("https://h{number}.example/b{index}");
            (
                "http",
                "body_hash",
                json!({"url": url}),
                or("exists", "equal"),
                Value::Null,
            )
        }
        _ => {
            let limit = json!(1_700_000_000_000_u64 + number * 100_000 + index as u64);
            (or("time", "tyme"), "now", json!({}), "greater_than", limit)
        }
    };
    let mut condition = Map::new();
    condition.insert("condition_id".to_owned(), json!(condition_id(index)));
    condition.insert(
        "query".to_owned(),
        json!({"provider_id": provider, "check_id": check, "params": params}),
    );
    condition.insert("comparator".to_owned(), json!(comparator));
    if !expected.is_null() {
        condition.insert("expected".to_owned(), expected);
    }
    let tags = match random.below(4) {
        0 => json!(["release", format!("team-{}", number % 40)]),
        _ => json!([]),
    };
    condition.insert("policy_tags".to_owned(), tags);
    if random.below(10) == 0 {
        condition.insert("trust".to_owned(), json!({"min_lane": "verified"}));
    }
    Value::Object(condition)
}

/// Returns the gates of the stage at `index` when `gates` are spread over `stages`.
fn gates_of(index: usize, stages: usize, gates: usize) -> std::ops::Range<usize> {
    index * gates / stages..(index + 1) * gates / stages
}

fn stage(
    index: usize,
    stages: usize,
    gates: usize,
    conditions: usize,
    random: &mut Random,
) -> Value {
    let id = |index: usize| format!("s{index}");
    let own = gates_of(index, stages, gates);
    let first = gate_id(own.start);
    let all: Vec<Value> = own
        .map(|gate| json!({"gate_id": gate_id(gate), "requirement": requirement(gate, conditions)}))
        .collect();
    let timeout = json!({"timeout_ms": 60_000 + random.below(3_600_000), "policy_tags": []});
    let (advance_to, on_timeout) = if index + 1 == stages {
        (json!({"kind": "terminal"}), "fail")
    } else if index.is_multiple_of(3) && index + 2 < stages {
        let rules = json!([
            {"gate_id": first, "outcome": "true", "next_stage_id": id(index + 1)},
            {"gate_id": first, "outcome": "unknown", "next_stage_id": id(index + 2)},
        ]);
        (
            json!({"kind": "branch", "branches": rules, "default": null}),
            "alternate_branch",
        )
    } else if index % 3 == 1 {
        (json!({"kind": "fixed", "stage_id": id(index + 1)}), "fail")
    } else {
        (json!({"kind": "linear"}), "fail")
    };
    let packets = if index.is_multiple_of(4) {
        json!([{
            "packet_id": format!("notice_{index}"), "schema_id": "notice",
            "content_type": "application/json", "visibility_labels": ["internal"],
            "policy_tags": [], "expiry": null,
            "payload": {"kind": "json", "value": {"stage": id(index), "text": "Begun."}}
        }])
    } else {
        json!([])
    };
    json!({
        "stage_id": id(index), "entry_packets": packets, "gates": all,
        "advance_to": advance_to, "timeout": timeout, "on_timeout": on_timeout
    })
}

/// Returns the requirement of a gate over its own conditions; the last gate may have fewer.
fn requirement(gate: usize, conditions: usize) -> Value {
    let ids: Vec<String> = (gate * GATE_WIDTH..conditions.min((gate + 1) * GATE_WIDTH))
        .map(condition_id)
        .collect();
    if gate % 4 == 1 && !is_unicode(gate) {
        let mut text = String::from("at_least(1");
        for (index, id) in ids.iter().enumerate() {
            let word = if index.is_multiple_of(2) {
                ","
            } else {
                " and not"
            };
            // Writing to a text cannot fail.
            let _ = write!(text, "{word} {id}");
        }
        return json!(
            text.replacen(
                "at_least(1",
                &format!("at_least({}", ids.len().div_ceil(4)),
                1
            ) + ")"
        );
    }
    let leaf = |id: &String| json!({"Condition": id});
    let leaves: Vec<Value> = ids.iter().map(leaf).collect();
    let half = leaves.len() / 2;
    match gate % 3 {
        0 if leaves.len() > 3 => json!({"RequireGroup": {"min": half, "reqs": leaves}}),
        1 => json!({"And": [{"Or": leaves[..half.max(1)]}, {"And": leaves}]}),
        _ => json!({"Or": leaves.into_iter().map(|leaf| json!({"Not": leaf})).collect::<Vec<_>>()}),
    }
}

/// Writes objects and lists of objects with one item a line, and everything else without breaks.
fn lines(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent + 2);
    let (open, items, close): (_, Vec<String>, _) = match value {
        Value::Object(fields) if indent < 6 && value.to_string().len() > 90 => {
            let field = |(key, value)| format!("\n{pad}\"{key}\": {}", lines(value, indent + 2));
            ('{', fields.iter().map(field).collect(), '}')
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let item = |item| format!("\n{pad}{}", lines(item, indent + 2));
            ('[', items.iter().map(item).collect(), ']')
        }
        other => return other.to_string(),
    };
    format!("{open}{}\n{}{close}", items.join(","), " ".repeat(indent))
}

/// A small generator of numbers (SplitMix64); its only merit is that it needs nothing else.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
