//! `mlpc build -o DIR`

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mlpc_emit::{Generator, Kept, LISTING, Listing, Tree, write_plan};
use mlpc_units::n_of;

use crate::compile::{Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::output::write_built;
use crate::refused;

/// Writes Terraform, Helm values and manifests; removes only files that an earlier build wrote.
#[derive(Args, Debug)]
pub(crate) struct Build {
    /// Where to.
    #[arg(short, long, value_name = "DIR", default_value = "build")]
    out: PathBuf,
    /// Writes only these.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    only: Vec<What>,
}

/// What a build writes.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    /// Terraform configuration.
    Terraform,
    /// Kubernetes manifests.
    Kubernetes,
    /// Helm values and releases.
    Helm,
}

impl Build {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let tree = mlpc_project::emit(&compile.graph.as_ref(), &compile.compiled, &compile.loaded, env!("CARGO_PKG_VERSION"));
        let mut tree = tree.map_err(|faults| Failure::bug(format!("what was lowered can't be printed: {faults:?}")))?;
        let wanted: Vec<_> = self.only.iter().map(|what| what.generator()).collect();
        if !wanted.is_empty() {
            tree = tree.only(&wanted);
        }
        let done = write_tree(&self.out, &tree, &wanted)?;
        for (path, why) in &done.kept {
            let why = match why {
                Kept::Foreign => "no build of ours wrote it); move it away to have ours",
                Kept::Edited => "it was changed by hand since); move it away to have ours",
                Kept::EditedStale => {
                    "it was changed by hand since, and nothing in the spec makes it any more); remove it if you don't need it"
                }
            };
            context.complain(&format!("left alone: {} ({why}", self.out.join(path.as_str()).display()))?;
        }
        let (written, unchanged, removed) = (done.write.len(), done.unchanged.len(), done.remove.len());
        context.say(&format!("{}: {} written, {unchanged} unchanged, {removed} removed", self.out.display(), n_of(written, "file")))?;
        let exit = if done.kept.is_empty() { Exit::Done } else { Exit::Findings };
        // The process ends here: the system takes memory back faster than it can be given back piece by piece.
        std::mem::forget((compile, tree));
        Ok(exit)
    }
}

impl What {
    const fn generator(self) -> Generator {
        match self {
            Self::Terraform => Generator::Terraform,
            Self::Kubernetes => Generator::Kubernetes,
            Self::Helm => Generator::Helm,
        }
    }
}

/// Brings a folder to what a tree says: files first, the listing last, so that a crash leaves nothing unlisted that is ours.
///
/// Where `only` names parts, files of the others stay as they are.
fn write_tree(out: &Path, tree: &Tree, only: &[Generator]) -> Result<mlpc_emit::WritePlan, Failure> {
    if let Some(name) = out.file_name().filter(|_| fs::symlink_metadata(out).is_err()) {
        return write_new(out, &out.with_file_name(format!(".{}.mlpc-{}", name.to_string_lossy(), std::process::id())), tree);
    }
    fs::create_dir_all(out).map_err(|error| refused::path("make the folder", out, &error))?;
    let root = fs::canonicalize(out).map_err(|error| refused::path("read", out, &error))?;
    stays_inside(&root, LISTING)?;
    let earlier = fs::read_to_string(out.join(LISTING)).map(|text| Listing::parse(&text)).unwrap_or_default();
    let disk = |path: &str| fs::read(out.join(path)).ok();
    let (ours, others) = if only.is_empty() { (earlier.clone(), Listing::default()) } else { earlier.split(only) };
    let mut plan = write_plan(tree, &ours, &disk);
    plan.listing.0.extend(others.0);
    let mut folder = "";
    for path in plan.write.iter().chain(&plan.remove) {
        // What stands in one folder follows each other. The last part may be a link: it is replaced or removed itself, not what it leads to.
        let (parent, _) = path.rsplit_once('/').unwrap_or_default();
        if parent != folder {
            stays_inside(&root, parent)?;
            folder = parent;
        }
    }
    let mut listed = earlier;
    listed.0.extend(plan.listing.0.clone());
    write_built(&out.join(LISTING), listed.text().as_bytes())?;
    let mut last_folder: Option<PathBuf> = None;
    for path in &plan.write {
        let Some(text) = tree.text(path) else { continue };
        let full = out.join(path.as_str());
        if let Some(parent) = full.parent()
            && last_folder.as_deref() != Some(parent)
        {
            fs::create_dir_all(parent).map_err(|error| refused::path("make the folder", parent, &error))?;
            last_folder = Some(parent.to_owned());
        }
        write_built(&full, text.as_bytes())?;
    }
    for path in &plan.remove {
        let full = out.join(path.as_str());
        fs::remove_file(&full).map_err(|error| refused::path("remove", &full, &error))?;
        remove_empty(out, Path::new(path.as_str()));
    }
    write_built(&out.join(LISTING), plan.listing.text().as_bytes())?;
    Ok(plan)
}

/// Makes the folder of a first build: under another name first, so that it is there as a whole or not at all, and no file needs that care of its own.
fn write_new(out: &Path, aside: &Path, tree: &Tree) -> Result<mlpc_emit::WritePlan, Failure> {
    let plan = write_plan(tree, &Listing::default(), &|_| None);
    fs::create_dir_all(aside).map_err(|error| refused::path("make the folder", out, &error))?;
    let write = || -> std::io::Result<()> {
        let mut last_folder = "";
        for path in &plan.write {
            let (folder, _) = path.rsplit_once('/').unwrap_or_default();
            if folder != last_folder {
                fs::create_dir_all(aside.join(folder))?;
                last_folder = folder;
            }
            fs::write(aside.join(path.as_str()), tree.text(path).unwrap_or_default())?;
        }
        fs::write(aside.join(LISTING), plan.listing.text())?;
        fs::rename(aside, out)
    };
    write().map_err(|error| {
        // What stands there is of no use to anybody, and that it can't be removed no news beside why it couldn't be written.
        let _ = fs::remove_dir_all(aside);
        refused::path("write", out, &error)
    })?;
    Ok(plan)
}

/// Refuses a path on which a link leads out of the folder: what stands behind it is not ours to write or to remove.
fn stays_inside(root: &Path, path: &str) -> Result<(), Failure> {
    let mut at = root.to_owned();
    for part in Path::new(path).components() {
        at.push(part);
        if !fs::symlink_metadata(&at).is_ok_and(|it| it.file_type().is_symlink()) {
            continue;
        }
        if !fs::canonicalize(&at).is_ok_and(|it| it.starts_with(root)) {
            let message =
                format!("{} is a link that leads out of {}; remove it, or build into another folder", at.display(), root.display());
            return Err(Failure::refused(message));
        }
    }
    Ok(())
}

/// Removes the folders of a removed file that are empty now.
fn remove_empty(out: &Path, path: &Path) {
    for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if fs::remove_dir(out.join(folder)).is_err() {
            break;
        }
    }
}
