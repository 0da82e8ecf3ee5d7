//! Which engine carries out each target, and what it wants to know before it begins.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use mlpc_engine::codes::call_failed::Halted;
use mlpc_engine::{Cancel, Reality, Route, Routes, codes};
use mlpc_model::TargetEngine;
use mlpc_plan::{Action, Plan, Prior};
use mlpc_simulator::{Faults, Simulator};
use mlpc_terraform::{Prepared, Program, Root, Scope, Settings, Terraform, TerraformError};
use mlpc_units::n_of;
use smol_str::SmolStr;

use crate::compile::SoundCompile;
use crate::context::Context;
use crate::exit::Failure;
use crate::request::{Request, consent};
use crate::state::Place;

/// The engines of one run.
pub(crate) enum Engines {
    /// Everything goes to the cloud on this machine.
    Simulator(Arc<Simulator>),
    /// Each target's cloud part goes to Terraform.
    Terraform {
        /// Terraform.
        engine: Arc<Terraform>,
        /// The targets that have a root.
        targets: Vec<SmolStr>,
    },
}

impl Engines {
    /// The engines for a compile.
    pub(crate) fn of(compile: &SoundCompile, place: &Place, prior: &Prior, reality: Reality, request: &Request) -> Result<Self, Failure> {
        if reality == Reality::Simulated {
            let simulator = Simulator::open(&place.simulator(), Faults::default()).map_err(|error| Failure::refused(error.to_string()))?;
            return Ok(Self::Simulator(Arc::new(simulator)));
        }
        let direct = compile.compiled.platform.targets.iter().find(|target| target.engine.value == TargetEngine::Direct);
        if let Some(target) = direct {
            return Err(Failure::refused(format!(
                "MLP0805: target.{} has engine=\"direct\", which this build lacks; engine=\"terraform\" applies it, mlpc apply --simulate rehearses it",
                target.name
            )));
        }
        let roots = roots(compile, prior, request.destroy)?;
        let targets = roots.keys().cloned().collect();
        let settings = Settings {
            program: Program::find().map_err(refused)?,
            base: place.folder.join("terraform"),
            parallelism: Some(request.parallelism),
            lock_wait: request.wait.max(Duration::from_secs(10)),
        };
        Ok(Self::Terraform { engine: Arc::new(Terraform::new(settings, roots)), targets })
    }

    /// Where actions go.
    pub(crate) fn routes(&self) -> Routes {
        match self {
            Self::Simulator(simulator) => Routes::all_to(simulator.clone()),
            Self::Terraform { engine, targets } => {
                let route = |target: &SmolStr| (target.clone(), Route::Executor(engine.clone()));
                Routes { targets: targets.iter().map(route).collect(), default: None }
            }
        }
    }

    /// Lets each target's own planner plan, or takes up what a saved plan has of it.
    pub(crate) async fn prepare(
        &self,
        context: &Context,
        plan: &Plan,
        saved: &Attachments,
        scope: Wanted,
        resume: &str,
        cancel: &Cancel,
    ) -> Result<Vec<(SmolStr, Prepared)>, Failure> {
        let Self::Terraform { engine, targets } = self else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for target in targets {
            let actions: Vec<&Action> = plan.actions.iter().filter(|action| action.place().target == *target).collect();
            if actions.is_empty() && scope == Wanted::Planned {
                continue;
            }
            context.say(&format!("terraform plan of {target} ({})", n_of(actions.len(), "action")))?;
            let prepared = match saved.get(&attachment(target)) {
                Some(bytes) => engine.restore(target, bytes, &actions, cancel).await,
                None => engine.prepare(target, &actions, Scope::Whole, cancel).await,
            };
            let counts = (actions.len(), plan.actions.len());
            let prepared = prepared.map_err(|error| failed(target, error, engine, counts, resume))?;
            all.push((target.clone(), prepared));
        }
        Ok(all)
    }

    /// Compares: what Terraform would do beyond our plan is shown, and what would be lost by it needs a new yes (MLP1003).
    pub(crate) async fn agree(
        &self,
        context: &Context,
        plan: &Plan,
        saved: &Attachments,
        request: &Request,
        cancel: &Cancel,
    ) -> Result<bool, Failure> {
        let prepared =
            self.prepare(context, plan, saved, Wanted::Planned, &format!("mlpc{} {}", context.chosen(), request.command), cancel).await?;
        let destroying: usize = prepared.iter().map(|(_, it)| it.destroying().count()).sum();
        let Some(beyond) = beyond(&prepared) else { return Ok(true) };
        context.complain(&beyond)?;
        if destroying == 0 {
            return Ok(true);
        }
        if request.auto_approve {
            return Err(Failure::refused(format!(
                "MLP1003: {destroying} of these destroy or replace, and nobody said yes to them; run mlpc {} without --auto-approve",
                request.command
            )));
        }
        consent(context, request)
    }
}

/// What was prepared for one plan, beside another.
pub(crate) fn against(prepared: Vec<(SmolStr, Prepared)>, plan: &Plan) -> Vec<(SmolStr, Prepared)> {
    let beside = |(target, prepared): (SmolStr, Prepared)| {
        let actions: Vec<&Action> = plan.actions.iter().filter(|action| action.place().target == target).collect();
        (target, prepared.against(&actions))
    };
    prepared.into_iter().map(beside).collect()
}

/// Which targets are planned by their own planner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// Those with actions.
    Planned,
    /// All: a refresh looks for drift where nothing is to be done, too.
    All,
}

/// What a saved plan carries for engines, by name.
pub(crate) type Attachments = BTreeMap<String, Vec<u8>>;

/// The name of Terraform's own plan among the attachments.
pub(crate) fn attachment(target: &str) -> String {
    format!("terraform/{target}")
}

/// What Terraform would do beyond the plan (MLP1007); `None` if nothing.
pub(crate) fn beyond(prepared: &[(SmolStr, Prepared)]) -> Option<String> {
    let mut lines = String::new();
    for (target, prepared) in prepared {
        for surprise in &prepared.surprises {
            let _ = write!(lines, "\n  {target}: {surprise}");
        }
    }
    (!lines.is_empty()).then(|| format!("MLP1007: terraform would do more than the plan, because the cloud isn't as it was left:{lines}"))
}

/// The file of a root that names versions, backend and provider.
const SETTINGS: &str = "terraform.tf";

/// Each target's configuration, with what the state still holds; of a destroy only its settings, so that everything in Terraform's state goes.
fn roots(compile: &SoundCompile, prior: &Prior, destroy: bool) -> Result<BTreeMap<SmolStr, Root>, Failure> {
    let mut targets = mlpc_project::targets(&compile.compiled.platform, &compile.compiled);
    let removed: BTreeSet<&SmolStr> = compile.compiled.platform.removed.iter().map(|it| &it.removed.value).collect();
    for target in &mut targets {
        let held = prior.resources.iter().filter(|(_, record)| record.place.target == target.name);
        let forgotten =
            held.clone().filter(|(address, record)| removed.contains(&record.owner) || removed.iter().any(|it| *it == address.as_str()));
        target.removed = forgotten.map(|(address, _)| address.clone()).collect();
        *target = target.clone().holding(held.map(|(address, _)| address));
    }
    let locals: BTreeMap<SmolStr, bool> = targets.iter().map(|target| (target.name.clone(), target.backend.is_none())).collect();
    let tree = mlpc_project::emit_with(&compile.graph.as_ref(), &compile.compiled, &compile.loaded, env!("CARGO_PKG_VERSION"), targets);
    let tree = tree.map_err(|faults| Failure::bug(format!("what was lowered can't be printed: {faults:?}")))?;
    let root = |(name, local): (SmolStr, bool)| {
        let mut root = Root::of_tree(&tree, &name, local)?;
        root.files.retain(|file, _| !destroy || file == SETTINGS);
        Some((name, root))
    };
    Ok(locals.into_iter().filter_map(root).collect())
}

/// MLP1004 with Terraform's own lines where it ran and failed; else what the world refused.
fn failed(target: &str, error: TerraformError, engine: &Terraform, counts: (usize, usize), resume: &str) -> Failure {
    let Some((program, lines)) = error.run() else { return refused(error) };
    let (name, command) = program.split_once(' ').unwrap_or((&program, ""));
    let more = format!("{name} -chdir={} {command}", engine.folder(target).display());
    let failure = mlpc_engine::Failure::from(error);
    let (n_own, n_all) = counts;
    let halted = Halted { program: &program, target, lines: &lines, failure: &failure, more: more.trim_end(), n_own, n_all, resume };
    Failure::found(&codes::call_failed::diagnose_program(&halted))
}

fn refused(error: TerraformError) -> Failure {
    Failure::refused(error.to_string())
}
