//! What a stage and everything within it still miss.

use super::{TAGS, Todo};
use crate::draft::{
    AdvanceDraft, ContentRefDraft, Entity, ExpiryDraft, GateDraft, Key, PacketDraft, PayloadDraft,
    StageDraft,
};

/// Tells every missing part of the stage at a position, but for its gates.
pub(super) fn check(todo: &mut Todo<'_>, index: usize, stage: &StageDraft) {
    let at = format!("/stages/{index}");
    let entity = || Entity::Stage(Key::Index(index));
    todo.need(&at, "stage_id", stage.stage_id.as_ref(), "name the stage");
    let packets = stage.entry_packets.is_some();
    todo.need_list(
        &at,
        "entry_packets",
        packets,
        "list the packets, none is fine: []",
        entity(),
    );
    todo.need_list(
        &at,
        "gates",
        stage.gates.is_some(),
        "list the gates, none is fine: []",
        entity(),
    );
    for (index, found) in stage.packets().iter().enumerate() {
        packet(todo, &format!("{at}/entry_packets/{index}"), found);
    }
    if todo.need(
        &at,
        "advance_to",
        stage.advance_to.as_ref(),
        "choose where the run goes next",
    ) && let Some(advance_to) = &stage.advance_to
    {
        advance(todo, &format!("{at}/advance_to"), advance_to);
    }
    if let Some(timeout) = &stage.timeout {
        let at = format!("{at}/timeout");
        todo.need(
            &at,
            "timeout_ms",
            timeout.timeout_ms.as_ref(),
            "give the timeout in milliseconds",
        );
        if timeout.policy_tags.is_none() {
            todo.missing(&format!("{at}/policy_tags"), TAGS, None);
        }
    }
    todo.need(
        &at,
        "on_timeout",
        stage.on_timeout.as_ref(),
        "choose what a timeout does; `fail` where there is none",
    );
    todo.annotations(&at, &stage.annotations);
}

/// Tells every missing part of the gate at a position of a stage.
pub(super) fn gate(todo: &mut Todo<'_>, stage: usize, index: usize, gate: &GateDraft) {
    let at = format!("/stages/{stage}/gates/{index}");
    todo.need(&at, "gate_id", gate.gate_id.as_ref(), "name the gate");
    todo.need(
        &at,
        "requirement",
        gate.requirement.as_ref(),
        "say what the gate requires",
    );
    todo.trust(&at, gate.trust);
    todo.annotations(&at, &gate.annotations);
}

fn advance(todo: &mut Todo<'_>, at: &str, advance: &AdvanceDraft) {
    match advance {
        AdvanceDraft::Fixed { stage_id } => {
            todo.need(at, "stage_id", stage_id.as_ref(), "choose the next stage");
        }
        AdvanceDraft::Branch { branches, default } => {
            todo.need(at, "branches", branches.as_ref(), "add the branch rules");
            todo.need(
                at,
                "default",
                default.as_ref(),
                "choose the stage without a match, or null",
            );
            for (index, rule) in branches.iter().flatten().enumerate() {
                let at = format!("{at}/branches/{index}");
                todo.need(
                    &at,
                    "gate_id",
                    rule.gate_id.as_ref(),
                    "choose the gate that decides",
                );
                todo.need(
                    &at,
                    "outcome",
                    rule.outcome.as_ref(),
                    "choose the outcome that matches",
                );
                todo.need(
                    &at,
                    "next_stage_id",
                    rule.next_stage_id.as_ref(),
                    "choose the next stage",
                );
            }
        }
        AdvanceDraft::Linear {} | AdvanceDraft::Terminal {} => {}
    }
}

fn packet(todo: &mut Todo<'_>, at: &str, packet: &PacketDraft) {
    todo.need(
        at,
        "packet_id",
        packet.packet_id.as_ref(),
        "name the packet",
    );
    todo.need(
        at,
        "schema_id",
        packet.schema_id.as_ref(),
        "name the schema of the payload",
    );
    todo.need(
        at,
        "content_type",
        packet.content_type.as_ref(),
        "give the media type of the payload",
    );
    if packet.visibility_labels.is_none() {
        let label = "list who may see the packet, none is fine: []";
        todo.missing(&format!("{at}/visibility_labels"), label, None);
    }
    if packet.policy_tags.is_none() {
        todo.missing(&format!("{at}/policy_tags"), TAGS, None);
    }
    if matches!(
        packet.expiry,
        Some(ExpiryDraft::UnixMillis(None) | ExpiryDraft::Logical(None))
    ) {
        todo.missing(
            &format!("{at}/expiry/value"),
            "give the time of expiry",
            None,
        );
    }
    todo.annotations(at, &packet.annotations);
    if !todo.need(
        at,
        "payload",
        packet.payload.as_ref(),
        "say what is released",
    ) {
        return;
    }
    let at = format!("{at}/payload");
    match &packet.payload {
        Some(PayloadDraft::Json { value }) => {
            todo.need(
                &at,
                "value",
                value.as_ref(),
                "give the JSON value, null is one",
            );
        }
        Some(PayloadDraft::Bytes { bytes }) => {
            todo.need(&at, "bytes", bytes.as_ref(), "give the bytes");
        }
        Some(PayloadDraft::External { content_ref }) => {
            if todo.need(
                &at,
                "content_ref",
                content_ref.as_ref(),
                "say where the content is",
            ) && let Some(content) = content_ref
            {
                content_reference(todo, &format!("{at}/content_ref"), content);
            }
        }
        None => {}
    }
}

fn content_reference(todo: &mut Todo<'_>, at: &str, content: &ContentRefDraft) {
    todo.need(at, "uri", content.uri.as_ref(), "say where the content is");
    todo.need(
        at,
        "encryption",
        content.encryption.as_ref(),
        "name the encryption, or null for none",
    );
    if todo.need(
        at,
        "content_hash",
        content.content_hash.as_ref(),
        "give the hash of the content",
    ) && let Some(hash) = &content.content_hash
    {
        let at = format!("{at}/content_hash");
        todo.need(
            &at,
            "algorithm",
            hash.algorithm.as_ref(),
            "name the hash function, `sha256`",
        );
        todo.need(&at, "value", hash.value.as_ref(), "give the digest in hex");
    }
}
