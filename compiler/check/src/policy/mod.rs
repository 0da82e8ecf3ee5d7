//! MLP0710: rules of the platform's own: in Rego, or built in with a list or a limit.

mod built_in;
mod input;
mod rego;
mod schema;
mod violation;

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::ResourceGraph;
use mlpc_model::{Platform, Policy, PolicySeverity};
use mlpc_schema::KindTable;

use crate::{Check, CheckCx};

pub use schema::input_schema;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0710",
    name: "policy-violated",
    severity: Severity::Error,
    title: "violation of a policy of the platform's own",
    since: "0.1",
    explain: include_str!("policy_violated.md"),
};

/// Policies that look at the typed platform alone.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &RULE, run: check }];

/// Policies that look at what was lowered.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] = &[Check { rule: &RULE, run: check_resources }];

fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    built_in::check(cx, platform, out);
    in_rego(cx, None, out);
}

fn check_resources(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    in_rego(cx, Some(graph), out);
}

/// Judges the policies in Rego that need just this much: those that name `input.resources` wait for the graph.
fn in_rego(cx: &CheckCx<'_>, graph: Option<&ResourceGraph>, out: &mut Diagnostics) {
    let mut judged = None;
    for policy in &cx.platform.policies {
        let Some(text) = policy.rego.as_ref() else { continue };
        let source = match rego::source(cx, &text.value) {
            Ok(source) => source,
            Err(fault) => {
                if graph.is_none() {
                    out.push(violation::unusable(cx, policy, &fault));
                }
                continue;
            }
        };
        if source.contains("input.resources") != graph.is_some() {
            continue;
        }
        let (kinds, input) = judged.get_or_insert_with(|| {
            let kinds = KindTable::core();
            let input = input::document(cx, &kinds, graph);
            (kinds, input)
        });
        match rego::Engine::new(&source).and_then(|mut engine| Ok((engine.denied(input)?, engine))) {
            Err(fault) => out.push(violation::unusable(cx, policy, &fault)),
            Ok((denied, engine)) => violation::report(violation::Judged { cx, kinds, policy, source: &source, input }, denied, engine, out),
        }
    }
}

/// How a violation of a policy is reported.
fn severity(policy: &Policy) -> Severity {
    match policy.severity.value {
        PolicySeverity::Error => Severity::Error,
        PolicySeverity::Warning => Severity::Warning,
    }
}

/// A violation, with the policy that a waiver may name.
fn violated(policy: &Policy, message: &str) -> Diagnostic {
    let mut found = Diagnostic::new(&RULE, format!("policy `{}`: {message}", policy.name)).severity(severity(policy));
    found.policy = Some(policy.name.clone());
    found
}
