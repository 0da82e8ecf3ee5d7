//! `mlpc lsp`

use clap::Args;
use mlpc_lsp::{Ended, Settings};

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::refused;

/// Serves an editor on stdin and stdout, by the language server protocol.
#[derive(Args, Debug)]
pub(crate) struct Lsp {
    /// Taken for clients that say how they talk; there is no other way.
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Runs it until the editor ends the session.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Self { stdio: _ } = self;
        let set = context.set.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let given = context.global.today.as_ref().map(|_| context.today.clone());
        let today = move || given.clone().unwrap_or_else(crate::context::today).into();
        match mlpc_lsp::serve_stdio(Settings { set, today: Box::new(today) })
            .map_err(|error| refused::system("talk to the editor", &error))?
        {
            Ended::Cleanly => Ok(Exit::Done),
            Ended::Abruptly => Ok(Exit::Findings),
        }
    }
}
