//! MLP0402, of databases and caches: a machine that is of no known type.

use std::collections::BTreeSet;

use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Diagnostics, Severity};
use mlpc_model::{At, Cloud, DeclId, Platform};
use mlpc_sema::nearest;
use smol_str::SmolStr;

use crate::CheckCx;
use crate::gpu::accelerator_mismatch::RULE;

/// A machine that a store names.
struct Store<'a> {
    decl: DeclId,
    machine: &'a At<SmolStr>,
    /// What such types begin with.
    prefix: &'static str,
    /// The service of its prices.
    service: &'static str,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let databases = platform.databases.iter().filter(|it| it.existing.is_none());
    let databases = databases.filter_map(|it| Some(Store { decl: it.decl, machine: it.machine.as_ref()?, prefix: "db.", service: "rds" }));
    let caches = platform.caches.iter().filter(|it| it.existing.is_none());
    let caches =
        caches.filter_map(|it| Some(Store { decl: it.decl, machine: it.machine.as_ref()?, prefix: "cache.", service: "elasticache" }));
    for store in databases.chain(caches) {
        let Some((target, region)) = zones::region(platform, store.decl).filter(|(target, _)| target.cloud.value == Cloud::Aws) else {
            continue;
        };
        let cloud = target.cloud.value.as_str();
        let machine = store.machine.value.strip_prefix(store.prefix).unwrap_or(&store.machine.value);
        let priced = || cx.catalog.prices(cloud, region, store.service);
        let is_priced = || priced().iter().any(|price| price.item.split(' ').any(|word| word.strip_prefix(store.prefix) == Some(machine)));
        if cx.catalog.machine(cloud, machine).is_none() && !is_priced() {
            out.push(unknown(cx, &store, machine).subject(cx.address(store.decl)));
        }
    }
}

fn unknown(cx: &CheckCx<'_>, store: &Store<'_>, machine: &str) -> Diagnostic {
    let Store { prefix, .. } = store;
    let written = &store.machine.value;
    // A family and a size: db.m7g.large. Anything else is no type that there could be.
    let has_form = matches!(machine.split('.').collect::<Vec<_>>().as_slice(), [family, size] if !family.is_empty() && !size.is_empty());
    let diagnostic = Diagnostic::new(&RULE, format!("the catalog has no machine {written}: {}", cx.address(store.decl)))
        .severity(if has_form { Severity::Warning } else { Severity::Error })
        .label_opt(cx.span(store.machine.origin), "unknown: its price isn't counted");
    let ids: BTreeSet<SmolStr> = cx.catalog.machine_ids(Cloud::Aws.as_str()).collect();
    match nearest(machine, &ids) {
        Some(near) => cx.did_you_mean(diagnostic, store.machine.origin, written, &format!("{prefix}{near}")),
        None => diagnostic.help(format!("write a type such as `{prefix}m7g.large`")),
    }
}
