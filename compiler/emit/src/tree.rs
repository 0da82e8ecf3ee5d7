//! The files of a build, by path.

use std::collections::BTreeMap;

use mlpc_source::hex;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

/// The files of a build, by path below its folder, `/` between parts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tree {
    /// The files.
    pub files: BTreeMap<SmolStr, File>,
}

/// A file of a build.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its text, ending in a line feed.
    pub text: String,
    /// What it is for; `build --only` selects by it.
    pub generator: Generator,
}

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Generator {
    /// Terraform configuration.
    Terraform,
    /// Kubernetes manifests and their order.
    Kubernetes,
    /// Helm values and releases.
    Helm,
    /// The build's own description.
    Readme,
}

impl Generator {
    /// As `build --only` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Kubernetes => "kubernetes",
            Self::Helm => "helm",
            Self::Readme => "readme",
        }
    }

    /// What a file of an earlier build was for. A target may be called `helm`, so Terraform's own ending counts first.
    pub(crate) fn of_path(path: &str) -> Self {
        match path.split_once('/') {
            None => Self::Readme,
            Some(_) if matches!(path.rsplit_once('.'), Some((_, "tf" | "hcl"))) => Self::Terraform,
            Some(("kubernetes", _)) => Self::Kubernetes,
            Some(("helm", _)) => Self::Helm,
            Some(_) => Self::Terraform,
        }
    }
}

impl Tree {
    /// Adds a file.
    pub(crate) fn add(&mut self, path: impl Into<SmolStr>, generator: Generator, text: String) {
        self.files.insert(path.into(), File { text, generator });
    }

    /// The files of these generators alone.
    #[must_use]
    pub fn only(mut self, generators: &[Generator]) -> Self {
        self.files.retain(|_, file| generators.contains(&file.generator));
        self
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| file.text.as_str())
    }
}

/// The SHA-256 of a file's bytes, in hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
