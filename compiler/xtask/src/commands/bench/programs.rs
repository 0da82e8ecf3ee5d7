//! The programs that are compared, as far as they are there, and what they say of themselves.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::reference;

/// Paths of the programs.
pub(super) struct Programs {
    pub(super) mlpc: PathBuf,
    pub(super) terraform: Option<PathBuf>,
    pub(super) jrsonnet: Option<PathBuf>,
}

impl Programs {
    pub(super) fn find() -> Result<Self, String> {
        let cached = reference::root().join(".cache/bin/jrsonnet");
        let jrsonnet = if cached.exists() { cached } else { PathBuf::from("jrsonnet") };
        Ok(Self { mlpc: release_build()?, terraform: named("TERRAFORM", "terraform".into()), jrsonnet: named("JRSONNET", jrsonnet) })
    }

    /// One line for each: its version, or that it's missing.
    pub(super) fn described(&self) -> String {
        let peers = [("terraform", "TERRAFORM", &self.terraform), ("jrsonnet", "JRSONNET", &self.jrsonnet)];
        let mut text = format!("- mlpc: {}\n", version(&self.mlpc).unwrap_or_default());
        for (name, variable, path) in peers {
            let found = path.as_deref().and_then(version);
            let found = found.unwrap_or_else(|| format!("missing; {variable} names it"));
            text.push_str(&format!("- {name}: {found}\n"));
        }
        text
    }
}

/// The build of mlpc that lies beside this task's own folder: optimised as a whole (`dist`), else the plain release build.
pub(crate) fn release_build() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("MLPC") {
        return std::path::absolute(path).map_err(|error| error.to_string());
    }
    let target = target()?;
    let built = ["dist", "release"].iter().map(|profile| target.join(profile).join("mlpc")).find(|path| path.exists());
    built.ok_or_else(|| "no release build: `cargo build --profile dist -p mlpc` makes one, or MLPC names a binary".to_owned())
}

/// The target folder that this task was built in.
pub(super) fn target() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    this.ancestors().nth(2).map(Path::to_owned).ok_or_else(|| format!("{} lies in no target folder", this.display()))
}

fn named(variable: &str, default: PathBuf) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map_or(default, PathBuf::from);
    version(&path).is_some().then_some(path)
}

/// The first line of `--version`.
fn version(path: &Path) -> Option<String> {
    let output = Command::new(path).arg("--version").env("CHECKPOINT_DISABLE", "1").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned())
}
