//! Rows by key: overlays first, then what is embedded.

use crate::overlay::Overlay;
use crate::row::{Row, begins};
use crate::tables::{Shape, Store, TableSpec, spec, store};

/// The row with exactly this key.
pub(crate) fn find<'a>(overlay: &'a Overlay, table: &str, key: &[&str]) -> Option<Row<'a>> {
    let spec = spec(table)?;
    if let Some(row) = overlay.find(spec, key) {
        return Some(row);
    }
    match store(table)? {
        Store::Sheet(sheet) => sheet.rows().iter().find(|row| begins(row.iter().map(String::as_str), key)).map(|row| sheet_row(spec, row)),
        Store::Pack(pack) => {
            let Shape::Packed(n_chunk) = spec.shape else { return None };
            let text = pack.get(&key.get(..n_chunk)?.join("/"))?;
            search(text, &key.join("\t"), key.len()).map(|line| Row::new(spec.columns, line.split('\t').collect()))
        }
    }
}

/// All rows whose key begins so, overlays merged in, in the order of their keys for archives, of the file for texts.
pub(crate) fn with_prefix<'a>(overlay: &'a Overlay, table: &str, prefix: &[&str]) -> Vec<Row<'a>> {
    let (Some(spec), Some(store)) = (spec(table), store(table)) else { return Vec::new() };
    let mut rows: Vec<Row<'a>> = match store {
        Store::Sheet(sheet) => {
            sheet.rows().iter().filter(|row| begins(row.iter().map(String::as_str), prefix)).map(|row| sheet_row(spec, row)).collect()
        }
        Store::Pack(pack) => {
            let chunks = pack.keys().filter(|chunk| chunk.split('/').zip(prefix).all(|(part, wanted)| part == *wanted));
            let lines = chunks.flat_map(|chunk| pack.get(chunk).unwrap_or_default().lines());
            lines.filter(|line| begins(line.split('\t'), prefix)).map(|line| Row::new(spec.columns, line.split('\t').collect())).collect()
        }
    };
    overlay.merge(spec, prefix, &mut rows);
    rows
}

fn sheet_row(spec: &TableSpec, row: &'static [String]) -> Row<'static> {
    Row::new(spec.columns, row.iter().map(String::as_str).collect())
}

/// The line of a sorted text whose first `n` columns, joined by tabs, are `key`.
fn search<'t>(text: &'t str, key: &str, n: usize) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes.get(low..middle)?.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes.get(middle..high)?.iter().position(|byte| *byte == b'\n').map_or(high, |at| middle + at);
        let line = text.get(start..end)?;
        match key_of(line, n).cmp(key) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The first `n` columns of a line.
fn key_of(line: &str, n: usize) -> &str {
    let end = line.match_indices('\t').nth(n.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_line_and_nothing_else() {
        let lines: Vec<String> = (0..50).map(|i| format!("k{i:02}\tx\tvalue {i}")).collect();
        let text = lines.join("\n") + "\n";
        for line in &lines {
            assert_eq!(search(&text, key_of(line, 2), 2), Some(line.as_str()));
        }
        for missing in ["", "a", "k00", "k00\ty", "k25a\tx", "z"] {
            assert_eq!(search(&text, missing, 2), None, "{missing}");
        }
        assert_eq!(search("", "k", 1), None);
    }
}
