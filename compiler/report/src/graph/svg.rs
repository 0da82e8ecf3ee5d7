//! A layered drawing without other tools: what needs nothing stands at the right, who needs it to its left.

use std::fmt::Write as _;

use super::Picture;

const CHAR: usize = 7;
const ROW: usize = 34;
const GAP: usize = 90;
const BOX: usize = 24;

/// The picture as SVG.
pub fn svg(picture: &Picture) -> String {
    let layers = layers(picture);
    let depth = layers.iter().copied().max().unwrap_or(0);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); depth + 1];
    for (node, layer) in layers.iter().enumerate() {
        // The deepest layer needs the most and stands at the left.
        if let Some(column) = columns.get_mut(depth - layer) {
            column.push(node);
        }
    }
    let width_of = |node: &usize| picture.nodes.get(*node).map_or(0, |(name, _)| name.chars().count() * CHAR + 16);
    let mut places = vec![(0, 0, 0); picture.nodes.len()];
    let mut x = 10;
    for column in &columns {
        let width = column.iter().map(width_of).max().unwrap_or(0);
        for (row, node) in column.iter().enumerate() {
            if let Some(place) = places.get_mut(*node) {
                *place = (x, 10 + row * ROW, width_of(node));
            }
        }
        x += width + GAP;
    }
    let height = columns.iter().map(Vec::len).max().unwrap_or(0) * ROW + 20;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{x}\" height=\"{height}\" viewBox=\"0 0 {x} {height}\" font-family=\"monospace\" font-size=\"12\">\n\
         <style>rect {{ fill: #f4f4f5; stroke: #71717a }} path {{ fill: none; stroke: #a1a1aa }}</style>\n"
    );
    for (from, to) in &picture.edges {
        if let (Some((x1, y1, w1)), Some((x2, y2, _))) = (places.get(*from), places.get(*to)) {
            let (x1, y1, y2) = (x1 + w1, y1 + BOX / 2, y2 + BOX / 2);
            let _ = writeln!(text, "<path d=\"M{x1} {y1} C{} {y1} {} {y2} {x2} {y2}\"/>", x1 + GAP / 2, x2.saturating_sub(GAP / 2));
        }
    }
    for ((name, n), (x, y, width)) in picture.nodes.iter().zip(&places) {
        let name = name.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(
            text,
            "<g><title>{name}: {n}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"4\"/><text x=\"{}\" y=\"{}\">{name}</text></g>",
            x + 8,
            y + 16
        );
    }
    text.push_str("</svg>\n");
    text
}

/// How many steps each node stands from what needs nothing. Declarations may need each other in a circle, which resources can't: the rounds are
/// bounded by the number of nodes.
fn layers(picture: &Picture) -> Vec<usize> {
    let mut layers = vec![0; picture.nodes.len()];
    for _ in 0..picture.nodes.len().min(64) {
        let mut moved = false;
        for (from, to) in &picture.edges {
            let below = layers.get(*to).copied().unwrap_or(0);
            if let Some(layer) = layers.get_mut(*from)
                && *layer <= below
                && below < picture.nodes.len()
            {
                *layer = below + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    layers
}
