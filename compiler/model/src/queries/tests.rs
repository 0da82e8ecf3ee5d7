//! A small platform of every sort of relation, and what the queries say of it.

use mlpc_units::{Date, Duration, Quantity, Ratio, Version};

use crate::testing::{Spec, group, list, map, text};
use crate::{DeclId, InterconnectType, Platform, PodSecurity, Val};

struct Ids {
    cluster: DeclId,
    h100: DeclId,
    search: DeclId,
    ads: DeclId,
    clicks: DeclId,
    token: DeclId,
    assistant: DeclId,
    database: DeclId,
    lake: DeclId,
}

fn infrastructure(spec: &mut Spec) -> (DeclId, DeclId, DeclId, DeclId) {
    let on_call =
        |key| group(&[("service", text("pagerduty")), ("key", Val::Ref(key)), ("runbooks", text("https://runbooks.example.com"))]);
    let target =
        spec.decl("target", "virginia", None, &[("cloud", text("aws")), ("engine", text("terraform")), ("delivery", text("helm"))]);
    let pager = spec.decl("secret", "pager", None, &[("target", Val::Ref(target)), ("protect", Val::Bool(false))]);
    spec.decl("platform", "atlas", None, &[("owner", text("ml@example.com")), ("cost-center", text("4400")), ("on-call", on_call(pager))]);
    let egress = group(&[("mode", text("nat")), ("per", text("zone")), ("addresses", Val::Int(1))]);
    let network = spec.decl("network", "main", None, &[("target", Val::Ref(target)), ("egress", egress)]);
    let version = Val::Version(Box::new(Version::parse("1.35").unwrap()));
    let logs = group(&[("sources", list(&[text("api")])), ("keep", Val::Duration(Duration::parse("90d").unwrap()))]);
    let fields = [
        ("target", Val::Ref(target)),
        ("network", Val::Ref(network)),
        ("version", version),
        ("logs", logs),
        ("channel", text("none")),
        ("protect", Val::Bool(false)),
    ];
    let cluster = spec.decl("cluster", "main", None, &fields);
    let pool = [
        ("cluster", Val::Ref(cluster)),
        ("nodes", group(&[("min", Val::Int(0)), ("max", Val::Int(4))])),
        ("capacity", group(&[("types", list(&[text("on-demand")]))])),
        ("disk", Val::Quantity(Quantity::parse("100GiB").unwrap())),
        ("overcommit", Val::Ratio(Ratio::parse("100%").unwrap())),
        ("upgrades", group(&[("auto", Val::Bool(true)), ("max-unavailable", Val::Int(1))])),
        ("interconnect", group(&[("type", text("efa"))])),
    ];
    let h100 = spec.decl("gpu-pool", "h100", None, &pool);
    spec.decl("kueue", "main", None, &[("cluster", Val::Ref(cluster))]);
    (target, network, cluster, h100)
}

fn tenant(spec: &mut Spec, name: &str, h100: DeclId, gpus: i64) -> DeclId {
    let quota = group(&[("pool", Val::Ref(h100)), ("gpus", Val::Int(gpus)), ("borrow", Val::Quantity(Quantity::parse("0").unwrap()))]);
    let fields = [
        ("owner", Val::Poison),
        ("cost-center", text("4410")),
        ("cohort", text("ml")),
        ("data", group(&[("classes", list(&[text("internal")]))])),
        ("isolation", group(&[("level", text("namespace")), ("egress", text("internet"))])),
        ("quota", list(&[quota])),
        ("labels", map(&[("team", text(name))])),
    ];
    spec.decl("tenant", name, None, &fields)
}

fn platform() -> (Platform, Ids) {
    let mut spec = Spec::new();
    let (target, network, cluster, h100) = infrastructure(&mut spec);
    let search = tenant(&mut spec, "search", h100, 8);
    let ads = tenant(&mut spec, "ads", h100, 4);
    let store = [
        ("target", Val::Ref(target)),
        ("versioning", Val::Bool(true)),
        ("protect", Val::Bool(true)),
        ("labels", map(&[("team", text("lake"))])),
    ];
    let lake = spec.decl("bucket", "lake", Some(search), &store);
    let clicks = spec.decl("dataset", "clicks", Some(search), &[("in", Val::Ref(lake)), ("class", text("pii"))]);
    let until = Val::Date(Date::parse("2027-06-30").unwrap());
    spec.decl("grant", "", Some(search), &[("what", Val::Ref(clicks)), ("to", Val::Ref(ads)), ("access", text("read")), ("until", until)]);
    let token = spec.decl("secret", "hf-token", Some(search), &[("target", Val::Ref(target)), ("protect", Val::Bool(false))]);
    let service = [
        ("pool", Val::Ref(h100)),
        ("priority", text("normal")),
        ("env", map(&[("HF_TOKEN", Val::Secret(token)), ("AGAIN", Val::Secret(token)), ("MODE", text("x"))])),
        ("reads", list(&[Val::Ref(clicks)])),
        ("replicas", group(&[("count", Val::Int(2))])),
        ("engine", group(&[("name", text("vllm")), ("tensor-parallel", Val::Int(1)), ("pipeline-parallel", Val::Int(1))])),
    ];
    let assistant = spec.decl("model-service", "assistant", Some(ads), &service);
    let slo = [
        ("sli", text("ttft")),
        ("of", Val::Ref(assistant)),
        ("objective", Val::Ratio(Ratio::parse("95%").unwrap())),
        ("window", Val::Duration(Duration::parse("30d").unwrap())),
        ("alert", list(&[text("page")])),
        ("on-miss", text("notify")),
    ];
    spec.decl("slo", "assistant-ttft", Some(ads), &slo);
    let database =
        spec.decl("database", "broken", None, &[("network", Val::Ref(network)), ("target", Val::Ref(target)), ("version", Val::Poison)]);
    let (platform, _) = spec.build();
    (platform, Ids { cluster, h100, search, ads, clicks, token, assistant, database, lake })
}

#[test]
fn places_are_found_from_anywhere() {
    let (platform, ids) = platform();
    let slo = platform.decl_by_address("slo.ads/assistant-ttft").unwrap();
    for id in [slo, ids.assistant, ids.h100, ids.cluster, ids.clicks, ids.database] {
        assert_eq!(platform.target_of(id).map(|target| target.name.as_str()), Some("virginia"));
    }
    assert_eq!(platform.cluster_of(slo).map(|cluster| cluster.decl), Some(ids.cluster));
    assert_eq!(platform.network_of(ids.assistant).map(|network| network.name.as_str()), Some("main"));
    assert!(platform.cluster_of(ids.lake).is_none() && platform.target_of(ids.search).is_none());
    assert_eq!(platform.pools_of(ids.cluster).count(), 1);
    assert_eq!(platform.pool_by_name("h100").map(|pool| pool.decl), Some(ids.h100));
    assert_eq!(platform.components_of_kind(ids.cluster, "kueue").map(|it| it.address.as_str()).collect::<Vec<_>>(), ["kueue.main"]);
}

#[test]
fn tenants_their_quotas_and_grants() {
    let (platform, ids) = platform();
    let quotas =
        platform.quotas_on(ids.h100).map(|(tenant, quota)| (tenant.name.as_str(), quota.gpus.map(|gpus| gpus.value))).collect::<Vec<_>>();
    assert_eq!(quotas, [("ads", Some(4)), ("search", Some(8))]);
    assert_eq!(platform.cohort("ml").count(), 2);
    assert_eq!(platform.quota(ids.ads, ids.h100).and_then(|quota| quota.gpus).map(|gpus| gpus.value), Some(4));
    assert_eq!(platform.grants_for(ids.clicks, ids.ads).count(), 1);
    assert_eq!(platform.grants_for(ids.clicks, ids.search).count(), 0);
    assert_eq!(platform.tenant_of(ids.clicks).map(|tenant| tenant.decl), Some(ids.search));
    assert_eq!(platform.owned_by(ids.ads).count(), 2);
}

#[test]
fn workloads_and_what_they_need() {
    let (platform, ids) = platform();
    assert_eq!(platform.workloads_of(ids.ads).map(|it| it.name().as_str()).collect::<Vec<_>>(), ["assistant"]);
    assert_eq!(platform.workloads_on(ids.h100).count(), 1);
    assert_eq!(platform.secrets_of(ids.assistant), [ids.token]);
    assert_eq!(platform.datasets_read(ids.assistant).len(), 1);
    assert_eq!(platform.readers_of(ids.clicks).collect::<Vec<_>>(), [ids.assistant]);
    assert_eq!(platform.datasets_in(ids.lake).count(), 1);
    assert_eq!(platform.slos_of(ids.assistant).map(|slo| slo.sli.as_str()).collect::<Vec<_>>(), ["ttft"]);
}

#[test]
fn what_is_inherited() {
    let (platform, ids) = platform();
    assert_eq!(platform.on_call(ids.assistant).map(|on_call| on_call.runbooks.as_str()), Some("https://runbooks.example.com"));
    let search = platform.tenant(ids.search).unwrap();
    assert_eq!(platform.namespace(search), "search");
    let written = |pool: &crate::Pool| pool.interconnect.as_ref().map_or(InterconnectType::None, |it| it.fabric.value);
    assert_eq!(platform.pod_security(search, &written), PodSecurity::Baseline);
    assert_eq!(platform.pod_security(search, &|_| InterconnectType::None), PodSecurity::Restricted);
    assert!(platform.is_protected(ids.lake) && !platform.is_protected(ids.cluster));
    let labels = platform.labels(ids.lake).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
    assert_eq!(labels, ["mlpc-cost-center=4410", "mlpc-platform=atlas", "mlpc-tenant=search", "team=lake"]);
    assert_eq!(platform.priorities().len(), 3);
}

#[test]
fn a_poisoned_required_value_leaves_out_its_struct_only() {
    let (platform, ids) = platform();
    assert!(platform.database(ids.database).is_none());
    assert!(platform.decl(ids.database).is_some());
    assert_eq!(platform.tenant(ids.search).map(|tenant| tenant.owner.as_str()), Some(""));
    assert!(platform.tenant(ids.lake).is_none());
}
