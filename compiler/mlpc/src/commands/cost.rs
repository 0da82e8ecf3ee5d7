//! `mlpc cost`

use clap::{Args, ValueEnum};
use mlpc_report::cost;

use crate::compile::{Strictness, sound};
use crate::context::Context;
use crate::costs::costs;
use crate::exit::{Exit, Failure};

/// Says what the platform costs a month: at its minimum, as expected, at its maximum, and of which budget.
#[derive(Args, Debug)]
pub(crate) struct Cost {
    /// A row for each of these.
    #[arg(long, value_enum, default_value_t = By::Tenant)]
    by: By,
    /// As what.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// What a row is.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// A tenant, and the platform itself.
    Tenant,
    /// An owner.
    Team,
    /// A target.
    Target,
    /// A pool.
    Pool,
}

/// As what.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// The columns of FOCUS, for FinOps tools.
    Focus,
    /// Data.
    Json,
}

impl Cost {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let costs = costs(&compile.compiled, &compile.standard);
        let by = match self.by {
            By::Tenant => cost::By::Tenant,
            By::Team => cost::By::Team,
            By::Target => cost::By::Target,
            By::Pool => cost::By::Pool,
        };
        let text = match self.format {
            Format::Table => cost::table(&costs, by, context.global.verbose, context.stdout_style()),
            Format::Csv => cost::csv(&costs, by),
            Format::Focus => cost::focus(&costs, &context.today),
            Format::Json => cost::json(&costs, by),
        };
        context.print(&text)?;
        Ok(Exit::Done)
    }
}
