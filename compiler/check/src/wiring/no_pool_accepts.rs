//! MLP1101: pods that no pool accepts, with the reason of each pool.

use mlpc_analysis::capacity;
use mlpc_analysis::pool::Reserved;
use mlpc_analysis::schedule::{Answer, Refusal, answers, own_answer};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Autoscaler, Cloud, Cluster, Dedicated, Platform, Pool, WorkloadRef};
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1101",
    name: "no-pool-accepts",
    severity: Severity::Error,
    title: "pods that no pool accepts",
    since: "0.1",
    explain: include_str!("no_pool_accepts.md"),
};

/// Labels on pools beside the workload's own.
const MOST_POOLS: usize = 4;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for workload in platform.workloads() {
        let Answer::Refuses(why) = own_answer(platform, cx.catalog, workload) else { continue };
        // Too few GPUs of a node are MLP0405's, slices that it isn't cut into MLP0403's.
        let why: Vec<Refusal> = why.into_iter().filter(|it| !of_devices(it)).collect();
        if !why.is_empty() {
            out.push(of_workload(cx, workload, &why));
        }
    }
    for cluster in &platform.clusters {
        if let Some(found) = karpenter(cx, platform, cluster) {
            out.push(found);
        }
    }
}

fn of_devices(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::TooLittle { resource: Reserved::Gpus | Reserved::Slices(_), .. })
}

fn of_workload(cx: &CheckCx<'_>, workload: WorkloadRef<'_>, why: &[Refusal]) -> Diagnostic {
    let platform = cx.platform;
    let all = answers(platform, cx.catalog, workload);
    let takes: Vec<&Pool> = all.iter().filter(|(_, answer)| matches!(answer, Answer::Accepts(_))).map(|(pool, _)| *pool).collect();
    let what = match workload {
        WorkloadRef::Service(_) => "a replica",
        WorkloadRef::Training(_) | WorkloadRef::Pipeline(_) => "a pod",
    };
    let short = why.iter().find(|it| matches!(it, Refusal::TooLittle { .. }));
    let reason = match short {
        Some(Refusal::TooLittle { resource, asked, .. }) => format!("it asks for {}", amount(resource, *asked)),
        _ => "it is for others".to_owned(),
    };
    let own = platform.pool(workload.shared().pool.value);
    let own_name = own.map_or("", |it| it.name.as_str());
    let none = short.is_some() && takes.is_empty();
    let message = if none {
        format!("no pool can run {what} of `{}`: {reason}", workload.name())
    } else {
        format!("pool `{own_name}` can't run {what} of `{}`: {reason}", workload.name())
    };
    let mut diagnostic = Diagnostic::new(&RULE, message);
    if let Some(Refusal::TooLittle { resource, asked, .. }) = short {
        let entry = match resource {
            Reserved::Cpu => "cpu",
            Reserved::Memory | Reserved::Gpus | Reserved::Slices(_) => "memory",
        };
        let at = cx.field_of(workload.decl(), "resources", entry).or_else(|| cx.field(workload.decl(), "resources"));
        diagnostic = diagnostic.label_opt(at, format!("{} in one pod", amount(resource, *asked)));
    } else {
        diagnostic = diagnostic.label_opt(cx.field(workload.decl(), "pool"), "no pod of it may run there");
    }
    for (at, (pool, answer)) in all.iter().enumerate().take(MOST_POOLS + 1) {
        let Answer::Refuses(why) = answer else { continue };
        let text = format!("{}: {}", pool.name, reasons(cx, workload, pool, why));
        let place = if at == 0 { cx.field(pool.decl, "machine").or_else(|| cx.field(pool.decl, "node")) } else { None };
        diagnostic = diagnostic.label_opt(place.or_else(|| cx.kind_and_name(pool.decl)), text);
    }
    diagnostic = diagnostic.subject(workload.address().clone());
    helps(cx, diagnostic, own, why, &takes)
}

/// `24 CPUs`, `512 GiB of memory`, `2 slices 1g.5gb`.
fn amount(resource: &Reserved, quantity: Quantity) -> String {
    let n = words::quantity(quantity);
    match resource {
        Reserved::Cpu => format!("{n} CPU{}", if quantity.value == Rational::ONE { "" } else { "s" }),
        Reserved::Memory => format!("{n} GiB of memory"),
        Reserved::Gpus => format!("{n} GPU{}", if quantity.value == Rational::ONE { "" } else { "s" }),
        Reserved::Slices(profile) => format!("{n} slice{} {profile}", if quantity.value == Rational::ONE { "" } else { "s" }),
    }
}

/// Why a pool refuses: `tainted for GPU workloads, and `ads` has no quota there`.
fn reasons(cx: &CheckCx<'_>, workload: WorkloadRef<'_>, pool: &Pool, why: &[Refusal]) -> String {
    let tenant = cx.platform.tenant(workload.shared().tenant.value).map_or("", |it| it.name.as_str());
    // What a pool is for comes before what its nodes lack, and is enough.
    let standing = why.iter().any(|it| !matches!(it, Refusal::TooLittle { .. }));
    let shown = why.iter().filter(|it| !standing || !matches!(it, Refusal::TooLittle { .. }));
    let texts: Vec<String> = shown
        .map(|it| match it {
            Refusal::ForGpus => "tainted for GPU workloads".to_owned(),
            Refusal::Dedicated => match pool.dedicated.map(|it| it.value) {
                Some(Dedicated::Tenant(other)) => {
                    format!("for tenant `{}` alone", cx.platform.tenant(other).map_or("", |it| it.name.as_str()))
                }
                _ => "for the platform's pods alone".to_owned(),
            },
            Refusal::NoQuota => format!("`{tenant}` has no quota there"),
            Refusal::TooLittle { resource, has, .. } => left(cx, pool, resource, *has),
        })
        .collect();
    texts.join(", and ")
}

/// `16 vCPU, of which 15.89 are left after the system reserve`.
fn left(cx: &CheckCx<'_>, pool: &Pool, resource: &Reserved, has: Quantity) -> String {
    let n = words::quantity(has);
    let cloud = cx.platform.target_of(pool.decl).map_or("", |it| it.cloud.value.as_str());
    // With several machines the reason is that of the largest.
    let machines = pool.machine.iter().filter_map(|it| cx.catalog.machine(cloud, it)).max_by_key(|it| (it.vcpus, it.memory.value));
    match (resource, machines.filter(|_| pool.node.is_none())) {
        (Reserved::Cpu, Some(machine)) => {
            format!("{} vCPU, of which {n} are left after the system reserve", words::number(machine.vcpus))
        }
        (Reserved::Memory, Some(machine)) => {
            format!("{} GiB, of which {n} are left after the system reserve", words::quantity(machine.memory))
        }
        (Reserved::Slices(profile), _) => format!("{n} slices {profile} a node"),
        (resource, _) => format!("{} a node", amount(resource, has)),
    }
}

fn helps(cx: &CheckCx<'_>, mut diagnostic: Diagnostic, own: Option<&Pool>, why: &[Refusal], takes: &[&Pool]) -> Diagnostic {
    if !takes.is_empty() {
        let names: Vec<String> = takes.iter().map(|it| format!("`pool=\"{}\"`", it.name)).collect();
        diagnostic = diagnostic.help(format!("write {}, which takes it", words::list(&names)));
    }
    let Some(own) = own else { return diagnostic };
    for refusal in why {
        let Refusal::TooLittle { resource, asked, has } = refusal else {
            diagnostic = diagnostic.help(format!("take `dedicated` off pool `{}`, or name a pool that takes its pods", own.name));
            continue;
        };
        if let Some(text) = larger(cx, own, resource, *asked) {
            diagnostic = diagnostic.help(text);
        }
        let whole = match resource {
            Reserved::Cpu => has.value.floor(),
            Reserved::Memory => has.in_unit(mlpc_units::ByteUnit::Gi).map_or(Rational::ZERO, Rational::floor),
            Reserved::Gpus | Reserved::Slices(_) => continue,
        };
        if whole.is_zero() {
            continue;
        }
        let unit = if *resource == Reserved::Cpu { "CPUs" } else { "GiB" };
        diagnostic = diagnostic.help(format!("or run more and smaller replicas, at most {} {unit} each", words::number(whole)));
    }
    diagnostic
}

/// The smallest machine of the family that has enough, with its price.
fn larger(cx: &CheckCx<'_>, pool: &Pool, resource: &Reserved, asked: Quantity) -> Option<String> {
    let target = cx.platform.target_of(pool.decl)?;
    let (cloud, region) = (target.cloud.value, target.region.as_ref()?);
    let [machine] = pool.machine.as_slice() else { return None };
    let current = cx.catalog.machine(cloud.as_str(), machine)?;
    let enough = |id: &SmolStr| {
        capacity::node_on(cx.catalog, cloud, pool, id).is_some_and(|node| match resource {
            Reserved::Cpu => node.cpu.value >= asked.value,
            Reserved::Memory => node.memory.value >= asked.value,
            Reserved::Gpus | Reserved::Slices(_) => false,
        })
    };
    let family = cx.catalog.machines(cloud.as_str()).filter(|it| it.family == current.family && it.accelerator == current.accelerator);
    let offered = family.filter_map(|it| Some((cx.catalog.offering(cloud.as_str(), region, &it.id)?, it)));
    let (offering, best) =
        offered.filter(|(_, it)| enough(&it.id)).min_by_key(|(offering, it)| (it.vcpus, offering.on_demand, it.id.clone()))?;
    let price = offering.on_demand.map_or_else(String::new, |price| format!(", {} USD/h", words::price(price)));
    let (than, has) = match resource {
        Reserved::Memory => (format!("{} GiB", words::quantity(asked)), format!("{} GiB", words::quantity(best.memory))),
        _ => (format!("{} vCPU", words::number(asked.value)), format!("{} vCPU", words::number(best.vcpus))),
    };
    Some(format!("give `{}` a machine with more than {than}: {} ({has}{price}) is the smallest of its family", pool.name, best.id))
}

/// Karpenter runs on nodes that are there before it.
fn karpenter(cx: &CheckCx<'_>, platform: &Platform, cluster: &Cluster) -> Option<Diagnostic> {
    let asked = cluster.autoscaler.filter(|it| it.value == Autoscaler::Karpenter && cluster.existing.is_none())?;
    platform.target(cluster.target.value).filter(|it| it.cloud.value == Cloud::Aws)?;
    let mut pools = platform.pools_of(cluster.decl).peekable();
    pools.peek()?;
    // Pods without tolerations run on nodes that keep nobody away, or on those dedicated to the platform.
    let takes = |pool: &Pool| {
        let open = pool.dedicated.is_none_or(|it| it.value == Dedicated::Platform);
        let plain = pool.class() == mlpc_model::PoolClass::Cpu && !pool.taints.iter().any(|it| it.key.value != "none");
        let plain = plain || pool.dedicated.is_some_and(|it| it.value == Dedicated::Platform);
        open && plain && !platform.made_by_karpenter(pool) && pool.nodes.at_most().is_none_or(|it| it.value > 0)
    };
    let starts = |pool: &Pool| takes(pool) && (pool.existing.is_some() || pool.nodes.at_least().is_none_or(|it| it.value > 0));
    if pools.any(starts) {
        return None;
    }
    let message = format!("no pool of cluster `{}` can run Karpenter: it makes nodes, and needs some that are there", cluster.name);
    let mut diagnostic = Diagnostic::new(&RULE, message).label_opt(cx.span(asked.origin), "runs on nodes that it doesn't make");
    for pool in platform.pools_of(cluster.decl).take(MOST_POOLS) {
        let why = if platform.made_by_karpenter(pool) { "made by Karpenter itself" } else { "keeps its pods away, or starts empty" };
        diagnostic = diagnostic.label_opt(cx.kind_and_name(pool.decl), format!("{}: {why}", pool.name));
    }
    Some(
        diagnostic
            .help("give it a pool with a minimum: `cpu-pool \"base\" machine=\"m7i.large\" { nodes min=2 max=4 }`")
            .subject(cluster.address.clone()),
    )
}
