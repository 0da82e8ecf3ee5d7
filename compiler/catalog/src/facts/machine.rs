//! Machine types and where they are offered.

use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A machine type of a cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// `aws`, `gcp`, `azure`.
    pub cloud: SmolStr,
    /// The cloud's name for it: `p5.48xlarge`.
    pub id: SmolStr,
    /// The family: `p5`.
    pub family: SmolStr,
    /// Virtual CPUs; shared-core machines have a fraction.
    pub vcpus: Rational,
    /// Memory of the machine.
    pub memory: Quantity,
    /// `amd64` or `arm64`.
    pub arch: SmolStr,
    /// The accelerator's id, if it has any.
    pub accelerator: Option<SmolStr>,
    /// How many; a fraction where a machine gets part of one. `None` without accelerator.
    pub accelerator_count: Option<Rational>,
    /// Memory of one whole accelerator, as the driver or the cloud's API reports it.
    pub accelerator_memory: Option<Quantity>,
    /// The fabric between accelerators: `NVSwitch (NVLink 4, 900 GB/s per GPU)`.
    pub scaleup_fabric: Option<SmolStr>,
    /// Accelerators reachable over it; 1 is none.
    pub scaleup_domain: Option<u64>,
    /// Peak network bandwidth in Gbit/s.
    pub network_gbps: Option<Rational>,
    /// Sustained network bandwidth in Gbit/s.
    pub network_baseline_gbps: Option<Rational>,
    /// The network for remote memory access, as written: `EFA:32`, `GPUDirect-TCPXO`, `InfiniBand NDR:8x400`.
    pub rdma: Option<SmolStr>,
    /// Local NVMe storage.
    pub local_nvme: Option<Quantity>,
    /// Pods of the AWS VPC CNI without prefix delegation.
    pub max_pods: Option<u64>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Machine {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            cloud: row.text("cloud"),
            id: row.text("instance_type"),
            family: row.text("family"),
            vcpus: row.number("vcpus")?,
            memory: row.gibibytes("memory_gib")?,
            arch: row.text("arch"),
            accelerator: row.some_text("accelerator"),
            accelerator_count: row.number("accelerator_count"),
            accelerator_memory: row.gibibytes("accelerator_memory_gib_each"),
            scaleup_fabric: row.some_text("scaleup_fabric"),
            scaleup_domain: row.integer("scaleup_domain"),
            network_gbps: row.number("network_gbps"),
            network_baseline_gbps: row.number("network_baseline_gbps"),
            rdma: row.some_text("rdma"),
            local_nvme: row.gigabytes("local_nvme_gb"),
            max_pods: row.integer("max_pods"),
            provenance: row.provenance()?,
        })
    }

    /// Interfaces of AWS' Elastic Fabric Adapter; `None` where it has no EFA.
    pub fn efa_interfaces(&self) -> Option<u64> {
        self.rdma.as_deref()?.strip_prefix("EFA:")?.parse().ok()
    }

    /// The technology of its network for remote memory access, without counts: `EFA`, `GPUDirect-TCPXO`, `InfiniBand NDR`, `RoCE`.
    pub fn rdma_kind(&self) -> Option<&str> {
        self.rdma.as_deref().map(|rdma| rdma.split_once(':').map_or(rdma, |(kind, _)| kind))
    }

    /// Whole accelerators of the machine; 0 without any, `None` where it gets only part of one.
    pub fn whole_accelerators(&self) -> Option<i64> {
        self.accelerator_count.map_or(Some(0), Rational::to_i64)
    }
}

/// A machine type in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offering {
    /// The region.
    pub region: SmolStr,
    /// Zone ids that offer it (AWS: `use1-az1`); empty where that isn't known.
    pub zones: Vec<SmolStr>,
    /// List price in USD an hour; `None` where no list price is known.
    pub on_demand: Option<Rational>,
    /// One look at the spot price in USD an hour; a rough level only.
    pub spot: Option<Rational>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Offering {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            region: row.text("region"),
            zones: row.list("zones"),
            on_demand: row.number("on_demand_usd_hour"),
            spot: row.number("spot_usd_hour"),
            provenance: row.provenance()?,
        })
    }
}
