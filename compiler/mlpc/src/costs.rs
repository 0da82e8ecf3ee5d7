//! What a compiled platform costs.

use mlpc_project::{Compiled, Standard};
use mlpc_report::cost::Costs;

/// Its costs at the catalog's prices.
pub(crate) fn costs(compiled: &Compiled, standard: &Standard) -> Costs {
    Costs::of(&compiled.platform, &mlpc_analysis::cost::report(&compiled.platform, &standard.catalog))
}
