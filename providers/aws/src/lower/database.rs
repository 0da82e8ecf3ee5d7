//! `database`: RDS in the network's data subnets; its password is RDS's own.

use mlpc_analysis::managed;
use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, codes, whole_days};
use mlpc_model::{Database, DatabaseEngine, DeclId};
use smol_str::{SmolStr, format_smolstr};

use super::{network, store_network};
use crate::kms;

/// RDS API reference, `CreateDBInstance`: 63 characters.
const NAME: NameRule = NameRule {
    what: "an RDS instance",
    who: "AWS",
    limit: 63,
    charset: "a-z, 0-9 and `-`",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-',
};

/// RDS keeps automated backups for at most so many days.
const MOST_BACKUPS: i64 = 35;

/// Lowers a database.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.database(id)) else { return };
    if let Some(name) = scope.existing() {
        scope.read(cx, "aws_db_instance", None, Map::new().with("db_instance_identifier", name));
        return;
    }
    let name = scope.typed_name(cx, "-", &NAME);
    let Some(network) = network::of(cx.platform, id) else { return };
    let Some(class) = instance_class(cx, &scope, spec) else { return };
    let attrs = Map::new()
        .with("name", &name)
        .with("subnet_ids", network::subnet_ids(cx, &network, crate::subnets::Role::Data, &[]))
        .with_opt("tags", scope.tags(None));
    scope.make(cx, "aws_db_subnet_group", None, "the subnets it may stand in", attrs);
    let group = store_network::security_group(cx, &scope, &network, port(spec.engine.value));
    let mut instance = scope.managed(cx, "aws_db_instance", None, "the database itself", Map::new());
    instance.attrs = attributes(cx, &scope, spec, &Parts { name, class, group });
    instance.life.protect = spec.protect.value;
    cx.add(instance);
}

/// The instance, made or read.
pub(crate) fn address(database: &Scope<'_>) -> Address {
    database.address(if database.existing().is_some() { "data.aws_db_instance" } else { "aws_db_instance" }, None)
}

/// What the database inside the instance is called.
pub(crate) fn database_name(scope: &Scope<'_>) -> String {
    scope.decl.name.replace('-', "_")
}

struct Parts {
    name: SmolStr,
    class: SmolStr,
    group: Address,
}

fn attributes(cx: &Lowering<'_>, scope: &Scope<'_>, spec: &Database, parts: &Parts) -> Map {
    let (engine, user) = match spec.engine.value {
        DatabaseEngine::Postgres => ("postgres", "postgres"),
        DatabaseEngine::Mysql => ("mysql", "admin"),
    };
    let mut attrs = Map::new()
        .with("identifier", &parts.name)
        .with("engine", engine)
        .with("engine_version", spec.version.value.to_string())
        .from_field(spec.version.origin)
        .with("instance_class", &parts.class);
    if let Some(machine) = &spec.machine {
        attrs = attrs.from_field(machine.origin);
    }
    if let Some(storage) = spec.storage {
        attrs = attrs.with("allocated_storage", managed::database_storage(storage.value)).from_field(storage.origin);
    }
    let key = spec.key.and_then(|key| Scope::new(cx.platform, key.value)).map(|key| kms::arn(&key));
    attrs
        .with("storage_type", "gp3")
        .with("storage_encrypted", true)
        .with_opt("kms_key_id", key.clone())
        .with("db_name", database_name(scope))
        .with("username", user)
        .with("manage_master_user_password", true)
        .comment("RDS makes, keeps and rotates the password; nothing else sees it.")
        .with_opt("master_user_secret_kms_key_id", key)
        .with("multi_az", spec.multi_zone.value)
        .from_field(spec.multi_zone.origin)
        .with("db_subnet_group_name", Value::reference(&scope.address("aws_db_subnet_group", None), "name"))
        .with("vpc_security_group_ids", vec![Value::reference(&parts.group, "id")])
        .with("publicly_accessible", false)
        .with("backup_retention_period", whole_days(spec.backups.value).min(MOST_BACKUPS))
        .from_field(spec.backups.origin)
        .with("copy_tags_to_snapshot", true)
        .with("auto_minor_version_upgrade", true)
        .with("allow_major_version_upgrade", true)
        .comment("The spec says which version; without this a later major one would be refused.")
        .with("deletion_protection", spec.protect.value)
        .from_field(spec.protect.origin)
        .with("skip_final_snapshot", false)
        .with("final_snapshot_identifier", format_smolstr!("{}-final", parts.name))
        .with_opt("tags", scope.tags(None))
}

/// The class written, else the smallest that has the CPUs and memory asked for.
fn instance_class(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Database) -> Option<SmolStr> {
    let found = managed::database_class(cx.catalog, spec);
    if let (None, Some(cpu), Some(memory)) = (&found, spec.cpu, spec.memory) {
        let families = managed::FAMILIES.join(" and ");
        cx.out.push(
            Diagnostic::new(
                &codes::NOT_AVAILABLE,
                format!("no RDS class of families {families} has {} CPUs and {}", cpu.value, memory.value),
            )
            .label(scope.decl.head, "larger than any")
            .help("name a class: `machine=\"db.x2iedn.32xlarge\"`")
            .subject(scope.decl.address.clone()),
        );
    }
    found
}

const fn port(engine: DatabaseEngine) -> i64 {
    match engine {
        DatabaseEngine::Postgres => 5432,
        DatabaseEngine::Mysql => 3306,
    }
}
