//! `mlpc fmt [--check]`

use std::path::Path;

use clap::Args;
use mlpc_diag::Diagnostics;
use mlpc_project::Files as _;
use mlpc_report::diagnostics;
use mlpc_source::Sources;
use mlpc_units::n_of;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::output::write_whole;

/// Formats the spec's files, tests and libraries included; comments survive.
#[derive(Args, Debug)]
pub(crate) struct Fmt {
    /// Changes nothing; names what it would change and ends with 1 if there is any.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let files = context.files()?;
        let (mut changed, mut broken, mut seen) = (Vec::new(), false, 0);
        for path in files.list()?.into_iter().filter(|path| path.ends_with(".mlp.kdl")) {
            let Some(bytes) = files.read(&path)? else { continue };
            seen += 1;
            match formatted(&bytes) {
                Ok(text) if text.as_bytes() == &*bytes => {}
                Ok(text) => {
                    if !self.check {
                        write_whole(&files.root().join(&path), text.as_bytes())?;
                    }
                    changed.push(path);
                }
                Err(problems) => {
                    broken = true;
                    show(context, &path, &bytes, problems)?;
                }
            }
        }
        for path in &changed {
            if self.check {
                context.print(&format!("would format {path}\n"))?;
            } else {
                context.say(&format!("formatted {path}"))?;
            }
        }
        if seen == 0 {
            return Err(Failure::refused(format!(
                "no `*.mlp.kdl` below {}: `mlpc init` starts a platform",
                Path::new(files.root()).display()
            )));
        }
        if changed.is_empty() && !broken {
            context.say(&format!("{}, all formatted", n_of(seen, "file")))?;
        }
        Ok(if broken || (self.check && !changed.is_empty()) { Exit::Findings } else { Exit::Done })
    }
}

fn formatted(bytes: &[u8]) -> Result<String, Vec<mlpc_syntax::SyntaxProblem>> {
    let text = mlpc_syntax::check_bytes(bytes).map_err(|problem| vec![*problem])?;
    mlpc_syntax::format(text)
}

fn show(context: &Context, path: &str, bytes: &[u8], problems: Vec<mlpc_syntax::SyntaxProblem>) -> Result<(), Failure> {
    let mut sources = Sources::default();
    let file = sources.add(path, &*String::from_utf8_lossy(bytes));
    let mut out = Diagnostics::default();
    for problem in problems {
        out.push(problem.diagnostic(file));
    }
    let findings = context.settle_syntax(out, &sources);
    context.complain(&diagnostics::findings(&findings, &sources, context.stderr_style()))
}
