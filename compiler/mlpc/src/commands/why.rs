//! `mlpc why ADDR`

use clap::Args;
use mlpc_graph::Address;
use mlpc_report::why::{self, Row, WhyInput};

use crate::compile::{SoundCompile, Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::nearest::unknown;

/// Says which lines of the spec made a resource or declaration, or what follows from a field of one, what depends on it, whom it serves.
#[derive(Args, Debug)]
pub(crate) struct Why {
    /// `aws_iam_role.search_assistant__model-service`, `gpu-pool.h100`, `tenant.research.quota.h100`.
    address: String,
}

impl Why {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let SoundCompile { graph, compiled, loaded, standard } = &compile;
        let graph = graph.get();
        let (platform, catalog) = (&compiled.platform, &standard.catalog);
        let spec = platform.spec_view(&standard.kinds, &compiled.origins);
        let input = WhyInput { platform, spec: &spec, catalog, graph, origins: &compiled.origins, sources: &loaded.sources };
        let Some(mut rows) = why::why(input, &self.address) else {
            return Err(Failure::usage(unknown(&self.address, graph, &compiled.platform)));
        };
        let tree = mlpc_project::emit(&compile.graph.as_ref(), compiled, loaded, env!("CARGO_PKG_VERSION"));
        if let (Ok(address), Ok(tree)) = (Address::parse(&self.address), tree)
            && let Some(at) = mlpc_project::emitted(&address, graph, &tree)
        {
            rows.push(Row { label: "emitted", text: at, at: String::new() });
        }
        context.print(&why::human(&rows, context.stdout_style()))?;
        Ok(Exit::Done)
    }
}
