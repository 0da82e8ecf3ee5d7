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
    for (it, name) in protected.iter().filter_map(|it| Some((it, it.cloud_name.as_ref()?))) {
        diagnostic = diagnostic.help(format!(
            "{0} keeps its name with `cloud-name=\"{name}\"` on its declaration, or with the `moved … to=\"{0}\"` that was taken out",
            it.owner
        ));
    }
    let gone: Vec<_> = protected.iter().filter(|it| !it.declared).collect();
    if let [first, others @ ..] = gone.as_slice() {
        let others = if others.is_empty() { "" } else { ", and one such line for each of the others" };
        diagnostic = diagnostic
            .help(format!("what the spec no longer has stays in the cloud, without mlpc, with `removed \"{}\"`{others}", first.address));
    }
    let keep = if gone.len() == protected.len() { "declare them again" } else { "keep them" };
    diagnostic.help(format!("{keep}, or write `protect=#false` on their declarations first"))
}
