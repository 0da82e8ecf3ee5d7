//! Accelerators and how they are cut into slices.

use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// An accelerator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accelerator {
    /// Its id, which machines and slices name: `nvidia-h100-sxm-80gb`.
    pub id: SmolStr,
    /// For people: `H100 SXM5 80GB`.
    pub name: SmolStr,
    /// `nvidia`, `amd`, `google`, `aws`, `intel`, `qualcomm`.
    pub vendor: SmolStr,
    /// `hopper`, `ada`, …
    pub arch: SmolStr,
    /// The driver's total; a machine's own figure goes before it.
    pub memory: Quantity,
    /// Bandwidth of its memory in 10^9 bytes a second.
    pub memory_bandwidth: Option<Rational>,
    /// 10^12 dense bf16 operations a second; `None` where it has no bf16 or the figure isn't known.
    pub bf16_tflops: Option<Rational>,
    /// 10^12 dense fp8 operations a second; `None` where it has no fp8 or the figure isn't known.
    pub fp8_tflops: Option<Rational>,
    /// The link between accelerators of a machine, if it has one.
    pub scaleup_link: Option<SmolStr>,
    /// Whether it can be cut into MIG slices; `None` is not known.
    pub mig_capable: Option<bool>,
    /// Most slices at once.
    pub mig_max_instances: Option<u64>,
    /// Whether the device plugin can slice its time.
    pub time_slicing: Option<bool>,
    /// The extended resource in Kubernetes: `nvidia.com/gpu`.
    pub k8s_resource: SmolStr,
    /// Value of the node label `nvidia.com/gpu.product`.
    pub product_label: Option<SmolStr>,
    /// Values of GKE's accelerator label.
    pub gke_labels: Vec<SmolStr>,
    /// Value of Karpenter's `instance-gpu-name`.
    pub karpenter_name: Option<SmolStr>,
    /// Other names people use.
    pub aliases: Vec<SmolStr>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Accelerator {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            id: row.text("id"),
            name: row.text("name"),
            vendor: row.text("vendor"),
            arch: row.text("arch"),
            memory: row.gibibytes("memory_gib")?,
            memory_bandwidth: row.number("memory_bandwidth_gb_s"),
            bf16_tflops: row.number("bf16_dense_tflops"),
            fp8_tflops: row.number("fp8_dense_tflops"),
            scaleup_link: row.some_text("scaleup_link"),
            mig_capable: row.flag("mig_capable"),
            mig_max_instances: row.integer("mig_max_instances"),
            time_slicing: row.flag("time_slicing"),
            k8s_resource: row.text("k8s_resource"),
            product_label: row.some_text("gfd_product_label"),
            gke_labels: row.list("gke_label"),
            karpenter_name: row.some_text("karpenter_gpu_name"),
            aliases: row.list("aliases"),
            provenance: row.provenance()?,
        })
    }

    /// Its name without its form and memory, as people say it: `H100`, `RTX PRO 6000`, `Instinct MI300X`.
    pub fn short_name(&self) -> &str {
        let form = |word: &&str| {
            word.ends_with("GB")
                || matches!(
                    *word,
                    "SXM2"
                        | "SXM4"
                        | "SXM5"
                        | "SXM6"
                        | "SXM"
                        | "PCIe"
                        | "NVL"
                        | "Blackwell"
                        | "Server"
                        | "(Grace"
                        | "(Trillium)"
                        | "(Ironwood)"
                )
        };
        let words = self.name.split(' ').scan(0, |end, word| {
            *end += word.len() + 1;
            Some((word, *end - 1))
        });
        let end = words.take_while(|(word, _)| !form(word)).last().map_or(self.name.len(), |(_, end)| end);
        self.name.get(..end).unwrap_or(&self.name)
    }

    /// Whether people call it so: its id, its id without the vendor, or an alias, upper and lower case alike.
    pub fn is_called(&self, name: &str) -> bool {
        let short = self.id.strip_prefix(self.vendor.as_str()).and_then(|rest| rest.strip_prefix('-'));
        self.id.eq_ignore_ascii_case(name)
            || short.is_some_and(|short| short.eq_ignore_ascii_case(name))
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}

/// A place of a slice on its accelerator, in memory slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The first memory slice.
    pub start: u64,
    /// How many.
    pub size: u64,
}

/// A MIG profile of an accelerator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigProfile {
    /// The profile: `3g.40gb`.
    pub name: SmolStr,
    /// Compute slices it takes.
    pub compute_slices: u64,
    /// Compute slices the whole accelerator has.
    pub accelerator_compute_slices: u64,
    /// Memory slices it takes.
    pub memory_slices: u64,
    /// Memory slices the whole accelerator has.
    pub accelerator_memory_slices: u64,
    /// The size in its name, in 10^9 bytes as the vendor counts; what can be used is less.
    pub memory_gb: Rational,
    /// Most of this profile on one accelerator.
    pub max_instances: u64,
    /// Where it can lie.
    pub placements: Vec<Placement>,
    /// The extended resource under the mixed strategy: `nvidia.com/mig-3g.40gb`.
    pub k8s_resource: SmolStr,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl MigProfile {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let placement = |text: SmolStr| {
            let (start, size) = text.split_once(':')?;
            Some(Placement { start: start.parse().ok()?, size: size.parse().ok()? })
        };
        Some(Self {
            name: row.text("profile"),
            compute_slices: row.integer("compute_slices")?,
            accelerator_compute_slices: row.integer("gpu_compute_slices")?,
            memory_slices: row.integer("memory_slices")?,
            accelerator_memory_slices: row.integer("gpu_memory_slices")?,
            memory_gb: row.number("memory_gb")?,
            max_instances: row.integer("max_instances")?,
            placements: row.list("placements_start_size").into_iter().filter_map(placement).collect(),
            k8s_resource: row.text("k8s_resource_mixed"),
            provenance: row.provenance()?,
        })
    }
}

/// A largest set of slices that fits one accelerator; a part of it fits, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigSet {
    /// Profiles and how many of each.
    pub profiles: Vec<(SmolStr, u64)>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl MigSet {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        let member = |text: &str| {
            let (count, profile) = text.split_once('x')?;
            Some((SmolStr::new(profile), count.parse().ok()?))
        };
        let profiles: Option<Vec<_>> = row.get("combination")?.split('+').map(member).collect();
        Some(Self { profiles: profiles?, provenance: row.provenance()? })
    }

    /// Whether so many slices of each profile fit together by this set.
    pub fn holds(&self, wanted: &[(SmolStr, u64)]) -> bool {
        wanted.iter().all(|(profile, count)| {
            let available: u64 = self.profiles.iter().filter(|(name, _)| name == profile).map(|(_, count)| count).sum();
            *count <= available
        })
    }
}
