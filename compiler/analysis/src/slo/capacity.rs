//! Whether replicas hold a service's peak: requests in flight by Little's law against what replicas and quota take.

use mlpc_model::{DeclId, ModelService, Platform, PoolClass, Quota, Share, ShareMode};
use mlpc_units::{Quantity, Rational};

use crate::cost;

/// Requests at the declared peak against the places for them.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'a> {
    /// Mean number of requests in flight at the peak.
    pub in_flight: Rational,
    /// Requests that one replica takes at once.
    pub concurrency: i64,
    /// The most replicas there can be.
    pub replicas: i64,
    /// What sets that number.
    pub limit: Limit<'a>,
}

/// What keeps a service from more replicas.
#[derive(Clone, Copy, Debug)]
pub enum Limit<'a> {
    /// Its own bounds.
    Replicas,
    /// Its tenant's quota with what it may borrow.
    Quota {
        /// The quota.
        quota: &'a Quota,
        /// What one replica takes of the scarcest resource.
        each: Quantity,
        /// What there is of it.
        most: Quantity,
        /// What it is called: `GPUs`, `CPUs`, `GiB`, `slices`.
        noun: &'static str,
    },
}

impl Capacity<'_> {
    /// Requests that so many replicas take at once.
    pub fn places(&self, replicas: i64) -> i64 {
        replicas.max(0).saturating_mul(self.concurrency)
    }

    /// Whether so many replicas keep up: fewer requests in flight than places.
    pub fn holds(&self, replicas: i64) -> bool {
        self.in_flight < Rational::integer(self.places(replicas))
    }

    /// The share of requests that find no place with so many replicas.
    pub fn turned_away(&self, replicas: i64) -> Option<Rational> {
        let over = self.in_flight.checked_sub(Rational::integer(self.places(replicas)))?;
        over.max(Rational::ZERO).checked_div(self.in_flight)
    }

    /// The fewest replicas that hold it with one of them down.
    pub fn needed(&self) -> Option<i64> {
        let full = self.in_flight.checked_div(Rational::integer(self.concurrency))?.ceil().to_i64()?;
        full.checked_add(1)
    }
}

/// Requests in flight at the declared peak, by Little's law.
pub fn in_flight(service: &ModelService) -> Option<Rational> {
    cost::in_flight(service)
}

/// A service's capacity; `None` without declared traffic or concurrency.
pub fn capacity<'a>(platform: &'a Platform, service: &ModelService) -> Option<Capacity<'a>> {
    let in_flight = in_flight(service)?;
    let concurrency = service.concurrency.map(|at| at.value).filter(|n| *n > 0)?;
    let replicas = service.replicas.at_most()?.value;
    let own = Capacity { in_flight, concurrency, replicas, limit: Limit::Replicas };
    let by_quota = quota_limit(platform, service).filter(|(fitting, _)| *fitting < replicas);
    Some(by_quota.map_or(own, |(replicas, limit)| Capacity { replicas, limit, ..own }))
}

/// How many replicas the whole quota of the tenant takes, if nothing else runs on it.
fn quota_limit<'a>(platform: &'a Platform, service: &ModelService) -> Option<(i64, Limit<'a>)> {
    let tenant: DeclId = service.work.tenant.value;
    let pool = platform.pool(service.work.pool.value)?;
    let quota = platform.quota(tenant, pool.decl)?;
    let resources = service.work.resources.as_ref();
    let count = |n: i64| Quantity::count(Rational::integer(n));
    let mut limits: Vec<(Quantity, Quantity, &'static str)> = Vec::new();
    match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => {
            let (each, most) = (resources.and_then(|it| it.cpu), quota.cpu);
            limits.extend(each.zip(most).and_then(|(each, most)| Some((each.value, with_borrowed(quota, most.value)?, "CPUs"))));
            // Memory is borrowed in proportion to CPUs.
            let scale = quota.cpu.and_then(|cpu| with_borrowed(quota, cpu.value)?.checked_ratio(cpu.value));
            let memory = resources.and_then(|it| it.memory).zip(quota.memory);
            limits.extend(memory.and_then(|(each, most)| Some((each.value, most.value.checked_mul(scale?)?, "GiB of memory"))));
        }
        (PoolClass::Gpu, ShareMode::Mig) => {
            for (profile, each) in resources.iter().flat_map(|it| it.profiles.iter()) {
                let Some(most) = quota.profiles.get(profile) else { continue };
                // What an amount is of, where there are several profiles, isn't said.
                if let Share::Ratio(_) = quota.borrow.value {
                    limits.extend(with_borrowed(quota, count(most.value)).map(|most| (count(each.value), most, "slices")));
                }
            }
        }
        (PoolClass::Gpu, _) => {
            let each = service.gpus_of_replica()?;
            limits.extend(quota.gpus.and_then(|most| Some((count(each), with_borrowed(quota, count(most.value))?, "GPUs"))));
        }
    }
    let fitting = limits.into_iter().filter_map(|(each, most, noun)| {
        let replicas = most.checked_ratio(each)?.floor().to_i64()?;
        Some((replicas, Limit::Quota { quota, each, most, noun }))
    });
    fitting.min_by_key(|(replicas, _)| *replicas)
}

/// A guarantee and what may be borrowed on top of it.
fn with_borrowed(quota: &Quota, guaranteed: Quantity) -> Option<Quantity> {
    match quota.borrow.value {
        Share::Amount(amount) => guaranteed.checked_add(amount),
        Share::Ratio(ratio) => guaranteed.checked_mul(Rational::ONE.checked_add(ratio.fraction())?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_replica_down() {
        // Three replicas of 13 requests each for 24 in flight: two of them have 26 places.
        let capacity = Capacity { in_flight: Rational::integer(24), concurrency: 13, replicas: 3, limit: Limit::Replicas };
        assert!(capacity.holds(3) && capacity.holds(2) && !capacity.holds(1));
        assert_eq!(capacity.needed(), Some(3));
        assert_eq!(capacity.turned_away(1), Rational::new(11, 24));
        assert_eq!(capacity.turned_away(2), Some(Rational::ZERO));
        let tight = Capacity { in_flight: Rational::integer(26), ..capacity };
        assert!(!tight.holds(2), "as many as places: the queue grows");
    }
}
