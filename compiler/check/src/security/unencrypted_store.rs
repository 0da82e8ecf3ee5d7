//! MLP0703: a store written by hand that keeps its data unencrypted.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{ResourceGraph, Value};

use super::written::written;
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0703",
    name: "unencrypted-store",
    severity: Severity::Warning,
    title: "store whose data isn't encrypted at rest",
    since: "0.1",
    explain: include_str!("unencrypted_store.md"),
};

/// Attributes that turn encryption on, of resource types whose default is off. Types that always encrypt (S3 since 2023-01-05, DynamoDB, Azure
/// storage, Google Cloud) aren't among them.
const SWITCHES: &[(&str, &str)] = &[
    ("aws_db_instance", "storage_encrypted"),
    ("aws_rds_cluster", "storage_encrypted"),
    ("aws_ebs_volume", "encrypted"),
    ("aws_efs_file_system", "encrypted"),
    ("aws_elasticache_replication_group", "at_rest_encryption_enabled"),
    ("aws_neptune_cluster", "storage_encrypted"),
    ("aws_docdb_cluster", "storage_encrypted"),
    ("aws_dax_cluster", "server_side_encryption.enabled"),
    ("aws_opensearch_domain", "encrypt_at_rest.enabled"),
    ("aws_instance", "ebs_block_device.encrypted"),
];

/// The provisioner whose storage classes encrypt only when told to.
const EBS: &str = "ebs.csi.aws.com";

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for it in written(cx.platform, graph) {
        let switch = if it.is_object() {
            let is_ebs = || it.attributes().any(|(key, value, _)| key == "provisioner" && value.as_text() == Some(EBS));
            (it.kind() == "StorageClass" && is_ebs()).then_some("parameters.encrypted")
        } else {
            SWITCHES.iter().find(|(kind, _)| *kind == it.kind()).map(|(_, switch)| *switch)
        };
        let Some(switch) = switch else { continue };
        let leaves = it.leaves();
        // A volume of an instance says something only where there is one; a snapshot brings its own encryption.
        let has_block =
            switch.split_once('.').is_none_or(|(block, _)| it.is_object() || leaves.iter().any(|leaf| leaf.path.starts_with(block)));
        if !has_block || leaves.iter().any(|leaf| leaf.path == "snapshot_identifier" || leaf.path == "snapshot_id") {
            continue;
        }
        let found = leaves.iter().find(|leaf| leaf.path == switch);
        let (span, label) = match found {
            Some(leaf) if is_off(leaf.value) => (it.span(cx, leaf.origin), "off".to_owned()),
            None if it.is_whole() => (cx.head(it.decl), format!("no `{switch}`, which is off by default")),
            _ => continue,
        };
        let value = if it.is_object() { "\"true\"" } else { "#true" };
        let instead = match switch.split_once('.') {
            Some((block, name)) => format!("{block} {{ {name} {value} }}"),
            None => format!("{switch} {value}"),
        };
        out.push(
            Diagnostic::new(&RULE, format!("`{}` keeps its data unencrypted", it.resource.address))
                .label_opt(span, label)
                .help(format!("write `{instead}`: a store that was made without can rarely be encrypted later"))
                .subject(cx.address(it.decl)),
        );
    }
}

fn is_off(value: &Value) -> bool {
    *value == Value::Bool(false) || value.as_text() == Some("false")
}
