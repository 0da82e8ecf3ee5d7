//! The environment of a workload's pods: plain values, secrets by reference, values that are known only after apply.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, known};
use mlpc_model::{DeferredRef, Item, LateText, Part, Platform, Val, Workload};
use smol_str::{SmolStr, format_smolstr};

use crate::lower::secret;
use crate::object::{EXTERNAL_SECRET, Object, Site, spec};

/// The store through which values known after apply are read (`engine.md`).
pub(crate) const PARAMETERS: &str = "mlpc-parameters";
/// The store of secrets.
pub(crate) const SECRETS: &str = "mlpc-secrets";
/// The key of a secret's value in the Secret that it becomes.
pub(crate) const VALUE: &str = "value";

/// Whether an environment has values that are known only after apply.
pub(crate) fn reads_published(platform: &Platform, work: &Workload) -> bool {
    work.env
        .iter()
        .any(|(_, item)| parts(item).iter().any(|part| matches!(part, Part::Deferred(it) if at_compile_time(platform, it).is_none())))
}

/// The `env` of a container. What is known only after apply is read from a Secret, which this adds.
pub(crate) fn env(cx: &mut Lowering<'_>, site: &Site<'_>, work: &Workload, first: Vec<Value>) -> Vec<Value> {
    let mut env = first;
    let mut published = Vec::new();
    for (name, item) in work.env.iter() {
        let value = match &item.val {
            Val::Secret(secret) => secret::name_here(cx, site, *secret).map(|secret| from_secret(name, &secret, VALUE)),
            Val::Bool(value) => Some(plain(name, &value.to_string())),
            Val::Int(value) => Some(plain(name, &value.to_string())),
            Val::Number(value) => Some(plain(name, &value.to_string())),
            Val::Null | Val::Poison => None,
            _ => match whole(cx.platform, &parts(item)) {
                Some(text) => Some(plain(name, &text)),
                None => {
                    published.push((name.clone(), parts(item)));
                    Some(from_secret(name, &values_name(site), name))
                }
            },
        };
        env.extend(value);
    }
    if !published.is_empty() {
        add_published(cx, site, &published);
    }
    env
}

/// The text of an image or command, values known after apply apart: those stand in no manifest.
pub(crate) fn text(platform: &Platform, late: &LateText) -> Option<SmolStr> {
    whole(platform, &late.parts())
}

fn values_name(site: &Site<'_>) -> SmolStr {
    format_smolstr!("{}-values", site.decl.name)
}

fn plain(name: &str, value: &str) -> Value {
    Map::new().with("name", name).with("value", value).into()
}

fn from_secret(name: &str, secret: &str, key: &str) -> Value {
    let reference = Map::new().with("name", secret).with("key", key);
    Map::new().with("name", name).with("valueFrom", Map::new().with("secretKeyRef", reference)).into()
}

fn parts(item: &Item) -> Vec<Part> {
    match &item.val {
        Val::Text(text) => vec![Part::Text(text.clone())],
        Val::Deferred(deferred) => vec![Part::Deferred(deferred.clone())],
        Val::Template(parts) => parts.clone(),
        Val::Quantity(value) => vec![Part::Text(value.to_k8s().unwrap_or_default().into())],
        Val::Duration(value) => vec![Part::Text(format_smolstr!("{value}"))],
        Val::Ratio(value) => vec![Part::Text(format_smolstr!("{value}"))],
        Val::Version(value) => vec![Part::Text(format_smolstr!("{value}"))],
        _ => Vec::new(),
    }
}

fn at_compile_time(platform: &Platform, deferred: &DeferredRef) -> Option<SmolStr> {
    let [attribute] = deferred.path.as_slice() else { return None };
    known(platform, deferred.decl, attribute)
}

fn whole(platform: &Platform, parts: &[Part]) -> Option<SmolStr> {
    let texts = parts.iter().map(|part| match part {
        Part::Text(text) => Some(text.clone()),
        Part::Deferred(deferred) => at_compile_time(platform, deferred),
    });
    texts.collect::<Option<Vec<_>>>().map(|texts| texts.concat().into())
}

/// The ExternalSecret that reads published values and puts them into the texts around them.
fn add_published(cx: &mut Lowering<'_>, site: &Site<'_>, entries: &[(SmolStr, Vec<Part>)]) {
    let mut data = Vec::new();
    let mut template = Map::new();
    for (name, parts) in entries {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Deferred(deferred) => match at_compile_time(cx.platform, deferred) {
                    Some(known) => text.push_str(&known),
                    None => {
                        let key = format!("v{}", data.len());
                        text.push_str(&format!("{{{{ .{key} }}}}"));
                        let parameter = cx.publish(deferred.decl, &deferred.path.join("."));
                        data.push(Map::new().with("secretKey", key).with("remoteRef", Map::new().with("key", parameter)).into());
                    }
                },
            }
        }
        template.push(name.clone(), text);
    }
    let target = Map::new().with("template", Map::new().with("data", template));
    let name = values_name(site);
    let body = spec(store(PARAMETERS).with("target", target).with("data", Value::List(data)));
    let reason = "the values it reads that are known only after apply";
    site.add(cx, Object { ty: EXTERNAL_SECRET, name: &name, part: Some("values"), reason, labels: Map::new(), body });
}

/// The beginning of an ExternalSecret's spec.
pub(crate) fn store(name: &str) -> Map {
    let reference = Map::new().with("name", name).with("kind", "ClusterSecretStore");
    Map::new().with("refreshInterval", "1h0m0s").with("secretStoreRef", reference)
}
