//! A resource's record as JSON, in journal, snapshots and saved plans alike.

use mlpc_graph::{Address, AttrPath, Charge, HelmChart, Map, Placement, Reference, ResourceKind};
use mlpc_plan::PriorResource;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::wire::{MapIn, MapOut};

/// An address on the wire.
pub(crate) struct Addr(pub(crate) Address);

impl Serialize for Addr {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Addr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = SmolStr::deserialize(from)?;
        Address::parse(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Managed,
    Data,
    Object { api_version: SmolStr, kind: SmolStr },
    Helm { release: SmolStr, chart: SmolStr, version: SmolStr, repository: SmolStr },
}

#[derive(Serialize, Deserialize)]
struct Entry<M> {
    kind: Kind,
    attrs: M,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    target: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cluster: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    namespace: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost_center: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    owner: SmolStr,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    origin: SmolStr,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    protect: bool,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    needs: Vec<Addr>,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    engine: SmolStr,
    #[serde(default)]
    version: u64,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    deposed: Vec<SmolStr>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    uncertain: bool,
    /// Address, path, digest.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    seen: Vec<(Addr, SmolStr, u64)>,
}

/// A record to be written.
pub(crate) struct EntryOut<'a>(pub(crate) &'a PriorResource);
/// A record read.
pub(crate) struct EntryIn(pub(crate) PriorResource);

impl Serialize for EntryOut<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let it = self.0;
        let kind = match &it.kind {
            ResourceKind::Managed => Kind::Managed,
            ResourceKind::Data => Kind::Data,
            ResourceKind::Object { api_version, kind } => Kind::Object { api_version: api_version.clone(), kind: kind.clone() },
            ResourceKind::Helm(it) => {
                let HelmChart { release, chart, version, repository } = it.as_ref();
                Kind::Helm { release: release.clone(), chart: chart.clone(), version: version.clone(), repository: repository.clone() }
            }
        };
        let entry = Entry {
            kind,
            attrs: MapOut(&it.attrs),
            target: it.place.target.clone(),
            cluster: it.place.cluster.clone(),
            namespace: it.place.namespace.clone(),
            tenant: it.charge.tenant.clone(),
            cost_center: it.charge.cost_center.clone(),
            owner: it.owner.clone(),
            origin: it.origin.clone(),
            protect: it.protect,
            needs: it.needs.iter().cloned().map(Addr).collect(),
            engine: it.engine.clone(),
            version: it.version,
            deposed: it.deposed.clone(),
            uncertain: it.uncertain,
            seen: it.seen.iter().map(|(it, digest)| (Addr(it.to.clone()), smol_str::format_smolstr!("{}", it.path), *digest)).collect(),
        };
        entry.serialize(out)
    }
}

impl<'de> Deserialize<'de> for EntryIn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Entry::<MapIn>::deserialize(from)?;
        let kind = match it.kind {
            Kind::Managed => ResourceKind::Managed,
            Kind::Data => ResourceKind::Data,
            Kind::Object { api_version, kind } => ResourceKind::Object { api_version, kind },
            Kind::Helm { release, chart, version, repository } => {
                ResourceKind::Helm(Box::new(HelmChart { release, chart, version, repository }))
            }
        };
        Ok(Self(PriorResource {
            kind,
            attrs: it.attrs.0,
            place: Placement { target: it.target, cluster: it.cluster, namespace: it.namespace },
            charge: Charge { tenant: it.tenant, cost_center: it.cost_center },
            owner: it.owner,
            origin: it.origin,
            protect: it.protect,
            needs: it.needs.into_iter().map(|it| it.0).collect(),
            engine: it.engine,
            version: it.version,
            deposed: it.deposed,
            uncertain: it.uncertain,
            seen: it.seen.into_iter().map(|(to, path, digest)| (Reference { to: to.0, path: AttrPath::parse(&path) }, digest)).collect(),
        }))
    }
}

/// What the cloud has for a record.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Object {
    /// The cloud's id.
    pub id: SmolStr,
    /// Computed attributes: those that the plan didn't set.
    pub outputs: Map,
}

#[derive(Serialize, Deserialize)]
struct ObjectWire<M> {
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    id: SmolStr,
    outputs: M,
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        ObjectWire { id: self.id.clone(), outputs: MapOut(&self.outputs) }.serialize(out)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = ObjectWire::<MapIn>::deserialize(from)?;
        Ok(Self { id: it.id, outputs: it.outputs.0 })
    }
}
