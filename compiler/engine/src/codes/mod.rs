//! What the engine says under the codes of group 10: a factory each. The rules and their pages are in `plan`, so that what explains them needs
//! no runtime.

pub mod call_failed;
pub mod change_refused;
pub mod deadline;
pub mod drift;
pub mod in_doubt;
pub mod no_credentials;
pub mod nothing_to_do;
pub mod plan_stale;
pub mod protected;
pub mod state_locked;
pub mod state_newer;
pub mod target_moved;

use mlpc_diag::Diagnostic;
use mlpc_plan::Draft;

/// What stands in a plan's way, and what may.
pub fn obstacles(draft: &Draft, simulated: bool) -> Vec<Diagnostic> {
    let moved = draft.relocated.iter().map(|it| target_moved::diagnose(it, simulated));
    let refused = draft.refused.iter().map(change_refused::diagnose);
    let protected = (!draft.protected.is_empty()).then(|| protected::diagnose(&draft.protected));
    moved.chain(refused).chain(protected).collect()
}
