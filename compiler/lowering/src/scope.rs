//! One declaration while it is lowered: where its resources stand, what they are called, whom they are charged to.

use mlpc_graph::{Address, Charge, Map, Placement, Resource, ResourceKind, ResourceName};
use mlpc_model::{At, Cloud, Decl, DeclId, Platform, Target, Tenant, Val};
use smol_str::{SmolStr, format_smolstr};

use crate::{Lowering, NameRule, shorten};

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
    pub tenant: Option<&'a Tenant>,
    /// Where it is made.
    pub target: Option<&'a Target>,
    /// The tenant and name that names in the cloud are derived from: its own, or those it had before a `moved` that still stands.
    derived_from: (Option<&'a str>, &'a str),
}

/// How often one thing may have been renamed while all its `moved` still stand.
const RENAMES: usize = 64;

impl<'a> Scope<'a> {
    /// The scope of a declaration; `None` for an id of another platform.
    pub fn new(platform: &'a Platform, id: DeclId) -> Option<Self> {
        let decl = platform.decl(id)?;
        let tenant = platform.tenant_of(id);
        let own = tenant.filter(|it| it.decl != id).map(|it| it.name.as_str());
        let derived_from = formerly(platform, &decl.address).unwrap_or((own, decl.name.as_str()));
        Some(Self { id, decl, platform, tenant, target: platform.target_of(id), derived_from })
    }

    /// The id or name under which it is there already (`existing`).
    pub fn existing(&self) -> Option<&'a SmolStr> {
        self.text("existing")
    }

    /// The name that `cloud-name` sets.
    pub fn chosen_name(&self) -> Option<&'a SmolStr> {
        self.text("cloud-name")
    }

    fn text(&self, field: &str) -> Option<&'a SmolStr> {
        if let Val::Text(text) = &self.decl.fields.get(field)?.val { Some(text) } else { None }
    }

    /// The region of its target; empty where there is none.
    pub fn region(&self) -> &'a str {
        self.target.and_then(|it| it.region.as_ref()).map_or("", |it| it.value.as_str())
    }

    /// The account, project or subscription of its target; empty where there is none.
    pub fn account(&self) -> &'a str {
        self.target.and_then(Target::account_id).map_or("", |it| it.value.as_str())
    }

    /// The cloud of its target.
    pub fn cloud(&self) -> Option<Cloud> {
        self.target.map(|it| it.cloud.value)
    }

    /// The name of the tenant that owns it; of a `tenant` none, as its name is the declaration's own.
    fn owner_tenant(&self) -> Option<&'a str> {
        self.tenant.filter(|it| it.decl != self.id).map(|it| it.name.as_str())
    }

    /// The address of what it lowers to: `TYPE.[tenant_]name[__part]`.
    pub fn address(&self, kind: &str, part: Option<&str>) -> Address {
        self.resource_name(part).address(kind)
    }

    /// The name of a part of it, as addresses and policy documents have it: `search_finetune__training`.
    pub fn part(&self, part: &str) -> SmolStr {
        self.resource_name(Some(part)).text()
    }

    fn resource_name<'n>(&self, part: Option<&'n str>) -> ResourceName<'n>
    where
        'a: 'n,
    {
        ResourceName { cluster: None, tenant: self.owner_tenant(), name: Some(self.decl.name.as_str()), part }
    }

    /// Platform, tenant, name and part, joined, for names in the cloud; of `platform` its name once. What a `moved` renamed keeps its names.
    pub fn joined(&self, separator: &str, part: Option<&str>) -> String {
        let (tenant, name) = self.derived_from;
        let name = Some(name).filter(|_| self.decl.kind != "platform");
        let mut text = String::with_capacity(64);
        for piece in [Some(self.platform.name.as_str()), tenant, name, part].into_iter().flatten() {
            if !text.is_empty() {
                text.push_str(separator);
            }
            text.push_str(piece);
        }
        text
    }

    /// A name in the cloud that nobody types: `platform[-tenant]-name[-part]`, shortened to `limit`.
    pub fn derived_name(&self, part: Option<&str>, limit: usize) -> SmolStr {
        shorten(&self.joined("-", part), limit)
    }

    /// A name in the cloud that people or programs type: `cloud-name`, else platform, tenant and name joined by `separator`. One that is too long
    /// or has characters that the cloud refuses is MLP0801.
    pub fn typed_name(&self, cx: &mut Lowering<'_>, separator: &str, rule: &NameRule) -> SmolStr {
        let name = self.chosen_name().cloned().unwrap_or_else(|| self.joined(separator, None).into());
        rule.check(cx, self, &name);
        name
    }

    /// Where its resources stand, those in a cluster apart.
    pub fn place(&self) -> Placement {
        Placement { target: self.target.map(|it| it.name.clone()).unwrap_or_default(), cluster: None, namespace: None }
    }

    /// Whom they are charged to: the tenant, else the platform.
    pub fn charge(&self) -> Charge {
        let cost_center = self.platform.cost_center(self.id).map(|it| it.value.clone());
        Charge { tenant: self.tenant.map(|it| it.name.clone()), cost_center }
    }

    /// Its tags beside those that all resources of the target have: a name to show, tenant and cost center, `labels`.
    pub fn tags(&self, shown: Option<SmolStr>) -> Option<Map> {
        let mut tags = Map::new().with_opt("Name", shown);
        if let Some(tenant) = self.tenant {
            tags.push("mlpc-tenant", &tenant.name);
            if let Some(At { value, .. }) = &tenant.cost_center {
                tags.push("mlpc-cost-center", value);
            }
            for (key, label) in tenant.labels.iter() {
                tags.set(key.clone(), &label.value);
            }
        }
        if let Some(labels) = self.decl.fields.get("labels") {
            for (key, item) in labels.entries() {
                if let Val::Text(text) = &item.val {
                    tags.set(key.clone(), text);
                }
            }
        }
        (!tags.is_empty()).then_some(tags)
    }

    /// A managed resource of it, placed and charged, with the reason why it is there.
    pub fn managed(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, reason: &'static str, attrs: Map) -> Resource {
        let origin = cx.origin(self.decl.origin, reason);
        let mut resource = Resource::managed(self.address(kind, part), attrs, self.decl.address.clone(), origin);
        resource.place = self.place();
        resource.charge = self.charge();
        resource
    }

    /// Adds a managed resource that needs nothing beyond its attributes.
    pub fn make(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, reason: &'static str, attrs: Map) {
        let resource = self.managed(cx, kind, part, reason, attrs);
        cx.add(resource);
    }

    /// Adds a data source that reads what is there already.
    pub fn read(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, attrs: Map) {
        let source = self.source(cx, kind, part, "read, because it is there already", attrs);
        cx.add(source);
    }

    /// A data source, with the reason why it is read.
    pub fn source(&self, cx: &mut Lowering<'_>, kind: &str, part: Option<&str>, reason: &'static str, attrs: Map) -> Resource {
        let mut resource = self.managed(cx, kind, part, reason, attrs);
        resource.address = self.address(&format_smolstr!("data.{kind}"), part);
        resource.kind = ResourceKind::Data;
        resource
    }
}

/// The tenant and name of the oldest address that `moved` declarations lead back to; `None` for what was never renamed.
fn formerly<'a>(platform: &'a Platform, address: &str) -> Option<(Option<&'a str>, &'a str)> {
    let mut oldest: Option<&'a str> = None;
    for _ in 0..RENAMES {
        let at = oldest.unwrap_or(address);
        match platform.moved.iter().find(|it| it.to.value == at) {
            Some(moved) => oldest = Some(&moved.from.value),
            None => break,
        }
    }
    let (_, name) = oldest?.split_once('.')?;
    Some(name.split_once('/').map_or((None, name), |(tenant, name)| (Some(tenant), name)))
}
