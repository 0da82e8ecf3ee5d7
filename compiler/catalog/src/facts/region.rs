//! Regions, their zones and whose law holds there.

use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A region of a cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// `aws`, `gcp`, `azure`.
    pub cloud: SmolStr,
    /// `us-east-1`.
    pub id: SmolStr,
    /// For people: `US East (N. Virginia)`.
    pub name: SmolStr,
    /// Partition of AWS: `aws`, `aws-us-gov`, `aws-cn`.
    pub partition: Option<SmolStr>,
    /// Zones as a spec names them: of AWS zone ids (`use1-az1`), else names. Empty where not known.
    pub zones: Vec<SmolStr>,
    /// Names of the zones, in the order of AWS' own list; they are mapped per account.
    pub zone_names: Vec<SmolStr>,
    /// ISO code of the country.
    pub country: Option<SmolStr>,
    /// Whose law holds: `US`, `EU`, `CH`, …
    pub jurisdiction: Option<SmolStr>,
    /// What data that must stay somewhere may call this: `EU`, `EEA`, `GDPR`.
    pub residency_tags: Vec<SmolStr>,
    /// The region that Azure pairs with it.
    pub paired: Option<SmolStr>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Region {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let zone_names = row.list("zones");
        let zone_ids = row.list("zone_ids");
        Some(Self {
            cloud: row.text("cloud"),
            id: row.text("region"),
            name: row.text("description"),
            partition: row.some_text("partition"),
            zones: if zone_ids.is_empty() { zone_names.clone() } else { zone_ids },
            zone_names,
            country: row.some_text("country"),
            jurisdiction: row.some_text("jurisdiction"),
            residency_tags: row.list("residency_tags"),
            paired: row.some_text("paired_region"),
            provenance: row.provenance()?,
        })
    }
}
