//! Object stores that must be reached inside the network: a policy on pods names addresses, and a gateway endpoint has none.

use mlpc_model::{DeclId, EgressTo, Platform, Tenant};

/// Whether a network needs an address of its own for object stores: some tenant in it reads or writes buckets, and its pods reach nothing outside,
/// or a few addresses only.
pub fn objects_stay_inside(platform: &Platform, network: DeclId) -> bool {
    let closed = |tenant: &&Tenant| tenant.isolation.egress.value != EgressTo::Internet;
    platform.tenants.iter().filter(closed).any(|tenant| stands_in(platform, tenant, network) && uses_objects(platform, tenant))
}

/// Whether a tenant has buckets, or was granted some, or data in them.
pub fn uses_objects(platform: &Platform, tenant: &Tenant) -> bool {
    let own = platform.owned_by(tenant.decl).map(|(id, _)| id);
    let granted = platform.grants_to(tenant.decl).map(|it| it.what.value);
    own.chain(granted).any(|id| {
        let store = platform.dataset(id).map_or(id, |dataset| dataset.store.value);
        platform.bucket(store).is_some()
    })
}

/// Whether it has pods there: quota on a pool of one of the network's clusters.
fn stands_in(platform: &Platform, tenant: &Tenant, network: DeclId) -> bool {
    tenant.quotas.iter().any(|quota| platform.network_of(quota.pool.value).is_some_and(|it| it.decl == network))
}
