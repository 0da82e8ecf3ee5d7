//! Which stores pods use, and how: what each cloud turns into permissions of its own kind.

use mlpc_model::{Access, DeclId, LateText, Part, Platform, Val, WorkloadRef};
use smol_str::{SmolStr, format_smolstr};

/// What may be done with a part of a store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Use {
    /// Read.
    Read,
    /// Write, and read what was written.
    Write,
    /// Write, read and delete.
    Own,
}

/// A store that pods use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreUse {
    /// The store.
    pub store: DeclId,
    /// The path in it, without slashes at its ends; empty for all of it.
    pub path: SmolStr,
    /// How.
    pub how: Use,
    /// What is used, as identifiers have it: `SearchClicks`.
    pub what: SmolStr,
}

/// A service account of a component whose pods act in the cloud.
#[derive(Clone, Debug)]
pub struct ComponentPods<'i> {
    /// The component's kind.
    pub kind: &'i str,
    /// The cluster it is on.
    pub cluster: DeclId,
    /// Its declaration; of what comes by itself the cluster's.
    pub decl: DeclId,
    /// The namespace of its release.
    pub namespace: &'i str,
    /// The service account.
    pub service_account: &'i str,
    /// Whether the component has several service accounts that act in the cloud, so that names must tell them apart.
    pub one_of_several: bool,
    /// The stores that its fields name, and the datasets it reads and writes.
    pub uses: Vec<StoreUse>,
}

impl ComponentPods<'_> {
    /// What names of their identity end in.
    pub fn part(&self) -> String {
        if self.one_of_several { format!("{}-{}", self.kind, self.service_account) } else { self.kind.to_owned() }
    }

    /// The address that their identity is printed under: what comes by itself as if declared.
    pub fn owner(&self, platform: &Platform) -> SmolStr {
        let cluster = platform.decl(self.cluster).map_or("", |it| it.name.as_str());
        match platform.decl(self.decl) {
            Some(decl) if self.decl != self.cluster => decl.address.clone(),
            _ => format_smolstr!("{}.{cluster}", self.kind),
        }
    }
}

/// The stores of a component: those that its fields name, and its datasets, each with whether it writes.
pub fn component_uses(platform: &Platform, stores: &[(DeclId, bool)], datasets: &[(DeclId, bool)]) -> Vec<StoreUse> {
    let named = stores.iter().filter_map(|(store, writes)| {
        let what = camel(&platform.decl(*store)?.name);
        Some(StoreUse { store: *store, path: SmolStr::default(), how: if *writes { Use::Own } else { Use::Read }, what })
    });
    let data = datasets.iter().filter_map(|(id, writes)| {
        let what = camel(&platform.dataset(*id)?.name);
        dataset_use(platform, *id, if *writes { Use::Write } else { Use::Read }, what)
    });
    named.chain(data).collect()
}

/// The stores of a workload: its datasets, buckets that were granted, its checkpoints and its model.
pub fn workload_uses(platform: &Platform, workload: WorkloadRef<'_>) -> Vec<StoreUse> {
    let mut uses = datasets(platform, workload);
    uses.extend(granted_buckets(platform, workload));
    let whole = |store, path, how, what| StoreUse { store, path, how, what: SmolStr::new_static(what) };
    match workload {
        WorkloadRef::Training(training) => {
            uses.extend(training.checkpoints.as_ref().map(|checkpoints| {
                whole(checkpoints.store.value, format_smolstr!("checkpoints/{}", training.name), Use::Own, "Checkpoints")
            }));
        }
        WorkloadRef::Service(service) => {
            let model = service.model.as_ref().and_then(|it| in_bucket(&it.value));
            uses.extend(model.map(|(bucket, path)| whole(bucket, path, Use::Read, "Model")));
        }
        WorkloadRef::Pipeline(_) => {}
    }
    uses
}

fn dataset_use(platform: &Platform, id: DeclId, how: Use, what: SmolStr) -> Option<StoreUse> {
    let dataset = platform.dataset(id)?;
    let path = dataset.path.as_ref().map_or(&dataset.name, |it| &it.value).trim_matches('/').into();
    Some(StoreUse { store: dataset.store.value, path, how, what })
}

fn datasets(platform: &Platform, workload: WorkloadRef<'_>) -> Vec<StoreUse> {
    let work = workload.shared();
    let own = platform.tenant_of(workload.decl()).map(|it| it.decl);
    let reads = work.reads.iter().map(|it| (it.value, Use::Read));
    let writes = work.writes.iter().map(|it| (it.value, Use::Write));
    // Who writes a dataset may read it, too.
    let needed = reads.filter(|(id, _)| !work.writes.iter().any(|it| it.value == *id)).chain(writes);
    let uses = needed.filter_map(|(id, how)| {
        let dataset = platform.dataset(id)?;
        let owner = platform.tenant(dataset.tenant.value).filter(|it| Some(it.decl) != own);
        let what = format_smolstr!("{}{}", camel(owner.map_or("", |it| &it.name)), camel(&dataset.name));
        dataset_use(platform, id, how, what)
    });
    uses.collect()
}

/// Buckets of other tenants that its environment names, as far as a grant on the whole bucket lets it.
fn granted_buckets(platform: &Platform, workload: WorkloadRef<'_>) -> Vec<StoreUse> {
    let Some(tenant) = platform.tenant_of(workload.decl()) else { return Vec::new() };
    let mut named: Vec<DeclId> = Vec::new();
    for (_, item) in workload.shared().env.iter() {
        match &item.val {
            Val::Deferred(deferred) => named.push(deferred.decl),
            Val::Template(parts) => named.extend(parts.iter().filter_map(|part| match part {
                Part::Deferred(deferred) => Some(deferred.decl),
                Part::Text(_) => None,
            })),
            _ => {}
        }
    }
    named.sort_unstable();
    named.dedup();
    let uses = named.into_iter().filter_map(|id| platform.bucket(id)).filter_map(|bucket| {
        let owner = bucket.tenant.and_then(|it| platform.tenant(it.value)).filter(|it| it.decl != tenant.decl)?;
        let grants = platform.grants_for(bucket.decl, tenant.decl).map(|it| it.access.value);
        let how = grants.filter_map(|access| match access {
            Access::Read => Some(Use::Read),
            Access::Write => Some(Use::Write),
            Access::Call => None,
        });
        let what = format_smolstr!("{}{}", camel(&owner.name), camel(&bucket.name));
        Some(StoreUse { store: bucket.decl, path: SmolStr::default(), how: how.max()?, what })
    });
    uses.collect()
}

/// The bucket and path of a model that lies in a bucket: `${bucket.weights.url}/llama`.
fn in_bucket(model: &LateText) -> Option<(DeclId, SmolStr)> {
    let LateText::Later(parts) = model else { return None };
    let (first, rest) = parts.split_first()?;
    let Part::Deferred(bucket) = first else { return None };
    let path = rest.iter().filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None });
    Some((bucket.decl, path.collect::<String>().trim_matches('/').into()))
}

/// A name as an identifier that has letters and digits only: `web-text` as `WebText`.
fn camel(name: &str) -> SmolStr {
    let words = name.split(|ch: char| !ch.is_ascii_alphanumeric());
    let capital = words.flat_map(|word| word.chars().enumerate().map(|(at, ch)| if at == 0 { ch.to_ascii_uppercase() } else { ch }));
    capital.collect::<String>().into()
}
