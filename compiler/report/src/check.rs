//! What a check proved, in numbers: a line each for tenancy, GPUs, objectives and cost.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mlpc_analysis::model::fit::Verdict;
use mlpc_analysis::model::lookup::Lookup;
use mlpc_analysis::pool::{self, Reserved};
use mlpc_analysis::{capacity, zones};
use mlpc_catalog::Catalog;
use mlpc_diag::Findings;
use mlpc_model::{InterconnectType, ModelService, Platform, Pool, PoolClass, Share, ShareMode, Slo, Tenant, Training, WorkloadRef};
use mlpc_units::{ByteUnit, Quantity, Rational, group_rational, n_of};

use crate::cost::{Costs, without_price};
use crate::money::usd;

/// What the lines are made from.
#[derive(Clone, Copy, Debug)]
pub struct FactsInput<'a> {
    /// The typed platform.
    pub platform: &'a Platform,
    /// Facts about machines.
    pub catalog: &'a Catalog,
    /// What it costs.
    pub costs: &'a Costs,
    /// What was found.
    pub findings: &'a Findings,
}

/// The lines, those without anything to say left out.
pub fn facts(input: FactsInput<'_>) -> String {
    let lines = [("tenancy", tenancy(input)), ("GPU", gpus(input)), ("SLO", objectives(input)), ("cost", cost(input))];
    let mut text = String::new();
    for (label, line) in lines {
        if let Some(line) = line {
            let _ = writeln!(text, "  {label:<9} {line}");
        }
    }
    text
}

/// `3 tenants reserve 32 of 32 H100, 128 of 190 CPU; borrowing stays inside cohort ml`
fn tenancy(input: FactsInput<'_>) -> Option<String> {
    let FactsInput { platform, catalog, .. } = input;
    let tenants = platform.tenants.len();
    if tenants == 0 {
        return None;
    }
    // Pools with like accelerators count together: a tenant asks for H100s, whichever pool has them.
    let mut amounts: BTreeMap<String, (Rational, Rational)> = BTreeMap::new();
    for pool in &platform.pools {
        for amount in pool::amounts(platform, catalog, pool) {
            let Some(name) = name_of(input, pool, &amount.resource) else { continue };
            let reserved = pool::reservations(platform, pool.decl, &amount.resource).map(|it| it.amount.value);
            let reserved = reserved.filter_map(count).fold(Rational::ZERO, |sum, n| sum.checked_add(n).unwrap_or(sum));
            let slot = amounts.entry(name).or_insert((Rational::ZERO, Rational::ZERO));
            slot.0 = slot.0.checked_add(reserved).unwrap_or(slot.0);
            slot.1 = count(amount.capacity).and_then(|n| slot.1.checked_add(n)).unwrap_or(slot.1);
        }
    }
    let listed: Vec<_> = amounts
        .iter()
        .filter(|(_, (_, of))| !of.is_zero())
        .map(|(name, (n, of))| format!("{} of {} {name}", whole(*n), whole(*of)))
        .collect();
    let mut line = n_of(tenants, "tenant");
    if !listed.is_empty() {
        let _ = write!(line, " reserve{} {}", if tenants == 1 { "s" } else { "" }, listed.join(", "));
    }
    let cohorts: BTreeSet<&str> = platform
        .tenants
        .iter()
        .filter(|tenant| borrows(platform, tenant))
        .filter_map(|it| Some(it.cohort.as_ref()?.value.as_str()))
        .collect();
    if !cohorts.is_empty() {
        let names = cohorts.into_iter().collect::<Vec<_>>();
        let _ = write!(line, "; borrowing stays inside cohort{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", "));
    }
    Some(line)
}

/// Whether a tenant borrows, and Kueue, which keeps that inside its cohort, is there wherever it does.
fn borrows(platform: &Platform, tenant: &Tenant) -> bool {
    let mut clusters = tenant
        .quotas
        .iter()
        .filter(|quota| is_some(quota.borrow.value))
        .filter_map(|quota| platform.cluster_of(quota.pool.value))
        .peekable();
    clusters.peek().is_some() && clusters.all(|cluster| platform.components_of_kind(cluster.decl, "kueue").next().is_some())
}

fn is_some(share: Share) -> bool {
    match share {
        Share::Amount(amount) => !amount.value.is_zero(),
        Share::Ratio(ratio) => !ratio.fraction().is_zero(),
    }
}

/// What people call a resource of a pool; memory goes along with CPUs and isn't told.
fn name_of(input: FactsInput<'_>, pool: &Pool, resource: &Reserved) -> Option<String> {
    match resource {
        Reserved::Cpu => Some("CPU".to_owned()),
        Reserved::Memory => None,
        Reserved::Slices(profile) => Some(profile.to_string()),
        Reserved::Gpus => {
            let cloud = input.platform.target_of(pool.decl)?.cloud.value;
            let accelerator = capacity::node(input.catalog, cloud, pool)?.accelerator?;
            let short = accelerator.split(' ').next().unwrap_or_default().to_owned();
            Some(if pool.share_mode() == ShareMode::Exclusive { short } else { format!("shares of {short}") })
        }
    }
}

fn count(amount: Quantity) -> Option<Rational> {
    amount.checked_ratio(Quantity::count(Rational::ONE))
}

fn whole(n: Rational) -> String {
    group_rational(n.floor(), 0)
}

/// How many models and gangs are named; others are counted.
const MOST_NAMED: usize = 3;

/// `assistant fits: 36.7 of 41.1 GiB a GPU · pretrain tiles 2 nodes over EFA in use1-az1`
fn gpus(input: FactsInput<'_>) -> Option<String> {
    let platform = input.platform;
    let mut lookup = Lookup::new(platform, input.catalog);
    let fitting = platform.services.iter().filter_map(|service| Some((WorkloadRef::Service(service), fits(&mut lookup, service)?)));
    let gangs = platform.trainings.iter().filter_map(|training| Some((WorkloadRef::Training(training), tiles(input, training)?)));
    let models = named(platform, fitting.collect(), "models fit");
    let parts: Vec<_> = models.into_iter().chain(named(platform, gangs.collect(), "gangs")).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The first few with their names, and how many more.
fn named(platform: &Platform, said: Vec<(WorkloadRef<'_>, String)>, what: &str) -> Vec<String> {
    let more = said.len().saturating_sub(MOST_NAMED);
    let first = said.into_iter().take(MOST_NAMED);
    let mut parts: Vec<_> = first.map(|(workload, what)| format!("{} {what}", short_name(platform, workload))).collect();
    if more > 0 {
        parts.push(format!("{more} more {what}"));
    }
    parts
}

/// The name of a workload, with its tenant where another one is called so.
fn short_name<'a>(platform: &'a Platform, workload: WorkloadRef<'a>) -> &'a str {
    let name = workload.name();
    let alike = platform.workloads().filter(|other| other.name() == name).take(2).count();
    let scoped = platform.decl(workload.decl()).map(mlpc_model::Decl::scoped_name);
    scoped.filter(|_| alike > 1).unwrap_or(name)
}

/// `fits: 36.7 of 41.1 GiB a GPU`
fn fits(lookup: &mut Lookup<'_>, service: &ModelService) -> Option<String> {
    let served = lookup.served(service)?;
    let Verdict::Fits { estimate: Some((held, used)) } = served.verdict()? else { return None };
    let gib = |bytes: Quantity| bytes.in_unit(ByteUnit::Gi).map(|gib| group_rational(gib, 1));
    Some(format!("fits: {} of {} GiB a GPU", gib(held.total()?)?, gib(used)?))
}

/// `tiles 2 nodes over EFA in use1-az1`
fn tiles(input: FactsInput<'_>, training: &Training) -> Option<String> {
    let FactsInput { platform, catalog, .. } = input;
    let pool = platform.pool(training.work.pool.value).filter(|pool| pool.class() == PoolClass::Gpu)?;
    let node = capacity::node(catalog, platform.target_of(pool.decl)?.cloud.value, pool)?;
    let gang = training.gang.at_most()?.value;
    let nodes = Rational::integer(gang).checked_div(Rational::integer(node.gpus))?;
    if !nodes.is_integer() {
        return Some(format!("takes {gang} of {} GPUs", node.gpus.checked_mul(nodes.ceil().to_i64()?)?));
    }
    let n = usize::try_from(nodes.to_i64()?).ok()?;
    let fabric = pool.interconnect.as_ref().map(|it| it.fabric.value).filter(|it| *it != InterconnectType::None && n > 1);
    let over = fabric.map(|it| format!(" over {}", it.as_str().to_uppercase())).unwrap_or_default();
    let zones = zones::of_pool(platform, catalog, pool);
    let place = if let [zone] = zones.as_slice() { format!(" in {zone}") } else { String::new() };
    Some(format!("tiles {}{over}{place}", n_of(n, "node")))
}

/// The component whose rules measure objectives.
const MONITORING: &str = "kube-prometheus-stack";

/// `4 objectives hold; capacity holds with one replica down`
fn objectives(input: FactsInput<'_>) -> Option<String> {
    let n = input.platform.slos.len();
    if n == 0 {
        return None;
    }
    let at_risk: BTreeSet<_> = input
        .findings
        .standing
        .iter()
        .filter(|it| it.severity >= mlpc_diag::Severity::Warning)
        .flat_map(|it| &it.subjects)
        .filter(|it| it.starts_with("slo."))
        .collect();
    let platform = input.platform;
    // Without Prometheus there are no rules, so nobody knows whether an objective holds.
    let measured =
        |slo: &&Slo| platform.cluster_of(slo.of.value).is_some_and(|it| platform.components_of_kind(it.decl, MONITORING).next().is_some());
    let n_measured = platform.slos.iter().filter(measured).count();
    let mut line = match at_risk.len() {
        _ if n_measured == 0 => n_of(n, "objective"),
        0 if n_measured < n => format!("{n_measured} of {} hold{}", n_of(n, "objective"), if n_measured == 1 { "s" } else { "" }),
        0 => format!("{} hold{}", n_of(n, "objective"), if n == 1 { "s" } else { "" }),
        risky => format!("{risky} of {} at risk", n_of(n, "objective")),
    };
    if n_measured < n {
        let some = if n_measured > 0 { format!("{} ", n - n_measured) } else { String::new() };
        let _ = write!(line, ", {some}measured by nobody: `{MONITORING}` isn't declared");
    }
    let n_services = platform.services.len();
    match platform.services.iter().filter(|it| holds_without_one(it) == Some(true)).count() {
        0 => {}
        held if held == n_services => line.push_str("; capacity holds with one replica down"),
        held => {
            let _ = write!(line, "; capacity holds with one replica down for {held} of {}", n_of(n_services, "service"));
        }
    }
    Some(line)
}

/// Whether the requests in flight at the peak (Little's law) find room in the fewest replicas less one; nothing without declared traffic.
fn holds_without_one(service: &ModelService) -> Option<bool> {
    let traffic = service.traffic.as_ref()?;
    let in_flight = traffic.peak.per_second.checked_mul(traffic.service_time.seconds())?;
    let left = service.replicas.at_least()?.value.checked_sub(1)?;
    let room = left.checked_mul(service.concurrency?.value)?;
    Some(in_flight <= Rational::integer(room))
}

/// `25 289 … 25 289 … 214 283 USD/month (min, expected, max) of 230 000 · prices of 2025-06-18 to 2026-07-20`
fn cost(input: FactsInput<'_>) -> Option<String> {
    let costs = input.costs;
    let (total, unpriced) = (costs.total, without_price(&costs.unpriced()));
    if costs.lines.is_empty() {
        return unpriced.map(|words| format!("unknown: {words}"));
    }
    let bound = if unpriced.is_some() { "at least " } else { "" };
    let mut line = format!("{bound}{} … {} … {} USD/month (min, expected, max)", usd(total.min), usd(total.expected), usd(total.max));
    if let Some(budget) = costs.budget {
        let _ = write!(line, " of {}", usd(budget));
    }
    if let Some(words) = unpriced {
        let _ = write!(line, " · {words}");
    }
    if let Some((from, to)) = costs.as_of {
        let _ = if from == to { write!(line, " · prices of {from}") } else { write!(line, " · prices of {from} to {to}") };
    }
    Some(line)
}
