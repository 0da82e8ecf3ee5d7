//! The windows over which error ratios are recorded.

use mlpc_catalog::BurnRateWindow;
use mlpc_units::Duration;

/// All windows, shortest first, each once.
pub(super) fn all(pairs: &[BurnRateWindow]) -> Vec<Duration> {
    let mut windows: Vec<_> = pairs.iter().flat_map(|it| [it.short, it.long]).collect();
    windows.sort_unstable();
    windows.dedup();
    windows
}
