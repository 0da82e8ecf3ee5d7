//! `mlpc plan`

use std::path::PathBuf;

use clap::Args;
use mlpc_engine::codes::{drift, in_doubt};
use mlpc_engine::{self as engine, Cancel, PlanFile, load, write_plan};
use mlpc_plan::{Options, Prior};
use mlpc_project::FilesError;
use mlpc_report::cost::Costs;
use mlpc_terraform::Prepared;
use smol_str::SmolStr;

use super::against::Against;
use crate::compile::{SoundCompile, Strictness, of_files, sound, sound_of};
use crate::context::Context;
use crate::costs::costs;
use crate::engines::{Attachments, Engines, Wanted, against, attachment, beyond};
use crate::exit::{Exit, Failure};
use crate::input::{DiskFiles, GitFiles};
use crate::output::write_whole;
use crate::planned::{self, Format, Reality, View};
use crate::refused;
use crate::request::Request;
use crate::run::runtime;
use crate::state::{Place, reality_line};

/// Shows what would change, grouped by tenant and by the line of the spec that it follows from.
#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// Only these resources or declarations and what they need.
    #[arg(value_name = "ADDR")]
    addresses: Vec<String>,
    /// The same as ADDR.
    #[arg(long, value_name = "ADDR")]
    target: Vec<String>,
    /// What to compare with: `state`, a git revision, or a directory.
    #[arg(long, value_name = "state|REV|DIR", default_value = "state")]
    against: Against,
    /// Plans the removal of everything.
    #[arg(long)]
    destroy: bool,
    /// Reads what is really there, and plans for what differs.
    #[arg(long)]
    refresh: bool,
    /// Saves the plan for `mlpc apply FILE`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How it is written, on stdout.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Ends with 2 if there is anything to do.
    #[arg(long)]
    detailed_exitcode: bool,
}

impl Plan {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let targets: Vec<_> = self.addresses.iter().chain(&self.target).map(Into::into).collect();
        let mut options = Options { targets, destroy: self.destroy, ..Options::default() };
        if self.against != Against::State && (self.refresh || self.out.is_some()) {
            return Err(Failure::usage("--refresh and --out are about the state: they don't go with --against".to_owned()));
        }
        let mut found = Found::default();
        match &self.against {
            Against::State => self.look(context, &compile, &mut found)?,
            Against::Other(name) => match other_side(context, name)? {
                Some((prior, costs)) => {
                    found.prior = prior;
                    found.costs = Some(costs);
                }
                None => return Ok(Exit::Findings),
            },
        }
        options.hand_over_clusters = found.real;
        let prior = &found.prior;
        let mut prepared = Vec::new();
        if let (Some(engines), false) = (&found.engines, self.destroy) {
            let whole = Options { targets: Vec::new(), ..options.clone() };
            let plan = planned::make(context, &compile, prior, &whole, None)?.draft.plan;
            prepared = foresee(context, engines, &plan)?;
            let differs: Reality = prepared.iter().flat_map(|(_, it)| it.drift(prior)).collect();
            if let Some(drift) = drift::diagnose(&differs, prior.resources.len()) {
                context.complain(&Failure::found(&drift).message)?;
            }
            found.reality = Some(differs);
        }
        let planned = planned::make(context, &compile, prior, &options, found.reality.as_ref())?;
        let planned = planned::compared(planned, &compile, found.costs.as_ref());
        let view = View { format: self.format, opened: &options.targets, simulated: found.simulated, asked_for: true };
        planned::show(context, &compile, &planned, view)?;
        let Some(plan) = planned.draft.applicable() else {
            return Ok(Exit::Findings);
        };
        let prepared = against(prepared, plan);
        if let Some(beyond) = beyond(&prepared) {
            context.complain(&beyond)?;
        }
        let attachments = attached(&prepared)?;
        let simulate = if found.simulated { " --simulate" } else { "" };
        if let Some(path) = &self.out {
            write_whole(path, &write_plan(&PlanFile { plan: plan.clone(), attachments }))?;
            context.say(&format!("saved: mlpc{} apply{simulate} {}", context.chosen(), path.display()))?;
        }
        let changes = !plan.is_empty();
        let whole = options.targets.is_empty() && self.out.is_none();
        if changes && whole && self.format == Format::Human && self.against == Against::State && !self.destroy {
            let chosen = context.chosen();
            context.say(&format!("Apply it with: mlpc{chosen} apply{simulate}"))?;
            if found.empty {
                context.say(&format!("Try it without a cloud: mlpc{chosen} apply --simulate"))?;
            }
        }
        // The process ends here: the system takes memory back faster than it can be given back piece by piece.
        std::mem::forget((compile, prior, planned));
        Ok(if changes && self.detailed_exitcode { Exit::Changes } else { Exit::Done })
    }
}

/// What a plan starts from.
#[derive(Default)]
struct Found {
    prior: Prior,
    /// No run has written the state yet.
    empty: bool,
    /// The state is of real resources: what is in clusters is others' to apply.
    real: bool,
    /// It is of the simulator: what goes on with it has to say so.
    simulated: bool,
    reality: Option<Reality>,
    /// What the other side costs, where it is a spec; a state doesn't know.
    costs: Option<Costs>,
    /// The engines that plan on their own, where a refresh asks them.
    engines: Option<Engines>,
}

impl Plan {
    /// Reads the state and, for a refresh, what is really there.
    fn look(&self, context: &Context, compile: &SoundCompile, found: &mut Found) -> Result<(), Failure> {
        let place = Place::of_compile(context, compile)?;
        let (state, info) = load(&*place.store, &place.expect)?;
        found.real = info.reality == Some(engine::Reality::Real);
        found.simulated = info.reality == Some(engine::Reality::Simulated);
        found.empty = info.last.is_none();
        if let Some(line) = reality_line(&info) {
            context.say(&line)?;
        }
        if let Some(open) = in_doubt::open(&state) {
            context.complain(&Failure::found(&open).message)?;
        }
        if let (true, Some(reality)) = (self.refresh, info.reality) {
            let engines = Engines::of(compile, &place, &state.prior, reality, &Request::default())?;
            if found.real {
                found.engines = Some(engines);
            } else {
                let (differs, unreadable) = runtime()?.block_on(engine::drift(&state, &engines.routes(), 32));
                for (address, failure) in unreadable {
                    context.complain(&format!("{address} can't be read: {failure}"))?;
                }
                if let Some(drift) = drift::diagnose(&differs, state.prior.resources.len()) {
                    context.say(&Failure::found(&drift).message)?;
                }
                found.reality = Some(differs);
            }
        }
        found.prior = state.prior;
        Ok(())
    }
}

/// Lets the engines plan on their own.
fn foresee(context: &Context, engines: &Engines, plan: &mlpc_plan::Plan) -> Result<Vec<(SmolStr, Prepared)>, Failure> {
    runtime()?.block_on(engines.prepare(
        context,
        plan,
        &Attachments::new(),
        Wanted::All,
        &format!("mlpc{} plan --refresh", context.chosen()),
        &Cancel::default(),
    ))
}

/// The engines' own plans, for a saved one.
fn attached(prepared: &[(SmolStr, Prepared)]) -> Result<Attachments, Failure> {
    let mut attachments = Attachments::new();
    for (target, prepared) in prepared {
        attachments
            .insert(attachment(target), std::fs::read(&prepared.file).map_err(|error| refused::path("read", &prepared.file, &error))?);
    }
    Ok(attachments)
}

/// The graph of a git revision or of another directory, standing for the state, and its costs; `None` if it has errors, which are shown.
fn other_side(context: &Context, name: &str) -> Result<Option<(Prior, Costs)>, Failure> {
    let files = context.files()?;
    let directory = std::path::Path::new(name);
    let (snapshot, standard) = if directory.is_dir() {
        of_files(context, &DiskFiles::open(directory)?, Strictness::Environment)?
    } else {
        let revision = GitFiles::read(files.root(), files.only(), name);
        let revision = revision.map_err(|error| FilesError { reason: format!("it is no folder, and {}", error.reason), ..error })?;
        of_files(context, &revision, Strictness::Environment)?
    };
    let Some(base) = sound_of(context, snapshot, standard)? else { return Ok(None) };
    let view = mlpc_project::spec_view(&base.compiled, &base.standard, &base.loaded.sources);
    let prior = Prior::from_graph(base.graph.get(), &base.compiled.origins, &base.loaded.sources, view);
    Ok(Some((prior, costs(&base.compiled, &base.standard))))
}
