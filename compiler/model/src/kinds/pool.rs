//! `cpu-pool` and `gpu-pool`: one struct serves both.

use mlpc_units::{Cidr, Date, Money, Quantity, Ratio};
use smol_str::SmolStr;

use super::{Amounts, Bounds};
use crate::record::{choice, kind, record};
use crate::{At, DeclId, Val, read::Entries, read::Scalar};

kind! {
    /// Alike nodes of one cluster. What only GPU pools have is absent in a CPU pool.
    Pool {
        cluster "cluster": At<DeclId>,
        machine "machine": Vec<At<SmolStr>>,
        nodes "nodes": Bounds,
        zones "zones": Vec<At<SmolStr>>,
        capacity "capacity": Capacity,
        limit "limit": Option<Amounts>,
        disk "disk": At<Quantity>,
        taints "taint": Vec<Taint>,
        dedicated "dedicated": Option<At<Dedicated>>,
        overcommit "overcommit": At<Ratio>,
        price "price": Option<At<Money>>,
        upgrades "upgrades": Upgrades,
        node "node": Option<Amounts>,
        select "select": Entries<At<SmolStr>>,
        existing "existing": Option<At<SmolStr>>,
        labels "labels": Entries<At<SmolStr>>,
        cloud_name "cloud-name": Option<At<SmolStr>>,
        accelerator "accelerator": Option<At<SmolStr>>,
        topology "topology": Option<At<SmolStr>>,
        share "share": Option<Sharing>,
        interconnect "interconnect": Option<Interconnect>,
        scratch "scratch": Option<At<Scratch>>,
    }
}

/// Which of the two kinds a pool is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PoolClass {
    /// `cpu-pool`.
    Cpu,
    /// `gpu-pool`.
    Gpu,
}

impl Pool {
    /// Which of the two kinds it is: its address says so.
    pub fn class(&self) -> PoolClass {
        if self.address.starts_with("gpu-pool.") { PoolClass::Gpu } else { PoolClass::Cpu }
    }

    /// How its GPUs are shared; exclusively in a CPU pool, which has none.
    pub fn share_mode(&self) -> ShareMode {
        self.share.as_ref().map_or(ShareMode::Exclusive, |share| share.mode.value)
    }
}

record! {
    /// How nodes are bought.
    Capacity {
        types "types": Vec<At<CapacityType>>,
        id "id": Option<At<SmolStr>>,
        nodes "nodes": Option<At<i64>>,
        until "until": Option<At<Date>>,
    }
}

choice! {
    /// A way to buy nodes.
    CapacityType { OnDemand = "on-demand", Spot = "spot", Reservation = "reservation", Block = "block", FlexStart = "flex-start" }
}

record! {
    /// Keeps other pods away.
    Taint {
        key "key": At<SmolStr>,
        value "value": Option<At<SmolStr>>,
        effect "effect": At<TaintEffect>,
    }
}

choice! {
    /// What a taint does to pods that don't tolerate it.
    TaintEffect { NoSchedule = "NoSchedule", PreferNoSchedule = "PreferNoSchedule", NoExecute = "NoExecute" }
}

/// Whose pods alone may run on a pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dedicated {
    /// The platform's own.
    Platform,
    /// One tenant's.
    Tenant(DeclId),
}

impl Scalar for Dedicated {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Text(word) if word == "platform" => Some(Self::Platform),
            Val::Ref(tenant) => Some(Self::Tenant(*tenant)),
            _ => None,
        }
    }
}

record! {
    /// How nodes are upgraded.
    Upgrades {
        auto "auto": At<bool>,
        max_unavailable "max-unavailable": At<i64>,
    }
}

record! {
    /// How pods share GPUs.
    Sharing {
        mode "mode": At<ShareMode>,
        replicas "replicas": Option<At<i64>>,
        profiles "profiles": Entries<At<i64>>,
    }
}

choice! {
    /// A way to share a GPU.
    ShareMode { Exclusive = "exclusive", Mig = "mig", TimeSlice = "time-slice", Mps = "mps" }
}

record! {
    /// The fabric between nodes.
    Interconnect {
        fabric "type": At<InterconnectType>,
        cidr "cidr": Option<At<Cidr>>,
    }
}

choice! {
    /// A fabric.
    InterconnectType {
        None = "none", Efa = "efa", GpudirectTcpx = "gpudirect-tcpx", GpudirectTcpxo = "gpudirect-tcpxo", Rdma = "rdma", Infiniband = "infiniband",
    }
}

choice! {
    /// Where ephemeral volumes and caches lie.
    Scratch { None = "none", LocalSsd = "local-ssd" }
}
