//! The way out: resource, patch, import, moved, removed.

use smol_str::SmolStr;

use crate::record::kind;
use crate::{At, DeclId, Item};

kind! {
    /// Any resource of a provider.
    Resource {
        resource_type "type": At<SmolStr>,
        target "target": Option<At<DeclId>>,
        cluster "cluster": Option<At<DeclId>>,
        tenant "tenant": Option<At<DeclId>>,
        protect "protect": At<bool>,
        attributes "attributes": Option<Item>,
    }
}

kind! {
    /// A change to a lowered resource.
    Patch {
        resource "resource": At<SmolStr>,
        changes "changes": Option<Item>,
    }
}

kind! {
    /// What exists and is adopted.
    Import {
        resource "resource": At<SmolStr>,
        id "id": At<SmolStr>,
    }
}

kind! {
    /// A new address for the same thing.
    Moved {
        from "from": At<SmolStr>,
        to "to": At<SmolStr>,
    }
}

kind! {
    /// What is forgotten without being destroyed.
    Removed {
        removed "address": At<SmolStr>,
    }
}
