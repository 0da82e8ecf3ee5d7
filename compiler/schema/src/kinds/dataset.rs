//! `dataset`: data with a class, a place and readers.

use mlpc_units::Dimension;

use crate::{Field, Group, Kind, Type};

/// Classes of data, from open to strict.
pub(super) const CLASSES: &[&str] = &["public", "internal", "pii", "phi"];

pub(super) fn kind() -> Kind {
    let leaves_to = Type::list(Type::Union(vec![Type::refs(&["target"]), Type::Region]));
    Kind::core("dataset", Group::Work, "Data with a class and a place; who reads and writes it gets just that.")
        .lowers_to(
            "Conditions on its path in the identities of its readers and writers; an entry in the catalog component where there is one.",
        )
        .field(Field::new("tenant", Type::refs(&["tenant"]), "Whose it is.").context().required())
        .field(Field::new("in", Type::refs(&["bucket", "database", "filesystem"]), "The store it lies in.").required())
        .field(Field::new("path", Type::Text, "Its folder, prefix or schema in the store.").derived("its name"))
        .field(Field::new("class", Type::words(CLASSES), "How sensitive it is.").default(r#""internal""#))
        .field(Field::new("residency", Type::Text, "Jurisdiction in which it must stay.").derived("its tenant's"))
        .field(Field::new("freshness", Type::Duration, "How old its newest part may be."))
        .field(Field::new("size", Type::Quantity(Dimension::Bytes), "How large it is."))
        .field(Field::new("leaves-to", leaves_to, "Targets and regions to which readers may take it; residency still holds."))
        .field(Field::new("derived", Type::words(&["anonymized"]), "How it was made of stricter data: the flow of that class ends here."))
        .field(Field::new("contract", Type::Path, "Path of its data contract (ODCS)."))
}
