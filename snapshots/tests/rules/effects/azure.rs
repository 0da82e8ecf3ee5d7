//! What is changed on Azure: the fields of the kinds that each cloud lowers itself.

use super::Row;
use super::rows::rows;

/// A platform on Azure alone.
pub(super) const BASE: &str = include_str!("azure.mlp.kdl");

/// The kinds whose lowering is Azure's own.
pub(super) const KINDS: &[&str] = &["network", "cluster", "pool", "bucket", "registry", "key", "secret"];

/// Fields of these that have no row here, each with the reason.
pub(super) const SAME: &[(&str, &str)] = &[
    ("network.target", ONE),
    ("network.peer", ONE),
    ("cluster.target", ONE),
    ("cluster.network", ONE),
    ("pool.cluster", ONE),
    ("bucket.target", ONE),
    ("bucket.tenant", ONE),
    ("registry.target", ONE),
    ("registry.tenant", ONE),
    ("key.target", ONE),
    ("key.tenant", ONE),
    ("secret.target", ONE),
    ("secret.tenant", ONE),
    ("pool.limit.cpu", LIMIT),
    ("pool.limit.memory", LIMIT),
    ("pool.overcommit", RULES),
    ("pool.price", RULES),
    ("pool.accelerator", RULES),
    ("pool.node.cpu", THEIRS),
    ("pool.node.memory", THEIRS),
    ("pool.node.gpus", THEIRS),
    ("pool.select", THEIRS),
    ("secret.labels", "nothing of Azure is made of a secret: its value comes with its entry"),
    ("secret.protect", "nothing of Azure is made of a secret: its value comes with its entry"),
];

const ONE: &str = "which other declaration it names is the language's, and held by the rows of all clouds";
const LIMIT: &str = "refused as `limit.gpus` is (MLP0805)";
const RULES: &str = "read by rules and costs, which know no cloud";
const THEIRS: &str = "of nodes that others make, wherever they are";

/// The rows.
pub(super) const ROWS: &[Row] = rows! {
    "network" {
        "cidr": "cidr=\"10.40.0.0/16\"" => "cidr=\"10.41.0.0/16\"";
        "zones": "zones \"1\" \"2\" \"3\"" => "zones \"1\" \"2\"";
        "subnets.nodes": "nodes=18" => "nodes=19";
        "subnets.public": "nodes=18" => "nodes=18 public=25";
        "subnets.data": "nodes=18" => "nodes=18 data=26";
        "subnets.pods": "10.128.0.0/12" => "10.144.0.0/12";
        "subnets.services": "10.61.0.0/16" => "10.62.0.0/16";
        "subnets.control-plane": "control-plane=28" => "control-plane=27";
        "egress.mode": "    subnets nodes=18" => "    egress \"none\"\n    subnets nodes=18";
        "egress.per": "    subnets nodes=18" => "    egress \"nat\" per=\"network\"\n    subnets nodes=18";
        "egress.addresses": "    subnets nodes=18" => "    egress \"nat\" addresses=2\n    subnets nodes=18";
        "endpoints": "    subnets nodes=18" => "    endpoints \"storage\"\n    subnets nodes=18";
        "mtu": "    subnets nodes=18" => "    mtu 1400\n    subnets nodes=18";
        "existing": "network \"other\"" => "network \"other\" existing=\"hub/theirs\"";
        "labels": "    subnets nodes=18" => "    labels colour=\"blue\"\n    subnets nodes=18";
        "cloud-name": "    subnets nodes=18" => "    cloud-name \"chosen\"\n    subnets nodes=18";
    }
    "cluster" {
        "version": "version=\"1.35\"" => "version=\"1.34\"";
        "access": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    access \"203.0.113.0/24\"";
        "login.provider": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"google\" domain=\"example.com\"";
        "login.issuer": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://other.example.com\" client-id=\"atlas\"";
        "login.client-id": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://login.example.com\" client-id=\"other\"";
        "login.groups-claim": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"oidc\" issuer=\"https://login.example.com\" client-id=\"atlas\" groups-claim=\"roles\"";
        "login.domain": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    login \"google\" domain=\"other.example.com\"";
        "admin.principal": "admin \"group:ml-platform\"" => "admin \"group:others\"";
        "add-ons": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    add-ons \"dcgm\"";
        "autoscaler": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    autoscaler \"none\"";
        "gpu-stack.mode": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    gpu-stack \"none\"";
        "gpu-stack.driver": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    gpu-stack \"operator\" driver=\"580.95.5\"";
        "key": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    key \"own\"";
        "logs.sources": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    logs \"audit\"";
        "logs.keep": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    logs \"api\" \"audit\" \"authenticator\" \"controller-manager\" \"scheduler\" keep=\"30d\"";
        "channel": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    channel \"stable\"";
        "maintenance.start": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    maintenance \"sun 03:00\"";
        "maintenance.duration": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    maintenance \"sun 03:00\" duration=\"8h\"";
        "existing": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    existing \"theirs/cluster\"";
        "protect": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    protect #true";
        "labels": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    labels colour=\"blue\"";
        "cloud-name": "    admin \"group:ml-platform\"" => "    admin \"group:ml-platform\"\n    cloud-name \"chosen\"";
    }
    "pool" {
        "machine": "Standard_D8s_v5" => "Standard_D16s_v5";
        "nodes.count": "    nodes 1\n" => "    nodes 2\n";
        "nodes.min": "nodes min=1 max=8" => "nodes min=2 max=8";
        "nodes.max": "nodes min=1 max=8" => "nodes min=1 max=9";
        "zones": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    zones \"1\"";
        "capacity.types": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    capacity \"spot\"";
        "capacity.id": "reserved-for-atlas" => "reserved-for-others";
        "limit.gpus": "    nodes min=0 max=4" => "    nodes min=0 max=4\n    limit gpus=8";
        "disk": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    disk \"200GiB\"";
        "taint.key": "taint \"first\"" => "taint \"second\"";
        "taint.value": "value=\"yes\"" => "value=\"no\"";
        "taint.effect": "value=\"yes\"" => "value=\"yes\" effect=\"NoExecute\"";
        "dedicated": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    dedicated \"search\"";
        "upgrades.auto": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    upgrades auto=#false";
        "upgrades.max-unavailable": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    upgrades max-unavailable=2";
        "existing": "    nodes min=0 max=4" => "    nodes min=0 max=4\n    existing \"theirs\"\n    node cpu=90 memory=\"800GiB\" gpus=4\n    select pool=\"a100\"";
        "labels": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    labels colour=\"blue\"";
        "cloud-name": "    nodes min=1 max=8" => "    nodes min=1 max=8\n    cloud-name \"chosen\"";
        "topology": "    nodes min=0 max=4" => "    nodes min=0 max=4\n    topology \"4x4\"";
        "share.mode": "share \"time-slice\"" => "share \"mps\"";
        "share.replicas": "replicas=2\n" => "replicas=3\n";
        "share.profiles": "\"1g.10gb\"=7" => "\"2g.20gb\"=3";
        "interconnect.type": "    zones \"1\"\n    capacity" => "    zones \"1\"\n    interconnect \"none\"\n    capacity";
        "interconnect.cidr": "    zones \"1\"\n    capacity" => "    zones \"1\"\n    interconnect \"infiniband\" cidr=\"10.200.0.0/16\"\n    capacity";
        "scratch": "    nodes min=0 max=4" => "    nodes min=0 max=4\n    scratch \"local-ssd\"";
    }
    "bucket" {
        "versioning": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" versioning=#false";
        "expire": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" expire=\"30d\"";
        "key": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" key=\"own\"";
        "region": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" region=\"norwayeast\"";
        "existing": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" existing=\"data/theirs/raw\"";
        "protect": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" protect=#false";
        "labels": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" { labels colour=\"blue\"; }";
        "cloud-name": "bucket \"plain\" target=\"gavle\"" => "bucket \"plain\" target=\"gavle\" cloud-name=\"chosen\"";
    }
    "registry" {
        "immutable": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" immutable=#false";
        "scan": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" scan=#false";
        "keep": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" keep=10";
        "existing": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" existing=\"shared/theirs\"";
        "protect": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" protect=#false";
        "labels": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" { labels colour=\"blue\"; }";
        "cloud-name": "registry \"images\" target=\"gavle\"" => "registry \"images\" target=\"gavle\" cloud-name=\"chosen\"";
    }
    "key" {
        "rotate": "key \"own\" target=\"gavle\"" => "key \"own\" target=\"gavle\" rotate=\"90d\"";
        "existing": "key \"own\" target=\"gavle\"" => "key \"own\" target=\"gavle\" existing=\"security/theirs/key\"";
        "protect": "key \"own\" target=\"gavle\"" => "key \"own\" target=\"gavle\" protect=#false";
        "labels": "key \"own\" target=\"gavle\"" => "key \"own\" target=\"gavle\" { labels colour=\"blue\"; }";
        "cloud-name": "key \"own\" target=\"gavle\"" => "key \"own\" target=\"gavle\" cloud-name=\"chosen\"";
    }
    "secret" {
        "store": "secret \"hub\" target=\"gavle\"" => "secret \"hub\" target=\"gavle\" store=\"own\"";
        "existing": "secret \"hub\" target=\"gavle\"" => "secret \"hub\" target=\"gavle\" existing=\"shared/theirs/hub\"";
        "cloud-name": "secret \"hub\" target=\"gavle\"" => "secret \"hub\" target=\"gavle\" cloud-name=\"chosen\"";
    }
};
