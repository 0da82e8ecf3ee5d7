//! Holds the typed structs and the schema's table to each other, in both directions.

use mlpc_schema::{Field, KindTable, Type, component_fields, find};
use mlpc_units::{Cidr, Date, Dimension, Duration, Money, Quantity, Rate, Ratio, Rational, Version};
use smol_str::SmolStr;

use crate::read::{At, Entries, LateText};
use crate::{DeclId, Item, kinds};

/// A struct whose fields can be compared with a table's.
pub(crate) trait Compare {
    /// Compares each field's type, and returns the names it has.
    fn compare(fields: &[Field], path: &str, faults: &mut Vec<String>) -> Vec<&'static str>;
}

/// A scalar that a type of the schema gives.
pub(crate) trait Fits {
    /// Whether values of `ty` can be read as it.
    fn fits(ty: &Type) -> bool;
}

/// The type of one struct field, compared with the field of the schema that it reads.
pub(crate) trait Shape {
    fn check(field: &Field, path: &str, faults: &mut Vec<String>);
}

/// One element of a field: a scalar, a group or a tree.
pub(crate) trait Element {
    fn check(ty: &Type, path: &str, faults: &mut Vec<String>);
}

pub(crate) fn field<T: Shape>(fields: &[Field], key: &str, path: &str, faults: &mut Vec<String>) {
    match find(fields, key) {
        Some(found) => T::check(found, &format!("{path}.{key}"), faults),
        None => faults.push(format!("{path}.{key} is not in the schema")),
    }
}

fn always_there(field: &Field) -> bool {
    field.default.is_some() || (field.required && field.unless.is_none())
}

impl<T: Element> Shape for T {
    fn check(field: &Field, path: &str, faults: &mut Vec<String>) {
        if field.repeats || !always_there(field) {
            faults.push(format!("{path} may be absent or repeats, its struct says it is always there"));
        }
        T::check(&field.ty, path, faults);
    }
}

impl<T: Element> Shape for Option<T> {
    fn check(field: &Field, path: &str, faults: &mut Vec<String>) {
        if field.repeats || always_there(field) {
            faults.push(format!("{path} is always there or repeats, its struct says it may be absent"));
        }
        T::check(&field.ty, path, faults);
    }
}

impl<T: Element> Shape for Vec<T> {
    fn check(field: &Field, path: &str, faults: &mut Vec<String>) {
        match &field.ty {
            ty @ Type::Group(_) if field.repeats => T::check(ty, path, faults),
            Type::List(element) => T::check(element, path, faults),
            ty => faults.push(format!("{path} is {ty}, its struct says a list")),
        }
    }
}

impl<T: Element> Shape for Entries<T> {
    fn check(field: &Field, path: &str, faults: &mut Vec<String>) {
        match &field.ty {
            Type::Map(entry) => T::check(entry, path, faults),
            ty => faults.push(format!("{path} is {ty}, its struct says a map")),
        }
    }
}

impl<T: Fits> Element for At<T> {
    fn check(ty: &Type, path: &str, faults: &mut Vec<String>) {
        if !T::fits(ty) {
            faults.push(format!("{path} is {ty}, its struct reads it as {}", std::any::type_name::<T>()));
        }
    }
}

impl<T: Compare> Element for T {
    fn check(ty: &Type, path: &str, faults: &mut Vec<String>) {
        if let Type::Group(fields) = ty {
            agree::<T>(fields, path, faults);
        } else {
            faults.push(format!("{path} is {ty}, its struct says a group"));
        }
    }
}

impl Element for Item {
    fn check(ty: &Type, path: &str, faults: &mut Vec<String>) {
        if !matches!(ty, Type::Tree | Type::EnvValue) {
            faults.push(format!("{path} is {ty}, its struct keeps it as a tree"));
        }
    }
}

macro_rules! fits {
    ($($ty:ty: $pattern:pat),* $(,)?) => {
        $(impl Fits for $ty {
            fn fits(ty: &Type) -> bool {
                matches!(ty, $pattern)
            }
        })*
    };
}

fits! {
    bool: Type::Bool,
    i64: Type::Int,
    Rational: Type::Number,
    Quantity: Type::Quantity(Dimension::Count | Dimension::Bytes),
    Duration: Type::Duration,
    Ratio: Type::Ratio,
    Rate: Type::Rate,
    Money: Type::Money,
    Date: Type::Date,
    Version: Type::Version,
    Cidr: Type::Cidr,
    DeclId: Type::Ref(_),
    LateText: Type::Text | Type::Image | Type::Model,
}

impl Fits for SmolStr {
    fn fits(ty: &Type) -> bool {
        match ty {
            Type::Text | Type::VersionRange | Type::Ip | Type::Email | Type::Url | Type::Image | Type::Cron | Type::Arn | Type::Path => {
                true
            }
            Type::Principal | Type::Accelerator | Type::Model | Type::Region | Type::Zone | Type::Machine | Type::PromQl => true,
            Type::RuleName | Type::DeclAddress | Type::ResourceAddress => true,
            Type::Union(types) => types.iter().all(Self::fits),
            _ => false,
        }
    }
}

impl Fits for kinds::SubnetSize {
    fn fits(ty: &Type) -> bool {
        matches!(ty, Type::Union(types) if matches!(types[..], [Type::Cidr, Type::Int]))
    }
}

impl Fits for kinds::Dedicated {
    fn fits(ty: &Type) -> bool {
        matches!(ty, Type::Union(types) if matches!(&types[..], [Type::Enum(words), Type::Ref(_)] if words[..] == ["platform"]))
    }
}

impl Fits for kinds::Share {
    fn fits(ty: &Type) -> bool {
        matches!(ty, Type::Union(types) if matches!(types[..], [Type::Quantity(Dimension::Count), Type::Ratio]))
    }
}

impl Fits for kinds::EgressTo {
    fn fits(ty: &Type) -> bool {
        let list = |ty: &Type| *ty == Type::list(Type::Cidr);
        matches!(ty, Type::Union(types) if matches!(&types[..], [Type::Enum(words), cidrs] if words[..] == ["internet", "none"] && list(cidrs)))
    }
}

impl Fits for kinds::AutoscaleTarget {
    fn fits(ty: &Type) -> bool {
        matches!(ty, Type::Union(types) if matches!(types[..], [Type::Int, Type::Ratio]))
    }
}

impl Fits for kinds::Place {
    fn fits(ty: &Type) -> bool {
        matches!(ty, Type::Union(types) if matches!(types[..], [Type::Ref(_), Type::Region]))
    }
}

fn agree<T: Compare>(fields: &[Field], path: &str, faults: &mut Vec<String>) {
    let names = T::compare(fields, path, faults);
    let missing = fields.iter().filter(|field| !names.contains(&field.name.as_str()));
    faults.extend(missing.map(|field| format!("{path}.{} has no field in its struct", field.name)));
}

#[test]
fn structs_and_schema_agree() {
    let table = KindTable::core();
    let mut faults = Vec::new();
    let mut seen = Vec::new();
    macro_rules! compare {
        ($($ty:ident $kind:literal),* $(,)?) => {
            $(
                agree::<kinds::$ty>(&table.get($kind).unwrap().fields, $kind, &mut faults);
                seen.push($kind);
            )*
        };
    }
    compare! {
        Settings "platform", Target "target", Network "network", Cluster "cluster", Bucket "bucket", Database "database", Cache "cache",
        Filesystem "filesystem", Registry "registry", Key "key", Secret "secret", Resource "resource", Patch "patch", Import "import",
        Moved "moved", Removed "removed", Tenant "tenant", Grant "grant", Policy "policy", Waiver "waive", ModelService "model-service",
        Training "training", Pipeline "pipeline", Dataset "dataset", Slo "slo",
    }
    // A gpu-pool has all fields of a cpu-pool, and one struct serves both.
    let gpu = &table.get("gpu-pool").unwrap().fields;
    let mut of_both = gpu.clone();
    of_both.iter_mut().filter(|field| field.name == "share").for_each(|field| field.default = None);
    agree::<kinds::Pool>(&of_both, "gpu-pool", &mut faults);
    let only_cpu = table.get("cpu-pool").unwrap().fields.iter().filter(|field| find(gpu, &field.name) != Some(field));
    faults.extend(only_cpu.map(|field| format!("cpu-pool.{} differs from gpu-pool's", field.name)));
    seen.extend(["cpu-pool", "gpu-pool"]);
    agree::<kinds::Component>(&component_fields(), "component", &mut faults);

    if let Some(Type::Group(admits)) = find(&table.get("test").unwrap().fields, "admits").map(|field| &field.ty) {
        agree::<kinds::Admits>(admits, "test.admits", &mut faults);
    } else {
        faults.push("test.admits is not a group".to_owned());
    }
    let constructs = [mlpc_schema::Group::Building, mlpc_schema::Group::Test];
    let unread = table.iter().filter(|kind| !constructs.contains(&kind.group) && !seen.contains(&kind.name.as_str()));
    faults.extend(unread.map(|kind| format!("{} has no struct", kind.name)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
