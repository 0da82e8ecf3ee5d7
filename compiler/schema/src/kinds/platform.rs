//! `platform`: what holds for everything.

use crate::{Field, Group, Kind, Naming, Place, Type, shared};

pub(super) fn kind() -> Kind {
    Kind::core("platform", Group::Place, "The platform as a whole: who answers for it, where its state lies, what everything inherits.")
        .doc("At most one. Without it the folder's name is the platform's name, and every field has its default.")
        .naming(Naming::Optional)
        .place(Place::TopLevel)
        .lowers_to("`aws_budgets_budget`, `google_billing_budget` or `azurerm_consumption_budget_subscription`; `PriorityClass`, Kueue `WorkloadPriorityClass`.")
        .field(Field::new("owner", Type::Email, "Who answers for the platform.").required())
        .field(Field::new("cost-center", Type::Text, "Bears the cost of what no tenant does."))
        .field(Field::new("requires", Type::Group(vec![
            Field::new("mlpc", Type::VersionRange, "Versions of mlpc.").required(),
        ]), "Versions of mlpc that may read this spec."))
        .field(Field::new("state", Type::Url, "Where the state is kept: `file:`, `s3://`, `gs://` or `az://`. With environments it must contain `${env}`.")
            .derived("`file:.mlpc`, with environments `file:.mlpc/ENV`"))
        .field(shared::access())
        .field(shared::login())
        .field(shared::on_call())
        .field(Field::new("budget", Type::Money, "What everything together may cost."))
        .field(Field::new("priorities", Type::map(Type::Int), "The names that `priority` of a workload can have, and their rank.")
            .default("low=100 normal=500 high=1000"))
        .field(Field::new(
            "require",
            Type::list(Type::words(&["cost-center", "budget", "members", "residency", "slo"])),
            "What each tenant must declare; `slo`: each model-service.",
        ))
}
