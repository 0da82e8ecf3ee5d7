//! The machines of managed databases and caches: the one written, else the smallest that holds what is asked for. Lowering and cost read the same.

use mlpc_catalog::{Catalog, Machine};
use mlpc_model::{Cache, Database};
use mlpc_units::{ByteUnit, Quantity, Rational};
use smol_str::{SmolStr, format_smolstr};

/// The families a machine is chosen from.
pub const FAMILIES: [&str; 2] = ["m7g", "r7g"];

/// The least gigabytes of a gp3 volume (RDS User Guide, "Amazon RDS DB instance storage").
const LEAST_STORAGE: i64 = 20;

/// The RDS class of a database; `None` where none is large enough, or a number it is chosen by is missing.
pub fn database_class(catalog: &Catalog, database: &Database) -> Option<SmolStr> {
    if let Some(machine) = &database.machine {
        return Some(prefixed("db.", &machine.value));
    }
    let (cpu, memory) = (database.cpu?.value, database.memory?.value);
    let found = smallest(catalog, |machine| machine.vcpus >= cpu.value && machine.memory >= memory);
    Some(format_smolstr!("db.{}", found?.id))
}

/// The ElastiCache node type of a cache; `None` as of a database. A quarter of a node's memory stays free for snapshots and failover
/// (ElastiCache User Guide, `reserved-memory-percent`).
pub fn cache_type(catalog: &Catalog, cache: &Cache) -> Option<SmolStr> {
    if let Some(machine) = &cache.machine {
        return Some(prefixed("cache.", &machine.value));
    }
    let memory = cache.memory?.value;
    let usable = Rational::new(3, 4)?;
    let found = smallest(catalog, |machine| machine.memory.checked_mul(usable).is_some_and(|it| it >= memory));
    Some(format_smolstr!("cache.{}", found?.id))
}

/// The storage of a database in whole gigabytes as AWS counts them, at least what a volume has.
pub fn database_storage(size: Quantity) -> i64 {
    size.in_unit(ByteUnit::Gi).and_then(|it| it.ceil().to_i64()).unwrap_or(LEAST_STORAGE).max(LEAST_STORAGE)
}

fn prefixed(prefix: &str, machine: &SmolStr) -> SmolStr {
    if machine.starts_with(prefix) { machine.clone() } else { format_smolstr!("{prefix}{machine}") }
}

/// The smallest machine that fits: by memory, then CPUs. RDS and ElastiCache offer the sizes of EC2's families up to 16xlarge, but none of their
/// bare metal.
fn smallest(catalog: &Catalog, fits: impl Fn(&Machine) -> bool) -> Option<Machine> {
    let managed = |it: &Machine| FAMILIES.contains(&it.family.as_str()) && !it.id.contains("metal") && !it.id.ends_with(".medium");
    let machines = catalog.machines("aws").filter(managed).filter(|it| fits(it));
    machines.min_by(|a, b| (a.memory, a.vcpus, &a.id).cmp(&(b.memory, b.vcpus, &b.id)))
}
