//! `pipeline`: work on a schedule.

use crate::{Field, Group, Kind, Type};

pub(super) fn kind() -> Kind {
    let orchestrators = Type::refs(&["argo-workflows", "airflow", "kubeflow-pipelines", "dagster", "flyte"]);
    let kind = Kind::core("pipeline", Group::Work, "Work on a schedule, or on demand, run by the cluster's orchestrator.")
        .lowers_to("`CronWorkflow`; of Airflow, Dagster, Flyte and Kubeflow that component's own form.");
    super::workload::workload(kind)
        .field(Field::new("schedule", Type::Cron, "When it starts, in UTC."))
        .field(Field::new("orchestrator", orchestrators, "The component that runs it.").derived("the cluster's only one"))
        .field(Field::new("retries", Type::Int, "How often a failed step is tried again.").default("2").min("0"))
        .field(Field::new("max-duration", Type::Duration, "Time after which a run is ended."))
}
