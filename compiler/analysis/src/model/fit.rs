//! Whether a model-service's model fits the GPUs of its pool, and on what it would (rules LLM-03 and LLM-05).

use std::sync::Arc;

use mlpc_catalog::{Accelerator, Catalog, Machine, Model};
use mlpc_model::{EngineName, Platform, Pool, ShareMode};
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use super::format::{self, Format};
use super::memory::{Held, Loaded, most_of_a_gpu};
use super::split;
use crate::{pool, zones};

/// Share of a GPU's memory that vLLM uses unless told otherwise (its `gpu_memory_utilization`).
const VLLM_SHARE: (i128, i128) = (92, 100);
/// Stages that are looked at; no model has more layers.
const MOST_STAGES: i64 = 1024;
/// Nodes over which one replica is proposed at most.
const MOST_NODES: i64 = 4;

/// The GPUs of a node.
#[derive(Clone, Debug)]
pub struct Gpus {
    /// What they are.
    pub accelerator: Accelerator,
    /// Memory of one, or of one slice.
    pub memory: Quantity,
    /// How many a node has: whole GPUs, or slices.
    pub per_node: i64,
    /// How many are linked with each other; 1 where they talk over PCIe.
    pub linked: i64,
    /// The MIG profile, where they are cut.
    pub slice: Option<SmolStr>,
}

impl Gpus {
    /// The GPUs of a machine; `None` without any whole one.
    pub fn of_machine(catalog: &Catalog, machine: &Machine) -> Option<Self> {
        let accelerator = catalog.accelerator(machine.accelerator.as_ref()?)?;
        let per_node = machine.whole_accelerators().filter(|n| *n > 0)?;
        let memory = machine.accelerator_memory.unwrap_or(accelerator.memory);
        let linked = machine.scaleup_domain.and_then(|n| i64::try_from(n).ok()).unwrap_or(1);
        Some(Self { accelerator, memory, per_node, linked, slice: None })
    }

    /// The GPUs of a pool's nodes, of several machines those of the first; in a MIG pool the slices that a pod of `service` gets.
    pub fn of_pool(platform: &Platform, catalog: &Catalog, pool: &Pool, profile: Option<&SmolStr>) -> Option<Self> {
        let mut gpus = match pool::machines(platform, catalog, pool).and_then(|it| it.machines.into_iter().next()) {
            Some(machine) => Self::of_machine(catalog, &machine)?,
            None => {
                let accelerator = catalog.accelerator(&pool.accelerator.as_ref()?.value)?;
                let per_node = pool.node.as_ref()?.gpus.filter(|n| n.value > 0)?.value;
                let linked = match accelerator.scaleup_link.as_deref() {
                    None => 1,
                    // What others make says no more than its link: `NVLink 5 (NVL72)`.
                    Some(link) => {
                        if link.contains("(NVL72)") {
                            72
                        } else {
                            per_node
                        }
                    }
                };
                Self { memory: accelerator.memory, accelerator, per_node, linked, slice: None }
            }
        };
        if pool.share_mode() == ShareMode::Mig {
            let wanted = profile.cloned()?;
            let known = catalog.mig_profiles(&gpus.accelerator.id).into_iter().find(|it| it.name == wanted)?;
            let part = Rational::new(i128::from(known.memory_slices), i128::from(known.accelerator_memory_slices))?;
            let count = pool.share.as_ref()?.profiles.get(&wanted)?.value;
            gpus = Self {
                memory: gpus.memory.checked_mul(part)?,
                per_node: gpus.per_node.checked_mul(count)?,
                linked: 1,
                slice: Some(wanted),
                ..gpus
            };
        }
        Some(gpus)
    }

    /// The short name that people use: `H100`.
    pub fn name(&self) -> &str {
        self.accelerator.short_name()
    }
}

/// A model-service's model on the GPUs of its pool.
#[derive(Clone, Debug)]
pub struct Served {
    /// The model.
    pub model: Arc<Model>,
    /// How its weights are stored.
    pub format: &'static Format,
    /// What serves it.
    pub engine: EngineName,
    /// The GPUs.
    pub gpus: Arc<Gpus>,
    /// GPUs that share each layer.
    pub tensor_parallel: i64,
    /// Groups of layers.
    pub pipeline_parallel: i64,
    /// Tokens of the longest request.
    pub context: i64,
    /// Requests in flight, where declared.
    pub concurrency: Option<i64>,
    /// Share of the memory that the spec lets the engine use.
    pub declared_share: Option<Rational>,
}

/// A way to split a model that fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Split {
    /// GPUs that share each layer.
    pub tensor_parallel: i64,
    /// Groups of layers.
    pub pipeline_parallel: i64,
    /// What each GPU must hold for it to start.
    pub floor: Held,
}

impl Split {
    /// How many GPUs it takes.
    pub fn gpus(&self) -> i64 {
        self.tensor_parallel.saturating_mul(self.pipeline_parallel)
    }
}

/// How a model's memory stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The engine can't start.
    TooLarge {
        /// What each GPU must hold.
        floor: Held,
        /// The most that the engine can use of one.
        available: Quantity,
    },
    /// It starts, but what is expected of it finds no room by the estimate.
    Tight {
        /// What each GPU holds.
        estimate: Held,
        /// What the engine uses of one.
        available: Quantity,
    },
    /// It fits; by the estimate, where the share that the engine uses is known.
    Fits {
        /// What each GPU holds, and what the engine uses of one.
        estimate: Option<(Held, Quantity)>,
    },
}

/// Whether an engine keeps weights and cache in GPU memory the way the numbers here assume.
pub fn is_judged(engine: EngineName) -> bool {
    matches!(engine, EngineName::Vllm | EngineName::Sglang)
}

/// How people write an engine.
pub fn engine_name(engine: EngineName) -> &'static str {
    match engine {
        EngineName::Vllm => "vLLM",
        EngineName::Sglang => "SGLang",
        EngineName::Triton => "Triton",
        EngineName::RayServe => "Ray Serve",
        EngineName::Kserve => "KServe",
        EngineName::Http => "the server",
    }
}

impl Served {
    /// The model as it is loaded.
    pub fn loaded(&self) -> Loaded<'_> {
        Loaded { model: &self.model, format: self.format, tensor_parallel: self.tensor_parallel, pipeline_parallel: self.pipeline_parallel }
    }

    /// The most that the engine can use of one GPU: what the spec says, else what is left beside the driver.
    pub fn most(&self, gpus: &Gpus) -> Option<Quantity> {
        gpus.memory.checked_mul(self.declared_share.or_else(most_of_a_gpu)?)
    }

    /// What the engine uses of one GPU; `None` where that isn't known.
    pub fn used(&self, gpus: &Gpus) -> Option<Quantity> {
        let vllm = (self.engine == EngineName::Vllm).then(|| Rational::new(VLLM_SHARE.0, VLLM_SHARE.1)).flatten();
        gpus.memory.checked_mul(self.declared_share.filter(|_| vllm.is_some()).or(vllm)?)
    }

    /// How its memory stands. `None` where the arithmetic overflows.
    pub fn verdict(&self) -> Option<Verdict> {
        self.judge(&self.gpus, &self.loaded())
    }

    fn judge(&self, gpus: &Gpus, loaded: &Loaded<'_>) -> Option<Verdict> {
        let (floor, most) = (loaded.floor(self.context)?, self.most(gpus)?);
        if floor.total()? > most {
            return Some(Verdict::TooLarge { floor, available: most });
        }
        let Some(used) = self.used(gpus) else { return Some(Verdict::Fits { estimate: None }) };
        let estimate = loaded.estimate(self.context, self.concurrency.unwrap_or(1))?;
        if estimate.total()? > used {
            return Some(Verdict::Tight { estimate, available: used });
        }
        Some(Verdict::Fits { estimate: Some((estimate, used)) })
    }

    /// The split over the fewest GPUs with which it fits, in `format`, on up to `nodes` nodes with these GPUs: layers are shared where links are
    /// fast, and cut into groups where they aren't.
    pub fn split_on(&self, gpus: &Gpus, nodes: i64, format: &'static Format) -> Option<Split> {
        let mut best: Option<(Split, i64)> = None;
        let most_each = if gpus.linked > 1 { gpus.per_node.min(gpus.linked) } else { 1 };
        let degrees = split::tensor_parallel_degrees(&self.model, u64::try_from(most_each).ok()?);
        let widest = degrees.last().copied();
        for degree in degrees {
            let tensor_parallel = i64::try_from(degree).ok()?;
            // Stages beside a narrower sharing would leave links unused.
            let most_stages = if Some(degree) == widest { i64::MAX } else { 1 };
            for pipeline_parallel in stages(&self.model, gpus, nodes, tensor_parallel).take_while(|n| *n <= most_stages) {
                let loaded = Loaded { model: &self.model, format, tensor_parallel, pipeline_parallel };
                let Some(Verdict::Fits { .. }) = self.judge(gpus, &loaded) else { continue };
                let found = Split { tensor_parallel, pipeline_parallel, floor: loaded.floor(self.context)? };
                // Of as many GPUs, the fewer stages the better.
                let rank = found.gpus().saturating_mul(1 << 16).saturating_add(pipeline_parallel);
                if best.is_none_or(|(_, least)| rank < least) {
                    best = Some((found, rank));
                }
            }
        }
        best.map(|(found, _)| found)
    }
}

/// Numbers of stages that a replica can have: within a node any, over several nodes such that it fills them.
fn stages(model: &Model, gpus: &Gpus, nodes: i64, tensor_parallel: i64) -> impl Iterator<Item = i64> + use<> {
    let layers = model.layers.and_then(|n| i64::try_from(n).ok()).unwrap_or(1);
    // A slice stands alone: slices don't reach each other's memory.
    let per_node = if gpus.slice.is_some() { 1 } else { gpus.per_node };
    let nodes = if gpus.slice.is_some() { 1 } else { nodes.min(MOST_NODES) };
    let most = per_node.saturating_mul(nodes).checked_div(tensor_parallel).unwrap_or(0).min(layers).min(MOST_STAGES);
    (1..=most).filter(move |stages| {
        let all = stages.saturating_mul(tensor_parallel);
        all <= per_node || all.checked_rem(per_node) == Some(0)
    })
}

/// A machine with its price, for proposals.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The machine's name.
    pub machine: SmolStr,
    /// Its GPUs.
    pub gpus: Gpus,
    /// USD an hour, on demand.
    pub hourly: Rational,
}

/// The machines with GPUs that are offered where a pool stands and have a price, the cheapest first.
pub fn priced(platform: &Platform, catalog: &Catalog, pool: &Pool) -> Vec<Priced> {
    let Some((target, region)) = zones::region(platform, pool.decl) else { return Vec::new() };
    let cloud = target.cloud.value.as_str();
    let with_gpus = catalog.machines(cloud).filter(|machine| machine.accelerator.is_some());
    let mut found: Vec<Priced> = with_gpus
        .filter_map(|machine| {
            let hourly = catalog.offering(cloud, region, &machine.id)?.on_demand?;
            let gpus = Gpus::of_machine(catalog, &machine)?;
            Some(Priced { machine: machine.id, gpus, hourly })
        })
        .collect();
    found.sort_by(|a, b| (a.hourly, &a.machine).cmp(&(b.hourly, &b.machine)));
    found
}

impl Served {
    /// The cheapest of these machines on one node of which it fits, with the split. Only GPUs whose maker the engine serves alike are proposed.
    pub fn cheapest<'a>(&self, machines: &'a [Priced]) -> Option<(&'a Priced, Split)> {
        let alike = |machine: &&Priced| {
            let capability = format::compute_capability(&machine.gpus.accelerator);
            machine.gpus.accelerator.vendor == self.gpus.accelerator.vendor
                && capability.is_some_and(|it| it >= self.format.computes_from.max(80))
        };
        machines.iter().filter(alike).find_map(|machine| Some((machine, self.split_on(&machine.gpus, 1, self.format)?)))
    }
}
