//! MLP1003: the state changed since the plan; says what changed since the plan.

pub use mlpc_plan::codes::plan_stale::RULE;

use mlpc_diag::Diagnostic;
use mlpc_plan::Stale;

/// A saved plan that no longer holds.
pub fn diagnose(stale: &Stale) -> Diagnostic {
    let message = match stale {
        Stale::Lineage => "the plan was made against another state".to_owned(),
        Stale::Spec => "the plan was made from another spec than the one here".to_owned(),
        Stale::Records(records) => {
            let names: Vec<_> = records.iter().map(mlpc_graph::Address::as_str).collect();
            let (noun, were) = if names.len() == 1 { ("record", "was") } else { ("records", "were") };
            format!("{} {noun} that the plan read {were} written since: {}", names.len(), names.join(", "))
        }
    };
    Diagnostic::new(&RULE, message).help("plan again: `mlpc plan --out FILE`, review it, apply it")
}
