//! `resource`, `patch`, `import`, `moved`, and names in the cloud.

use mlpc_graph::{Address, AttrPath, Value};

use crate::support::{Lowered, lower, spec};

const BASE: &str = r#"
platform "atlas" owner="ml-platform@example.com" cost-center="4400"
target "virginia" cloud="aws" region="us-east-1" account="111122223333"
"#;

fn lowered(text: &str) -> Lowered {
    lower(&spec(&format!("{BASE}{text}")))
}

fn findings(text: &str) -> Vec<String> {
    lowered(text).out.iter().map(|it| format!("{}: {}", it.rule.code, it.message)).collect()
}

fn attribute(lowered: &Lowered, address: &str, path: &str) -> Option<Value> {
    let resource = lowered.graph.get(&Address::parse(address).expect("an address"))?;
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    resource.attrs.get(first)?.at(&AttrPath::parse(rest)).cloned()
}

#[test]
fn a_patch_merges_and_one_that_matches_nothing_is_said() {
    let patched = lowered(
        r#"
        bucket "logs"
        patch "aws_s3_bucket.logs" {
            force_destroy #true
            tags team="x"
        }
        "#,
    );
    assert_eq!(attribute(&patched, "aws_s3_bucket.logs", "force_destroy"), Some(Value::Bool(true)));
    assert_eq!(attribute(&patched, "aws_s3_bucket.logs", "tags.team"), Some("x".into()));
    assert_eq!(attribute(&patched, "aws_s3_bucket.logs", "bucket"), Some("atlas-logs-aeb221".into()));
    let missed = findings("bucket \"logs\"\npatch \"aws_s3_bucket.log\" { force_destroy #true }");
    assert_eq!(missed, ["MLP0113: no resource has the address `aws_s3_bucket.log`"]);
}

#[test]
fn attributes_of_raw_resources_are_the_providers() {
    let found = findings(
        r#"
        resource "aws_sqs_queue" "events" {
            message_retention 86400
            arn "x"
        }
        resource "aws_sns_topics" "alarms" { name "alarms" }
        resource "aws_subnet" "extra" { cidr_block "10.0.0.0/24" }
        "#,
    );
    let expected = [
        "MLP0806: provider hashicorp/aws has no resource type `aws_sns_topics`",
        "MLP0806: aws_sqs_queue has no attribute or block `message_retention`",
        "MLP0806: `arn` of aws_sqs_queue is read-only: the provider sets it",
        "MLP0806: aws_subnet needs `vpc_id`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_moved_keeps_its_name_in_the_cloud_and_knows_where_it_was() {
    let moved = lowered(
        r#"
        tenant "search" owner="search@example.com" cost-center="4410" {
            bucket "audit"
        }
        moved from="bucket.search/logs" to="bucket.search/audit"
        import "aws_s3_bucket.search_audit" id="atlas-search-logs-aeb221"
        "#,
    );
    assert_eq!(attribute(&moved, "aws_s3_bucket.search_audit", "bucket"), Some("atlas-search-logs-aeb221".into()));
    let versioning = moved.graph.get(&Address::new("aws_s3_bucket_versioning", "search_audit")).expect("it is there");
    assert_eq!(versioning.life.moved_from, [Address::new("aws_s3_bucket_versioning", "search_logs")]);
    let bucket = moved.graph.get(&Address::new("aws_s3_bucket", "search_audit")).expect("it is there");
    assert_eq!(bucket.life.import.as_deref(), Some("atlas-search-logs-aeb221"));
}

#[test]
fn names_that_clash_or_that_a_cloud_refuses_are_said() {
    assert_eq!(
        findings("bucket \"a\" cloud-name=\"shared-one\"\nbucket \"b\" cloud-name=\"shared-one\""),
        ["MLP0309: `bucket.a` and `bucket.b` both lower to the name `shared-one`"]
    );
    assert_eq!(
        findings("bucket \"a\" cloud-name=\"Shared\""),
        ["MLP0801: the name of an S3 bucket, `Shared`, has a `S`; AWS allows a-z, 0-9, `-` and `.`"]
    );
    assert_eq!(
        findings("tenant \"default\" owner=\"x@example.com\" cost-center=\"1\""),
        ["MLP0309: tenant `default` can't have the namespace `default`: it is reserved"]
    );
}

#[test]
fn what_a_node_group_cannot_be_is_said() {
    let found = findings(
        r#"
        network "main" cidr="10.40.0.0/16"
        cluster "main" version="1.35"
        cpu-pool "cpu" {
            machine "m7i.large" "m7i.xlarge"
            nodes min=1 max=2
            capacity "on-demand" "spot"
            limit cpu=8
        }
        gpu-pool "h100" machine="p5.48xlarge" {
            nodes min=1 max=2
            interconnect "infiniband"
        }
        "#,
    );
    let expected = [
        "MLP0805: `cpu-pool.cpu` has 2 machines; a node group has one",
        "MLP0805: `cpu-pool.cpu` has two capacity types; a node group has one",
        "MLP0805: `limit` is Karpenter's; a node group is bounded by `nodes`",
        "MLP0805: AWS has no interconnect `infiniband`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn targets_do_not_reach_into_each_other() {
    let found = findings(
        r#"
        target "oregon" cloud="aws" region="us-west-2" account="111122223333"
        bucket "near" target="virginia"
        key "far" target="oregon"
        bucket "keyed" target="virginia" key="far"
        "#,
    );
    assert_eq!(
        found,
        [
            "MLP0805: `aws_s3_bucket_server_side_encryption_configuration.keyed` of target `virginia` needs `aws_kms_key.far__key`, which target `oregon` makes"
        ]
    );
}
