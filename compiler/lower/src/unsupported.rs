//! What no provider crate of this version lowers, said rather than left out.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, codes};
use mlpc_model::{Cloud, DeclId, Delivery, TargetEngine};

/// Reports targets in clouds that this version doesn't make anything in, and engines that it hasn't got.
pub(crate) fn targets(lowering: &mut Lowering<'_>) {
    for target in &lowering.platform.targets {
        direct(lowering, target);
        let cloud = match target.cloud.value {
            Cloud::Aws | Cloud::Kubernetes => continue,
            Cloud::Gcp => "Google Cloud",
            Cloud::Azure => "Azure",
        };
        let Some(decl) = lowering.platform.decl(target.decl) else { continue };
        lowering.out.push(
            Diagnostic::new(&codes::NOT_AVAILABLE, format!("this version of mlpc can't make anything in {cloud}"))
                .label(decl.head, format!("a target in {cloud}"))
                .help("check it, or keep it in a file of its own; AWS and existing Kubernetes clusters are made")
                .subject(decl.address.clone()),
        );
    }
}

fn direct(lowering: &mut Lowering<'_>, target: &mlpc_model::Target) {
    if target.engine.value == TargetEngine::Terraform {
        return;
    }
    let Some(decl) = lowering.platform.decl(target.decl) else { return };
    lowering.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, format!("`{}` can't be applied by the engine `direct` in this version", decl.address))
            .label(lowering.origins.span(target.engine.origin).unwrap_or(decl.head), "calls of the cloud's own API")
            .help("leave `engine` out: Terraform applies the same resources")
            .subject(decl.address.clone()),
    );
}

/// The built-in policies that rules read: MLP0709.
const JUDGED: [&str; 1] = ["allowed-registries"];

/// Reports what the spec asks for and nothing would come of: ways of delivery, policies that no rule reads, ways in from
/// outside.
pub(crate) fn promises(lowering: &mut Lowering<'_>) {
    let platform = lowering.platform;
    for target in platform.targets.iter().filter(|target| target.delivery.value != Delivery::Helm) {
        let what = format!("this version of mlpc can't deliver the charts of `{}` by Argo CD or Flux", target.address);
        absent(lowering, target.decl, &what, "would arrive by Helm", "leave `delivery` out, and let either watch what `mlpc build` writes");
    }
    for policy in platform.policies.iter().filter(|policy| !JUDGED.contains(&policy.name.as_str())) {
        let what = format!("this version of mlpc can't judge `{}`", policy.address);
        absent(lowering, policy.decl, &what, "would hold nothing up", "leave it out, and judge what `mlpc build` writes with another tool");
    }
    for service in platform.services.iter().filter(|service| service.expose.is_some()) {
        let what = format!("this version of mlpc can't expose `{}`", service.address);
        let instead = "leave `expose` out, and write the gateway's own object as `resource \"kubernetes_manifest\"` until then";
        absent(lowering, service.decl, &what, "would stay inside the cluster", instead);
    }
}

fn absent(lowering: &mut Lowering<'_>, id: DeclId, what: &str, label: &str, help: &str) {
    let Some(decl) = lowering.platform.decl(id) else { return };
    lowering.out.push(Diagnostic::new(&codes::NOT_AVAILABLE, what).label(decl.head, label).help(help).subject(decl.address.clone()));
}
