//! Values of releases, over the embedded components.

use mlpc_diag::Diagnostics;
use mlpc_graph::{Map, Value};
use mlpc_source::{FileId, Frame, Idx, Origin, OriginId, Origins, Span, TextRange};
use serde_json::json;

use super::{Release, ReleaseValues, SetField, values};
use crate::{Components, Size};

fn context() -> Map {
    let json = json!({
        "platform": { "name": "atlas" },
        "target": { "name": "virginia", "cloud": "aws", "region": "us-east-1", "account": "111122223333", "managed_control_plane": true },
        "cluster": { "name": "main", "cloud_name": "atlas-main", "version": "1.35", "queue": "atlas-main-karpenter" },
        "release": "r", "namespace": "n",
        "fields": { "retention": "35d", "storage": "400Gi" },
        "stores": {
            "bucket": { "name": "atlas-mlflow-aeb221" },
            "database": { "postgres": true, "database": "mlflow", "secret": "r-database" },
        },
        "has": { "metrics": true },
        "on_platform_pool": false,
        "pools": {
            "platform": { "select": {}, "tolerations": [] },
            "gpu": { "tolerations": [{ "key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule" }], "mig": false, "turns": null, "driver_in_image": true, "runtime_class": "", "driver_version": "" },
        },
    });
    let Value::Map(map) = crate::chart::from_json(&json) else { panic!("a map") };
    map
}

struct Case {
    origins: Origins,
    at: OriginId,
    out: Diagnostics,
}

impl Case {
    fn new() -> Self {
        let mut origins = Origins::default();
        let segment = origins.segment();
        let span = Span::new(FileId::from_usize(0), TextRange::new(7, 16));
        let at = origins.push(segment, Origin { span: Some(span), parent: None, frame: Frame::Written });
        Self { origins, at, out: Diagnostics::default() }
    }

    fn run(&mut self, name: &str, size: Size, fields: &[(&str, bool)], user: Option<Map>) -> ReleaseValues {
        let all = Components::embedded();
        let component = all.component(name).expect("embedded");
        let fields: Vec<_> =
            fields.iter().map(|(name, written)| SetField { name: (*name).into(), origin: self.at, written: *written }).collect();
        let context = context();
        let release = Release { component, size, context: &context, fields: &fields, user: user.as_ref(), address: "x.main" };
        values(&release, &self.origins, &mut self.out).expect("templates render")
    }

    fn nested(&self, path: &[&str], value: impl Into<Value>) -> Map {
        let mut value = value.into();
        for key in path.iter().rev() {
            value = Value::Map(Map::new().with(*key, value).from_field(self.at));
        }
        match value {
            Value::Map(map) => map,
            other => panic!("{other:?}"),
        }
    }
}

fn render(map: &Map, depth: usize) -> String {
    let mut text = String::new();
    for entry in map {
        let indent = "  ".repeat(depth);
        match &entry.value {
            Value::Map(inner) if !inner.is_empty() => text += &format!("{indent}{}:\n{}", entry.key, render(inner, depth + 1)),
            value => text += &format!("{indent}{}: {}\n", entry.key, flow(value)),
        }
    }
    text
}

fn flow(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            format!("{{{}}}", map.iter().map(|it| format!("{}: {}", it.key, flow(&it.value))).collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn only_what_differs_from_the_chart_is_left() {
    let values = Case::new().run("kueue", Size::Medium, &[], None).values;
    assert_eq!(render(&values, 0), "controllerManager:\n  replicas: 2\n");
    assert!(Case::new().run("kueue", Size::Small, &[], None).values.is_empty());
}

#[test]
fn a_field_wins_over_the_profile() {
    let values = Case::new().run("kube-prometheus-stack", Size::Small, &[("retention", true), ("storage", true)], None).values;
    insta::assert_snapshot!(render(&values, 0), @r"
crds:
  upgradeJob:
    enabled: true
alertmanager:
  alertmanagerSpec:
    alertmanagerConfigMatcherStrategy:
      type: OnNamespaceExceptForAlertmanagerNamespace
    storage:
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          resources:
            requests:
              storage: 5Gi
kubeControllerManager:
  enabled: false
kubeEtcd:
  enabled: false
kubeScheduler:
  enabled: false
kubeProxy:
  enabled: false
prometheus:
  prometheusSpec:
    externalLabels:
      cluster: atlas-main
    ruleSelectorNilUsesHelmValues: false
    serviceMonitorSelectorNilUsesHelmValues: false
    podMonitorSelectorNilUsesHelmValues: false
    probeSelectorNilUsesHelmValues: false
    scrapeConfigSelectorNilUsesHelmValues: false
    retention: 35d
    resources:
      requests:
        cpu: 500m
        memory: 2Gi
    storageSpec:
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          resources:
            requests:
              storage: 400Gi
");
}

#[test]
fn every_template_renders_at_every_size() {
    for component in Components::embedded().iter() {
        for size in [Size::Small, Size::Medium, Size::Large] {
            Case::new().run(&component.name, size, &[("bucket", true)], None);
        }
    }
}

#[test]
fn values_of_the_gpu_operator_and_mlflow() {
    let gpu = Case::new().run("gpu-operator", Size::Small, &[], None).values;
    let mlflow = Case::new().run("mlflow", Size::Small, &[("bucket", true)], None).values;
    insta::assert_snapshot!(format!("{}---\n{}", render(&gpu, 0), render(&mlflow, 0)), @r"
driver:
  enabled: false
toolkit:
  enabled: false
node-feature-discovery:
  worker:
    tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
---
serviceAccount:
  name: mlflow
backendStore:
  databaseMigration: true
  postgres:
    enabled: true
    host: from-secret
    database: mlflow
  existingDatabaseSecret:
    name: r-database
artifactRoot:
  proxiedArtifactStorage: true
  s3:
    enabled: true
    bucket: atlas-mlflow-aeb221
extraEnvVars:
  AWS_DEFAULT_REGION: us-east-1
extraSecretNamesForEnvFrom: [r-database]
serverAllowedHosts: [r, r.n, r.n.svc, r.n.svc.cluster.local]
resources:
  requests:
    cpu: 500m
    memory: 1Gi
  limits:
    memory: 2Gi
serviceMonitor:
  enabled: true
  namespace: n
");
}

#[test]
fn an_unknown_key_names_the_nearest() {
    let mut case = Case::new();
    let user = case.nested(&["controllerManager", "replica"], 2);
    case.run("kueue", Size::Small, &[], Some(user));
    let found = case.out.iter().next().expect("a finding");
    assert_eq!(found.message, "chart kueue 0.19.2 has no value `controllerManager.replica`");
    assert_eq!(found.helps[0].text, "did you mean `replicas`? (an integer; the standard library sets 1 at size small)");
    assert_eq!(found.labels[0].text, "Helm would ignore it without a word");
}

#[test]
fn a_wrong_type_says_both() {
    let mut case = Case::new();
    let user = case.nested(&["controllerManager", "replicas"], "two");
    case.run("kueue", Size::Small, &[], Some(user));
    let found = case.out.iter().next().expect("a finding");
    assert_eq!(found.message, "`controllerManager.replicas` of chart kueue 0.19.2 is an integer, not a text");
}

#[test]
fn open_maps_lists_and_nulls() {
    let mut case = Case::new();
    let mut user = case.nested(&["grafana", "replicas"], 2);
    super::merge(&mut user, &case.nested(&["prometheus", "prometheusSpec", "nodeSelector", "a.b/c"], "d"));
    super::merge(&mut user, &case.nested(&["alertmanager", "enabled"], Value::Null));
    let values = case.run("kube-prometheus-stack", Size::Small, &[], Some(user)).values;
    assert_eq!(case.out.iter().count(), 0);
    assert!(render(&values, 0).contains("a.b/c: d"));
}

#[test]
fn what_a_written_field_sets_conflicts() {
    let mut case = Case::new();
    let user = case.nested(&["prometheus", "prometheusSpec", "retention"], "10d");
    assert_eq!(case.run("kube-prometheus-stack", Size::Small, &[("retention", true)], Some(user.clone())).conflicts.len(), 1);
    assert!(case.run("kube-prometheus-stack", Size::Small, &[("retention", false)], Some(user)).conflicts.is_empty());
}

#[test]
fn what_the_charts_schema_says_holds_where_its_default_tells_less() {
    let message = |name: &str, path: &[&str], value: Value| {
        let mut case = Case::new();
        let user = case.nested(path, value);
        case.run(name, Size::Small, &[], Some(user));
        case.out.iter().next().map(|it| it.message.clone())
    };
    let said = message("mlflow", &["revisionHistoryLimit"], "ten".into()).expect("a finding");
    assert!(said.ends_with("is an integer or nothing, not a text"), "{said}");
    assert_eq!(message("mlflow", &["revisionHistoryLimit"], 3.into()), None);
    let said = message("mlflow", &["podSecurityContext", "supplementalGroups"], 1000.into()).expect("a finding");
    assert!(said.ends_with("is a list, not an integer"), "{said}");
    assert_eq!(message("external-secrets", &["podDisruptionBudget", "minAvailable"], "50%".into()), None);
    assert_eq!(message("external-secrets", &["podDisruptionBudget", "minAvailable"], 1.into()), None);
    assert!(message("external-secrets", &["hostUsers"], "yes".into()).is_some());
}
