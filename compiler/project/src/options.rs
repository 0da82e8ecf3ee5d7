//! What the command line, or an editor, says about a compile.

use smol_str::SmolStr;

/// Which environments are compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Each that the spec declares, or the only one if it declares none.
    All,
    /// This one; `None` where none is declared.
    One(Option<SmolStr>),
}

/// What the command line says about a compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which environments.
    pub choice: Choice,
    /// Values of params (`--set`), in order.
    pub set: Vec<(SmolStr, SmolStr)>,
    /// The day against which expiries are judged, `YYYY-MM-DD`.
    pub today: SmolStr,
}
