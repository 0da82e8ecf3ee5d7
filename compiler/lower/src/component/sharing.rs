//! GPUs that pods take turns on: what the device plugin of each such pool is told.

use mlpc_graph::Map;
use mlpc_kubernetes::ClusterFacts;
use mlpc_model::ShareMode;

/// What nodes are told that share nothing. No pool has a name with `_`.
const WHOLE: &str = "not_shared";

/// A configuration of NVIDIA's device plugin for each pool that is shared by time-slicing or MPS, by the pool's name, which its nodes carry as a
/// label, and one for all others; none where nothing is shared.
pub(super) fn configurations(facts: &ClusterFacts) -> Map {
    let shared = facts.pools.iter().filter_map(|pool| Some((pool.name.clone(), pool.turns?)));
    let mut all: Map = shared.map(|(name, (mode, replicas))| (name, configuration(mode, replicas))).collect();
    if !all.is_empty() {
        all.push(WHOLE, "version: v1\n");
    }
    all
}

/// Two replicas may be one GPU, so a pod that asks for several would get no more than one does: time-slicing is told to refuse it, MPS does anyway.
fn configuration(mode: ShareMode, replicas: i64) -> String {
    let (how, strict) = match mode {
        ShareMode::Mps => ("mps", ""),
        ShareMode::TimeSlice | ShareMode::Mig | ShareMode::Exclusive => ("timeSlicing", "    failRequestsGreaterThanOne: true\n"),
    };
    format!("version: v1\nsharing:\n  {how}:\n{strict}    resources:\n      - name: nvidia.com/gpu\n        replicas: {replicas}\n")
}
