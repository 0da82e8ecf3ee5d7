//! `training`: a job, or a queue for jobs.

use crate::{Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    let kind = Kind::core("training", Group::Work, "Training: a queue that people submit jobs to, or, with an image, one job.")
        .lowers_to("A queue: `LocalQueue`. A job: `JobSet`, `TrainJob` or `RayJob`, with the fabric's devices.");
    super::workload::workload(kind)
        .field(
            shared::bounds("gang", "GPUs that start together, elastic between two numbers; of a queue its largest job.", "1").default("1"),
        )
        .field(
            Field::new(
                "framework",
                Type::words(&["jobset", "trainer", "ray", "mpi"]),
                "What runs a job; its component must be on the cluster.",
            )
            .default(r#""jobset""#),
        )
        .field(Field::new("preemptible", Type::Bool, "Gives borrowed capacity back at once.").default("#false"))
        .field(checkpoints())
        .field(Field::new("max-duration", Type::Duration, "Time after which a job is ended."))
}

fn checkpoints() -> Field {
    let group = vec![
        Field::new("store", Type::refs(&["bucket", "filesystem"]), "Where they are written.").nth(0).required(),
        Field::new("every", Type::Duration, "Time between two."),
    ];
    Field::new("checkpoints", Type::Group(group), "Where progress is saved: what an interruption doesn't lose.")
}
