//! A tenant's amounts as ResourceQuota, and defaults for pods that name none.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use smol_str::{SmolStr, format_smolstr};

use crate::amounts::{self, PoolQuota};
use crate::object::{LIMIT_RANGE, Object, RESOURCE_QUOTA, Site, spec};

/// The ResourceQuota: what is guaranteed and what may be borrowed, of all pools together. Devices without quota are 0, not absent: what a
/// quota doesn't name is free.
pub(super) fn resource_quota(cx: &mut Lowering<'_>, site: &Site<'_>, quotas: &[PoolQuota<'_>]) {
    if quotas.is_empty() {
        return;
    }
    let total = amounts::sum(quotas.iter().flat_map(|it| [&it.nominal, &it.borrowing]));
    let mut hard = Map::with_capacity(total.len());
    for (resource, amount) in &total {
        let Some(text) = amount.to_k8s() else { continue };
        hard.push(format_smolstr!("requests.{resource}"), text);
        let comment = match resource.as_str() {
            "cpu" => amounts::explain_cpus(quotas),
            "memory" => None,
            device => amounts::explain_gpus(quotas, device),
        };
        if let Some(comment) = comment {
            hard = hard.comment(comment);
        }
        if let Some(from) = source(quotas, resource) {
            hard = hard.from_field(from.origin);
        }
    }
    let name = namespace(site);
    let body = spec(Map::new().with("hard", hard));
    let reason = "its quotas, with what it may borrow";
    site.add(cx, Object { ty: RESOURCE_QUOTA, name: &name, part: None, reason, labels: Map::new(), body });
}

/// The quota that an amount follows from, if it is one alone.
fn source<'a, 'b>(quotas: &'a [PoolQuota<'b>], resource: &str) -> Option<&'a PoolQuota<'b>> {
    let mut giving = quotas.iter().filter(|it| it.nominal.iter().any(|(name, amount)| name == resource && !amount.value.is_zero()));
    let first = giving.next()?;
    giving.next().is_none().then_some(first)
}

/// A namespace whose quota speaks of CPU and memory refuses pods that ask for none (QUO-02).
pub(super) fn limit_range(cx: &mut Lowering<'_>, site: &Site<'_>) {
    let limits = cx.alike(SmolStr::new_static("limits"), |_| {
        let default = Map::new().with("cpu", "100m").with("memory", "256Mi");
        let container = Map::new().with("type", "Container").with("defaultRequest", default);
        Map::new().with("limits", Value::List(vec![container.into()]))
    });
    let body = spec(limits);
    let name = namespace(site);
    site.add(cx, Object { ty: LIMIT_RANGE, name: &name, part: None, reason: "requests of pods that name none", labels: Map::new(), body });
}

fn namespace(site: &Site<'_>) -> SmolStr {
    site.namespace.clone().unwrap_or_default()
}
