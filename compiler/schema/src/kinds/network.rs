//! `network`: addresses, zones, subnets and the way out.

use crate::{Field, Group, Kind, Requirement, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("network", Group::Place, "A private network: its addresses, zones, subnets, and the way out.")
        .doc(
            "Without `subnets` the first block of `cidr` is cut into quarters. On AWS and Azure each zone's nodes get a quarter, and the last one \
             holds a /24 for public and one for data subnets a zone; on Google Cloud nodes get the first quarter, services the first sixteenth of \
             the second, pods the second half. With `existing`, `cidr` is the part of that network which is ours: subnets are made in it.",
        )
        .lowers_to(
            "AWS `aws_vpc`, `aws_subnet`, `aws_route_table`, `aws_internet_gateway`, `aws_nat_gateway`, `aws_eip`, `aws_vpc_endpoint` …; Google Cloud \
             `google_compute_network`, `google_compute_subnetwork`, `google_compute_router`, `google_compute_router_nat` …; Azure \
             `azurerm_virtual_network`, `azurerm_subnet`, `azurerm_nat_gateway`, `azurerm_private_endpoint` …",
        )
        .field(shared::target("The target it is made in."))
        .field(Field::new("cidr", Type::list(Type::Cidr), "Its blocks of addresses; the first is the primary one."))
        .field(Field::new("zones", Type::list(Type::Zone), "Its zones; on AWS zone ids such as `use1-az1`.")
            .derived("the region's first three, on AWS without those in which a cluster's control plane can't stand"))
        .field(subnets())
        .field(egress())
        .field(Field::new("endpoints", Type::list(Type::Text), "Services of the cloud that are reached privately: `s3`, `ecr`, `sts` …"))
        .field(Field::new("peer", Type::list(Type::refs(&["network"])), "Networks with routes to and from this one; their addresses must not overlap."))
        .field(Field::new("mtu", Type::Int, "Largest packet in bytes.").derived("the cloud's").min("576").max("9216"))
        .field(shared::existing_id())
        .field(shared::labels())
        .field(shared::cloud_name())
        .reads(shared::lowered())
        .requires(Requirement::any(&[&["cidr"], &["subnets"]]))
}

fn subnets() -> Field {
    let part = |name: &str, doc: &str| Field::new(name, Type::Union(vec![Type::Cidr, Type::Int]), doc).min("8").max("29");
    let group = vec![
        part("nodes", "Nodes of clusters."),
        part("public", "Load balancers and gateways that are reached from outside."),
        part("data", "Databases, caches and filesystems."),
        part("pods", "Pods, where they have addresses apart from their nodes'."),
        part("services", "Services of clusters."),
        part("control-plane", "Control planes of clusters."),
    ];
    Field::new(
        "subnets",
        Type::Group(group),
        "Blocks of its parts: a CIDR (cut evenly over the zones on AWS and Azure), or the prefix length of each subnet.",
    )
    .derived("the first `cidr` in quarters")
}

fn egress() -> Field {
    let group = vec![
        Field::new("mode", Type::words(&["nat", "none"]), "Through NAT gateways, or not at all.").nth(0).required(),
        Field::new("per", Type::words(&["zone", "network"]), "A gateway for each zone, or one for all.").default(r#""zone""#),
        Field::new("addresses", Type::Int, "Public addresses of each gateway.").default("1").min("1"),
    ];
    Field::new("egress", Type::Group(group), "The way out of private subnets; none in a network that exists.")
        .default(r#""nat" per="zone""#)
}
