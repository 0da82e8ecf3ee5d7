//! A small platform as a graph: what lowering makes of a network, a cluster and a tenant, in short.

use mlpc_emit::{Cloud, Delivery, EmitCx, TargetCx};
use mlpc_graph::{
    Address, GraphBuilder, HelmChart, Map, Part, Placement, PolicyDoc, Reference, Resource, ResourceGraph, ResourceKind, Statement, Value,
};
use mlpc_source::OriginId;
use smol_str::SmolStr;

/// One AWS target, `virginia`.
pub(crate) fn cx() -> EmitCx<'static> {
    EmitCx {
        platform: "atlas".into(),
        mlpc: "0.1.0".into(),
        targets: vec![TargetCx {
            name: "virginia".into(),
            cloud: Cloud::Aws,
            region: "us-east-1".into(),
            account: "111122223333".into(),
            provider_version: "~> 6.69".into(),
            providers: Vec::new(),
            backend: None,
            default_tags: Map::new().with("mlpc-platform", "atlas").with("mlpc-cost-center", "4400"),
            delivery: Delivery::Helm,
            removed: Vec::new(),
            holds: false,
        }],
        source: &|owner| Some(if owner.contains("search") { "search.mlp.kdl".into() } else { "platform.mlp.kdl".into() }),
    }
}

fn origin() -> OriginId {
    OriginId::new(mlpc_source::Idx::from_usize(0), 0)
}

fn at(address: &str) -> Address {
    Address::parse(address).expect("an address")
}

fn reference(address: &str, path: &str) -> Value {
    Value::reference(&at(address), path)
}

/// A managed resource in `virginia`.
pub(crate) fn managed(address: &str, owner: &str, attrs: Map) -> Resource {
    let mut resource = Resource::managed(at(address), attrs, owner, origin());
    resource.place.target = "virginia".into();
    if owner.contains("search") {
        resource.charge.tenant = Some("search".into());
    }
    resource
}

fn object(address: &str, owner: &str, namespace: Option<&str>, api_version: &str, kind: &str, attrs: Map) -> Resource {
    let mut resource = managed(address, owner, Map::new().with("apiVersion", api_version).with("kind", kind));
    resource.attrs = resource.attrs.into_iter().chain(attrs).collect();
    resource.kind = ResourceKind::Object { api_version: api_version.into(), kind: kind.into() };
    resource.place = Placement { target: "virginia".into(), cluster: Some("main".into()), namespace: namespace.map(SmolStr::from) };
    resource
}

/// The graph.
pub(crate) fn graph() -> ResourceGraph {
    let mut builder = GraphBuilder::default();
    network().into_iter().chain(cluster()).chain(tenant()).chain(in_cluster()).for_each(|it| builder.add(it));
    builder.finish().expect("a graph")
}

fn network() -> Vec<Resource> {
    let subnet = |zone: &str, cidr: &str| {
        let tags = Map::new().with("Name", format!("atlas-main-nodes-{zone}")).with("kubernetes.io/role/internal-elb", "1");
        let attrs = Map::new()
            .with("vpc_id", reference("aws_vpc.main", "id"))
            .with("cidr_block", cidr)
            .with("availability_zone_id", zone)
            .with("tags", tags);
        managed(&format!("aws_subnet.main__nodes-{zone}"), "network.main", attrs)
    };
    let vpc = Map::new()
        .with("cidr_block", "10.40.0.0/16")
        .with("enable_dns_hostnames", true)
        .with("enable_dns_support", true)
        .with("tags", Map::new().with("Name", "atlas-main"));
    let endpoint = Map::new()
        .with("vpc_id", reference("aws_vpc.main", "id"))
        .with("service_name", "com.amazonaws.us-east-1.s3")
        .with("vpc_endpoint_type", "Gateway");
    let mut first = subnet("use1-az1", "10.40.0.0/18");
    first.comment = Some("A quarter of the network for the nodes and pods of each zone.".into());
    vec![
        managed("aws_vpc_endpoint.main__s3", "network.main", endpoint),
        managed("aws_vpc.main", "network.main", vpc),
        first,
        subnet("use1-az2", "10.40.64.0/18"),
    ]
}

fn trust(name: &str, service: &str) -> PolicyDoc {
    let allow = Statement::allow("", ["sts:AssumeRole", "sts:TagSession"], Vec::new());
    PolicyDoc::new(name, "cluster.main").statement(allow.principal("Service", vec![service.into()]))
}

fn pod_trust() -> PolicyDoc {
    trust("main__pod-identity-trust", "pods.eks.amazonaws.com").comment("Trusted by every workload's role.")
}

fn cluster() -> Vec<Resource> {
    let role = Map::new().with("name", "atlas-main-cluster").with("assume_role_policy", trust("main__cluster-trust", "eks.amazonaws.com"));
    let attachment = Map::new()
        .with("role", reference("aws_iam_role.main__cluster", "name"))
        .with("policy_arn", "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy");
    let key = Map::new().with("description", "Kubernetes secrets of atlas-main").with("enable_key_rotation", true);
    let encryption = Map::new()
        .with("resources", Value::texts(["secrets"]))
        .with("provider", Value::block(Map::new().with("key_arn", reference("aws_kms_key.main__cluster", "arn"))));
    let subnets = ["use1-az1", "use1-az2"].map(|zone| reference(&format!("aws_subnet.main__nodes-{zone}"), "id"));
    let vpc_config = Map::new()
        .with("endpoint_private_access", true)
        .with("endpoint_public_access", true)
        .with("public_access_cidrs", Value::texts(["203.0.113.0/24"]))
        .with("subnet_ids", subnets.to_vec());
    let access = Map::new().with("authentication_mode", "API").with("bootstrap_cluster_creator_admin_permissions", false);
    let eks = Map::new()
        .with("name", "atlas-main")
        .with("version", "1.35")
        .with("role_arn", reference("aws_iam_role.main__cluster", "arn"))
        .with("enabled_cluster_log_types", Value::texts(["api", "audit", "authenticator", "controllerManager", "scheduler"]))
        .with("access_config", Value::block(access))
        .with("encryption_config", Value::block(encryption))
        .with("vpc_config", Value::block(vpc_config));
    let mut eks = managed("aws_eks_cluster.main", "cluster.main", eks);
    let reason = "The role's policy must outlive the cluster, or its deletion hangs.";
    eks.life.after = vec![(at("aws_iam_role_policy_attachment.main__cluster"), Some(reason.into()))];
    eks.life.timeouts = vec![("create".into(), "45m".into())];
    vec![
        managed("aws_iam_role.main__cluster", "cluster.main", role),
        managed("aws_iam_role_policy_attachment.main__cluster", "cluster.main", attachment),
        managed("aws_kms_key.main__cluster", "cluster.main", key),
        eks,
        launch_template(),
    ]
}

fn launch_template() -> Resource {
    let card = |index: i64| {
        let first = Map::new().with("device_index", i64::from(index > 0)).with("network_card_index", index);
        first.with("interface_type", "efa").with("delete_on_termination", true)
    };
    let attrs = Map::new()
        .with("name", "atlas-h100")
        .with("instance_type", "p5.48xlarge")
        .with("update_default_version", true)
        .with("network_interfaces", Value::Blocks((0..33).map(card).collect()));
    managed("aws_launch_template.h100", "gpu-pool.h100", attrs)
}

fn tenant() -> Vec<Resource> {
    let tags = || Map::new().with("mlpc-tenant", "search").with("mlpc-cost-center", "4410");
    let mut bucket = managed(
        "aws_s3_bucket.search_lake",
        "bucket.search/lake",
        Map::new().with("bucket", "atlas-search-lake-aeb221").with("tags", tags()),
    );
    bucket.life.protect = true;
    bucket.life.ignore_changes = vec!["tags_all".into()];
    bucket.life.import = Some("atlas-search-lake-aeb221".into());
    bucket.life.moved_from = vec![at("aws_s3_bucket.search_pond"), at("aws_s3_bucket.search_puddle")];
    let block = Map::new().with("bucket", reference("aws_s3_bucket.search_lake", "id")).with("block_public_acls", true);
    let objects = Value::Template(vec![
        Part::Ref(Reference { to: at("aws_s3_bucket.search_lake"), path: mlpc_graph::AttrPath::parse("arn") }),
        Part::Text("/checkpoints/finetune/*".into()),
    ]);
    let access = PolicyDoc::new("search_finetune__training", "training.search/finetune").statement(
        Statement::allow("Checkpoints", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], vec![objects]).when(
            "StringEquals",
            "aws:PrincipalTag/kubernetes-namespace",
            vec!["${aws:PrincipalTag/x}".into()],
        ),
    );
    let role = Map::new().with("name", "atlas-search-finetune-training").with("assume_role_policy", pod_trust()).with("tags", tags());
    let policy = Map::new().with("role", reference("aws_iam_role.search_finetune__training", "name")).with("policy", access);
    let parameter = Map::new().with("name", "/atlas/search").with("type", "String").with(
        "value",
        Value::Json(Box::new(
            Map::new().with("lake", reference("aws_s3_bucket.search_lake", "arn")).with("n.o", vec![Value::Int(1)]).into(),
        )),
    );
    let owner = "training.search/finetune";
    vec![
        bucket,
        managed("aws_s3_bucket_public_access_block.search_lake", "bucket.search/lake", block),
        managed("aws_iam_role.search_finetune__training", owner, role),
        managed("aws_iam_role_policy.search_finetune__training", owner, policy),
        managed("aws_ssm_parameter.search_finetune", owner, parameter),
    ]
}

fn in_cluster() -> Vec<Resource> {
    let name = |name: &str| Map::new().with("name", name);
    let hard = Map::new().with("requests.cpu", "32").comment("of pool cpu").with("requests.memory", "128Gi");
    let namespace = Map::new().with("metadata", name("search").with("labels", Map::new().with("mlpc-cost-center", "4410")));
    let quota = Map::new().with("metadata", name("search").with("namespace", "search")).with("spec", Map::new().with("hard", hard));
    let queue = Map::new().with("metadata", name("search")).with("spec", Map::new().with("cohort", "ml"));
    let mut queue = object("kueue.ClusterQueue.main_search", "tenant.search", None, "kueue.x-k8s.io/v1beta2", "ClusterQueue", queue);
    queue.life.after = vec![(at("helm_release.main_kueue"), None)];
    let mut kueue = managed("helm_release.main_kueue", "kueue.main", Map::new().with("controllerManager", Map::new().with("replicas", 2)));
    kueue.kind = ResourceKind::Helm(Box::new(HelmChart {
        release: "kueue".into(),
        chart: "kueue".into(),
        version: "0.19.2".into(),
        repository: "oci://registry.k8s.io/kueue/charts".into(),
    }));
    kueue.comment = Some("chart kueue 0.19.2, size medium".into());
    kueue.place = Placement { target: "virginia".into(), cluster: Some("main".into()), namespace: Some("kueue-system".into()) };
    vec![
        object("Namespace.main_search", "tenant.search", None, "v1", "Namespace", namespace),
        object("ResourceQuota.main_search", "tenant.search", Some("search"), "v1", "ResourceQuota", quota),
        queue,
        kueue,
    ]
}
