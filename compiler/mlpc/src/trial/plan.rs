//! `plan`: how many resources a plan adds, changes, replaces and destroys.

use mlpc_engine::codes;
use mlpc_graph::ResourceGraph;
use mlpc_model::Val;
use mlpc_plan::{Counts, Options as PlanOptions, Prior};
use mlpc_project::{Cache, PlanRequest, Snapshot, Standard, load, snapshot};
use mlpc_source::Span;

use super::{Outcome, Trial, broken, statements, text};
use crate::exit::Failure;
use crate::input::GitFiles;

/// A `plan` as it is written.
struct Said {
    span: Span,
    from: String,
    counts: Vec<(&'static str, i64)>,
}

pub(super) fn run(trial: Trial<'_>, outcome: &mut Outcome) -> Result<(), Failure> {
    let Some(compiled) = trial.snapshot.first() else { return Ok(()) };
    let said: Vec<Said> = statements(compiled, trial.test, "plan")
        .map(|(_, fields, span)| {
            let counts = ["add", "change", "replace", "destroy"].into_iter().filter_map(|name| match fields.get(name)?.val {
                Val::Int(n) => Some((name, n)),
                _ => None,
            });
            Said { span, from: text(fields, "from").unwrap_or("empty").to_owned(), counts: counts.collect() }
        })
        .collect();
    if said.is_empty() {
        return Ok(());
    }
    if let Some(why) = broken(&trial.snapshot.findings) {
        outcome.failed.extend(said.into_iter().map(|said| (said.span, why.clone())));
        return Ok(());
    }
    let priors: Vec<Result<Prior, String>> = said.iter().map(|said| prior(&trial, &said.from)).collect();
    let Trial { snapshot, standard, options, .. } = trial;
    let Snapshot { loaded, compiled, findings } = snapshot;
    let Some(mut compiled) = compiled.into_iter().next() else { return Ok(()) };
    let graph = std::mem::replace(&mut compiled.graph, ResourceGraph::empty());
    let graph = findings.certify(graph).ok_or_else(|| Failure::bug("findings without errors don't certify"))?;
    let digest = mlpc_project::spec_digest(&loaded, compiled.environment.as_deref(), &options.set);
    let removed = compiled.platform.removed.iter().map(|it| it.removed.value.clone()).collect();
    let plan_options = PlanOptions { removed, ..PlanOptions::default() };
    for (said, prior) in said.iter().zip(priors) {
        let made = prior.and_then(|prior| {
            let request = PlanRequest {
                graph: &graph,
                prior: &prior,
                compiled: &compiled,
                loaded: &loaded,
                standard,
                digest: &digest,
                reality: None,
            };
            let draft = mlpc_project::plan(&request, &plan_options).map_err(|_| "the plan names targets nobody asked for".to_owned())?;
            let refused =
                || codes::obstacles(&draft, false).iter().map(|it| format!("{}: {}", it.rule.code, it.message)).collect::<Vec<_>>();
            draft.applicable().map(mlpc_plan::Plan::counts).ok_or_else(|| format!("the plan is refused: {}", refused().join("; ")))
        });
        match made {
            Ok(counts) => outcome.failed.extend(differences(said, counts)),
            Err(why) => outcome.failed.push((said.span, why)),
        }
    }
    Ok(())
}

/// What a plan starts from.
fn prior(trial: &Trial<'_>, from: &str) -> Result<Prior, String> {
    if from == "empty" {
        return Ok(Prior::default());
    }
    let files = GitFiles::read(trial.files.root(), trial.files.only(), from).map_err(|error| error.to_string())?;
    let loaded = load(&files, &mut Cache::default()).map_err(|error| error.to_string())?;
    let standard = Standard::of(&loaded).map_err(|errors| errors.join("; "))?;
    let base = snapshot(loaded, &files, &standard, trial.options);
    if let Some(why) = broken(&base.findings) {
        return Err(format!("at {from}: {why}"));
    }
    let Some(compiled) = base.first() else { return Err(format!("at {from} nothing was compiled")) };
    let view = mlpc_project::spec_view(compiled, &standard, &base.loaded.sources);
    Ok(Prior::from_graph(&compiled.graph, &compiled.origins, &base.loaded.sources, view))
}

/// The counts that don't agree, as one sentence.
fn differences(said: &Said, counts: Counts) -> Option<(Span, String)> {
    let found = |name: &str| match name {
        "add" => counts.create,
        "change" => counts.update,
        "replace" => counts.replace,
        _ => counts.delete,
    };
    let differs = |(name, n): &(&'static str, i64)| i64::try_from(found(name)).ok() != Some(*n);
    let parts: Vec<String> =
        said.counts.iter().filter(|it| differs(it)).map(|(name, n)| format!("{name}={}, not {n}", found(name))).collect();
    (!parts.is_empty()).then(|| (said.span, format!("the plan from {} has {}", said.from, parts.join(" and "))))
}
