//! MLP1007: reality differs from the state; says each resource that differs.

pub use mlpc_plan::codes::drift::RULE;

use std::collections::BTreeMap;

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, Value};
use mlpc_plan::Drift;
use mlpc_units::n_of;

/// What a refresh found, of `n` resources; `None` if nothing differs.
pub fn diagnose(drift: &BTreeMap<Address, Drift>, n: usize) -> Option<Diagnostic> {
    if drift.is_empty() {
        return None;
    }
    let verb = if drift.len() == 1 { "differs" } else { "differ" };
    let mut diagnostic = Diagnostic::new(&RULE, format!("{} of {} {verb} from the state", drift.len(), n_of(n, "resource")));
    let text = |it: &Option<Value>| it.as_ref().map_or_else(|| "nothing".to_owned(), crate::wire::to_json);
    for (address, found) in drift {
        match found {
            Drift::Gone => diagnostic = diagnostic.note(format!("{address}  is gone")),
            Drift::Differs(list) => {
                for it in list {
                    diagnostic = diagnostic.note(format!("{address}  {} {} → {}", it.path, text(&it.from), text(&it.to)));
                }
            }
        }
    }
    Some(
        diagnostic.help(
            "`mlpc plan --refresh --out FILE` and `mlpc apply FILE` put back what the spec says; or write into the spec what is there",
        ),
    )
}
