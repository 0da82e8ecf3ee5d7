//! Statements of a `test` that name declarations.

use mlpc_units::Quantity;

use crate::record::record;
use crate::{At, DeclId, Item, read::Entries, read::FromItem};

record! {
    /// `admits`: an amount that a tenant can, or can never, run on a pool while some tenants are idle and all others use their guarantee.
    Admits {
        tenant "tenant": At<DeclId>,
        pool "pool": At<DeclId>,
        cpu "cpu": Option<At<Quantity>>,
        memory "memory": Option<At<Quantity>>,
        gpus "gpus": Option<At<i64>>,
        profiles "profiles": Entries<At<i64>>,
        idle "idle": Vec<At<DeclId>>,
        never "never": At<bool>,
    }
}

impl Admits {
    /// Reads an entry of the field `admits`; `None` where a required value is missing or poisoned.
    pub fn read(entry: &Item) -> Option<Self> {
        Self::from_item(entry)
    }
}
