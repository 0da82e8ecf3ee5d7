//! List prices of what isn't a machine.

use mlpc_units::Rational;
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A list price in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The service: `rds`.
    pub service: SmolStr,
    /// What is paid for: `postgres db.m7g.large multi-az`.
    pub item: SmolStr,
    /// Per what: `hour`, `GB-month`, `secret-month`, `10000 requests`.
    pub unit: SmolStr,
    /// US dollars for one unit.
    pub usd: Rational,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Price {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            service: row.text("service"),
            item: row.text("item"),
            unit: row.text("unit"),
            usd: row.number("price_usd")?,
            provenance: row.provenance()?,
        })
    }
}
