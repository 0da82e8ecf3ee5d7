//! What happens to one resource.

use mlpc_graph::Address;

use crate::{Change, Reason};

/// What happens to a desired resource.
pub(crate) struct Verdict {
    pub(crate) step: Step,
    pub(crate) why: Vec<Reason>,
    pub(crate) changes: Vec<Change>,
    /// The address of its record, if it has one; another than its own where it moves.
    pub(crate) was: Option<Address>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Nothing,
    HandedOver,
    Read,
    Create,
    Adopt,
    Update,
    Replace { create_first: bool },
}
