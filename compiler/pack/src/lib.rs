//! Archives of compressed texts, embedded in the binary and decoded on first use.
//!
//! The facts of the standard library are large (a price for each machine in each region) and a run needs few of them, so each
//! archive holds many chunks, sorted by key, each compressed by itself. Layout, numbers little-endian: the eight bytes
//! `mlpcpk1\n`, the number of chunks (u32), for each its key's length (u32), compressed length (u32), decoded length (u32) and key;
//! then the compressed chunks one after another.

mod reader;
mod writer;

pub use reader::Pack;
pub use writer::write;

/// The first bytes of an archive.
const MAGIC: &[u8; 8] = b"mlpcpk1\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_written() {
        let chunks =
            vec![("b".to_owned(), "second\n".repeat(1000)), ("a/x".to_owned(), String::new()), ("ä".to_owned(), "third".to_owned())];
        let bytes: &'static [u8] = Box::leak(write(chunks.clone()).unwrap().into_boxed_slice());
        let pack = Pack::new(bytes);
        assert_eq!(pack.keys().collect::<Vec<_>>(), ["a/x", "b", "ä"]);
        for (key, text) in &chunks {
            assert_eq!(pack.get(key), Some(text.as_str()));
        }
        assert_eq!(pack.get("c"), None);
        assert_eq!(pack.at_or_before("c").unwrap().0, "b");
        assert_eq!(pack.at_or_before("a"), None);
        assert_eq!(write(chunks.clone()).unwrap(), write(chunks).unwrap());
    }

    #[test]
    fn broken_archives_hold_nothing() {
        let whole = write(vec![("k".to_owned(), "text ".repeat(100))]).unwrap();
        for length in 0..whole.len() {
            let cut: &'static [u8] = Box::leak(whole[..length].to_vec().into_boxed_slice());
            assert_eq!(Pack::new(cut).get("k"), None, "{length}");
        }
    }
}
