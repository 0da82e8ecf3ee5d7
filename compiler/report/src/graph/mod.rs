//! The graph as a picture or data: one view, four renderings.

mod dot;
mod mermaid;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::ResourceGraph;
use serde_json::json;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

/// What a node of the picture is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// One node a declaration, an edge where one's resources need another's.
    Spec,
    /// One node a resource.
    Resource,
}

/// Nodes in order of name, edges from who needs to what is needed, in order of both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// Name and how many resources it stands for.
    pub nodes: Vec<(String, usize)>,
    /// Positions in `nodes`.
    pub edges: Vec<(usize, usize)>,
}

/// The view at a level.
pub fn picture(graph: &ResourceGraph, level: Level) -> Picture {
    let name = |resource: &mlpc_graph::Resource| match level {
        Level::Spec => resource.owner.to_string(),
        Level::Resource => resource.address.to_string(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for resource in graph.resources() {
        *counts.entry(name(resource)).or_default() += 1;
    }
    let index: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut edges = BTreeSet::new();
    for (id, resource) in graph.resources().iter_enumerated() {
        for needed in graph.needs(id).iter().filter_map(|id| graph.resources().get(*id)) {
            let ends = (index.get(name(resource).as_str()), index.get(name(needed).as_str()));
            if let (Some(from), Some(to)) = ends
                && from != to
            {
                edges.insert((*from, *to));
            }
        }
    }
    Picture { nodes: counts.into_iter().collect(), edges: edges.into_iter().collect() }
}

/// The view as JSON, `format_version` 1.
pub fn json(picture: &Picture) -> String {
    let name = |at: &usize| picture.nodes.get(*at).map_or("", |(name, _)| name);
    let nodes: Vec<_> = picture.nodes.iter().map(|(name, n)| json!({ "name": name, "resources": n })).collect();
    let edges: Vec<_> = picture.edges.iter().map(|(from, to)| json!({ "from": name(from), "needs": name(to) })).collect();
    format!("{:#}\n", json!({ "format_version": 1, "nodes": nodes, "edges": edges }))
}
