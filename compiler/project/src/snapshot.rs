//! One state of a platform's files taken through all stages, in one environment or in all.

use std::collections::BTreeMap;

use mlpc_diag::{Diagnostic, Diagnostics, Findings, Waiver};
use mlpc_sema::TestAt;
use mlpc_source::Span;
use rayon::prelude::*;
use smol_str::SmolStr;

use crate::Files;
use crate::compile::{Compiled, Depth, Stage, Standard, Watch, compile};
use crate::load::Loaded;
use crate::options::{Choice, Options};

/// Everything that is known about one state of the files. Immutable: a new edit makes a new snapshot.
#[derive(Debug)]
pub struct Snapshot {
    /// The files.
    pub loaded: Loaded,
    /// A compile an environment, in order of name.
    pub compiled: Vec<Compiled>,
    /// What was found in all of them, waivers applied.
    pub findings: Findings,
}

impl Snapshot {
    /// The only compile, or the first environment's: what an editor shows numbers of.
    pub fn first(&self) -> Option<&Compiled> {
        self.compiled.first()
    }
}

/// Takes loaded files through the stages.
pub fn snapshot(loaded: Loaded, files: &dyn Files, standard: &Standard, options: &Options) -> Snapshot {
    watched(loaded, files, standard, options, &|_| ())
}

/// The same, telling `watch` where it is.
pub fn watched(loaded: Loaded, files: &dyn Files, standard: &Standard, options: &Options, watch: Watch<'_>) -> Snapshot {
    taken(loaded, files, standard, options, Depth::Resources, watch)
}

/// Takes loaded files to the typed platform and the rules on it, in a fraction of a [`snapshot`]'s time: nothing is lowered, and a waiver isn't
/// called unused, as what it hides may come later.
pub fn survey(loaded: Loaded, files: &dyn Files, standard: &Standard, options: &Options) -> Snapshot {
    let mut survey = taken(loaded, files, standard, options, Depth::Platform, &|_| ());
    survey.findings.standing.retain(|it| it.rule != mlpc_check::waiver_rules().unused);
    survey
}

/// Takes loaded files and what one of their tests declares through the stages.
pub fn tried(loaded: Loaded, files: &dyn Files, standard: &Standard, options: &Options, test: TestAt) -> Snapshot {
    taken(loaded, files, standard, options, Depth::Test(test), &|_| ())
}

fn taken(loaded: Loaded, files: &dyn Files, standard: &Standard, options: &Options, depth: Depth, watch: Watch<'_>) -> Snapshot {
    let environments: Vec<Option<SmolStr>> = match &options.choice {
        Choice::One(environment) => vec![environment.clone()],
        Choice::All if loaded.environments.is_empty() => vec![None],
        Choice::All => loaded.environments.iter().map(|name| Some(name.into())).collect(),
    };
    let one = |env: &Option<SmolStr>| compile(&loaded, files, standard, env.clone(), options, depth, watch);
    let mut compiled: Vec<Compiled> = match environments.as_slice() {
        // Here, not on a thread of the pool: this one's memory is cheaper.
        [only] => vec![one(only)],
        several => several.par_iter().map(one).collect(),
    };
    let mut out = Diagnostics::default();
    loaded.report(&mut out);
    for diagnostic in merge(&mut compiled) {
        out.push(diagnostic);
    }
    let waivers = waivers(&compiled);
    let mut findings = out.settle(&waivers, mlpc_check::waiver_rules(), &options.today, &loaded.sources);
    say_when_alone(&mut findings);
    watch(Stage::Settle);
    Snapshot { loaded, compiled, findings }
}

/// After a block that is never closed people expect more to come: where nothing does, its note says so.
fn say_when_alone(findings: &mut Findings) {
    if let [only] = findings.standing.as_mut_slice()
        && only.rule.code == mlpc_syntax::codes::unclosed_block::RULE.code
        && let Some(note) = only.notes.last_mut()
    {
        note.push_str("; this is the only finding");
    }
}

/// What all compiles found; a finding that doesn't hold in every environment names those in which it does.
fn merge(compiled: &mut [Compiled]) -> Vec<Diagnostic> {
    let n = compiled.len();
    let mut merged: Vec<(Diagnostic, Vec<SmolStr>)> = Vec::new();
    let mut seen: BTreeMap<(&'static str, String, Option<Span>), usize> = BTreeMap::new();
    for compile in compiled {
        let environment = compile.environment.clone().unwrap_or_default();
        for diagnostic in std::mem::take(&mut compile.out) {
            let key = (diagnostic.rule.code, diagnostic.message.clone(), diagnostic.primary().map(|label| label.span));
            let at = *seen.entry(key).or_insert_with(|| {
                merged.push((diagnostic, Vec::new()));
                merged.len() - 1
            });
            if let Some((_, environments)) = merged.get_mut(at)
                && environments.last() != Some(&environment)
            {
                environments.push(environment.clone());
            }
        }
    }
    let finish = |(mut diagnostic, environments): (Diagnostic, Vec<SmolStr>)| {
        if environments.len() < n {
            diagnostic.environments = environments;
        }
        diagnostic
    };
    merged.into_iter().map(finish).collect()
}

/// The waivers of all environments, each once.
fn waivers(compiled: &[Compiled]) -> Vec<Waiver> {
    let mut waivers: Vec<Waiver> = Vec::new();
    for waiver in compiled.iter().flat_map(|compile| &compile.waivers) {
        if waivers.iter().all(|it| it.span != waiver.span || it.on != waiver.on) {
            waivers.push(waiver.clone());
        }
    }
    waivers
}
