//! A stage with its route, timeout, packets and gates as blocks.

use super::Block;
use super::blocks::lane;
use super::requirement::needs;
use super::values::{annotations, heading, missing, text, texts, value};
use crate::draft::{
    AdvanceDraft, ContentRefDraft, ExpiryDraft, GateDraft, PacketDraft, PayloadDraft, RuleDraft,
    StageDraft,
};
use crate::plain::duration;
use crate::spec::{GateOutcome, HashAlgorithm, SpecHash, TimeoutPolicy};

pub(super) fn block(stage: &StageDraft, pointer: String) -> Block {
    let mut lines = route(stage.advance_to.as_ref());
    match &stage.timeout {
        None => {}
        Some(timeout) => {
            lines.push(match timeout.timeout_ms {
                Some(ms) => format!("timeout {ms} ms ({})", duration(ms)),
                None => missing("timeout"),
            });
            lines.extend(texts("timeout tags", timeout.policy_tags.as_ref()));
        }
    }
    lines.push(match stage.on_timeout.map(TimeoutPolicy::name) {
        Some(policy) => format!("on timeout {policy}"),
        None => missing("on timeout"),
    });
    lines.extend(annotations(&stage.annotations));
    for (list, is_missing) in [
        ("packets", stage.entry_packets.is_none()),
        ("gates", stage.gates.is_none()),
    ] {
        if is_missing {
            lines.push(missing(list));
        }
    }
    let packets = stage.packets().iter().enumerate();
    let mut parts: Vec<Block> = packets
        .map(|(at, one)| packet(one, format!("{pointer}/entry_packets/{at}")))
        .collect();
    let gates = stage.gates().iter().enumerate();
    let mut gates: Vec<Block> = gates
        .map(|(at, one)| gate(one, format!("{pointer}/gates/{at}")))
        .collect();
    gates.sort_by(|a, b| a.key().cmp(&b.key()));
    parts.extend(gates);
    Block {
        pointer,
        heading: heading("stage", stage.stage_id.as_ref()),
        lines,
        parts,
    }
}

fn route(advance: Option<&AdvanceDraft>) -> Vec<String> {
    let or_missing = |id: &Option<String>| id.clone().unwrap_or_else(|| "?".to_owned());
    match advance {
        None => vec![missing("route")],
        Some(AdvanceDraft::Linear {}) => vec!["then to the next stage".to_owned()],
        Some(AdvanceDraft::Fixed { stage_id }) => {
            vec![format!("then to stage {}", or_missing(stage_id))]
        }
        Some(AdvanceDraft::Terminal {}) => vec!["then the run is complete".to_owned()],
        Some(AdvanceDraft::Branch { branches, default }) => {
            let mut lines = match branches {
                None => vec![missing("then by rules:")],
                Some(_) => vec!["then by the first rule that matches".to_owned()],
            };
            lines.extend(branches.iter().flatten().map(rule));
            lines.push(match default {
                None => missing("  otherwise"),
                Some(None) => "  otherwise nowhere".to_owned(),
                Some(Some(id)) => format!("  otherwise to stage {id}"),
            });
            lines
        }
    }
}

fn rule(rule: &RuleDraft) -> String {
    let or_missing = |id: &Option<String>| id.clone().unwrap_or_else(|| "?".to_owned());
    format!(
        "  when gate {} is {} to stage {}",
        or_missing(&rule.gate_id),
        rule.outcome.map_or("?", GateOutcome::name),
        or_missing(&rule.next_stage_id)
    )
}

fn gate(gate: &GateDraft, pointer: String) -> Block {
    let mut lines = needs(gate.requirement.as_ref());
    lines.extend(lane(gate.trust));
    lines.extend(annotations(&gate.annotations));
    Block {
        pointer,
        heading: heading("gate", gate.gate_id.as_ref()),
        lines,
        parts: Vec::new(),
    }
}

fn packet(packet: &PacketDraft, pointer: String) -> Block {
    let mut lines = Vec::new();
    for (word, field) in [
        ("schema", &packet.schema_id),
        ("content type", &packet.content_type),
    ] {
        match field {
            Some(field) => lines.extend(text(word, field)),
            None => lines.push(missing(word)),
        }
    }
    lines.extend(texts("visible to", packet.visibility_labels.as_ref()));
    lines.extend(texts("tags", packet.policy_tags.as_ref()));
    match packet.expiry {
        None => {}
        Some(ExpiryDraft::UnixMillis(Some(ms))) => lines.push(format!("expires at {ms} ms")),
        Some(ExpiryDraft::Logical(Some(time))) => lines.push(format!("expires at tick {time}")),
        Some(ExpiryDraft::UnixMillis(None)) => lines.push(missing("expires at ms")),
        Some(ExpiryDraft::Logical(None)) => lines.push(missing("expires at tick")),
    }
    lines.extend(payload(packet.payload.as_ref()));
    lines.extend(annotations(&packet.annotations));
    Block {
        pointer,
        heading: heading("packet", packet.packet_id.as_ref()),
        lines,
        parts: Vec::new(),
    }
}

fn payload(payload: Option<&PayloadDraft>) -> Vec<String> {
    match payload {
        None => vec![missing("payload")],
        Some(PayloadDraft::Json { value: None }) => vec![missing("payload json")],
        Some(PayloadDraft::Json { value: Some(json) }) => value("payload json", json),
        Some(PayloadDraft::Bytes { bytes: None }) => vec![missing("payload bytes")],
        Some(PayloadDraft::Bytes { bytes: Some(bytes) }) => vec![format!(
            "payload of {} bytes, sha256 {}",
            bytes.len(),
            SpecHash::of(bytes)
        )],
        Some(PayloadDraft::External { content_ref }) => external(content_ref.as_ref()),
    }
}

fn external(content: Option<&ContentRefDraft>) -> Vec<String> {
    let Some(content) = content else {
        return vec![missing("payload elsewhere:")];
    };
    let mut lines = match &content.uri {
        Some(uri) => text("payload at", uri),
        None => vec![missing("payload at")],
    };
    lines.push(match &content.content_hash {
        None => missing("payload hash"),
        Some(hash) => format!(
            "payload hash {} {}",
            hash.algorithm.map_or("?", |algorithm| match algorithm {
                HashAlgorithm::Sha256 => "sha256",
            }),
            hash.value.as_deref().unwrap_or("?")
        ),
    });
    match &content.encryption {
        None => lines.push(missing("payload encryption")),
        Some(None) => {}
        Some(Some(name)) => lines.extend(text("payload encryption", name)),
    }
    lines
}
