//! One state of a platform to be compiled, and what became of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use mlpc_project::{Snapshot, Standard};

/// One state of a platform, to be compiled.
#[derive(Debug)]
pub(crate) struct Job {
    /// The platform's directory.
    pub(crate) root: PathBuf,
    /// Its number; a later one wins.
    pub(crate) revision: u64,
    /// The editor's texts.
    pub(crate) buffers: BTreeMap<String, Arc<[u8]>>,
    /// Whether files on disk may have changed.
    pub(crate) refresh: bool,
}

/// A compiled state.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The platform's directory.
    pub(crate) root: PathBuf,
    /// The job's number.
    pub(crate) revision: u64,
    /// What is known of it.
    pub(crate) snapshot: Snapshot,
    /// With which standard library.
    pub(crate) standard: Arc<Standard>,
    /// What is wrong with the platform's own `stdlib/`, which then isn't used.
    pub(crate) overlay_faults: Vec<String>,
}

/// How a job ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Compiled.
    Done(Box<Compiled>),
    /// The disk refused.
    Failed {
        /// The platform's directory.
        root: PathBuf,
        /// The job's number.
        revision: u64,
        /// What it said.
        reason: String,
    },
    /// A bug of ours.
    Panicked {
        /// The platform's directory.
        root: PathBuf,
        /// The job's number.
        revision: u64,
    },
}
