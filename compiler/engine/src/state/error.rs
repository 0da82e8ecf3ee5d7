//! Why a state can't be read or written.

use mlpc_graph::Address;
use smol_str::SmolStr;

use crate::StoreError;

/// Why a state can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The store refuses; a held lock is MLP1001.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was written by a newer version: MLP1002.
    #[error("the state has format {found}; this version reads up to {known}")]
    Newer {
        /// Its format.
        found: u64,
        /// The newest that is known here.
        known: u64,
    },
    /// Acknowledged bytes are damaged.
    #[error("{name} is damaged at byte {at}: what follows can't be trusted")]
    Damaged {
        /// Which part.
        name: String,
        /// Where.
        at: u64,
    },
    /// A part that must be there is missing.
    #[error("{0} is missing from the state")]
    Missing(String),
    /// The head, which says what the state is made of, isn't what it should be.
    #[error("the state can't be read: its head {place} is {why}")]
    Head {
        /// Where it lies.
        place: String,
        /// "missing …", "damaged (…)".
        why: String,
        /// The newest serial that is kept.
        kept: Option<u64>,
    },
    /// A part isn't what it should be.
    #[error("{name} can't be read: {why}")]
    Unreadable {
        /// Which part.
        name: String,
        /// Why.
        why: String,
    },
    /// The state is of another environment.
    #[error("the state is of environment `{found}`, not of `{expected}`")]
    Environment {
        /// Its environment, empty for none.
        found: SmolStr,
        /// The one asked for, empty for none.
        expected: SmolStr,
    },
    /// A real apply on a simulated state.
    #[error("the state is simulated: `mlpc state reset` clears it, `mlpc apply --simulate` goes on with it")]
    Simulated,
    /// A simulated apply on a real state; those run on a copy.
    #[error("the state is real: a simulation runs on a copy of it")]
    Real,
    /// There is no such serial in the history.
    #[error("the history has no serial {0}")]
    NoSerial(u64),
    /// The address has no record.
    #[error("`{0}` is not in the state")]
    NoRecord(Address),
    /// The address has a record already.
    #[error("`{0}` is in the state already")]
    Exists(Address),
    /// The run's journal isn't open.
    #[error("no run was begun on this state")]
    NotStarted,
}

impl StateError {
    /// What to do about it, where there is anything to do with the state.
    pub fn help(&self) -> Vec<String> {
        let restore = "`mlpc state history` lists the earlier serials, `mlpc state restore SERIAL` goes back to one: the cloud isn't touched, and \
                       the next plan shows what differs";
        let reset = "a simulated state may be cleared: `mlpc state reset --force`";
        let backup = "put back a copy of the file from a backup";
        match self {
            Self::Head { kept: Some(serial), .. } => vec![
                backup.to_owned(),
                format!(
                    "or go back: `mlpc state restore {serial}` takes the newest serial that is kept; the cloud isn't touched, and the next plan shows what differs"
                ),
                reset.to_owned(),
            ],
            Self::Head { kept: None, .. } => vec![backup.to_owned(), reset.to_owned()],
            Self::Damaged { .. } | Self::Missing(_) | Self::Unreadable { .. } => {
                vec![backup.to_owned(), restore.to_owned(), reset.to_owned()]
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn unreadable(name: &str) -> impl FnOnce(serde_json::Error) -> Self {
        let name = name.to_owned();
        move |why| Self::Unreadable { name, why: why.to_string() }
    }
}
