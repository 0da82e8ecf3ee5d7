//! The typed platform to the resource graph: order, raw resources, patches, and what makes one graph of it all.
//!
//! How a kind lowers to a cloud or a cluster is the business of the pure provider crates; what they share is in `lowering`.

mod clashes;
mod clouds;
mod cluster_order;
mod component;
mod cross_target;
mod moved;
mod patch;
mod resource;
mod tree;
mod unread;
mod unsupported;

use mlpc_catalog::Catalog;
use mlpc_components::Components;
use mlpc_diag::{Diagnostic, Diagnostics, Rule};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{Address, Faulty, GraphBuilder, GraphFault, Resource, ResourceGraph};
use mlpc_lowering::Lowering;
use mlpc_model::Platform;
use mlpc_source::Origins;

pub use component::settings;
pub use mlpc_lowering::{codes, pools};

/// What the stage may see beside the platform.
#[derive(Clone, Copy, Debug)]
pub struct LowerCx<'a> {
    /// Facts.
    pub catalog: &'a Catalog,
    /// The components of the standard library and the user's overlay.
    pub components: &'a Components,
    /// What providers say about their resources.
    pub schemas: ProviderSchemas,
    /// Rules of earlier stages that lowering can find broken, too.
    pub rules: SharedRules,
}

/// Rules that live with earlier stages.
#[derive(Clone, Copy, Debug)]
pub struct SharedRules {
    /// MLP0110: what depends on itself.
    pub cycle: &'static Rule,
    /// MLP0105: a chart value that a field sets, too.
    pub duplicate: &'static Rule,
    /// MLP0113: a patch that matches nothing.
    pub matches_nothing: &'static Rule,
}

/// The graph, and what kept it from being one.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// All resources; empty where something that was reported, or one of `bugs`, keeps them from being a graph.
    pub graph: ResourceGraph,
    /// Inconsistencies of our own making: never the spec's fault, so never a diagnostic.
    pub bugs: Vec<GraphFault>,
}

/// Lowers a platform.
pub fn lower(platform: &Platform, cx: &LowerCx<'_>, origins: &mut Origins, out: &mut Diagnostics) -> Lowered {
    let mut lowering = Lowering::new(platform, cx.catalog, origins, out);
    unsupported::targets(&mut lowering);
    unsupported::promises(&mut lowering);
    unread::report(&mut lowering);
    declarations(&mut lowering, cx);
    in_clusters(&mut lowering, cx);
    cluster_order::apply(&mut lowering);
    publish(&mut lowering);
    moved::apply(&mut lowering);
    patch::apply(&mut lowering, cx);
    clashes::report(&mut lowering);
    cross_target::report(&mut lowering);
    let Lowering { graph, out, origins, .. } = lowering;
    finish(platform, graph, cx.rules, origins, out)
}

fn declarations(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>) {
    let platform = lowering.platform;
    for id in platform.decls.ids() {
        let cloud = platform.target_of(id).map(|it| it.cloud.value);
        match platform.decl(id).map_or("", |it| it.kind.as_str()) {
            "platform" | "tenant" => clouds::budget(lowering, id),
            "resource" => resource::lower(lowering, cx, id),
            _ => clouds::declaration(lowering, cloud, id),
        }
    }
}

/// What stands in clusters: components first, as their namespaces and types must exist before what uses them.
fn in_clusters(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>) {
    let platform = lowering.platform;
    let mut clusters = mlpc_kubernetes::Clusters::new(platform, cx.catalog);
    component::lower(lowering, cx.components, &mut clusters, cx.rules.duplicate);
    for id in platform.decls.ids() {
        mlpc_kubernetes::lower::declaration(lowering, &clusters, id);
    }
}

/// Publishes what the lowerings have found to be read in clusters.
fn publish(lowering: &mut Lowering<'_>) {
    let published = std::mem::take(&mut lowering.published);
    for value in &published {
        clouds::publish(lowering, value);
    }
}

fn finish(platform: &Platform, graph: GraphBuilder, rules: SharedRules, origins: &Origins, out: &mut Diagnostics) -> Lowered {
    let Faulty { faults, resources } = match graph.finish() {
        Ok(graph) => return Lowered { graph, bugs: Vec::new() },
        Err(faulty) => faulty,
    };
    // What was reported already leaves holes; a reference into one is no fault of its own.
    if out.has_errors() {
        return Lowered { graph: ResourceGraph::empty(), bugs: Vec::new() };
    }
    let mut bugs = Vec::new();
    for fault in faults {
        match fault {
            GraphFault::Cycle(path) => out.push(cycle(platform, rules.cycle, &path, &resources, origins)),
            GraphFault::Duplicate(_) | GraphFault::Dangling { .. } => bugs.push(fault),
        }
    }
    Lowered { graph: ResourceGraph::empty(), bugs }
}

/// Hops of a cycle that are shown; more than these nobody reads.
const SHOWN_HOPS: usize = 16;

/// MLP0110 with each hop at the declaration that made it.
fn cycle(platform: &Platform, rule: &'static Rule, path: &[Address], resources: &[Resource], origins: &Origins) -> Diagnostic {
    let names: Vec<_> = path.iter().take(SHOWN_HOPS).map(|it| format!("`{it}`")).collect();
    let rest = if path.len() > SHOWN_HOPS { format!(" … ({} in all)", path.len() - 1) } else { String::new() };
    let mut found = Diagnostic::new(rule, format!("resources need each other: {}{rest}", names.join(" needs ")));
    for (from, to) in path.iter().zip(path.iter().skip(1)).take(SHOWN_HOPS) {
        let Some(Resource { origin, owner, .. }) = resources.iter().find(|it| it.address == *from) else { continue };
        let head = platform.decl_by_address(owner).and_then(|id| platform.decl(id)).map(|it| it.head);
        found = found.label_opt(head.or_else(|| origins.span(*origin)), format!("`{from}` needs `{to}`")).subject(owner.clone());
    }
    found.help("take one of the references out, or put what both need into a third resource")
}
