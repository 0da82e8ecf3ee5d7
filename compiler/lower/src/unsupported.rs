//! What no provider crate of this version lowers, said rather than left out.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, codes};
use mlpc_model::{Cloud, TargetEngine};

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
