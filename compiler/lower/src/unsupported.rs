//! What no provider crate of this version lowers, said rather than left out.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, codes};
use mlpc_model::Cloud;

/// Reports targets in clouds that this version doesn't make anything in.
pub(crate) fn targets(lowering: &mut Lowering<'_>) {
    for target in &lowering.platform.targets {
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
