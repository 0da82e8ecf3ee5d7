//! What model-service, training and pipeline share.

use crate::{Field, Kind, Type, shared};

/// Gives a workload's kind its shared fields, first `tenant` and `pool`, and the values that all of them offer.
pub(super) fn workload(kind: Kind) -> Kind {
    kind.name_space("workload")
        .field(Field::new("tenant", Type::refs(&["tenant"]), "Whose it is.").context().required())
        .field(Field::new("pool", Type::refs(shared::POOLS), "The pool it runs on; its tenant needs quota there.").required())
        .field(Field::new("image", Type::Image, "Its container image, best with a digest."))
        .field(Field::new("command", Type::list(Type::Text), "The command and its arguments, instead of the image's."))
        .field(resources())
        .field(shared::mount())
        .field(Field::new("env", Type::map(Type::EnvValue), "Environment of its containers: text, a secret, or what is known after apply."))
        .field(Field::new("priority", Type::Text, "One of the platform's `priorities`.").default(r#""normal""#))
        .field(shared::datasets("reads", "Datasets it may read."))
        .field(shared::datasets("writes", "Datasets it may write."))
        .field(shared::labels())
        .reads(shared::lowered())
}

fn resources() -> Field {
    let mut group = shared::amounts();
    group.push(shared::profiles("Slices of one pod, by MIG profile."));
    Field::new("resources", Type::Group(group), "What one pod gets. On CPU pools CPU and memory must be written, on MIG pools a profile.")
        .derived("on GPU pools the node's share of its GPUs, and the GPUs that one pod needs")
}
