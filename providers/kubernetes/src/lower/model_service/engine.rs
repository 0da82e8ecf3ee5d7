//! The container of a model-service: what each engine's image is called, takes and exports.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{EngineName, ModelService};
use smol_str::{SmolStr, format_smolstr};

use crate::env;

/// vLLM's server. Pinned: metric names and flags are those of this version.
const VLLM: &str = "docker.io/vllm/vllm-openai:v0.11.0";
/// SGLang's server.
const SGLANG: &str = "docker.io/lmsysorg/sglang:v0.5.3-cu126";
/// Share of GPU memory that vLLM uses unless told otherwise (`kinds.md`, model-service).
const MEMORY_SHARE: &str = "0.92";
/// Where own images listen; `PORT` tells them.
const OWN_PORT: i64 = 8080;

/// A container, apart from what all workloads have.
#[derive(Debug)]
pub(crate) struct Container {
    /// Its image.
    pub(crate) image: SmolStr,
    /// Whether mlpc chose the image, and so knows that it runs as any user.
    pub(crate) ours: bool,
    /// What it runs instead of the image's own.
    pub(crate) command: Vec<SmolStr>,
    /// Arguments.
    pub(crate) args: Vec<SmolStr>,
    /// Ports; the first is the service's.
    pub(crate) ports: Vec<(&'static str, i64)>,
    /// Where metrics are: port and path.
    pub(crate) metrics: Option<(&'static str, SmolStr)>,
    /// Variables before the user's.
    pub(crate) env: Vec<Value>,
    /// Name, path and `emptyDir` of volumes for caches.
    pub(crate) scratch: Vec<(&'static str, &'static str, Map)>,
    /// Probes.
    pub(crate) probes: Map,
}

/// The container of a service.
pub(super) fn container(cx: &Lowering<'_>, service: &ModelService) -> Container {
    let own = service.work.image.as_ref().and_then(|it| env::text(cx.platform, &it.value));
    let command: Vec<_> = service.work.command.iter().filter_map(|it| env::text(cx.platform, &it.value)).collect();
    let mut container = match service.engine.name.value {
        EngineName::Vllm => server(VLLM, 8000, vllm(cx, service)),
        EngineName::Sglang => server(SGLANG, 30_000, sglang(cx, service)),
        EngineName::Triton | EngineName::RayServe | EngineName::Kserve | EngineName::Http => plain(service),
    };
    if let Some(image) = own {
        container.image = image;
        container.ours = false;
    }
    if !command.is_empty() {
        container.command = command;
        container.args = Vec::new();
    }
    if let Some(metrics) = &service.metrics {
        let same = container.ports.first().is_some_and(|(_, port)| *port == metrics.port.value);
        if !same {
            container.ports.push(("metrics", metrics.port.value));
        }
        container.metrics = Some((if same { "http" } else { "metrics" }, metrics.path.value.clone()));
    }
    container
}

/// An engine that downloads and loads a model before it answers.
fn server(image: &str, port: i64, args: Vec<SmolStr>) -> Container {
    let memory = Map::new().with("medium", "Memory");
    Container {
        image: image.into(),
        ours: true,
        command: Vec::new(),
        args,
        ports: vec![("http", port)],
        metrics: Some(("http", "/metrics".into())),
        // Any user may run it, so it has no home and no name in the image; libraries ask for both.
        env: [("HOME", "/cache"), ("USER", "server"), ("HF_HOME", "/cache/huggingface")]
            .map(|(name, value)| Map::new().with("name", name).with("value", value).into())
            .to_vec(),
        // Processes of one replica talk through shared memory, of which a container has 64 MiB by itself.
        scratch: vec![("cache", "/cache", Map::new()), ("shm", "/dev/shm", memory)],
        // An hour for weights of hundreds of GiB.
        probes: probes(&Map::new().with("httpGet", Map::new().with("path", "/health").with("port", "http")), 360),
    }
}

fn plain(service: &ModelService) -> Container {
    let _ = service;
    Container {
        image: SmolStr::default(),
        ours: false,
        command: Vec::new(),
        args: Vec::new(),
        ports: vec![("http", OWN_PORT)],
        metrics: None,
        env: vec![Map::new().with("name", "PORT").with("value", OWN_PORT.to_string()).into()],
        scratch: Vec::new(),
        probes: probes(&Map::new().with("tcpSocket", Map::new().with("port", "http")), 60),
    }
}

fn probes(check: &Map, attempts: i64) -> Map {
    let every = |seconds: i64, failures: i64| {
        let mut probe = check.clone();
        probe.push("periodSeconds", seconds);
        probe.push("failureThreshold", failures);
        probe
    };
    Map::new().with("startupProbe", every(10, attempts)).with("readinessProbe", every(5, 3)).with("livenessProbe", every(10, 6))
}

/// The repository of a model of the catalog, `hf:org/name` without its mark, or the URL of a bucket's path.
fn model(cx: &Lowering<'_>, service: &ModelService) -> SmolStr {
    let written = service.model.as_ref().and_then(|it| env::text(cx.platform, &it.value)).unwrap_or_default();
    if let Some(repository) = written.strip_prefix("hf:") {
        return repository.into();
    }
    cx.catalog.model(&written).and_then(|it| it.repository.clone()).unwrap_or(written)
}

fn flags(pairs: impl IntoIterator<Item = (&'static str, Option<SmolStr>)>) -> Vec<SmolStr> {
    pairs.into_iter().filter_map(|(name, value)| Some(format_smolstr!("--{name}={}", value?))).collect()
}

fn above_one(value: i64) -> Option<SmolStr> {
    (value > 1).then(|| format_smolstr!("{value}"))
}

fn vllm(cx: &Lowering<'_>, service: &ModelService) -> Vec<SmolStr> {
    let engine = &service.engine;
    let memory = engine.memory.map_or(SmolStr::new_static(MEMORY_SHARE), |it| format_smolstr!("{}", it.fraction()));
    let number = |value: Option<mlpc_model::At<i64>>| value.map(|it| format_smolstr!("{}", it.value));
    let model = model(cx, service);
    // Weights in a bucket are streamed into GPU memory; others are downloaded from their repository first.
    let streamed = model.starts_with("s3://").then(|| SmolStr::new_static("runai_streamer"));
    flags([
        ("model", Some(model)),
        ("load-format", streamed),
        ("served-model-name", Some(service.name.clone())),
        ("quantization", engine.quantization.as_ref().and_then(|it| at_load(&it.value))),
        ("tensor-parallel-size", above_one(engine.tensor_parallel.value)),
        ("pipeline-parallel-size", above_one(engine.pipeline_parallel.value)),
        ("gpu-memory-utilization", Some(memory)),
        ("max-model-len", number(service.context)),
        ("max-num-seqs", number(service.concurrency)),
    ])
}

/// The quantization that the server does while it loads. What was quantized before, a checkpoint in AWQ or GPTQ, says so itself.
fn at_load(word: &SmolStr) -> Option<SmolStr> {
    match word.as_str() {
        "fp8" | "bitsandbytes" => Some(word.clone()),
        _ => None,
    }
}

fn sglang(cx: &Lowering<'_>, service: &ModelService) -> Vec<SmolStr> {
    let engine = &service.engine;
    let number = |value: Option<mlpc_model::At<i64>>| value.map(|it| format_smolstr!("{}", it.value));
    let mut args: Vec<SmolStr> =
        ["python3", "-m", "sglang.launch_server", "--enable-metrics"].into_iter().map(SmolStr::new_static).collect();
    args.extend(flags([
        ("host", Some("0.0.0.0".into())),
        ("port", Some("30000".into())),
        ("model-path", Some(model(cx, service))),
        ("served-model-name", Some(service.name.clone())),
        ("quantization", engine.quantization.as_ref().and_then(|it| at_load(&it.value))),
        ("tensor-parallel-size", above_one(engine.tensor_parallel.value)),
        ("pipeline-parallel-size", above_one(engine.pipeline_parallel.value)),
        ("mem-fraction-static", engine.memory.map(|it| format_smolstr!("{}", it.fraction()))),
        ("context-length", number(service.context)),
        ("max-running-requests", number(service.concurrency)),
    ]));
    args
}
