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
    let text_of = |key: &str| {
        let metadata = resource.attrs.get("metadata").and_then(|it| it.as_map());
        metadata.and_then(|it| it.get(key)).and_then(|it| it.as_text()).map(|text| (key.to_owned(), text.to_owned()))
    };
    let wanted: Vec<(String, String)> = ["name", "namespace"].into_iter().filter_map(text_of).collect();
    let folder = match &resource.place.cluster {
        Some(cluster) if resource.in_cluster() => format!("kubernetes/{cluster}/"),
        _ => format!("{}/", resource.place.target),
    };
    tree.files.iter().filter(|(path, _)| path.starts_with(folder.as_str())).find_map(|(path, file)| {
        let lines: Vec<&str> = file.text.lines().collect();
        let at =
            lines.iter().enumerate().position(|(at, line)| *line == head && (!resource.in_cluster() || is_called(&lines, at, &wanted)))?;
        Some(format!("{path}:{}", at + 1))
    })
}

/// Whether the object whose `kind` stands on a line has these entries in its metadata: a name is one only in its namespace.
fn is_called(lines: &[&str], at: usize, wanted: &[(String, String)]) -> bool {
    let of_object = lines.iter().skip(at).take_while(|line| **line != "---");
    let metadata: Vec<&str> =
        of_object.skip_while(|line| **line != "metadata:").skip(1).take_while(|line| line.starts_with(' ')).copied().collect();
    let entry = |key: &str| {
        let mut entries = metadata.iter().filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
        entries.find(|(name, _)| *name == key).map(|(_, text)| text.trim_matches('"'))
    };
    wanted.iter().all(|(key, text)| entry(key) == Some(text))
}

/// Says that nothing has an address, and which is near.
pub(crate) fn unknown(address: &str, graph: &ResourceGraph, platform: &mlpc_model::Platform) -> String {
    let known = graph.resources().iter().map(|it| it.address.as_str()).chain(platform.decls.iter().map(|it| it.address.as_str()));
    let near =
        known.map(|it| (strsim::jaro_winkler(it, address), it)).filter(|(score, _)| *score > 0.85).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = near.map_or_else(|| "`mlpc graph --format json` lists all".to_owned(), |(_, it)| format!("did you mean `{it}`?"));
    format!("nothing has the address `{address}`; {hint}")
}
