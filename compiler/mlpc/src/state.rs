//! Where a platform's state lies, and what its refusals look like on the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mlpc_engine::codes;
use mlpc_engine::{Expect, FileStore, Reality, RunError, StateError, StateInfo, StoreError};
use mlpc_model::Platform;
use smol_str::SmolStr;

use crate::compile::SoundCompile;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::refused;

/// A platform's state, not yet opened.
#[derive(Debug)]
pub(crate) struct Place {
    /// The store.
    pub(crate) store: Arc<FileStore>,
    /// What the state must be.
    pub(crate) expect: Expect,
    /// The state's folder.
    pub(crate) folder: PathBuf,
}

impl Place {
    /// The state of a compile.
    pub(crate) fn of_compile(context: &Context, compile: &SoundCompile) -> Result<Self, Failure> {
        Self::of(&compile.compiled.platform, compile.compiled.environment.as_ref(), context.files()?.root())
    }

    /// The state that the platform names: `state`, else `file:.mlpc`, with environments `file:.mlpc/ENV`.
    pub(crate) fn of(platform: &Platform, environment: Option<&SmolStr>, root: &Path) -> Result<Self, Failure> {
        let written = platform.settings.as_ref().and_then(|it| it.state.as_ref()).map(|url| url.value.clone());
        let url = written.unwrap_or_else(|| match environment {
            Some(name) => format!("file:.mlpc/{name}").into(),
            None => "file:.mlpc".into(),
        });
        let Some(path) = url.strip_prefix("file:") else {
            return Err(Failure::refused(format!(
                "the state is `{url}`; this version keeps states in files only. Write `state \"file:.mlpc\"`, or leave `state` out"
            )));
        };
        let folder = root.join(path.trim_start_matches("//"));
        Ok(Self { store: Arc::new(FileStore::new(&folder)), expect: Expect { environment: environment.cloned() }, folder })
    }

    /// The folder of the simulated cloud.
    pub(crate) fn simulator(&self) -> PathBuf {
        self.folder.join("simulator")
    }
}

/// The first line (stderr) of everything that reads a simulated state.
pub(crate) fn reality_line(info: &StateInfo) -> Option<String> {
    let last = info.last.as_ref()?;
    (info.reality == Some(Reality::Simulated)).then(|| format!("simulated state, serial {}: no cloud has any of this", last.serial))
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Store(StoreError::Locked(holder)) => Self::ended(&codes::state_locked::diagnose(&holder, now()), Exit::Locked),
            StateError::Newer { found, known } => Self::found(&codes::state_newer::diagnose("of this platform", found, known)),
            StateError::Store(StoreError::Fenced) => {
                Self::refused("MLP1001: the lock went to somebody else meanwhile; nothing more was written. Run it again".to_owned())
            }
            StateError::Store(StoreError::Io { what, why }) => refused::told(&what, &why),
            other => {
                let help: String = other.help().iter().map(|it| format!("\nhelp: {it}")).collect();
                Self::refused(format!("{other}{help}"))
            }
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::State(error) => error.into(),
            RunError::NoEngine(address) => Self::refused(format!(
                "MLP0805: no engine of this build applies `{address}`; `engine=\"terraform\"` applies what Terraform's providers have"
            )),
            RunError::Writer => Self::bug("the journal's writer ended without an answer"),
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

/// A moment as `2026-11-23 14:05 UTC`.
pub(crate) fn clock(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(
        || "an unknown time".to_owned(),
        |moment| {
            let text = moment.to_string();
            format!("{} {} UTC", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
        },
    )
}
