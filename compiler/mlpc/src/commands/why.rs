//! `mlpc why ADDR`

use clap::Args;
use mlpc_graph::{Address, ResourceGraph, ResourceKind};
use mlpc_report::why::{self, Row, WhyInput};

use crate::compile::{SoundCompile, Strictness, sound};
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Says which lines of the spec made a resource or declaration, what depends on it, whom it serves.
#[derive(Args, Debug)]
pub(crate) struct Why {
    /// `aws_iam_role.search_assistant__model-service`, `gpu-pool.h100`, `model-service.search/assistant`.
    address: String,
}

impl Why {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(compile) = sound(context, Strictness::Environment)? else { return Ok(Exit::Findings) };
        let SoundCompile { graph, compiled, loaded, standard } = &compile;
        let graph = graph.get();
        let (platform, catalog) = (&compiled.platform, &standard.catalog);
        let input = WhyInput { platform, catalog, graph, origins: &compiled.origins, sources: &loaded.sources };
        let Some(mut rows) = why::why(input, &self.address) else {
            return Err(Failure::usage(unknown(&self.address, graph, &compiled.platform)));
        };
        let tree = mlpc_project::emit(&compile.graph.as_ref(), compiled, loaded, env!("CARGO_PKG_VERSION"));
        if let (Ok(address), Ok(tree)) = (Address::parse(&self.address), tree)
            && let Some(at) = emitted(&address, graph, &tree)
        {
            rows.push(Row { label: "emitted", text: at, at: String::new() });
        }
        context.print(&why::human(&rows, context.stdout_style()))?;
        Ok(Exit::Done)
    }
}

/// `FILE:LINE` below the build's folder where a resource is printed.
fn emitted(address: &Address, graph: &ResourceGraph, tree: &mlpc_emit::Tree) -> Option<String> {
    let resource = graph.get(address)?;
    let kind = address.kind();
    let head = match &resource.kind {
        ResourceKind::Managed => format!("resource \"{kind}\" \"{}\" {{", address.name()),
        ResourceKind::Data => format!("data \"{}\" \"{}\" {{", kind.trim_start_matches("data."), address.name()),
        ResourceKind::Helm(chart) => {
            let cluster = resource.place.cluster.as_ref()?;
            return Some(format!("helm/{cluster}/{}/values.yaml", chart.release));
        }
        ResourceKind::Object { kind, .. } => format!("kind: {kind}"),
    };
    let name = resource.attrs.get("metadata").and_then(|it| it.as_map()).and_then(|it| it.get("name")).and_then(|it| it.as_text());
    let folder = match &resource.place.cluster {
        Some(cluster) if resource.in_cluster() => format!("kubernetes/{cluster}/"),
        _ => format!("{}/", resource.place.target),
    };
    tree.files.iter().filter(|(path, _)| path.starts_with(folder.as_str())).find_map(|(path, file)| {
        let lines: Vec<&str> = file.text.lines().collect();
        let at = lines.iter().enumerate().position(|(at, line)| {
            // The name of an object stands a few lines below its kind.
            let named = || name.is_none_or(|name| lines.iter().skip(at).take(8).any(|line| line.trim() == format!("name: {name}")));
            *line == head && named()
        })?;
        Some(format!("{path}:{}", at + 1))
    })
}

/// Says that nothing has an address, and which is near.
pub(crate) fn unknown(address: &str, graph: &ResourceGraph, platform: &mlpc_model::Platform) -> String {
    let known = graph.resources().iter().map(|it| it.address.as_str()).chain(platform.decls.iter().map(|it| it.address.as_str()));
    let near =
        known.map(|it| (strsim::jaro_winkler(it, address), it)).filter(|(score, _)| *score > 0.85).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = near.map_or_else(|| "`mlpc graph --format json` lists all".to_owned(), |(_, it)| format!("did you mean `{it}`?"));
    format!("nothing has the address `{address}`; {hint}")
}
