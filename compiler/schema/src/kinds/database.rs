//! `database`: PostgreSQL or MySQL.

use mlpc_units::Dimension;

use crate::{Condition, Field, Group, Kind, Requirement, Type, shared};

pub(super) fn kind() -> Kind {
    let existing = || Condition::present("existing");
    Kind::core("database", Group::Store, "A relational database, encrypted, reachable from inside only.")
        .doc("Its size is a machine, or the smallest that has both `cpu` and `memory`. Its password is made by the cloud or written without passing through the state.")
        .lowers_to(
            "AWS `aws_db_instance`, `aws_db_subnet_group`, `aws_security_group`; Google Cloud `google_sql_database_instance`; Azure \
             `azurerm_postgresql_flexible_server`; in a cluster CloudNativePG `Cluster`.",
        )
        .field(shared::target("The target it is made in.").derived("that of its network"))
        .field(shared::network("The network it stands in. Not for a `kubernetes` target."))
        .field(shared::store_tenant())
        .field(Field::new("engine", Type::words(&["postgres", "mysql"]), "What speaks.").required())
        .field(Field::new("version", Type::Version, "Major version of the engine.").required())
        .field(Field::new("machine", Type::Machine, "Its machine type."))
        .field(Field::new("cpu", Type::Quantity(Dimension::Count), "CPUs, instead of a machine.").above("0"))
        .field(Field::new("memory", Type::Quantity(Dimension::Bytes), "Memory, instead of a machine.").above("0B"))
        .field(Field::new("storage", Type::Quantity(Dimension::Bytes), "Size of its disk.").required_unless(existing()).above("0B"))
        .field(Field::new("multi-zone", Type::Bool, "Whether a standby in another zone takes over.").default("#true"))
        .field(Field::new("backups", Type::Duration, "How long backups are kept.").default(r#""7d""#))
        .field(shared::key("Encrypts it.").derived("the cloud's own"))
        .field(shared::existing_id())
        .field(shared::protect(true))
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::connection())
        .reads(shared::lowered())
        .requires(Requirement::one(&[&["machine"], &["cpu", "memory"]]).unless(existing()))
}
