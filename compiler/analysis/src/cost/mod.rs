//! What a platform costs a month in USD: at its minimum, as expected, at its maximum; by tenant and line. List prices of the catalog, or what
//! the spec says. What has no price is listed as unknown, never counted as nothing.

mod demand;
mod fixed;
mod pools;
mod spread;

use std::collections::BTreeMap;

use mlpc_catalog::Catalog;
use mlpc_model::{At, DeclId, Platform};
use mlpc_source::OriginId;
use mlpc_units::{Currency, Date, Money, Rational};
use smol_str::SmolStr;

pub use demand::{in_flight, least_replicas, nodes_needed, peak_replicas};
use pools::Division;
pub use pools::{Part, PoolCost, Share, pool_cost};
pub use spread::{Nodes, Spread};

/// One thing that somebody pays for, or a tenant's part of a pool.
#[derive(Clone, Debug)]
pub struct Line {
    /// The declaration.
    pub decl: DeclId,
    /// What is paid for there: `16 of 24 GPUs`, `3 NAT gateways`.
    pub what: String,
    /// USD a month.
    pub cost: Spread,
    /// Where the number that decides it is written.
    pub origin: OriginId,
    /// Of a part of a pool, where the pool stands in [`CostReport::pools`].
    pub pool: Option<usize>,
}

/// Something that isn't in a sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// The declaration.
    pub decl: DeclId,
    /// What of it: `16 of 24 GPUs`, `3 NAT gateways`; empty where all of it is meant.
    pub what: String,
    /// What that means for the sum.
    pub gap: Gap,
    /// What isn't known: `no list price of p5e.48xlarge in us-east-1`.
    pub why: String,
}

/// What it means for a sum that something isn't in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    /// It is paid whatever happens, and nobody knows how much: the sum is a lower bound.
    Price,
    /// It has no amount before it is used, or nobody is paid for it: the sum is what it says.
    ByUse,
}

/// What one tenant, or the platform itself, pays.
#[derive(Clone, Debug)]
pub struct Bill {
    /// Whose; `None` is the platform's own.
    pub tenant: Option<DeclId>,
    /// The sum of its lines.
    pub total: Spread,
    /// By declaration, pools first.
    pub lines: Vec<Line>,
    /// What isn't in the sum.
    pub unknown: Vec<Unknown>,
    /// What it may cost.
    pub budget: Option<At<Money>>,
}

/// What everything costs.
#[derive(Clone, Debug)]
pub struct CostReport {
    /// A bill for each tenant, by address.
    pub tenants: Vec<Bill>,
    /// What no tenant bears.
    pub platform: Bill,
    /// All bills together.
    pub total: Spread,
    /// What everything together may cost.
    pub budget: Option<At<Money>>,
    /// Every pool, by address.
    pub pools: Vec<PoolCost>,
    /// The oldest and the newest day of the prices used.
    pub as_of: Option<(Date, Date)>,
}

/// Adds everything up.
pub fn report(platform: &Platform, catalog: &Catalog) -> CostReport {
    let mut books = Books::new(platform);
    let pools: Vec<PoolCost> = platform.pools.iter().map(|pool| pool_cost(platform, catalog, pool)).collect();
    for (at, pool) in pools.iter().enumerate() {
        books.pool(at, pool);
    }
    fixed::enter(platform, catalog, &mut books);
    let Books { mut tenants, mut platform_bill, as_of, .. } = books;
    let mut total = Spread::ZERO;
    for bill in tenants.iter_mut().chain([&mut platform_bill]) {
        total = total.checked_add(bill.total).unwrap_or(total);
    }
    let budget = platform.settings.as_ref().and_then(|settings| settings.budget.clone());
    CostReport { tenants, platform: platform_bill, total, budget, pools, as_of }
}

impl CostReport {
    /// A tenant's bill.
    pub fn bill(&self, tenant: DeclId) -> Option<&Bill> {
        self.tenants.iter().find(|bill| bill.tenant == Some(tenant))
    }

    /// All unknowns, by bill.
    pub fn unknown(&self) -> impl Iterator<Item = &Unknown> {
        self.tenants.iter().chain([&self.platform]).flat_map(|bill| &bill.unknown)
    }
}

impl Bill {
    fn new(tenant: Option<DeclId>, budget: Option<At<Money>>) -> Self {
        Self { tenant, total: Spread::ZERO, lines: Vec::new(), unknown: Vec::new(), budget }
    }

    fn add(&mut self, line: Line) {
        match self.total.checked_add(line.cost) {
            Some(total) => {
                self.total = total;
                self.lines.push(line);
            }
            None => {
                let why = format!("{}: the sum is too large to count", line.what);
                self.unknown.push(Unknown { decl: line.decl, what: line.what, gap: Gap::Price, why });
            }
        }
    }
}

/// A budget a month in USD; `None` where it is in another currency or not by time.
pub fn monthly_usd(budget: &Money) -> Option<Rational> {
    if *budget.currency() == Currency::USD { budget.monthly() } else { None }
}

/// The bills while they are being written.
struct Books {
    tenants: Vec<Bill>,
    by_tenant: BTreeMap<DeclId, usize>,
    platform_bill: Bill,
    as_of: Option<(Date, Date)>,
}

impl Books {
    fn new(platform: &Platform) -> Self {
        let budget = |tenant: &mlpc_model::Tenant| tenant.budget.as_ref().map(|budget| budget.amount.clone());
        let tenants = platform.tenants.iter().map(|tenant| Bill::new(Some(tenant.decl), budget(tenant))).collect();
        let by_tenant = platform.tenants.iter().enumerate().map(|(at, tenant)| (tenant.decl, at)).collect();
        Self { tenants, by_tenant, platform_bill: Bill::new(None, None), as_of: None }
    }

    fn bill(&mut self, tenant: Option<DeclId>) -> &mut Bill {
        let at = tenant.and_then(|tenant| self.by_tenant.get(&tenant).copied());
        at.and_then(|at| self.tenants.get_mut(at)).unwrap_or(&mut self.platform_bill)
    }

    fn dated(&mut self, day: Date) {
        let (from, to) = self.as_of.unwrap_or((day, day));
        self.as_of = Some((from.min(day), to.max(day)));
    }

    fn pool(&mut self, at: usize, pool: &PoolCost) {
        if let Some(day) = pool.as_of {
            self.dated(day);
        }
        match &pool.cost {
            Err(why) => {
                for Division { tenant, what, .. } in pool.divided() {
                    self.bill(tenant).unknown.push(Unknown { decl: pool.decl, what, gap: Gap::Price, why: why.clone() });
                }
            }
            Ok(_) => {
                for Part { tenant, what, cost } in pool.parts() {
                    self.bill(tenant).add(Line { decl: pool.decl, what, cost, origin: pool.origin, pool: Some(at) });
                }
            }
        }
    }

    /// Something that costs the same whatever happens, at a list price for each of `n`.
    fn fixed(&mut self, decl: DeclId, tenant: Option<DeclId>, origin: OriginId, what: String, monthly: Rational) {
        self.bill(tenant).add(Line { decl, what, cost: Spread::constant(monthly), origin, pool: None });
    }

    fn unknown(&mut self, tenant: Option<DeclId>, unknown: Unknown) {
        self.bill(tenant).unknown.push(unknown);
    }
}

/// What the catalog knows of prices in one region, for messages.
pub(crate) fn no_price(item: &str, region: &SmolStr) -> String {
    format!("no list price of {item} in {region}")
}
