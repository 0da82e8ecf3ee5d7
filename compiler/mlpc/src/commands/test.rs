//! `mlpc test`

use clap::{Args, ValueEnum};
use mlpc_diag::Diagnostics;
use mlpc_project::{Cache, Choice, Loaded, Options, Standard, load, tests};
use mlpc_report::tests::{self as view, Case, Outcome};
use smol_str::SmolStr;

use crate::compile::{Strictness, choice, show};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::input::DiskFiles;
use crate::trial::{self, Trial};

/// Runs the tests in the platform's `*.test.mlp.kdl`, without a cloud.
#[derive(Args, Debug)]
pub(crate) struct Test {
    /// How results are written; `json` goes to stdout.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How results are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people, on stderr.
    Human,
    /// One JSON document.
    Json,
}

impl Test {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let files = context.files()?;
        let loaded = load(&files, &mut Cache::default())?;
        let choice = choice(context, &loaded, Strictness::All)?;
        let standard = Standard::of(&loaded).map_err(|errors| Failure::refused(errors.join("\n")))?;
        let mut out = Diagnostics::default();
        loaded.report(&mut out);
        let tests = tests(&loaded, &mut out);
        if out.has_errors() {
            show(context, &context.settle_syntax(out, &loaded.sources), &loaded.sources)?;
            return Ok(Exit::Findings);
        }
        if tests.is_empty() && self.format == Format::Human {
            context.say("no tests: they are written in files named `*.test.mlp.kdl`")?;
            return Ok(Exit::Done);
        }
        let cases: Vec<Case> =
            tests.iter().map(|test| case(context, &files, &loaded, &standard, (test, &choice))).collect::<Result<_, _>>()?;
        match self.format {
            Format::Human => context.print(&view::human(&cases, context.stdout_style()))?,
            Format::Json => context.print(&view::json(&cases))?,
        }
        let failed = view::count(&cases, Outcome::Failed) > 0;
        Ok(if failed { Exit::Findings } else { Exit::Done })
    }
}

/// Tries one test in each environment that it is about.
fn case(
    context: &Context,
    files: &DiskFiles,
    loaded: &Loaded,
    standard: &Standard,
    (test, choice): (&mlpc_project::Test, &Choice),
) -> Result<Case, Failure> {
    let environments: Vec<Option<SmolStr>> = match (&test.env, choice) {
        (Some(name), _) => vec![Some(name.clone())],
        (None, Choice::One(name)) => vec![name.clone()],
        (None, Choice::All) => loaded.environments.iter().map(|name| Some(name.into())).collect(),
    };
    let several = environments.len() > 1;
    let mut case = Case { name: test.name.to_string(), at: loaded.sources.at(test.span), failed: Vec::new(), not_run: Vec::new() };
    for environment in environments {
        let set = context.set().into_iter().chain(test.set.iter().cloned()).collect();
        let options = Options { choice: Choice::One(environment.clone()), set, today: context.today.as_str().into() };
        let snapshot = mlpc_project::tried(loaded.clone(), files, standard, &options, test.at);
        let shown = environment.filter(|_| several).map(|name| name.to_string());
        let result = trial::run(Trial { snapshot, files, standard, options: &options, test })?;
        let statement = |(span, message)| trial::statement(&loaded.sources, span, message, shown.clone());
        case.failed.extend(result.failed.into_iter().map(statement));
        for (span, message) in result.not_run {
            let statement = trial::statement(&loaded.sources, span, message, None);
            if !case.not_run.contains(&statement) {
                case.not_run.push(statement);
            }
        }
    }
    Ok(case)
}
