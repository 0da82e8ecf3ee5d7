//! `mlpc graph`

use clap::{Args, ValueEnum};
use mlpc_report::graph;

use crate::compile::{Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Draws the graph: who needs whom.
#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// As what.
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
    /// One node a declaration, or one a resource.
    #[arg(long, value_enum, default_value_t = Level::Spec)]
    level: Level,
}

/// As what.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// A picture.
    Svg,
    /// For Graphviz.
    Dot,
    /// For Markdown on code hosts.
    Mermaid,
    /// Data.
    Json,
}

/// What a node is.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    /// A declaration.
    Spec,
    /// A resource.
    Resource,
}

impl Graph {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let level = match self.level {
            Level::Spec => graph::Level::Spec,
            Level::Resource => graph::Level::Resource,
        };
        let picture = graph::picture(compile.graph.get(), level);
        let text = match self.format {
            Format::Svg => graph::svg(&picture),
            Format::Dot => graph::dot(&picture),
            Format::Mermaid => graph::mermaid(&picture),
            Format::Json => graph::json(&picture),
        };
        context.print(&text)?;
        Ok(Exit::Done)
    }
}
