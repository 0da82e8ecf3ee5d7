//! MLP0705: a policy or role written by hand that lets everybody in, or everything be done.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{ResourceGraph, Value};

use super::written::{Leaf, Written, written};
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0705",
    name: "wildcard-permission",
    severity: Severity::Warning,
    title: "wildcard as principal or action",
    since: "0.1",
    explain: include_str!("wildcard.md"),
};

/// Subjects in a cluster that stand for everybody.
const EVERYBODY: [&str; 3] = ["system:anonymous", "system:unauthenticated", "system:authenticated"];

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for it in written(cx.platform, graph) {
        if it.is_object() {
            in_cluster(cx, &it, out);
            continue;
        }
        for (key, value, origin) in it.attributes() {
            if let Some(what) = in_document(value) {
                out.push(finding(cx, &it, &what).label_opt(it.span(cx, origin), format!("{what} in `{key}`")));
            } else if key == "policy_arn" && value.as_text().is_some_and(|arn| arn.ends_with(":aws:policy/AdministratorAccess")) {
                out.push(finding(cx, &it, "every action").label_opt(it.span(cx, origin), "every action on everything"));
            }
        }
    }
}

/// What a policy document allows to all, read as a tree or as JSON text.
fn in_document(value: &Value) -> Option<String> {
    let statements = match value {
        Value::Json(tree) => tree_of(tree),
        Value::Text(text) if text.trim_start().starts_with('{') && text.contains("Statement") => serde_json::from_str(text).ok()?,
        _ => return None,
    };
    let statements = match statements.get("Statement")? {
        serde_json::Value::Array(statements) => statements.clone(),
        one => vec![one.clone()],
    };
    statements.iter().find_map(in_statement)
}

/// A statement without conditions that names everybody or everything.
fn in_statement(statement: &serde_json::Value) -> Option<String> {
    let is = |key: &str, word: &str| statement.get(key).is_some_and(|value| texts(value).contains(&word));
    if !is("Effect", "Allow") || statement.get("Condition").is_some() {
        return None;
    }
    let principal = statement.get("Principal");
    let of_aws = principal.and_then(|it| it.get("AWS")).is_some_and(|it| texts(it).contains(&"*"));
    if is("Principal", "*") || of_aws {
        return Some("everybody as principal".to_owned());
    }
    if is("Action", "*") || is("Action", "*:*") {
        return Some("every action".to_owned());
    }
    let actions = statement.get("Action").map(texts).unwrap_or_default();
    // A key's own policy must leave its account in charge (`kms:*`), or nobody can change it any more.
    let of_key = |action: &str| action == "kms:*" && principal.is_some();
    let all = actions.into_iter().find(|action| action.ends_with(":*") && !of_key(action))?;
    is("Resource", "*").then(|| format!("`{all}` on everything"))
}

fn texts(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::String(text) => vec![text],
        serde_json::Value::Array(items) => items.iter().filter_map(serde_json::Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A document as JSON; what is known only later stands for itself alone, never for all.
fn tree_of(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::List(items) => items.iter().map(tree_of).collect(),
        Value::Map(map) => map.iter().map(|entry| (entry.key.to_string(), tree_of(&entry.value))).collect::<serde_json::Map<_, _>>().into(),
        _ => serde_json::Value::Null,
    }
}

fn in_cluster(cx: &CheckCx<'_>, it: &Written<'_>, out: &mut Diagnostics) {
    let leaves = it.leaves();
    let has = |path: &str| leaves.iter().find(|leaf: &&Leaf<'_>| leaf.path == path && leaf.value.as_text() == Some("*"));
    let found = match it.kind() {
        "Role" | "ClusterRole" => {
            has("rules.verbs").filter(|_| has("rules.resources").is_some()).map(|leaf| (leaf, "every verb on every resource"))
        }
        "RoleBinding" | "ClusterRoleBinding" => {
            let all = |leaf: &&Leaf<'_>| leaf.path == "subjects.name" && leaf.value.as_text().is_some_and(|name| EVERYBODY.contains(&name));
            leaves.iter().find(all).map(|leaf| (leaf, "everybody as subject"))
        }
        _ => None,
    };
    if let Some((leaf, what)) = found {
        out.push(finding(cx, it, what).label_opt(it.span(cx, leaf.origin), what));
    }
}

fn finding(cx: &CheckCx<'_>, it: &Written<'_>, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{}` allows {what}, without a condition", it.resource.address))
        .help("name the principals, actions and resources that are needed, or add a `Condition`")
        .subject(cx.address(it.decl))
}
