//! `cpu-pool` and `gpu-pool`: alike nodes of one cluster. They share one set of names.

use mlpc_units::Dimension;

use crate::{Condition, Field, Group, Kind, ReadOnly, Requirement, Type, shared};

pub(super) fn cpu() -> Kind {
    let kind = Kind::core("cpu-pool", Group::Place, "Alike nodes without accelerators.");
    describe(kind).fields(common(machine().required_unless(others_make_nodes())))
}

pub(super) fn gpu() -> Kind {
    let kind = Kind::core("gpu-pool", Group::Place, "Alike nodes with accelerators; accelerator, count and price follow from the machine.");
    describe(kind)
        .fields(common(machine().required_unless(others_make_nodes())))
        .field(
            Field::new("accelerator", Type::Accelerator, "The accelerator; beside a machine a claim that is checked.")
                .required_unless(Condition::present("machine"))
                .derived("the machine's"),
        )
        .field(Field::new("topology", Type::Text, "Shape of the TPU slice: `4x4`.").derived("one machine's"))
        .field(share())
        .field(interconnect())
        .field(
            Field::new("scratch", Type::words(&["none", "local-ssd"]), "Where ephemeral volumes and caches lie.")
                .derived("`local-ssd` where the machine has it"),
        )
}

fn describe(kind: Kind) -> Kind {
    kind.name_space("pool")
        .doc("A tenant uses a pool through its `quota` on it.")
        .lowers_to(
            "AWS `aws_eks_node_group`, `aws_launch_template`, `aws_iam_role`, `aws_placement_group`, or Karpenter's `NodePool` and `EC2NodeClass`; Google \
             Cloud `google_container_node_pool`; Azure `azurerm_kubernetes_cluster_node_pool`. Kueue `ResourceFlavor` and `Topology`.",
        )
        .read(ReadOnly::known("gpus-per-node", Type::Int, "GPUs of one node."))
        .read(ReadOnly::known("cpu", Type::Quantity(Dimension::Count), "CPUs that pods can use of one node; of several machines the least."))
        .read(ReadOnly::known("memory", Type::Quantity(Dimension::Bytes), "Memory that pods can use of one node; of several machines the least."))
        .reads(shared::lowered())
}

fn common(machine: Field) -> Vec<Field> {
    vec![
        shared::cluster("The cluster whose nodes they are."),
        machine,
        shared::bounds("nodes", "The number of nodes: a fixed one, or the bounds between which the autoscaler moves.", "0").required(),
        Field::new("zones", Type::list(Type::Zone), "Zones of its nodes; with an interconnect exactly one.")
            .derived("those of the network that offer the machine"),
        capacity(),
        limit(),
        Field::new("disk", Type::Quantity(Dimension::Bytes), "Boot disk of a node, encrypted.").default(r#""100GiB""#).above("0B"),
        taint(),
        Field::new(
            "dedicated",
            Type::Union(vec![Type::words(&["platform"]), Type::refs(&["tenant"])]),
            "For the platform's own pods, or for one tenant's only.",
        ),
        Field::new("overcommit", Type::Ratio, "The share of its capacity to which guaranteed quotas may sum up.")
            .default(r#""100%""#)
            .above("0%"),
        Field::new("price", Type::Money, "Price of one node an hour: by contract, or of own hardware.").derived("the catalog's"),
        upgrades(),
        Field::new("node", Type::Group(shared::amounts()), "What pods can use of one node (allocatable), where others make the nodes.")
            .required_when(others_make_nodes()),
        Field::new("select", Type::map(Type::Text), "Labels that find the nodes, where others make them.")
            .required_when(others_make_nodes()),
        shared::existing_id(),
        shared::labels(),
        shared::cloud_name(),
    ]
}

fn machine() -> Field {
    Field::new(
        "machine",
        Type::list(Type::Machine),
        "Machine type of its nodes. Several, of one accelerator, only where Karpenter makes the nodes.",
    )
}

fn others_make_nodes() -> Condition {
    Condition::is("cluster.target.cloud", &["kubernetes"]).or(Condition::present("existing"))
}

fn capacity() -> Field {
    let reserved = || Condition::is("types", &["reservation", "block"]);
    let group = vec![
        Field::new(
            "types",
            Type::list(Type::words(&["on-demand", "spot", "reservation", "block", "flex-start"])),
            "How the nodes are bought.",
        )
        .rest()
        .required(),
        Field::new("id", Type::Text, "Id of the reservation or block.").required_when(reserved()),
        Field::new("nodes", Type::Int, "Nodes that it holds.").required_when(reserved()).min("1"),
        Field::new("until", Type::Date, "Its last day."),
    ];
    Field::new(
        "capacity",
        Type::Group(group),
        "How its nodes are bought. On demand and spot together only where Karpenter makes the nodes.",
    )
    .default(r#""on-demand""#)
}

fn limit() -> Field {
    Field::new("limit", Type::Group(shared::amounts()), "The most that the whole pool may have, where Karpenter makes the nodes.")
}

fn taint() -> Field {
    let group = vec![
        Field::new("key", Type::Text, "Key of the taint; `none` takes the default away.").nth(0).required(),
        Field::new("value", Type::Text, "Value of the taint."),
        Field::new("effect", Type::words(&["NoSchedule", "PreferNoSchedule", "NoExecute"]), "What it does to pods that don't tolerate it.")
            .default(r#""NoSchedule""#),
    ];
    Field::new("taint", Type::Group(group), "Keeps other pods away; what may run here tolerates it. Added to the default.")
        .repeats()
        .derived("of a GPU pool its accelerator's resource name")
}

fn upgrades() -> Field {
    let group = vec![
        Field::new("auto", Type::Bool, "Whether the cloud upgrades nodes by itself.").default("#true"),
        Field::new("max-unavailable", Type::Int, "Nodes that are upgraded at once.").default("1").min("1"),
    ];
    Field::new("upgrades", Type::Group(group), "How nodes are upgraded.").default("auto=#true max-unavailable=1")
}

fn share() -> Field {
    let mig = || Condition::is("mode", &["mig"]);
    let group = vec![
        Field::new("mode", Type::words(&["exclusive", "mig", "time-slice", "mps"]), "How pods share a GPU.").nth(0).required(),
        Field::new("replicas", Type::Int, "Pods that share one GPU.").required_when(Condition::is("mode", &["time-slice", "mps"])).min("2"),
        shared::profiles("Slices of each GPU, by MIG profile."),
    ];
    Field::new("share", Type::Group(group), "How pods share GPUs; counts are of each GPU, the same on all.")
        .default(r#""exclusive""#)
        .requires(Requirement::all(&["profiles"]).when(mig()))
}

fn interconnect() -> Field {
    let types = ["none", "efa", "gpudirect-tcpx", "gpudirect-tcpxo", "rdma", "infiniband"];
    let group = vec![
        Field::new("type", Type::words(&types), "The fabric.").nth(0).required(),
        Field::new("cidr", Type::Cidr, "Addresses of the networks that the fabric needs beside the nodes' own."),
    ];
    Field::new("interconnect", Type::Group(group), "The fabric between nodes: one zone, placement close together, a device plugin.")
        .derived("`infiniband` where the machine has it, else `none`")
}
