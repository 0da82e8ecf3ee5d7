//! `bucket`: object storage.

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("bucket", Group::Store, "Object storage, encrypted and private.")
        .lowers_to("AWS `aws_s3_bucket` with its settings; Google Cloud `google_storage_bucket`; Azure `azurerm_storage_account` and `azurerm_storage_container`.")
        .field(shared::target("The target it is made in; on a `kubernetes` target it must exist."))
        .field(shared::store_tenant())
        .field(Field::new("versioning", Type::Bool, "Whether overwritten and deleted objects are kept.").default("#true"))
        .field(Field::new("expire", Type::Duration, "Age at which objects are deleted."))
        .field(shared::key("Encrypts it.").derived("the cloud's own"))
        .field(Field::new("region", Type::Region, "Its region.").derived("the target's"))
        .field(shared::existing_id().required_when(shared::on_kubernetes()))
        .field(shared::protect(true))
        .field(shared::labels())
        .field(shared::cloud_name())
        .read(shared::url("Its URL: `s3://…`, `gs://…` or `abfss://…`."))
        .reads(shared::lowered())
}
