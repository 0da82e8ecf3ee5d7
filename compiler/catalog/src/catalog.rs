//! Questions to the catalog.

use std::sync::Arc;

use mlpc_units::{Date, Duration};
use smol_str::SmolStr;

use crate::facts::accelerator::{Accelerator, MigProfile, MigSet};
use crate::facts::limit::ServiceLimit;
use crate::facts::machine::{Machine, Offering};
use crate::facts::model::Model;
use crate::facts::price::Price;
use crate::facts::provenance::Source;
use crate::facts::region::Region;
use crate::facts::slo::{BurnRateWindow, Metric, MetricDetail, ServiceSla};
use crate::facts::version::{DriverBranches, KubernetesVersion};
use crate::memo::Memo;
use crate::overlay::{Overlay, OverlayError};
use crate::rows::{find, with_prefix};
use crate::tables::SOURCES;

/// The embedded facts with a user's rows over them. Cheap to make and to clone: tables are decoded when first asked.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    overlay: Arc<Overlay>,
    /// What was read from these rows.
    read: Arc<Read>,
}

/// Facts that are asked for again and again.
#[derive(Debug, Default)]
struct Read {
    machines: Memo<Machine>,
    accelerators: Memo<Accelerator>,
}

impl Catalog {
    /// The facts of the standard library.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The catalog with the rows of a file `stdlib/catalog/NAME.csv` over its own; a row replaces the one with the same key.
    ///
    /// The header names columns of the table; each row must have its date in `as_of`.
    pub fn with_overlay(mut self, name: &str, text: &str) -> Result<Self, OverlayError> {
        Arc::make_mut(&mut self.overlay).add(name, text)?;
        self.read = Arc::default();
        Ok(self)
    }

    /// A machine type.
    pub fn machine(&self, cloud: &str, id: &str) -> Option<Machine> {
        self.read.machines.get(cloud, id, || Machine::read(&find(&self.overlay, "instances", &[cloud, id])?))
    }

    /// All machine types of a cloud, by name.
    pub fn machines(&self, cloud: &str) -> impl Iterator<Item = Machine> {
        with_prefix(&self.overlay, "instances", &[cloud]).into_iter().filter_map(|row| Machine::read(&row))
    }

    /// The names of all machine types of a cloud, for suggestions.
    pub fn machine_ids(&self, cloud: &str) -> impl Iterator<Item = SmolStr> {
        with_prefix(&self.overlay, "instances", &[cloud]).into_iter().map(|row| row.text("instance_type"))
    }

    /// A machine type in a region. `None` is "not known to be offered there", which is an absence only where the region's other rows are known.
    pub fn offering(&self, cloud: &str, region: &str, machine: &str) -> Option<Offering> {
        Offering::read(&find(&self.overlay, "offerings", &[cloud, region, machine])?)
    }

    /// Whether the catalog knows any offering in a region, so that a missing one means something.
    pub fn knows_offerings(&self, cloud: &str, region: &str) -> bool {
        !with_prefix(&self.overlay, "offerings", &[cloud, region]).is_empty()
    }

    /// All offerings in a region with their machine's name, by name.
    pub fn offerings(&self, cloud: &str, region: &str) -> impl Iterator<Item = (SmolStr, Offering)> {
        let rows = with_prefix(&self.overlay, "offerings", &[cloud, region]).into_iter();
        rows.filter_map(|row| Some((row.text("instance_type"), Offering::read(&row)?)))
    }

    /// The regions of a cloud that offer a machine type, by name. It reads all regions, so it is for messages.
    pub fn offered_in(&self, cloud: &str, machine: &str) -> Vec<SmolStr> {
        let regions = self.regions(cloud).map(|region| region.id);
        regions.filter(|region| find(&self.overlay, "offerings", &[cloud, region, machine]).is_some()).collect()
    }

    /// The accelerator of an id or alias; `None` where none or several are called so.
    pub fn accelerator(&self, name: &str) -> Option<Accelerator> {
        self.read.accelerators.get("", name, || self.find_accelerator(name))
    }

    fn find_accelerator(&self, name: &str) -> Option<Accelerator> {
        if let Some(row) = find(&self.overlay, "accelerators", &[name]) {
            return Accelerator::read(&row);
        }
        let mut called = self.accelerators().filter(|accelerator| accelerator.is_called(name));
        called.next().filter(|_| called.next().is_none())
    }

    /// All accelerators.
    pub fn accelerators(&self) -> impl Iterator<Item = Accelerator> {
        with_prefix(&self.overlay, "accelerators", &[]).into_iter().filter_map(|row| Accelerator::read(&row))
    }

    /// The MIG profiles of an accelerator's id; empty where it has none or they aren't known.
    pub fn mig_profiles(&self, accelerator: &str) -> Vec<MigProfile> {
        with_prefix(&self.overlay, "mig_profiles", &[accelerator]).iter().filter_map(MigProfile::read).collect()
    }

    /// The largest sets of plain MIG profiles that fit one accelerator.
    pub fn mig_sets(&self, accelerator: &str) -> Vec<MigSet> {
        with_prefix(&self.overlay, "mig_combinations", &[accelerator]).iter().filter_map(MigSet::read).collect()
    }

    /// The model of an id or of a Hugging Face repository.
    pub fn model(&self, name: &str) -> Option<Model> {
        if let Some(row) = find(&self.overlay, "models", &[name]) {
            return Model::read(&row);
        }
        self.models().find(|model| model.repository.as_deref() == Some(name))
    }

    /// All models.
    pub fn models(&self) -> impl Iterator<Item = Model> {
        with_prefix(&self.overlay, "models", &[]).into_iter().filter_map(|row| Model::read(&row))
    }

    /// A region.
    pub fn region(&self, cloud: &str, id: &str) -> Option<Region> {
        Region::read(&find(&self.overlay, "regions", &[cloud, id])?)
    }

    /// All regions of a cloud, by name.
    pub fn regions(&self, cloud: &str) -> impl Iterator<Item = Region> {
        with_prefix(&self.overlay, "regions", &[cloud]).into_iter().filter_map(|row| Region::read(&row))
    }

    /// The zones of a region as a spec names them; empty where they aren't known.
    pub fn zones(&self, cloud: &str, region: &str) -> Vec<SmolStr> {
        self.region(cloud, region).map(|region| region.zones).unwrap_or_default()
    }

    /// The list price of an item of a service in a region, whatever its unit.
    pub fn price(&self, cloud: &str, region: &str, service: &str, item: &str) -> Option<Price> {
        with_prefix(&self.overlay, "prices", &[cloud, region, service, item]).first().and_then(Price::read)
    }

    /// All list prices of a service in a region, by item.
    pub fn prices(&self, cloud: &str, region: &str, service: &str) -> Vec<Price> {
        with_prefix(&self.overlay, "prices", &[cloud, region, service]).iter().filter_map(Price::read).collect()
    }

    /// A metric of a system by its name in Prometheus.
    pub fn metric(&self, system: &str, name: &str) -> Option<Metric> {
        Metric::read(&find(&self.overlay, "metrics", &[system, name])?)
    }

    /// All metrics of a system; empty where they aren't known.
    pub fn metrics(&self, system: &str) -> Vec<Metric> {
        with_prefix(&self.overlay, "metrics", &[system]).iter().filter_map(Metric::read).collect()
    }

    /// Versions and buckets of a metric of a system, where they are known.
    pub fn metric_detail(&self, system: &str, name: &str) -> Option<MetricDetail> {
        MetricDetail::read(&find(&self.overlay, "metric_details", &[system, name])?)
    }

    /// The systems that export a metric of this name.
    pub fn systems_exporting(&self, name: &str) -> Vec<SmolStr> {
        let rows = with_prefix(&self.overlay, "metrics", &[]).into_iter();
        let mut systems: Vec<SmolStr> = rows.filter(|row| row.get("metric") == Some(name)).map(|row| row.text("system")).collect();
        systems.dedup();
        systems
    }

    /// What a provider promises of a kind of ours (`cluster`, `database`, `cache`) in one zone or several: `multi-zone`, `single-zone`.
    pub fn service_sla(&self, cloud: &str, kind: &str, placement: &str) -> Option<ServiceSla> {
        ServiceSla::read(&find(&self.overlay, "service_slas", &[cloud, kind, placement])?)
    }

    /// The minor versions of Kubernetes that a cloud has or had, from the oldest; empty where they aren't known.
    pub fn kubernetes_versions(&self, cloud: &str) -> Vec<KubernetesVersion> {
        let rows = with_prefix(&self.overlay, "kubernetes_versions", &[cloud]);
        let mut versions: Vec<_> = rows.iter().filter_map(KubernetesVersion::read).collect();
        versions.sort_by(|a, b| a.version.cmp(&b.version));
        versions
    }

    /// The driver branches that support a GPU: what is known of itself, else of its architecture.
    pub fn driver_branches(&self, accelerator: &Accelerator) -> Option<DriverBranches> {
        let of = |gpu: &str| find(&self.overlay, "driver_branches", &[gpu]);
        DriverBranches::read(&of(&accelerator.id).or_else(|| of(&accelerator.arch))?)
    }

    /// The alert windows of a rule (`sre-workbook`, `sloth`, `pyrra`) for objectives over a period; empty where it has none.
    pub fn burn_rate_windows(&self, rule: &str, slo_period: Duration) -> Vec<BurnRateWindow> {
        let rows = with_prefix(&self.overlay, "burn_rate_windows", &[rule]);
        rows.iter().filter_map(BurnRateWindow::read).filter(|window| window.slo_period == slo_period).collect()
    }

    /// The rule for a field of a kind of resource: `aws`, `eks cluster`, `name`.
    pub fn service_limit(&self, cloud: &str, resource_kind: &str, field: &str) -> Option<ServiceLimit> {
        ServiceLimit::read(&find(&self.overlay, "service_limits", &[cloud, resource_kind, field])?)
    }

    /// What a source's code stands for.
    pub fn source(&self, code: &str) -> Option<Source> {
        let row = SOURCES.rows().iter().find(|row| row.first().is_some_and(|field| field == code))?;
        let field = |at: usize| row.get(at).filter(|field| !field.is_empty()).map(SmolStr::new);
        Some(Source { code: field(0)?, origin: field(1)?, version: field(2), as_of: Date::parse(row.get(3)?).ok()?, licence: field(4) })
    }
}
