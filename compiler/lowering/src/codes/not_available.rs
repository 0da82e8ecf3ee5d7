//! MLP0805: something that the target, engine or autoscaler can't do.

use mlpc_diag::{Rule, Severity};

/// MLP0805: something that the target, engine or autoscaler can't do.
pub static RULE: Rule = Rule {
    code: "MLP0805",
    name: "not-available",
    severity: Severity::Error,
    title: "not available with this cloud, engine or autoscaler",
    since: "0.1",
    explain: include_str!("not_available.md"),
};
