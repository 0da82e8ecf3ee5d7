//! Addresses that nothing has.

use mlpc_graph::ResourceGraph;

/// Says that nothing has an address, and which is near.
pub(crate) fn unknown(address: &str, graph: &ResourceGraph, platform: &mlpc_model::Platform) -> String {
    let made = graph.resources().iter().flat_map(|it| [it.address.as_str(), it.owner.as_str()]);
    let known = made.chain(platform.decls.iter().map(|it| it.address.as_str()));
    let near =
        known.map(|it| (strsim::jaro_winkler(it, address), it)).filter(|(score, _)| *score > 0.85).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = near.map_or_else(|| "`mlpc graph --format json` lists all".to_owned(), |(_, it)| format!("did you mean `{it}`?"));
    format!("nothing has the address `{address}`; {hint}")
}
