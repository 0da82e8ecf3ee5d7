//! MLP1103: a role for a service account that nothing makes.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{Entry, Map, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::selectors::{at, by_hand, walk};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1103",
    name: "identity-mismatch",
    severity: Severity::Error,
    title: "a role for a service account that nothing makes",
    since: "0.1",
    explain: include_str!("identity_mismatch.md"),
};

/// How a service account is called in tokens.
const SUBJECT: &str = "system:serviceaccount:";

/// The service accounts and releases that are made, by namespace; a target's clusters together.
#[derive(Default)]
struct Made<'g> {
    accounts: FxHashSet<(&'g str, &'g str, &'g str)>,
    /// Namespaces in which a chart may make more.
    releases: FxHashSet<(&'g str, &'g str)>,
    release_of: FxHashMap<&'g SmolStr, &'g Resource>,
}

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    let made = made(graph);
    let existing: FxHashSet<&str> = cx
        .platform
        .clusters
        .iter()
        .filter(|it| it.existing.is_some())
        .filter_map(|it| cx.platform.target(it.target.value))
        .map(|it| it.name.as_str())
        .collect();
    for resource in graph.resources().iter().filter(|it| it.in_terraform()) {
        if resource.address.kind() == "aws_eks_pod_identity_association" {
            let text = |key: &str| resource.attrs.get(key).and_then(Value::as_text);
            let (Some(namespace), Some(account)) = (text("namespace"), text("service_account")) else { continue };
            if let Some(release) = made.release_of.get(&resource.owner) {
                if let Some(found) = of_component(cx, resource, release, account) {
                    out.push(found);
                }
            } else if by_hand(cx.platform, resource) && !existing.contains(resource.place.target.as_str()) {
                let place = cx.entry_span(resource.attrs.entry("service_account"), resource);
                if let Some(found) = of_nobody(&made, resource, namespace, account, place) {
                    out.push(found);
                }
            }
        } else if by_hand(cx.platform, resource) && !existing.contains(resource.place.target.as_str()) {
            for (entry, namespace, account) in subjects(&resource.attrs) {
                let place = cx.entry_span(Some(entry), resource);
                if let Some(found) = of_nobody(&made, resource, &namespace, &account, place) {
                    out.push(found);
                }
            }
        }
    }
}

fn made(graph: &ResourceGraph) -> Made<'_> {
    let mut made = Made::default();
    for resource in graph.resources().iter().filter(|it| it.in_cluster()) {
        let target = resource.place.target.as_str();
        match &resource.kind {
            ResourceKind::Helm(_) => {
                made.releases.insert((target, resource.place.namespace.as_deref().unwrap_or_default()));
                made.release_of.insert(&resource.owner, resource);
            }
            ResourceKind::Object { kind, .. } if kind == "ServiceAccount" => {
                let text = |key: &str| at(&resource.attrs, &["metadata", key]).and_then(Value::as_text);
                made.accounts.insert((target, text("namespace").unwrap_or("default"), text("name").unwrap_or_default()));
            }
            ResourceKind::Object { kind, .. } if kind == "Namespace" => {
                let name = at(&resource.attrs, &["metadata", "name"]).and_then(Value::as_text).unwrap_or_default();
                made.accounts.insert((target, name, "default"));
            }
            _ => {}
        }
    }
    made
}

/// A component whose `values` name its service account otherwise than its identity does.
fn of_component(cx: &CheckCx<'_>, identity: &Resource, release: &Resource, account: &str) -> Option<Diagnostic> {
    let mut named: Vec<(&Entry, &str)> = Vec::new();
    walk(&release.attrs, false, 0, &mut |entry, _| {
        let name = (entry.key == "serviceAccount").then(|| entry.value.as_map()).flatten().and_then(|it| it.entry("name"));
        if let Some((name, text)) = name.and_then(|it| Some((it, it.value.as_text()?))) {
            named.push((name, text));
        }
    });
    if named.is_empty() || named.iter().any(|(_, text)| *text == account) {
        return None;
    }
    let (entry, other) = named.first()?;
    let message = format!(
        "the role of `{}` is for service account `{account}`, and its pods run as `{other}`: they may do nothing in the cloud",
        identity.owner
    );
    let place = cx.entry_span(Some(*entry), release);
    let help = format!("leave `serviceAccount.name` out: the identity is for `{account}`");
    Some(Diagnostic::new(&RULE, message).label_opt(place, format!("not `{account}`")).help(help).subject(identity.owner.clone()))
}

/// A role for a service account that nothing makes.
fn of_nobody(made: &Made<'_>, resource: &Resource, namespace: &str, account: &str, place: Option<Span>) -> Option<Diagnostic> {
    let target = resource.place.target.as_str();
    let wild = namespace.contains(['*', '?', '$']) || account.contains(['*', '?', '$']);
    // Charts make service accounts that no values name, and those namespaces that every cluster has hold more than the spec says.
    let unknown = made.releases.contains(&(target, namespace)) || namespace.starts_with("kube-");
    if wild || unknown || made.accounts.contains(&(target, namespace, account)) {
        return None;
    }
    let message = format!("`{}` is for service account `{account}` in namespace `{namespace}`, which nothing makes", resource.owner);
    let mut near: Vec<String> =
        made.accounts.iter().filter(|(of, space, _)| *of == target && *space == namespace).map(|(.., it)| format!("`{it}`")).collect();
    near.sort_unstable();
    let help = if near.is_empty() {
        let mut spaces: Vec<String> = made.accounts.iter().filter(|(of, ..)| *of == target).map(|(_, it, _)| format!("`{it}`")).collect();
        spaces.sort_unstable();
        spaces.dedup();
        format!("name a namespace that is there: {}", words::list(&spaces))
    } else {
        format!("name a service account of `{namespace}`: {}", words::list(&near))
    };
    Some(Diagnostic::new(&RULE, message).label_opt(place, "no such service account").help(help).subject(resource.owner.clone()))
}

/// The service accounts that a trust policy speaks of: `system:serviceaccount:NAMESPACE:NAME`, in values or in a document's text.
fn subjects(attrs: &Map) -> Vec<(&Entry, String, String)> {
    let mut found = Vec::new();
    walk(attrs, false, 0, &mut |entry, _| {
        let mut of_text = |text: &str| {
            // Most texts are short, and to prepare the search takes longer than they are.
            if text.len() <= SUBJECT.len() {
                return;
            }
            for rest in text.split(SUBJECT).skip(1) {
                let end = |ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '.' | '*' | '?' | '$'));
                let mut parts = rest.splitn(2, ':');
                let (Some(namespace), Some(rest)) = (parts.next(), parts.next()) else { continue };
                let account = rest.split(end).next().unwrap_or_default();
                found.push((entry, namespace.to_owned(), account.to_owned()));
            }
        };
        match &entry.value {
            Value::Text(text) => of_text(text),
            Value::List(items) => items.iter().filter_map(Value::as_text).for_each(of_text),
            _ => {}
        }
    });
    found
}
