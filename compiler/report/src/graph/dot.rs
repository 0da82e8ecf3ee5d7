//! Graphviz.

use std::fmt::Write as _;

use super::Picture;

/// The picture for `dot`.
pub fn dot(picture: &Picture) -> String {
    let mut text = String::from("digraph mlpc {\n  rankdir = \"LR\"\n  node [shape = box, fontname = \"sans-serif\"]\n");
    for (at, (name, _)) in picture.nodes.iter().enumerate() {
        let _ = writeln!(text, "  n{at} [label = \"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    for (from, to) in &picture.edges {
        let _ = writeln!(text, "  n{from} -> n{to}");
    }
    text.push_str("}\n");
    text
}
