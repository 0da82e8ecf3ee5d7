//! MLP1010: there is nothing to do; says how many resources were looked at.

use mlpc_diag::{Diagnostic, Rule, Severity};

/// There is nothing to do.
pub static RULE: Rule = Rule {
    code: "MLP1010",
    name: "nothing-to-do",
    severity: Severity::Note,
    title: "there is nothing to do",
    since: "0.1",
    explain: include_str!("nothing_to_do.md"),
};

/// An apply without work.
pub fn diagnose(n_resources: usize) -> Diagnostic {
    let noun = if n_resources == 1 { "1 resource".to_owned() } else { format!("{n_resources} resources") };
    Diagnostic::new(&RULE, format!("nothing to do: {noun} looked at, all as the spec says"))
}
