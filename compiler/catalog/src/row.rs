//! One row of a table, its fields read by column.

use mlpc_units::{Date, Quantity, Rational};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;

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

/// Whether a row's first fields are this key, or the beginning of it.
pub(crate) fn begins<'a>(mut fields: impl Iterator<Item = &'a str>, key: &[&str]) -> bool {
    key.iter().all(|part| fields.next() == Some(*part))
}
