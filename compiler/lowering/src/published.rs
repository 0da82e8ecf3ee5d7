//! Values known after apply that something in a cluster reads: the target's store hands them over (`engine.md`).

use mlpc_model::{Cloud, DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

/// An attribute of a declaration that must be published.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Published {
    /// Whose value.
    pub decl: DeclId,
    /// Which: `host`, `port`, `endpoint` …
    pub attribute: SmolStr,
}

/// The name under which it is published: `/PLATFORM/ADDRESS/ATTRIBUTE`; in a vault of Azure, whose names hold no `/`, joined by `-`.
pub fn parameter_name(platform: &Platform, decl: DeclId, attribute: &str) -> SmolStr {
    let address = platform.decls.get(decl).map_or("", |it| it.address.as_str());
    match platform.target_of(decl).map(|it| it.cloud.value) {
        Some(Cloud::Azure) => crate::aks::published_name(platform, address, attribute),
        _ => format_smolstr!("/{}/{address}/{attribute}", platform.name),
    }
}
