//! `cargo xtask convert schemas`: recorded provider schemas to `stdlib/schemas/`.
//!
//! Reads `tfcheck/schemas/NAME-VERSION.json.xz` (through the program `xz`) and `catalog/force_new.csv` of the reference data, and rows of the same form
//! for further types in `stdlib/schemas/NAME/replacement.csv`. Kept are names, types, flags, nesting and what replaces; no descriptions. The text's form is described in `mlpc_graph::schema`.

use std::collections::BTreeMap;
use std::process::Command;

use mlpc_catalog::csv;
use serde_json::Value;

use super::Outcome;
use super::convert::Made;
use crate::reference;

/// Providers by name, with the file of their recorded schema.
const PROVIDERS: &[(&str, &str)] =
    &[("aws", "aws-6.69.1.json.xz"), ("azurerm", "azurerm-5.10.0.json.xz"), ("google", "google-8.7.0.json.xz")];

/// A chunk is closed once it is this long: small enough to decode in no time, large enough to compress well.
const CHUNK_LENGTH: usize = 24_000;

/// `terraform_data` is built into Terraform, which prints no schema for it: `internal/builtin/providers/terraform/resource_data.go`.
const TERRAFORM_DATA: &str = "terraform_data\tinternal/builtin/providers/terraform/resource_data.go@1.11.4
 id\tc\ts\tN
 input\to\ta\tN
 output\tc\ta\tN
 triggers_replace\to\ta\tY
";

/// The files of all providers.
pub(crate) fn files() -> Result<Vec<Made>, String> {
    let mut files = Vec::new();
    for (name, file) in PROVIDERS {
        let text = unpack(&format!("tfcheck/schemas/{file}"))?;
        let recorded: Value = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
        let version = recorded.pointer("/source/version").and_then(Value::as_str).ok_or_else(|| format!("{file} has no version"))?;
        let resources =
            recorded.pointer("/schema/resource_schemas").and_then(Value::as_object).ok_or_else(|| format!("{file} has no resources"))?;
        let own = reference::read_file(&reference::root().join(format!("stdlib/schemas/{name}/replacement.csv")))?;
        let replacement = Replacement::read(name, &[&reference::read("catalog/force_new.csv")?, &own]);
        let types: BTreeMap<&String, String> =
            resources.iter().map(|(ty, schema)| Ok((ty, resource_text(ty, schema, &replacement)?))).collect::<Result<_, String>>()?;
        files.push(archive(name, version, types.iter().map(|(ty, text)| (ty.as_str(), text.as_str())))?);
    }
    files.push(archive("terraform", "1.11.4", std::iter::once(("terraform_data", TERRAFORM_DATA)))?);
    Ok(files)
}

/// The archive of a provider: its version, the names of its types, and chunks of types named for their first.
fn archive<'a>(provider: &str, version: &str, types: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Made, String> {
    let mut chunks: Vec<(String, String)> = Vec::new();
    let mut names = String::new();
    for (name, text) in types {
        names.push_str(name);
        names.push('\n');
        match chunks.last_mut() {
            Some((_, chunk)) if chunk.len() < CHUNK_LENGTH => chunk.push_str(text),
            _ => chunks.push((name.to_owned(), text.to_owned())),
        }
    }
    chunks.push((String::new(), version.to_owned()));
    chunks.push((" types".to_owned(), names));
    let bytes = mlpc_pack::write(chunks).map_err(|error| error.to_string())?;
    Ok((format!("schemas/{provider}/resources.pack"), bytes))
}

fn unpack(relative: &str) -> Result<String, String> {
    let path = reference::path(relative);
    let output = Command::new("xz").arg("-dc").arg(&path).output().map_err(|error| format!("xz: {error}"))?;
    if !output.status.success() {
        return Err(format!("xz -dc {}: {}", path.display(), String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// What replaces, by type and path, and the source for each type.
struct Replacement {
    paths: BTreeMap<(String, String), String>,
    sources: BTreeMap<String, String>,
}

impl Replacement {
    fn read(provider: &str, texts: &[&str]) -> Self {
        let mut replacement = Self { paths: BTreeMap::new(), sources: BTreeMap::new() };
        let records = texts.iter().flat_map(|text| csv::records(text).into_iter().skip(1));
        for record in records.filter(|record| record.first().is_some_and(|name| name == provider)) {
            let [_, ty, path, forces_new, note, source] = record.as_slice() else { continue };
            let code = match forces_new.as_str() {
                "yes" => "Y".to_owned(),
                "no" => "N".to_owned(),
                "conditional" => format!("C{}", note.replace(['\t', '\n'], " ")),
                _ => String::new(),
            };
            replacement.paths.insert((ty.clone(), path.clone()), code);
            let sources = replacement.sources.entry(ty.clone()).or_default();
            if !sources.split("; ").any(|known| known == source) {
                sources.push_str(if sources.is_empty() { "" } else { "; " });
                sources.push_str(source);
            }
        }
        replacement
    }

    fn of(&self, ty: &str, path: &str) -> &str {
        self.paths.get(&(ty.to_owned(), path.to_owned())).map_or("", String::as_str)
    }
}

fn resource_text(ty: &str, schema: &Value, replacement: &Replacement) -> Result<String, String> {
    let mut text = ty.to_owned();
    if let Some(source) = replacement.sources.get(ty) {
        text.push('\t');
        text.push_str(source);
    }
    text.push('\n');
    let block = schema.get("block").ok_or_else(|| format!("{ty} has no block"))?;
    block_text(&mut text, ty, "", 1, block, replacement)?;
    Ok(text)
}

fn block_text(text: &mut String, ty: &str, above: &str, depth: usize, block: &Value, replacement: &Replacement) -> Outcome {
    for (name, attribute) in sorted(block, "attributes") {
        let path = format!("{above}{name}");
        let flags: String =
            [("required", 'r'), ("optional", 'o'), ("computed", 'c'), ("sensitive", 's'), ("write_only", 'w'), ("deprecated", 'd')]
                .into_iter()
                .filter(|(key, _)| flag(attribute, key))
                .map(|(_, letter)| letter)
                .collect();
        let value_type = attribute.get("type").ok_or_else(|| format!("{ty}: {path} has no type"))?;
        let value_type = type_text(value_type).ok_or_else(|| format!("{ty}: {path} has the type {value_type}"))?;
        text.push_str(&format!("{:depth$}{name}\t{flags}\t{value_type}\t{}\n", "", replacement.of(ty, &path)));
    }
    for (name, nested) in sorted(block, "block_types") {
        let path = format!("{above}{name}");
        let mode = match nested.get("nesting_mode").and_then(Value::as_str) {
            Some("single" | "group") => '1',
            Some("list") => 'l',
            Some("set") => 's',
            Some("map") => 'm',
            other => return Err(format!("{ty}: {path} has the nesting {other:?}")),
        };
        let number = |key: &str| nested.get(key).and_then(Value::as_u64).unwrap_or(0);
        text.push_str(&format!(
            "{:depth$}{name}\t{{{mode}\t{},{}\t{}\n",
            "",
            number("min_items"),
            number("max_items"),
            replacement.of(ty, &path)
        ));
        let inner = nested.get("block").ok_or_else(|| format!("{ty}: {path} has no block"))?;
        block_text(text, ty, &format!("{path}."), depth + 1, inner, replacement)?;
    }
    Ok(())
}

fn sorted<'v>(block: &'v Value, key: &str) -> BTreeMap<&'v String, &'v Value> {
    block.get(key).and_then(Value::as_object).into_iter().flatten().collect()
}

fn flag(attribute: &Value, key: &str) -> bool {
    attribute.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn type_text(ty: &Value) -> Option<String> {
    if let Some(name) = ty.as_str() {
        let letter = match name {
            "string" => "s",
            "number" => "n",
            "bool" => "b",
            "dynamic" => "a",
            _ => return None,
        };
        return Some(letter.to_owned());
    }
    let [kind, inner] = ty.as_array()?.as_slice() else { return None };
    match kind.as_str()? {
        "list" => Some(format!("l({})", type_text(inner)?)),
        "set" => Some(format!("t({})", type_text(inner)?)),
        "map" => Some(format!("m({})", type_text(inner)?)),
        "object" => {
            let members: Option<Vec<String>> =
                inner.as_object()?.iter().map(|(name, ty)| Some(format!("{name}:{}", type_text(ty)?))).collect();
            Some(format!("o{{{}}}", members?.join(",")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_graph::schema::{Replaces, parse};

    #[test]
    fn the_reader_reads_what_the_converter_writes() {
        let schema = serde_json::json!({"block": {
            "attributes": {
                "id": {"type": "string", "computed": true},
                "tags": {"type": ["map", "string"], "optional": true},
                "rules": {"type": ["list", ["object", {"port": "number", "names": ["set", "string"]}]], "required": true, "sensitive": true}
            },
            "block_types": {"scaling": {"nesting_mode": "list", "min_items": 1, "max_items": 1, "block": {"attributes": {"min": {"type": "number", "required": true}}}}}
        }});
        let replacement = Replacement::read(
            "p",
            &[
                "provider,type,path,forces_new,note,source\np,p_x,rules,yes,,here@1\np,p_x,scaling,conditional,when full,here@1\nq,p_x,id,yes,,there@1\n",
            ],
        );
        let read = parse(&resource_text("p_x", &schema, &replacement).unwrap()).unwrap();
        assert_eq!(read.replacement_source.as_deref(), Some("here@1"));
        assert!(read.attribute("id").unwrap().is_read_only());
        assert_eq!(read.replaces("id"), &Replaces::Unknown);
        assert_eq!(read.replaces("rules"), &Replaces::Yes);
        assert_eq!(read.replaces("scaling"), &Replaces::Conditional("when full".into()));
        assert!(read.attribute("scaling.min").unwrap().required);
        assert!(resource_text("p_x", &serde_json::json!({"block": {"attributes": {"a": {"type": "thing"}}}}), &replacement).is_err());
    }
}
