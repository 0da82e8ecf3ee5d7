//! Who talks to a tenant's pods, and whom they talk to: nothing by default, then what follows from the spec.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, uses_objects};
use mlpc_model::{Access, Cloud, EgressTo, Tenant};
use smol_str::format_smolstr;

use crate::object::{NETWORK_POLICY, Object, Site, match_labels, spec};

/// The address at which pods get the credentials of their identity on EKS.
const POD_IDENTITY: &str = "169.254.170.23/32";
/// Link-local addresses: the machine's metadata and other services of the node.
const LINK_LOCAL: &str = "169.254.0.0/16";
/// Ports of the stores: PostgreSQL, MySQL, Valkey, NFS, Lustre.
const STORE_PORTS: &[(&str, i64)] = &[("postgres", 5432), ("mysql", 3306), ("cache", 6379), ("nfs", 2049), ("lustre", 988)];

/// All policies of a tenant's namespace.
pub(super) fn policies(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    alike(cx, site, "default-deny", "nothing comes in or goes out unless another policy says so", |_| Sides::default());
    alike(cx, site, "dns", "names are resolved", |_| {
        let dns = vec![port("UDP", 53), port("TCP", 53)];
        let resolver = namespaces(Map::new().with("kubernetes.io/metadata.name", "kube-system"))
            .with("podSelector", match_labels(Map::new().with("k8s-app", "kube-dns")));
        Sides::out(vec![rule("to", vec![resolver.into()], dns)])
    });
    let both = |peer: Map| Sides {
        ingress: Some(vec![rule("from", vec![peer.clone().into()], vec![])]),
        egress: Some(vec![rule("to", vec![peer.into()], vec![])]),
    };
    alike(cx, site, "own-namespace", "its pods reach each other", |_| both(Map::new().with("podSelector", Map::new())));
    alike(cx, site, "platform", "the platform's services are reached, and scrape", |cx| both(platform_namespaces(&cx.platform.name)));
    if site.cluster.cloud == Cloud::Aws {
        alike(cx, site, "identity", "pods get the credentials of their identity", |_| {
            Sides::out(vec![rule("to", vec![block(POD_IDENTITY, &[])], vec![port("TCP", 80)])])
        });
    }
    stores(cx, site, tenant);
    objects(cx, site, tenant);
    outside(cx, site, tenant);
    grants(cx, site, tenant);
}

/// The addresses of the network at which its object stores are reached, where they have some: all its pods resolve them to these. Whom else the
/// port leads to is closed from its own side.
fn objects(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    if !site.cluster.objects_inside || !uses_objects(cx.platform, tenant) {
        return;
    }
    alike_on(cx, site, "objects", "its buckets, at addresses of the network", |cx| {
        let network = cx.platform.network_of(site.cluster.id);
        let blocks: Vec<_> = network.iter().flat_map(|it| &it.cidr).map(|it| block(&it.value.to_string(), &[])).collect();
        Sides::out(vec![rule("to", blocks, vec![port("TCP", 443)])])
    });
}

/// Everything that isn't ours: the network's own addresses stay closed, so that no tenant reaches another by this door.
fn outside(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    let reason = "what its pods reach outside, as `isolation` says";
    match &tenant.isolation.egress.value {
        EgressTo::None => {}
        EgressTo::Internet => alike_on(cx, site, "outside", reason, |cx| {
            let network = cx.platform.network_of(site.cluster.id);
            let own = network.iter().flat_map(|it| &it.cidr).map(|it| it.value.to_string());
            let except: Vec<_> = own.chain([LINK_LOCAL.to_owned()]).collect();
            Sides::out(vec![rule("to", vec![block("0.0.0.0/0", &except)], vec![])])
        }),
        EgressTo::Addresses(cidrs) => {
            let blocks = cidrs.iter().map(|cidr| block(&cidr.to_string(), &[])).collect();
            policy(cx, site, "outside", reason, Sides::out(vec![rule("to", blocks, vec![])]));
        }
    }
}

/// The ports of the databases, caches and filesystems that it owns or was granted, inside the network. Who may connect to which is settled by
/// the stores' own rules.
fn stores(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    let platform = cx.platform;
    let own = platform.owned_by(tenant.decl).map(|(id, _)| id);
    let granted = platform.grants_to(tenant.decl).map(|it| it.what.value);
    let mut ports = Vec::new();
    for id in own.chain(granted) {
        let protocol = match (platform.database(id), platform.cache(id), platform.filesystem(id)) {
            (Some(database), ..) => database.engine.as_str(),
            (_, Some(_), _) => "cache",
            (.., Some(filesystem)) => filesystem.protocol.as_str(),
            _ => continue,
        };
        ports.extend(STORE_PORTS.iter().find(|(name, _)| *name == protocol).map(|(_, port)| *port));
    }
    ports.sort_unstable();
    ports.dedup();
    let network = platform.network_of(site.cluster.id);
    let blocks: Vec<_> = network.iter().flat_map(|it| &it.cidr).map(|it| block(&it.value.to_string(), &[])).collect();
    if ports.is_empty() || blocks.is_empty() {
        return;
    }
    let ports = ports.into_iter().map(|it| port("TCP", it)).collect();
    policy(cx, site, "stores", "its databases, caches and filesystems", Sides::out(vec![rule("to", blocks, ports)]));
}

/// `grant … access="call"`: a door on each side.
fn grants(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    let platform = cx.platform;
    let calls = |access: Access| access == Access::Call;
    let incoming: Vec<_> = platform
        .owned_by(tenant.decl)
        .flat_map(|(id, decl)| platform.grants_on(id).map(move |grant| (decl, grant)))
        .filter(|(_, grant)| calls(grant.access.value))
        .collect();
    for (decl, grant) in incoming {
        let Some(caller) = platform.tenant(grant.to.value) else { continue };
        let from = namespaces(Map::new().with("kubernetes.io/metadata.name", platform.namespace(caller)));
        let name = format!("{}-from-{}", decl.name, caller.name);
        let select = match_labels(Map::new().with("app.kubernetes.io/name", &decl.name));
        let body = Map::new()
            .with("podSelector", select)
            .with("policyTypes", Value::texts(["Ingress"]))
            .with("ingress", Value::List(vec![rule("from", vec![from.into()], vec![])]));
        add(cx, site, &name, "a grant lets another tenant call it", body);
    }
    let outgoing: Vec<_> = platform.grants_to(tenant.decl).filter(|grant| calls(grant.access.value)).collect();
    for grant in outgoing {
        let (Some(what), Some(owner)) = (platform.decl(grant.what.value), platform.tenant_of(grant.what.value)) else { continue };
        let select = match_labels(Map::new().with("app.kubernetes.io/name", &what.name));
        let to = namespaces(Map::new().with("kubernetes.io/metadata.name", platform.namespace(owner))).with("podSelector", select);
        let name = format!("to-{}-{}", owner.name, what.name);
        policy(cx, site, &name, "a grant lets it call another tenant's service", Sides::out(vec![rule("to", vec![to.into()], vec![])]));
    }
}

/// Who may come in and where its pods may go out to; neither means that both are closed.
#[derive(Default)]
struct Sides {
    ingress: Option<Vec<Value>>,
    egress: Option<Vec<Value>>,
}

impl Sides {
    fn out(egress: Vec<Value>) -> Self {
        Self { ingress: None, egress: Some(egress) }
    }

    /// The policy's text, on all pods of the namespace.
    fn body(self) -> Map {
        let types: Vec<_> = match (&self.ingress, &self.egress) {
            (None, None) => vec!["Ingress", "Egress"],
            (ingress, egress) => ingress.iter().map(|_| "Ingress").chain(egress.iter().map(|_| "Egress")).collect(),
        };
        Map::new()
            .with("podSelector", Map::new())
            .with("policyTypes", Value::texts(types))
            .with_opt("ingress", self.ingress.map(Value::List))
            .with_opt("egress", self.egress.map(Value::List))
    }
}

/// A policy that is the same for all tenants.
fn alike(cx: &mut Lowering<'_>, site: &Site<'_>, name: &'static str, reason: &'static str, sides: impl FnOnce(&Lowering<'_>) -> Sides) {
    let body = cx.alike(format_smolstr!("network/{name}"), |cx| sides(cx).body());
    add(cx, site, name, reason, body);
}

/// A policy that is the same for all tenants on a cluster.
fn alike_on(cx: &mut Lowering<'_>, site: &Site<'_>, name: &'static str, reason: &'static str, sides: impl FnOnce(&Lowering<'_>) -> Sides) {
    let body = cx.alike(format_smolstr!("network/{name}/{}", site.cluster.name), |cx| sides(cx).body());
    add(cx, site, name, reason, body);
}

/// A policy of one tenant.
fn policy(cx: &mut Lowering<'_>, site: &Site<'_>, name: &str, reason: &'static str, sides: Sides) {
    add(cx, site, name, reason, sides.body());
}

fn add(cx: &mut Lowering<'_>, site: &Site<'_>, name: &str, reason: &'static str, body: Map) {
    site.add(cx, Object { ty: NETWORK_POLICY, name, part: Some(name), reason, labels: Map::new(), body: spec(body) });
}

fn rule(side: &str, peers: Vec<Value>, ports: Vec<Value>) -> Value {
    Map::new().with(side, Value::List(peers)).with_opt("ports", (!ports.is_empty()).then_some(Value::List(ports))).into()
}

fn port(protocol: &str, number: i64) -> Value {
    Map::new().with("protocol", protocol).with("port", number).into()
}

fn block(cidr: &str, except: &[String]) -> Value {
    let except = (!except.is_empty()).then(|| Value::texts(except.iter().map(String::as_str)));
    Map::new().with("ipBlock", Map::new().with("cidr", cidr).with_opt("except", except)).into()
}

fn namespaces(labels: Map) -> Map {
    Map::new().with("namespaceSelector", match_labels(labels))
}

/// The platform's own namespaces: those with its label that belong to no tenant.
fn platform_namespaces(platform: &str) -> Map {
    let no_tenant = Map::new().with("key", "mlpc-tenant").with("operator", "DoesNotExist");
    let selector = match_labels(Map::new().with("mlpc-platform", platform)).with("matchExpressions", Value::List(vec![no_tenant.into()]));
    Map::new().with("namespaceSelector", selector)
}
