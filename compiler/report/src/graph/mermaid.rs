//! Mermaid, as code hosts draw it in Markdown.

use std::fmt::Write as _;

use super::Picture;

/// The picture for Mermaid.
pub fn mermaid(picture: &Picture) -> String {
    let mut text = String::from("flowchart LR\n");
    for (at, (name, _)) in picture.nodes.iter().enumerate() {
        let _ = writeln!(text, "  n{at}[\"{}\"]", name.replace('"', "#quot;"));
    }
    for (from, to) in &picture.edges {
        let _ = writeln!(text, "  n{from} --> n{to}");
    }
    text
}
