//! MLP0604: the same for less.

use mlpc_analysis::cost::{Nodes, pool_cost};
use mlpc_analysis::residency::{Jurisdictions, Site, Stay};
use mlpc_catalog::Machine;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{CapacityType, Platform, Pool, PoolClass, Target, WorkloadRef};
use mlpc_units::{MONTH_HOURS, Rational};
use smol_str::SmolStr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0604",
    name: "cheaper-equal",
    severity: Severity::Advice,
    title: "the same for less",
    since: "0.1",
    explain: include_str!("cheaper_equal.md"),
};

/// A pool of one machine at a list price.
struct Bought<'a> {
    pool: &'a Pool,
    target: &'a Target,
    region: &'a SmolStr,
    machine: Machine,
    hourly: Rational,
    nodes: Nodes,
}

/// What would do instead.
struct Offer {
    /// USD an hour.
    hourly: Rational,
    /// `its equal g6e.12xlarge`, `the same on spot`.
    what: String,
    /// What to write.
    help: String,
    /// What is more, or must be looked at first.
    note: Option<String>,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let laws = std::cell::OnceCell::new();
    for pool in platform.pools.iter().filter(|pool| pool.class() == PoolClass::Gpu && pool.existing.is_none()) {
        let Some(bought) = bought(cx, pool) else { continue };
        let offers = [other_machine(cx, &bought), other_capacity(cx, &bought), other_target(cx, &bought, &laws)];
        let best = offers.into_iter().flatten().filter(|offer| offer.hourly < bought.hourly).min_by(|a, b| a.hourly.cmp(&b.hourly));
        if let Some(diagnostic) = best.and_then(|offer| diagnose(cx, &bought, offer)) {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

/// One machine, on demand, at the catalog's price: of several the cheapest is taken anyway, and a reservation is a contract.
fn bought<'a>(cx: &CheckCx<'a>, pool: &'a Pool) -> Option<Bought<'a>> {
    let ([machine], [capacity]) = (pool.machine.as_slice(), pool.capacity.types.as_slice()) else { return None };
    if pool.price.is_some() || capacity.value != CapacityType::OnDemand {
        return None;
    }
    let (target, region) = mlpc_analysis::zones::region(cx.platform, pool.decl)?;
    let cost = pool_cost(cx.platform, cx.catalog, pool);
    Some(Bought {
        pool,
        target,
        region,
        machine: cx.catalog.machine(target.cloud.value.as_str(), machine).filter(|machine| machine.accelerator.is_some())?,
        hourly: cost.hourly?.0,
        nodes: cost.nodes?,
    })
}

/// Another machine of the same region that has all that this one has.
fn other_machine(cx: &CheckCx<'_>, bought: &Bought<'_>) -> Option<Offer> {
    let cloud = bought.target.cloud.value.as_str();
    let zones: Vec<_> = bought.pool.zones.iter().map(|it| &it.value).collect();
    let equal = cx.catalog.machines(cloud).filter(|machine| machine.id != bought.machine.id && has_all(machine, &bought.machine));
    let priced = equal.filter_map(|machine| {
        let offering = cx.catalog.offering(cloud, bought.region, &machine.id)?;
        // In all its zones too, where they are named as the catalog names them.
        let there = zones.is_empty() || offering.zones.is_empty() || zones.iter().all(|zone| offering.zones.contains(zone));
        Some((offering.on_demand.filter(|_| there)?, machine))
    });
    let (hourly, machine) = priced.min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)))?;
    Some(Offer {
        hourly,
        what: format!("its equal {}", machine.id),
        help: format!("write `machine=\"{}\"`", machine.id),
        note: Some(format!("both have {}", shared(&machine))),
    })
}

/// The same accelerators in the same number, over the same fabric and network, and no less of anything else.
fn has_all(machine: &Machine, of: &Machine) -> bool {
    machine.accelerator == of.accelerator
        && machine.accelerator_count == of.accelerator_count
        && machine.accelerator_memory == of.accelerator_memory
        && machine.arch == of.arch
        && machine.scaleup_domain == of.scaleup_domain
        && machine.rdma_kind() == of.rdma_kind()
        && machine.vcpus >= of.vcpus
        && machine.memory.value >= of.memory.value
        && machine.network_gbps >= of.network_gbps
        && machine.local_nvme.map(|it| it.value) >= of.local_nvme.map(|it| it.value)
}

fn shared(machine: &Machine) -> String {
    let count = machine.accelerator_count.map_or_else(String::new, |count| format!("{} × ", words::number(count)));
    let accelerator = machine.accelerator.as_deref().unwrap_or_default();
    match machine.rdma_kind() {
        Some(kind) => format!("{count}{accelerator} and {kind}"),
        None => format!("{count}{accelerator}"),
    }
}

/// Spot, where all that runs on the pool can be interrupted.
fn other_capacity(cx: &CheckCx<'_>, bought: &Bought<'_>) -> Option<Offer> {
    let mut workloads = cx.platform.workloads_on(bought.pool.decl).peekable();
    workloads.peek()?;
    let interruptible = |workload: WorkloadRef<'_>| match workload {
        WorkloadRef::Training(training) => training.preemptible.value && training.checkpoints.is_some(),
        WorkloadRef::Service(_) | WorkloadRef::Pipeline(_) => false,
    };
    // A tenant with a quota may run what this spec doesn't show; its own jobs are what is shown.
    if !workloads.all(interruptible) {
        return None;
    }
    let offering = cx.catalog.offering(bought.target.cloud.value.as_str(), bought.region, &bought.machine.id)?;
    Some(Offer {
        hourly: offering.spot?,
        what: "the same on spot".to_owned(),
        help: "write `capacity \"spot\"`".to_owned(),
        note: Some(format!(
            "all that runs there is preemptible and writes checkpoints; spot prices change (seen on {})",
            offering.provenance.as_of
        )),
    })
}

/// The same machine in another target of the platform, where all who may use the pool may have their data.
fn other_target(cx: &CheckCx<'_>, bought: &Bought<'_>, laws: &std::cell::OnceCell<Jurisdictions>) -> Option<Offer> {
    let others = cx.platform.targets.iter().filter(|it| it.decl != bought.target.decl && it.cloud.value == bought.target.cloud.value);
    let priced = others.filter_map(|target| {
        let region = target.region.as_ref().filter(|region| region.value != *bought.region)?;
        let hourly = cx.catalog.offering(target.cloud.value.as_str(), &region.value, &bought.machine.id)?.on_demand?;
        let laws = laws.get_or_init(|| Jurisdictions::of(cx.catalog));
        let site = Site { target, region: Some(&region.value) };
        let stays = |residency: &str| matches!(laws.stay(&site, residency), Stay::Inside);
        let tenants = cx.platform.quotas_on(bought.pool.decl).map(|(tenant, _)| tenant);
        let mut residencies = tenants.filter_map(|tenant| tenant.data.residency.as_ref());
        residencies.all(|residency| stays(&residency.value)).then_some((hourly, target, &region.value))
    });
    let (hourly, target, region) = priced.min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.address.cmp(&b.1.address)))?;
    Some(Offer {
        hourly,
        what: format!("the same in target `{}` ({region})", target.name),
        help: format!("put the pool into a cluster of target `{}`", target.name),
        note: Some("data that it reads from here then passes between regions, which costs too".to_owned()),
    })
}

fn diagnose(cx: &CheckCx<'_>, bought: &Bought<'_>, offer: Offer) -> Option<Diagnostic> {
    let (n, how) = match bought.nodes {
        Nodes { expected, .. } if expected > 0 => (expected, "as expected"),
        nodes => (nodes.max, "at most"),
    };
    let month = Rational::integer(n).checked_mul(Rational::integer(MONTH_HOURS))?;
    let saved = bought.hourly.checked_sub(offer.hourly)?.checked_mul(month).filter(|saved| !saved.is_zero())?;
    let pool = bought.pool;
    let nodes = if n == 1 { "1 node".to_owned() } else { format!("{} nodes", words::whole(n)) };
    let message = format!("`{}` costs {} USD a month more than {}", pool.name, words::cents(saved), offer.what);
    let arithmetic = format!("({} − {}) USD/h × {MONTH_HOURS} h × {nodes} {how}", words::price(bought.hourly), words::price(offer.hourly));
    let at = cx.field(pool.decl, "machine").or_else(|| cx.field(pool.decl, "accelerator")).or_else(|| cx.head(pool.decl));
    let mut diagnostic = Diagnostic::new(&RULE, message).label_opt(at, arithmetic);
    if let Some(note) = offer.note {
        diagnostic = diagnostic.note(note);
    }
    Some(diagnostic.help(offer.help))
}
