//! MLP0709: an own image without a digest, or from a registry that isn't listed.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, LateText, Part, Platform, Policy, PolicySeverity, WorkloadRef};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0709",
    name: "image-without-digest",
    severity: Severity::Warning,
    title: "own image without a digest, or from a registry that isn't listed",
    since: "0.1",
    explain: include_str!("image_without_digest.md"),
};

/// The built-in policy that lists registries.
const ALLOWED: &str = "allowed-registries";

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let lists: Vec<&Policy> = platform.policies.iter().filter(|policy| policy.name == ALLOWED && policy.rego.is_none()).collect();
    for workload in platform.workloads() {
        let Some(image) = &workload.shared().image else { continue };
        if !has_digest(&image.value) {
            out.push(without_digest(cx, workload, image));
        }
        let tenant = platform.decl(workload.decl()).and_then(|decl| decl.tenant);
        let holds = |policy: &&&Policy| policy.tenant.is_none_or(|of| Some(of.value) == tenant);
        if let Some(list) = lists.iter().filter(holds).find(|list| !is_listed(cx, &image.value, list)) {
            out.push(unlisted(cx, workload, image, list));
        }
    }
}

/// Whether the text names its content: `@sha256:` and what follows. Text that ends in a value known only later may.
fn has_digest(image: &LateText) -> bool {
    let parts = image.parts();
    let ends_late = matches!(parts.last(), Some(Part::Deferred(_)));
    ends_late || parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains("@sha256:")))
}

/// Whether the image is of the platform's own registries, or begins as an entry of the list says.
fn is_listed(cx: &CheckCx<'_>, image: &LateText, list: &Policy) -> bool {
    match image.parts().first() {
        Some(Part::Text(text)) => {
            let full = if text.split('/').next().is_some_and(|host| host.contains('.') || host.contains(':')) {
                text.to_string()
            } else {
                format!("docker.io/{text}")
            };
            let begins = |allowed: &str| {
                full.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || allowed.ends_with('/'))
            };
            list.allow.iter().any(|allowed| begins(&allowed.value))
        }
        Some(Part::Deferred(late)) => cx.platform.registry(late.decl).is_some(),
        None => true,
    }
}

fn without_digest(cx: &CheckCx<'_>, workload: WorkloadRef<'_>, image: &At<LateText>) -> Diagnostic {
    let shown = shown(cx, &image.value);
    let by = if tag(&shown).is_some() { "by a tag" } else { "by its name alone" };
    let prints = if image.value.known().is_some() { format!("`crane digest {shown}` prints") } else { "the registry shows".to_owned() };
    Diagnostic::new(&RULE, format!("`{}` runs an image {by}, which may be another one tomorrow: `{shown}`", workload.address()))
        .label_opt(cx.span(image.origin), "no `@sha256:…` at its end")
        .help(format!("pin it: `{shown}@sha256:…`; {prints} the digest"))
        .subject(workload.address().clone())
}

fn unlisted(cx: &CheckCx<'_>, workload: WorkloadRef<'_>, image: &At<LateText>, list: &Policy) -> Diagnostic {
    let severity = match list.severity.value {
        PolicySeverity::Error => Severity::Error,
        PolicySeverity::Warning => Severity::Warning,
    };
    let allowed: Vec<&str> = list.allow.iter().map(|it| it.value.as_str()).collect();
    let mut diagnostic = Diagnostic::new(
        &RULE,
        format!("`{}` runs an image from a registry that isn't listed: `{}`", workload.address(), shown(cx, &image.value)),
    )
    .severity(severity)
    .label_opt(cx.span(image.origin), "not on the list")
    .label_opt(cx.kind_and_name(list.decl), "the registries allowed here")
    .help(format!("copy it to one of {}", words::list(&allowed)))
    .subject(workload.address().clone());
    diagnostic.policy = Some(list.name.clone());
    diagnostic
}

/// The tag at the end of an image's name.
fn tag(image: &str) -> Option<&str> {
    let name = image.rsplit('/').next()?;
    name.split_once(':').map(|(_, tag)| tag)
}

/// The image with what is known later as the spec writes it.
fn shown(cx: &CheckCx<'_>, image: &LateText) -> String {
    let part = |part: Part| match part {
        Part::Text(text) => text.to_string(),
        Part::Deferred(late) => format!("${{{}.{}}}", cx.address(late.decl), late.path.join(".")),
    };
    image.parts().into_iter().map(part).collect()
}
