//! Which engine carries out each target, and what it wants to know before it begins.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use mlpc_engine::{Cancel, Reality, Route, Routes};
use mlpc_model::TargetEngine;
use mlpc_plan::{Action, Plan};
use mlpc_simulator::{Faults, Simulator};
use mlpc_terraform::{Program, Root, Scope, Settings, Terraform, TerraformError};
use smol_str::SmolStr;

use crate::compile::SoundCompile;
use crate::context::Context;
use crate::exit::Failure;
use crate::run::{Request, consent};
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
    pub(crate) fn of(compile: &SoundCompile, place: &Place, reality: Reality, request: &Request) -> Result<Self, Failure> {
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
        let roots = roots(compile, request.destroy)?;
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

    /// Lets Terraform plan, and compares: what it would do beyond our plan is shown, and what would be lost by it needs a new yes (MLP1003).
    pub(crate) async fn agree(&self, context: &Context, plan: &Plan, request: &Request, cancel: &Cancel) -> Result<bool, Failure> {
        let Self::Terraform { engine, targets } = self else { return Ok(true) };
        let mut beyond = String::new();
        let mut destroying = 0;
        for target in targets {
            let actions: Vec<&Action> = plan.actions.iter().filter(|action| action.place().target == *target).collect();
            if actions.is_empty() {
                continue;
            }
            context.say(&format!("terraform plan of {target} ({} actions)", actions.len()))?;
            let prepared = engine.prepare(target, &actions, Scope::Whole, cancel).await.map_err(refused)?;
            destroying += prepared.destroying().count();
            for surprise in &prepared.surprises {
                let _ = write!(beyond, "\n  {target}: {surprise}");
            }
        }
        if beyond.is_empty() {
            return Ok(true);
        }
        context
            .complain(&format!("MLP1007: terraform would do more than the plan above, because the cloud isn't as it was left:{beyond}"))?;
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

/// The file of a root that names versions, backend and provider.
const SETTINGS: &str = "terraform.tf";

/// Each target's configuration; of a destroy only its settings, so that everything in Terraform's state goes.
fn roots(compile: &SoundCompile, destroy: bool) -> Result<BTreeMap<SmolStr, Root>, Failure> {
    let tree = mlpc_project::emit(&compile.graph.as_ref(), &compile.compiled, &compile.loaded, env!("CARGO_PKG_VERSION"));
    let tree = tree.map_err(|faults| Failure::bug(format!("what was lowered can't be printed: {faults:?}")))?;
    let targets = mlpc_project::targets(&compile.compiled.platform, &compile.compiled);
    let root = |target: &mlpc_emit::TargetCx| {
        let mut root = Root::of_tree(&tree, &target.name, target.backend.is_none())?;
        root.files.retain(|name, _| !destroy || name == SETTINGS);
        Some((target.name.clone(), root))
    };
    Ok(targets.iter().filter_map(root).collect())
}

fn refused(error: TerraformError) -> Failure {
    Failure::refused(error.to_string())
}
