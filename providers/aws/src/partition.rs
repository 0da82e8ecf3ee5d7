//! Partitions of AWS and ARNs that are known before anything is made.

use mlpc_lowering::Scope;
use smol_str::{SmolStr, format_smolstr};

/// `aws`, `aws-cn` or `aws-us-gov`, by the target's region.
pub(crate) fn partition(scope: &Scope<'_>) -> &'static str {
    let region = scope.region();
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// The ARN of a policy that AWS manages.
pub(crate) fn aws_policy(scope: &Scope<'_>, name: &str) -> SmolStr {
    format_smolstr!("arn:{}:iam::aws:policy/{name}", partition(scope))
}

/// The ARN that stands for everything in an account.
pub(crate) fn root(partition: &str, account: &str) -> SmolStr {
    format_smolstr!("arn:{partition}:iam::{account}:root")
}
