//! MLP1003: the state changed since the plan.

use mlpc_diag::{Rule, Severity};

/// The state changed since the plan.
pub static RULE: Rule = Rule {
    code: "MLP1003",
    name: "plan-stale",
    severity: Severity::Error,
    title: "the state changed since the plan",
    since: "0.1",
    explain: include_str!("plan_stale.md"),
};
