//! The head: the one small object that is replaced, and says what the state is made of.

use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

use super::StateError;

/// The head's name in the store.
pub(crate) const HEAD: &str = "head.json";
/// A copy of the head, written after it: what `state restore` goes back to when the head itself is lost.
pub(crate) const COPY: &str = "head.copy.json";
/// Where everything else lies.
pub(crate) const FOLDERS: [&str; 3] = ["snapshots/", "journal/", "history/"];
/// The format that this version writes.
pub(crate) const FORMAT: u64 = 1;

/// What a migration does: the head of one format to that of the next.
pub(crate) type Migration = fn(serde_json::Value) -> Result<serde_json::Value, StateError>;

/// Forward migrations: the first leads from format 1 to 2. There is only one format so far.
pub(crate) const MIGRATIONS: &[Migration] = &[];

/// Whether the things in a state exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reality {
    /// In the simulator only.
    Simulated,
    /// In a cloud.
    Real,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: u64,
    pub(crate) lineage: SmolStr,
    pub(crate) serial: u64,
    /// Equal bytes must mean the same write: object stores compare contents.
    pub(crate) nonce: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reality: Option<Reality>,
    /// A record number that was reached: none is given twice, even after a restore.
    pub(crate) seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) snapshot: Option<String>,
    pub(crate) journals: Vec<JournalRef>,
    /// Who wrote this serial, and when (seconds since 1970).
    pub(crate) command: SmolStr,
    pub(crate) host: SmolStr,
    pub(crate) process: u32,
    pub(crate) at: u64,
    #[serde(default)]
    pub(crate) n_resources: usize,
}

/// A journal that goes on top of the snapshot.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct JournalRef {
    pub(crate) name: String,
    /// Its length where its run ended well or was read to its end; `None` while it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
}

/// What a state says of itself.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct StateInfo {
    /// Its environment.
    pub environment: Option<SmolStr>,
    /// Whether its things exist; `None` while it is empty.
    pub reality: Option<Reality>,
    /// Who wrote it last.
    pub last: Option<Version>,
    /// Bytes of a write that was cut off and dropped.
    pub torn: usize,
}

/// A serial of the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Which.
    pub serial: u64,
    /// The command that wrote it.
    pub command: SmolStr,
    /// On which machine.
    pub host: SmolStr,
    /// In which process.
    pub process: u32,
    /// When, in seconds since 1970.
    pub at: u64,
    /// How many resources it holds, as far as known.
    pub n_resources: usize,
}

impl Head {
    pub(crate) fn version(&self) -> Version {
        let Self { serial, command, host, process, at, n_resources, .. } = self.clone();
        Version { serial, command, host, process, at, n_resources }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        // A struct of texts and numbers always serialises.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Self, StateError> {
        let raw: serde_json::Value = serde_json::from_slice(bytes).map_err(StateError::unreadable(name))?;
        serde_json::from_value(migrated(raw, MIGRATIONS)?).map_err(StateError::unreadable(name))
    }
}

/// Brings a head forward to the newest format; a newer one than that is refused.
pub(crate) fn migrated(mut head: serde_json::Value, migrations: &[Migration]) -> Result<serde_json::Value, StateError> {
    let found = head.get("format").and_then(serde_json::Value::as_u64).unwrap_or(FORMAT);
    let known = FORMAT.max(migrations.len() as u64 + 1);
    if found > known {
        return Err(StateError::Newer { found, known });
    }
    for migrate in migrations.iter().skip(found.saturating_sub(1) as usize) {
        head = migrate(head)?;
    }
    Ok(head)
}

/// A text that no other process makes.
pub(crate) fn unique() -> SmolStr {
    use std::hash::{BuildHasher, Hasher};
    let random = || std::hash::RandomState::new().build_hasher().finish();
    format_smolstr!("{:016x}{:08x}", random() ^ u64::from(std::process::id()), random() as u32)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |it| it.as_secs())
}

/// `2026-11-23 14:02 UTC` of seconds since 1970.
pub(crate) fn utc(seconds: u64) -> SmolStr {
    let days = i64::try_from(seconds / 86_400).unwrap_or(i64::MAX);
    let date = mlpc_units::Date::new(1970, 1, 1).and_then(|it| it.checked_add_days(days));
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    // Beyond the calendar only a broken clock is: the number still tells two runs apart.
    date.map_or_else(|| format_smolstr!("second {seconds}"), |date| format_smolstr!("{date} {hour:02}:{minute:02} UTC"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn moments_are_told_in_utc() {
        assert_eq!(utc(0), "1970-01-01 00:00 UTC");
        assert_eq!(utc(1_795_442_579), "2026-11-23 14:02 UTC");
        assert_eq!(utc(u64::MAX), "second 18446744073709551615");
    }

    #[test]
    fn newer_formats_are_refused_and_older_ones_brought_forward() {
        let refused = migrated(json!({"format": 9}), MIGRATIONS);
        assert!(matches!(refused, Err(StateError::Newer { found: 9, known: FORMAT })));
        let to_two: Migration = |mut head| {
            head["format"] = json!(2);
            head["added"] = json!(true);
            Ok(head)
        };
        let head = migrated(json!({"format": 1}), &[to_two]).expect("a migration");
        assert_eq!(head, json!({"format": 2, "added": true}));
    }
}
