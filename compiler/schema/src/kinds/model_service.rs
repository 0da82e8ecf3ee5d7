//! `model-service`: a model, or an image of one's own, that answers requests.

use crate::{Condition, Field, Group, Kind, Requirement, Type, shared};

pub(super) fn kind() -> Kind {
    let kind = Kind::core("model-service", Group::Work, "Answers requests: a model behind an engine, or an image of one's own.")
        .doc("An `image` with an `engine` is an own build of that engine, whose metrics and lowering hold.")
        .lowers_to(
            "`Deployment`, `Service`, `PodMonitor`, `PodDisruptionBudget`, `ScaledObject` or `HorizontalPodAutoscaler`; over several nodes \
             `LeaderWorkerSet`; with kserve `InferenceService`, with ray-serve `RayService`. A cloud identity with just what it needs.",
        );
    super::workload::workload(kind)
        .field(Field::new("model", Type::Model, "The model: of the catalog, `hf:org/name`, or a path in a bucket."))
        .field(engine())
        .field(Field::new("context", Type::Int, "Tokens of the longest request with its answer.").derived("the model's maximum").min("1"))
        .field(Field::new("concurrency", Type::Int, "Requests in flight in one replica.").min("1"))
        .field(shared::bounds("replicas", "Copies that serve: a fixed number, or the bounds of autoscaling.", "0").required())
        .field(traffic())
        .field(autoscale())
        .field(depends_on())
        .field(expose())
        .field(metrics())
        .read(shared::url("Where it is reached: inside the cluster, or under its host."))
        .requires(Requirement::any(&[&["model"], &["image"]]))
        .requires(Requirement::all(&["engine"]).when(Condition::present("model")))
}

fn engine() -> Field {
    let group = vec![
        Field::new(
            "name",
            Type::words(&["vllm", "sglang", "triton", "ray-serve", "kserve", "http"]),
            "The engine; `http` is any server of one's own.",
        )
        .nth(0)
        .required(),
        Field::new("quantization", Type::Text, "How the weights are stored: `fp8`, `awq`, `gptq` …").derived("the model's own"),
        Field::new("tensor-parallel", Type::Int, "GPUs that share each layer; they stay within a node.").default("1").min("1"),
        Field::new("pipeline-parallel", Type::Int, "Groups of layers, each on GPUs of its own.").default("1").min("1"),
        Field::new("memory", Type::Ratio, "Share of each GPU's memory that it may use.").derived("of vllm 92%").above("0%").max("100%"),
    ];
    Field::new("engine", Type::Group(group), "What runs the model.").default(r#""http""#)
}

fn traffic() -> Field {
    let group = vec![
        Field::new("peak", Type::Rate, "Requests at the busiest time.").required(),
        Field::new("service-time", Type::Duration, "Time that one request takes.").required(),
    ];
    Field::new("traffic", Type::Group(group), "What is expected: at its peak there must be room with one replica down.")
}

fn autoscale() -> Field {
    let group = vec![
        Field::new("metric", Type::words(&["in-flight", "cpu", "queue"]), "What is measured.").nth(0).required(),
        Field::new("target", Type::Union(vec![Type::Int, Type::Ratio]), "What one replica should have: requests, of `cpu` a ratio.")
            .derived("`concurrency`, of `cpu` 70%")
            .min("1"),
    ];
    Field::new("autoscale", Type::Group(group), "What moves the number of replicas between its bounds.")
        .derived("`in-flight` at `concurrency` where the engine has such a metric (with keda), else `cpu` at 70%")
}

fn depends_on() -> Field {
    let on = Type::refs(&["model-service", "database", "cache", "component"]);
    let group = vec![
        Field::new("on", on, "What it needs.").nth(0).required(),
        Field::new("optional", Type::Bool, "Whether it still answers without.").default("#false"),
        Field::new("share", Type::Ratio, "The share of its requests that need it.").default(r#""100%""#).above("0%").max("100%"),
    ];
    Field::new("depends-on", Type::Group(group), "What it calls to answer: counts in its availability and latency, unless optional.")
        .repeats()
}

fn expose() -> Field {
    let group = vec![
        Field::new("host", Type::Text, "Its host name."),
        Field::new("public", Type::Bool, "Whether it is reached from the internet.").default("#false"),
    ];
    Field::new("expose", Type::Group(group), "Reached from outside the cluster, through the gateway component.")
}

fn metrics() -> Field {
    let named = |name: &str| Field::new("name", Type::Text, name).nth(0).required();
    let counter = vec![named("Name of the counter."), Field::new("labels", Type::list(Type::Text), "Its labels.").rest()];
    let histogram = vec![
        named("Name of the histogram."),
        Field::new("buckets", Type::list(Type::Number), "Upper bounds of its buckets, in seconds.").rest().required(),
    ];
    let group = vec![
        Field::new("port", Type::Int, "Port of its metrics.").required().min("1").max("65535"),
        Field::new("path", Type::Text, "Path of its metrics.").default(r#""/metrics""#),
        Field::new("counter", Type::Group(counter), "A counter that it exports.").repeats(),
        Field::new("histogram", Type::Group(histogram), "A histogram that it exports.").repeats(),
    ];
    Field::new("metrics", Type::Group(group), "What an image of one's own exports.").derived("the engine's")
}
