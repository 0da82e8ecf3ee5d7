//! Roles and their policies.

use mlpc_graph::{Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, Scope};
use smol_str::SmolStr;

/// IAM API reference, `CreateRole`: 64 characters.
const ROLE_NAME: usize = 64;

/// A trust statement for a service of EKS, whose sessions carry tags.
pub(crate) fn assume_by_eks(service: &'static str) -> Statement {
    Statement { actions: vec!["sts:AssumeRole".into(), "sts:TagSession".into()], ..Statement::default() }
        .principal("Service", vec![service.into()])
}

/// A trust statement for a service.
pub(crate) fn assume_by(service: &'static str) -> Statement {
    Statement { actions: vec!["sts:AssumeRole".into()], ..Statement::default() }.principal("Service", vec![service.into()])
}

/// Makes the role `NAME__part`.
pub(crate) fn role(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, reason: &'static str, trust: PolicyDoc) {
    let attrs = Map::new()
        .with("name", scope.derived_name(Some(part), ROLE_NAME))
        .with("assume_role_policy", trust)
        .with_opt("tags", scope.tags(None));
    scope.make(cx, "aws_iam_role", Some(part), reason, attrs);
}

/// Attaches a managed policy to the role `NAME__part`.
pub(crate) fn attach(cx: &mut Lowering<'_>, scope: &Scope<'_>, role: &str, part: &str, policy: &SmolStr) {
    let attrs = Map::new().with("role", Value::reference(&scope.address("aws_iam_role", Some(role)), "name")).with("policy_arn", policy);
    scope.make(cx, "aws_iam_role_policy_attachment", Some(part), "what the role may do", attrs);
}

/// Gives the role `NAME__part` a policy of its own; without statements none.
pub(crate) fn inline(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, policy: PolicyDoc) {
    if policy.statements.is_empty() {
        return;
    }
    let attrs = Map::new().with("role", Value::reference(&scope.address("aws_iam_role", Some(part)), "name")).with("policy", policy);
    scope.make(cx, "aws_iam_role_policy", Some(part), "exactly what it may do", attrs);
}
