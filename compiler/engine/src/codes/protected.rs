//! MLP1005: a protected resource would be destroyed; says every protected resource and where it is declared.

pub use mlpc_plan::codes::protected::RULE;

use std::collections::BTreeSet;

use mlpc_diag::Diagnostic;
use mlpc_plan::{Protected, Rename};
use mlpc_units::n_of;

/// The protected resources of a refused plan.
pub fn diagnose(protected: &[Protected]) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(&RULE, format!("{} would be destroyed", n_of(protected.len(), "protected resource")));
    for it in protected {
        let why = if it.replaced_for.is_empty() { String::new() } else { format!("  replaced for {}", it.replaced_for.join(", ")) };
        diagnostic = diagnostic.note(format!("{}  {}  {}{why}", it.address, it.owner, it.origin)).subject(it.owner.clone());
    }
    let renames: BTreeSet<&Rename> = protected.iter().filter_map(|it| it.renamed.as_ref()).collect();
    for Rename { from, to, .. } in renames {
        diagnostic = diagnostic.help(format!("if {from} is {to} now, write `moved from=\"{from}\" to=\"{to}\"`: it is kept"));
    }
    diagnostic.help("keep them, or write `protect=#false` on their declarations first")
}
