//! MLP0708: data is read in another region or cloud than it lies in, and its owner doesn't let it leave.

use mlpc_analysis::residency::{Jurisdictions, Site, Stay, may_leave_to, residency_of, site_of};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Dataset, DeclId, Platform};
use std::cell::OnceCell;

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0708",
    name: "leaves-region",
    severity: Severity::Error,
    title: "data read in another region or cloud",
    since: "0.1",
    explain: include_str!("leaves_region.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let laws: OnceCell<Jurisdictions> = OnceCell::new();
    let workloads = platform.workloads().map(mlpc_model::WorkloadRef::decl);
    for reader in workloads.chain(platform.components.iter().map(|component| component.decl)) {
        for read in platform.datasets_read(reader) {
            let Some(dataset) = platform.dataset(read.value) else { continue };
            let (Some(there), Some(here)) = (site_of(platform, dataset.decl), site_of(platform, reader)) else { continue };
            if there.is_same(&here) || may_leave_to(dataset, &here) {
                continue;
            }
            // Where the law forbids it, `leaves-to` would not help: MLP0312 says so.
            let forbidden = residency_of(platform, dataset).is_some_and(|residency| {
                let laws = laws.get_or_init(|| Jurisdictions::of(cx.catalog));
                matches!(laws.stay(&here, &residency.value), Stay::Outside(_))
            });
            if !forbidden {
                out.push(diagnose(cx, dataset, reader, read, (&there, &here)));
            }
        }
    }
}

fn diagnose(cx: &CheckCx<'_>, dataset: &Dataset, reader: DeclId, read: &At<DeclId>, (there, here): (&Site<'_>, &Site<'_>)) -> Diagnostic {
    let (from, to) = (there.name(), here.name());
    let cloud = if there.target.cloud.value == here.target.cloud.value { "region" } else { "cloud" };
    let who = cx.address(reader);
    let message = format!("`{who}` in {to} reads `{}`, which lies in {from} and may not leave it", dataset.address);
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(read.origin), format!("read in {to}, another {cloud}"))
        .label_opt(cx.span(dataset.store.origin), format!("lies in {from}"))
        .subject(who)
        .subject(dataset.address.clone());
    if let Some(first) = dataset.leaves_to.first() {
        diagnostic = diagnostic.label_opt(cx.span(first.origin), format!("may leave, but not to {to}"));
    }
    let owner = cx.platform.decl(dataset.tenant.value).map_or("", |decl| decl.name.as_str());
    let written = if here.region.is_some() { to } else { here.target.name.as_str() };
    diagnostic
        .note("data that crosses regions is billed by the gigabyte, and slower")
        .help(format!("read it where it lies, or let tenant `{owner}` allow it: `leaves-to \"{written}\"` in dataset `{}`", dataset.name))
}
