//! `patch`, `import`, `moved`, `removed`: changes to what is lowered, and to what the state knows.

use crate::{Field, Group, Kind, Naming, Type};

pub(super) fn kinds() -> [Kind; 4] {
    [patch(), import(), moved(), removed()]
}

fn address(name: &str, doc: &str) -> Field {
    Field::new(name, Type::ResourceAddress, doc)
}

fn either(name: &str, doc: &str) -> Field {
    Field::new(name, Type::Union(vec![Type::DeclAddress, Type::ResourceAddress]), doc)
}

fn patch() -> Kind {
    Kind::core("patch", Group::WayOut, "Changes a lowered resource where no field says what is needed.")
        .doc("Scalars and lists replace, blocks merge, `#null` removes. It runs after lowering: rules on the spec don't see it, schemas and policies do.")
        .naming(Naming::None)
        .field(address("resource", "The resource: `aws_eks_cluster.main`.").nth(0).required())
        .field(Field::new("changes", Type::Tree, "The attributes to set.").block())
}

fn import() -> Kind {
    Kind::core("import", Group::WayOut, "Adopts what exists under the address of a lowered resource, at the next apply.")
        .doc("Harmless afterwards.")
        .naming(Naming::None)
        .field(address("resource", "The address it gets: `aws_s3_bucket.logs`.").nth(0).required())
        .field(Field::new("id", Type::Text, "Its id, as the provider imports it.").required())
}

fn moved() -> Kind {
    Kind::core("moved", Group::WayOut, "A new address for the same thing: nothing is replaced.")
        .doc("Both addresses are of the spec, or both of resources. While it stands, names in the cloud stay those of the oldest `from`.")
        .naming(Naming::None)
        .field(either("from", "The address it had.").required())
        .field(either("to", "The address it has.").required())
}

fn removed() -> Kind {
    Kind::core("removed", Group::WayOut, "Forgets without destroying.")
        .doc("To delete a declaration destroys what it made; with this the cloud keeps it.")
        .naming(Naming::None)
        .field(either("address", "The address that the state forgets: `bucket.old`.").nth(0).required())
}
