//! `training` and `pipeline`.

use mlpc_units::Duration;
use smol_str::SmolStr;

use super::{Bounds, Workload};
use crate::record::{choice, kind, record};
use crate::{At, DeclId};

kind! {
    /// A job, or without an image a queue for jobs.
    Training {
        ..work: Workload,
        gang "gang": Bounds,
        framework "framework": At<Framework>,
        preemptible "preemptible": At<bool>,
        checkpoints "checkpoints": Option<Checkpoints>,
        max_duration "max-duration": Option<At<Duration>>,
    }
}

impl Training {
    /// Whether it is a queue for jobs that people submit, not a job.
    pub fn is_queue(&self) -> bool {
        self.work.image.is_none()
    }
}

choice! {
    /// What runs a job.
    Framework { Jobset = "jobset", Trainer = "trainer", Ray = "ray", Mpi = "mpi" }
}

record! {
    /// Where progress is saved.
    Checkpoints {
        store "store": At<DeclId>,
        every "every": Option<At<Duration>>,
    }
}

kind! {
    /// Work on a schedule.
    Pipeline {
        ..work: Workload,
        schedule "schedule": Option<At<SmolStr>>,
        orchestrator "orchestrator": Option<At<DeclId>>,
        retries "retries": At<i64>,
        max_duration "max-duration": Option<At<Duration>>,
    }
}
