//! Where a state lies: a few durable operations, so that object stores come by the same path.

mod file;
mod memory;

use std::time::Duration;

use smol_str::SmolStr;

pub use file::FileStore;
pub use memory::MemoryStore;

/// Durable storage for one state. Names are relative paths with `/`; whatever returns has reached the disk (or the other side).
pub trait Store: Send + Sync {
    /// What messages call it: `file:.mlpc`.
    fn name(&self) -> String;

    /// Where a name lies, as messages tell it: `.mlpc/head.json`.
    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.name())
    }

    /// The bytes under a name.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes what is written once; the same bytes again are no error.
    fn create(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// Replaces bytes only if they are still `expected` (`None`: nothing is there yet). The bytes carry a nonce, so equal bytes mean the same write.
    fn swap(&self, lock: &Lock, name: &str, expected: Option<&[u8]>, bytes: &[u8]) -> Result<(), StoreError>;

    /// Appends to a log that is `at` bytes long; longer ones are cut there first: that tail was never acknowledged.
    fn append(&self, lock: &Lock, name: &str, at: u64, bytes: &[u8]) -> Result<(), StoreError>;

    /// Removes a name; absence is no error.
    fn remove(&self, lock: &Lock, name: &str) -> Result<(), StoreError>;

    /// The names that begin with a prefix, sorted.
    fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// Takes the lock, or says who has it.
    fn try_lock(&self, holder: &Holder) -> Result<Lock, StoreError>;

    /// Renews the sign of life and what the holder says of its progress.
    fn renew(&self, lock: &Lock, holder: &Holder) -> Result<(), StoreError>;

    /// Who holds the lock, if anybody alive does.
    fn holder(&self) -> Result<Option<Holder>, StoreError>;

    /// Takes the right to write from whoever holds the lock (`state unlock`).
    fn break_lock(&self) -> Result<Option<Holder>, StoreError>;
}

/// The right to write; given back when dropped.
pub struct Lock {
    /// Grows with each holder; a write with an older one is refused.
    pub token: u64,
    /// What holds it while it lives.
    pub(crate) _guard: Box<dyn std::any::Any + Send + Sync>,
}

impl std::fmt::Debug for Lock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lock({})", self.token)
    }
}

/// Who holds a lock.
#[derive(Clone, PartialEq, Eq, Default, Debug, serde::Serialize, serde::Deserialize)]
pub struct Holder {
    /// The machine.
    pub host: SmolStr,
    /// The process on it.
    pub process: u32,
    /// What it does: `apply`, `state mv`.
    pub command: SmolStr,
    /// Since when, in seconds since 1970.
    pub since: u64,
    /// Its last sign of life, in seconds since 1970.
    pub alive: u64,
    /// How far it is: `61 of 214`.
    #[serde(default)]
    pub progress: SmolStr,
}

/// How long after its last sign of life a holder on another machine counts as dead.
pub const LEASE: Duration = Duration::from_mins(1);

/// Why a store didn't do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody holds the lock.
    #[error("locked by {} (process {}, {})", .0.host, .0.process, .0.command)]
    Locked(Box<Holder>),
    /// The lock was taken from us: nothing more may be written.
    #[error("the lock was taken by another run")]
    Fenced,
    /// The bytes aren't those expected.
    #[error("`{0}` was changed by another run")]
    Changed(String),
    /// The disk or network failed.
    #[error("{what}: {why}")]
    Io {
        /// What was done, with the path.
        what: String,
        /// What the system says.
        why: std::io::Error,
    },
}

impl StoreError {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |why| Self::Io { what, why }
    }
}
