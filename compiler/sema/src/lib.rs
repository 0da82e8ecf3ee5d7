//! Tree to platform: index, expand, resolve, type, evaluate.
//!
//! [`index()`] looks at one file alone, [`platform`] at all of them in one environment: it expands `when`, `for` and `define` ([`expand`]),
//! settles names, context and addresses ([`resolve`]), and reads every field by the kinds' table ([`typing`], [`eval`], [`functions`]). Each
//! phase reports and goes on; what is wrong becomes poison, which nobody reports twice.

pub mod codes;
mod cx;
mod eval;
mod evaluate;
mod expand;
mod functions;
mod gaps;
mod index;
mod inputs;
mod program;
mod resolutions;
mod resolve;
mod scope;
mod suggest;
mod typing;
mod unused;
mod value;
mod waits;

use std::sync::Arc;

use mlpc_diag::{Diagnostics, Waiver};
use mlpc_model::{Fields, Platform};
use mlpc_source::{FileId, IdxVec, Origins};
use mlpc_syntax::Parse;

pub use functions::function_forms;
pub use index::{FileIndex, Head, index};
pub use inputs::{Inputs, Options, TestAt};
pub use resolutions::{Resolutions, Target};
pub use suggest::nearest;

/// What a compile of one environment yields, whatever was found.
#[derive(Debug)]
pub struct Outcome {
    /// The typed platform.
    pub platform: Platform,
    /// What names in the text stand for.
    pub resolutions: Resolutions,
    /// The `waive` declarations, for the sink.
    pub waivers: Vec<Waiver>,
    /// What the `test` of the options says, where one is tried.
    pub test: Fields,
}

/// Compiles the platform in one environment. A caller with several environments runs it once for each and tells the findings apart.
pub fn platform(inputs: Inputs<'_>, origins: &mut Origins, out: &mut Diagnostics) -> Outcome {
    let defaults = typing::Defaults::of(inputs.kinds);
    let mut cx = cx::Cx::new(inputs, &defaults, origins);
    cx.report_malformed_expressions();
    cx.expand();
    cx.settle_names();
    let (platform, test) = cx.evaluate();
    cx.report_services_in_cycles(&platform);
    let waivers = cx.waivers(&platform);
    cx.report_unused();
    cx.report_empty();
    let resolutions = cx.resolutions();
    out.append(cx.out);
    Outcome { platform, resolutions, waivers, test }
}

/// The names of all environments, in order of name; what a caller goes through.
pub fn environments(indexes: &IdxVec<FileId, Arc<FileIndex>>) -> Vec<smol_str::SmolStr> {
    let heads = indexes.iter().flat_map(|index| &index.heads);
    let mut names: Vec<_> = heads.filter(|head| head.kind == "environment").filter_map(|head| head.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// Indexes every file of a compile. A caller with a cache calls [`index()`] for what changed instead.
pub fn index_all(parses: &IdxVec<FileId, Arc<Parse>>) -> IdxVec<FileId, Arc<FileIndex>> {
    parses.iter().map(|parse| Arc::new(index(parse))).collect()
}
