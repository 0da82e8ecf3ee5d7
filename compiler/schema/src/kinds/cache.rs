//! `cache`: Valkey or Redis.

use mlpc_units::Dimension;

use crate::{Condition, Field, Group, Kind, Requirement, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("cache", Group::Store, "A key-value store in memory, encrypted, reachable from inside only.")
        .lowers_to("AWS `aws_elasticache_replication_group`; Google Cloud `google_redis_instance`; Azure `azurerm_managed_redis`; in a cluster the valkey chart.")
        .field(shared::target("The target it is made in.").derived("that of its network"))
        .field(shared::network("The network it stands in. Not for a `kubernetes` target."))
        .field(shared::store_tenant())
        .field(Field::new("engine", Type::words(&["valkey", "redis"]), "What speaks.").default(r#""valkey""#))
        .field(Field::new("machine", Type::Machine, "Its machine type."))
        .field(Field::new("memory", Type::Quantity(Dimension::Bytes), "Memory, instead of a machine.").above("0B"))
        .field(Field::new("replicas", Type::Int, "Copies that take over, beside the primary.").default("1").min("0"))
        .field(shared::existing_id())
        .field(shared::protect(false))
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::connection())
        .reads(shared::lowered())
        .requires(Requirement::one(&[&["machine"], &["memory"]]).unless(Condition::present("existing")))
}
