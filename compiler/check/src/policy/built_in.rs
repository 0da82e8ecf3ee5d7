//! The built-in policies: `max-replica-gpus`, `required-labels`, `regions`. (`allowed-registries` is a case of MLP0709.)

use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{DeclId, Platform, Policy, PoolClass};
use mlpc_schema::KindTable;

use super::violated;
use crate::{CheckCx, words};

pub(super) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for policy in platform.policies.iter().filter(|policy| policy.rego.is_none()) {
        match policy.name.as_str() {
            "max-replica-gpus" => max_replica_gpus(cx, platform, policy, out),
            "required-labels" => required_labels(cx, platform, policy, out),
            "regions" => regions(cx, platform, policy, out),
            _ => {}
        }
    }
}

/// Whether a policy binds what belongs to a tenant, or to the platform itself.
fn binds(platform: &Platform, policy: &Policy, id: DeclId) -> bool {
    policy.tenant.is_none_or(|tenant| platform.tenant_of(id).is_some_and(|of| of.decl == tenant.value))
}

fn finish(cx: &CheckCx<'_>, policy: &Policy, id: DeclId, found: Diagnostic, limit: &str) -> Diagnostic {
    found.label_opt(cx.kind_and_name(policy.decl), limit).subject(cx.address(id))
}

fn max_replica_gpus(cx: &CheckCx<'_>, platform: &Platform, policy: &Policy, out: &mut Diagnostics) {
    let Some(most) = policy.max else { return };
    for service in platform.services.iter().filter(|it| binds(platform, policy, it.decl)) {
        let on_gpus = platform.pool(service.work.pool.value).is_some_and(|pool| pool.class() == PoolClass::Gpu);
        let Some(gpus) = service.gpus_of_replica() else { continue };
        if on_gpus && gpus > most.value {
            let written = service.work.resources.as_ref().and_then(|it| it.gpus).filter(|written| written.value == gpus);
            let engine = || cx.field(service.decl, "engine").or_else(|| cx.head(service.decl));
            let span = written.and_then(|written| cx.span(written.origin)).or_else(engine);
            let found = violated(policy, &format!("a replica of `{}` takes {gpus} GPUs, {} are the most", service.address, most.value))
                .label_opt(span, format!("{gpus} GPUs"))
                .help(format!("serve a smaller model or a quantized one on {} GPUs, or waive it for this service", most.value));
            out.push(finish(cx, policy, service.decl, found, &format!("at most {} GPUs", most.value)));
        }
    }
}

fn required_labels(cx: &CheckCx<'_>, platform: &Platform, policy: &Policy, out: &mut Diagnostics) {
    let kinds = KindTable::core();
    for (id, decl) in platform.decls.iter_enumerated() {
        let lowers =
            kinds.get(&decl.kind).is_some_and(|kind| kind.get("labels").is_some()) && decl.kind != "tenant" && decl.kind != "policy";
        if !lowers || decl.fields.get("existing").is_some() || !binds(platform, policy, id) {
            continue;
        }
        let labels = platform.labels(id);
        let missing: Vec<String> = policy
            .required_labels
            .iter()
            .filter(|label| !labels.contains_key(&label.value))
            .map(|label| format!("`{}`", label.value))
            .collect();
        let Some(first) = missing.first() else { continue };
        let place = if decl.tenant.is_some() { "its tenant's" } else { "its own" };
        let found = violated(
            policy,
            &format!("`{}` lacks the label{} {}", decl.address, if missing.len() == 1 { "" } else { "s" }, words::list(&missing)),
        )
        .label_opt(cx.kind_and_name(id), format!("without {}", words::list(&missing)))
        .help(format!("add it to {place} labels: `labels {}=…`", first.trim_matches('`')));
        out.push(finish(cx, policy, id, found, "the labels that must be there"));
    }
}

fn regions(cx: &CheckCx<'_>, platform: &Platform, policy: &Policy, out: &mut Diagnostics) {
    let allowed: Vec<&str> = policy.allow.iter().map(|it| it.value.as_str()).collect();
    let of_targets = platform.targets.iter().filter_map(|it| Some((it.decl, it.region.as_ref()?)));
    let of_buckets = platform.buckets.iter().filter_map(|it| Some((it.decl, it.region.as_ref()?)));
    for (id, region) in of_targets.chain(of_buckets).filter(|(id, _)| binds(platform, policy, *id)) {
        if allowed.contains(&region.value.as_str()) {
            continue;
        }
        let found = violated(policy, &format!("`{}` stands in region {}, which isn't listed", cx.address(id), region.value))
            .label_opt(cx.span(region.origin), "not on the list")
            .help(format!("move it to one of {}", words::list(&allowed)));
        out.push(finish(cx, policy, id, found, "the regions allowed here"));
    }
}
