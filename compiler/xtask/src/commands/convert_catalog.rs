//! `cargo xtask convert catalog`: `catalog/*.csv` of the reference data to `stdlib/catalog/`.
//!
//! Notes are left out, rows sorted by key, and each row gets its source and its date: its own, else that of its source.

use std::collections::BTreeMap;

use mlpc_catalog::{Catalog, Shape, TABLES, TableSpec, csv};
use mlpc_units::Date;

use super::convert::Made;
use crate::reference;

/// Sources of tables whose rows name none, or a document instead of a source.
const TABLE_SOURCES: &[(&str, &str)] = &[
    ("accelerators", "vendor-pages"),
    ("mig_combinations", "mig-parted"),
    ("mig_profiles", "mig-parted"),
    ("metrics", "vendor-docs"),
    ("service_limits", "vendor-docs"),
];

/// Tables that are kept by hand: no reference table has these facts, each row names the file or contract that it was read from.
const BY_HAND: &[&str] = &["driver_branches", "kubernetes_versions", "metric_details", "service_slas"];

/// The files of all tables that are converted.
pub(crate) fn files() -> Result<Vec<Made>, String> {
    let catalog = Catalog::embedded();
    let file = |spec: &TableSpec| {
        let rows = convert(spec, &reference::read(&format!("catalog/{}.csv", spec.name))?, &catalog)?;
        Ok(match spec.shape {
            Shape::Text => (format!("catalog/{}.csv", spec.name), as_csv(spec, &rows).into_bytes()),
            Shape::Packed(n_chunk) => (format!("catalog/{}.pack", spec.name), as_pack(&rows, n_chunk)?),
        })
    };
    TABLES.iter().filter(|spec| !BY_HAND.contains(&spec.name)).map(file).collect()
}

/// The rows of a table in its order of columns, sorted by key.
fn convert(spec: &TableSpec, text: &str, catalog: &Catalog) -> Result<Vec<Vec<String>>, String> {
    let mut records = csv::records(text).into_iter();
    let header = records.next().ok_or_else(|| format!("{}.csv is empty", spec.name))?;
    let mut rows = Vec::new();
    for (i, record) in records.enumerate() {
        let at = |column: &str| header.iter().position(|name| name == column).and_then(|at| record.get(at)).cloned().unwrap_or_default();
        let (source, as_of) = provenance(spec, &at("source"), &at("as_of"), catalog)
            .map_err(|problem| format!("{}.csv, row {}: {problem}", spec.name, i + 2))?;
        let field = |column: &&str| match *column {
            "source" => source.clone(),
            "as_of" => as_of.clone(),
            "rule" => at("source"),
            "sliding_window" => windows(&at("layers"), &at("notes")).map_or_else(String::new, |(window, _)| window.to_string()),
            "window_layers" => windows(&at("layers"), &at("notes")).map_or_else(String::new, |(_, layers)| layers.to_string()),
            other => at(other),
        };
        rows.push(spec.columns.iter().map(field).collect::<Vec<String>>());
    }
    // The alert windows keep their order: it is that of their urgency.
    if spec.name != "burn_rate_windows" {
        rows.sort_by_cached_key(|row| row.iter().take(spec.n_key).cloned().collect::<Vec<_>>().join("\t"));
    }
    Ok(rows)
}

/// The window of a model's layers and how many of them have it, by its note: `alternating 4096-token sliding-window layers`, `5 of 6 layers
/// are 1024-token sliding window`. The last layer of each round keeps all tokens; what is left of a round has windows.
fn windows(layers: &str, note: &str) -> Option<(u64, u64)> {
    let (before, _) = note.split_once("-token sliding")?;
    let window = before.rsplit(' ').next()?.parse().ok()?;
    let round: u64 = match before.rsplit_once(" layers are ") {
        Some((share, _)) => share.rsplit(' ').next()?.parse().ok()?,
        None => 2,
    };
    let layers: u64 = layers.parse().ok()?;
    Some((window, layers - layers.checked_div(round)?))
}

/// Source and date of a row. A source that has a code, alone or joined by `+` or `;`, dates the row if it doesn't itself.
fn provenance(spec: &TableSpec, source: &str, as_of: &str, catalog: &Catalog) -> Result<(String, String), String> {
    let table = TABLE_SOURCES.iter().find(|(name, _)| *name == spec.name).map(|(_, code)| *code);
    let named = match (source, table) {
        ("", Some(table)) => table,
        ("", None) => return Err("no source".to_owned()),
        (source, _) => source,
    };
    if !as_of.is_empty() {
        Date::parse(as_of).map_err(|error| error.to_string())?;
        return Ok((named.to_owned(), as_of.to_owned()));
    }
    // What follows a colon is a place within the source: `botocore:rds/2014-10-31#CreateDBInstanceMessage`.
    let code = |code: &str| catalog.source(code.split(':').next().unwrap_or(code)).map(|source| source.as_of);
    let dates: Option<Vec<Date>> = named.split(['+', ';']).map(|part| code(part.trim())).collect();
    // The oldest of several sources is what the whole row can be trusted for.
    let date = dates.and_then(|dates| dates.into_iter().min()).or_else(|| code(table?));
    let date = date.ok_or_else(|| format!("the source `{named}` is not in stdlib/catalog/sources.csv"))?;
    Ok((named.to_owned(), date.to_string()))
}

fn as_csv(spec: &TableSpec, rows: &[Vec<String>]) -> String {
    let mut text = csv::line(spec.columns.iter().copied());
    for row in rows {
        text.push('\n');
        text.push_str(&csv::line(row.iter().map(String::as_str)));
    }
    text.push('\n');
    text
}

fn as_pack(rows: &[Vec<String>], n_chunk: usize) -> Result<Vec<u8>, String> {
    let mut chunks: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        if let Some(field) = row.iter().find(|field| field.contains(['\t', '\n', '\r'])) {
            return Err(format!("`{field}` holds a tab or a line end"));
        }
        let chunk = chunks.entry(row.iter().take(n_chunk).cloned().collect::<Vec<_>>().join("/")).or_default();
        chunk.push_str(&row.join("\t"));
        chunk.push('\n');
    }
    mlpc_pack::write(chunks.into_iter().collect()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gets_source_and_date() {
        let spec = mlpc_catalog::spec("prices").unwrap();
        let catalog = Catalog::embedded();
        let text = "cloud,service,item,region,unit,price_usd,as_of,source\naws,s3,x,us-east-1,GB-month,0.02,,aws-pw\naws,s3,a,us-east-1,GB-month,0.03,2026-01-02,cr24\n";
        let rows = convert(spec, text, &catalog).unwrap();
        assert_eq!(rows[0], ["aws", "us-east-1", "s3", "a", "GB-month", "0.03", "2026-01-02", "cr24"]);
        assert_eq!(rows[1][6..], ["2025-06-18", "aws-pw"]);
        let unknown = convert(spec, "cloud,source\naws,hearsay\n", &catalog).unwrap_err();
        assert_eq!(unknown, "prices.csv, row 2: the source `hearsay` is not in stdlib/catalog/sources.csv");
        assert!(convert(spec, "cloud,source\naws,\n", &catalog).is_err());
    }

    #[test]
    fn windows_of_layers_are_read_from_notes() {
        assert_eq!(windows("26", "alternating 4096-token sliding-window layers"), Some((4096, 13)));
        assert_eq!(
            windows("62", "text stack; 5 of 6 layers are 1024-token sliding window; total includes a vision tower"),
            Some((1024, 52))
        );
        assert_eq!(windows("80", "Llama 3.3 70B architecture"), None);
    }

    #[test]
    fn the_oldest_of_several_sources_dates_a_row() {
        let spec = mlpc_catalog::spec("instances").unwrap();
        let (source, as_of) = provenance(spec, "gcp-machine-types+gce-docs+nvsmi", "", &Catalog::embedded()).unwrap();
        assert_eq!((source.as_str(), as_of.as_str()), ("gcp-machine-types+gce-docs+nvsmi", "2026-08-20"));
    }
}
