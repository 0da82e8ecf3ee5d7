//! Rules for names and sizes that the clouds and Kubernetes hold to.

use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A rule for one field of a kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLimit {
    /// `eks cluster`.
    pub resource_kind: SmolStr,
    /// `name`, or what is counted.
    pub field: SmolStr,
    /// Least length or number.
    pub min: Option<u64>,
    /// Greatest length or number.
    pub max: Option<u64>,
    /// The source's own regular expression, which may look around.
    pub pattern: Option<SmolStr>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl ServiceLimit {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            resource_kind: row.text("resource_kind"),
            field: row.text("field"),
            min: row.integer("min"),
            max: row.integer("max"),
            pattern: row.some_text("pattern"),
            provenance: row.provenance()?,
        })
    }
}
