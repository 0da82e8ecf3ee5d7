//! The catalog's tables: names, keys, columns, and where their rows lie.

use std::sync::OnceLock;

use mlpc_pack::Pack;

use crate::csv;

/// What a table is, for converters, overlays and documentation.
pub struct TableSpec {
    /// Its name, and that of its file: `offerings` of `offerings.csv`.
    pub name: &'static str,
    /// All columns, the key's first, then the facts, then `as_of` and `source`.
    pub columns: &'static [&'static str],
    /// How many leading columns identify a row.
    pub n_key: usize,
    /// How its rows are kept.
    pub shape: Shape,
}

/// How the rows of a table are kept in the repository and the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As readable CSV.
    Text,
    /// In an archive, one chunk for each value of so many leading key columns.
    Packed(usize),
}

impl TableSpec {
    /// The columns that identify a row.
    pub fn key(&self) -> &'static [&'static str] {
        self.columns.get(..self.n_key).unwrap_or(self.columns)
    }
}

/// All tables of facts.
pub const TABLES: &[TableSpec] = &[
    TableSpec {
        name: "accelerators",
        columns: &[
            "id",
            "name",
            "vendor",
            "arch",
            "memory_gib",
            "memory_type",
            "memory_bandwidth_gb_s",
            "bf16_dense_tflops",
            "fp8_dense_tflops",
            "scaleup_link",
            "scaleup_gb_s",
            "mig_capable",
            "mig_max_instances",
            "time_slicing",
            "k8s_resource",
            "gfd_product_label",
            "gke_label",
            "karpenter_gpu_name",
            "aliases",
            "as_of",
            "source",
        ],
        n_key: 1,
        shape: Shape::Text,
    },
    TableSpec {
        name: "burn_rate_windows",
        columns: &[
            "rule",
            "slo_period",
            "severity",
            "long_window",
            "short_window",
            "burn_rate",
            "budget_consumed_percent",
            "for",
            "as_of",
            "source",
        ],
        n_key: 5,
        shape: Shape::Text,
    },
    TableSpec { name: "driver_branches", columns: &["gpu", "first", "last", "as_of", "source"], n_key: 1, shape: Shape::Text },
    TableSpec {
        name: "instances",
        columns: &[
            "cloud",
            "instance_type",
            "family",
            "vcpus",
            "memory_gib",
            "arch",
            "accelerator",
            "accelerator_count",
            "accelerator_memory_gib_each",
            "scaleup_fabric",
            "scaleup_domain",
            "network_gbps",
            "network_baseline_gbps",
            "rdma",
            "local_nvme_gb",
            "max_pods",
            "as_of",
            "source",
        ],
        n_key: 2,
        shape: Shape::Packed(1),
    },
    TableSpec {
        name: "kubernetes_versions",
        columns: &["cloud", "version", "standard_until", "extended_until", "as_of", "source"],
        n_key: 2,
        shape: Shape::Text,
    },
    TableSpec {
        name: "metric_details",
        columns: &["system", "metric", "since", "until", "unit", "bounds", "as_of", "source"],
        n_key: 2,
        shape: Shape::Text,
    },
    TableSpec { name: "metrics", columns: &["system", "metric", "type", "labels", "as_of", "source"], n_key: 3, shape: Shape::Text },
    TableSpec {
        name: "mig_combinations",
        columns: &["accelerator", "combination", "instances", "as_of", "source"],
        n_key: 2,
        shape: Shape::Text,
    },
    TableSpec {
        name: "mig_profiles",
        columns: &[
            "accelerator",
            "profile",
            "compute_slices",
            "gpu_compute_slices",
            "memory_slices",
            "gpu_memory_slices",
            "memory_gb",
            "max_instances",
            "placements_start_size",
            "k8s_resource_mixed",
            "as_of",
            "source",
        ],
        n_key: 2,
        shape: Shape::Text,
    },
    TableSpec {
        name: "models",
        columns: &[
            "id",
            "hf_repo",
            "task",
            "params_b",
            "active_params_b",
            "layers",
            "hidden",
            "heads",
            "kv_heads",
            "head_dim",
            "ffn",
            "vocab",
            "max_context",
            "dtype",
            "weights_gib_native",
            "attention",
            "kv_bytes_per_token_16bit",
            "experts",
            "experts_per_token",
            "moe_ffn",
            "tied_embeddings",
            "sliding_window",
            "window_layers",
            "as_of",
            "source",
        ],
        n_key: 1,
        shape: Shape::Text,
    },
    TableSpec {
        name: "offerings",
        columns: &["cloud", "region", "instance_type", "zones", "on_demand_usd_hour", "spot_usd_hour", "as_of", "source"],
        n_key: 3,
        shape: Shape::Packed(2),
    },
    TableSpec {
        name: "prices",
        columns: &["cloud", "region", "service", "item", "unit", "price_usd", "as_of", "source"],
        n_key: 5,
        shape: Shape::Packed(2),
    },
    TableSpec {
        name: "regions",
        columns: &[
            "cloud",
            "region",
            "description",
            "partition",
            "zones",
            "zone_ids",
            "country",
            "jurisdiction",
            "residency_tags",
            "paired_region",
            "as_of",
            "source",
        ],
        n_key: 2,
        shape: Shape::Text,
    },
    TableSpec {
        name: "service_limits",
        columns: &["cloud", "resource_kind", "field", "min", "max", "pattern", "as_of", "source"],
        n_key: 3,
        shape: Shape::Text,
    },
    TableSpec {
        name: "service_slas",
        columns: &["cloud", "kind", "placement", "availability_percent", "as_of", "source"],
        n_key: 3,
        shape: Shape::Text,
    },
];

/// The table of a name.
pub fn spec(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().find(|spec| spec.name == name)
}

/// The embedded rows of a readable table: read once, on first use.
pub(crate) struct Sheet {
    text: &'static str,
    rows: OnceLock<Vec<Vec<String>>>,
}

impl Sheet {
    const fn new(text: &'static str) -> Self {
        Self { text, rows: OnceLock::new() }
    }

    /// All rows but the header, which the converter has written from [`TABLES`].
    pub(crate) fn rows(&self) -> &[Vec<String>] {
        let rows = self.rows.get_or_init(|| csv::records(self.text));
        rows.get(1..).unwrap_or_default()
    }
}

/// Where the rows of a table lie.
pub(crate) enum Store {
    /// In readable text.
    Sheet(&'static Sheet),
    /// In an archive.
    Pack(&'static Pack),
}

/// The store of a table.
pub(crate) fn store(name: &str) -> Option<Store> {
    Some(match name {
        "accelerators" => Store::Sheet(&ACCELERATORS),
        "burn_rate_windows" => Store::Sheet(&BURN_RATE_WINDOWS),
        "driver_branches" => Store::Sheet(&DRIVER_BRANCHES),
        "instances" => Store::Pack(&INSTANCES),
        "kubernetes_versions" => Store::Sheet(&KUBERNETES_VERSIONS),
        "metric_details" => Store::Sheet(&METRIC_DETAILS),
        "metrics" => Store::Sheet(&METRICS),
        "mig_combinations" => Store::Sheet(&MIG_COMBINATIONS),
        "mig_profiles" => Store::Sheet(&MIG_PROFILES),
        "models" => Store::Sheet(&MODELS),
        "offerings" => Store::Pack(&OFFERINGS),
        "prices" => Store::Pack(&PRICES),
        "regions" => Store::Sheet(&REGIONS),
        "service_limits" => Store::Sheet(&SERVICE_LIMITS),
        "service_slas" => Store::Sheet(&SERVICE_SLAS),
        _ => return None,
    })
}

macro_rules! embedded {
    ($kind:ident($file:literal)) => {
        embedded!(@ $kind, concat!("../../../stdlib/catalog/", $file))
    };
    (@ Sheet, $path:expr) => { Sheet::new(include_str!($path)) };
    (@ Pack, $path:expr) => { Pack::new(include_bytes!($path)) };
}

static ACCELERATORS: Sheet = embedded!(Sheet("accelerators.csv"));
static BURN_RATE_WINDOWS: Sheet = embedded!(Sheet("burn_rate_windows.csv"));
static DRIVER_BRANCHES: Sheet = embedded!(Sheet("driver_branches.csv"));
static INSTANCES: Pack = embedded!(Pack("instances.pack"));
static KUBERNETES_VERSIONS: Sheet = embedded!(Sheet("kubernetes_versions.csv"));
static METRIC_DETAILS: Sheet = embedded!(Sheet("metric_details.csv"));
static METRICS: Sheet = embedded!(Sheet("metrics.csv"));
static MIG_COMBINATIONS: Sheet = embedded!(Sheet("mig_combinations.csv"));
static MIG_PROFILES: Sheet = embedded!(Sheet("mig_profiles.csv"));
static MODELS: Sheet = embedded!(Sheet("models.csv"));
static OFFERINGS: Pack = embedded!(Pack("offerings.pack"));
static PRICES: Pack = embedded!(Pack("prices.pack"));
static REGIONS: Sheet = embedded!(Sheet("regions.csv"));
static SERVICE_LIMITS: Sheet = embedded!(Sheet("service_limits.csv"));
static SERVICE_SLAS: Sheet = embedded!(Sheet("service_slas.csv"));
pub(crate) static SOURCES: Sheet = embedded!(Sheet("sources.csv"));
