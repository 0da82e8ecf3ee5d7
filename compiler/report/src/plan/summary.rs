//! What a new declaration amounts to, in a few words: its own first, then its resources by what they are.

use std::collections::BTreeMap;

use mlpc_model::{Cloud, EngineName, InterconnectType, ModelService, Platform, Pool, Training};
use mlpc_units::n_of;
use smol_str::SmolStr;

use super::{Change, Item};
use crate::interruption;

/// What is known of declarations beside their resources.
#[derive(Clone, Default, Debug)]
pub struct Summaries {
    /// Declaration → what it amounts to, in the spec's terms.
    pub words: BTreeMap<SmolStr, String>,
    /// Pool → whom changing all its nodes interrupts: one by one, and at once.
    pub interruptions: BTreeMap<SmolStr, (String, String)>,
}

/// Types that a declaration's own words already speak of.
const SPOKEN_OF: &[&str] = &[
    "aws_vpc",
    "aws_eks_cluster",
    "aws_eks_node_group",
    "aws_db_instance",
    "aws_elasticache_replication_group",
    "aws_s3_bucket",
    "azurerm_virtual_network",
    "azurerm_kubernetes_cluster",
    "azurerm_kubernetes_cluster_node_pool",
    "azurerm_storage_container",
];

/// Words that aren't written in lower case.
const ACRONYMS: &[&str] = &[
    "acl", "api", "db", "ebs", "ec2", "ecr", "efa", "efs", "eks", "iam", "id", "ip", "kms", "nat", "oidc", "rds", "s3", "sns", "sqs",
    "ssm", "vpc",
];

/// The words for every declaration that has some of its own.
pub fn summaries(platform: &Platform) -> Summaries {
    let mut found = BTreeMap::new();
    for network in &platform.networks {
        let blocks: Vec<_> = network.cidr.iter().map(|it| it.value.to_string()).collect();
        let azure = platform.target(network.target.value).is_some_and(|it| it.cloud.value == Cloud::Azure);
        let what = if azure { "virtual network" } else { "VPC" };
        found.insert(network.address.clone(), format!("{what} {}", blocks.join(", ")));
    }
    for cluster in &platform.clusters {
        let what = match platform.target_of(cluster.decl).map(|target| target.cloud.value) {
            Some(Cloud::Aws) => "EKS",
            Some(Cloud::Gcp) => "GKE",
            Some(Cloud::Azure) => "AKS",
            Some(Cloud::Kubernetes) | None => "Kubernetes",
        };
        found.insert(cluster.address.clone(), format!("{what} {}", cluster.version.value));
    }
    for pool in &platform.pools {
        found.insert(pool.address.clone(), of_pool(pool));
    }
    for service in &platform.services {
        found.insert(service.address.clone(), of_service(platform, service));
    }
    for training in &platform.trainings {
        found.insert(training.address.clone(), of_training(platform, training));
    }
    for database in &platform.databases {
        let machine = database.machine.as_ref().map(|it| format!(", {}", it.value)).unwrap_or_default();
        let storage = database.storage.map(|it| format!(", {}", it.value)).unwrap_or_default();
        found.insert(database.address.clone(), format!("{} {}{machine}{storage}", database.engine.value, database.version.value));
    }
    for bucket in &platform.buckets {
        let expire = bucket.expire.map(|it| format!(", content expires after {}", it.value)).unwrap_or_default();
        let what = match platform.target(bucket.target.value).map(|it| it.cloud.value) {
            Some(Cloud::Azure) => "blob container",
            Some(Cloud::Gcp) => "GCS bucket",
            _ => "S3 bucket",
        };
        found.insert(bucket.address.clone(), format!("{what}{expire}"));
    }
    let interrupted = |pool: &Pool| [true, false].map(|rolls| interruption::of_pool(rolls, platform, pool).0);
    let interruptions = platform.pools.iter().map(|pool| (pool.address.clone(), interrupted(pool).into())).collect();
    Summaries { words: found, interruptions }
}

/// `p5.48xlarge, 0 to 4 nodes, EFA, use1-az1`
fn of_pool(pool: &Pool) -> String {
    let mut parts = vec![pool.machine.iter().map(|it| it.value.as_str()).collect::<Vec<_>>().join(" or ")];
    parts.extend(match (pool.nodes.at_least(), pool.nodes.at_most()) {
        (Some(least), Some(most)) if least.value == most.value => Some(n_of(usize::try_from(most.value).unwrap_or(0), "node")),
        (Some(least), Some(most)) => Some(format!("{} to {} nodes", least.value, most.value)),
        _ => None,
    });
    let fabric = pool.interconnect.as_ref().filter(|it| it.fabric.value != InterconnectType::None);
    parts.extend(fabric.map(|it| it.fabric.value.as_str().to_uppercase()));
    parts.extend(pool.zones.iter().map(|it| it.value.to_string()));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// `3 × vLLM on 4 GPUs of l40s, alerts for 2 SLOs`
fn of_service(platform: &Platform, service: &ModelService) -> String {
    let n = service.replicas.at_least().map_or(1, |it| it.value);
    let what = match service.engine.name.value {
        _ if service.work.image.is_some() => "its own image",
        EngineName::Vllm => "vLLM",
        EngineName::Sglang => "SGLang",
        EngineName::Triton => "Triton",
        EngineName::RayServe => "Ray Serve",
        EngineName::Kserve => "KServe",
        EngineName::Http => "HTTP",
    };
    let pool = platform.pool(service.work.pool.value);
    let gpus = service.gpus_of_replica().unwrap_or(0);
    let on = match pool {
        Some(pool) if pool.class() == mlpc_model::PoolClass::Gpu => {
            format!(" on {} of {}", n_of(usize::try_from(gpus).unwrap_or(0), "GPU"), pool.name)
        }
        Some(pool) => format!(" on {}", pool.name),
        None => String::new(),
    };
    let slos = platform.slos_of(service.decl).count();
    let alerts = if slos == 0 { String::new() } else { format!(", alerts for {}", n_of(slos, "SLO")) };
    format!("{n} × {what}{on}{alerts}")
}

/// `queue for gangs of up to 16 on h100`
fn of_training(platform: &Platform, training: &Training) -> String {
    let pool = platform.pool(training.work.pool.value).map(|pool| format!(" on {}", pool.name)).unwrap_or_default();
    let gang = training.gang.at_most().map_or(1, |it| it.value);
    let what = if training.is_queue() { "queue for gangs of up to" } else { "job of" };
    format!("{what} {gang}{pool}")
}

/// What a group of new resources amounts to.
pub(super) fn summary(declaration: &str, items: &[Item<'_>], summaries: &Summaries) -> String {
    let own = summaries.words.get(declaration);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item.action.target.kind()).or_default() += 1;
    }
    if own.is_some() {
        counts.retain(|kind, _| !SPOKEN_OF.contains(kind));
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(kind, n)| (noun(kind), n)).collect();
    counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    let nouns = counts.into_iter().map(|(noun, n)| if n == 1 { noun } else { format!("{n} {}", plural(&noun)) });
    own.cloned().into_iter().chain(nouns).collect::<Vec<_>>().join(", ")
}

/// Whom a change of a pool's nodes interrupts; nothing where no node goes.
pub(super) fn interrupted<'a>(items: &[Item<'_>], summaries: &'a Summaries) -> Option<&'a str> {
    let nodes = items.iter().find(|item| interruption::makes_nodes(item.action))?;
    let (rolling, at_once) = summaries.interruptions.get(nodes.action.owner())?;
    match nodes.change {
        Change::Replace => Some(at_once),
        Change::Change if interruption::rolls(nodes.action) => Some(rolling),
        Change::Change | Change::Keep | Change::Adopt | Change::Add | Change::Destroy => None,
    }
}

/// A type as words: `aws_nat_gateway` is a NAT gateway, `kueue.ClusterQueue` a cluster queue.
fn noun(kind: &str) -> String {
    let bare = kind.rsplit_once('.').map_or(kind, |(_, name)| name);
    if bare == "helm_release" {
        return "Helm release".to_owned();
    }
    let bare = ["aws_", "google_", "azurerm_"].iter().find_map(|provider| bare.strip_prefix(provider)).unwrap_or(bare);
    let mut spaced = String::new();
    for letter in bare.chars() {
        if letter == '_' {
            spaced.push(' ');
        } else if letter.is_uppercase() && spaced.chars().next_back().is_some_and(char::is_lowercase) {
            spaced.push(' ');
            spaced.extend(letter.to_lowercase());
        } else if spaced.is_empty() {
            spaced.extend(letter.to_lowercase());
        } else {
            spaced.push(letter);
        }
    }
    let words = spaced.split(' ').map(|word| {
        let acronym = ACRONYMS.contains(&word);
        if acronym { word.to_uppercase() } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x', 'h']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_words() {
        for (kind, words) in [
            ("aws_nat_gateway", "NAT gateway"),
            ("kueue.ClusterQueue", "cluster queue"),
            ("NetworkPolicy", "network policy"),
            ("PodMonitor", "pod monitor"),
            ("helm_release", "Helm release"),
            ("aws_iam_role_policy", "IAM role policy"),
        ] {
            assert_eq!(noun(kind), words);
        }
        assert_eq!((plural("network policy"), plural("NAT gateway")), ("network policies".to_owned(), "NAT gateways".to_owned()));
    }
}
