//! The way that data takes, as findings show it: a label a step, and the whole path in one line.

use mlpc_analysis::flow::{Hop, Step};
use mlpc_diag::Diagnostic;

use crate::CheckCx;

/// How many steps are labelled.
const MOST_LABELS: usize = 6;

/// Labels the steps, the last one first since the fault shows there, and notes the path where it has more than one step.
pub(crate) fn shown(cx: &CheckCx<'_>, mut diagnostic: Diagnostic, path: &[Step]) -> Diagnostic {
    for step in path.iter().rev().take(MOST_LABELS) {
        diagnostic = diagnostic.label_opt(cx.span(step.at), label(cx, step));
    }
    match path {
        [first, _, ..] => {
            let stops: Vec<&str> = std::iter::once(first.from).chain(path.iter().map(|step| step.to)).map(|id| cx.address(id)).collect();
            diagnostic.note(format!("the whole path: {}", stops.join(" → ")))
        }
        _ => diagnostic,
    }
}

fn label(cx: &CheckCx<'_>, step: &Step) -> String {
    let (from, to) = (cx.address(step.from), cx.address(step.to));
    match step.hop {
        Hop::Reads | Hop::Mounts => format!("`{to}` {} it", step.hop.verb()),
        Hop::Writes | Hop::Checkpoints | Hop::Fills => format!("`{from}` writes it"),
        Hop::LiesIn => format!("`{from}` lies there"),
        Hop::Answers => format!("its answers go to `{to}`"),
    }
}
