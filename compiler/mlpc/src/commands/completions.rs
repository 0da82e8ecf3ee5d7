//! `mlpc completions SHELL`

use clap::Args;
use clap_complete::Shell;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Prints a shell's completions.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// Which shell.
    shell: Shell,
}

impl Completions {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut (context.grammar)(), "mlpc", &mut script);
        context.print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
