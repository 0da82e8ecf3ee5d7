//! `tenant`: a team, what it may use, and what keeps it apart.

use mlpc_units::Dimension;

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("tenant", Group::User, "A team: who it is, what it may use, what keeps it apart from others.")
        .doc("What belongs to it stands inside it, or names it with `tenant=`. Without quota on a pool it can't use that pool.")
        .lowers_to(
            "`Namespace`, `ResourceQuota`, `LimitRange`, `NetworkPolicy`, `Role`, `RoleBinding`; with kueue `ClusterQueue` and `LocalQueue`; a budget of the \
             cloud.",
        )
        .field(Field::new("owner", Type::Email, "Who answers for it.").required())
        .field(Field::new("cost-center", Type::Text, "What bears its cost; on every tag."))
        .field(Field::new("cohort", Type::Text, "Tenants of one cohort lend and borrow idle quota."))
        .field(member())
        .field(data())
        .field(isolation())
        .field(quota())
        .field(Field::new("pod-security", Type::words(&["restricted", "baseline", "privileged"]), "The pod security standard that its namespaces enforce.")
            .derived("`restricted`; with quota on a pool with an interconnect `baseline` for EFA, else `privileged`"))
        .field(budget())
        .field(shared::on_call().derived("the platform's"))
        .field(Field::new("namespace", Type::Text, "Its namespace on each cluster that it uses.").derived("its name"))
        .field(shared::labels())
}

fn member() -> Field {
    let group = vec![
        Field::new("principal", Type::Principal, "A group, person or service.").nth(0).required(),
        Field::new(
            "role",
            Type::words(&["admin", "developer", "viewer"]),
            "What it may do: all but quota, network policy and roles; workloads without secret values; reading without secrets.",
        )
        .required(),
    ];
    Field::new("member", Type::Group(group), "Who works in its namespaces.").repeats()
}

fn data() -> Field {
    let group = vec![
        Field::new("classes", Type::list(Type::words(super::dataset::CLASSES)), "Classes of data it is cleared for.").rest().required(),
        Field::new("residency", Type::Text, "Jurisdiction in which its data must stay: `EU`, `US`, `UK`, `CH` …"),
    ];
    Field::new("data", Type::Group(group), "What data it may handle, and where that must stay.").default(r#""internal""#)
}

fn isolation() -> Field {
    let outside = Type::Union(vec![Type::words(&["internet", "none"]), Type::list(Type::Cidr)]);
    let group = vec![
        Field::new("level", Type::words(&["namespace", "node", "cluster"]), "What it shares with nobody.").nth(0).required(),
        Field::new(
            "egress",
            outside,
            "What its pods reach outside: everything, nothing but DNS, the platform's services and its own stores, or these addresses too.",
        )
        .default(r#""internet""#),
    ];
    Field::new("isolation", Type::Group(group), "What keeps it apart. Traffic from and to other tenants is denied always.")
        .default(r#""namespace" egress="internet""#)
}

fn quota() -> Field {
    let share = || Type::Union(vec![Type::Quantity(Dimension::Count), Type::Ratio]);
    let mut group = vec![Field::new("pool", Type::refs(shared::POOLS), "The pool.").nth(0).required()];
    group.extend(shared::amounts());
    group.extend([
        shared::profiles("Slices, by MIG profile."),
        Field::new(
            "borrow",
            share(),
            "How much more it may take while others of its cohort leave it idle: GPUs or CPUs, or a ratio of the quota.",
        )
        .default("0")
        .min("0"),
        Field::new("lend", share(), "How much of it others may take while it is idle: GPUs or CPUs, or a ratio of the quota.")
            .derived("all")
            .min("0"),
    ]);
    Field::new("quota", Type::Group(group), "Its guaranteed share of a pool: GPUs, CPU and memory, or slices.").repeats()
}

fn budget() -> Field {
    let group = vec![
        Field::new("amount", Type::Money, "The most it may cost.").nth(0).required(),
        Field::new("alert", Type::list(Type::Ratio), "Shares of it at which its owner is told.").default(r#""80%" "100%""#).above("0%"),
    ];
    Field::new("budget", Type::Group(group), "What it may cost: checked before anything is made, and by the cloud's alarm afterwards.")
}
