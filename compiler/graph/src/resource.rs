//! A resource: what is to exist, where, for whom, and why.

use mlpc_source::OriginId;
use smol_str::SmolStr;

use crate::{Address, Map, Value};

/// A resource of the graph.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its identity.
    pub address: Address,
    /// How it is made and printed.
    pub kind: ResourceKind,
    /// Its attributes: of the provider's resource type, the manifest's top-level keys, or of the release.
    pub attrs: Map,
    /// Order, protection, and what of it may drift.
    pub life: Lifecycle,
    /// Where it is made.
    pub place: Placement,
    /// Whom it is charged to.
    pub charge: Charge,
    /// The declaration that it is lowered from: `gpu-pool.h100`, `model-service.search/assistant`. It settles the file it is printed in.
    pub owner: SmolStr,
    /// Leads to the spec or to a component's file.
    pub origin: OriginId,
    /// A line above it in emitted files, where an expert would write one.
    pub comment: Option<SmolStr>,
}

/// What a resource is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResourceKind {
    /// A managed resource of a Terraform provider; the type is the address's kind.
    Managed,
    /// A data source: read, never made (what `existing` names).
    Data,
    /// An object in a cluster; `attrs` is its manifest.
    Object {
        /// `v1`, `kueue.x-k8s.io/v1beta2`.
        api_version: SmolStr,
        /// `Namespace`, `ClusterQueue`.
        kind: SmolStr,
    },
    /// A Helm release; `attrs` are the values that differ from the chart's defaults.
    Helm(Box<HelmChart>),
}

/// Which chart a release installs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelmChart {
    /// The release's name.
    pub release: SmolStr,
    /// The chart's name in its repository.
    pub chart: SmolStr,
    /// Its version.
    pub version: SmolStr,
    /// `https://…` or `oci://…`.
    pub repository: SmolStr,
}

/// Where a resource is made.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Placement {
    /// The target's name: one Terraform root each.
    pub target: SmolStr,
    /// For objects and releases, the cluster's name.
    pub cluster: Option<SmolStr>,
    /// For namespaced objects and releases, the namespace.
    pub namespace: Option<SmolStr>,
}

/// Whom a resource is charged to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Charge {
    /// The tenant; `None` for the platform's own.
    pub tenant: Option<SmolStr>,
    /// The cost center.
    pub cost_center: Option<SmolStr>,
}

/// Order, protection, and what of a resource may drift.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lifecycle {
    /// A plan that destroys or replaces it fails.
    pub protect: bool,
    /// A replacement is made before the old one goes.
    pub create_before_destroy: bool,
    /// Attributes that others change (an autoscaler's `scaling_config.desired_size`).
    pub ignore_changes: Vec<SmolStr>,
    /// What must exist first without being referred to, with the reason where it isn't plain.
    pub after: Vec<(Address, Option<SmolStr>)>,
    /// The cloud's id, to adopt what exists at the next apply (`import`).
    pub import: Option<SmolStr>,
    /// Former addresses (`moved`), oldest last.
    pub moved_from: Vec<Address>,
    /// Terraform timeouts: operation and duration (`create`, `60m`).
    pub timeouts: Vec<(SmolStr, SmolStr)>,
}

impl Resource {
    /// A managed resource with no more than the necessary.
    pub fn managed(address: Address, attrs: Map, owner: impl Into<SmolStr>, origin: OriginId) -> Self {
        Self {
            address,
            kind: ResourceKind::Managed,
            attrs,
            life: Lifecycle::default(),
            place: Placement::default(),
            charge: Charge::default(),
            owner: owner.into(),
            origin,
            comment: None,
        }
    }

    /// Whether a cloud's Terraform provider makes or reads it (and not a cluster).
    pub fn in_terraform(&self) -> bool {
        matches!(self.kind, ResourceKind::Managed | ResourceKind::Data)
    }

    /// Whether it lives in a cluster.
    pub fn in_cluster(&self) -> bool {
        matches!(self.kind, ResourceKind::Object { .. } | ResourceKind::Helm(_))
    }

    /// Makes it wait for another.
    #[must_use]
    pub fn after(mut self, address: Address) -> Self {
        self.life.after.push((address, None));
        self
    }

    /// Its attributes as one value.
    pub fn value(&self) -> Value {
        Value::Map(self.attrs.clone())
    }
}
