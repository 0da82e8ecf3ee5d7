//! `grant`: the only way from one tenant to another's things.

use crate::{Field, Group, Kind, Naming, Type, shared};

pub(super) fn kind() -> Kind {
    let what = Type::refs(&["dataset", "bucket", "database", "cache", "filesystem", "model-service", "component"]);
    Kind::core("grant", Group::User, "Lets another tenant use something of this one.")
        .doc("Made by the owner: nested in its tenant, or naming what it is on as `tenant/name`.")
        .naming(Naming::None)
        .lowers_to(
            "IAM statements for the identities that use it; for `call` a pair of `NetworkPolicy`, with istio an `AuthorizationPolicy`.",
        )
        .field(shared::tenant("The owner.").derived("the tenant of what it is on"))
        .field(Field::new("what", what, "What may be used.").nth(0).required())
        .field(Field::new("to", Type::refs(&["tenant"]), "Who may use it.").required())
        .field(Field::new("access", Type::words(&["read", "write", "call"]), "What for.").required())
        .field(Field::new("until", Type::Date, "Its last day.").required())
}
