//! What a compile of one platform in one environment sees.

use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_schema::KindTable;
use mlpc_source::{FileId, IdxVec, Sources};
use mlpc_syntax::{NodeId, Parse};
use smol_str::SmolStr;

use crate::index::FileIndex;

/// Everything that the stage reads. Borrowed: nothing is copied for a second environment.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The platform's files and those of the libraries it uses.
    pub sources: &'a Sources,
    /// Their trees, by the same ids.
    pub parses: &'a IdxVec<FileId, Arc<Parse>>,
    /// The kinds of the core and of the components.
    pub kinds: &'a KindTable,
    /// What [`index`](crate::index()) found in each, by the same ids.
    pub indexes: &'a IdxVec<FileId, Arc<FileIndex>>,
    /// Facts: what `machine(id)` and the pools' values tell.
    pub catalog: &'a Catalog,
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
    /// The `test` whose declarations join the platform.
    pub test: Option<TestAt>,
}

/// Where a `test` stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TestAt {
    /// Its file.
    pub file: FileId,
    /// Its node, at the top level.
    pub node: NodeId,
}
