//! What a lowering may read, and where it puts what it makes.

use mlpc_catalog::Catalog;
use mlpc_diag::Diagnostics;
use mlpc_graph::{GraphBuilder, Resource};
use mlpc_model::Platform;
use mlpc_source::{Frame, OriginId, Origins};

/// The context of all lowerings: the typed platform and the facts to read, the graph, origins and diagnostics to write.
#[derive(Debug)]
pub struct Lowering<'a> {
    /// The typed platform.
    pub platform: &'a Platform,
    /// Facts.
    pub catalog: &'a Catalog,
    /// What is made.
    pub graph: GraphBuilder,
    /// Where it comes from.
    pub origins: &'a mut Origins,
    /// What can't be lowered, and why.
    pub out: &'a mut Diagnostics,
}

impl Lowering<'_> {
    /// Adds a resource.
    pub fn add(&mut self, resource: Resource) {
        self.graph.add(resource);
    }

    /// The origin of something made for `of`, with the reason as a noun phrase ("the role its pods assume").
    pub fn origin(&mut self, of: OriginId, reason: &str) -> OriginId {
        self.origins.child(of, None, Frame::Lowered { reason: reason.into() })
    }
}
