//! Inputs behind a [`Files`] trait and immutable snapshots; the only place that chains the stages.

mod files;

pub use files::{Files, FilesError, MemoryFiles};
