//! A user's own facts, laid over the embedded ones row by row.

use std::collections::BTreeMap;

use mlpc_units::Date;
use thiserror::Error;

use crate::csv;
use crate::row::{Row, begins};
use crate::tables::{TableSpec, spec};

/// Why a file isn't an overlay of the catalog. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OverlayError {
    /// No table has that name.
    #[error("the catalog has no table `{name}`; its tables are {known}")]
    UnknownTable {
        /// The file's name without `.csv`.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A column of the header that the table doesn't have.
    #[error("`{table}` has no column `{column}`; its columns are {known}")]
    UnknownColumn {
        /// The table.
        table: &'static str,
        /// The unknown column.
        column: String,
        /// The columns there are.
        known: String,
    },
    /// The header lacks a column that identifies rows.
    #[error("`{table}` needs the column `{column}`: it identifies the row")]
    MissingColumn {
        /// The table.
        table: &'static str,
        /// The missing column.
        column: &'static str,
    },
    /// A row has no date, or none that is one: a fact has its date.
    #[error("row {row} of `{table}` has no date in `as_of`; write the day it was true, such as `2026-11-23`")]
    NoDate {
        /// The table.
        table: &'static str,
        /// The row, the header being 1.
        row: usize,
    },
    /// A row has more or fewer fields than the header.
    #[error("row {row} of `{table}` has {found} fields, its header {expected}")]
    Width {
        /// The table.
        table: &'static str,
        /// The row, the header being 1.
        row: usize,
        /// Fields of the row.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
}

/// Rows of users by table, each in the table's own order of columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    tables: BTreeMap<&'static str, Vec<Vec<String>>>,
}

impl Overlay {
    /// Adds the rows of a file `name.csv`; a row of the same key replaces an earlier one.
    pub(crate) fn add(&mut self, name: &str, text: &str) -> Result<(), OverlayError> {
        let known = || crate::TABLES.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", ");
        let spec = spec(name).ok_or_else(|| OverlayError::UnknownTable { name: name.to_owned(), known: known() })?;
        let table = spec.name;
        let mut records = csv::records(text).into_iter();
        let header = records.next().unwrap_or_default();
        let places = places(spec, &header)?;
        let rows = self.tables.entry(table).or_default();
        for (i, record) in records.enumerate() {
            let row = i + 2;
            if record.len() != header.len() {
                return Err(OverlayError::Width { table, row, found: record.len(), expected: header.len() });
            }
            let mut fields = vec![String::new(); spec.columns.len()];
            for (field, place) in record.into_iter().zip(&places) {
                if let Some(slot) = fields.get_mut(*place) {
                    *slot = field;
                }
            }
            set_default_source(spec, &mut fields, name);
            if !has_date(spec, &fields) {
                return Err(OverlayError::NoDate { table, row });
            }
            rows.retain(|old| !same_key(spec, old, &fields));
            rows.push(fields);
        }
        Ok(())
    }

    pub(crate) fn find<'a>(&'a self, spec: &TableSpec, key: &[&str]) -> Option<Row<'a>> {
        let rows = self.tables.get(spec.name)?;
        rows.iter().find(|row| begins(row.iter().map(String::as_str), key)).map(|row| own_row(spec, row))
    }

    /// Puts the rows of a prefix into a list, in place of those with the same key or at its end.
    pub(crate) fn merge<'a>(&'a self, spec: &TableSpec, prefix: &[&str], rows: &mut Vec<Row<'a>>) {
        for own in self.tables.get(spec.name).into_iter().flatten().filter(|row| begins(row.iter().map(String::as_str), prefix)) {
            let own = own_row(spec, own);
            match rows.iter_mut().find(|row| row.key(spec.n_key) == own.key(spec.n_key)) {
                Some(row) => *row = own,
                None => rows.push(own),
            }
        }
    }
}

fn own_row<'a>(spec: &TableSpec, row: &'a [String]) -> Row<'a> {
    Row::new(spec.columns, row.iter().map(String::as_str).collect())
}

/// Where each column of a header lies in the table.
fn places(spec: &TableSpec, header: &[String]) -> Result<Vec<usize>, OverlayError> {
    let table = spec.name;
    if let Some(column) = spec.key().iter().find(|column| !header.iter().any(|name| name == *column)) {
        return Err(OverlayError::MissingColumn { table, column });
    }
    let place = |name: &String| {
        let unknown = || OverlayError::UnknownColumn { table, column: name.clone(), known: spec.columns.join(", ") };
        spec.columns.iter().position(|column| column == name).ok_or_else(unknown)
    };
    header.iter().map(place).collect()
}

fn set_default_source(spec: &TableSpec, fields: &mut [String], file: &str) {
    let source = spec.columns.iter().position(|column| *column == "source");
    if let Some(field) = source.and_then(|at| fields.get_mut(at)).filter(|field| field.is_empty()) {
        *field = format!("stdlib/catalog/{file}.csv");
    }
}

fn has_date(spec: &TableSpec, fields: &[String]) -> bool {
    let as_of = spec.columns.iter().position(|column| *column == "as_of");
    as_of.and_then(|at| fields.get(at)).is_some_and(|text| Date::parse(text).is_ok())
}

fn same_key(spec: &TableSpec, a: &[String], b: &[String]) -> bool {
    a.iter().zip(b).take(spec.n_key).all(|(left, right)| left == right)
}
