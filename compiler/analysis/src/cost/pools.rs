//! What a pool costs, and who bears which part of it.

use mlpc_catalog::{Catalog, Machine, Offering};
use mlpc_model::{CapacityType, DeclId, Platform, Pool};
use mlpc_source::OriginId;
use mlpc_units::{ByteUnit, Currency, Date, MONTH_HOURS, Quantity, Rational, group_rational};
use smol_str::SmolStr;

use super::demand;
use super::{Nodes, Spread, no_price};
use crate::pool::{Units, machines, max_nodes, units};
use crate::zones;

/// What a pool costs.
#[derive(Clone, Debug)]
pub struct PoolCost {
    /// The pool.
    pub decl: DeclId,
    /// Its name.
    pub name: SmolStr,
    /// Numbers of nodes; `None` where it has no maximum.
    pub nodes: Option<Nodes>,
    /// USD an hour of one node: of several machines the cheapest and the dearest. `None` where unknown.
    pub hourly: Option<(Rational, Rational)>,
    /// USD a month, or why it isn't known.
    pub cost: Result<Spread, String>,
    /// All that it can give, in `unit`.
    pub capacity: Rational,
    /// What its cost is shared by: `GPUs`.
    pub unit: &'static str,
    /// What tenants reserve, by tenant.
    pub shares: Vec<Share>,
    /// Where its least number of nodes is written.
    pub origin: OriginId,
    /// The region whose prices these are; `None` for a price of the spec.
    pub region: Option<SmolStr>,
    /// The day of the price; `None` for a price of the spec.
    pub as_of: Option<Date>,
}

/// A tenant's share of a pool.
#[derive(Clone, Debug)]
pub struct Share {
    /// Whose.
    pub tenant: DeclId,
    /// How many units it reserves.
    pub units: Rational,
}

/// A part of a pool's cost.
#[derive(Clone, Debug)]
pub struct Part {
    /// Who bears it; `None` is the platform.
    pub tenant: Option<DeclId>,
    /// `16 of 24 GPUs`.
    pub what: String,
    /// USD a month.
    pub cost: Spread,
}

/// A part of a pool.
pub(super) struct Division {
    /// Who bears it; `None` is the platform.
    pub(super) tenant: Option<DeclId>,
    /// `16 of 24 GPUs`.
    pub(super) what: String,
    /// Its part of the whole.
    pub(super) of_whole: Rational,
}

/// The price of a node.
struct Price {
    hourly: (Rational, Rational),
    /// Of each machine, in each way that it is bought; none for a price of the spec.
    machines: Vec<(SmolStr, Rational)>,
    region: Option<SmolStr>,
    as_of: Option<Date>,
}

/// What a pool costs, and how it is shared.
pub fn pool_cost(platform: &Platform, catalog: &Catalog, pool: &Pool) -> PoolCost {
    let nodes = demand::nodes(platform, catalog, pool);
    let price = price(platform, catalog, pool);
    let units = units(platform, catalog, pool);
    let max = Rational::integer(nodes.map_or(0, |nodes| nodes.max));
    let capacity = units.as_ref().and_then(|units| units.per_node.checked_mul(max)).unwrap_or(Rational::ZERO);
    let (cost, hourly, region, as_of) = match price {
        Ok(price) => {
            let (low, high) = price.hourly;
            let most = within_limit(platform, catalog, pool, &price.machines).or_else(|| high.checked_mul(max)).unwrap_or(Rational::ZERO);
            (monthly(nodes, low, most), Some(price.hourly), price.region, price.as_of)
        }
        Err(why) => (Err(why), None, None, None),
    };
    PoolCost {
        decl: pool.decl,
        name: pool.name.clone(),
        nodes,
        hourly,
        cost,
        capacity,
        unit: units.as_ref().map_or("nodes", |units| units.name),
        shares: shares(platform, pool, units.as_ref()),
        origin: pool.nodes.at_least().map_or_else(|| platform.decl(pool.decl).map_or(pool.cluster.origin, |it| it.origin), |at| at.origin),
        region,
        as_of,
    }
}

impl PoolCost {
    /// Who bears which part: each tenant what it reserves, the platform the rest. Nothing where the cost isn't known.
    pub fn parts(&self) -> Vec<Part> {
        let Ok(cost) = self.cost else { return Vec::new() };
        let part = |Division { tenant, what, of_whole }: Division| Some(Part { tenant, what, cost: cost.checked_mul(of_whole)? });
        self.divided().into_iter().filter_map(part).collect()
    }

    /// The parts, whatever they cost.
    pub(super) fn divided(&self) -> Vec<Division> {
        let reserved = self.shares.iter().try_fold(Rational::ZERO, |sum, share| sum.checked_add(share.units));
        // An overcommitted pool is shared by what is reserved, so that the parts never exceed the whole.
        let Some(whole) = reserved.map(|reserved| reserved.max(self.capacity)).filter(|whole| !whole.is_zero()) else {
            return vec![Division { tenant: None, what: "all of it".to_owned(), of_whole: Rational::ONE }];
        };
        let part = |tenant, units: Rational| {
            let of_whole = units.checked_div(whole)?;
            Some(Division { tenant, what: format!("{} of {} {}", shown(units), shown(whole), self.unit), of_whole })
        };
        let rest = reserved.and_then(|reserved| whole.checked_sub(reserved)).filter(|rest| !rest.is_zero());
        let tenants = self.shares.iter().filter_map(|share| part(Some(share.tenant), share.units));
        tenants.chain(rest.and_then(|rest| part(None, rest))).collect()
    }
}

fn shown(units: Rational) -> String {
    if units.is_integer() { group_rational(units, 0) } else { units.to_string() }
}

fn shares(platform: &Platform, pool: &Pool, units: Option<&Units>) -> Vec<Share> {
    let quotas = platform.quotas_on(pool.decl);
    quotas.filter_map(|(tenant, quota)| Some(Share { tenant: tenant.decl, units: units?.of(pool, quota)? })).collect()
}

/// The cost of so many nodes at `low` USD an hour each, and of all that there can be at `most` together.
fn monthly(nodes: Option<Nodes>, low: Rational, most: Rational) -> Result<Spread, String> {
    let Some(nodes) = nodes else { return Err("it has no maximum".to_owned()) };
    let month = |hourly: Rational| hourly.checked_mul(Rational::integer(MONTH_HOURS));
    let cost = |n: i64| month(Rational::integer(n).checked_mul(low)?);
    let spread = || Some(Spread { min: cost(nodes.min)?, expected: cost(nodes.expected)?, max: month(most)? });
    spread().ok_or_else(|| "the amount is too large to count".to_owned())
}

/// The most that a pool with a `limit` can cost an hour, of its machines' prices: all its nodes at the dearest, but no more than each limit buys
/// at the price that is dearest for what it counts. `None` without a limit, or a maximum.
fn within_limit(platform: &Platform, catalog: &Catalog, pool: &Pool, prices: &[(SmolStr, Rational)]) -> Option<Rational> {
    let limit = pool.limit.as_ref()?;
    let known = machines(platform, catalog, pool)?.machines;
    let priced = || prices.iter().filter_map(|(id, hourly)| Some((known.iter().find(|it| it.id == *id)?, *hourly)));
    // On one machine only whole nodes are bought.
    if let [machine] = known.as_slice() {
        let dearest = priced().map(|(_, hourly)| hourly).max()?;
        return dearest.checked_mul(Rational::integer(max_nodes(pool, machine)?));
    }
    let bought = |limit: Rational, each: &dyn Fn(&Machine) -> Option<Rational>| {
        let dearest = priced().filter_map(|(machine, hourly)| hourly.checked_div(each(machine).filter(|it| !it.is_zero())?)).max()?;
        limit.checked_mul(dearest)
    };
    let gib = |quantity: Quantity| quantity.in_unit(ByteUnit::Gi);
    let gpus = |machine: &Machine| machine.whole_accelerators().map(Rational::integer);
    let bounds = [
        bought(Rational::integer(pool.nodes.at_most()?.value), &|_| Some(Rational::ONE)),
        limit.gpus.and_then(|it| bought(Rational::integer(it.value), &gpus)),
        limit.cpu.and_then(|it| bought(it.value.value, &|machine| Some(machine.vcpus))),
        limit.memory.and_then(|it| bought(gib(it.value)?, &|machine| gib(machine.memory))),
    ];
    bounds.into_iter().flatten().min()
}

/// USD an hour of a node: the spec's price, else the catalog's for each way of buying and each machine.
fn price(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Result<Price, String> {
    if let Some(price) = &pool.price {
        let hourly = if *price.currency() == Currency::USD { price.hourly() } else { None };
        let hourly = hourly.ok_or_else(|| format!("its price is {}, and costs are counted in USD", price.value))?;
        return Ok(Price { hourly: (hourly, hourly), machines: Vec::new(), region: None, as_of: None });
    }
    let Some((target, region)) = zones::region(platform, pool.decl) else {
        return Err("no `price` is written, and others make its nodes".to_owned());
    };
    if pool.machine.is_empty() {
        return Err("no `price` is written, and no machine that has one".to_owned());
    }
    let mut found: Option<Price> = None;
    let mut machines = Vec::new();
    for machine in &pool.machine {
        let offering = catalog.offering(target.cloud.value.as_str(), region, machine);
        for capacity in pool.capacity.types.iter().map(|it| it.value) {
            let (hourly, as_of) = offered(offering.as_ref(), capacity).ok_or_else(|| missing(machine, capacity, region))?;
            machines.push((machine.value.clone(), hourly));
            let (low, high) = found.as_ref().map_or((hourly, hourly), |price| price.hourly);
            let as_of = found.as_ref().and_then(|price| price.as_of).map_or(as_of, |day| day.min(as_of));
            found = Some(Price {
                hourly: (low.min(hourly), high.max(hourly)),
                machines: Vec::new(),
                region: Some(region.clone()),
                as_of: Some(as_of),
            });
        }
    }
    let found = found.map(|price| Price { machines, ..price });
    found.ok_or_else(|| "it says no way of buying nodes".to_owned())
}

fn offered(offering: Option<&Offering>, capacity: CapacityType) -> Option<(Rational, Date)> {
    let offering = offering?;
    let hourly = match capacity {
        CapacityType::OnDemand | CapacityType::Reservation => offering.on_demand,
        CapacityType::Spot => offering.spot,
        // Bought ahead, at prices that change from day to day.
        CapacityType::Block | CapacityType::FlexStart => None,
    };
    Some((hourly?, offering.provenance.as_of))
}

fn missing(machine: &SmolStr, capacity: CapacityType, region: &SmolStr) -> String {
    match capacity {
        CapacityType::OnDemand | CapacityType::Reservation => no_price(machine, region),
        CapacityType::Spot => format!("no spot price of {machine} in {region}"),
        CapacityType::Block | CapacityType::FlexStart => format!("{capacity} capacity of {machine} has no list price: write `price`"),
    }
}
