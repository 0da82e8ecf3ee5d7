//! MLP0702: an endpoint on the internet that every address may reach.

use std::cell::LazyCell;

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_graph::{ResourceGraph, Value};
use mlpc_model::{At, Cluster, DataClass, Platform, Tenant};
use mlpc_units::Cidr;

use super::written::{Written, written};
use crate::CheckCx;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0702",
    name: "public-endpoint",
    severity: Severity::Warning,
    title: "public endpoint without a list of who may reach it",
    since: "0.1",
    explain: include_str!("public_endpoint.md"),
};

/// Blocks this large are no list: half of all addresses, or all of them.
const NO_LIST: u8 = 1;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for cluster in platform.clusters.iter().filter(|it| it.existing.is_none()) {
        if let Some(open) = platform.access(cluster.decl).iter().find(|it| it.value.prefix() <= NO_LIST) {
            out.push(open_cluster(cx, platform, cluster, open));
        }
    }
}

fn open_cluster(cx: &CheckCx<'_>, platform: &Platform, cluster: &Cluster, open: &At<Cidr>) -> Diagnostic {
    let cleared = personal_on(platform, cluster);
    let message = format!("the API endpoint of `{}` can be reached from {}", cluster.address, every(open.value));
    let mut found = Diagnostic::new(&RULE, message).label_opt(cx.span(open.origin), every(open.value));
    if let Some((tenant, data)) = cleared {
        found = found
            .severity(Severity::Error)
            .label_opt(cx.span(data.origin), format!("`{}` works on {} there", tenant.address, class(data.value)));
    }
    found
        .help("name the addresses of your offices, VPN and CI: `access \"203.0.113.0/24\"`; without `access` it is private")
        .subject(cluster.address.clone())
}

/// A tenant with quota on the cluster that is cleared for personal data.
fn personal_on<'a>(platform: &'a Platform, cluster: &Cluster) -> Option<(&'a Tenant, At<DataClass>)> {
    let tenants = platform.pools_of(cluster.decl).flat_map(|pool| platform.quotas_on(pool.decl)).map(|(tenant, _)| tenant);
    let personal = |class: &&At<DataClass>| matches!(class.value, DataClass::Pii | DataClass::Phi);
    tenants.into_iter().find_map(|tenant| Some((tenant, *tenant.data.classes.iter().find(personal)?)))
}

const fn class(class: DataClass) -> &'static str {
    if matches!(class, DataClass::Phi) { "health data" } else { "personal data" }
}

fn every(block: Cidr) -> &'static str {
    if block.prefix() == 0 { "every address of the internet" } else { "half of the internet" }
}

/// What `resource` and `patch` open.
pub(crate) fn check_resources(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    for it in written(cx.platform, graph) {
        // Most are of types that no arm asks about.
        let leaves = LazyCell::new(|| it.leaves());
        let find = |path: &str| leaves.iter().find(|leaf| leaf.path == path);
        let is_true = |path: &str| find(path).filter(|leaf| *leaf.value == Value::Bool(true));
        match it.kind() {
            "aws_eks_cluster" => {
                let listed = leaves.iter().filter(|leaf| leaf.path == "vpc_config.public_access_cidrs");
                let mut listed = listed.map(|leaf| leaf.value.as_text().is_some_and(is_everything)).peekable();
                let is_open = listed.peek().is_none() || listed.any(|open| open);
                if let Some(leaf) = is_true("vpc_config.endpoint_public_access").filter(|_| is_open) {
                    out.push(open_resource(
                        cx,
                        &it,
                        leaf.origin,
                        "public, and no list in `public_access_cidrs`",
                        "`vpc_config { public_access_cidrs \"203.0.113.0/24\" }` with those who use it",
                    ));
                }
            }
            "aws_db_instance" | "aws_rds_cluster_instance" | "aws_redshift_cluster" | "aws_dms_replication_instance" => {
                if let Some(leaf) = is_true("publicly_accessible") {
                    out.push(open_resource(
                        cx,
                        &it,
                        leaf.origin,
                        "on the internet",
                        "`publicly_accessible #false`, and reach it from inside",
                    ));
                }
            }
            "aws_security_group" | "aws_security_group_rule" | "aws_vpc_security_group_ingress_rule" => {
                let ways_in =
                    ["ingress.cidr_blocks", "ingress.ipv6_cidr_blocks", "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"];
                let is_egress = find("type").is_some_and(|leaf| leaf.value.as_text() == Some("egress"));
                let open = |leaf: &&super::written::Leaf<'_>| {
                    ways_in.contains(&leaf.path.as_str()) && leaf.value.as_text().is_some_and(is_everything)
                };
                if let Some(leaf) = leaves.iter().find(open).filter(|_| !is_egress) {
                    out.push(open_resource(cx, &it, leaf.origin, "every address of the internet", "the blocks of those who use it"));
                }
            }
            "Service" if it.is_object() => {
                let balanced = find("spec.type").filter(|leaf| leaf.value.as_text() == Some("LoadBalancer"));
                let listed = leaves.iter().any(|leaf| leaf.path.starts_with("spec.loadBalancerSourceRanges"));
                let inside =
                    leaves.iter().any(|leaf| leaf.path.starts_with("metadata.annotations.") && is_internal(&leaf.path, leaf.value));
                if let Some(leaf) = balanced.filter(|_| !listed && !inside) {
                    out.push(open_resource(
                        cx,
                        &it,
                        leaf.origin,
                        "a public load balancer",
                        "`loadBalancerSourceRanges \"203.0.113.0/24\"` in `spec`, with those who use it",
                    ));
                }
            }
            _ => {}
        }
    }
}

fn is_everything(cidr: &str) -> bool {
    Cidr::parse(cidr).is_ok_and(|cidr| cidr.prefix() <= NO_LIST)
}

/// The clouds' annotations that keep a load balancer inside.
fn is_internal(path: &str, value: &Value) -> bool {
    let says = |words: &[&str]| value.as_text().is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)));
    (path.ends_with("aws-load-balancer-scheme") && says(&["internal"]))
        || (path.ends_with("load-balancer-internal") && says(&["true"]))
        || (path.ends_with("load-balancer-type") && says(&["internal"]))
}

fn open_resource(cx: &CheckCx<'_>, it: &Written<'_>, origin: mlpc_source::OriginId, label: &str, instead: &str) -> Diagnostic {
    Diagnostic::new(&RULE, format!("`{}` can be reached from every address of the internet", it.resource.address))
        .label_opt(it.span(cx, origin), label)
        .help(format!("write {instead}"))
        .subject(cx.address(it.decl))
}
