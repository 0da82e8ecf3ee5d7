//! Drives `terraform` or `tofu` and folds their events into ours.
//!
//! Terraform applies a whole target in one run, from the configuration that `emit` prints, in a working folder of mlpc's. It keeps attribute
//! values in a state of its own; mlpc's state says what was asked for. Before anything runs, Terraform's own plan is compared with mlpc's:
//! what it would do beyond that is a [`Surprise`], and one that destroys needs a new yes.

mod answers;
mod compare;
mod error;
mod events;
mod executor;
mod folder;
mod planned;
mod program;
mod state;

pub use compare::Surprise;
pub use error::TerraformError;
pub use events::Report;
pub use executor::{Prepared, Scope, Settings, Terraform};
pub use folder::Root;
pub use planned::{Planned, PlannedChange, Verb};
pub use program::Program;
pub use state::{StateObject, TerraformState};
