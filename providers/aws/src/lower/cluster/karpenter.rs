//! What Karpenter needs in AWS: the role of the nodes it makes, and a queue that announces their interruptions. What it may do itself says its
//! component.

use mlpc_graph::{Map, PolicyDoc, Statement, Value};
use mlpc_lowering::{Lowering, Scope, karpenter};
use smol_str::{SmolStr, format_smolstr};

use crate::lower::pool;
use crate::partition::partition;

/// Events by which EC2 and AWS Health announce that a node will go: rule, source, kind of event (Karpenter's documentation, "Interruption").
const EVENTS: [(&str, &str, &str); 5] = [
    ("spot-interruption", "aws.ec2", "EC2 Spot Instance Interruption Warning"),
    ("rebalance", "aws.ec2", "EC2 Instance Rebalance Recommendation"),
    ("state-change", "aws.ec2", "EC2 Instance State-change Notification"),
    ("capacity-reservation", "aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
    ("health", "aws.health", "AWS Health Event"),
];

/// EventBridge API reference, `PutRule`: 64 characters.
const RULE_NAME: usize = 64;

/// Lowers it where Karpenter makes nodes of the cluster.
pub(super) fn lower(cx: &mut Lowering<'_>, cluster: &Scope<'_>) {
    if karpenter::runs_on(cx.platform, cluster) {
        nodes(cx, cluster);
        interruptions(cx, cluster);
    }
}

/// Nodes that no node group makes must be let in by name.
fn nodes(cx: &mut Lowering<'_>, cluster: &Scope<'_>) {
    pool::make_node_role(cx, cluster, cluster, karpenter::NODE);
    let role = cluster.address("aws_iam_role", Some(karpenter::NODE));
    let attrs = Map::new()
        .with("name", karpenter::node_role(cluster))
        .with("role", Value::reference(&role, "name"))
        .with_opt("tags", cluster.tags(None));
    cluster.make(cx, "aws_iam_instance_profile", Some(karpenter::NODE), "hands the role to the nodes that Karpenter makes", attrs);
    let attrs = Map::new()
        .with("cluster_name", Value::reference(&super::address(cluster), "name"))
        .with("principal_arn", Value::reference(&role, "arn"))
        .with("type", "EC2_LINUX")
        .with_opt("tags", cluster.tags(None));
    cluster.make(cx, "aws_eks_access_entry", Some(karpenter::NODE), "lets nodes that Karpenter makes join", attrs);
}

fn interruptions(cx: &mut Lowering<'_>, cluster: &Scope<'_>) {
    let part = Some(karpenter::INTERRUPTIONS);
    let queue = cluster.address("aws_sqs_queue", part);
    let name = karpenter::queue(cluster);
    let attrs = Map::new()
        .with("name", &name)
        // What is older than this says nothing new: a node interrupted is gone in two minutes.
        .with("message_retention_seconds", 300)
        .with("sqs_managed_sse_enabled", true)
        .with_opt("tags", cluster.tags(None));
    cluster.make(cx, "aws_sqs_queue", part, "announces interruptions of nodes to Karpenter", attrs);
    let arn: SmolStr = format_smolstr!("arn:{}:sqs:{}:{}:{name}", partition(cluster), cluster.region(), cluster.account());
    let services = vec![Value::from("events.amazonaws.com"), Value::from("sqs.amazonaws.com")];
    let send = Statement::allow("Send", ["sqs:SendMessage"], vec![Value::from(&arn)]).principal("Service", services);
    let policy = PolicyDoc::new(cluster.part(karpenter::INTERRUPTIONS), cluster.decl.address.clone()).statement(send);
    let attrs = Map::new().with("queue_url", Value::reference(&queue, "url")).with("policy", policy);
    cluster.make(cx, "aws_sqs_queue_policy", part, "lets the announcements in", attrs);
    for (event, source, kind) in EVENTS {
        let pattern = Map::new().with("source", Value::texts([source])).with("detail-type", Value::texts([kind]));
        let attrs = Map::new()
            .with("name", cluster.derived_name(Some(event), RULE_NAME))
            .with("description", format_smolstr!("{kind}, for Karpenter"))
            .with("event_pattern", Value::Json(Box::new(Value::Map(pattern))))
            .with_opt("tags", cluster.tags(None));
        cluster.make(cx, "aws_cloudwatch_event_rule", Some(event), "which events are announced", attrs);
        let rule = cluster.address("aws_cloudwatch_event_rule", Some(event));
        let attrs = Map::new().with("rule", Value::reference(&rule, "name")).with("arn", Value::reference(&queue, "arn"));
        cluster.make(cx, "aws_cloudwatch_event_target", Some(event), "where they are announced", attrs);
    }
}
