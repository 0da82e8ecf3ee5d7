//! The tenants of a platform as queues: what each could ever use of a pool, and whether a claim about sharing holds.
//!
//! A tenant is a queue, its cohort a flat one, a pool a flavor; cohorts of several clusters are one tree, since no flavor is in two. What goes
//! along with GPUs does so in proportion and needs no cells of its own.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_model::{Admits, At, DeclId, Platform, Pool, Quota, Tenant};
use mlpc_units::{Quantity, Rational};
use smol_str::format_smolstr;

use super::quota::{floored, share_of};
use super::spec::{FlavorQuota, Group, PodSet, Reclaim, WithinQueue};
use super::{Amount, Cell, Decision, Kueue, Limits, Preemption, Queue, Workload};
use crate::pool::{Reserved, reserved};

/// All tenants with their quotas.
#[derive(Debug)]
pub struct Tenants {
    kueue: Kueue,
}

/// A statement about sharing: a tenant can run this much on a pool while some of its cohort are idle and all others use their guarantee.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// Who runs it.
    pub tenant: &'a Tenant,
    /// Where.
    pub pool: &'a Pool,
    /// How much in all, guarantee included.
    pub amounts: Vec<(Reserved, Quantity)>,
    /// The tenants that use nothing of the pool.
    pub idle: BTreeSet<DeclId>,
}

impl<'a> Claim<'a> {
    /// What a statement of a test claims; `None` where it names a tenant or a pool that couldn't be read.
    pub fn of(platform: &'a Platform, said: &Admits) -> Option<Self> {
        let count = |n: At<i64>| Quantity::count(Rational::integer(n.value));
        let mut amounts: Vec<(Reserved, Quantity)> = Vec::new();
        amounts.extend(said.gpus.map(|it| (Reserved::Gpus, count(it))));
        amounts.extend(said.cpu.map(|it| (Reserved::Cpu, it.value)));
        amounts.extend(said.memory.map(|it| (Reserved::Memory, it.value)));
        amounts.extend(said.profiles.iter().map(|(profile, it)| (Reserved::Slices(profile.clone()), count(*it))));
        let idle = said.idle.iter().map(|it| it.value).collect();
        Some(Self { tenant: platform.tenant(said.tenant.value)?, pool: platform.pool(said.pool.value)?, amounts, idle })
    }
}

/// Whether a claim holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It can run; whether it borrows.
    Runs {
        /// Whether some of it is others'.
        borrows: bool,
    },
    /// It has to wait for one of the tenants that aren't idle.
    Waits {
        /// Of which resource there isn't enough.
        resource: Reserved,
        /// What it could have.
        free: Quantity,
    },
    /// It could never run, whoever is idle.
    Never {
        /// Of which resource there can't be enough.
        resource: Reserved,
        /// The most it could ever have.
        at_most: Quantity,
    },
}

impl Tenants {
    /// The tenants of a platform, nothing running.
    pub fn of(platform: &Platform) -> Self {
        Self { kueue: Kueue::new(&[], platform.tenants.iter().map(|tenant| queue(platform, tenant)).collect()) }
    }

    /// The most of a resource that a tenant could ever use on a pool: its guarantee with what it may borrow and others could lend. `None` without
    /// a quota that names the resource.
    pub fn at_most(&self, tenant: &Tenant, pool: &Pool, resource: &Reserved) -> Option<Quantity> {
        tenant.quotas.iter().find(|quota| quota.pool.value == pool.decl).and_then(|quota| reserved(quota, resource))?;
        quantity_of(resource, self.kueue.at_most(&tenant.name, &cell(pool, resource)))
    }

    /// What the rest of a tenant's cohort could lend it at most, whatever it may borrow.
    pub fn lendable(&self, tenant: &Tenant, pool: &Pool, resource: &Reserved) -> Option<Quantity> {
        quantity_of(resource, self.kueue.lendable(&tenant.name, &cell(pool, resource)))
    }

    /// Whether a claim holds.
    pub fn answer(&self, platform: &Platform, claim: &Claim<'_>) -> Answer {
        let mut kueue = self.kueue.clone();
        for (other, quota) in platform.quotas_on(claim.pool.decl) {
            let same_cohort = other.cohort.is_some() && other.cohort == claim.tenant.cohort;
            if other.decl == claim.tenant.decl || !same_cohort || claim.idle.contains(&other.decl) {
                continue;
            }
            let usage: BTreeMap<Cell, Amount> =
                limits(claim.pool, quota, false).into_iter().map(|(it, limits)| (it, limits.nominal)).collect();
            let name = format_smolstr!("guarantee of {}", other.name);
            kueue.hold(Workload { name, queue: other.name.clone(), ..Workload::default() }, usage);
        }
        let cells: Vec<(&Reserved, Cell, Amount)> = claim
            .amounts
            .iter()
            .filter_map(|(resource, quantity)| Some((resource, cell(claim.pool, resource), amount_of(resource, *quantity)?)))
            .collect();
        let requests = cells.iter().map(|(_, cell, amount)| (cell.resource.clone(), *amount)).collect();
        let queue = &claim.tenant.name;
        let workload = Workload { name: "claim".into(), queue: queue.clone(), pod_sets: vec![PodSet { requests }], ..Workload::default() };
        if let Decision::Admit(assignment) | Decision::Preempt(assignment, _) = kueue.decide(&workload) {
            return Answer::Runs { borrows: assignment.borrows > 0 };
        }
        let short = |most: &dyn Fn(&Cell) -> Amount| {
            let found = cells.iter().find(|(_, cell, amount)| *amount > most(cell));
            found.and_then(|(resource, cell, _)| Some(((*resource).clone(), quantity_of(resource, most(cell).max(0))?)))
        };
        if let Some((resource, at_most)) = short(&|cell| kueue.at_most(queue, cell)) {
            return Answer::Never { resource, at_most };
        }
        match short(&|cell| kueue.available(queue, cell)) {
            Some((resource, free)) => Answer::Waits { resource, free },
            None => Answer::Never { resource: Reserved::Gpus, at_most: Quantity::count(Rational::ZERO) },
        }
    }
}

/// A tenant as a queue: a group for each of its pools.
fn queue(platform: &Platform, tenant: &Tenant) -> Queue {
    let in_cohort = tenant.cohort.is_some();
    let groups = tenant.quotas.iter().filter_map(|quota| {
        let pool = platform.pool(quota.pool.value)?;
        let (cells, limits): (Vec<Cell>, Vec<Limits>) = limits(pool, quota, in_cohort).into_iter().unzip();
        let resources = cells.into_iter().map(|cell| cell.resource).collect();
        Some(Group { resources, flavors: vec![FlavorQuota { flavor: pool.name.clone(), limits }] })
    });
    Queue {
        name: tenant.name.clone(),
        cohort: tenant.cohort.as_ref().map(|it| it.value.clone()),
        groups: groups.collect(),
        preemption: Preemption { within_queue: WithinQueue::LowerPriority, reclaim: Reclaim::Any, ..Preemption::default() },
        ..Queue::default()
    }
}

/// What a quota guarantees, lets borrow and lends, by cell.
fn limits(pool: &Pool, quota: &Quota, in_cohort: bool) -> Vec<(Cell, Limits)> {
    let plain = [Reserved::Gpus, Reserved::Cpu, Reserved::Memory].into_iter();
    let slices = quota.profiles.iter().map(|(profile, _)| Reserved::Slices(profile.clone()));
    let of = |resource: Reserved| {
        let whole = reserved(quota, &resource)?.value;
        let share = |share| amount_of(&resource, whole.checked_mul(share_of(pool.class(), quota, share)?)?);
        let borrowing = if in_cohort { Some(share(quota.borrow.value).unwrap_or(0)) } else { None };
        let lending = quota.lend.filter(|_| in_cohort).and_then(|lend| share(lend.value));
        Some((cell(pool, &resource), Limits { nominal: amount_of(&resource, whole)?, borrowing, lending }))
    };
    plain.chain(slices).filter_map(of).collect()
}

/// The resource of a pool; with the pool's name, as each pool is a group of its own.
fn cell(pool: &Pool, resource: &Reserved) -> Cell {
    let resource = match resource {
        Reserved::Gpus => "gpus",
        Reserved::Cpu => "cpu",
        Reserved::Memory => "memory",
        Reserved::Slices(profile) => profile,
    };
    Cell::new(pool.name.clone(), format_smolstr!("{}/{resource}", pool.name))
}

/// A quantity in a resource's smallest unit, rounded down.
pub fn amount_of(resource: &Reserved, quantity: Quantity) -> Option<Amount> {
    let (name, per_unit) = match resource {
        Reserved::Cpu => ("cpu", 1000),
        Reserved::Memory => ("memory", 1),
        Reserved::Gpus | Reserved::Slices(_) => ("", 1),
    };
    let units = floored(name, quantity)?.value.checked_mul(Rational::integer(per_unit))?;
    Some(units.floor().numerator())
}

/// The quantity that an amount in a resource's smallest unit is.
pub fn quantity_of(resource: &Reserved, amount: Amount) -> Option<Quantity> {
    Some(match resource {
        Reserved::Cpu => Quantity::count(Rational::new(amount, 1000)?),
        Reserved::Memory => Quantity::bytes(Rational::new(amount, 1)?),
        Reserved::Gpus | Reserved::Slices(_) => Quantity::count(Rational::new(amount, 1)?),
    })
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::*;

    #[test]
    fn amounts_are_rounded_down_to_what_can_be_said() {
        let cpu = Quantity::parse("1.2345").expect("a count");
        assert_eq!(amount_of(&Reserved::Cpu, cpu), Some(1234));
        let memory = Quantity::parse("1.5Mi").expect("bytes");
        assert_eq!(amount_of(&Reserved::Memory, memory), Some(1 << 20));
        assert_eq!(quantity_of(&Reserved::Cpu, 1500), Quantity::parse("1500m").ok());
        assert_eq!(amount_of(&Reserved::Slices(SmolStr::new_static("1g.10gb")), Quantity::parse("3").expect("a count")), Some(3));
    }
}
