//! What a platform costs, as people and machines read it: by tenant, team, target or pool.

mod csv;
mod focus;
mod json;
mod missing;
mod rows;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use mlpc_analysis::cost::{self, Bill, CostReport, PoolCost, Spread, monthly_usd};
use mlpc_model::{At, DeclId, Platform};
use mlpc_units::{Date, Money, Rational, group_rational};
use smol_str::SmolStr;

use crate::money::{Before, CostChange, more};

pub use csv::csv;
pub use focus::focus;
pub use json::json;
pub use missing::{Known, Missing, unpriced, without_price};
pub use rows::{By, Row, rows};
pub use table::table;

/// What everything costs, by address: it outlives the compile that it was made from, so two can be compared.
#[derive(Clone, Debug)]
pub struct Costs {
    /// What is paid for, tenants by name and the platform's own last.
    pub lines: Vec<CostLine>,
    /// Who pays, in the same order.
    pub payers: Vec<Payer>,
    /// What tenants reserve of each pool.
    pub pools: Vec<PoolUse>,
    /// Everything together, in USD a month.
    pub total: Spread,
    /// What everything together may cost, in USD a month.
    pub budget: Option<Rational>,
    /// What isn't in the sums.
    pub missing: Vec<Missing>,
    /// The oldest and the newest day of the prices used.
    pub as_of: Option<(Date, Date)>,
    /// The regions whose list prices these are.
    pub regions: BTreeSet<SmolStr>,
}

/// What is paid for, where it stands and who pays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The declaration.
    pub declaration: SmolStr,
    /// Who pays; `None` is the platform.
    pub tenant: Option<SmolStr>,
    /// The target it stands in.
    pub target: Option<SmolStr>,
    /// The cloud's account, project or subscription.
    pub account: Option<SmolStr>,
    /// Its cloud and region, where it has them.
    pub cloud: Option<(&'static str, SmolStr)>,
}

/// One thing that is paid for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostLine {
    /// What, where, and who pays.
    pub place: Place,
    /// `16 of 24 GPUs`, `3 NAT gateways`.
    pub what: String,
    /// USD a month.
    pub cost: Spread,
}

/// How much of a pool is reserved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolUse {
    /// The pool.
    pub declaration: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// `GPUs`, `vCPUs`.
    pub unit: &'static str,
    /// What tenants reserve.
    pub reserved: Rational,
    /// What it gives at its maximum.
    pub capacity: Rational,
}

/// A tenant, or the platform itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payer {
    /// The tenant; `None` is the platform.
    pub tenant: Option<SmolStr>,
    /// Who answers for it.
    pub team: SmolStr,
    /// The cost center.
    pub cost_center: Option<SmolStr>,
    /// What it may cost, in USD a month.
    pub budget: Option<Rational>,
}

impl Place {
    fn of(platform: &Platform, decl: DeclId, tenant: Option<&SmolStr>) -> Self {
        let target = platform.target_of(decl);
        let region = target.and_then(|it| it.region.as_ref());
        // What has a region has an account there; a context of kubectl is none.
        let account = target.filter(|_| region.is_some()).and_then(|it| it.account_id());
        Self {
            declaration: platform.decl(decl).map_or_else(SmolStr::default, |decl| decl.address.clone()),
            tenant: tenant.cloned(),
            target: target.map(|it| it.name.clone()),
            account: account.map(|it| it.value.clone()),
            cloud: target.zip(region).map(|(target, region)| (target.cloud.value.as_str(), region.value.clone())),
        }
    }
}

impl PoolUse {
    fn of(platform: &Platform, pool: &PoolCost) -> Self {
        let reserved = pool.shares.iter().try_fold(Rational::ZERO, |sum, share| sum.checked_add(share.units));
        Self {
            declaration: platform.decl(pool.decl).map_or_else(SmolStr::default, |decl| decl.address.clone()),
            name: pool.name.clone(),
            unit: pool.unit,
            reserved: reserved.unwrap_or(Rational::ZERO),
            capacity: pool.capacity,
        }
    }

    /// `24 of 32`
    pub fn shown(&self) -> String {
        let text = |amount: Rational| group_rational(amount, u32::from(!amount.is_integer()));
        format!("{} of {}", text(self.reserved), text(self.capacity))
    }
}

impl Costs {
    /// The view of a report.
    pub fn of(platform: &Platform, report: &CostReport) -> Self {
        let mut costs = Self {
            lines: Vec::new(),
            payers: Vec::new(),
            pools: report.pools.iter().map(|pool| PoolUse::of(platform, pool)).collect(),
            total: report.total,
            budget: report.budget.as_ref().and_then(|budget| monthly_usd(&budget.value)),
            missing: Vec::new(),
            as_of: report.as_of,
            regions: BTreeSet::new(),
        };
        for bill in report.tenants.iter().chain([&report.platform]) {
            costs.enter(platform, bill);
        }
        let priced = costs.lines.iter().filter_map(|line| line.place.cloud.as_ref()).map(|(_, region)| region.clone()).collect();
        costs.regions = priced;
        costs
    }

    fn enter(&mut self, platform: &Platform, bill: &Bill) {
        let tenant = bill.tenant.and_then(|id| platform.tenant(id));
        let name = tenant.map(|tenant| tenant.name.clone());
        let settings = platform.settings.as_ref();
        let text = |at: &At<SmolStr>| at.value.clone();
        let platform_center = settings.and_then(|it| it.cost_center.as_ref()).map(text);
        let usd = |money: &At<Money>| monthly_usd(&money.value);
        self.payers.push(Payer {
            tenant: name.clone(),
            team: tenant.map(|it| text(&it.owner)).or_else(|| settings.map(|it| text(&it.owner))).unwrap_or_default(),
            cost_center: tenant.and_then(|it| it.cost_center.as_ref()).map(text).or(platform_center),
            budget: bill.budget.as_ref().and_then(usd),
        });
        let place = |decl| Place::of(platform, decl, name.as_ref());
        self.lines.extend(bill.lines.iter().map(|line| CostLine { place: place(line.decl), what: line.what.clone(), cost: line.cost }));
        let missing = |it: &cost::Unknown| Missing { place: place(it.decl), what: it.what.clone(), why: it.why.clone(), gap: it.gap };
        self.missing.extend(bill.unknown.iter().map(missing));
    }

    /// `list prices of us-east-1 of 2025-06-18 to 2026-07-20`; nothing where no list price was used.
    pub fn prices(&self) -> Option<String> {
        let (from, to) = self.as_of?;
        let days = if from == to { format!("of {from}") } else { format!("of {from} to {to}") };
        let regions = self.regions.iter().map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
        Some(if regions.is_empty() { format!("list prices {days}") } else { format!("list prices of {regions} {days}") })
    }

    /// Cost before and after, with the declaration that changes it most. `before` is `None` where nothing was there.
    pub fn change(before: Option<&Self>, after: &Self) -> CostChange {
        match before {
            Some(before) => CostChange { unknown_before: before.unpriced(), ..after.since(&before.by_declaration()) },
            None => after.with(Before::Nothing),
        }
    }

    /// The same, where before is what a state remembers of each declaration.
    pub fn since(&self, before: &BTreeMap<SmolStr, Spread>) -> CostChange {
        let by = self.by_declaration();
        let mut change = self.with(Before::Was(total(before)));
        change.because = most_changed(before, &by);
        // A state doesn't say what had no price. What has none now and had less then than is known now had none either.
        let known = |side: &BTreeMap<SmolStr, Spread>, name: &SmolStr| side.get(name).map_or(Rational::ZERO, |it| it.max);
        change.unknown_before.retain(|name| known(before, name) <= known(&by, name));
        change
    }

    /// The cost now, beside what was before.
    fn with(&self, before: Before) -> CostChange {
        let unknown = self.unpriced();
        CostChange { before, after: self.total, because: None, unknown_before: unknown.clone(), unknown }
    }

    /// What each declaration costs, whoever pays.
    pub fn by_declaration(&self) -> BTreeMap<SmolStr, Spread> {
        let mut by = BTreeMap::new();
        for line in &self.lines {
            let slot = by.entry(line.place.declaration.clone()).or_insert(Spread::ZERO);
            *slot = slot.checked_add(line.cost).unwrap_or(*slot);
        }
        by
    }

    /// The cost of what is there now, where nobody knows what it was.
    pub fn now(&self) -> CostChange {
        self.with(Before::Unknown)
    }

    /// The declarations without a price; what is paid by use only isn't among them.
    pub fn unpriced(&self) -> Vec<SmolStr> {
        unpriced(&self.missing)
    }

    /// How much of the total is known.
    pub fn known(&self) -> Known {
        Known::of(&self.total, self.unpriced().len())
    }
}

/// The sum; what is too large to count stays out.
pub fn total(costs: &BTreeMap<SmolStr, Spread>) -> Spread {
    costs.values().fold(Spread::ZERO, |sum, cost| sum.checked_add(*cost).unwrap_or(sum))
}

/// The declaration whose maximum, or where none differs expected cost, changes most; alone if it is the only one, else with a count.
fn most_changed(before: &BTreeMap<SmolStr, Spread>, after: &BTreeMap<SmolStr, Spread>) -> Option<SmolStr> {
    let cost = |side: &BTreeMap<SmolStr, Spread>, name: &SmolStr| side.get(name).copied().unwrap_or(Spread::ZERO);
    let names: BTreeSet<&SmolStr> = before.keys().chain(after.keys()).collect();
    let by: BTreeMap<&SmolStr, (Spread, Spread)> = names.into_iter().map(|name| (name, (cost(before, name), cost(after, name)))).collect();
    let size = |(before, after): &(Spread, Spread)| {
        let abs = |amount: Rational| if amount < Rational::ZERO { more(amount, Rational::ZERO) } else { amount };
        (abs(more(before.max, after.max)), abs(more(before.expected, after.expected)))
    };
    let mut changed: Vec<_> = by.iter().filter(|(_, pair)| pair.0 != pair.1).collect();
    // The map was in order of address, and the sort keeps it among equals.
    changed.sort_by_key(|(_, pair)| std::cmp::Reverse(size(pair)));
    match changed.as_slice() {
        [] => None,
        [(only, _)] => Some(SmolStr::clone(only)),
        [(most, _), rest @ ..] => Some(format!("mostly {most}, {} more", rest.len()).into()),
    }
}
