//! Data files: `csv`, `json`, `yaml`, `file`. Paths start at the platform's directory and stay in it.

use std::sync::Arc;

use mlpc_diag::Diagnostic;
use mlpc_units::Rational;
use smol_str::{SmolStr, format_smolstr};

use super::{Arguments, Function};
use crate::codes::file_not_found;
use crate::eval::map_value;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "csv", arity: (1, Some(1)), form: "csv('teams.csv')", call: csv },
    Function { name: "json", arity: (1, Some(1)), form: "json('limits.json')", call: json },
    Function { name: "yaml", arity: (1, Some(1)), form: "yaml('limits.yaml')", call: yaml },
    Function { name: "file", arity: (1, Some(1)), form: "file('policy.rego')", call: file },
];

fn csv(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, parse_csv)
}

fn json(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |text| serde_json::from_str(text).map_err(|error| error.to_string()).map(from_json))
}

fn yaml(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |text| {
        let value: Result<serde_json::Value, _> = serde_saphyr::from_str(text);
        value.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).map(from_json)
    })
}

fn file(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |text| Ok(Value::text(text)))
}

/// Reads a file once a compile, however often it is asked for.
fn read(arguments: &mut Arguments<'_, '_>, parse: impl Fn(&str) -> Result<Value, String>) -> Option<Value> {
    let path = arguments.text(0)?;
    let key = format_smolstr!("{} {path}", arguments.name);
    if let Some(value) = arguments.cx.files.get(&key) {
        return Some(value.clone());
    }
    let span = arguments.span_of(0);
    let value = match inside(&path).map(|path| (arguments.cx.inputs.files)(&path)) {
        None => Err((
            format!("`{path}` lies outside the platform's directory"),
            "paths start at the platform's directory and stay in it".to_owned(),
        )),
        Some(None) => Err((format!("there is no file `{path}`"), "paths start at the platform's directory".to_owned())),
        Some(Some(text)) => parse(&text).map_err(|error| (format!("`{path}` can't be read as {}", arguments.name), error)),
    };
    let value = match value {
        Ok(value) => value,
        Err((message, help)) => {
            arguments.cx.report(Diagnostic::new(&file_not_found::RULE, message).label(span, "this file").help(help));
            Value::Poison
        }
    };
    arguments.cx.files.insert(key, value.clone());
    (value != Value::Poison).then_some(value)
}

/// The path without `.` and `..`; `None` if it leaves the directory.
fn inside(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') || path.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn from_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(flag),
        serde_json::Value::Number(number) => {
            Rational::parse(&number.to_string()).map_or_else(|_| Value::text(number.to_string()), Value::Number)
        }
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(items) => Value::list(items.into_iter().map(from_json).collect()),
        serde_json::Value::Object(entries) => map_value(entries.into_iter().map(|(key, value)| (SmolStr::new(key), from_json(value)))),
    }
}

/// Rows by the header's names. Cells are texts, an empty one is null. Quoted cells may hold commas, line ends and `""`.
fn parse_csv(text: &str) -> Result<Value, String> {
    let mut records = records(text)?.into_iter();
    let Some(header) = records.next() else { return Ok(Value::list(Vec::new())) };
    let header: Vec<SmolStr> = header.iter().map(|cell| SmolStr::new(cell.trim())).collect();
    if let Some(twice) = header.iter().enumerate().find(|(at, name)| header.iter().take(*at).any(|it| it == *name)) {
        return Err(format!("its header has the column `{}` twice", twice.1));
    }
    let mut rows = Vec::new();
    for (index, cells) in records.enumerate() {
        if cells.len() == 1 && cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cells.len() != header.len() {
            return Err(format!("row {} has {} cells, the header has {}", index + 1, cells.len(), header.len()));
        }
        let row = header.iter().cloned().zip(cells.into_iter().map(|cell| match cell.trim() {
            "" => Value::Null,
            cell => Value::text(cell),
        }));
        rows.push(Value::Map(Arc::new(row.collect())));
    }
    Ok(Value::list(rows))
}

fn records(text: &str) -> Result<Vec<Vec<String>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    let mut any = false;
    while let Some(ch) = chars.next() {
        any = true;
        match ch {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
                any = false;
            }
            ch => cell.push(ch),
        }
    }
    if quoted {
        return Err("a quoted cell is never closed".to_owned());
    }
    if any {
        record.push(cell);
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_cells_are_texts_and_empty_ones_null() {
        let Ok(Value::List(rows)) = parse_csv("name,note\r\nads,\"a, \"\"b\"\"\"\nsearch,\n") else { panic!("no rows") };
        let cell = |row: usize, name: &str| match &rows[row] {
            Value::Map(cells) => cells[name].clone(),
            _ => panic!("no row"),
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(cell(0, "note"), Value::text("a, \"b\""));
        assert_eq!(cell(1, "note"), Value::Null);
        assert!(parse_csv("a,b\n1\n").is_err());
        assert!(parse_csv("a,a\n1,2\n").is_err());
        assert!(parse_csv("a\n\"1\n").is_err());
    }

    #[test]
    fn paths_stay_inside() {
        assert_eq!(inside("a/../b/./c.csv").as_deref(), Some("b/c.csv"));
        for outside in ["../x", "/etc/passwd", "a/../../x", "C:x", "a\\b", "."] {
            assert_eq!(inside(outside), None, "{outside}");
        }
    }
}
