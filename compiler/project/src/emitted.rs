//! Where in the emitted files a resource stands.

use mlpc_emit::Tree;
use mlpc_graph::{Address, ResourceGraph, ResourceKind};

/// `FILE:LINE` below the build's folder where a resource is printed.
pub fn emitted(address: &Address, graph: &ResourceGraph, tree: &Tree) -> Option<String> {
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
        let at = lines
            .iter()
            .enumerate()
            .position(|(at, line)| is_head(line, &head) && (!resource.in_cluster() || is_called(&lines, at, &wanted)))?;
        Some(format!("{path}:{}", at + 1))
    })
}

/// Whether a line begins a resource; the block of one without attributes ends there, too.
fn is_head(line: &str, head: &str) -> bool {
    line.strip_prefix(head).is_some_and(|rest| rest.is_empty() || (rest == "}" && head.ends_with('{')))
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
