//! What is known of the metrics that a declaration exports.

use mlpc_analysis::slo::{base_name, engine_system};
use mlpc_catalog::{Catalog, Metric};
use mlpc_model::{DeclId, Histogram, LateText, ModelService, Platform};
use mlpc_units::Version;
use smol_str::SmolStr;

use crate::CheckCx;

/// Labels that Prometheus or its operator sets on whatever it reads.
const ALWAYS: &[&str] = &[
    "__name__",
    "cluster",
    "container",
    "endpoint",
    "instance",
    "job",
    "le",
    "namespace",
    "node",
    "pod",
    "prometheus",
    "quantile",
    "service",
];

/// Systems whose metrics carry labels that an installation chooses.
const OPEN: &[&str] = &["kueue", "dcgm-exporter", "airflow", "opencost"];

/// Components that bring exporters of another name.
const BROUGHT_BY: &[(&str, &str)] = &[("kube-state-metrics", "kube-prometheus-stack"), ("dcgm-exporter", "gpu-operator")];

/// Metrics under one name, and what is known of them.
pub(super) struct Exported<'a> {
    /// The image's own.
    declared: Option<&'a ModelService>,
    /// The engine or component among the catalog's systems.
    system: Option<SmolStr>,
    /// What it is called in messages: "engine `vllm`".
    pub(super) by: String,
    /// The version of it, where the image says it.
    version: Option<Version>,
    cluster: Option<DeclId>,
}

/// A metric that is there.
pub(super) struct Found<'a> {
    pub(super) kind: SmolStr,
    /// Its labels; `None` where they aren't known.
    pub(super) labels: Option<Vec<SmolStr>>,
    pub(super) histogram: Option<&'a Histogram>,
    /// The system whose it is; of the image's own none.
    pub(super) system: Option<SmolStr>,
}

/// What asking for a metric gives.
pub(super) enum Answer<'a> {
    Found(Found<'a>),
    /// Nothing says what is exported.
    Unknown,
    /// Only these systems export it, and none of them is there.
    Elsewhere(Vec<SmolStr>),
    /// Nothing exports it.
    Nowhere,
    /// Only other versions have it.
    OtherVersion {
        since: Option<Version>,
        until: Option<Version>,
        version: Version,
    },
}

impl<'a> Exported<'a> {
    /// What a declaration exports.
    pub(super) fn of(cx: &CheckCx<'a>, of: DeclId) -> Self {
        let platform = cx.platform;
        let cluster = platform.cluster_of(of).map(|cluster| cluster.decl);
        if let Some(service) = platform.service(of) {
            let system = engine_system(service.engine.name.value).map(SmolStr::new_static);
            let by = match &system {
                Some(system) => format!("engine `{system}`"),
                None => format!("`{}`", service.name),
            };
            return Self { declared: Some(service), system, by, version: tag(service), cluster };
        }
        let system = platform.component(of).map(|it| SmolStr::new(it.kind()));
        let by = system.as_ref().map_or_else(String::new, |kind| format!("`{kind}`"));
        Self { declared: None, system, by, version: None, cluster }
    }

    /// Looks a series up: a metric's name, of a histogram also with `_bucket`, `_count`, `_sum`.
    pub(super) fn find(&self, cx: &CheckCx<'a>, series: &str) -> Answer<'a> {
        if let Some(found) = self.declared.and_then(|service| declared(service, series)) {
            return Answer::Found(found);
        }
        if let Some((metric, system)) = self.system.as_ref().and_then(|system| Some((of_system(cx.catalog, system, series)?, system))) {
            return self.in_version(cx.catalog, system, metric);
        }
        let elsewhere = systems(cx.catalog, series);
        if let Some(there) = elsewhere.iter().find(|system| self.is_there(cx.platform, system)) {
            return of_system(cx.catalog, there, series).map_or(Answer::Unknown, |metric| Answer::Found(found(there, &metric)));
        }
        if !elsewhere.is_empty() {
            return if self.cluster.is_some() { Answer::Elsewhere(elsewhere) } else { Answer::Unknown };
        }
        if self.is_known(cx.catalog) { Answer::Nowhere } else { Answer::Unknown }
    }

    /// All names, for suggestions.
    pub(super) fn names(&self, catalog: &Catalog) -> Vec<SmolStr> {
        let metrics = self.declared.and_then(|service| service.metrics.as_ref());
        let own = metrics.into_iter().flat_map(|it| {
            let counters = it.counters.iter().map(|counter| counter.name.value.clone());
            counters.chain(it.histograms.iter().map(|histogram| histogram.name.value.clone()))
        });
        let of_system = self.system.iter().flat_map(|system| catalog.metrics(system)).map(|metric| metric.name);
        own.chain(of_system).collect()
    }

    /// Whether everything it exports is known: an own image says all of it, a system does where the catalog has it.
    fn is_known(&self, catalog: &Catalog) -> bool {
        match &self.system {
            Some(system) => !catalog.metrics(system).is_empty(),
            None => self.declared.is_some(),
        }
    }

    fn in_version(&self, catalog: &Catalog, system: &SmolStr, metric: Metric) -> Answer<'a> {
        let detail = catalog.metric_detail(system, &metric.name);
        if let (Some(detail), Some(version)) = (detail, &self.version) {
            let too_old = detail.since.as_ref().is_some_and(|since| version < since);
            let too_new = detail.until.as_ref().is_some_and(|until| version >= until);
            if too_old || too_new {
                return Answer::OtherVersion { since: detail.since, until: detail.until, version: version.clone() };
            }
        }
        Answer::Found(found(system, &metric))
    }

    /// Whether a system is on the cluster: a component of its name, or one that brings it.
    fn is_there(&self, platform: &Platform, system: &str) -> bool {
        let Some(cluster) = self.cluster else { return false };
        let brought = BROUGHT_BY.iter().find(|(it, _)| *it == system).map(|(_, by)| *by);
        // The GPU operator comes by itself where there are GPUs.
        let by_itself =
            brought == Some("gpu-operator") && platform.pools_of(cluster).any(|pool| pool.class() == mlpc_model::PoolClass::Gpu);
        by_itself || platform.components_of(cluster).any(|it| it.kind() == system || Some(it.kind()) == brought)
    }
}

/// The version in an image's tag: `…:v0.11.0`.
fn tag(service: &ModelService) -> Option<Version> {
    let LateText::Known(image) = &service.work.image.as_ref()?.value else { return None };
    let name = image.split('@').next()?;
    let (_, tag) = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'))?;
    Version::parse(tag.strip_prefix('v').unwrap_or(tag)).ok()
}

fn declared<'a>(service: &'a ModelService, series: &str) -> Option<Found<'a>> {
    let metrics = service.metrics.as_ref()?;
    if let Some(counter) = metrics.counters.iter().find(|counter| counter.name.value == series) {
        let labels = counter.labels.iter().map(|label| label.value.clone()).collect();
        return Some(Found { kind: SmolStr::new_static("counter"), labels: Some(labels), histogram: None, system: None });
    }
    let is = |name: &str| name == series || base_name(series) == Some(name);
    let histogram = metrics.histograms.iter().find(|histogram| is(&histogram.name.value))?;
    // Its labels aren't among what is declared.
    Some(Found { kind: SmolStr::new_static("histogram"), labels: None, histogram: Some(histogram), system: None })
}

fn of_system(catalog: &Catalog, system: &str, series: &str) -> Option<Metric> {
    let base = || base_name(series).and_then(|base| catalog.metric(system, base)).filter(|metric| metric.kind != "counter");
    catalog.metric(system, series).or_else(base)
}

/// The systems of the catalog that export a series.
fn systems(catalog: &Catalog, series: &str) -> Vec<SmolStr> {
    let found = catalog.systems_exporting(series);
    if found.is_empty() { base_name(series).map_or_else(Vec::new, |base| catalog.systems_exporting(base)) } else { found }
}

fn found<'a>(system: &str, metric: &Metric) -> Found<'a> {
    Found { kind: metric.kind.clone(), labels: labels(system, metric), histogram: None, system: Some(system.into()) }
}

/// The labels as they stand in queries; `None` where some are left open.
fn labels(system: &str, metric: &Metric) -> Option<Vec<SmolStr>> {
    if metric.labels.is_empty() || OPEN.contains(&system) || metric.labels.iter().any(|label| label.contains('<')) {
        return None;
    }
    let bare = |label: &SmolStr| {
        let label = label.trim_matches(['(', ')']);
        SmolStr::new(label.split(' ').next().unwrap_or(label))
    };
    Some(metric.labels.iter().map(bare).collect())
}

impl Found<'_> {
    /// Whether a selector may name a label.
    pub(super) fn may_have(&self, label: &str) -> bool {
        let set_by_prometheus = ALWAYS.contains(&label) || label.starts_with("exported_");
        set_by_prometheus || self.labels.as_ref().is_none_or(|labels| labels.iter().any(|known| known == label))
    }
}
