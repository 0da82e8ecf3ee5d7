//! `mlpc apply`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use mlpc_engine::read_plan;

use crate::compile::{Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::refused;
use crate::request::Request;
use crate::run::run;

/// Makes it so: plans, asks, and carries it out.
#[derive(Args, Debug)]
pub(crate) struct Apply {
    /// A plan saved by `mlpc plan --out`; carried out only if nothing it read has changed.
    #[arg(value_name = "PLANFILE")]
    plan: Option<PathBuf>,
    /// On a cloud that is a file on this machine.
    #[arg(long)]
    simulate: bool,
    /// How the run is made.
    #[command(flatten)]
    how: How,
}

/// What apply and destroy share.
#[derive(Args, Debug)]
pub(crate) struct How {
    /// Doesn't ask.
    #[arg(long)]
    auto_approve: bool,
    /// Calls in flight at most.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    parallelism: u16,
    /// Begins nothing more after this time.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Waits this long for the state's lock.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "0ms")]
    wait: Duration,
}

impl How {
    /// The request.
    pub(crate) fn request(&self, command: &'static str, destroy: bool, simulate: bool) -> Request {
        Request {
            command,
            destroy,
            simulate,
            auto_approve: self.auto_approve,
            parallelism: self.parallelism.into(),
            timeout: self.timeout,
            wait: self.wait,
            saved: None,
        }
    }
}

impl Apply {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let mut request = self.how.request("apply", false, self.simulate);
        if let Some(path) = &self.plan {
            let bytes = std::fs::read(path).map_err(|error| refused::path("read the plan", path, &error))?;
            let unreadable = |error| {
                Failure::refused(format!("{} is no plan that can be applied: {error}", path.display()))
                    .help("`mlpc plan --out FILE` saves one; to plan and apply at once leave the file out")
            };
            request.saved = Some(read_plan(&bytes).map_err(unreadable)?);
        }
        run(context, &compile, &request)
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let parsed = mlpc_units::Duration::parse(text).map_err(|error| error.message.clone())?;
    u64::try_from(parsed.milliseconds()).map(Duration::from_millis).map_err(|_| "a time to wait isn't negative".to_owned())
}
