//! The platform: all declarations, each as it was evaluated and as its typed struct.

use mlpc_source::IdxVec;
use smol_str::SmolStr;

use crate::index::Index;
use crate::kinds::{
    Bucket, Cache, Cluster, Component, Database, Dataset, Filesystem, Grant, Import, Key, ModelService, Moved, Network, Patch, Pipeline,
    Policy, Pool, Registry, Removed, Resource, Secret, Settings, Slo, Target, Tenant, Training, Waiver,
};
use crate::{Decl, DeclId};

/// A typed struct of one kind.
pub(crate) trait Typed: Sized {
    /// Reads it; `None` where a required value is missing or poisoned.
    fn read(id: DeclId, decl: &Decl) -> Option<Self>;
    /// Its declaration.
    fn decl(&self) -> DeclId;
}

macro_rules! platform {
    ($($(#[$meta:meta])* $many:ident $one:ident: $ty:ident = $($kind:literal)|+;)*) => {
        /// A whole platform. The vectors of typed structs are sorted by address; a declaration with a required value missing or poisoned
        /// stands in `decls` only.
        #[derive(Clone, Debug)]
        pub struct Platform {
            /// Its name: declared, else the folder's.
            pub name: SmolStr,
            /// Every declaration.
            pub decls: IdxVec<DeclId, Decl>,
            /// The declaration `platform`, if there is one.
            pub settings: Option<Settings>,
            /// Installations of components, of every kind.
            pub components: Vec<Component>,
            $($(#[$meta])* pub $many: Vec<$ty>,)*
            /// Where each declaration's struct stands in the vector of its kind.
            slots: IdxVec<DeclId, u32>,
            pub(crate) index: Index,
        }

        impl Platform {
            /// Reads the typed structs and prepares the queries.
            pub fn build(name: impl Into<SmolStr>, decls: IdxVec<DeclId, Decl>) -> Self {
                let mut platform = Self {
                    name: name.into(),
                    settings: None,
                    components: Vec::new(),
                    $($many: Vec::new(),)*
                    slots: decls.ids().map(|_| u32::MAX).collect(),
                    index: Index::default(),
                    decls,
                };
                let mut sorted = platform.decls.ids().collect::<Vec<_>>();
                sorted.sort_by_cached_key(|id| platform.decls.get(*id).map(|decl| decl.address.clone()));
                for id in sorted {
                    platform.read(id);
                }
                platform.index = Index::new(&platform);
                platform
            }

            fn read(&mut self, id: DeclId) {
                let Some(decl) = self.decls.get(id) else { return };
                let slot = match decl.kind.as_str() {
                    "platform" => {
                        self.settings = Settings::read(id, decl);
                        return;
                    }
                    $($($kind)|+ => place(&mut self.$many, id, decl),)*
                    _ => place(&mut self.components, id, decl),
                };
                if let (Some(slot), Some(entry)) = (slot, self.slots.iter_mut().nth(mlpc_source::Idx::to_usize(id))) {
                    *entry = slot;
                }
            }

            $(
                #[doc = concat!("The ", stringify!($ty), " that `id` declares; `None` for a declaration of another kind, or one that couldn't be read.")]
                pub fn $one(&self, id: DeclId) -> Option<&$ty> {
                    self.struct_of(&self.$many, id)
                }
            )*

            /// The component that `id` declares; `None` for a declaration of another kind, or one that couldn't be read.
            pub fn component(&self, id: DeclId) -> Option<&Component> {
                self.struct_of(&self.components, id)
            }

            fn struct_of<'a, T: Typed>(&self, structs: &'a [T], id: DeclId) -> Option<&'a T> {
                let slot = *self.slots.get(id)?;
                structs.get(slot as usize).filter(|found| found.decl() == id)
            }
        }
    };
}

fn place<T: Typed>(structs: &mut Vec<T>, id: DeclId, decl: &Decl) -> Option<u32> {
    let slot = u32::try_from(structs.len()).ok()?;
    structs.push(T::read(id, decl)?);
    Some(slot)
}

platform! {
    /// Where things are made.
    targets target: Target = "target";
    /// Networks.
    networks network: Network = "network";
    /// Clusters.
    clusters cluster: Cluster = "cluster";
    /// Pools of both kinds.
    pools pool: Pool = "cpu-pool" | "gpu-pool";
    /// Buckets.
    buckets bucket: Bucket = "bucket";
    /// Databases.
    databases database: Database = "database";
    /// Caches.
    caches cache: Cache = "cache";
    /// Filesystems.
    filesystems filesystem: Filesystem = "filesystem";
    /// Registries.
    registries registry: Registry = "registry";
    /// Keys.
    keys key: Key = "key";
    /// Secrets.
    secrets secret: Secret = "secret";
    /// Resources of providers.
    resources resource: Resource = "resource";
    /// Patches.
    patches patch: Patch = "patch";
    /// Imports.
    imports import: Import = "import";
    /// New addresses.
    moved moved_at: Moved = "moved";
    /// Forgotten addresses.
    removed removed_at: Removed = "removed";
    /// Tenants.
    tenants tenant: Tenant = "tenant";
    /// Grants.
    grants grant: Grant = "grant";
    /// Policies.
    policies policy: Policy = "policy";
    /// Waivers.
    waivers waiver: Waiver = "waive";
    /// Model-services.
    services service: ModelService = "model-service";
    /// Trainings.
    trainings training: Training = "training";
    /// Pipelines.
    pipelines pipeline: Pipeline = "pipeline";
    /// Datasets.
    datasets dataset: Dataset = "dataset";
    /// Service level objectives.
    slos slo: Slo = "slo";
}
