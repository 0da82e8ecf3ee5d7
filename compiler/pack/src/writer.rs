//! Writing an archive; only the converters do.

use std::io;

use crate::MAGIC;

/// zstd's level for data that is written once and embedded in each binary.
const LEVEL: i32 = 19;

/// An archive of texts by key. The same chunks give the same bytes, whatever their order.
pub fn write(mut chunks: Vec<(String, String)>) -> io::Result<Vec<u8>> {
    chunks.sort();
    let mut head = MAGIC.to_vec();
    let mut body = Vec::new();
    head.extend(length(chunks.len())?);
    for (key, text) in &chunks {
        let compressed = zstd::bulk::compress(text.as_bytes(), LEVEL)?;
        for number in [key.len(), compressed.len(), text.len()] {
            head.extend(length(number)?);
        }
        head.extend(key.as_bytes());
        body.extend(compressed);
    }
    head.extend(body);
    Ok(head)
}

fn length(number: usize) -> io::Result<[u8; 4]> {
    u32::try_from(number).map(u32::to_le_bytes).map_err(io::Error::other)
}
