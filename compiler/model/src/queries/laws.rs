//! Laws that hold of every platform: the order of declarations carries no meaning, and asking is linear.

use mlpc_schema::KindTable;
use mlpc_units::Quantity;
use proptest::prelude::*;

use crate::testing::{Spec, group, list, text};
use crate::{DeclId, Platform, SpecView, Val};

/// Quotas of one tenant: pool and GPUs.
type Quotas = Vec<(usize, i64)>;

/// Who owns a bucket or runs a training; what pools have which quotas.
#[derive(Clone, Debug)]
struct Shape {
    /// Of each tenant its quotas and its cohort.
    tenants: Vec<(Quotas, Option<bool>)>,
    n_pools: usize,
    /// Of each training its tenant and pool.
    trainings: Vec<(usize, usize)>,
}

fn shapes() -> impl Strategy<Value = Shape> {
    (1..4_usize).prop_flat_map(|n_pools| {
        let quotas = prop::collection::vec((0..n_pools, 0..64_i64), 0..3);
        let tenants = prop::collection::vec((quotas, prop::option::of(any::<bool>())), 1..6);
        (Just(n_pools), tenants).prop_flat_map(|(n_pools, tenants)| {
            let trainings = prop::collection::vec((0..tenants.len(), 0..n_pools), 0..8);
            (Just(n_pools), Just(tenants), trainings).prop_map(|(n_pools, tenants, trainings)| Shape { tenants, n_pools, trainings })
        })
    })
}

/// Builds the platform, the declarations of each kind forwards or backwards.
fn build(shape: &Shape, backwards: bool) -> (Platform, SpecView) {
    let order = |n: usize| -> Vec<usize> { if backwards { (0..n).rev().collect() } else { (0..n).collect() } };
    let mut spec = Spec::new();
    let mut pools = vec![None; shape.n_pools];
    let target = spec.decl("target", "t", None, &[("cloud", text("aws")), ("engine", text("terraform")), ("delivery", text("helm"))]);
    for pool in order(shape.n_pools) {
        pools[pool] = Some(spec.decl("gpu-pool", &format!("p{pool}"), None, &[("cluster", Val::Ref(target))]));
    }
    let pool_id = |pool: usize| Val::Ref(pools[pool].unwrap());
    let mut tenants = vec![None; shape.tenants.len()];
    for tenant in order(shape.tenants.len()) {
        let (quotas, cohort) = &shape.tenants[tenant];
        let none = || Val::Quantity(Quantity::parse("0").unwrap());
        let quotas = quotas.iter().map(|(pool, gpus)| group(&[("pool", pool_id(*pool)), ("gpus", Val::Int(*gpus)), ("borrow", none())]));
        let mut fields = vec![
            ("owner", text("o@example.com")),
            ("data", group(&[("classes", list(&[text("internal")]))])),
            ("isolation", group(&[("level", text("namespace")), ("egress", text("none"))])),
            ("quota", list(&quotas.collect::<Vec<_>>())),
        ];
        fields.extend(cohort.map(|cohort| ("cohort", text(if cohort { "one" } else { "two" }))));
        tenants[tenant] = Some(spec.decl("tenant", &format!("t{tenant}"), None, &fields));
    }
    for training in order(shape.trainings.len()) {
        let (tenant, pool) = shape.trainings[training];
        let fields = [
            ("pool", pool_id(pool)),
            ("priority", text("normal")),
            ("gang", group(&[("count", Val::Int(1))])),
            ("framework", text("jobset")),
            ("preemptible", Val::Bool(false)),
        ];
        spec.decl("training", &format!("w{training}"), tenants[tenant], &fields);
    }
    let (platform, origins) = spec.build();
    let view = platform.spec_view(&KindTable::core(), &origins);
    (platform, view)
}

/// All answers that name declarations by address.
fn answers(platform: &Platform) -> Vec<String> {
    let address = |id: DeclId| platform.decls[id].address.to_string();
    let mut answers = platform.tenants.iter().map(|tenant| tenant.address.to_string()).collect::<Vec<_>>();
    for (id, decl) in platform.decls.iter_enumerated() {
        let mut of_decl = format!("{}:", decl.address);
        of_decl
            .extend(platform.quotas_on(id).map(|(tenant, quota)| format!(" {} {:?}", tenant.address, quota.gpus.map(|gpus| gpus.value))));
        of_decl.extend(platform.workloads_of(id).map(|it| format!(" {}", it.address())));
        of_decl.extend(platform.workloads_on(id).map(|it| format!(" {}", it.address())));
        of_decl.extend(platform.owned_by(id).map(|(owned, _)| format!(" {}", address(owned))));
        answers.push(of_decl);
    }
    answers.extend(
        platform.cohorts().map(|(name, tenants)| format!("{name}: {:?}", tenants.iter().map(|it| &it.address).collect::<Vec<_>>())),
    );
    answers.sort();
    answers
}

fn texts(view: &SpecView) -> Vec<String> {
    view.iter()
        .map(|(address, fields)| format!("{address}: {:?}", fields.iter().map(|it| (&it.field, &it.text)).collect::<Vec<_>>()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_declarations_changes_no_answer(shape in shapes()) {
        let (forwards, forwards_view) = build(&shape, false);
        let (backwards, backwards_view) = build(&shape, true);
        prop_assert_eq!(answers(&forwards), answers(&backwards));
        prop_assert_eq!(texts(&forwards_view), texts(&backwards_view));
    }

    #[test]
    fn each_relation_is_seen_from_both_ends(shape in shapes()) {
        let (platform, _) = build(&shape, false);
        for workload in platform.workloads() {
            let shared = workload.shared();
            let here = |other: crate::WorkloadRef<'_>| other.decl() == workload.decl();
            prop_assert!(platform.workloads_of(shared.tenant.value).any(here));
            prop_assert!(platform.workloads_on(shared.pool.value).any(here));
        }
        let quotas = platform.tenants.iter().map(|tenant| tenant.quotas.len()).sum::<usize>();
        prop_assert_eq!(platform.decls.ids().map(|id| platform.quotas_on(id).count()).sum::<usize>(), quotas);
    }
}
