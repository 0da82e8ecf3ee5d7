//! Versions: of Kubernetes by cloud, of drivers by GPU.

use mlpc_units::Version;
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// Until when a cloud supports a minor version of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubernetesVersion {
    /// `1.35`.
    pub version: Version,
    /// The last day of standard support, `YYYY-MM-DD`.
    pub standard_until: SmolStr,
    /// The last day of extended support, after which the cloud upgrades by itself and creates none any more.
    pub extended_until: SmolStr,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl KubernetesVersion {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            version: Version::parse(row.get("version")?).ok()?,
            standard_until: row.some_text("standard_until")?,
            extended_until: row.some_text("extended_until")?,
            provenance: row.provenance()?,
        })
    }
}

/// Which branches of the vendor's driver support a GPU, by their first number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverBranches {
    /// The first that knows its architecture; a GPU that came later may need a later release of it.
    pub first: u64,
    /// The last that does, where there is one already.
    pub last: Option<u64>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl DriverBranches {
    /// `None` of a row that says that it isn't known.
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self { first: row.integer("first")?, last: row.integer("last"), provenance: row.provenance()? })
    }
}
