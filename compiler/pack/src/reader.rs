//! Reading an archive: the index at once, a chunk when it is first asked for.

use std::sync::OnceLock;

use crate::MAGIC;

/// An archive in memory for the whole run. Decoded chunks stay decoded.
///
/// A broken archive reads as an empty one: the bytes are ours and held by tests, so there is no one to report it to.
pub struct Pack {
    bytes: &'static [u8],
    index: OnceLock<Vec<Chunk>>,
}

struct Chunk {
    key: &'static str,
    compressed: &'static [u8],
    decoded_length: usize,
    decoded: OnceLock<Option<String>>,
}

impl Pack {
    /// The archive of these bytes; nothing is read yet.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes, index: OnceLock::new() }
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.index().iter().map(|chunk| chunk.key)
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = self.index().binary_search_by(|chunk| chunk.key.cmp(key)).ok()?;
        self.index().get(at)?.text()
    }

    /// The last chunk whose key isn't above `key`, for archives whose chunks are named for their first entry.
    pub fn at_or_before(&self, key: &str) -> Option<(&'static str, &str)> {
        let after = self.index().partition_point(|chunk| chunk.key <= key);
        let chunk = self.index().get(after.checked_sub(1)?)?;
        Some((chunk.key, chunk.text()?))
    }

    fn index(&self) -> &[Chunk] {
        self.index.get_or_init(|| read_index(self.bytes).unwrap_or_default())
    }
}

impl Chunk {
    fn text(&self) -> Option<&str> {
        let decode = || String::from_utf8(zstd::bulk::decompress(self.compressed, self.decoded_length).ok()?).ok();
        self.decoded.get_or_init(decode).as_deref()
    }
}

fn read_index(bytes: &'static [u8]) -> Option<Vec<Chunk>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let n_chunks = number(&mut rest)?;
    let mut heads = Vec::new();
    for _ in 0..n_chunks {
        let (key_length, length, decoded_length) = (number(&mut rest)?, number(&mut rest)?, number(&mut rest)?);
        let (key, after) = rest.split_at_checked(key_length)?;
        heads.push((std::str::from_utf8(key).ok()?, length, decoded_length));
        rest = after;
    }
    let mut chunks = Vec::with_capacity(heads.len());
    for (key, length, decoded_length) in heads {
        let (compressed, after) = rest.split_at_checked(length)?;
        chunks.push(Chunk { key, compressed, decoded_length, decoded: OnceLock::new() });
        rest = after;
    }
    Some(chunks)
}

fn number(bytes: &mut &'static [u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*number)).ok()
}
