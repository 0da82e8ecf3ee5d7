//! MLP0406: a fabric between nodes that their machine doesn't have, or that would span zones.

use mlpc_analysis::zones;
use mlpc_catalog::Machine;
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{At, InterconnectType, Platform, Pool, PoolClass, WorkloadRef};
use smol_str::SmolStr;

use super::node_of;
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0406",
    name: "interconnect-impossible",
    severity: Severity::Error,
    title: "interconnect that the machine doesn't have, or over several zones",
    since: "0.1",
    explain: include_str!("interconnect_impossible.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|pool| pool.class() == PoolClass::Gpu) {
        let fabric = pool.interconnect.as_ref().map(|it| it.fabric).filter(|it| it.value != InterconnectType::None);
        let found = match fabric {
            Some(fabric) => {
                let machines = cx.machines(pool);
                let without = machines.iter().find(|machine| !has(machine, fabric.value));
                without.map(|machine| absent(cx, pool, fabric, machine)).or_else(|| over_zones(cx, pool, fabric))
            }
            None => gang_over_zones(cx, platform, pool),
        };
        if let Some(diagnostic) = found {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

/// Whether a machine has a fabric.
fn has(machine: &Machine, fabric: InterconnectType) -> bool {
    let kind = machine.rdma_kind().unwrap_or_default();
    match fabric {
        InterconnectType::None => true,
        InterconnectType::Efa => kind == "EFA",
        InterconnectType::GpudirectTcpx => kind == "GPUDirect-TCPX",
        InterconnectType::GpudirectTcpxo => kind == "GPUDirect-TCPXO",
        InterconnectType::Rdma => kind.starts_with("RoCE"),
        InterconnectType::Infiniband => kind.starts_with("InfiniBand"),
    }
}

/// The word of the spec for what a machine has.
fn word(machine: &Machine) -> Option<&'static str> {
    let all = [
        InterconnectType::Efa,
        InterconnectType::GpudirectTcpx,
        InterconnectType::GpudirectTcpxo,
        InterconnectType::Rdma,
        InterconnectType::Infiniband,
    ];
    all.into_iter().find(|fabric| has(machine, *fabric)).map(InterconnectType::as_str)
}

fn absent(cx: &CheckCx<'_>, pool: &Pool, fabric: At<InterconnectType>, machine: &Machine) -> Diagnostic {
    let span = cx.span(fabric.origin);
    let network = machine.network_gbps.map_or_else(String::new, |gbps| format!("{} Gbit/s of TCP", words::number(gbps)));
    let own = match &machine.rdma {
        Some(rdma) => format!("has {rdma}"),
        None if network.is_empty() => "has no fabric".to_owned(),
        None => format!("{network}, no fabric"),
    };
    let diagnostic = Diagnostic::new(&RULE, format!("{} has no interconnect `{}`", machine.id, fabric.value))
        .label_opt(span, "asked for here")
        .label_opt(cx.machine_of(pool), own);
    let diagnostic = match (word(machine), span) {
        (Some(word), Some(span)) => {
            let fix = Fix::replace(format!("write `{word}`"), span, format!("\"{word}\"")).unsafely();
            diagnostic.help_fix(format!("write `interconnect \"{word}\"`"), fix)
        }
        _ => diagnostic.help("leave `interconnect` out"),
    };
    let alike = with_fabric(cx, pool, fabric.value, machine);
    if alike.is_empty() { diagnostic } else { diagnostic.help(format!("or take a machine that has it: {}", words::list(&alike))) }
}

/// Machines with the same accelerator that are offered there and have the fabric; without any, of all accelerators.
fn with_fabric(cx: &CheckCx<'_>, pool: &Pool, fabric: InterconnectType, machine: &Machine) -> Vec<SmolStr> {
    let Some((target, region)) = zones::region(cx.platform, pool.decl) else { return Vec::new() };
    let cloud = target.cloud.value.as_str();
    let fitting: Vec<Machine> = cx.catalog.machines(cloud).filter(|other| other.accelerator.is_some() && has(other, fabric)).collect();
    let offered = |other: &&Machine| cx.catalog.offering(cloud, region, &other.id).is_some();
    let same = fitting.iter().filter(|other| other.accelerator == machine.accelerator).filter(offered);
    let same: Vec<SmolStr> = same.map(|other| other.id.clone()).collect();
    if same.is_empty() { fitting.iter().filter(offered).map(|other| other.id.clone()).collect() } else { same }
}

fn over_zones(cx: &CheckCx<'_>, pool: &Pool, fabric: At<InterconnectType>) -> Option<Diagnostic> {
    let [first, second, ..] = pool.zones.as_slice() else { return None };
    let n = pool.zones.len();
    let offers = |zone: &&At<SmolStr>| {
        let region = zones::region(cx.platform, pool.decl);
        let known = region.and_then(|(target, region)| zones::offered_zones(cx.catalog, target.cloud.value, region, pool.machine.first()?));
        known.is_none_or(|offered| offered.contains(&zone.value))
    };
    let keep = pool.zones.iter().find(offers).unwrap_or(first);
    let diagnostic = Diagnostic::new(&RULE, format!("`{}` stretches {} over {n} zones; it ends at a zone's edge", pool.name, fabric.value))
        .label_opt(cx.span(second.origin), format!("zone {} of {n}", 2))
        .label_opt(cx.span(fabric.origin), "joins nodes of one zone only");
    let text = format!("write `zones \"{}\"`, and a pool for each other zone", keep.value);
    Some(match cx.field(pool.decl, "zones") {
        Some(span) => {
            let written = format!("zones \"{}\"", keep.value);
            diagnostic.help_fix(text, Fix::replace(format!("write `{written}`"), span, written).unsafely())
        }
        None => diagnostic.help(text),
    })
}

/// A gang over several nodes of a pool whose zones are written to be several.
fn gang_over_zones(cx: &CheckCx<'_>, platform: &Platform, pool: &Pool) -> Option<Diagnostic> {
    let [_, second, ..] = pool.zones.as_slice() else { return None };
    let cloud = platform.target_of(pool.decl)?.cloud.value;
    let per_node = mlpc_analysis::capacity::node(cx.catalog, cloud, pool)?.gpus;
    let large = |workload: WorkloadRef<'_>| match workload {
        WorkloadRef::Training(training) => {
            training.gang.at_least().filter(|gang| gang.value > per_node).map(|gang| (training.is_queue(), gang))
        }
        WorkloadRef::Service(_) | WorkloadRef::Pipeline(_) => None,
    };
    let (workload, (queue, gang)) = platform.workloads_on(pool.decl).find_map(|workload| Some((workload, large(workload)?)))?;
    let message = format!("a gang of {} GPUs can lie in {} zones: each exchange passes between them", gang.value, pool.zones.len());
    Some(
        Diagnostic::new(&RULE, message)
            .severity(if queue { Severity::Advice } else { Severity::Warning })
            .label_opt(cx.span(second.origin), format!("zone 2 of {}", pool.zones.len()))
            .label_opt(cx.span(gang.origin), format!("more than the {per_node} GPUs of {}", node_of(pool)))
            .help("write one zone, or a gang that fits a node")
            .subject(workload.address().clone()),
    )
}
