//! Which crate may use which: the table that the architecture promises, compared with `cargo metadata`.

use std::process::Command;

use serde_json::Value;

use crate::reference;

/// Crates that all may use.
const FOR_ALL: [&str; 3] = ["source", "units", "diag"];

/// Crates that may use anything: the binary and the tests of the whole.
const MAY_USE_ALL: [&str; 2] = ["mlpc", "snapshots"];

/// Crates for tests only: never a normal dependency.
const DEV_ONLY: [&str; 2] = ["testkit", "xtask"];

/// What each crate may use besides [`FOR_ALL`]. A new edge is a line in this table.
const LAYERS: [(&str, &[&str]); 31] = [
    ("source", &[]),
    ("units", &[]),
    ("diag", &[]),
    ("pack", &[]),
    ("syntax", &[]),
    ("schema", &[]),
    ("catalog", &["pack"]),
    ("model", &["schema"]),
    ("sema", &["syntax", "schema", "model", "catalog"]),
    ("analysis", &["schema", "model", "catalog"]),
    ("graph", &["pack"]),
    ("components", &["syntax", "schema", "graph"]),
    ("lowering", &["model", "graph", "catalog"]),
    ("aws", &["schema", "model", "graph", "catalog", "lowering", "analysis"]),
    ("azure", &["schema", "model", "graph", "catalog", "lowering", "analysis"]),
    ("gcp", &["schema", "model", "graph", "catalog", "lowering", "analysis"]),
    ("kubernetes", &["schema", "model", "graph", "catalog", "lowering", "analysis"]),
    ("lower", &["schema", "model", "components", "graph", "catalog", "analysis", "lowering", "aws", "azure", "gcp", "kubernetes"]),
    ("emit", &["graph"]),
    ("plan", &["graph"]),
    // The registry of all codes lives here, so it knows every crate that has some.
    ("check", &["syntax", "schema", "sema", "model", "analysis", "catalog", "graph", "components", "lower", "plan"]),
    ("engine", &["plan", "graph"]),
    ("project", &["syntax", "schema", "catalog", "model", "sema", "analysis", "graph", "components", "lower", "check", "emit", "plan"]),
    ("report", &["schema", "catalog", "model", "analysis", "graph", "plan"]),
    ("ide", &["syntax", "schema", "catalog", "model", "analysis", "graph", "project"]),
    ("lsp", &["ide", "report", "project"]),
    ("terraform", &["engine", "graph", "plan", "emit"]),
    ("simulator", &["engine", "graph", "plan"]),
    ("testkit", &[]),
    // The book's reference is made from the registry of codes and the tables of kinds.
    ("xtask", &["catalog", "graph", "pack", "schema", "components", "check"]),
    ("snapshots", &[]),
];

/// What the tests of a crate may use besides [`LAYERS`]: a stage whose tests start from specs or end in files needs the stages around it.
const TESTS: [(&str, &[&str]); 1] = [("lower", &["syntax", "sema", "emit"])];

/// Compares the crates' manifests with the table.
pub(crate) fn check() -> Result<(), String> {
    let problems = problems(&metadata()?);
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// The workspace's packages, as cargo knows them.
pub(crate) fn metadata() -> Result<Value, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output =
        Command::new(cargo).args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(reference::root()).output();
    let output = output.map_err(|error| format!("cargo metadata: {error}"))?;
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// The edges that the manifests have and the table doesn't.
pub(crate) fn problems(metadata: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let Some(user) = package.get("name").and_then(Value::as_str).map(short) else { continue };
        for dependency in package.get("dependencies").and_then(Value::as_array).into_iter().flatten() {
            let used = dependency.get("name").and_then(Value::as_str).unwrap_or_default();
            if !used.starts_with("mlpc-") {
                continue;
            }
            let is_dev = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            if let Some(problem) = edge_problem(user, short(used), is_dev) {
                problems.push(problem);
            }
        }
        if user != "mlpc" && !LAYERS.iter().any(|(name, _)| *name == user) {
            problems.push(format!("the crate `{user}` has no row in compiler/xtask/src/layers.rs"));
        }
    }
    problems
}

fn edge_problem(user: &str, used: &str, is_dev: bool) -> Option<String> {
    if DEV_ONLY.contains(&used) {
        return (!is_dev).then(|| format!("`{user}` uses `{used}`, which is for tests only"));
    }
    let listed = |table: &[(&str, &[&str])]| table.iter().any(|(name, uses)| *name == user && uses.contains(&used));
    let fits = MAY_USE_ALL.contains(&user) || FOR_ALL.contains(&used) || listed(&LAYERS) || (is_dev && listed(&TESTS));
    (!fits).then(|| format!("`{user}` uses `{used}`; the table in compiler/xtask/src/layers.rs has no such edge"))
}

fn short(name: &str) -> &str {
    name.strip_prefix("mlpc-").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_keep_to_the_table() {
        assert_eq!(check(), Ok(()));
    }

    #[test]
    fn the_table_has_no_cycle() {
        // In its order every crate uses only crates above it, so the crates form layers.
        for (i, (user, uses)) in LAYERS.iter().enumerate() {
            for used in *uses {
                let at = LAYERS.iter().position(|(name, _)| name == used);
                assert!(at.is_some_and(|at| at < i), "{user} → {used}");
            }
        }
    }

    #[test]
    fn names_each_forbidden_edge() {
        let metadata = serde_json::json!({"packages": [
            {"name": "mlpc-syntax", "dependencies": [{"name": "mlpc-model", "kind": null}, {"name": "mlpc-diag", "kind": null}, {"name": "mlpc-testkit", "kind": "dev"}]},
            {"name": "mlpc-model", "dependencies": [{"name": "mlpc-testkit", "kind": null}]},
            {"name": "mlpc-lower", "dependencies": [{"name": "mlpc-emit", "kind": "dev"}, {"name": "mlpc-sema", "kind": null}]},
            {"name": "mlpc-new", "dependencies": []}
        ]});
        assert_eq!(
            problems(&metadata),
            [
                "`syntax` uses `model`; the table in compiler/xtask/src/layers.rs has no such edge",
                "`model` uses `testkit`, which is for tests only",
                "`lower` uses `sema`; the table in compiler/xtask/src/layers.rs has no such edge",
                "the crate `new` has no row in compiler/xtask/src/layers.rs"
            ]
        );
    }
}
