//! Desired × state × reality to an action graph with reasons; pure.
//!
//! The planner settles what is done, in which order, what replaces and why; the engine carries it out and decides nothing. It knows neither
//! drivers nor wire formats: the state comes in as a [`Prior`], facts about attributes through [`Replaces`].

mod action;
pub mod codes;
mod decide;
mod draft;
mod facts;
mod inputs;
mod inverse;
mod kubernetes;
mod limits;
mod obstacles;
mod options;
mod order;
mod prior;
mod protection;
mod reads;
mod rename_refs;
mod renames;
mod scope;
mod spec;
mod touch;
mod verdict;

pub use action::{Action, ActionId, Change, Counts, Op, Plan, Reason, Rewrite};
pub use decide::plan;
pub use draft::{Draft, Protected, Relocated};
pub use facts::{Answer, Replaces};
pub use inputs::Inputs;
pub use inverse::{Inverse, Undo, holds_content};
pub use limits::Refused;
pub use options::{Options, UnknownTargets};
pub use prior::{Drift, Prior, PriorResource, StateVersion};
pub use protection::Protection;
pub use reads::{ReadSet, Stale};
pub use rename_refs::with_moved_references;
pub use renames::Rename;
pub use spec::{FieldChange, FieldChangeId, MonthlyCost, SpecDigest, SpecField, SpecView};
pub use touch::{RunsOn, Touch, touched};
