//! Exact quantities: parse, print, arithmetic; no floats.

/// What a quantity counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    /// Things or CPUs.
    Count,
    /// Bytes.
    Bytes,
}
