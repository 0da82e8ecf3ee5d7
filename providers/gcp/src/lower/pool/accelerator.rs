//! The accelerators of a pool's nodes: how many, who installs their driver, how they are shared.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{GpuStackMode, ShareMode};

use super::NodePool;

impl NodePool<'_> {
    /// The block of a GPU; TPUs are part of their machine.
    pub(super) fn accelerator(&self, cx: &Lowering<'_>) -> Option<Map> {
        let machine = self.machine.as_ref()?;
        let known = cx.catalog.accelerator(machine.accelerator.as_ref()?)?;
        let kind = known.gke_labels.first().filter(|_| known.k8s_resource == "nvidia.com/gpu")?;
        let driver = if self.by_operator(cx) { "INSTALLATION_DISABLED" } else { "LATEST" };
        let mut gpu = Map::new().with("type", kind).with("count", machine.whole_accelerators()?);
        if let Some(share) = &self.spec.share
            && let Some((profile, _)) = share.profiles.iter().next().filter(|_| share.mode.value == ShareMode::Mig)
        {
            gpu = gpu.with("gpu_partition_size", profile).from_field(share.mode.origin);
        }
        gpu.push("gpu_driver_installation_config", Value::block(Map::new().with("gpu_driver_version", driver)));
        if let Some(sharing) = self.sharing() {
            gpu.push("gpu_sharing_config", Value::block(sharing));
        }
        Some(gpu)
    }

    fn sharing(&self) -> Option<Map> {
        let share = self.spec.share.as_ref()?;
        let strategy = match share.mode.value {
            ShareMode::TimeSlice => "TIME_SHARING",
            ShareMode::Mps => "MPS",
            ShareMode::Exclusive | ShareMode::Mig => return None,
        };
        let replicas = share.replicas?;
        let block = Map::new().with("gpu_sharing_strategy", strategy).from_field(share.mode.origin);
        Some(block.with("max_shared_clients_per_gpu", replicas.value).from_field(replicas.origin))
    }

    /// Whether driver and device plugin are not GKE's.
    pub(super) fn by_operator(&self, cx: &Lowering<'_>) -> bool {
        let stack = cx.platform.cluster(self.cluster.id).and_then(|it| it.gpu_stack.as_ref()).map(|it| it.mode.value);
        stack.is_some_and(|it| it != GpuStackMode::Managed) && self.scope.decl.kind == "gpu-pool"
    }
}
