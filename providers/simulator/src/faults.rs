//! What can go wrong, seeded.

use std::collections::BTreeMap;
use std::time::Duration;

use mlpc_graph::{Map, Value};
use smol_str::SmolStr;

/// How the cloud behaves. Chances are in thousandths of calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faults {
    /// Where all chances come from.
    pub seed: u64,
    /// Shortest and longest answer.
    pub latency: (Duration, Duration),
    /// Calls refused because there are too many.
    pub throttled: u32,
    /// Calls that fail for a moment.
    pub unavailable: u32,
    /// Calls that are carried out and whose answer is lost.
    pub lost: u32,
    /// How many reads after a create still don't see the object.
    pub blind_reads: u32,
    /// At most so many objects of a type.
    pub quotas: BTreeMap<SmolStr, usize>,
    /// Machine types that can't be had.
    pub out_of_stock: Vec<SmolStr>,
}

/// One fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Too many calls.
    Throttled,
    /// Unavailable for a moment.
    Unavailable,
    /// Carried out, and the answer lost.
    Lost,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: 0,
            latency: (Duration::ZERO, Duration::ZERO),
            throttled: 0,
            unavailable: 0,
            lost: 0,
            blind_reads: 0,
            quotas: BTreeMap::new(),
            out_of_stock: Vec::new(),
        }
    }
}

impl Faults {
    /// A cloud on a bad day.
    pub fn rough(seed: u64) -> Self {
        Self { seed, throttled: 60, unavailable: 60, lost: 60, blind_reads: 1, ..Self::default() }
    }

    /// A number from the seed and what the call is about; FNV-1a, stable across versions and machines.
    pub(crate) fn chance(&self, parts: &[&str]) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.seed;
        for byte in parts.iter().flat_map(|it| it.bytes().chain(std::iter::once(0))) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        // FNV's low bits move little for short texts: fold the high ones in.
        (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
    }

    /// The fault that the `attempt`-th call of this kind meets, if any.
    pub(crate) fn fault(&self, address: &str, op: &str, attempt: u32) -> Option<Fault> {
        let drawn = (self.chance(&["fault", address, op, &attempt.to_string()]) % 1000) as u32;
        let bounds = [(self.throttled, Fault::Throttled), (self.unavailable, Fault::Unavailable), (self.lost, Fault::Lost)];
        let mut below = 0;
        bounds.into_iter().find_map(|(share, fault)| {
            below += share;
            (drawn < below).then_some(fault)
        })
    }

    pub(crate) fn pause(&self, address: &str, op: &str, attempt: u32) -> Duration {
        let (least, most) = self.latency;
        let spread = most.saturating_sub(least).as_micros() as u64;
        let drawn = if spread == 0 { 0 } else { self.chance(&["latency", address, op, &attempt.to_string()]) % spread };
        least + Duration::from_micros(drawn)
    }

    /// The machine that an object asks for and can't have.
    pub(crate) fn missing_machine(&self, attrs: &Map) -> Option<&SmolStr> {
        if self.out_of_stock.is_empty() {
            return None;
        }
        let asks = |value: &Value, machine: &SmolStr| match value {
            Value::Text(it) => it == machine,
            Value::List(items) => items.iter().any(|it| it.as_text() == Some(machine.as_str())),
            _ => false,
        };
        let fields = ["instance_type", "instance_types", "machine_type"];
        self.out_of_stock.iter().find(|machine| fields.iter().filter_map(|it| attrs.get(it)).any(|it| asks(it, machine)))
    }
}
