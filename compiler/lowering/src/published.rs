//! Values known after apply that something in a cluster reads: the target's store hands them over (`engine.md`).

use mlpc_model::{DeclId, Platform};
use smol_str::{SmolStr, format_smolstr};

/// An attribute of a declaration that must be published.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Published {
    /// Whose value.
    pub decl: DeclId,
    /// Which: `host`, `port`, `endpoint` …
    pub attribute: SmolStr,
}

/// The name under which it is published: `/PLATFORM/ADDRESS/ATTRIBUTE`.
pub fn parameter_name(platform: &Platform, decl: DeclId, attribute: &str) -> SmolStr {
    let address = platform.decls.get(decl).map_or("", |it| it.address.as_str());
    format_smolstr!("/{}/{address}/{attribute}", platform.name)
}
