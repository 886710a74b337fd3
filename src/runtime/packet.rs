//! The packets that a run releases when it enters a stage (REFERENCE §8).

use super::error::EngineError;
use super::size::canonical_size;
use crate::spec::{PacketPayload, StageSpec};

/// Largest payload of a packet that the engine releases, in bytes (canonical bytes for JSON).
pub const MAX_PAYLOAD_BYTES: usize = 2 * 1024 * 1024;

/// Releases the packets of a stage that is entered: all of them, or none when one is too large.
pub(super) fn release(stage: &StageSpec) -> Result<Vec<String>, EngineError> {
    stage
        .entry_packets
        .iter()
        .map(|packet| {
            let size = match &packet.payload {
                PacketPayload::Json { value } => canonical_size(value),
                PacketPayload::Bytes { bytes } => bytes.len(),
                PacketPayload::External { .. } => 0,
            };
            if size > MAX_PAYLOAD_BYTES {
                return Err(EngineError::PayloadTooLarge {
                    packet_id: packet.packet_id.clone(),
                    size,
                });
            }
            Ok(packet.packet_id.clone())
        })
        .collect()
}
