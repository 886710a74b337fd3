//! The published JSON Schema of a file of evidence.

use serde_json::{Value, json};

use super::MAX_STEPS;

/// Returns the JSON Schema 2020-12 of a file of evidence.
///
/// Which conditions there are depends on the scenario, so any name is accepted for one.
#[must_use]
pub fn evidence_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evidence to try a scenario on",
        "type": "object",
        "properties": {
            "$schema": {"description": "This schema, for editors."},
            "start": {
                "description": "When the run starts; left out, 0 on the clock of unix_millis.",
                "$ref": "#/$defs/Time",
            },
            "conditions": {
                "description": "The answers at the start; a condition left out is unknown.",
                "$ref": "#/$defs/Answers",
            },
            "steps": {
                "description": "The triggers in order; left out, external events come until the \
                                run rests.",
                "type": "array",
                "maxItems": MAX_STEPS,
                "items": {"$ref": "#/$defs/Step"},
            },
        },
        "anyOf": [{"required": ["conditions"]}, {"required": ["steps"]}],
        "additionalProperties": false,
        "$defs": {
            "Answers": {
                "description": "Answers by condition id.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/Answer"},
            },
            "Answer": {"description": "What came back.", "oneOf": answers()},
            "Step": {
                "description": "One trigger.",
                "type": "object",
                "properties": {
                    "trigger": {
                        "description": "What happens; only ticks see timeouts.",
                        "enum": ["tick", "agent_request_next", "external_event", "backend_event"],
                    },
                    "trigger_id": {
                        "description": "Its id; the same id again brings the same decision again.",
                        "type": "string",
                    },
                    "wait_ms": {
                        "description": "How much later than the step before it comes.",
                        "type": "integer",
                        "minimum": 0,
                    },
                    "time": {
                        "description": "When it comes, instead of `wait_ms`.",
                        "$ref": "#/$defs/Time",
                    },
                    "conditions": {
                        "description": "The answers that change from this step on.",
                        "$ref": "#/$defs/Answers",
                    },
                },
                "required": ["trigger"],
                "not": {"required": ["wait_ms", "time"]},
                "additionalProperties": false,
            },
            "Time": {
                "description": "A time on one of the two clocks that a run may use.",
                "type": "object",
                "properties": {
                    "kind": {"enum": ["unix_millis", "logical"]},
                    "value": {"type": "integer"},
                },
                "required": ["kind", "value"],
                "additionalProperties": false,
            },
        },
    })
}

/// Returns the schemas of the four kinds of answer.
fn answers() -> [Value; 4] {
    let lane = json!({
        "description": "How far the answer can be trusted; verified when it is left out.",
        "enum": ["verified", "asserted"],
    });
    let answer = |name: &str, schema: Value| {
        let mut properties = json!({"lane": lane});
        properties[name] = schema;
        json!({
            "type": "object",
            "properties": properties,
            "required": [name],
            "additionalProperties": false,
        })
    };
    [
        answer(
            "value",
            json!({"description": "The value that was found; null is a value too."}),
        ),
        answer(
            "bytes",
            json!({
                "description": "The bytes that were found.",
                "type": "array",
                "items": {"type": "integer", "minimum": 0, "maximum": 255},
            }),
        ),
        answer(
            "missing",
            json!({
                "description": "The provider looked and found nothing, without an error.",
                "const": true,
            }),
        ),
        answer(
            "error",
            json!({
                "description": "Code of the error with which asking failed.",
                "type": "string",
            }),
        ),
    ]
}
