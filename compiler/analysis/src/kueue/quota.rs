//! Shares of a quota, as `borrow` and `lend` say them, and what of them Kubernetes can express.

use mlpc_model::{PoolClass, Quota, Share};
use mlpc_units::{ByteUnit, Quantity, Rational};

/// A share of a quota as a ratio of it. `None` where it is an amount of what the quota doesn't name, or of none.
pub fn share_of(class: PoolClass, quota: &Quota, share: Share) -> Option<Rational> {
    match share {
        Share::Ratio(ratio) => Some(ratio.fraction()),
        Share::Amount(amount) if amount.value.is_zero() => Some(Rational::ZERO),
        Share::Amount(amount) => {
            let whole = match class {
                PoolClass::Cpu => quota.cpu?.value.value,
                PoolClass::Gpu => Rational::integer(quota.gpus?.value),
            };
            amount.value.checked_div(whole)
        }
    }
}

/// An amount of a Kubernetes resource rounded down to what it can express: thousandths of a CPU, MiB, whole devices.
pub fn floored(resource: &str, amount: Quantity) -> Option<Quantity> {
    match resource {
        "cpu" => amount.floor_to(Rational::new(1, 1000)?),
        "memory" => amount.floor_to(Rational::integer(ByteUnit::Mi.bytes())),
        _ => amount.floor_to(Rational::ONE),
    }
}
