//! MLP0412: a driver that doesn't know the GPU yet, or no longer.

use mlpc_catalog::DriverBranches;
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{Cluster, GpuStackMode, Platform, Pool, PoolClass};

use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0412",
    name: "driver-too-old",
    severity: Severity::Error,
    title: "driver that doesn't support the GPU",
    since: "0.1",
    explain: include_str!("driver_too_old.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for cluster in &platform.clusters {
        // What somebody else installs isn't known.
        let Some(stack) = cluster.gpu_stack.as_ref().filter(|stack| stack.mode.value != GpuStackMode::None) else { continue };
        let Some(driver) = &stack.driver else { continue };
        for pool in platform.pools_of(cluster.decl).filter(|pool| pool.class() == PoolClass::Gpu) {
            let branches = cx.accelerator_of(pool).and_then(|accelerator| cx.catalog.driver_branches(&accelerator));
            if let Some(diagnostic) = branches.as_ref().and_then(|branches| judge(cx, cluster, pool, driver.value.major(), branches)) {
                out.push(diagnostic.subject(cluster.address.clone()).subject(pool.address.clone()));
            }
        }
    }
}

fn judge(cx: &CheckCx<'_>, cluster: &Cluster, pool: &Pool, major: u64, branches: &DriverBranches) -> Option<Diagnostic> {
    let accelerator = cx.accelerator_of(pool)?;
    let name = accelerator.short_name();
    let (message, label, wanted) = if major < branches.first {
        (
            format!("driver {major} doesn't know {name}: it needs {} or newer", branches.first),
            format!("since {}", branches.first),
            branches.first,
        )
    } else {
        let last = branches.last.filter(|last| major > *last)?;
        (format!("driver {major} no longer knows {name}: {last} is the last that does"), format!("until {last}"), last)
    };
    let span = cx.field_of(cluster.decl, "gpu-stack", "driver");
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(span, format!("branch {major}"))
        .label_opt(cx.machine_of(pool), format!("{name}: supported {label}"));
    let text = format!("write `driver=\"{wanted}\"` with a release of that branch, or leave it to the stack");
    Some(match span {
        Some(span) => diagnostic.help_fix(text, Fix::replace(format!("write `{wanted}`"), span, format!("driver=\"{wanted}\"")).unsafely()),
        None => diagnostic.help(text),
    })
}
