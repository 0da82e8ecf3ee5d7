//! MLP0704: a credential written as plain text: by its form anywhere, by the field's type in resources written by hand.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{ResourceGraph, Value};
use mlpc_model::{Part, Platform, Val};

use super::credential;
use super::written::written;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0704",
    name: "plain-secret",
    severity: Severity::Error,
    title: "secret written as plain text",
    since: "0.1",
    explain: include_str!("plain_secret.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for decl in &platform.decls {
        for (_, field) in decl.fields.iter() {
            field.walk(&mut |item| {
                let found = match &item.val {
                    Val::Text(text) => credential::form(text),
                    Val::Template(parts) => {
                        parts.iter().find_map(|part| if let Part::Text(text) = part { credential::form(text) } else { None })
                    }
                    _ => None,
                };
                if let Some(what) = found {
                    out.push(plain(&decl.address, what).label_opt(cx.span(item.origin), format!("{what}, by its form")));
                }
            });
        }
    }
}

fn plain(address: &str, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{address}` holds {what} in plain text, which everybody sees who sees the spec"))
        .help(
            "take it back at its issuer, declare `secret \"NAME\"`, put the new one into the secret store, and write `${secret.NAME}` here",
        )
        .subject(address)
}

/// Attributes that the provider calls sensitive, and the data of a Kubernetes Secret.
pub(crate) fn check_resources(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for it in written(cx.platform, graph) {
        let kind = it.kind();
        if it.is_object() {
            let data =
                it.attributes().find(|(key, value, _)| kind == "Secret" && (*key == "data" || *key == "stringData") && holds_text(value));
            if let Some((key, _, origin)) = data {
                out.push(by_type(cx.address(it.decl), &format!("`{key}` of a Secret")).label_opt(it.span(cx, origin), "plain text"));
            }
            continue;
        }
        let Some(schema) = ProviderSchemas::embedded().resource(kind) else { continue };
        // A parameter is a secret by its type alone.
        let is_open = |(key, value, _): &(_, &Value, _)| *key == "type" && value.as_text().is_some_and(|text| text != "SecureString");
        if kind == "aws_ssm_parameter" && it.attributes().any(|attribute| is_open(&attribute)) {
            continue;
        }
        for (key, value, origin) in it.attributes() {
            let is_secret = schema.block.attribute(key).is_some_and(|attribute| attribute.sensitive || attribute.write_only);
            // By its form it is reported already.
            if is_secret && value.as_text().is_some_and(|text| !text.is_empty() && credential::form(text).is_none()) {
                out.push(by_type(cx.address(it.decl), &format!("`{key}` of {kind}")).label_opt(it.span(cx, origin), "plain text"));
            }
        }
    }
}

fn holds_text(value: &Value) -> bool {
    match value {
        Value::Text(text) => !text.is_empty() && credential::form(text).is_none(),
        Value::Map(map) => map.iter().any(|entry| holds_text(&entry.value)),
        _ => false,
    }
}

fn by_type(address: &str, what: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{address}` holds a secret in plain text: {what}"))
        .help("declare `secret \"NAME\"`, put its value into the secret store, and write `${secret.NAME}` here")
        .subject(address)
}
