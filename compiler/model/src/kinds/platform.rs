//! `platform`: what holds for everything.

use mlpc_units::{Cidr, Money};
use smol_str::SmolStr;

use super::{Login, OnCall};
use crate::record::{choice, kind, record};
use crate::{At, read::Entries};

kind! {
    /// The declaration `platform`.
    Settings {
        owner "owner": At<SmolStr>,
        cost_center "cost-center": Option<At<SmolStr>>,
        requires "requires": Option<Requires>,
        state "state": Option<At<SmolStr>>,
        access "access": Vec<At<Cidr>>,
        login "login": Option<Login>,
        on_call "on-call": Option<OnCall>,
        budget "budget": Option<At<Money>>,
        priorities "priorities": Entries<At<i64>>,
        require "require": Vec<At<Required>>,
    }
}

record! {
    /// What may read the spec.
    Requires {
        mlpc "mlpc": At<SmolStr>,
    }
}

choice! {
    /// What each tenant must declare.
    Required { CostCenter = "cost-center", Budget = "budget", Members = "members", Residency = "residency", Slo = "slo" }
}
