//! `cargo xtask convert`: the standard library's facts from the reference data.

use super::{Outcome, convert_catalog, convert_charts, convert_schemas};
use crate::reference;

/// What to convert.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One kind of facts; all without it.
    what: Option<What>,
    /// Write nothing; fail if the files in the repository differ from what would be written.
    #[arg(long)]
    check: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Catalog,
    Schemas,
    Charts,
}

/// A file to write: its path below `stdlib/`, and its content.
pub(crate) type Made = (String, Vec<u8>);

/// Converts what is asked for. The same reference data gives the same bytes.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let made = make(arguments.what)?;
    if arguments.check {
        return compare(&made);
    }
    made.iter().try_for_each(|(path, bytes)| reference::write(&reference::root().join("stdlib").join(path), bytes))
}

/// Compares the standard library with what the converters would make of the reference data.
pub(crate) fn check() -> Outcome {
    compare(&make(None)?)
}

fn make(what: Option<What>) -> Result<Vec<Made>, String> {
    match what {
        Some(What::Catalog) => convert_catalog::files(),
        Some(What::Schemas) => convert_schemas::files(),
        Some(What::Charts) => convert_charts::files(),
        None => Ok([convert_catalog::files()?, convert_schemas::files()?, convert_charts::files()?].concat()),
    }
}

fn compare(made: &[Made]) -> Outcome {
    let differs = |(path, bytes): &&Made| std::fs::read(reference::root().join("stdlib").join(path)).ok().as_ref() != Some(bytes);
    let stale: Vec<&str> = made.iter().filter(differs).map(|(path, _)| path.as_str()).collect();
    if stale.is_empty() { Ok(()) } else { Err(format!("not what the converters make: {}; run cargo xtask convert", stale.join(", "))) }
}
