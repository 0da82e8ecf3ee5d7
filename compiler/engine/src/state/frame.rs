//! Frames of a log: what was synced together, with its length and checksum.
//!
//! A frame is one batch of lines, so a write that was cut off can only be the last frame: nobody was told that it is durable. A bad frame
//! with good ones after it is damage and never passed over.

use sha2::{Digest, Sha256};

/// Length (4 bytes, little-endian) and the first 8 bytes of the payload's SHA-256.
pub(super) const HEAD: usize = 12;

/// What a log holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frames<'a> {
    /// The payloads of the whole frames.
    pub payloads: Vec<&'a [u8]>,
    /// The bytes they take, from the start.
    pub sound: usize,
    /// Bytes after them: a write that was cut off.
    pub torn: usize,
}

/// Damage: a bad frame at this byte, with good ones after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Damage(pub usize);

/// A frame around a payload.
pub fn frame(payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + payload.len());
    bytes.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&checksum(payload));
    bytes.extend_from_slice(payload);
    bytes
}

/// Reads a log's frames.
pub fn frames(log: &[u8]) -> Result<Frames<'_>, Damage> {
    let mut payloads = Vec::new();
    let mut at = 0;
    while let Some(payload) = log.get(at..).and_then(first) {
        at += HEAD + payload.len();
        payloads.push(payload);
    }
    let rest = log.get(at..).unwrap_or_default();
    let later = (1..rest.len()).any(|skip| rest.get(skip..).and_then(first).is_some());
    if later { Err(Damage(at)) } else { Ok(Frames { payloads, sound: at, torn: rest.len() }) }
}

/// The frame at the start, if it is whole.
fn first(log: &[u8]) -> Option<&[u8]> {
    let (len, rest) = log.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<8>()?;
    let payload = rest.get(..u32::from_le_bytes(*len) as usize)?;
    // An empty payload is never written: zeros that a file system leaves behind aren't a frame.
    (!payload.is_empty() && checksum(payload) == *sum).then_some(payload)
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(payload);
    digest.first_chunk::<8>().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_tail_is_dropped_and_damage_is_not() {
        let mut log = frame(b"one");
        let whole = log.len();
        log.extend(frame(b"two"));
        for cut in whole..log.len() {
            let read = frames(&log[..cut]).expect("a cut tail");
            assert_eq!((read.payloads.as_slice(), read.sound, read.torn), ([b"one".as_slice()].as_slice(), whole, cut - whole));
        }
        log[HEAD] ^= 1;
        assert_eq!(frames(&log), Err(Damage(0)));
        assert_eq!(frames(&[0; 40]).expect("zeros").torn, 40);
    }
}
