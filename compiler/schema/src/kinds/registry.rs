//! `registry`: container images.

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("registry", Group::Store, "Where container images are kept.")
        .lowers_to("AWS `aws_ecr_repository` for each image path; Google Cloud `google_artifact_registry_repository`; Azure `azurerm_container_registry`.")
        .field(shared::target("The target it is made in; on a `kubernetes` target it must exist."))
        .field(shared::store_tenant())
        .field(Field::new("immutable", Type::Bool, "Whether a tag, once pushed, stays what it is.").default("#true"))
        .field(Field::new("scan", Type::Bool, "Whether images are scanned for known weaknesses when pushed.").default("#true"))
        .field(Field::new("keep", Type::Int, "Images of one path that are kept; older ones are deleted.").default("100").min("1"))
        .field(shared::existing_id().required_when(shared::on_kubernetes()))
        .field(shared::protect(true))
        .field(shared::labels())
        .field(shared::cloud_name())
        .read(shared::url("What image names start with."))
        .reads(shared::lowered())
}
