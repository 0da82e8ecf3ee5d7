//! What holds for a declaration after inheritance and defaults that need no facts.

use std::collections::BTreeMap;

use mlpc_units::Cidr;
use smol_str::SmolStr;

use crate::kinds::{InterconnectType, Login, OnCall, PodSecurity, Pool, Tenant};
use crate::{At, DeclId, Platform, Val};

/// Ranks of a platform that declares none; the schema's default of `priorities`.
const PRIORITIES: &[(&str, i64)] = &[("low", 100), ("normal", 500), ("high", 1000)];

impl Platform {
    /// Whom alerts of a declaration reach: its tenant's on-call, else the platform's.
    pub fn on_call(&self, id: DeclId) -> Option<&OnCall> {
        let of_tenant = self.tenant_of(id).and_then(|tenant| tenant.on_call.as_ref());
        of_tenant.or_else(|| self.settings.as_ref()?.on_call.as_ref())
    }

    /// How people log in to a cluster: its own way, else the platform's; `None` is the cloud's own.
    pub fn login(&self, cluster: DeclId) -> Option<&Login> {
        let own = self.cluster(cluster)?.login.as_ref();
        own.or_else(|| self.settings.as_ref()?.login.as_ref())
    }

    /// Who reaches a cluster's public endpoint: its own list, else the platform's; empty is nobody.
    pub fn access(&self, cluster: DeclId) -> &[At<Cidr>] {
        let own = self.cluster(cluster).map_or(&[][..], |cluster| &cluster.access);
        let inherited = || self.settings.as_ref().map_or(&[][..], |settings| &settings.access);
        if own.is_empty() { inherited() } else { own }
    }

    /// A tenant's namespace: written, else its name.
    pub fn namespace<'a>(&self, tenant: &'a Tenant) -> &'a SmolStr {
        tenant.namespace.as_ref().map_or(&tenant.name, |namespace| &namespace.value)
    }

    /// The pod security standard of a tenant: written, else the strictest that the fabrics of its pools allow. `fabric_of` says what fabric a
    /// pool has, which may need facts of its machine.
    pub fn pod_security(&self, tenant: &Tenant, fabric_of: &dyn Fn(&Pool) -> InterconnectType) -> PodSecurity {
        if let Some(written) = tenant.pod_security {
            return written.value;
        }
        let pools = tenant.quotas.iter().filter_map(|quota| self.pool(quota.pool.value));
        let needed = pools.map(|pool| match fabric_of(pool) {
            InterconnectType::None => PodSecurity::Restricted,
            InterconnectType::Efa => PodSecurity::Baseline,
            InterconnectType::GpudirectTcpx | InterconnectType::GpudirectTcpxo | InterconnectType::Rdma | InterconnectType::Infiniband => {
                PodSecurity::Privileged
            }
        });
        needed.max().unwrap_or(PodSecurity::Restricted)
    }

    /// Whether a plan that destroys or replaces what it made fails.
    pub fn is_protected(&self, id: DeclId) -> bool {
        let protect = self.decls.get(id).and_then(|decl| decl.fields.get("protect"));
        matches!(protect.map(|item| &item.val), Some(Val::Bool(true)))
    }

    /// What bears a declaration's cost: its tenant's cost center, of the platform's own the platform's.
    pub fn cost_center(&self, id: DeclId) -> Option<&At<SmolStr>> {
        match self.tenant_of(id) {
            Some(tenant) => tenant.cost_center.as_ref(),
            None => self.settings.as_ref()?.cost_center.as_ref(),
        }
    }

    /// Labels and tags of what a declaration lowers to: its tenant's, its own over them, and the three that mlpc sets.
    pub fn labels(&self, id: DeclId) -> BTreeMap<SmolStr, SmolStr> {
        let tenant = self.tenant_of(id);
        let mut labels = BTreeMap::new();
        let own = self.decls.get(id).and_then(|decl| decl.fields.get("labels")).map_or(&[][..], |item| item.entries());
        labels.extend(tenant.iter().flat_map(|tenant| tenant.labels.iter()).map(|(key, value)| (key.clone(), value.value.clone())));
        for (key, item) in own {
            if let Val::Text(value) = &item.val {
                labels.insert(key.clone(), value.clone());
            }
        }
        labels.insert("mlpc-platform".into(), self.name.clone());
        if let Some(tenant) = tenant {
            labels.insert("mlpc-tenant".into(), tenant.name.clone());
        }
        if let Some(cost_center) = self.cost_center(id) {
            labels.insert("mlpc-cost-center".into(), cost_center.value.clone());
        }
        labels
    }

    /// The names that `priority` can have, with their ranks.
    pub fn priorities(&self) -> Vec<(SmolStr, i64)> {
        match &self.settings {
            Some(settings) if !settings.priorities.is_empty() => {
                settings.priorities.iter().map(|(name, rank)| (name.clone(), rank.value)).collect()
            }
            _ => PRIORITIES.iter().map(|(name, rank)| (SmolStr::new(name), *rank)).collect(),
        }
    }
}
