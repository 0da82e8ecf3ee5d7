//! What workloads ask of a pool: what has to be admitted at once, and how often.

use mlpc_model::{Platform, Pool, PoolClass, ShareMode, Training, Workload, WorkloadRef};
use mlpc_units::{Quantity, Rational};

use crate::pool::Reserved;

/// What a workload asks of its pool.
#[derive(Clone, Debug)]
pub struct Demand {
    /// What is admitted or waits as a whole: one replica, one gang, one run. Of an elastic gang its minimum.
    pub piece: Vec<(Reserved, Quantity)>,
    /// How many of them run always: the minimum of replicas, a job's gang. Of queues and schedules none.
    pub least: i64,
    /// How many run at the declared peak: the maximum of replicas. Of a queue none, since nobody says how much is submitted.
    pub most: i64,
}

/// What a workload asks of its pool.
pub fn of(platform: &Platform, workload: WorkloadRef<'_>) -> Option<Demand> {
    let pool = platform.pool(workload.shared().pool.value)?;
    Some(match workload {
        WorkloadRef::Service(service) => {
            let piece = pieces(pool, &service.work, service.gpus_of_replica());
            Demand { piece, least: count(service.replicas.at_least()), most: count(service.replicas.at_most()) }
        }
        WorkloadRef::Training(training) => {
            let piece = pieces(pool, &training.work, gang(training));
            let runs = i64::from(!training.is_queue());
            Demand { piece, least: runs, most: runs }
        }
        WorkloadRef::Pipeline(pipeline) => Demand { piece: pieces(pool, &pipeline.work, Some(1)), least: 0, most: 1 },
    })
}

fn count(at: Option<mlpc_model::At<i64>>) -> i64 {
    at.map_or(0, |it| it.value)
}

/// The GPUs that a job's pods start with together.
fn gang(training: &Training) -> Option<i64> {
    let of_pod = training.work.resources.as_ref().and_then(|it| it.gpus).map_or(1, |it| it.value);
    Some(training.gang.at_least()?.value.max(of_pod))
}

fn pieces(pool: &Pool, work: &Workload, gpus: Option<i64>) -> Vec<(Reserved, Quantity)> {
    let written = work.resources.as_ref();
    let units = |n: i64| Quantity::count(Rational::integer(n));
    match (pool.class(), pool.share_mode()) {
        (PoolClass::Cpu, _) => {
            let cpu = written.and_then(|it| it.cpu).map(|it| (Reserved::Cpu, it.value));
            let memory = written.and_then(|it| it.memory).map(|it| (Reserved::Memory, it.value));
            cpu.into_iter().chain(memory).collect()
        }
        (PoolClass::Gpu, ShareMode::Mig) => {
            let slices = written.iter().flat_map(|it| it.profiles.iter());
            slices.map(|(profile, n)| (Reserved::Slices(profile.clone()), units(n.value))).collect()
        }
        (PoolClass::Gpu, ShareMode::Exclusive | ShareMode::TimeSlice | ShareMode::Mps) => {
            gpus.map(|gpus| (Reserved::Gpus, units(gpus))).into_iter().collect()
        }
    }
}
