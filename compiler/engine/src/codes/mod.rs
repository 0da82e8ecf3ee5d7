//! What the engine says under the codes of group 10: a factory each. The rules and their pages are in `plan`, so that what explains them needs
//! no runtime.

pub mod call_failed;
pub mod deadline;
pub mod drift;
pub mod in_doubt;
pub mod no_credentials;
pub mod nothing_to_do;
pub mod plan_stale;
pub mod protected;
pub mod state_locked;
pub mod state_newer;
