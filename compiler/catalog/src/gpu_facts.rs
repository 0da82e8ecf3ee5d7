//! Facts of GPU machines and their accelerators against what vendors publish, one by one.

use mlpc_units::{ByteUnit, Rational};

use super::*;

const EC2_P: &str = "AWS, EC2 accelerated computing instances, P and G families";
const EFA: &str = "AWS, EFA cheat sheet of awsome-distributed-training";
const GCE: &str = "Google Cloud, Compute Engine: accelerator-optimized machines";
const AZURE: &str = "Azure, sizes: ND and NC series";

/// Cloud, machine, accelerator, how many, how many are linked, memory of the machine in GiB, source.
const MACHINES: &[(&str, &str, &str, i64, u64, &str, &str)] = &[
    ("aws", "p4d.24xlarge", "nvidia-a100-sxm-40gb", 8, 8, "1152", EC2_P),
    ("aws", "p4de.24xlarge", "nvidia-a100-sxm-80gb", 8, 8, "1152", EC2_P),
    ("aws", "p5.4xlarge", "nvidia-h100-sxm-80gb", 1, 1, "256", EC2_P),
    ("aws", "p5.48xlarge", "nvidia-h100-sxm-80gb", 8, 8, "2048", EC2_P),
    ("aws", "p5en.48xlarge", "nvidia-h200-sxm-141gb", 8, 8, "2048", EC2_P),
    ("aws", "p6-b200.48xlarge", "nvidia-b200-sxm-180gb", 8, 8, "2048", EC2_P),
    ("aws", "g5.48xlarge", "nvidia-a10g-24gb", 8, 1, "768", EC2_P),
    ("aws", "g6.12xlarge", "nvidia-l4-24gb", 4, 1, "192", EC2_P),
    ("aws", "g6e.48xlarge", "nvidia-l40s-48gb", 8, 1, "1536", EC2_P),
    ("aws", "g4dn.xlarge", "nvidia-t4-16gb", 1, 1, "16", EC2_P),
    ("aws", "trn1.32xlarge", "aws-trainium1", 16, 16, "512", EC2_P),
    ("aws", "inf2.48xlarge", "aws-inferentia2", 12, 12, "768", EC2_P),
    ("gcp", "a2-highgpu-8g", "nvidia-a100-sxm-40gb", 8, 8, "680", GCE),
    ("gcp", "a2-ultragpu-8g", "nvidia-a100-sxm-80gb", 8, 8, "1360", GCE),
    ("gcp", "a3-highgpu-8g", "nvidia-h100-sxm-80gb", 8, 8, "1872", GCE),
    ("gcp", "a3-megagpu-8g", "nvidia-h100-sxm-80gb", 8, 8, "1872", GCE),
    ("gcp", "a3-ultragpu-8g", "nvidia-h200-sxm-141gb", 8, 8, "2952", GCE),
    ("gcp", "a4x-highgpu-4g", "nvidia-gb200-186gb", 4, 72, "884", GCE),
    ("gcp", "g2-standard-96", "nvidia-l4-24gb", 8, 1, "384", GCE),
    ("azure", "Standard_ND96isr_H100_v5", "nvidia-h100-sxm-80gb", 8, 8, "1900", AZURE),
    ("azure", "Standard_ND96asr_v4", "nvidia-a100-sxm-40gb", 8, 8, "900", AZURE),
    ("azure", "Standard_NC24ads_A100_v4", "nvidia-a100-pcie-80gb", 1, 1, "220", AZURE),
    ("azure", "Standard_NC40ads_H100_v5", "nvidia-h100-nvl-94gb", 1, 1, "320", AZURE),
    ("azure", "Standard_ND96isr_MI300X_v5", "amd-mi300x-192gb", 8, 8, "1850", AZURE),
];

/// Machines and the network between them.
const FABRICS: &[(&str, &str, &str, &str)] = &[
    ("aws", "p4d.24xlarge", "EFA:4", EFA),
    ("aws", "p5.48xlarge", "EFA:32", EFA),
    ("aws", "p5en.48xlarge", "EFA:16", EFA),
    ("aws", "p6-b200.48xlarge", "EFA:8", EFA),
    ("gcp", "a3-highgpu-8g", "GPUDirect-TCPX", GCE),
    ("gcp", "a3-megagpu-8g", "GPUDirect-TCPXO", GCE),
    ("azure", "Standard_ND96isr_H100_v5", "InfiniBand NDR:8x400", AZURE),
    ("azure", "Standard_ND96amsr_A100_v4", "InfiniBand HDR:8x200", AZURE),
];

/// Accelerators: memory as the driver reports it, in MiB, to the tenth of a GiB.
const MEMORY: &[(&str, i64, &str)] = &[
    ("t4", 15_360, "nvidia-smi on T4"),
    ("a10g-24gb", 23_028, "nvidia-smi on A10G"),
    ("l4", 23_034, "nvidia-smi on L4"),
    ("l40s", 46_068, "nvidia-smi on L40S"),
    ("h100-sxm-80gb", 81_559, "nvidia-smi on H100 80GB HBM3"),
    ("h100-nvl-94gb", 95_830, "nvidia-smi on H100 NVL"),
    ("h200-sxm-141gb", 143_771, "nvidia-smi on H200"),
    ("b200-sxm-180gb", 183_359, "EC2 DescribeInstanceTypes of p6-b200"),
];

/// A profile and how many of it fit on one GPU.
type Slice = (&'static str, u64);

/// MIG: whether a GPU has it, and how many of its smallest slice.
const MIG: &[(&str, Option<Slice>, &str)] = &[
    ("a100-sxm-40gb", Some(("1g.5gb", 7)), "NVIDIA, MIG user guide: A100"),
    ("a100-sxm-80gb", Some(("1g.10gb", 7)), "NVIDIA, MIG user guide: A100"),
    ("a30", Some(("1g.6gb", 4)), "NVIDIA, MIG user guide: A30"),
    ("h100-sxm-80gb", Some(("1g.10gb", 7)), "NVIDIA, MIG user guide: H100"),
    ("h200-sxm-141gb", Some(("1g.18gb", 7)), "NVIDIA, MIG user guide: H200"),
    ("l4", None, "NVIDIA, MIG user guide: supported GPUs"),
    ("t4", None, "NVIDIA, MIG user guide: supported GPUs"),
];

#[test]
fn machines_and_their_accelerators() {
    let catalog = Catalog::embedded();
    for (cloud, id, accelerator, count, linked, memory, source) in MACHINES {
        let machine = catalog.machine(cloud, id).unwrap_or_else(|| panic!("{id}: {source}"));
        let found =
            (machine.accelerator.as_deref(), machine.whole_accelerators(), machine.scaleup_domain, machine.memory.in_unit(ByteUnit::Gi));
        let said = (Some(*accelerator), Some(*count), Some(*linked), Rational::parse(memory).ok());
        assert_eq!(found, said, "{id}: {source}");
    }
}

#[test]
fn fabrics() {
    let catalog = Catalog::embedded();
    for (cloud, id, rdma, source) in FABRICS {
        assert_eq!(catalog.machine(cloud, id).and_then(|it| it.rdma).as_deref(), Some(*rdma), "{id}: {source}");
    }
}

#[test]
fn memory_is_the_driver_s() {
    let catalog = Catalog::embedded();
    for (id, mib, source) in MEMORY {
        let gib = catalog.accelerator(id).and_then(|it| it.memory.in_unit(ByteUnit::Gi)).unwrap();
        let off = Rational::new(i128::from(*mib), 1024).unwrap().checked_sub(gib).unwrap().abs();
        assert!(off <= Rational::new(1, 10).unwrap(), "{id}: {gib} GiB: {source}");
    }
}

#[test]
fn slices() {
    let catalog = Catalog::embedded();
    for (id, smallest, source) in MIG {
        let accelerator = catalog.accelerator(id).unwrap();
        let profiles = catalog.mig_profiles(&accelerator.id);
        match smallest {
            None => assert!(accelerator.mig_capable == Some(false) && profiles.is_empty(), "{id}: {source}"),
            Some((name, n)) => {
                let found = profiles.iter().find(|it| it.name == *name).map(|it| it.max_instances);
                assert_eq!(found, Some(*n), "{id}: {source}");
            }
        }
    }
}
