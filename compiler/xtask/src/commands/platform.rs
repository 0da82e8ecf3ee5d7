//! `cargo xtask platform`: a valid platform of many tenants, for benches of the whole compiler.
//!
//! Up to a thousand tenants share one cluster of five CPU and five GPU pools; beyond that there are more of the same. Each tenant has two quotas, two
//! members, a model service and an SLO. Everything is a function of the tenant's number: no randomness, no date.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::reference;

/// What to write.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many tenants.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    tenants: u32,
    /// The folder to write: `platform.mlp.kdl` in it, and a file of tenants for each CPU pool.
    #[arg(long)]
    out: PathBuf,
}

/// A cluster's network is a /16 at most on AWS, which has addresses for the pods of so many tenants' nodes.
const TENANTS_PER_CLUSTER: usize = 1000;

/// Pools of each kind in a cluster.
const POOLS: usize = 5;

/// GPUs of a p5.48xlarge.
const GPUS_PER_NODE: usize = 8;

/// vCPUs of an m7i.48xlarge less a generous share for the system, its agents and the platform's own pods.
const CPUS_PER_NODE: usize = 160;

/// CPUs of each tenant's quota.
const CPUS_PER_TENANT: usize = 4;

/// Writes the platform.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    write(&arguments.out, usize::try_from(arguments.tenants).map_err(|error| error.to_string())?)
}

/// Writes a platform of so many tenants into a folder.
pub(crate) fn write(out: &Path, n_tenants: usize) -> Outcome {
    reference::write(&out.join("platform.mlp.kdl"), platform(n_tenants))?;
    let n_pools = n_clusters(n_tenants) * POOLS;
    for pool in 0..n_pools {
        let tenants: String = (0..n_tenants).filter(|tenant| pool_of(*tenant) == pool).map(tenant).collect();
        if !tenants.is_empty() {
            reference::write(&out.join(format!("tenants-{pool:02}.mlp.kdl")), tenants)?;
        }
    }
    Ok(())
}

fn n_clusters(tenants: usize) -> usize {
    tenants.div_ceil(TENANTS_PER_CLUSTER).max(1)
}

/// The number of the CPU and of the GPU pool that a tenant uses.
fn pool_of(tenant: usize) -> usize {
    tenant / TENANTS_PER_CLUSTER * POOLS + tenant % POOLS
}

fn platform(tenants: usize) -> String {
    let mut text = String::from(
        "/// Many tenants over ten pools.
platform \"crowd\" owner=\"ml-platform@example.com\" cost-center=\"4400\" {
    requires mlpc=\">=0.1\"
    login \"oidc\" issuer=\"https://login.example.com\" client-id=\"crowd-kubernetes\"
    on-call \"pagerduty\" key=\"pager\" runbooks=\"https://runbooks.example.com/crowd\"
}

secret \"pager\"

target \"virginia\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"
",
    );
    for cluster in 0..n_clusters(tenants) {
        write_cluster(&mut text, cluster, tenants);
    }
    text
}

fn write_cluster(text: &mut String, cluster: usize, tenants: usize) {
    let name = format!("main-{cluster}");
    let _ = write!(
        text,
        "
network \"{name}\" cidr=\"10.{}.0.0/16\" {{
    zones \"use1-az1\" \"use1-az2\" \"use1-az4\"
    endpoints \"s3\" \"ecr\" \"sts\"
}}

cluster \"{name}\" network=\"{name}\" version=\"1.35\" {{
",
        10 + cluster
    );
    for pool in cluster * POOLS..(cluster + 1) * POOLS {
        let n_tenants = (0..tenants).filter(|tenant| pool_of(*tenant) == pool).count();
        // Three nodes more than the quotas fill: one a zone, and nothing has to be packed without a gap.
        let cpu_nodes = (n_tenants * CPUS_PER_TENANT).div_ceil(CPUS_PER_NODE) + 3;
        let gpu_nodes = n_tenants.div_ceil(GPUS_PER_NODE).max(1);
        let _ = write!(
            text,
            "    cpu-pool \"cpu-{pool:02}\" machine=\"m7i.48xlarge\" {{
        nodes min=3 max={cpu_nodes}
    }}
    gpu-pool \"gpu-{pool:02}\" machine=\"p5.48xlarge\" {{
        nodes min=0 max={gpu_nodes}
    }}
"
        );
    }
    text.push_str("    kueue\n    kube-prometheus-stack retention=\"35d\" storage=\"400GiB\"\n}\n");
}

fn tenant(tenant: usize) -> String {
    let pool = pool_of(tenant);
    let name = format!("t{tenant:05}");
    // Digests are made up, and differ, as those of real images do.
    let digest = format!("{:064x}", (tenant as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834));
    format!(
        "tenant \"{name}\" owner=\"{name}@example.com\" cost-center=\"{}\" {{
    member \"group:{name}-leads\" role=\"admin\"
    member \"group:{name}\" role=\"developer\"
    data \"internal\"
    quota \"cpu-{pool:02}\" cpu={CPUS_PER_TENANT} memory=\"16Gi\"
    quota \"gpu-{pool:02}\" gpus=1
    budget \"20000 USD/month\"

    model-service \"ranker\" pool=\"cpu-{pool:02}\" image=\"ghcr.io/example/ranker@sha256:{digest}\" {{
        resources cpu=1 memory=\"2Gi\"
        concurrency 8
        replicas 3
        traffic peak=\"{}/s\" service-time=\"15ms\"
        metrics port=9090 {{
            counter \"rank_requests_total\" \"code\"
        }}
        slo \"availability\" objective=\"99.5%\" {{
            good #\"rank_requests_total{{code!~\"5..\"}}\"#
            total \"rank_requests_total\"
        }}
    }}
}}
",
        5000 + tenant % 1000,
        100 + tenant % 7 * 20
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tenant_has_its_pool() {
        for n in [1, 7, 1000, 1001] {
            let text = platform(n);
            for tenant in 0..n {
                assert!(text.contains(&format!("cpu-pool \"cpu-{:02}\"", pool_of(tenant))), "{tenant} of {n}");
            }
            assert_eq!(text.matches("-pool \"").count(), 2 * POOLS * n_clusters(n));
        }
    }

    #[test]
    fn quotas_fit_their_pools() {
        let n = 503;
        for pool in 0..POOLS {
            let tenants = (0..n).filter(|tenant| pool_of(*tenant) == pool).count();
            assert!(platform(n).contains(&format!("nodes min=0 max={}\n", tenants.div_ceil(GPUS_PER_NODE))));
        }
        assert_eq!(tenant(3).matches("quota \"").count(), 2);
    }
}
