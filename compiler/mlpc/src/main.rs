//! The command line: reads arguments, runs one command, ends with its exit code.

mod cli;
mod commands;
mod compile;
mod context;
mod costs;
mod engines;
mod exit;
mod global;
mod input;
mod nearest;
mod output;
mod planned;
mod post;
mod progress;
mod refused;
mod request;
mod run;
mod state;
mod trial;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::cli::Cli;
use crate::context::Context;
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_bug));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = error.print();
            return exit.into();
        }
    };
    if let Some(filter) = &cli.global.log {
        let filter = tracing_subscriber::EnvFilter::new(filter);
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    match outcome(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if !failure.message.is_empty() {
                let word = if failure.exit == Exit::Bug { "bug" } else { "error" };
                let _ = writeln!(std::io::stderr(), "{word}: {}", failure.message);
            }
            failure.exit.into()
        }
    }
}

/// What a command comes to; of a panic, which was reported, a bug.
fn outcome(cli: Cli) -> Result<Exit, Failure> {
    let bug = |_| Err(Failure::bug(String::new()));
    if cfg!(debug_assertions) {
        // The compile path recurses only on bounded depths, yet unoptimised frames are wide.
        let worker = std::thread::Builder::new().name("mlpc".to_owned()).stack_size(16 << 20).spawn(move || run(cli));
        return worker.map_err(|error| refused::system("start a thread", &error)).and_then(|thread| thread.join().unwrap_or_else(bug));
    }
    // On the first thread: the C library asks the system for other threads' memory page by page, which takes a third of a compile's system time.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(cli))).unwrap_or_else(bug)
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    let context = Context::new(cli.global, Cli::command)?;
    cli.command.run(&context)
}

/// A panic is a bug of ours: what is shown holds the place in our code and nothing of the spec or of any secret.
fn report_bug(info: &std::panic::PanicHookInfo<'_>) {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let _ = writeln!(
        std::io::stderr(),
        "bug: mlpc {} stopped at {place}. This is ours, not yours: a report with this line and the spec's smallest part that shows it is enough. \
         State and files on disk are as they were saved last.",
        env!("CARGO_PKG_VERSION"),
    );
}
