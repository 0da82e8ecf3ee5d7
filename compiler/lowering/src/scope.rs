//! One declaration while it is lowered: where its resources stand, what they are called, whom they are charged to.

use mlpc_graph::{Address, Charge, Map, Placement, Resource, ResourceKind, ResourceName};
use mlpc_model::{Decl, DeclId, Fields, Platform};
use smol_str::{SmolStr, format_smolstr};

use crate::{Lowering, NameRule, read, shorten};

/// How many hops a context may take from a declaration to its target: workload, pool, cluster, network, target.
const HOPS: usize = 6;

/// One declaration while it is lowered.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Its id.
    pub id: DeclId,
    /// Itself.
    pub decl: &'a Decl,
    /// The whole platform.
    pub platform: &'a Platform,
    /// Whose it is; of a `tenant` itself.
    pub tenant: Option<&'a Decl>,
    /// Where it is made.
    pub target: Option<&'a Decl>,
    /// The cluster it stands in, directly or through its pool; of a `cluster` itself.
    pub cluster: Option<DeclId>,
}

impl<'a> Scope<'a> {
    /// The scope of a declaration; `None` for an id of another platform.
    pub fn new(platform: &'a Platform, id: DeclId) -> Option<Self> {
        let decl = platform.decls.get(id)?;
        let of = if decl.kind == "tenant" { Some(id) } else { decl.tenant };
        let tenant = of.and_then(|tenant| platform.decls.get(tenant));
        let (target, cluster) = target_and_cluster(platform, id);
        Some(Self { id, decl, platform, tenant, target, cluster })
    }

    /// Its fields.
    pub const fn fields(&self) -> &'a Fields {
        &self.decl.fields
    }

    /// The id or name under which it is there already (`existing`).
    pub fn existing(&self) -> Option<&'a SmolStr> {
        read::text(self.fields(), "existing")
    }

    /// A text of its target: `region`, `account`, `cloud`; empty where there is none.
    pub fn of_target(&self, field: &str) -> &'a str {
        self.target.and_then(|target| read::text(&target.fields, field)).map_or("", SmolStr::as_str)
    }

    /// The name of the tenant that owns it; of a `tenant` none, as its name is the declaration's own.
    fn owner_tenant(&self) -> Option<&'a str> {
        self.tenant.filter(|_| self.decl.kind != "tenant").map(|tenant| tenant.name.as_str())
    }

    /// The address of what it lowers to: `TYPE.[tenant_]name[__part]`.
    pub fn address(&self, kind: &str, part: Option<&str>) -> Address {
        self.resource_name(part).address(kind)
    }

    fn resource_name<'n>(&self, part: Option<&'n str>) -> ResourceName<'n>
    where
        'a: 'n,
    {
        ResourceName { cluster: None, tenant: self.owner_tenant(), name: Some(self.decl.name.as_str()), part }
    }

    /// The name of a part of it, as addresses and policy documents have it: `search_finetune__training`.
    pub fn part(&self, part: &str) -> SmolStr {
        self.resource_name(Some(part)).text()
    }

    /// A name in the cloud that nobody types: `platform[-tenant]-name[-part]`, shortened to `limit`.
    pub fn derived_name(&self, part: Option<&str>, limit: usize) -> SmolStr {
        shorten(&self.joined("-", part), limit)
    }

    /// A name in the cloud that people or programs type: `cloud-name`, else platform, tenant and name joined by `separator`. One that is too long
    /// or has characters that the cloud refuses is MLP0801.
    pub fn typed_name(&self, cx: &mut Lowering<'_>, separator: &str, rule: &NameRule) -> SmolStr {
        let name = self.chosen_name().unwrap_or_else(|| self.joined(separator, None).into());
        rule.check(cx, self, &name);
        name
    }

    /// The name that `cloud-name` sets.
    pub fn chosen_name(&self) -> Option<SmolStr> {
        read::text(self.fields(), "cloud-name").cloned()
    }

    /// Platform, tenant, name and part, joined.
    pub fn joined(&self, separator: &str, part: Option<&str>) -> String {
        let mut text = String::with_capacity(64);
        for piece in [Some(self.platform.name.as_str()), self.owner_tenant(), Some(&self.decl.name), part].into_iter().flatten() {
            if !text.is_empty() {
                text.push_str(separator);
            }
            text.push_str(piece);
        }
        text
    }

    /// Where its resources stand, those in a cluster apart.
    pub fn place(&self) -> Placement {
        Placement { target: self.target.map(|it| it.name.clone()).unwrap_or_default(), cluster: None, namespace: None }
    }

    /// Whom they are charged to: the tenant, else the platform.
    pub fn charge(&self) -> Charge {
        let cost_center = match self.tenant {
            Some(tenant) => read::text(&tenant.fields, "cost-center").cloned(),
            None => self.platform_text("cost-center"),
        };
        Charge { tenant: self.tenant.map(|it| it.name.clone()), cost_center }
    }

    fn platform_text(&self, field: &str) -> Option<SmolStr> {
        let decl = self.platform.decls.iter().find(|it| it.kind == "platform")?;
        read::text(&decl.fields, field).cloned()
    }

    /// Its tags beside those that all resources of the target have: a name to show, tenant and cost center, `labels`.
    pub fn tags(&self, shown: Option<SmolStr>) -> Option<Map> {
        let mut tags = Map::new().with_opt("Name", shown);
        if let Some(tenant) = self.tenant {
            tags.push("mlpc-tenant", &tenant.name);
            if let Some(center) = read::text(&tenant.fields, "cost-center") {
                tags.push("mlpc-cost-center", center);
            }
        }
        for (key, item) in read::map(self.fields(), "labels") {
            if let Some(text) = read::as_text(item) {
                tags.set(key.clone(), text);
            }
        }
        (!tags.is_empty()).then_some(tags)
    }

    /// A managed resource of it, placed and charged, with the reason why it is there.
    pub fn managed(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, reason: &str, attrs: Map) -> Resource {
        let origin = cx.origin(self.decl.origin, reason);
        let mut resource = Resource::managed(self.address(kind, part), attrs, self.decl.address.clone(), origin);
        resource.place = self.place();
        resource.charge = self.charge();
        resource
    }

    /// A data source that reads what is there already.
    pub fn data(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, attrs: Map) -> Resource {
        let mut resource = self.managed(cx, kind, part, "read, because it is there already", attrs);
        resource.address = self.address(&format_smolstr!("data.{kind}"), part);
        resource.kind = ResourceKind::Data;
        resource
    }
}

/// The target of a declaration and the cluster it stands in, by its context fields or those of what it stands in.
fn target_and_cluster(platform: &Platform, id: DeclId) -> (Option<&Decl>, Option<DeclId>) {
    let (mut at, mut cluster) = (id, None);
    for _ in 0..HOPS {
        let Some(decl) = platform.decls.get(at) else { break };
        match decl.kind.as_str() {
            "target" => return (Some(decl), cluster),
            "cluster" => cluster = cluster.or(Some(at)),
            _ => {}
        }
        let fields = ["target", "cluster", "pool", "network", "in"];
        match fields.into_iter().find_map(|field| read::reference(&decl.fields, field)) {
            Some(next) => at = next,
            None => break,
        }
    }
    (None, cluster)
}
