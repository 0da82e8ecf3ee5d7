//! What a compile of one platform in one environment sees.

use std::sync::Arc;

use mlpc_schema::KindTable;
use mlpc_source::{FileId, IdxVec, Sources};
use mlpc_syntax::Parse;
use mlpc_units::{Money, Quantity};
use smol_str::SmolStr;

/// Everything that the stage reads. Borrowed: nothing is copied for a second environment.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The platform's files and those of the libraries it uses.
    pub sources: &'a Sources,
    /// Their trees, by the same ids.
    pub parses: &'a IdxVec<FileId, Parse>,
    /// The kinds of the core and of the components.
    pub kinds: &'a KindTable,
    /// The catalog's facts about a machine type; `None` for one it doesn't know.
    pub machine: &'a dyn Fn(&str) -> Option<MachineFacts>,
    /// The text of a data file by its path below the platform's directory; `None` where there is none.
    pub files: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// What the command line says.
    pub options: &'a Options,
}

/// What the command line says about a compile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The environment (`--env`).
    pub env: Option<SmolStr>,
    /// Values of params (`--set`), in order; the last of one name wins.
    pub set: Vec<(SmolStr, SmolStr)>,
    /// The folder's name: the platform's name where none is declared.
    pub dir_name: SmolStr,
}

/// What `machine(id)` and the pools' read-only values tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MachineFacts {
    /// Virtual CPUs.
    pub cpu: Quantity,
    /// Main memory.
    pub memory: Quantity,
    /// Accelerators.
    pub gpus: u32,
    /// Which accelerator, where there is one.
    pub accelerator: Option<SmolStr>,
    /// List price of one hour, where one is known.
    pub price: Option<Money>,
}
