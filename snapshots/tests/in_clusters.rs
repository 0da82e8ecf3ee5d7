//! What a whole spec lowers to inside its cluster: a spec in, manifests and releases as text out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::sync::Arc;

use mlpc_catalog::Catalog;
use mlpc_components::Components;
use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{Resource, ResourceKind, Value};
use mlpc_lower::{LowerCx, Lowered, SharedRules, lower};
use mlpc_schema::KindTable;
use mlpc_sema::{Inputs, Options, index, platform};
use mlpc_source::{FileId, IdxVec, Origins, Sources};
use serde_json::{Value as Json, json};

/// The quickstart, file by file.
const QUICKSTART: &[&str] = &[
    include_str!("../../examples/quickstart/platform.mlp.kdl"),
    include_str!("../../examples/quickstart/search.mlp.kdl"),
    include_str!("../../examples/quickstart/ads.mlp.kdl"),
    include_str!("../../examples/quickstart/research.mlp.kdl"),
];

/// Pools whose nodes Karpenter makes.
const KARPENTER: &str = include_str!("../../examples/karpenter/platform.mlp.kdl");

/// A cluster that others run, on machines of their own.
const PLANT: &[&str] = &[include_str!("../../examples/plant/platform.mlp.kdl"), include_str!("../../examples/plant/plant.mlp.kdl")];

/// What the quickstart has no need of: slices, a job, a call between tenants, own routes, values known after apply.
const MORE: &str = r#"
jobset
gpu-pool "slices" machine="p4d.24xlarge" {
    nodes 1
    share "mig" "1g.5gb"=7
}
gpu-pool "turns" machine="g6.4xlarge" {
    nodes 1
    share "time-slice" replicas=4
}
tenant "vision" owner="vision@example.com" cost-center="4440" {
    quota "turns" gpus=4
    quota "slices" "1g.5gb"=14
    quota "h100" gpus=16
    quota "cpu" cpu=16 memory="64Gi"
    pod-security "baseline"
    isolation "namespace" egress="192.0.2.0/24"
    secret "slack"
    on-call "slack" key="slack" runbooks="https://runbooks.example.com/vision"
    cache "embeddings" memory="6GiB"
    grant "labels" to="ads" access="call" until="2027-06-30"
    model-service "labels" pool="slices" image="registry.example.com/labels@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
        resources "1g.5gb"=1 cpu=2 memory="8Gi"
        replicas 2
        env CACHE="redis://${cache.embeddings.host}:${cache.embeddings.port}/0" REGION="${target.virginia.region}"
    }
    training "train" pool="h100" gang=16 image="registry.example.com/train@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
        command "python" "-m" "train"
        max-duration "2d"
    }
}
"#;

fn lowered(files: &[&str]) -> Lowered {
    let (lowered, out) = compile(files);
    assert!(!out.has_errors(), "{:#?}", out.iter().map(|it| &it.message).collect::<Vec<_>>());
    assert!(lowered.bugs.is_empty(), "{:?}", lowered.bugs);
    lowered
}

fn findings(files: &[&str]) -> Vec<Diagnostic> {
    compile(files).1.iter().cloned().collect()
}

fn compile(files: &[&str]) -> (Lowered, Diagnostics) {
    let mut sources = Sources::default();
    let mut parses = IdxVec::<FileId, _>::new();
    let mut indexes = IdxVec::<FileId, _>::new();
    for (n, text) in files.iter().enumerate() {
        sources.add(format!("{n}.mlp.kdl"), *text);
        let parse = mlpc_syntax::parse(Arc::from(*text));
        assert!(parse.problems.is_empty(), "{:?}", parse.problems);
        indexes.push(Arc::new(index(&parse)));
        parses.push(Arc::new(parse));
    }
    let components = Components::embedded();
    let mut kinds = KindTable::core();
    for kind in components.kinds() {
        kinds.insert(kind);
    }
    let catalog = Catalog::embedded();
    let options = Options { env: None, set: Vec::new(), dir_name: "atlas".into(), test: None };
    let inputs = Inputs {
        sources: &sources,
        parses: &parses,
        kinds: &kinds,
        indexes: &indexes,
        catalog: &catalog,
        files: &|_| None,
        options: &options,
    };
    let mut origins = Origins::default();
    let mut out = Diagnostics::default();
    let outcome = platform(inputs, &mut origins, &mut out);
    let rules = SharedRules {
        cycle: &mlpc_sema::codes::dependency_cycle::RULE,
        duplicate: &mlpc_sema::codes::duplicate::RULE,
        matches_nothing: &mlpc_sema::codes::matches_nothing::RULE,
    };
    let cx = LowerCx { catalog: &catalog, components: &components, schemas: ProviderSchemas, rules };
    let lowered = lower(&outcome.platform, &cx, &mut origins, &mut out);
    (lowered, out)
}

fn in_cluster(lowered: &Lowered) -> impl Iterator<Item = &Resource> {
    lowered.graph.resources().iter().filter(|it| it.in_cluster())
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Number(text) => serde_json::from_str(text).expect("a number"),
        Value::Text(text) => json!(text.as_str()),
        Value::List(items) => items.iter().map(as_json).collect(),
        Value::Map(map) => Json::Object(map.iter().map(|it| (it.key.to_string(), as_json(&it.value))).collect()),
        Value::Json(inner) => as_json(inner),
        other => panic!("{other:?} can't stand in a manifest"),
    }
}

fn manifest(lowered: &Lowered, address: &str) -> Json {
    let resource = in_cluster(lowered).find(|it| it.address.as_str() == address);
    let resource = resource
        .unwrap_or_else(|| panic!("no {address} among {:#?}", in_cluster(lowered).map(|it| it.address.to_string()).collect::<Vec<_>>()));
    as_json(&resource.value())
}

fn with_more() -> Lowered {
    let files: Vec<_> = QUICKSTART.iter().copied().chain([MORE]).collect();
    lowered(&files)
}

#[test]
fn the_quota_of_the_example() {
    let lowered = lowered(QUICKSTART);
    let quota = manifest(&lowered, "ResourceQuota.main_search");
    let wanted = json!({
        "requests.cpu": "797590m",
        "requests.memory": "7388778Mi",
        "requests.nvidia.com/gpu": "40",
        "requests.vpc.amazonaws.com/efa": "96",
    });
    assert_eq!(quota["spec"]["hard"], wanted);
    let namespace = manifest(&lowered, "Namespace.main_search");
    assert_eq!(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"], "baseline");
}

#[test]
fn every_kind_is_there() {
    let lowered = with_more();
    let kinds: std::collections::BTreeSet<_> = in_cluster(&lowered).map(|it| it.address.kind().to_owned()).collect();
    insta::assert_snapshot!(kinds.into_iter().collect::<Vec<_>>().join("\n"), @r"
ClusterRoleBinding
Deployment
HorizontalPodAutoscaler
LimitRange
Namespace
NetworkPolicy
PodDisruptionBudget
PriorityClass
ResourceQuota
Role
RoleBinding
Service
ServiceAccount
StorageClass
external-secrets.ClusterSecretStore
external-secrets.ExternalSecret
helm_release
jobset.JobSet
keda.ScaledObject
kueue.ClusterQueue
kueue.LocalQueue
kueue.ResourceFlavor
kueue.WorkloadPriorityClass
monitoring.AlertmanagerConfig
monitoring.PodMonitor
monitoring.PrometheusRule
monitoring.ServiceMonitor
");
}

/// All manifests and values through the real schemas; what the tool misses it says, and fails only where `CI` is true.
#[test]
fn manifests_pass_the_real_schemas() {
    pass_the_real_schemas(&with_more());
    pass_the_real_schemas(&lowered(&[KARPENTER]));
    pass_the_real_schemas(&lowered(PLANT));
}

#[test]
fn what_is_there_is_used_as_it_is() {
    let lowered = lowered(PLANT);
    assert!(lowered.graph.resources().iter().all(Resource::in_cluster), "nothing is made in a cloud");
    let flavor = manifest(&lowered, "kueue.ResourceFlavor.plant_plant-gpu");
    let wanted = json!({
        "nodeLabels": {"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB"},
        "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
    });
    assert_eq!(flavor["spec"], wanted);
    let quota = manifest(&lowered, "ResourceQuota.plant_inspection");
    assert_eq!(quota["spec"]["hard"]["requests.nvidia.com/mig-1g.10gb"], json!("32"));
    // The Secret is beside Alertmanager, so the configuration is, too, and its route names the namespace that it speaks of.
    let on_call = manifest(&lowered, "monitoring.AlertmanagerConfig.plant_inspection");
    assert_eq!(on_call["metadata"]["namespace"], json!("monitoring"));
    assert_eq!(on_call["spec"]["route"]["matchers"], json!([{"name": "namespace", "matchType": "=", "value": "inspection"}]));
    assert_eq!(on_call["spec"]["receivers"][0]["webhookConfigs"][0]["urlSecret"], json!({"name": "pager", "key": "value"}));
    // No store of a cloud, so nothing copies Secrets.
    assert!(!in_cluster(&lowered).any(|it| it.address.as_str().contains("external-secrets")));
}

#[test]
fn a_secret_of_another_namespace_is_out_of_reach() {
    let elsewhere = PLANT[1].replace("monitoring/pager", "elsewhere/pager");
    let found = findings(&[PLANT[0], &elsewhere]);
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(finding.rule.code, "MLP0805");
    assert!(finding.message.contains("that Secret is in `elsewhere`"), "{}", finding.message);
}

fn pass_the_real_schemas(lowered: &Lowered) {
    let folder = tempfile::tempdir().expect("a folder");
    let of_kind = |helm: bool| in_cluster(lowered).filter(move |it| matches!(it.kind, ResourceKind::Helm(_)) == helm);
    let objects: Vec<_> = of_kind(false).map(|it| as_json(&it.value())).collect();
    let releases: serde_json::Map<_, _> = of_kind(true).map(|it| (it.address.name().to_owned(), as_json(&it.value()))).collect();
    for (name, json) in [("objects.json", Json::from(objects)), ("values.json", Json::from(releases))] {
        std::fs::write(folder.path().join(name), json.to_string()).expect("written");
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = root.join("../.cache/tools/venv/bin/python");
    let python = if own.is_file() { own } else { "python3".into() };
    let run = std::process::Command::new(python).arg(root.join("tools/check_manifests.py")).arg(folder.path()).output();
    match run {
        Ok(run) => {
            let text = String::from_utf8_lossy(&run.stdout);
            std::io::Write::write_all(&mut std::io::stdout(), &run.stdout).expect("written");
            assert!(run.status.success(), "{text}{}", String::from_utf8_lossy(&run.stderr));
        }
        Err(error) => assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "skipped: no python3 ({error})"),
    }
}

#[test]
fn karpenter_makes_what_needs_no_node_group() {
    let lowered = lowered(&[KARPENTER]);
    let all: Vec<_> = lowered.graph.resources().iter().map(|it| it.address.as_str()).collect();
    let of = |kind: &str| all.iter().filter(|it| it.starts_with(kind)).copied().collect::<Vec<_>>();
    assert_eq!(of("aws_eks_node_group."), ["aws_eks_node_group.base", "aws_eks_node_group.h100"]);
    assert_eq!(of("karpenter.NodePool."), ["karpenter.NodePool.main_batch", "karpenter.NodePool.main_l40s"]);
    assert_eq!(of("helm_release.main_cluster-autoscaler").len(), 1, "a node group scales, too");
    let pool = manifest(&lowered, "karpenter.NodePool.main_batch");
    assert_eq!(pool["spec"]["limits"], json!({ "cpu": "256", "memory": "1Ti" }));
    let wanted = json!({ "key": "karpenter.sh/capacity-type", "operator": "In", "values": ["spot", "on-demand"] });
    assert_eq!(pool["spec"]["template"]["spec"]["requirements"][1], wanted);
    let order: Vec<_> = lowered.graph.in_order().map(|(_, it)| it.address.as_str()).collect();
    let at = |address: &str| order.iter().position(|it| *it == address).unwrap_or_else(|| panic!("no {address}"));
    let chain =
        ["aws_eks_node_group.base", "helm_release.main_karpenter", "karpenter.EC2NodeClass.main_batch", "karpenter.NodePool.main_batch"];
    assert!(chain.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
    assert!(at("aws_eks_access_entry.main__karpenter-node") < at("karpenter.EC2NodeClass.main_batch"));
}

#[test]
fn everything_in_a_cluster_comes_after_it() {
    let lowered = lowered(QUICKSTART);
    let order: Vec<_> = lowered.graph.in_order().map(|(_, it)| it.address.as_str()).collect();
    let at = |address: &str| order.iter().position(|it| *it == address).unwrap_or_else(|| panic!("no {address}"));
    let cluster = at("aws_eks_cluster.main");
    assert!(in_cluster(&lowered).all(|it| at(it.address.as_str()) > cluster));
    let chain = [
        "aws_eks_node_group.cpu",
        "helm_release.main_kube-prometheus-stack",
        "helm_release.main_kueue",
        "kueue.ResourceFlavor.main_h100",
        "kueue.ClusterQueue.main_search",
        "kueue.LocalQueue.main_search",
    ];
    assert!(chain.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
}

#[test]
fn a_key_that_a_written_field_sets_is_reported_at_both_places() {
    let spec = QUICKSTART[0]
        .replace("storage=\"400GiB\"", "storage=\"400GiB\" {\n values {\n prometheus { prometheusSpec { retention \"10d\" } }\n }\n }");
    let found = findings(&[&spec]);
    let conflict = found.iter().find(|it| it.rule.code == "MLP0105").expect("a conflict");
    assert_eq!(conflict.message, "`prometheus.prometheusSpec.retention` is set twice: by the field `retention` and under `values`");
    assert_eq!(conflict.labels.len(), 2);
}

#[test]
fn a_misspelt_chart_value_is_marked_where_it_stands() {
    let spec = QUICKSTART[0].replace("\nkueue\n", "\nkueue {\n    values {\n        controllerManager { replica 2 }\n    }\n}\n");
    let found = findings(&[&spec]);
    let unknown = found.iter().find(|it| it.rule.code == "MLP0901").expect("a finding");
    assert_eq!(unknown.message, "chart kueue 0.19.2 has no value `controllerManager.replica`");
    assert_eq!(unknown.helps[0].text, "did you mean `replicas`? (an integer; the standard library sets 2 at size medium)");
    let label = unknown.primary().expect("a label");
    assert_eq!(label.span.range.of(&spec), "replica 2");
}

#[test]
fn what_cannot_be_lowered_is_said() {
    let more = r#"
tenant "late" owner="late@example.com" {
    quota "cpu" cpu=8 memory="32Gi"
    quota "l40s" gpus=8
    model-service "wide" pool="l40s" model="llama-3.3-70b" {
        engine "vllm" pipeline-parallel=8
        replicas 1
    }
    pipeline "nightly" pool="cpu" image="r.example.com/x:1" schedule="0 3 * * *" {
        resources cpu=1 memory="1Gi"
    }
}
"#;
    let found = findings(&[QUICKSTART[0], more]);
    let said: Vec<_> =
        found.iter().filter(|it| it.rule.code == "MLP0805").flat_map(|it| &it.subjects).map(smol_str::SmolStr::as_str).collect();
    assert!(said.contains(&"model-service.late/wide"), "{found:#?}");
    assert!(said.contains(&"pipeline.late/nightly"), "{found:#?}");
}
