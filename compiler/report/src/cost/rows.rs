//! Costs summed by tenant, team, target or pool.

use std::collections::BTreeMap;

use mlpc_analysis::cost::{Gap, Spread};
use mlpc_units::Rational;
use smol_str::SmolStr;

use super::{CostLine, Costs, Known, Missing, Payer, Place, unpriced};

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// A tenant, or the platform itself.
    Tenant,
    /// An owner.
    Team,
    /// A target.
    Target,
    /// A pool; all else in one row.
    Pool,
}

/// One row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Of what.
    pub name: SmolStr,
    /// USD a month.
    pub cost: Spread,
    /// What it may cost.
    pub budget: Option<Rational>,
    /// How many declarations of it have no price: they aren't in its cost.
    pub unpriced: usize,
    /// The line that costs most, and its expected cost.
    pub largest: Option<(String, Rational)>,
}

/// The name of the row that no tenant bears.
pub(super) const PLATFORM: &str = "platform";
/// The name of the row of what is no pool.
const REST: &str = "other";

impl By {
    /// The heading of the first column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Team => "team",
            Self::Target => "target",
            Self::Pool => "pool",
        }
    }
}

impl Row {
    /// Everything together.
    pub(super) fn total(costs: &Costs) -> Self {
        Self { name: "total".into(), cost: costs.total, budget: costs.budget, unpriced: costs.unpriced().len(), largest: None }
    }

    /// How much of its cost is known.
    pub fn known(&self) -> Known {
        Known::of(&self.cost, self.unpriced)
    }
}

/// `20 %`; nothing of a budget of nothing.
pub(super) fn percent(of: Rational, budget: Rational) -> Option<String> {
    let ratio = of.checked_div(budget)?.checked_mul(Rational::integer(100))?;
    Some(format!("{} %", ratio.to_decimal_text(0)))
}

/// The rows, by name; the platform's own, or what is no pool, last.
pub fn rows(costs: &Costs, by: By) -> Vec<Row> {
    let mut groups: BTreeMap<SmolStr, (Vec<&CostLine>, Vec<&Missing>)> = BTreeMap::new();
    if matches!(by, By::Tenant | By::Team) {
        for payer in &costs.payers {
            groups.entry(of_payer(payer, by)).or_default();
        }
    }
    for line in &costs.lines {
        groups.entry(group_of(costs, &line.place, by)).or_default().0.push(line);
    }
    for missing in costs.missing.iter().filter(|it| it.gap == Gap::Price) {
        groups.entry(group_of(costs, &missing.place, by)).or_default().1.push(missing);
    }
    let mut rows: Vec<Row> = groups
        .into_iter()
        .map(|(name, (lines, missing))| Row { unpriced: unpriced(missing).len(), ..row(costs, name, &lines, by) })
        .collect();
    rows.sort_by_key(|row| row.name == PLATFORM || row.name == REST);
    rows
}

fn of_payer(payer: &Payer, by: By) -> SmolStr {
    match (by, &payer.tenant) {
        (By::Team, _) => payer.team.clone(),
        (_, Some(tenant)) => tenant.clone(),
        (_, None) => PLATFORM.into(),
    }
}

fn group_of(costs: &Costs, line: &Place, by: By) -> SmolStr {
    match by {
        By::Tenant | By::Team => {
            let payer = costs.payers.iter().find(|payer| payer.tenant == line.tenant);
            payer.map_or_else(SmolStr::default, |payer| of_payer(payer, by))
        }
        By::Target => line.target.clone().unwrap_or_else(|| PLATFORM.into()),
        By::Pool => {
            let pool = line.declaration.split_once("-pool.").map(|(_, name)| name.into());
            pool.unwrap_or_else(|| REST.into())
        }
    }
}

fn row(costs: &Costs, name: SmolStr, lines: &[&CostLine], by: By) -> Row {
    let cost = lines.iter().fold(Spread::ZERO, |sum, line| sum.checked_add(line.cost).unwrap_or(sum));
    let largest = lines.iter().rev().max_by_key(|line| (line.cost.expected, line.cost.max));
    let largest = largest.filter(|line| line.cost.max > Rational::ZERO);
    let budget = match by {
        By::Tenant | By::Team => {
            let mine: Vec<_> = costs.payers.iter().filter(|payer| of_payer(payer, by) == name && payer.tenant.is_some()).collect();
            // A team whose every tenant has a budget has one, too.
            let sum = mine.iter().try_fold(Rational::ZERO, |sum, payer| sum.checked_add(payer.budget?));
            sum.filter(|_| !mine.is_empty())
        }
        By::Target | By::Pool => None,
    };
    let whom = |line: &CostLine| match by {
        By::Pool => format!("{} {}", line.place.tenant.as_ref().map_or(PLATFORM, SmolStr::as_str), line.what),
        _ => described(line),
    };
    Row { name, cost, budget, unpriced: 0, largest: largest.map(|line| (whom(line), line.cost.expected)) }
}

/// `16 of 24 GPUs of l40s`, `control plane of cluster.main`.
fn described(line: &CostLine) -> String {
    of(&line.place, &line.what)
}

/// What is paid for, in words that stand alone.
pub(super) fn of(place: &Place, what: &str) -> String {
    let name = place.declaration.split_once("-pool.").map_or(place.declaration.as_str(), |(_, name)| name);
    if what.is_empty() { name.to_owned() } else { format!("{what} of {name}") }
}
