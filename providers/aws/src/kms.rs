//! Policies of keys, and references to keys.

use mlpc_graph::{PolicyDoc, Statement, Value};
use mlpc_lowering::Scope;
use smol_str::{SmolStr, format_smolstr};

use crate::partition::{partition, root};

const CRYPT: [&str; 5] = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];

/// The ARN of a declared key.
pub(crate) fn arn(key: &Scope<'_>) -> Value {
    let kind = if key.existing().is_some() { "data.aws_kms_key" } else { "aws_kms_key" };
    Value::reference(&key.address(kind, Some("key")), "arn")
}

/// The policy of a key that encrypts what clusters have: the account decides by IAM, CloudWatch writes these clusters' logs, and the service that
/// starts nodes mounts their disks. Source: EKS User Guide, "Encrypt EBS volumes of node groups", and CloudWatch Logs User Guide,
/// "Encrypt log data".
pub(crate) fn policy<'n>(scope: &Scope<'_>, part: &str, clusters: impl IntoIterator<Item = &'n str>) -> PolicyDoc {
    let (partition, account, region) = (partition(scope), scope.account(), scope.region());
    let all = || vec![Value::from("*")];
    let own = Statement::allow("Account", ["kms:*"], all()).principal("AWS", vec![root(partition, account).into()]);
    let mut doc = PolicyDoc::new(scope.part(part), scope.decl.address.clone()).statement(own);
    let logs: Vec<Value> = clusters
        .into_iter()
        .map(|name| format_smolstr!("arn:{partition}:logs:{region}:{account}:log-group:/aws/eks/{name}/cluster").into())
        .collect();
    if logs.is_empty() {
        return doc;
    }
    let service = format_smolstr!("logs.{region}.amazonaws.com");
    let logs = Statement::allow("Logs", CRYPT, all()).principal("Service", vec![service.into()]).when(
        "ArnEquals",
        "kms:EncryptionContext:aws:logs:arn",
        logs,
    );
    let scaling: SmolStr =
        format_smolstr!("arn:{partition}:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
    let disks = Statement::allow("Disks", CRYPT, all()).principal("AWS", vec![Value::Text(scaling.clone())]);
    let grants = Statement::allow("DiskGrants", ["kms:CreateGrant"], all()).principal("AWS", vec![Value::Text(scaling)]).when(
        "Bool",
        "kms:GrantIsForAWSResource",
        vec!["true".into()],
    );
    doc.statements.extend([logs, disks, grants]);
    doc
}
