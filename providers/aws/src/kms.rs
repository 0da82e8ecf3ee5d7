//! Policies of keys, and references to keys.

use mlpc_graph::{PolicyDoc, Statement, Value};
use mlpc_lowering::Scope;
use smol_str::format_smolstr;

use crate::partition::{partition, root};

const CRYPT: [&str; 5] = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];

/// The ARN of a declared key.
pub(crate) fn arn(key: &Scope<'_>) -> Value {
    let kind = if key.existing().is_some() { "data.aws_kms_key" } else { "aws_kms_key" };
    Value::reference(&key.address(kind, Some("key")), "arn")
}

/// The policy of a key that encrypts what clusters have: the account decides by IAM, CloudWatch writes these clusters' logs, and disks are
/// mounted by whoever starts nodes. Source: Amazon EBS User Guide, "How Amazon EBS encryption works", and CloudWatch Logs User Guide,
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
    // As in the policy of AWS's own key for disks: whoever in the account starts nodes may use it, through EC2 alone. To name the role of the
    // service that does would fail in an account where that role isn't made yet.
    let through_ec2 = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"];
    let disks = Statement::allow("Disks", through_ec2, all())
        .principal("AWS", vec!["*".into()])
        .when("StringEquals", "kms:CallerAccount", vec![account.into()])
        .when("StringEquals", "kms:ViaService", vec![format_smolstr!("ec2.{region}.amazonaws.com").into()]);
    doc.statements.extend([logs, disks]);
    doc
}
