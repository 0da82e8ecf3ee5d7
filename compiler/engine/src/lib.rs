//! State, scheduler and apply; the `Driver` contract.
