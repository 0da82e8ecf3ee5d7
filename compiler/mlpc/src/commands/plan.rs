//! `mlpc plan`

use clap::Args;
use mlpc_engine::{Reality, load};
use mlpc_plan::{Options, Prior};

use crate::commands::Against;
use crate::compile::{SoundCompile, Strictness, of_files, sound, sound_of};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::input::{DiskFiles, GitFiles};
use crate::planned::{self, Format};
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
    /// How it is written; all but `human` go to stdout.
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
        let mut empty_state = false;
        let prior = match &self.against {
            Against::State => {
                let place = place(context, &compile)?;
                let (state, info) = load(&*place.store, &place.expect)?;
                options.hand_over_clusters = info.reality == Some(Reality::Real);
                empty_state = info.last.is_none();
                if let Some(line) = reality_line(&info) {
                    context.say(&line)?;
                }
                if !state.in_doubt.is_empty() {
                    context.say(&format!(
                        "MLP1006: a run was cut off during {} calls; mlpc apply looks them up first",
                        state.in_doubt.len()
                    ))?;
                }
                state.prior
            }
            Against::Other(name) => match other_side(context, name)? {
                Some(prior) => prior,
                None => return Ok(Exit::Findings),
            },
        };
        let planned = planned::make(context, &compile, &prior, &options)?;
        planned::show(context, &planned, self.format, &options.targets)?;
        let changes = !planned.plan.is_empty();
        if changes && self.format == Format::Human && self.against == Against::State && !self.destroy {
            let chosen = chosen(context);
            context.say(&format!("Apply it with: mlpc{chosen} apply"))?;
            if empty_state {
                context.say(&format!("Try it without a cloud: mlpc{chosen} apply --simulate"))?;
            }
        }
        Ok(if changes && self.detailed_exitcode { Exit::Changes } else { Exit::Done })
    }
}

/// The options of this call that the next one needs too.
pub(crate) fn chosen(context: &Context) -> String {
    let mut text = String::new();
    if context.global.path.as_os_str() != "." {
        text.push_str(&format!(" -C {}", context.global.path.display()));
    }
    if let Some(env) = &context.env {
        text.push_str(&format!(" --env {env}"));
    }
    text
}

/// The state of a compile.
pub(crate) fn place(context: &Context, compile: &SoundCompile) -> Result<Place, Failure> {
    Place::of(&compile.compiled.platform, compile.compiled.environment.as_ref(), context.files()?.root())
}

/// The graph of a git revision or of another directory, standing for the state; `None` if it has errors, which are shown.
fn other_side(context: &Context, name: &str) -> Result<Option<Prior>, Failure> {
    let files = context.files()?;
    let directory = std::path::Path::new(name);
    let (snapshot, standard) = if directory.is_dir() {
        of_files(context, &DiskFiles::open(directory)?, Strictness::Environment)?
    } else {
        of_files(context, &GitFiles::read(files.root(), files.only(), name)?, Strictness::Environment)?
    };
    let Some(base) = sound_of(context, snapshot, standard)? else { return Ok(None) };
    let view = mlpc_project::spec_view(&base.compiled, &base.standard, &base.loaded.sources);
    Ok(Some(Prior::from_graph(base.graph.get(), &base.compiled.origins, &base.loaded.sources, view)))
}
