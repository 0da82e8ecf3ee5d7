//! `cargo xtask convert`: the standard library's facts from the reference data.

use super::{Outcome, convert_catalog, convert_charts, convert_schemas};

/// What to convert.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One kind of facts; all without it.
    what: Option<What>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Catalog,
    Schemas,
    Charts,
}

/// Converts what is asked for. The same reference data gives the same bytes.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    match arguments.what {
        Some(What::Catalog) => convert_catalog::run(),
        Some(What::Schemas) => convert_schemas::run(),
        Some(What::Charts) => convert_charts::run(),
        None => convert_catalog::run().and_then(|()| convert_schemas::run()).and_then(|()| convert_charts::run()),
    }
}
