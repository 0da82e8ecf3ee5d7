//! `secret`: that a value exists in a secret store; never the value.

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("secret", Group::Store, "A value in the target's secret store, which mlpc never sees.")
        .doc("Its value comes by hand or from another system. `${secret.NAME}` is a reference to it, and must be the whole value of an `env` entry or of a leaf of chart values. In a cluster that exists it is a Secret that is there, `existing=\"namespace/name\"`, with the value under the key `value`.")
        .lowers_to("AWS `aws_secretsmanager_secret`; Google Cloud `google_secret_manager_secret`; Azure a key vault. In the cluster an `ExternalSecret` where it is used.")
        .field(shared::target("The target whose store holds it."))
        .field(shared::store_tenant())
        .field(Field::new("store", Type::refs(&["key"]), "The key that encrypts it in the store.").derived("the store's own"))
        .field(shared::existing_id())
        .field(shared::protect(false))
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::lowered())
}
