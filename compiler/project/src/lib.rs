//! Inputs behind a `Files` trait and immutable snapshots; chains the stages.
