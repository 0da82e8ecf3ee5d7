//! What a run did, by tenant.

use std::collections::BTreeMap;
use std::time::Duration;

use mlpc_graph::Address;
use mlpc_plan::{ActionId, Op};
use smol_str::SmolStr;

use crate::Failure;

/// The end of a run.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RunReport {
    /// Actions of the plan.
    pub n_actions: usize,
    /// Actions done.
    pub n_done: usize,
    /// Those that failed, in order of address.
    pub failed: Vec<Failed>,
    /// Those not begun, in order of address.
    pub skipped: Vec<Skipped>,
    /// Addresses whose outcome nobody knows yet; the next run looks them up.
    pub in_doubt: Vec<Address>,
    /// Calls made again.
    pub n_retries: usize,
    /// By tenant, `None` for the platform's own.
    pub tenants: BTreeMap<Option<SmolStr>, TenantReport>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether it ran into the overall time limit (MLP1009).
    pub timed_out: bool,
    /// The state's serial after it.
    pub serial: u64,
    /// How long it took.
    pub took: Duration,
}

/// An action that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failed {
    /// Which.
    pub action: ActionId,
    /// Of what.
    pub address: Address,
    /// What it should have done.
    pub op: Op,
    /// Its declaration.
    pub owner: SmolStr,
    /// `FILE:LINE`.
    pub origin: SmolStr,
    /// Why.
    pub failure: Failure,
    /// Whether its own deadline passed (MLP1009).
    pub deadline: bool,
    /// How many other actions weren't begun because of it.
    pub n_dependents: usize,
}

/// An action that wasn't begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skipped {
    /// Which.
    pub action: ActionId,
    /// Of what.
    pub address: Address,
    /// The address whose failure stopped it; `None` if the run was cancelled.
    pub because: Option<Address>,
}

/// What a run did for one tenant.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TenantReport {
    /// Actions done.
    pub n_done: usize,
    /// Declarations that lack something, with the addresses that failed or weren't begun.
    pub lacks: BTreeMap<SmolStr, Vec<Address>>,
}

impl RunReport {
    /// Tells each failure how many actions weren't begun because of it.
    pub(crate) fn count_dependents(&mut self) {
        let mut counts: BTreeMap<&Address, usize> = BTreeMap::new();
        for because in self.skipped.iter().filter_map(|it| it.because.as_ref()) {
            *counts.entry(because).or_default() += 1;
        }
        for failed in &mut self.failed {
            failed.n_dependents = counts.get(&failed.address).copied().unwrap_or(0);
        }
    }

    /// Whether everything is done.
    pub fn complete(&self) -> bool {
        self.n_done == self.n_actions
    }
}
