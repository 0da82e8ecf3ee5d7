//! Which pools accept a workload's pods: what one asks for against what a node has, whom the pool is for, and what its taints keep away.
//!
//! Where pods go is known before anything runs: a workload names its pool, its pods select that pool's nodes and tolerate their taints. The
//! other pools of the cluster are judged for whoever looks for a better one.

use mlpc_catalog::Catalog;
use mlpc_model::{At, DeclId, Dedicated, Platform, Pool, PoolClass, WorkloadRef};
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::capacity::{self, Node};
use crate::pool::Reserved;

/// What one pod asks for.
#[derive(Clone, Default, Debug)]
pub struct Ask {
    /// CPUs.
    pub cpu: Option<At<Quantity>>,
    /// Memory.
    pub memory: Option<At<Quantity>>,
    /// Whole GPUs, or shares of them.
    pub gpus: Option<At<i64>>,
    /// Slices, by profile.
    pub slices: Vec<(SmolStr, At<i64>)>,
}

/// Why a pool doesn't take a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// A node has less than a pod asks for.
    TooLittle {
        /// Of what.
        resource: Reserved,
        /// What a pod asks for.
        asked: Quantity,
        /// What a node has for pods.
        has: Quantity,
    },
    /// Its taints keep pods without GPUs away.
    ForGpus,
    /// It is for the platform's pods, or for another tenant's.
    Dedicated,
    /// The tenant has no quota on it.
    NoQuota,
}

/// Whether a pool takes a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It does, on the machine of this name; none where others make the nodes.
    Accepts(Option<SmolStr>),
    /// It doesn't, for all of these reasons; of several machines those of the one that comes nearest.
    Refuses(Vec<Refusal>),
    /// The catalog doesn't know its machines.
    Unknown,
}

/// What one pod of a workload asks for.
pub fn ask(workload: WorkloadRef<'_>) -> Ask {
    let Some(resources) = &workload.shared().resources else { return Ask::default() };
    Ask {
        cpu: resources.cpu,
        memory: resources.memory,
        gpus: resources.gpus,
        slices: resources.profiles.iter().map(|(profile, n)| (profile.clone(), *n)).collect(),
    }
}

/// The pools of a workload's cluster with their answers: its own first, the others in the order of the platform.
pub fn answers<'a>(platform: &'a Platform, catalog: &Catalog, workload: WorkloadRef<'_>) -> Vec<(&'a Pool, Answer)> {
    let own = workload.shared().pool.value;
    let Some(pool) = platform.pool(own) else { return Vec::new() };
    let others = platform.pools_of(pool.cluster.value).filter(|it| it.decl != own);
    let ask = ask(workload);
    let tenant = workload.shared().tenant.value;
    std::iter::once(pool).chain(others).map(|it| (it, answer(platform, catalog, &ask, tenant, own, it))).collect()
}

/// Whether a workload's own pool takes its pods.
pub fn own_answer(platform: &Platform, catalog: &Catalog, workload: WorkloadRef<'_>) -> Answer {
    let own = workload.shared().pool.value;
    let Some(pool) = platform.pool(own) else { return Answer::Unknown };
    answer(platform, catalog, &ask(workload), workload.shared().tenant.value, own, pool)
}

fn answer(platform: &Platform, catalog: &Catalog, ask: &Ask, tenant: DeclId, own: DeclId, pool: &Pool) -> Answer {
    let mut standing = Vec::new();
    let for_gpus = pool.class() == PoolClass::Gpu && !pool.taints.iter().any(|it| it.key.value == "none");
    let asks_for_gpus = ask.gpus.is_some() || !ask.slices.is_empty();
    if pool.decl != own && for_gpus && !asks_for_gpus {
        standing.push(Refusal::ForGpus);
    }
    if pool.dedicated.is_some_and(|it| it.value != Dedicated::Tenant(tenant)) {
        standing.push(Refusal::Dedicated);
    }
    if pool.decl != own && platform.quota(tenant, pool.decl).is_none() {
        standing.push(Refusal::NoQuota);
    }
    let Some(nodes) = nodes(platform, catalog, pool) else {
        return if standing.is_empty() { Answer::Unknown } else { Answer::Refuses(standing) };
    };
    let mut nearest: Option<Vec<Refusal>> = None;
    for (machine, node) in &nodes {
        let lacks = lacks(ask, node);
        if lacks.is_empty() && standing.is_empty() {
            return Answer::Accepts(machine.clone());
        }
        if nearest.as_ref().is_none_or(|known| nearer(&lacks, known)) {
            nearest = Some(lacks);
        }
    }
    standing.extend(nearest.into_iter().flatten());
    Answer::Refuses(standing)
}

/// The kinds of node of a pool, with their machines.
fn nodes(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Option<Vec<(Option<SmolStr>, Node)>> {
    let cloud = platform.target_of(pool.decl)?.cloud.value;
    if pool.node.is_some() || pool.machine.is_empty() {
        return Some(vec![(None, capacity::node(catalog, cloud, pool)?)]);
    }
    let of = |machine: &SmolStr| Some((Some(machine.clone()), capacity::node_on(catalog, cloud, pool, machine)?));
    pool.machine.iter().map(|machine| of(&machine.value)).collect()
}

fn lacks(ask: &Ask, node: &Node) -> Vec<Refusal> {
    let count = |n: i64| Quantity::count(Rational::integer(n));
    let devices = || node.devices.first().map_or(node.gpus, |(_, n)| *n);
    let wanted = [
        ask.cpu.map(|it| (Reserved::Cpu, it.value, node.cpu)),
        ask.memory.map(|it| (Reserved::Memory, it.value, node.memory)),
        ask.gpus.map(|it| (Reserved::Gpus, count(it.value), count(devices()))),
    ];
    let slices = ask.slices.iter().map(|(profile, n)| {
        let has = node.device(&capacity::slice(profile)).unwrap_or_default();
        (Reserved::Slices(profile.clone()), count(n.value), count(has))
    });
    let short = wanted.into_iter().flatten().chain(slices).filter(|(_, asked, has)| asked.value > has.value);
    short.map(|(resource, asked, has)| Refusal::TooLittle { resource, asked, has }).collect()
}

/// Whether fewer things are short, or of the first that is more is there.
fn nearer(one: &[Refusal], other: &[Refusal]) -> bool {
    let has = |all: &[Refusal]| match all.first() {
        Some(Refusal::TooLittle { has, .. }) => Some(has.value),
        _ => None,
    };
    one.len() < other.len() || (one.len() == other.len() && has(one) > has(other))
}
