//! `key`: an encryption key.

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("key", Group::Store, "An encryption key of the cloud's key service.")
        .lowers_to("AWS `aws_kms_key` and `aws_kms_alias`; Google Cloud `google_kms_crypto_key`; Azure `azurerm_key_vault_key`.")
        .field(shared::target("The target it is made in."))
        .field(shared::store_tenant())
        .field(Field::new("rotate", Type::Duration, "How often it is replaced by a new version.").default(r#""365d""#))
        .field(shared::existing_id())
        .field(shared::protect(true))
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::lowered())
}
