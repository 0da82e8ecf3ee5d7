//! What a manifest names is used: a dependency that no source mentions makes every build longer and the table of layers a lie.

use std::path::Path;

use serde_json::Value;

/// The dependencies of each package, tests' not counted, that none of its sources mentions; `sources_of` gives the text of a folder's sources.
pub(crate) fn unused(metadata: &Value, sources_of: impl Fn(&Path) -> Result<String, String>) -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let Some(folder) = Path::new(text("manifest_path")).parent() else { continue };
        let sources = sources_of(&folder.join("src"))?;
        for dependency in package.get("dependencies").and_then(Value::as_array).into_iter().flatten() {
            let name = dependency.get("name").and_then(Value::as_str).unwrap_or_default();
            if dependency.get("kind").is_none_or(Value::is_null) && !mentions(&sources, &name.replace('-', "_")) {
                problems.push(format!("`{}` names `{name}` among its dependencies and doesn't use it", text("name")));
            }
        }
    }
    Ok(problems)
}

/// Whether `word` stands in `text`, not as part of a longer name.
fn mentions(text: &str, word: &str) -> bool {
    let part_of_name = |ch: char| ch.is_alphanumeric() || ch == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_no_source_mentions() {
        let metadata = serde_json::json!({"packages": [{"name": "mlpc-plan", "manifest_path": "/plan/Cargo.toml", "dependencies": [
            {"name": "mlpc-graph", "kind": null}, {"name": "serde", "kind": null}, {"name": "proptest", "kind": "dev"}
        ]}]});
        let sources = |folder: &Path| {
            assert_eq!(folder, Path::new("/plan/src"));
            Ok("use mlpc_graph::Value;\nuse serde_json::json;\n".to_owned())
        };
        assert_eq!(unused(&metadata, sources), Ok(vec!["`mlpc-plan` names `serde` among its dependencies and doesn't use it".to_owned()]));
    }
}
