//! MLP0404: a way of sharing that the accelerator or the cloud doesn't have.

use mlpc_catalog::Accelerator;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Cloud, GpuStackMode, Platform, Pool, ShareMode};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0404",
    name: "sharing-unsupported",
    severity: Severity::Error,
    title: "sharing that the accelerator doesn't have",
    since: "0.1",
    explain: include_str!("sharing_unsupported.md"),
};

/// Clients of one GPU under MPS from Volta on, and of one shared GPU on GKE.
const MOST_CLIENTS: i64 = 48;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|pool| pool.share_mode() != ShareMode::Exclusive) {
        let Some(accelerator) = cx.accelerator_of(pool) else { continue };
        let found = by_accelerator(cx, pool, &accelerator).or_else(|| too_many(cx, pool)).or_else(|| by_cloud(cx, pool));
        if let Some(diagnostic) = found {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

fn by_accelerator(cx: &CheckCx<'_>, pool: &Pool, accelerator: &Accelerator) -> Option<Diagnostic> {
    let name = words::with_article(accelerator.short_name());
    let nvidia = accelerator.vendor == "nvidia";
    let (has, what) = match pool.share_mode() {
        ShareMode::Exclusive => return None,
        ShareMode::Mig => (accelerator.mig_capable, "MIG"),
        ShareMode::TimeSlice => (accelerator.time_slicing, "time-slicing"),
        // MPS is NVIDIA's, and a GPU that can be time-sliced by its plugin can be shared by MPS.
        ShareMode::Mps => (if nvidia { accelerator.time_slicing } else { Some(false) }, "MPS"),
    };
    let (severity, message) = match has {
        Some(true) => return None,
        Some(false) => (Severity::Error, format!("{name} has no {what}")),
        None => (Severity::Warning, format!("the catalog doesn't know whether {name} has {what}")),
    };
    let diagnostic = Diagnostic::new(&RULE, message)
        .severity(severity)
        .label_opt(cx.field(pool.decl, "share"), format!("asks for {what}"))
        .label_opt(cx.machine_of(pool), accelerator.short_name());
    Some(match (pool.share_mode(), accelerator.time_slicing) {
        (_, _) if has.is_none() => diagnostic.help("a row in `stdlib/catalog/accelerators.csv` says it"),
        (ShareMode::Mig, Some(true)) => {
            diagnostic.help("write `share \"time-slice\" replicas=4`, or take GPUs with MIG (A100, A30, H100, H200, B200)")
        }
        _ => diagnostic.help("leave `share` out: each pod gets whole ones"),
    })
}

fn too_many(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let replicas = pool.share.as_ref()?.replicas.filter(|it| it.value > MOST_CLIENTS)?;
    let cloud = cx.platform.target_of(pool.decl)?.cloud.value;
    let (whose, applies) = match (pool.share_mode(), cloud) {
        (ShareMode::Mps, _) => ("MPS", true),
        (ShareMode::TimeSlice, Cloud::Gcp) => ("GKE", true),
        _ => ("", false),
    };
    applies.then(|| {
        Diagnostic::new(&RULE, format!("{} pods are to share a GPU; {whose} allows {MOST_CLIENTS}", replicas.value))
            .label_opt(cx.span(replicas.origin), format!("above {MOST_CLIENTS}"))
            .help(format!("write `replicas={MOST_CLIENTS}` or fewer"))
    })
}

/// Clouds that cut GPUs themselves cut all of a pool alike.
fn by_cloud(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let share = pool.share.as_ref().filter(|share| share.mode.value == ShareMode::Mig)?;
    let cluster = cx.platform.cluster_of(pool.decl)?;
    let stack = cluster.gpu_stack.as_ref().map(|it| it.mode.value);
    let whose = match cx.platform.target_of(pool.decl)?.cloud.value {
        Cloud::Gcp if stack.is_none_or(|it| it == GpuStackMode::Managed) => "GKE",
        Cloud::Azure if stack == Some(GpuStackMode::Managed) => "AKS",
        Cloud::Aws | Cloud::Gcp | Cloud::Azure | Cloud::Kubernetes => return None,
    };
    let (_, second) = share.profiles.iter().nth(1)?;
    Some(
        Diagnostic::new(&RULE, format!("{whose} cuts all GPUs of a pool into one profile"))
            .label_opt(cx.span(second.origin), "a second profile")
            .label_opt(cx.field(cluster.decl, "gpu-stack"), "it owns the drivers")
            .help("write a pool for each profile, or `gpu-stack \"operator\"`"),
    )
}
