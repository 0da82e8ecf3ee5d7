//! What a cluster of GKE can't be (MLP0805).

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, Scope, codes};
use mlpc_model::{Autoscaler, Cluster, GpuStackMode, LoginProvider};

/// Reports each.
pub(super) fn report(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Cluster) {
    let mut found = Vec::new();
    let known: Vec<_> = super::ADD_ONS.iter().map(|(word, _)| *word).chain(super::ELSEWHERE).collect();
    for name in spec.add_ons.iter().filter(|it| !known.contains(&it.value.as_str())) {
        let help = format!("on Google Cloud there are `{}`; others are components", known.join("`, `"));
        found.push((format!("GKE has no add-on for `{}`", name.value), name.origin, help));
    }
    if let Some(autoscaler) = spec.autoscaler.filter(|it| matches!(it.value, Autoscaler::Karpenter | Autoscaler::ClusterAutoscaler)) {
        let message = format!("GKE scales node pools itself, not by `{}`", autoscaler.value);
        found.push((message, autoscaler.origin, "leave `autoscaler` out".to_owned()));
    }
    if let Some(stack) = spec.gpu_stack.as_ref().filter(|it| it.mode.value == GpuStackMode::Plugin) {
        let help = "leave `gpu-stack` out: GKE manages driver and device plugin".to_owned();
        found.push(("this version of mlpc has no device plugins of its own on GKE".to_owned(), stack.mode.origin, help));
    }
    let login = cx.platform.login(scope.id).map(|it| it.provider);
    if let Some(provider) = login.filter(|it| matches!(it.value, LoginProvider::Entra | LoginProvider::Oidc)) {
        let help = "write `login \"google\" domain=\"…\"`, or leave it out: people log in by IAM".to_owned();
        found.push((format!("this version of mlpc can't let people into GKE by `login \"{}\"`", provider.value), provider.origin, help));
    }
    for (message, at, help) in found {
        let span = cx.origins.span(at).unwrap_or(scope.decl.head);
        let found = Diagnostic::new(&codes::NOT_AVAILABLE, message).label(span, "not available on Google Cloud");
        cx.out.push(found.help(help).subject(scope.decl.address.clone()));
    }
}
