//! Resource graph to files: Terraform configuration, Kubernetes manifests, Helm values and releases.
//!
//! Printers, not templates: each format is written straight into the file's text, laid out as a person would. What is written depends on the
//! graph and on [`EmitCx`] alone, so equal inputs give equal bytes. The disk is the caller's: [`write_plan`] says what to do with it.

mod cluster;
mod cx;
mod fault;
mod hcl;
mod helm;
mod kubernetes;
mod layout;
mod order;
mod readme;
mod tree;
mod written;
mod yaml;

use mlpc_diag::Sound;
use mlpc_graph::ResourceGraph;

pub use cx::{Backend, Cloud, Delivery, EmitCx, ProviderCx, TargetCx};
pub use fault::EmitFault;
pub use hcl::{body as hcl_body, quoted as hcl_text};
pub use tree::{File, Generator, Tree};
pub use written::{Disk, Kept, LISTING, Listing, WritePlan, write_plan};
pub use yaml::document as yaml_document;

/// Everything that is emitted for a platform. Faults are ours, never the spec's: what a user can write wrong is found before.
pub fn emit(graph: &Sound<&ResourceGraph>, cx: &EmitCx<'_>) -> Result<Tree, Vec<EmitFault>> {
    let graph = graph.get();
    let mut tree = Tree::default();
    let mut faults = Vec::new();
    for target in &cx.targets {
        hcl::root(graph, target, cx, &mut tree, &mut faults);
    }
    for resource in graph.resources() {
        if resource.in_terraform() && !cx.targets.iter().any(|target| target.name == resource.place.target) {
            faults.push(EmitFault::NoTarget { at: resource.address.clone(), target: resource.place.target.clone() });
        }
    }
    let clusters = cluster::clusters(graph, &cx.targets);
    for cluster in &clusters {
        kubernetes::manifests(cluster, cx, &mut tree);
        helm::releases(cluster, cx, &mut tree);
    }
    readme::readme(graph, &clusters, cx, &mut tree);
    if faults.is_empty() { Ok(tree) } else { Err(faults) }
}
