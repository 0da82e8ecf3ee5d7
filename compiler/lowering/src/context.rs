//! What a lowering may read, and where it puts what it makes.

use std::collections::BTreeSet;

use mlpc_catalog::Catalog;
use mlpc_diag::Diagnostics;
use mlpc_graph::{GraphBuilder, Map, Resource};
use mlpc_model::{DeclId, Platform};
use mlpc_source::{Frame, OriginId, Origins};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::Published;

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
    /// The values known after apply that something in a cluster reads: each is published once, at the end.
    pub published: BTreeSet<Published>,
    /// What many resources have alike, by a name of the lowering's choice.
    alike: FxHashMap<SmolStr, Map>,
}

impl<'a> Lowering<'a> {
    /// A context in which nothing is lowered yet.
    pub fn new(platform: &'a Platform, catalog: &'a Catalog, origins: &'a mut Origins, out: &'a mut Diagnostics) -> Self {
        Self { platform, catalog, graph: GraphBuilder::default(), origins, out, published: BTreeSet::new(), alike: FxHashMap::default() }
    }

    /// Adds a resource.
    pub fn add(&mut self, resource: Resource) {
        self.graph.add(resource);
    }

    /// A map that many resources have alike: made once for a `name`, which tells it from all others that any lowering shares.
    pub fn alike(&mut self, name: SmolStr, make: impl FnOnce(&Self) -> Map) -> Map {
        if let Some(known) = self.alike.get(&name) {
            return known.clone();
        }
        let made = make(self).share();
        self.alike.insert(name, made.clone());
        made
    }

    /// The origin of something made for `of`, with the reason as a noun phrase ("the role its pods assume").
    pub fn origin(&mut self, of: OriginId, reason: &'static str) -> OriginId {
        self.origins.child(of, None, Frame::Lowered { reason: SmolStr::new_static(reason) })
    }

    /// Has an attribute of a declaration published in its target's store, and returns the name under which a cluster finds it (`engine.md`,
    /// "Values known after apply"). `attribute` is the spec's word: `host`, `port`, `endpoint`, or any attribute of a `resource`.
    pub fn publish(&mut self, decl: DeclId, attribute: &str) -> SmolStr {
        let name = crate::parameter_name(self.platform, decl, attribute);
        self.published.insert(Published { decl, attribute: attribute.into() });
        name
    }
}
