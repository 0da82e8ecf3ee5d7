//! What AKS has no equal for, of what a cluster may ask for (MLP0805).

use mlpc_diag::{Diagnostic, Severity};
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{Autoscaler, Channel, Cluster, GpuStackMode, LoginProvider};
use mlpc_source::OriginId;

/// Reports each.
pub(super) fn report(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    let mut found: Vec<(Severity, &str, OriginId, &str)> = Vec::new();
    let mut error = |what, at, help| found.push((Severity::Error, what, at, help));
    if spec.channel.value == Channel::Regular {
        let help = "write `channel \"rapid\"`, the newest minor version, or `\"stable\"`, the one before";
        error("AKS has no channel `regular`", spec.channel.origin, help);
    }
    if let Some(stack) = &spec.gpu_stack {
        let help = "leave `gpu-stack` out: the operator comes by itself, on the driver that AKS installs";
        match stack.mode.value {
            GpuStackMode::Managed => error("AKS installs the driver alone, no device plugin", stack.mode.origin, help),
            GpuStackMode::Plugin => error("this version of mlpc has no device plugins without the operator", stack.mode.origin, help),
            GpuStackMode::Operator | GpuStackMode::None => {}
        }
    }
    match spec.autoscaler.map(|it| (it.value, it.origin)) {
        Some((Autoscaler::Karpenter, at)) => {
            error("pools on AKS aren't Karpenter's", at, "leave `autoscaler` out: AKS scales pools itself");
        }
        Some((Autoscaler::ClusterAutoscaler, at)) => {
            error("the autoscaler of AKS is its own", at, "leave `autoscaler` out: it is the same program, run by AKS");
        }
        Some((Autoscaler::Native | Autoscaler::None, _)) | None => {}
    }
    if let Some(login) = cx.platform.login(scope.id).filter(|it| it.provider.value == LoginProvider::Google) {
        let help = "write `login \"oidc\" issuer=\"https://accounts.google.com\" client-id=\"…\"`";
        error("AKS doesn't know `login \"google\"` by that name", login.provider.origin, help);
    }
    for (severity, message, at, help) in found {
        let span = cx.origins.span(at).unwrap_or(scope.decl.head);
        let found = Diagnostic::new(&codes::NOT_AVAILABLE, message).severity(severity).label(span, "not available on Azure");
        cx.out.push(found.help(help).subject(scope.decl.address.clone()));
    }
}
