//! MLP1001: the state is locked; says who holds it, since when, and when it expires.

pub use mlpc_plan::codes::state_locked::RULE;

use mlpc_diag::Diagnostic;

use crate::{Holder, LEASE};

/// Locked, with who holds it; `now` in seconds since 1970.
pub fn diagnose(holder: &Holder, now: u64) -> Diagnostic {
    let progress = if holder.progress.is_empty() { String::new() } else { format!(", {}", holder.progress) };
    let alive = now.saturating_sub(holder.alive);
    let Holder { host, process, command, .. } = holder;
    let since = now.saturating_sub(holder.since);
    let message = format!("locked by {host} (process {process}) for {since} s ({command}{progress}, last sign of life {alive} s ago)");
    let help = format!(
        "wait for it with `--wait 10m`; it expires by itself {} s after its last sign of life, at once if its process died here",
        LEASE.as_secs()
    );
    Diagnostic::new(&RULE, message).help(help)
}
