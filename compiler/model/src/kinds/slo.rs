//! `slo`: what is promised.

use mlpc_units::{Duration, Ratio};
use smol_str::SmolStr;

use crate::record::{choice, kind};
use crate::{At, DeclId};

kind! {
    /// A service level objective.
    Slo {
        sli "sli": At<SmolStr>,
        of "of": At<DeclId>,
        objective "objective": At<Ratio>,
        window "window": At<Duration>,
        under "under": Option<At<Duration>>,
        metric "metric": Option<At<SmolStr>>,
        good "good": Option<At<SmolStr>>,
        total "total": Option<At<SmolStr>>,
        alert "alert": Vec<At<AlertSpeed>>,
        runbook "runbook": Option<At<SmolStr>>,
        on_miss "on-miss": At<OnMiss>,
    }
}

choice! {
    /// How fast burning of the error budget is told.
    AlertSpeed { Page = "page", Ticket = "ticket" }
}

choice! {
    /// What happens after a miss.
    OnMiss { Notify = "notify", Freeze = "freeze" }
}
