//! `model-service`: what answers requests.

use mlpc_units::{Duration, Rate, Ratio, Rational};
use smol_str::SmolStr;

use super::{Bounds, Workload};
use crate::record::{choice, kind, record};
use crate::{At, DeclId, Val, read::LateText, read::Scalar};

kind! {
    /// A model, or an image of one's own, that answers requests.
    ModelService {
        ..work: Workload,
        model "model": Option<At<LateText>>,
        engine "engine": Engine,
        context "context": Option<At<i64>>,
        concurrency "concurrency": Option<At<i64>>,
        replicas "replicas": Bounds,
        traffic "traffic": Option<Traffic>,
        autoscale "autoscale": Option<Autoscale>,
        depends_on "depends-on": Vec<DependsOn>,
        expose "expose": Option<Expose>,
        metrics "metrics": Option<Metrics>,
    }
}

record! {
    /// What runs the model.
    Engine {
        name "name": At<EngineName>,
        quantization "quantization": Option<At<SmolStr>>,
        tensor_parallel "tensor-parallel": At<i64>,
        pipeline_parallel "pipeline-parallel": At<i64>,
        memory "memory": Option<At<Ratio>>,
    }
}

choice! {
    /// An engine.
    EngineName { Vllm = "vllm", Sglang = "sglang", Triton = "triton", RayServe = "ray-serve", Kserve = "kserve", Http = "http" }
}

record! {
    /// Expected load.
    Traffic {
        peak "peak": At<Rate>,
        service_time "service-time": At<Duration>,
    }
}

record! {
    /// What moves the number of replicas.
    Autoscale {
        metric "metric": At<AutoscaleMetric>,
        target "target": Option<At<AutoscaleTarget>>,
    }
}

choice! {
    /// What is measured.
    AutoscaleMetric { InFlight = "in-flight", Cpu = "cpu", Queue = "queue" }
}

/// What one replica should have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AutoscaleTarget {
    /// Requests.
    Requests(i64),
    /// A ratio of its CPU.
    Ratio(Ratio),
}

impl Scalar for AutoscaleTarget {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Int(requests) => Some(Self::Requests(*requests)),
            Val::Ratio(ratio) => Some(Self::Ratio(*ratio)),
            _ => None,
        }
    }
}

record! {
    /// What it calls to answer.
    DependsOn {
        on "on": At<DeclId>,
        optional "optional": At<bool>,
        share "share": At<Ratio>,
    }
}

record! {
    /// How it is reached from outside the cluster.
    Expose {
        host "host": Option<At<SmolStr>>,
        public "public": At<bool>,
    }
}

record! {
    /// What an image of one's own exports.
    Metrics {
        port "port": At<i64>,
        path "path": At<SmolStr>,
        counters "counter": Vec<Counter>,
        histograms "histogram": Vec<Histogram>,
    }
}

record! {
    /// A counter.
    Counter {
        name "name": At<SmolStr>,
        labels "labels": Vec<At<SmolStr>>,
    }
}

record! {
    /// A histogram.
    Histogram {
        name "name": At<SmolStr>,
        buckets "buckets": Vec<At<Rational>>,
    }
}
