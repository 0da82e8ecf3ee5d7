//! Tables: what is desired and what is recorded, and the plan that follows.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests may fail as tests do")]

use std::collections::BTreeMap;
use std::fmt::Write;

use mlpc_diag::{Findings, Sound};
use mlpc_graph::{Address, Difference, GraphBuilder, HelmChart, Map, Part, Reference, Resource, ResourceGraph, ResourceKind, Value};
use mlpc_plan::{
    Action, Answer, Draft, Drift, Inputs, Op, Options, Plan, Prior, Reason, Replaces, RunsOn, SpecDigest, SpecField, SpecView, Stale,
    Touch, UnknownTargets, plan, touched,
};
use mlpc_source::{Idx, OriginId, Origins, SegmentId, Sources};
use proptest::prelude::*;

struct Facts;

impl Replaces for Facts {
    fn replaces(&self, _kind: &str, path: &str) -> Answer {
        match path {
            "name" | "vpc_id" => Answer::Yes,
            "maybe" => Answer::Unknown,
            _ => Answer::No,
        }
    }
}

fn origin(at: u32) -> OriginId {
    OriginId::new(SegmentId::from_usize(0), at)
}

fn resource(address: &str, attrs: Map) -> Resource {
    let address = Address::parse(address).expect("an address");
    Resource::managed(address, attrs, "pool.main", origin(0))
}

fn refers(to: &str, path: &str) -> Value {
    Value::reference(&Address::parse(to).expect("an address"), path)
}

fn graph(resources: impl IntoIterator<Item = Resource>) -> Sound<ResourceGraph> {
    let mut builder = GraphBuilder::default();
    resources.into_iter().for_each(|it| builder.add(it));
    Findings::default().certify(builder.finish().expect("a graph")).expect("no errors")
}

fn prior(graph: &Sound<ResourceGraph>) -> Prior {
    Prior::from_graph(graph.get(), &Origins::default(), &Sources::default(), SpecView::default())
}

struct Case<'a> {
    desired: &'a Sound<ResourceGraph>,
    prior: &'a Prior,
    spec: SpecView,
    reality: Option<BTreeMap<Address, Drift>>,
    options: Options,
}

impl<'a> Case<'a> {
    fn new(desired: &'a Sound<ResourceGraph>, prior: &'a Prior) -> Self {
        Self { desired, prior, spec: SpecView::default(), reality: None, options: Options::default() }
    }

    fn draft(&self) -> Result<Draft, UnknownTargets> {
        let inputs = Inputs {
            desired: self.desired,
            prior: self.prior,
            spec: &self.spec,
            digest: &SpecDigest("d".into()),
            origins: &Origins::default(),
            sources: &Sources::default(),
            facts: &Facts,
            reality: self.reality.as_ref(),
        };
        plan(&inputs, &self.options)
    }

    /// The plan, if nothing stands in its way.
    fn plan(&self) -> Option<Plan> {
        self.draft().expect("targets that are there").applicable().cloned()
    }
}

fn planned(before: impl IntoIterator<Item = Resource>, after: impl IntoIterator<Item = Resource>) -> Plan {
    let (before, after) = (prior(&graph(before)), graph(after));
    Case::new(&after, &before).plan().expect("a plan")
}

fn why_text(reason: &Reason) -> String {
    match reason {
        Reason::Forces(path) => format!("forces {path}"),
        Reason::Lowered(path) => format!("lowered {path}"),
        Reason::Drift(path) => format!("drift {path}"),
        Reason::Follows { to, path } => format!("follows {to}.{path}"),
        Reason::Moved(from) => format!("moved {from}"),
        other => format!("{other:?}"),
    }
}

/// One line an action: what, why, what it waits for.
fn show(plan: &Plan) -> String {
    let needs = plan.needs();
    let name = |it: &Action| format!("{} {}", it.op.word(), it.target);
    let mut text = String::new();
    for (action, needs) in plan.actions.iter().zip(&needs) {
        let waits: Vec<_> = needs.iter().map(|it| name(&plan.actions[*it])).collect();
        let changes: Vec<_> = action
            .changes
            .iter()
            .map(|it| format!("{}{}{}", it.path, if it.replaces == Answer::Yes { "!" } else { "" }, if it.after_apply { "?" } else { "" }))
            .collect();
        let why: Vec<_> = action.why.iter().map(why_text).collect();
        writeln!(text, "{} [{}] {} after [{}]", name(action), changes.join(" "), why.join(", "), waits.join(", ")).expect("text");
    }
    text
}

fn check(plan: &Plan, expected: &str) {
    let trimmed: Vec<_> = expected.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    assert_eq!(show(plan).lines().collect::<Vec<_>>(), trimmed);
}

#[test]
fn made_in_order_and_destroyed_in_reverse() {
    let both = || [resource("a.vpc", Map::new()), resource("b.subnet", Map::new().with("vpc_id", refers("a.vpc", "id")))];
    check(
        &planned([], both()),
        "create a.vpc [] New after []
         create b.subnet [] New after [create a.vpc]",
    );
    check(
        &planned(both(), []),
        "delete a.vpc [] Undeclared after [delete b.subnet]
         delete b.subnet [] Undeclared after []",
    );
    assert!(planned(both(), both()).is_empty());
}

#[test]
fn a_replacement_spreads_only_through_attributes_that_force_one() {
    let all = |name: &str| {
        let dependent = |vpc: &str, set: &str| Map::new().with(vpc, refers("a.vpc", "id")).with("set", set);
        [
            resource("a.vpc", Map::new().with("name", name)),
            resource("b.forced", dependent("vpc_id", "x")),
            resource("c.updated", dependent("other", "x")),
            resource("d.by_name", Map::new().with("label", refers("a.vpc", "tags"))),
        ]
    };
    check(
        &planned(all("x"), all("y")),
        "create a.vpc [name!] forces name, lowered name after [delete a.vpc]
         delete a.vpc [] forces name, lowered name after [delete b.forced]
         create b.forced [vpc_id!?] forces vpc_id, follows a.vpc.id after [create a.vpc, delete b.forced]
         delete b.forced [] forces vpc_id, follows a.vpc.id after []
         update c.updated [other?] follows a.vpc.id after [create a.vpc]
         update d.by_name [label?] follows a.vpc.tags after [create a.vpc]",
    );
}

#[test]
fn create_before_destroy_holds_for_what_it_stands_on() {
    let all = |name: &str| {
        let mut subnet = resource("b.subnet", Map::new().with("vpc_id", refers("a.vpc", "id")));
        subnet.life.create_before_destroy = true;
        [resource("a.vpc", Map::new().with("name", name)), subnet]
    };
    let plan = planned(all("x"), all("y"));
    let order: Vec<_> = plan
        .after
        .iter()
        .map(|(later, earlier)| (&plan.actions[*later], &plan.actions[*earlier]))
        .map(|(later, earlier)| format!("{} {} > {} {}", earlier.op.word(), earlier.target, later.op.word(), later.target))
        .collect();
    assert_eq!(
        order,
        [
            "create a.vpc > delete a.vpc",
            "delete b.subnet > delete a.vpc",
            "create a.vpc > create b.subnet",
            "create b.subnet > delete b.subnet"
        ]
    );
    assert_eq!(plan.counts().replace, 2);
}

#[test]
fn what_stays_the_same_moves_nobody() {
    let all = |size: i64| {
        [
            resource("a.vpc", Map::new().with("label", "x").with("size", size)),
            resource("b.by_label", Map::new().with("vpc_id", refers("a.vpc", "label"))),
            resource("c.by_id", Map::new().with("vpc_id", refers("a.vpc", "id"))),
            resource("d.by_size", Map::new().with("n", refers("a.vpc", "size"))),
        ]
    };
    check(
        &planned(all(1), all(2)),
        "update a.vpc [size] lowered size after []
         update d.by_size [n?] follows a.vpc.size after [update a.vpc]",
    );
    let template = |version: i64| {
        let user = Value::Template(vec![
            Part::Text("v".into()),
            Part::Ref(Reference { to: Address::new("aws_launch_template", "t"), path: mlpc_graph::AttrPath::parse("latest_version") }),
        ]);
        [resource("aws_launch_template.t", Map::new().with("image", version)), resource("x.group", Map::new().with("version", user))]
    };
    assert_eq!(planned(template(1), template(2)).counts().update, 2, "a new version of the template rolls who uses it");
}

#[test]
fn protection_outlives_its_declaration() {
    let with = |protect: bool, name: &str| {
        let mut lake = resource("a.lake", Map::new().with("name", name));
        lake.life.protect = protect;
        [lake]
    };
    let before = prior(&graph(with(true, "x")));
    for (desired, forced) in [(graph([]), 0), (graph(with(true, "y")), 1)] {
        let draft = Case::new(&desired, &before).draft().expect("a plan");
        let list = &draft.protected;
        assert!(draft.applicable().is_none() && draft.plan.actions.iter().any(|it| it.op == Op::Delete), "shown, and refused");
        assert_eq!((list[0].address.as_str(), list[0].replaced_for.len()), ("a.lake", forced));
    }
    let released = graph(with(false, "x"));
    let plan = Case::new(&released, &before).plan().expect("a plan");
    assert!(plan.actions.is_empty() && !plan.is_empty() && !plan.rewrites[&Address::new("a", "lake")].protect);
    assert_eq!(plan.protections().iter().map(|it| it.protected).collect::<Vec<_>>(), [false], "a change, though nothing is called");
    let removed = Options { removed: ["pool.main".into()].into(), ..Options::default() };
    let nothing = graph([]);
    let plan = Case { options: removed, ..Case::new(&nothing, &before) }.plan().expect("forgetting destroys nothing");
    assert_eq!(plan.actions.iter().map(|it| it.op).collect::<Vec<_>>(), [Op::Forget]);
}

#[test]
fn a_change_that_the_cloud_refuses_is_shown_and_refused() {
    let database = |storage: i64| [resource("aws_db_instance.b", Map::new().with("allocated_storage", storage))];
    let before = prior(&graph(database(100)));
    let draft = |storage: i64| Case::new(&graph(database(storage)), &before).draft().expect("a plan");
    assert!(draft(200).refused.is_empty() && draft(200).applicable().is_some());
    let less = draft(50);
    assert!(less.applicable().is_none() && less.plan.counts().update == 1);
    let told: Vec<_> = less.refused.iter().map(|it| format!("{} {} {} {}", it.address, it.path, it.from, it.to)).collect();
    assert_eq!(told, ["aws_db_instance.b allocated_storage 100 50"]);
    assert!(
        less.refused[0].instead().starts_with("keep 100 GiB; or declare a second database with 50 GiB"),
        "{}",
        less.refused[0].instead()
    );

    let cluster = |version: &str| [resource("aws_eks_cluster.c", Map::new().with("version", version))];
    let before = prior(&graph(cluster("1.34")));
    let draft = |version: &str| Case::new(&graph(cluster(version)), &before).draft().expect("a plan");
    assert!(draft("1.36").applicable().is_none() && draft("1.32").applicable().is_none());
    assert!(draft("1.36").refused[0].instead().starts_with("write 1.35 and apply"));
    assert!(draft("1.33").applicable().is_some() && !draft("1.33").refused[0].certain(), "within seven days, which no spec shows");
}

#[test]
fn a_target_that_holds_something_stays_where_it_is() {
    let view = |region: &str| {
        let mut view = SpecView::default();
        view.add("target.main", "region", SpecField { text: region.into(), at: "platform.mlp.kdl:3".into(), origin: None });
        view
    };
    let lake = || {
        let mut lake = resource("a.lake", Map::new());
        lake.place.target = "main".into();
        lake.life.protect = true;
        [lake]
    };
    let (all, nothing) = (graph(lake()), graph([]));
    let draft = |before: &Sound<ResourceGraph>| {
        let before = Prior { spec: view("us-east-1"), ..prior(before) };
        Case { spec: view("us-east-2"), ..Case::new(&all, &before) }.draft().expect("a plan")
    };
    let moved = draft(&all);
    assert!(moved.applicable().is_none() && moved.protected.is_empty(), "told once");
    let told: Vec<_> =
        moved.relocated.iter().map(|it| format!("{} {} {} → {} {}", it.target, it.field, it.from, it.to, it.n_resources)).collect();
    assert_eq!(told, ["main region us-east-1 → us-east-2 1"]);
    assert!(draft(&nothing).relocated.is_empty(), "what holds nothing may go anywhere");
}

#[test]
fn what_moves_keeps_what_refers_to_it() {
    let before = [resource("a.old", Map::new().with("size", 1)), resource("b.user", Map::new().with("vpc_id", refers("a.old", "id")))];
    let mut new = resource("a.new", Map::new().with("size", 1));
    new.life.moved_from = vec![Address::new("a", "old")];
    let after = [new, resource("b.user", Map::new().with("vpc_id", refers("a.new", "id")))];
    check(&planned(before, after), "rename a.new [] moved a.old after []");
}

#[test]
fn a_rename_without_moved_is_proposed() {
    let of = |owner: &str, name: &str| {
        let mut lake = resource(&format!("a.{name}"), Map::new().with("bucket", name));
        lake.owner = owner.into();
        let mut rule = resource(&format!("b.{name}"), Map::new().with("to", refers(&format!("a.{name}"), "id")));
        rule.owner = owner.into();
        [lake, rule]
    };
    let plan = planned(of("bucket.logs", "logs"), of("bucket.audit", "audit"));
    let proposed: Vec<_> = plan.renames.iter().map(|it| (it.from.as_str(), it.to.as_str(), it.n_resources)).collect();
    assert_eq!(proposed, [("bucket.logs", "bucket.audit", 2)]);
}

#[test]
fn reasons_name_the_edited_field() {
    let field = |text: &str, at: u32| SpecField { text: text.into(), at: "platform.mlp.kdl:36".into(), origin: Some(origin(at)) };
    let view = |machine: &str, other: &str| {
        let mut view = SpecView::default();
        view.add("gpu-pool.h100", "machine", field(machine, 7));
        view.add("pool.main", "other", field(other, 8));
        view
    };
    let node = |machine: &str| resource("a.group", Map::new().with("type", machine).from_field(origin(7)));
    let mut before = prior(&graph([node("p5")]));
    before.spec = view("p5", "x");
    let desired = graph([node("p4d")]);
    let case = Case { spec: view("p4d", "y"), ..Case::new(&desired, &before) };
    let plan = case.plan().expect("a plan");
    let [Reason::Field(id)] = plan.actions.as_slice()[0].why.as_slice() else { panic!("{:?}", plan.actions) };
    let change = &plan.fields[*id];
    assert_eq!((change.declaration.as_str(), change.from.as_deref(), change.to.as_deref()), ("gpu-pool.h100", Some("p5"), Some("p4d")));
}

#[test]
fn drift_and_what_is_gone_are_put_back() {
    let all = || [resource("a.drifted", Map::new().with("size", 1)), resource("b.gone", Map::new())];
    let (before, desired) = (prior(&graph(all())), graph(all()));
    let difference = Difference { path: mlpc_graph::AttrPath::parse("size"), from: Some(1.into()), to: Some(9.into()) };
    let reality =
        BTreeMap::from([(Address::new("a", "drifted"), Drift::Differs(vec![difference])), (Address::new("b", "gone"), Drift::Gone)]);
    let plan = Case { reality: Some(reality), ..Case::new(&desired, &before) }.plan().expect("a plan");
    check(
        &plan,
        "update a.drifted [size] drift size after []
         create b.gone [] Gone after []",
    );
    assert_eq!(plan.actions.as_slice()[0].changes[0].to, Some(1.into()));
}

#[test]
fn ignored_attributes_may_differ() {
    let group = |size: i64| {
        let mut group = resource("a.group", Map::new().with("scaling", Value::block(Map::new().with("desired", size).with("max", 9))));
        group.life.ignore_changes = vec!["scaling.desired".into()];
        [group]
    };
    assert!(planned(group(1), group(4)).is_empty());
}

#[test]
fn targets_take_what_they_need_along() {
    let all = || {
        let mut other = resource("c.other", Map::new());
        other.owner = "bucket.lake".into();
        [resource("a.vpc", Map::new()), resource("b.subnet", Map::new().with("x", refers("a.vpc", "id"))), other]
    };
    let (nothing, desired) = (Prior::default(), graph(all()));
    let only = |target: &str| {
        Case { options: Options { targets: vec![target.into()], ..Options::default() }, ..Case::new(&desired, &nothing) }.draft()
    };
    let names = |draft: Draft| draft.plan.actions.iter().map(|it| it.target.to_string()).collect::<Vec<_>>();
    assert_eq!(names(only("b.subnet").expect("a plan")), ["a.vpc", "b.subnet"]);
    assert_eq!(names(only("bucket.lake").expect("a plan")), ["c.other"]);
    assert_eq!(only("x.y"), Err(UnknownTargets(vec!["x.y".into()])));
}

#[test]
fn a_saved_plan_holds_while_what_it_read_does() {
    let all = || [resource("a.one", Map::new().with("size", 1)), resource("b.other", Map::new())];
    let mut state = prior(&graph(all()));
    let desired = graph([resource("a.one", Map::new().with("size", 2)), resource("b.other", Map::new())]);
    let plan = Case::new(&desired, &state).plan().expect("a plan");
    state.resources.get_mut("b.other").expect("it").version = 9;
    assert_eq!(plan.holds(&state, Some(&SpecDigest("d".into()))), Ok(()));
    assert_eq!(plan.holds(&state, Some(&SpecDigest("e".into()))), Err(Stale::Spec));
    state.resources.get_mut("a.one").expect("it").version = 9;
    assert_eq!(plan.holds(&state, None), Err(Stale::Records(vec![Address::new("a", "one")])));
}

#[test]
fn tenants_are_untouched_affected_or_changed() {
    let all = |size: i64, bucket: i64| {
        let of = |mut it: Resource, tenant: &str| {
            it.charge.tenant = Some(tenant.into());
            it
        };
        [
            resource("a.vpc", Map::new().with("size", size)),
            of(resource("b.search", Map::new().with("x", refers("a.vpc", "id"))), "search"),
            of(resource("c.ads", Map::new().with("n", bucket)), "ads"),
            of(resource("d.free", Map::new()), "free"),
        ]
    };
    let (before, after) = (prior(&graph(all(1, 1))), graph(all(2, 2)));
    let plan = Case::new(&after, &before).plan().expect("a plan");
    let expected = [("ads", Touch::Changed), ("free", Touch::Untouched), ("search", Touch::Affected)];
    let found = touched(&plan, after.get(), &RunsOn::new());
    assert_eq!(found.iter().map(|(it, touch)| (it.as_str(), *touch)).collect::<Vec<_>>(), expected);
    let runs_on = RunsOn::from([("free".into(), ["pool.main".into()].into())]);
    assert_eq!(touched(&plan, after.get(), &runs_on)["free"], Touch::Affected);
}

#[test]
fn objects_and_releases_know_what_replaces_them() {
    let object = |name: &str, selector: &str, replicas: i64| {
        let spec = Map::new().with("replicas", replicas).with("selector", Map::new().with("app", selector));
        let mut it = resource("Deployment.x", Map::new().with("metadata", Map::new().with("name", name)).with("spec", spec));
        it.kind = ResourceKind::Object { api_version: "apps/v1".into(), kind: "Deployment".into() };
        [it]
    };
    assert_eq!(planned(object("a", "s", 1), object("a", "s", 2)).counts().update, 1);
    assert_eq!(planned(object("a", "s", 1), object("a", "t", 1)).counts().replace, 1);
    assert_eq!(planned(object("a", "s", 1), object("b", "s", 1)).counts().replace, 1);
    let release = |version: &str| {
        let mut it = resource("helm_release.x", Map::new());
        let chart = |text: &str| text.into();
        it.kind = ResourceKind::Helm(Box::new(HelmChart {
            release: chart("x"),
            chart: chart("x"),
            version: version.into(),
            repository: chart("r"),
        }));
        [it]
    };
    assert_eq!(planned(release("1.0.0"), release("1.1.0")).actions.as_slice()[0].changes[0].path.to_string(), "chart.version");
}

/// Random graphs over a few names; edges run from later to earlier, in an order that the seed turns around.
fn random_graph() -> impl Strategy<Value = Vec<Resource>> {
    let node = (any::<bool>(), 0..3_i64, prop::collection::vec(0..8_usize, 0..3), any::<bool>());
    (prop::collection::vec(node, 8), any::<bool>()).prop_map(|(nodes, reversed)| {
        let name = |at: usize| format!("t.r{at}");
        let there: Vec<bool> = nodes.iter().map(|it| it.0).collect();
        let build = |(at, (_, size, needs, first)): (usize, (bool, i64, Vec<usize>, bool))| {
            let fits = |to: &usize| there[*to] && if reversed { *to > at } else { *to < at };
            let refs: Vec<Value> = needs.iter().filter(|it| fits(it)).map(|it| refers(&name(*it), "id")).collect();
            let mut it = resource(&name(at), Map::new().with("name", size).with("vpc_id", refs));
            it.life.create_before_destroy = first;
            it
        };
        nodes.into_iter().enumerate().filter(|(_, it)| it.0).map(build).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_has_no_circle_and_its_own_result_needs_none(before in random_graph(), after in random_graph()) {
        let (state, desired) = (prior(&graph(before)), graph(after));
        let plan = Case::new(&desired, &state).plan().expect("a plan");
        let mut done = vec![false; plan.actions.len()];
        let needs = plan.needs();
        for _ in 0..plan.actions.len() {
            for at in 0..done.len() {
                done[at] = done[at] || needs[at].iter().all(|it| done[it.to_usize()]);
            }
        }
        prop_assert!(done.into_iter().all(|it| it), "{}", show(&plan));
        let again = Case::new(&desired, &prior(&desired)).plan().expect("a plan");
        prop_assert!(again.actions.is_empty());
        prop_assert_eq!(Case::new(&desired, &state).plan().expect("a plan"), plan);
    }
}
