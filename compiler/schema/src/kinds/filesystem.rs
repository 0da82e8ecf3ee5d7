//! `filesystem`: files that many pods share.

use mlpc_units::Dimension;

use crate::{Condition, Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    let elastic = Condition::is("type", &["nfs"]).and(Condition::is("target.cloud", &["aws"]));
    Kind::core("filesystem", Group::Store, "Files that many pods share, over NFS or Lustre.")
        .lowers_to(
            "AWS `aws_efs_file_system` or `aws_fsx_lustre_file_system`; Google Cloud `google_filestore_instance`; Azure `azurerm_storage_share`; in a \
             cluster a `PersistentVolumeClaim` of `class`.",
        )
        .field(shared::target("The target it is made in.").derived("that of its network"))
        .field(shared::network("The network it stands in. Not for a `kubernetes` target."))
        .field(shared::store_tenant())
        .field(Field::new("type", Type::words(&["nfs", "lustre"]), "How it is read: NFS for homes, Lustre for training.").default(r#""nfs""#))
        .field(
            Field::new("storage", Type::Quantity(Dimension::Bytes), "Its size; NFS on AWS grows by itself.")
                .required_unless(elastic.or(Condition::present("existing")))
                .above("0B"),
        )
        .field(Field::new("throughput", Type::Rate, "Bytes a second that it must carry."))
        .field(Field::new("class", Type::Text, "Storage class of the cluster.").required_when(shared::on_kubernetes()))
        .field(shared::existing_id())
        .field(shared::protect(true))
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::lowered())
}
