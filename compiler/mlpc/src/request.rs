//! What a run is asked to do, and whether the user agrees.

use std::io::BufRead as _;
use std::time::Duration;

use mlpc_engine::PlanFile;

use crate::context::Context;
use crate::exit::Failure;
use crate::refused;

/// How a run is made.
#[derive(Clone, Default, Debug)]
pub(crate) struct Request {
    /// The command's name, for the lock.
    pub(crate) command: &'static str,
    /// Removes everything.
    pub(crate) destroy: bool,
    /// On the simulated cloud.
    pub(crate) simulate: bool,
    /// Without asking.
    pub(crate) auto_approve: bool,
    /// Calls in flight at most.
    pub(crate) parallelism: usize,
    /// How long the run may take.
    pub(crate) timeout: Option<Duration>,
    /// How long to wait for the lock.
    pub(crate) wait: Duration,
    /// A saved plan, to be carried out as it was reviewed.
    pub(crate) saved: Option<PlanFile>,
}

impl Request {
    /// The command as it is to be given again: a simulated state takes nothing else.
    pub(crate) fn again(&self) -> String {
        format!("{}{}", self.command, if self.simulate && !self.destroy { " --simulate" } else { "" })
    }
}

/// Asks; only `yes` is one.
pub(crate) fn consent(context: &Context, request: &Request) -> Result<bool, Failure> {
    context.complain(&format!("{} it? Only \"yes\" does:", if request.destroy { "Destroy" } else { "Apply" }))?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| refused::system("read the answer", &error))?;
    Ok(line.trim() == "yes")
}
