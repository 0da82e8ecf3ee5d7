//! A tenant's quotas as kueue admits by them: a ClusterQueue with a flavor for each pool, and the queue in its namespace.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::Tenant;

use crate::amounts::{Amounts, PoolQuota};
use crate::object::{CLUSTER_QUEUE, LOCAL_QUEUE, Object, Site, match_labels, spec};

/// The queue in a namespace that takes what names no queue: kueue's word.
pub(crate) const DEFAULT_QUEUE: &str = "default";

/// The ClusterQueue and the namespace's own LocalQueue.
pub(super) fn queues(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant, quotas: &[PoolQuota<'_>]) {
    let in_cohort = tenant.cohort.is_some();
    let flavors: Vec<_> = quotas.iter().map(|quota| flavor(quota, in_cohort)).collect();
    let covered = quotas.first().map(|it| it.nominal.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()).unwrap_or_default();
    let group = Map::new().with("coveredResources", Value::texts(covered)).with("flavors", Value::List(flavors));
    let own = match_labels(Map::new().with("kubernetes.io/metadata.name", site.namespace.clone().unwrap_or_default()));
    // Idle quota may be lent because its owner gets it back at once.
    let preemption = Map::new().with("reclaimWithinCohort", "Any").with("withinClusterQueue", "LowerPriority");
    let body = spec(
        Map::new()
            .with_opt("cohortName", tenant.cohort.as_ref().map(|it| Value::from(&it.value)))
            .with("namespaceSelector", own)
            .with("preemption", preemption)
            .with("resourceGroups", Value::List(vec![group.into()])),
    );
    let all = site.clone().cluster_wide();
    let reason = "its quotas, as jobs and services are admitted by them";
    let queue = all.add(cx, Object { ty: CLUSTER_QUEUE, name: &tenant.name, part: None, reason, labels: Map::new(), body });
    if let Some(resource) = cx.graph.resources_mut().last_mut() {
        let flavors = quotas.iter().map(|it| crate::lower::pool::flavor_address(site.cluster, &it.pool.name));
        resource.life.after.extend(flavors.map(|it| (it, None)));
    }
    local_queue(cx, site, DEFAULT_QUEUE, None, "the queue of what names none", &tenant.name);
    if let Some(resource) = cx.graph.resources_mut().last_mut() {
        resource.life.after.push((queue, None));
    }
}

/// A queue of a namespace that leads to a tenant's ClusterQueue.
pub(crate) fn local_queue(cx: &mut Lowering<'_>, site: &Site<'_>, name: &str, part: Option<&str>, reason: &'static str, queue: &str) {
    let body = spec(Map::new().with("clusterQueue", queue));
    site.add(cx, Object { ty: LOCAL_QUEUE, name, part, reason, labels: Map::new(), body });
}

/// One pool's amounts. Without a cohort nothing can be borrowed or lent, and kueue refuses limits (KUE-01).
fn flavor(quota: &PoolQuota<'_>, in_cohort: bool) -> Value {
    let resources = quota.nominal.iter().map(|(name, nominal)| {
        let amount = |amounts: &Amounts| amounts.iter().find(|(it, _)| it == name).and_then(|(_, amount)| amount.to_k8s());
        let borrowing = in_cohort.then(|| amount(&quota.borrowing)).flatten();
        let lending = quota.lending.as_ref().filter(|_| in_cohort).and_then(amount);
        let resource = Map::new()
            .with("name", name)
            .with("nominalQuota", nominal.to_k8s().unwrap_or_default())
            .from_field(quota.origin)
            .with_opt("borrowingLimit", borrowing)
            .with_opt("lendingLimit", lending);
        Value::Map(resource)
    });
    let resources: Vec<_> = resources.collect();
    Map::new().with("name", &quota.pool.name).with("resources", Value::List(resources)).into()
}
