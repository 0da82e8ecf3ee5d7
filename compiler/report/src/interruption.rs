//! Who is interrupted when nodes or pods are changed one by one, or made anew.

use std::collections::BTreeSet;

use mlpc_model::{Platform, Pool, WorkloadRef};
use mlpc_plan::Action;
use mlpc_units::Duration;
use smol_str::SmolStr;

/// Whether it is about the nodes of a pool.
pub(crate) fn makes_nodes(action: &Action) -> bool {
    matches!(action.target.kind(), "aws_eks_node_group" | "azurerm_kubernetes_cluster_node_pool")
}

/// Whether an update in place restarts what runs: nodes of a group that get a new launch template or version, pods with a new template.
pub(crate) fn rolls(action: &Action) -> bool {
    let any = |prefixes: &[&str]| {
        action.changes.iter().any(|change| {
            let path = change.path.dotted();
            prefixes.iter().any(|prefix| path.starts_with(prefix))
        })
    };
    match action.target.kind() {
        "aws_eks_node_group" => any(&["launch_template", "version", "release_version"]),
        // With a name for the time between, the provider moves a pool to other machines (azurerm, `temporary_name_for_rotation`); without one such
        // changes replace it.
        "azurerm_kubernetes_cluster_node_pool" => any(&["orchestrator_version"]),
        "Deployment" | "StatefulSet" | "DaemonSet" => any(&["spec.template"]),
        _ => false,
    }
}

/// What changing all nodes of a pool means, and whose jobs restart.
pub(crate) fn of_pool(rolls: bool, platform: &Platform, pool: &Pool) -> (String, BTreeSet<SmolStr>) {
    let nodes = match (pool.nodes.at_least(), pool.nodes.at_most()) {
        (_, Some(most)) if most.value == 1 => "its node".to_owned(),
        (Some(least), Some(most)) if least.value == most.value => format!("{} nodes", most.value),
        (_, Some(most)) => format!("up to {} nodes", most.value),
        _ => "its nodes".to_owned(),
    };
    let how = match (rolls, pool.upgrades.max_unavailable.value) {
        (true, 1) => "drain one at a time".to_owned(),
        (true, n) => format!("drain {n} at a time"),
        (false, _) => "go, and new ones come".to_owned(),
    };
    let mut jobs = BTreeSet::new();
    let mut services = BTreeSet::new();
    let mut longest: Option<Duration> = None;
    let mut unsaved = false;
    for workload in platform.workloads_on(pool.decl) {
        let Some(tenant) = platform.tenant_of(workload.decl()) else { continue };
        match workload {
            WorkloadRef::Service(_) => {
                services.insert(tenant.name.clone());
            }
            WorkloadRef::Training(training) => {
                jobs.insert(tenant.name.clone());
                let every = training.checkpoints.as_ref().and_then(|it| it.every).map(|it| it.value);
                unsaved |= every.is_none();
                longest = longest.max(every);
            }
            WorkloadRef::Pipeline(_) => {
                jobs.insert(tenant.name.clone());
                unsaved = true;
            }
        }
    }
    let mut text = format!("{nodes} {how}");
    if !jobs.is_empty() {
        let lost = match longest {
            Some(every) if !unsaved => format!(" from their last checkpoint (≤ {every} lost)"),
            _ => ", those without checkpoints from their beginning".to_owned(),
        };
        text.push_str(&format!(". Jobs of {} on them restart{lost}", listed(&jobs)));
    }
    if !services.is_empty() {
        text.push_str(&format!(". Services of {} on them move", listed(&services)));
    }
    (text, jobs)
}

/// `research and search`
fn listed(names: &BTreeSet<SmolStr>) -> String {
    let names: Vec<&str> = names.iter().map(SmolStr::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
