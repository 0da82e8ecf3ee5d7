//! Which provider crate makes what, by the cloud of a declaration's target. A further cloud is a line in each function.

use mlpc_graph::{Statement, Value};
use mlpc_lowering::{ComponentPods, Lowering, Published};
use mlpc_model::{Cloud, DeclId, Platform};

use crate::unsupported;

/// Lowers what a cloud makes of a declaration.
pub(crate) fn declaration(lowering: &mut Lowering<'_>, cloud: Option<Cloud>, id: DeclId) {
    match cloud {
        Some(Cloud::Aws) => mlpc_aws::lower::declaration(lowering, id),
        Some(Cloud::Gcp) => mlpc_gcp::lower::declaration(lowering, id),
        Some(Cloud::Kubernetes) => unsupported::in_existing_cluster(lowering, id),
        Some(Cloud::Azure) => mlpc_azure::lower::declaration(lowering, id),
        None => {}
    }
}

/// Lowers the budget of the platform or of a tenant: an alarm in each cloud that they have targets in.
pub(crate) fn budget(lowering: &mut Lowering<'_>, id: DeclId) {
    match lowering.platform.decl(id).map_or("", |it| it.kind.as_str()) {
        "platform" => {
            mlpc_aws::lower::budget::platform(lowering, id);
            mlpc_gcp::lower::budget::platform(lowering, id);
        }
        _ => {
            mlpc_aws::lower::budget::tenant(lowering, id);
            mlpc_gcp::lower::budget::tenant(lowering, id);
        }
    }
}

/// Publishes a value known after apply where clusters of its target find it.
pub(crate) fn publish(lowering: &mut Lowering<'_>, value: &Published) {
    match lowering.platform.target_of(value.decl).map(|it| it.cloud.value) {
        Some(Cloud::Aws) => mlpc_aws::lower::parameter::lower(lowering, value),
        Some(Cloud::Azure) => mlpc_azure::lower::published::lower(lowering, value),
        Some(Cloud::Gcp | Cloud::Kubernetes) | None => {}
    }
}

/// Lowers the identity of a component's pods; `aws` makes the statements that its interface asks for there.
pub(crate) fn component_identity(lowering: &mut Lowering<'_>, cloud: Cloud, pods: &ComponentPods<'_>, aws: impl Fn() -> Vec<Statement>) {
    match cloud {
        Cloud::Aws => mlpc_aws::lower::component::lower(lowering, pods, aws()),
        Cloud::Azure => mlpc_azure::lower::component::lower(lowering, pods),
        Cloud::Gcp => mlpc_gcp::lower::component::lower(lowering, pods),
        Cloud::Kubernetes => {}
    }
}

/// The attribute of what a declaration lowers to that holds a value known after apply.
pub(crate) fn attribute(platform: &Platform, id: DeclId, path: &str) -> Option<Value> {
    match platform.target_of(id).map(|it| it.cloud.value) {
        Some(Cloud::Azure) => mlpc_azure::lower::published::attribute(platform, id, path),
        Some(Cloud::Gcp) => mlpc_gcp::lower::published::attribute(platform, id, path),
        _ => mlpc_aws::lower::parameter::attribute(platform, id, path),
    }
}
