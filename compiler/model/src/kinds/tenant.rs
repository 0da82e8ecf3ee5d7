//! `tenant`: a team, what it may use, and what keeps it apart.

use mlpc_units::{Cidr, Money, Quantity, Ratio};
use smol_str::SmolStr;

use super::{DataClass, OnCall};
use crate::record::{choice, kind, record};
use crate::{At, DeclId, Item, Val, read::Entries, read::Scalar};

kind! {
    /// A team.
    Tenant {
        owner "owner": At<SmolStr>,
        cost_center "cost-center": Option<At<SmolStr>>,
        cohort "cohort": Option<At<SmolStr>>,
        members "member": Vec<Member>,
        data "data": Data,
        isolation "isolation": Isolation,
        quotas "quota": Vec<Quota>,
        pod_security "pod-security": Option<At<PodSecurity>>,
        budget "budget": Option<Budget>,
        on_call "on-call": Option<OnCall>,
        namespace "namespace": Option<At<SmolStr>>,
        labels "labels": Entries<At<SmolStr>>,
    }
}

record! {
    /// Who works in a tenant's namespaces.
    Member {
        principal "principal": At<SmolStr>,
        role "role": At<Role>,
    }
}

choice! {
    /// What a member may do.
    Role { Admin = "admin", Developer = "developer", Viewer = "viewer" }
}

record! {
    /// What data a tenant may handle.
    Data {
        classes "classes": Vec<At<DataClass>>,
        residency "residency": Option<At<SmolStr>>,
    }
}

record! {
    /// What keeps a tenant apart.
    Isolation {
        level "level": At<IsolationLevel>,
        egress "egress": At<EgressTo>,
    }
}

choice! {
    /// What a tenant shares with nobody.
    IsolationLevel { Namespace = "namespace", Node = "node", Cluster = "cluster" }
}

/// What a tenant's pods reach outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EgressTo {
    /// Everything.
    Internet,
    /// DNS, the platform's services and its own stores.
    None,
    /// These addresses as well.
    Addresses(Vec<Cidr>),
}

impl Scalar for EgressTo {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Text(word) if word == "internet" => Some(Self::Internet),
            Val::Text(word) if word == "none" => Some(Self::None),
            Val::Cidr(cidr) => Some(Self::Addresses(vec![*cidr])),
            Val::List(items) => items.iter().map(|Item { val, .. }| Cidr::of(val)).collect::<Option<_>>().map(Self::Addresses),
            _ => None,
        }
    }
}

record! {
    /// A tenant's guaranteed share of a pool.
    Quota {
        pool "pool": At<DeclId>,
        cpu "cpu": Option<At<Quantity>>,
        memory "memory": Option<At<Quantity>>,
        gpus "gpus": Option<At<i64>>,
        profiles "profiles": Entries<At<i64>>,
        borrow "borrow": At<Share>,
        lend "lend": Option<At<Share>>,
    }
}

/// How much of a quota: an amount, or a ratio of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// GPUs or CPUs.
    Amount(Quantity),
    /// A ratio of the quota.
    Ratio(Ratio),
}

impl Scalar for Share {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Quantity(amount) => Some(Self::Amount(*amount)),
            Val::Ratio(ratio) => Some(Self::Ratio(*ratio)),
            _ => None,
        }
    }
}

choice! {
    /// A pod security standard, from strict to free.
    PodSecurity { Restricted = "restricted", Baseline = "baseline", Privileged = "privileged" }
}

record! {
    /// What a tenant may cost.
    Budget {
        amount "amount": At<Money>,
        alert "alert": Vec<At<Ratio>>,
    }
}
