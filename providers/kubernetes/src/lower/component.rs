//! Components: the release, its namespace, the scraping of what the chart doesn't announce itself, and the Secrets of its stores.
//!
//! What the interface says comes in as [`Installation`]: which chart, which values, which identities is the components' business.

use mlpc_graph::{HelmChart, Map, Placement, Resource, ResourceKind, Value};
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::{Cloud, DatabaseEngine, DeclId};
use mlpc_source::OriginId;
use smol_str::{SmolStr, format_smolstr};

use super::cluster;
use crate::clusters::Release;
use crate::env::{PARAMETERS, SECRETS};
use crate::object::{EXTERNAL_SECRET, NAMESPACE, Object, SERVICE_MONITOR, Site, label_value, match_labels, spec};
use crate::{ClusterFacts, Clusters};

/// A release as its component's interface settles it.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The cluster.
    pub cluster: DeclId,
    /// The component's kind.
    pub kind: SmolStr,
    /// The chart.
    pub chart: HelmChart,
    /// The namespace.
    pub namespace: SmolStr,
    /// What the namespace enforces of the pod security standards.
    pub pod_security: SmolStr,
    /// Values that differ from the chart's defaults.
    pub values: Map,
    /// Endpoints with metrics that the chart doesn't announce.
    pub monitors: Vec<Endpoint>,
    /// Databases whose connection is handed over: field and declaration.
    pub connections: Vec<(SmolStr, DeclId)>,
    /// The origin of the release.
    pub origin: OriginId,
    /// What it is for, in a line.
    pub comment: Option<SmolStr>,
    /// Kinds whose releases come first: lower waves.
    pub after: Vec<SmolStr>,
}

/// An endpoint with metrics.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Labels of its service.
    pub select: Vec<(SmolStr, SmolStr)>,
    /// The service's port, by name.
    pub port: SmolStr,
    /// Whether it wants https and the scraper's own token.
    pub https: bool,
}

/// Namespaces that every cluster has.
const THERE: &[&str] = &["kube-system", "default"];

/// Makes the namespace of a release, once for each name, so that all that stands in it comes after.
pub fn namespace(cx: &mut Lowering<'_>, clusters: &mut Clusters, installation: &Installation) {
    let platform = cx.platform;
    let name = &installation.namespace;
    let Some(facts) = clusters.get(installation.cluster) else { return };
    if THERE.contains(&name.as_str()) || facts.namespace_address(None, name).is_some() {
        return;
    }
    let Some(release) = release(facts, installation) else { return };
    let Some(decl) = platform.decl(release.because) else { return };
    let mut site = Site::of_platform(platform, facts, decl);
    site.name = Some(name.clone());
    site.owner = owner(facts, release, decl);
    let mut labels = Map::new().with("mlpc-platform", &platform.name);
    if let Some(center) = &site.charge.cost_center {
        labels.push("mlpc-cost-center", label_value(center));
    }
    labels.push("pod-security.kubernetes.io/enforce", &installation.pod_security);
    let address =
        site.add(cx, Object { ty: NAMESPACE, name, part: Some("platform"), reason: "where its pods run", labels, body: Map::new() });
    clusters.add_namespace(installation.cluster, name.clone(), address);
}

/// Lowers a release and what stands beside it. Call it after [`namespace`] of all.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, installation: &Installation) {
    let platform = cx.platform;
    let Some(facts) = clusters.get(installation.cluster) else { return };
    let Some(release) = release(facts, installation) else { return };
    let Some(decl) = platform.decl(release.because) else { return };
    let mut site = Site::of_platform(platform, facts, decl).within(installation.namespace.clone());
    site.name = Some(release.name.clone());
    site.owner = owner(facts, release, decl);
    let mut resource = Resource::managed(release.address.clone(), installation.values.clone(), site.owner.clone(), installation.origin);
    resource.kind = ResourceKind::Helm(Box::new(installation.chart.clone()));
    resource.place =
        Placement { target: facts.target.clone(), cluster: Some(facts.name.clone()), namespace: Some(installation.namespace.clone()) };
    resource.charge = site.charge.clone();
    resource.comment.clone_from(&installation.comment);
    resource.life.after.extend(facts.namespace_address(None, &installation.namespace).map(|it| (it, None)));
    // A claim that was made before there is a default class keeps waiting for one.
    resource.life.after.extend(cluster::default_class(platform, facts).map(|it| (it, None)));
    let before = installation.after.iter().filter_map(|kind| facts.release(kind));
    resource.life.after.extend(before.map(|it| (it.address.clone(), None)));
    cx.add(resource);
    if facts.has("kube-prometheus-stack") {
        monitors(cx, &site, installation);
    }
    for (field, database) in &installation.connections {
        connection(cx, &site, release, field, *database);
    }
}

fn release<'a>(facts: &'a ClusterFacts, installation: &Installation) -> Option<&'a Release> {
    facts.release(&installation.kind)
}

/// What comes by itself is printed as if declared: `gpu-operator.main`.
fn owner(facts: &ClusterFacts, release: &Release, decl: &mlpc_model::Decl) -> SmolStr {
    match release.decl {
        Some(_) => decl.address.clone(),
        None => format_smolstr!("{}.{}", release.kind, facts.name),
    }
}

fn monitors(cx: &mut Lowering<'_>, site: &Site<'_>, installation: &Installation) {
    for Endpoint { select, port, https } in &installation.monitors {
        let mut endpoint = Map::new().with("port", port).with("path", "/metrics");
        if *https {
            endpoint.push("scheme", "https");
            endpoint.push("bearerTokenFile", "/var/run/secrets/kubernetes.io/serviceaccount/token");
            endpoint.push("tlsConfig", Map::new().with("insecureSkipVerify", true));
        }
        let labels: Map = select.iter().map(|(key, value)| (key.clone(), value)).collect();
        let body = spec(Map::new().with("selector", match_labels(labels)).with("endpoints", Value::List(vec![endpoint.into()])));
        let part = Some(port.as_str());
        site.add(cx, Object { ty: SERVICE_MONITOR, name: &installation.kind, part, reason: "its metrics", labels: Map::new(), body });
    }
}

/// The Secret `<release>-<field>` with a database's address and the password that RDS manages: libpq's variables, user and password.
///
/// The address is known only after apply and comes from the parameter store. RDS names its secret itself; it is found by the tag with the
/// instance's ARN, and its value is one JSON document, taken apart here.
fn connection(cx: &mut Lowering<'_>, site: &Site<'_>, release: &Release, field: &str, id: DeclId) {
    let platform = cx.platform;
    let (Some(database), Some(scope)) = (platform.database(id), Scope::new(platform, id)) else { return };
    if site.cluster.cloud != Cloud::Aws || !site.cluster.has("external-secrets") {
        return;
    }
    let parameter = |cx: &mut Lowering<'_>, key: &str| {
        let name = cx.publish(id, key);
        let store = Map::new().with("storeRef", Map::new().with("name", PARAMETERS).with("kind", "ClusterSecretStore"));
        Value::Map(Map::new().with("secretKey", key).with("remoteRef", Map::new().with("key", name)).with("sourceRef", store))
    };
    let data = vec![parameter(cx, "host"), parameter(cx, "port")];
    let instance = scope.existing().or_else(|| scope.chosen_name()).cloned().unwrap_or_else(|| scope.joined("-", None).into());
    let arn = format_smolstr!("arn:aws:rds:{}:{}:db:{instance}", scope.region(), scope.account());
    let found = Map::new().with("find", Map::new().with("tags", Map::new().with("aws:rds:primaryDBInstanceArn", arn)));
    // The one secret that is found keeps a name of its own; after this it is called `rds`.
    let renamed = Map::new().with("regexp", Map::new().with("source", "^.*$").with("target", "rds"));
    let found = found.with("rewrite", Value::List(vec![renamed.into()]));
    let of_json = |key: &str| format!("{{{{ (.rds | fromJson).{key} }}}}");
    let (host, port, user, password) = match database.engine.value {
        DatabaseEngine::Postgres => ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"),
        DatabaseEngine::Mysql => ("MYSQL_HOST", "MYSQL_TCP_PORT", "MYSQL_USERNAME", "MYSQL_PWD"),
    };
    let template = Map::new()
        .with("username", of_json("username"))
        .with("password", of_json("password"))
        .with(host, "{{ .host }}")
        .with(port, "{{ .port }}")
        .with(user, of_json("username"))
        .with(password, of_json("password"));
    let body = spec(
        crate::env::store(SECRETS)
            .with("target", Map::new().with("template", Map::new().with("data", template)))
            .with("data", Value::List(data))
            .with("dataFrom", Value::List(vec![found.into()])),
    );
    let name = format_smolstr!("{}-{field}", release.name);
    let part = Some(field);
    site.add(
        cx,
        Object { ty: EXTERNAL_SECRET, name: &name, part, reason: "the database's address and password", labels: Map::new(), body },
    );
}
