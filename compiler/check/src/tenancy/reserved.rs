//! Amounts of what quotas reserve, in words, and where a quota says them.

use mlpc_analysis::pool::Reserved;
use mlpc_model::{Quota, Share};
use mlpc_source::OriginId;
use mlpc_units::{Quantity, Rational};

use crate::words;

/// `24 GPUs`, `1 GPU`, `64 CPUs`, `256 GiB of memory`, `3 slices 1g.10gb`.
pub(super) fn amount(resource: &Reserved, quantity: Quantity) -> String {
    let n = words::quantity(quantity);
    let s = if quantity.value == Rational::ONE { "" } else { "s" };
    match resource {
        Reserved::Gpus => format!("{n} GPU{s}"),
        Reserved::Slices(profile) => format!("{n} slice{s} {profile}"),
        Reserved::Cpu => format!("{n} CPU{s}"),
        Reserved::Memory => format!("{n} GiB of memory"),
    }
}

/// The resources that a quota names.
pub(super) fn resources(quota: &Quota) -> Vec<Reserved> {
    let plain = [quota.gpus.map(|_| Reserved::Gpus), quota.cpu.map(|_| Reserved::Cpu), quota.memory.map(|_| Reserved::Memory)];
    let slices = quota.profiles.iter().map(|(profile, _)| Reserved::Slices(profile.clone()));
    plain.into_iter().flatten().chain(slices).collect()
}

/// Where a quota says how much: of several resources the first.
pub(super) fn origin(quota: &Quota) -> OriginId {
    let slices = quota.profiles.iter().map(|(_, n)| n.origin);
    let plain = [quota.gpus.map(|it| it.origin), quota.cpu.map(|it| it.origin), quota.memory.map(|it| it.origin)];
    plain.into_iter().flatten().chain(slices).next().unwrap_or(quota.pool.origin)
}

/// Whether a share is nothing at all.
pub(super) fn is_none(share: Share) -> bool {
    match share {
        Share::Amount(amount) => amount.value.is_zero(),
        Share::Ratio(ratio) => ratio.fraction().is_zero(),
    }
}
