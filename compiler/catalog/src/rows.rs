//! Rows by key: overlays first, then what is embedded.

use mlpc_units::{Date, Quantity, Rational};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::overlay::Overlay;
use crate::tables::{Shape, Store, TableSpec, spec, store};

/// One row: its fields by column name. An empty field is an absent one.
#[derive(Clone)]
pub(crate) struct Row<'a> {
    columns: &'static [&'static str],
    fields: Vec<&'a str>,
}

impl<'a> Row<'a> {
    pub(crate) const fn new(columns: &'static [&'static str], fields: Vec<&'a str>) -> Self {
        Self { columns, fields }
    }

    /// The fields that identify the row.
    pub(crate) fn key(&self, n: usize) -> &[&'a str] {
        self.fields.get(..n).unwrap_or(&self.fields)
    }

    /// The text of a column, if it isn't empty.
    pub(crate) fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|name| *name == column)?;
        self.fields.get(at).copied().filter(|field| !field.is_empty())
    }

    /// The text of a column, empty where there is none.
    pub(crate) fn text(&self, column: &str) -> SmolStr {
        SmolStr::new(self.get(column).unwrap_or_default())
    }

    pub(crate) fn some_text(&self, column: &str) -> Option<SmolStr> {
        self.get(column).map(SmolStr::new)
    }

    pub(crate) fn number(&self, column: &str) -> Option<Rational> {
        Rational::parse(self.get(column)?).ok()
    }

    pub(crate) fn integer(&self, column: &str) -> Option<u64> {
        u64::try_from(self.number(column)?.to_i64()?).ok()
    }

    pub(crate) fn gibibytes(&self, column: &str) -> Option<Quantity> {
        Quantity::gibibytes(self.number(column)?)
    }

    pub(crate) fn gigabytes(&self, column: &str) -> Option<Quantity> {
        Some(Quantity::bytes(self.number(column)?.scaled(9)?))
    }

    pub(crate) fn flag(&self, column: &str) -> Option<bool> {
        match self.get(column)? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// A list whose items are parted by `|` or `;`.
    pub(crate) fn list(&self, column: &str) -> Vec<SmolStr> {
        let items = self.get(column).unwrap_or_default().split(['|', ';']);
        items.map(str::trim).filter(|item| !item.is_empty()).map(SmolStr::new).collect()
    }

    /// Where the row is from. A row without a date isn't a fact, so it is `None` and the row is skipped.
    pub(crate) fn provenance(&self) -> Option<Provenance> {
        Some(Provenance { source: self.text("source"), as_of: Date::parse(self.get("as_of")?).ok()? })
    }
}

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

pub(crate) fn begins<'a>(mut fields: impl Iterator<Item = &'a str>, key: &[&str]) -> bool {
    key.iter().all(|part| fields.next() == Some(*part))
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
