//! What lowerings of pools and of what runs on them must agree on: labels and taints of nodes, the machine's devices.

use mlpc_model::{Decl, Platform};
use smol_str::SmolStr;

use crate::read;

/// The label that finds a pool's nodes.
pub const POOL_LABEL: &str = "mlpc-pool";

/// A taint of a pool's nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taint {
    /// Its key.
    pub key: SmolStr,
    /// Its value; empty for none.
    pub value: SmolStr,
    /// `NoSchedule`, `PreferNoSchedule`, `NoExecute`.
    pub effect: SmolStr,
}

/// The taints of a pool: of a GPU pool its accelerator's resource name unless `taint "none"` takes it away, then those written, then the tenant or
/// platform that it is dedicated to.
pub fn taints(platform: &Platform, pool: &Decl, device: Option<&str>) -> Vec<Taint> {
    let mut taints = Vec::new();
    let mut default = true;
    for taint in read::groups(&pool.fields, "taint") {
        let Some(key) = read::text(taint, "key") else { continue };
        if key == "none" {
            default = false;
            continue;
        }
        taints.push(Taint {
            key: key.clone(),
            value: read::text(taint, "value").cloned().unwrap_or_default(),
            effect: read::text(taint, "effect").cloned().unwrap_or_else(|| SmolStr::new_static("NoSchedule")),
        });
    }
    if let Some(device) = device.filter(|_| default && pool.kind == "gpu-pool") {
        taints.insert(0, Taint { key: device.into(), value: "present".into(), effect: "NoSchedule".into() });
    }
    if let Some(owner) = dedicated(platform, pool) {
        taints.push(Taint { key: "mlpc-dedicated".into(), value: owner, effect: "NoSchedule".into() });
    }
    taints
}

/// For whom the pool is: a tenant's name, `platform`, or everybody.
pub fn dedicated(platform: &Platform, pool: &Decl) -> Option<SmolStr> {
    let item = pool.fields.get("dedicated")?;
    match read::as_reference(item) {
        Some(tenant) => platform.decls.get(tenant).map(|it| it.name.clone()),
        None => read::as_text(item).cloned(),
    }
}

/// The extended resource of an accelerator: `nvidia.com/gpu`, `amd.com/gpu`, `aws.amazon.com/neuron`, `google.com/tpu`.
pub fn device(accelerator: &str) -> Option<&'static str> {
    let vendors =
        [("nvidia-", "nvidia.com/gpu"), ("amd-", "amd.com/gpu"), ("aws-", "aws.amazon.com/neuron"), ("google-", "google.com/tpu")];
    vendors.into_iter().find(|(prefix, _)| accelerator.starts_with(prefix)).map(|(_, device)| device)
}
