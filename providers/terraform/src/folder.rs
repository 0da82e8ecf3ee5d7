//! The working folder of a target: `.mlpc/[ENV/]terraform/TARGET/`, beside it the state `TARGET.tfstate`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mlpc_emit::{Generator, Tree};
use mlpc_source::hex;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use crate::TerraformError;

/// The file that says where the state lies when no backend is declared. It stands in the working folder only: what `build` emits is usable
/// without mlpc, with a state wherever its user wants it.
const OVERRIDE: &str = "mlpc_override.tf";

/// Remembers for which settings the folder was initialised.
const INITIALISED: &str = ".terraform/mlpc-init";

/// The configuration of a target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Root {
    /// Its files by name.
    pub files: BTreeMap<SmolStr, String>,
    /// Whether Terraform's state lies beside the folder; else the configuration has a backend block.
    pub local: bool,
}

impl Root {
    /// The files of a target in what was emitted; `None` if it has no Terraform root.
    pub fn of_tree(tree: &Tree, target: &str, local: bool) -> Option<Self> {
        let files: BTreeMap<_, _> = tree
            .files
            .iter()
            .filter(|(_, file)| file.generator == Generator::Terraform)
            .filter_map(|(path, file)| Some((path.strip_prefix(target)?.strip_prefix('/')?.into(), file.text.clone())))
            .collect();
        (!files.is_empty()).then_some(Self { files, local })
    }
}

/// A working folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub path: PathBuf,
    pub state: PathBuf,
    local: bool,
    /// Of the settings that `init` depends on.
    digest: String,
}

impl Folder {
    /// Writes the configuration. Every `.tf` file there is ours, so what is no longer emitted goes.
    pub(crate) fn write(base: &Path, target: &str, root: &Root) -> Result<Self, TerraformError> {
        let path = base.join(target);
        fs::create_dir_all(&path).map_err(|error| at(&path, error))?;
        let mut files = root.files.clone();
        if root.local {
            let state = mlpc_emit::hcl_text(&format!("../{target}.tfstate"));
            files.insert(OVERRIDE.into(), format!("terraform {{\n  backend \"local\" {{\n    path = {state}\n  }}\n}}\n"));
        }
        for entry in fs::read_dir(&path).map_err(|error| at(&path, error))? {
            let file = entry.map_err(|error| at(&path, error))?.path();
            let name = file.file_name().and_then(|it| it.to_str()).unwrap_or_default();
            let is_config = file.extension().is_some_and(|it| it == "tf") || name.ends_with(".tf.json");
            if is_config && !files.contains_key(name) {
                fs::remove_file(&file).map_err(|error| at(&file, error))?;
            }
        }
        for (name, text) in &files {
            let file = path.join(name.as_str());
            if fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
                continue;
            }
            fs::write(&file, text).map_err(|error| at(&file, error))?;
        }
        let digest = settings_digest(&files);
        Ok(Self { state: base.join(format!("{target}.tfstate")), path, local: root.local, digest })
    }

    /// Whether `init` has run for these settings.
    pub(crate) fn is_initialised(&self) -> bool {
        fs::read_to_string(self.path.join(INITIALISED)).is_ok_and(|there| there == self.digest)
    }

    /// Notes that `init` has run.
    pub(crate) fn initialised(&self) {
        // Without the note, the next run initialises once more.
        let _ = fs::write(self.path.join(INITIALISED), &self.digest);
    }

    /// The state's text, if it lies on this disk; `None` in it while there is none.
    pub(crate) fn local_state(&self) -> Option<Result<Option<String>, TerraformError>> {
        self.local.then(|| match fs::read_to_string(&self.state) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&self.state, error)),
        })
    }
}

fn at(path: &Path, error: std::io::Error) -> TerraformError {
    TerraformError::File { path: path.to_owned(), error }
}

/// Versions and backend stand in two files; which providers are to be found where, in the user's settings.
fn settings_digest(files: &BTreeMap<SmolStr, String>) -> String {
    let mut digest = Sha256::new();
    for name in ["terraform.tf", OVERRIDE] {
        digest.update(files.get(name).map_or("", String::as_str));
        digest.update([0]);
    }
    digest.update(std::env::var_os("TF_CLI_CONFIG_FILE").unwrap_or_default().as_encoded_bytes());
    hex(&digest.finalize())
}
