//! From the command line to a compiled platform: loads, compiles, shows findings, and hands out what is sound.

use mlpc_diag::{Diagnostics, Findings, Sound};
use mlpc_graph::ResourceGraph;
use mlpc_project::{Cache, Choice, Compiled, Files, Loaded, Options, Snapshot, Standard, load, snapshot};
use mlpc_report::diagnostics;
use mlpc_source::Sources;
use smol_str::SmolStr;

use crate::context::Context;
use crate::exit::Failure;

/// Whether the command is about one environment or about all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Strictness {
    /// Where environments are declared, `--env` must name one.
    Environment,
    /// All of them, unless `--env` names one.
    All,
}

/// One environment of a platform without errors.
#[derive(Debug)]
pub(crate) struct SoundCompile {
    /// What it lowers to, proved.
    pub(crate) graph: Sound<ResourceGraph>,
    /// The rest of the compile; its own graph was taken out.
    pub(crate) compiled: Compiled,
    /// The files.
    pub(crate) loaded: Loaded,
    /// The standard library, overlay applied.
    pub(crate) standard: Standard,
}

/// Loads and compiles what `-C` names.
pub(crate) fn whole(context: &Context, strictness: Strictness) -> Result<(Snapshot, Standard), Failure> {
    of_files(context, &context.files()?, strictness)
}

/// Loads and compiles files.
pub(crate) fn of_files(context: &Context, files: &dyn Files, strictness: Strictness) -> Result<(Snapshot, Standard), Failure> {
    let loaded = load(files, &mut Cache::default())?;
    if loaded.is_empty() {
        return Err(Failure::refused(format!("no `*.mlp.kdl` in {}: `mlpc init` starts a platform", files.place())));
    }
    let choice = choice(context, &loaded, strictness)?;
    let standard = Standard::of(&loaded).map_err(|errors| Failure::refused(errors.join("\n")))?;
    let options = Options { choice, set: context.set(), today: context.today.as_str().into() };
    let snapshot = snapshot(loaded, files, &standard, &options);
    Ok((snapshot, standard))
}

/// Which environments a command is about.
pub(crate) fn choice(context: &Context, loaded: &Loaded, strictness: Strictness) -> Result<Choice, Failure> {
    let names = || loaded.environments.iter().cloned().collect::<Vec<_>>().join(", ");
    match &context.env {
        Some(name) if loaded.environments.contains(name) => Ok(Choice::One(Some(name.into()))),
        Some(name) if loaded.environments.is_empty() => {
            Err(Failure::usage(format!("`--env {name}`: the platform declares no environment")))
        }
        Some(name) => Err(Failure::usage(format!("`--env {name}`: the environments are {}", names()))),
        None if loaded.environments.is_empty() => Ok(Choice::One(None)),
        None if strictness == Strictness::All => Ok(Choice::All),
        None => Err(Failure::usage(format!("which environment? Add `--env NAME`; there are {}", names()))),
    }
}

/// One environment, sound; with errors they are shown and there is nothing.
pub(crate) fn sound(context: &Context, strictness: Strictness) -> Result<Option<SoundCompile>, Failure> {
    let (snapshot, standard) = whole(context, strictness)?;
    sound_of(context, snapshot, standard)
}

/// The first environment of a snapshot, sound; with errors they are shown and there is nothing.
pub(crate) fn sound_of(context: &Context, snapshot: Snapshot, standard: Standard) -> Result<Option<SoundCompile>, Failure> {
    let Snapshot { loaded, compiled, findings } = snapshot;
    if findings.n_errors() > 0 {
        show(context, &findings, &loaded.sources)?;
        return Ok(None);
    }
    let Some(mut compiled) = compiled.into_iter().next() else { return Err(Failure::bug("no environment was compiled")) };
    let graph = std::mem::replace(&mut compiled.graph, ResourceGraph::empty());
    let graph = findings.certify(graph).ok_or_else(|| Failure::bug("findings without errors don't certify"))?;
    if !findings.standing.is_empty() {
        context.say(&diagnostics::findings(&findings, &loaded.sources, context.stderr_style()))?;
    }
    Ok(Some(SoundCompile { graph, compiled, loaded, standard }))
}

/// Shows what was found, in full, and the closing line.
pub(crate) fn show(context: &Context, findings: &Findings, sources: &Sources) -> Result<(), Failure> {
    context.complain(&diagnostics::findings(findings, sources, context.stderr_style()))?;
    context.complain(&diagnostics::summary(findings))
}

impl Context {
    /// `--set` as the compiler takes it.
    pub(crate) fn set(&self) -> Vec<(SmolStr, SmolStr)> {
        self.set.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// Findings of syntax alone, where no platform is compiled.
    pub(crate) fn settle_syntax(&self, out: Diagnostics, sources: &Sources) -> Findings {
        out.settle(&[], mlpc_check::waiver_rules(), &self.today, sources)
    }
}
