//! MLP0807: labels that a cloud refuses as tags, or Kubernetes as labels.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Cloud, Decl, DeclId, Item, Platform, Val};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0807",
    name: "label-refused",
    severity: Severity::Error,
    title: "label that the cloud or Kubernetes refuses",
    since: "0.1",
    explain: include_str!("label_limits.md"),
};

/// Who takes labels as what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taker {
    Aws,
    Gcp,
    Azure,
    Kubernetes,
}

impl Taker {
    const fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Gcp => "Google Cloud",
            Self::Azure => "Azure",
            Self::Kubernetes => "Kubernetes",
        }
    }

    /// Most tags or labels of one resource, where there is a limit, as the clouds' documentation of tags says.
    const fn most(self) -> Option<usize> {
        match self {
            Self::Aws | Self::Azure => Some(50),
            Self::Gcp => Some(64),
            Self::Kubernetes => None,
        }
    }

    /// The catalog's words: cloud, kind of limit, its fields for key and value.
    const fn limits(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Aws => ("aws", "tag", "key"),
            Self::Gcp => ("gcp", "label", "key"),
            Self::Azure => ("azure", "tag", "name"),
            Self::Kubernetes => ("kubernetes", "label", "key name part"),
        }
    }

    /// What it finds wrong with a key, beside its length.
    fn key_fault(self, key: &str) -> Option<&'static str> {
        let first = key.chars().next().unwrap_or(' ');
        match self {
            Self::Aws if key.to_ascii_lowercase().starts_with("aws:") => Some("`aws:` is AWS's own"),
            Self::Aws if !key.chars().all(aws_char) => Some("letters, digits, blanks and `_.:/=+-@` are allowed"),
            Self::Gcp if !first.is_ascii_lowercase() || !key.chars().all(gcp_char) => Some("a-z first, then a-z, 0-9, `_` and `-`"),
            Self::Azure if key.contains(['<', '>', '%', '&', '\\', '?', '/']) => Some("none of `<>%&\\?/` is allowed"),
            Self::Kubernetes if !is_kubernetes_key(key) => Some("letters, digits, `-`, `_` and `.`, a letter or digit first and last"),
            _ => None,
        }
    }

    /// What it finds wrong with a value, beside its length. In Kubernetes other characters are mapped.
    fn value_fault(self, value: &str) -> Option<&'static str> {
        match self {
            Self::Aws if !value.chars().all(aws_char) => Some("letters, digits, blanks and `_.:/=+-@` are allowed"),
            Self::Gcp if !value.chars().all(gcp_char) => Some("a-z, 0-9, `_` and `-` are allowed"),
            _ => None,
        }
    }
}

fn aws_char(ch: char) -> bool {
    ch.is_alphanumeric() || ch == ' ' || "_.:/=+-@".contains(ch)
}

fn gcp_char(ch: char) -> bool {
    (ch.is_alphanumeric() && !ch.is_uppercase()) || ch == '_' || ch == '-'
}

fn is_kubernetes_key(key: &str) -> bool {
    let name = key.rsplit('/').next().unwrap_or(key);
    let ends = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric());
    let prefix_fits = key.split_once('/').is_none_or(|(prefix, _)| {
        !prefix.is_empty() && prefix.chars().all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-' || ch == '.')
    });
    prefix_fits
        && key.matches('/').count() <= 1
        && ends(name.chars().next())
        && ends(name.chars().last())
        && name.chars().all(|ch| ch.is_ascii_alphanumeric() || "-_.".contains(ch))
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for (id, decl) in platform.decls.iter_enumerated() {
        let Some(labels) = decl.fields.get("labels").filter(|labels| !labels.entries().is_empty()) else { continue };
        let takers = takers(platform, id, decl);
        let n = platform.labels(id).len();
        for taker in &takers {
            let refused = labels.entries().iter().find_map(|(key, item)| fault(cx, *taker, key, item));
            if let Some((item, message, help)) = refused {
                out.push(
                    Diagnostic::new(&RULE, format!("{} refuses a label of `{}`: {message}", taker.name(), decl.address))
                        .label_opt(cx.span(item.origin), "refused")
                        .help(help)
                        .subject(decl.address.clone()),
                );
            } else if let Some(most) = taker.most().filter(|most| n > *most) {
                out.push(
                    Diagnostic::new(&RULE, format!("`{}` has {n} labels with those of mlpc; {} takes {most}", decl.address, taker.name()))
                        .label_opt(cx.span(labels.origin), format!("{} written here", labels.entries().len()))
                        .help(format!("take out at least {}", n - most))
                        .subject(decl.address.clone()),
                );
            }
        }
    }
}

/// Who gets a declaration's labels: its cloud, of pools and of what runs Kubernetes too; a tenant's go to all that is its.
fn takers(platform: &Platform, id: DeclId, decl: &Decl) -> Vec<Taker> {
    let of_cloud = |cloud: Cloud| match cloud {
        Cloud::Aws => Taker::Aws,
        Cloud::Gcp => Taker::Gcp,
        Cloud::Azure => Taker::Azure,
        Cloud::Kubernetes => Taker::Kubernetes,
    };
    let mut takers: Vec<Taker> = match decl.kind.as_str() {
        "tenant" => platform.targets.iter().map(|target| of_cloud(target.cloud.value)).collect(),
        _ => platform.target_of(id).map(|target| of_cloud(target.cloud.value)).into_iter().collect(),
    };
    let in_cluster = matches!(decl.kind.as_str(), "tenant" | "cpu-pool" | "gpu-pool" | "model-service" | "training" | "pipeline");
    if in_cluster && !platform.clusters.is_empty() {
        takers.push(Taker::Kubernetes);
    }
    let mut unique: Vec<Taker> = Vec::new();
    for taker in takers {
        if !unique.contains(&taker) {
            unique.push(taker);
        }
    }
    unique
}

/// What is wrong with one label: where, what, and what to do.
fn fault<'a>(cx: &CheckCx<'_>, taker: Taker, key: &str, item: &'a Item) -> Option<(&'a Item, String, String)> {
    let (cloud, kind, key_field) = taker.limits();
    let most = |field: &str| cx.catalog.service_limit(cloud, kind, field).and_then(|it| it.max).and_then(|max| usize::try_from(max).ok());
    let name = if taker == Taker::Kubernetes { key.rsplit('/').next().unwrap_or(key) } else { key };
    let length = name.chars().count();
    if let Some(most) = most(key_field).filter(|most| length > *most) {
        return Some((item, format!("the key has {length} characters, {most} are the most"), "shorten the key".to_owned()));
    }
    if let Some(allowed) = taker.key_fault(key) {
        return Some((item, format!("the key `{key}`: {allowed}"), "take another key".to_owned()));
    }
    let Val::Text(value) = &item.val else { return None };
    let length = value.chars().count();
    // In Kubernetes a longer value is cut.
    if let Some(most) = most("value").filter(|most| length > *most && taker != Taker::Kubernetes) {
        return Some((item, format!("the value of `{key}` has {length} characters, {most} are the most"), "shorten the value".to_owned()));
    }
    let allowed = taker.value_fault(value)?;
    Some((item, format!("the value of `{key}`, `{value}`: {allowed}"), "write the value with these characters".to_owned()))
}
