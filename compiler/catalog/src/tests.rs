//! Facts spot-checked against their sources, overlays, and how much is decoded.

use mlpc_units::{Duration, Quantity, Rational};

use super::*;

fn catalog() -> Catalog {
    Catalog::embedded()
}

fn r(text: &str) -> Rational {
    Rational::parse(text).unwrap()
}

#[test]
fn machines() {
    // vCPU, memory GiB, accelerator, count, EFA, pods; EC2 DescribeInstanceTypes, machine-type pages of the other clouds.
    for (cloud, id, vcpus, memory, accelerator, count, efa, pods) in [
        ("aws", "p5.48xlarge", "192", "2Ti", Some("nvidia-h100-sxm-80gb"), 8, Some(32), Some(100)),
        ("aws", "p4d.24xlarge", "96", "1152Gi", Some("nvidia-a100-sxm-40gb"), 8, Some(4), Some(737)),
        ("aws", "p5en.48xlarge", "192", "2Ti", Some("nvidia-h200-sxm-141gb"), 8, Some(16), None),
        ("aws", "g6e.12xlarge", "48", "384Gi", Some("nvidia-l40s-48gb"), 4, Some(1), Some(292)),
        ("aws", "g5.xlarge", "4", "16Gi", Some("nvidia-a10g-24gb"), 1, None, Some(58)),
        ("aws", "trn1.32xlarge", "128", "512Gi", Some("aws-trainium1"), 16, Some(8), None),
        ("aws", "m7i.4xlarge", "16", "64Gi", None, 0, None, Some(234)),
        ("aws", "m5.large", "2", "8Gi", None, 0, None, Some(29)),
        ("gcp", "a3-megagpu-8g", "208", "1872Gi", Some("nvidia-h100-sxm-80gb"), 8, None, None),
        ("gcp", "g2-standard-48", "48", "192Gi", Some("nvidia-l4-24gb"), 4, None, None),
        ("gcp", "n2-standard-8", "8", "32Gi", None, 0, None, None),
        ("azure", "Standard_NC24ads_A100_v4", "24", "220Gi", Some("nvidia-a100-pcie-80gb"), 1, None, None),
        ("azure", "Standard_D8s_v5", "8", "32Gi", None, 0, None, None),
    ] {
        let machine = catalog().machine(cloud, id).unwrap();
        assert_eq!((machine.vcpus, machine.memory), (r(vcpus), Quantity::parse(memory).unwrap()), "{id}");
        assert_eq!((machine.accelerator.as_deref(), machine.whole_accelerators()), (accelerator, Some(count)), "{id}");
        assert_eq!(machine.efa_interfaces(), efa, "{id}");
        assert!(pods.is_none() || machine.max_pods == pods, "{id}");
    }
    assert_eq!(catalog().machine("aws", "p9.48xlarge"), None);
    assert_eq!(catalog().machine("ibm", "p5.48xlarge"), None);
}

#[test]
fn offerings_and_prices() {
    // USD an hour: the clouds' price lists at the dates of the rows.
    for (cloud, region, id, price) in [
        ("aws", "us-east-1", "p5.48xlarge", "55.04"),
        ("aws", "us-east-1", "m7i.4xlarge", "0.8064"),
        ("aws", "us-east-1", "g6e.12xlarge", "10.49264"),
        ("aws", "us-east-1", "m5.large", "0.096"),
        ("aws", "eu-west-1", "g5.xlarge", "1.123"),
        ("gcp", "us-central1", "n2-standard-8", "0.3885"),
        ("azure", "eastus", "Standard_D8s_v5", "0.384"),
    ] {
        let price_found = catalog().offering(cloud, region, id).unwrap().on_demand.unwrap();
        let off = price_found.checked_sub(r(price)).unwrap().abs();
        assert!(off.checked_div(r(price)).unwrap() <= r("0.002"), "{id} in {region}: {price_found}");
    }
    let h100 = catalog().offering("aws", "us-east-1", "p5.48xlarge").unwrap();
    assert_eq!(h100.zones.first().unwrap(), "use1-az1");
    assert_eq!((h100.provenance.as_of.to_string().as_str(), h100.provenance.source.as_str()), ("2026-07-20", "kp-aws+sky-aws"));
    assert_eq!(catalog().offering("aws", "us-east-1", "p5.99xlarge"), None);
    assert!(catalog().offered_in("aws", "p5.48xlarge").contains(&"us-west-2".into()));

    let price = |service, item| catalog().price("aws", "us-east-1", service, item).map(|price| (price.usd.to_string(), price.unit));
    for (service, item, usd, unit) in [
        ("eks", "cluster control plane, standard support", "0.1", "hour"),
        ("ebs", "gp3 storage", "0.08", "GB-month"),
        ("rds", "postgres db.m7g.large multi-az", "0.337", "hour"),
        ("elasticache", "redis cache.m7g.large", "0.158", "hour"),
        ("secretsmanager", "secret", "0.4", "secret-month"),
        ("kms", "customer managed key", "1", "key-month"),
        ("s3", "standard storage, first 50 TB", "0.023", "GB-month"),
        ("vpc", "interface endpoint", "0.01", "hour"),
    ] {
        assert_eq!(price(service, item), Some((usd.to_owned(), unit.into())), "{service} {item}");
    }
    assert_eq!(price("rds", "oracle db.x"), None);
    assert!(!catalog().prices("aws", "us-east-1", "nat gateway").is_empty());
}

#[test]
fn accelerators_and_slices() {
    let l40s = catalog().accelerator("l40s").unwrap();
    assert_eq!((l40s.id.as_str(), l40s.mig_capable, l40s.k8s_resource.as_str()), ("nvidia-l40s-48gb", Some(false), "nvidia.com/gpu"));
    assert_eq!(catalog().accelerator("a100-80gb").unwrap().id, "nvidia-a100-sxm-80gb");
    assert_eq!(catalog().accelerator("nvidia-t4-16gb").unwrap().bf16_tflops, None);
    assert_eq!(catalog().accelerator("v100"), None, "two are called so");
    assert_eq!(catalog().accelerators().filter(|it| it.is_called("v100")).count(), 2);

    let profiles = catalog().mig_profiles("nvidia-a100-sxm-80gb");
    let large = profiles.iter().find(|profile| profile.name == "3g.40gb").unwrap();
    assert_eq!((large.max_instances, large.k8s_resource.as_str(), large.placements.len()), (2, "nvidia.com/mig-3g.40gb", 2));
    let sets = catalog().mig_sets("nvidia-a100-sxm-80gb");
    let wanted = [("1g.10gb".into(), 2), ("2g.20gb".into(), 1), ("3g.40gb".into(), 1)];
    assert!(sets.iter().any(|set| set.holds(&wanted)));
    assert!(!sets.iter().any(|set| set.holds(&[("3g.40gb".into(), 3)])));
}

#[test]
fn models_regions_metrics_windows_limits() {
    let llama = catalog().model("llama-3.3-70b").unwrap();
    assert_eq!(
        (llama.layers, llama.kv_heads, llama.max_context, llama.kv_bytes_per_token),
        (Some(80), Some(8), Some(131_072), Some(327_680))
    );
    assert_eq!(catalog().model("Qwen/Qwen2.5-7B").unwrap().id, "qwen2.5-7b");

    let region = catalog().region("aws", "eu-central-1").unwrap();
    assert_eq!(region.jurisdiction.as_deref(), Some("EU"));
    assert!(catalog().zones("aws", "us-east-1").contains(&"use1-az4".into()));
    assert_eq!(catalog().region("aws", "us-east-9"), None);

    assert_eq!(catalog().metric("vllm", "vllm:time_to_first_token_seconds").unwrap().kind, "histogram");
    assert_eq!(catalog().metric("vllm", "vllm:nothing"), None);
    let ttft = catalog().metric_detail("vllm", "vllm:time_to_first_token_seconds").unwrap();
    assert_eq!((ttft.unit.as_str(), ttft.bounds.len(), ttft.bounds.contains(&r("0.2"))), ("s", 22, false));
    let older = catalog().metric_detail("vllm", "vllm:time_per_output_token_seconds").unwrap();
    assert_eq!((older.since, older.until.unwrap().as_str()), (None, "0.12"));
    assert_eq!(catalog().systems_exporting("istio_requests_total"), ["istio"]);
    assert_eq!(catalog().service_sla("aws", "database", "multi-zone").unwrap().availability.to_string(), "99.95%");
    assert_eq!(catalog().service_sla("aws", "database", "nowhere"), None);

    let month = Duration::parse("30d").unwrap();
    let windows = catalog().burn_rate_windows("sre-workbook", month);
    let rates: Vec<String> = windows.iter().map(|window| format!("{} {} {}", window.severity, window.long, window.burn_rate)).collect();
    assert_eq!(rates, ["page 1h 14.4", "page 6h 6", "ticket 1d 3", "ticket 3d 1"]);

    assert_eq!(catalog().service_limit("aws", "eks cluster", "name").unwrap().max, Some(100));
}

#[test]
fn overlays_replace_rows() {
    let prices = "cloud,region,instance_type,zones,on_demand_usd_hour,as_of\naws,us-east-1,p5.48xlarge,use1-az1,40.00,2026-11-01\naws,us-east-1,own.large,,1,2026-11-01\n";
    let catalog = catalog().with_overlay("offerings", prices).unwrap();
    let own = catalog.offering("aws", "us-east-1", "p5.48xlarge").unwrap();
    assert_eq!((own.on_demand, own.zones.len(), own.provenance.source.as_str()), (Some(r("40")), 1, "stdlib/catalog/offerings.csv"));
    assert_eq!(own.spot, None, "a row replaces the whole row");
    assert!(catalog.offerings("aws", "us-east-1").any(|(id, _)| id == "own.large"));
    assert_eq!(catalog.offerings("aws", "us-east-1").filter(|(id, _)| id == "p5.48xlarge").count(), 1);

    let refused = |name, text| Catalog::embedded().with_overlay(name, text).unwrap_err().to_string();
    assert_eq!(
        refused("models", "id,params_b\nx,7\n"),
        "row 2 of `models` has no date in `as_of`; write the day it was true, such as `2026-11-23`"
    );
    assert_eq!(refused("models", "params_b\n7\n"), "`models` needs the column `id`: it identifies the row");
    assert!(refused("models", "id,colour\nx,red\n").starts_with("`models` has no column `colour`; its columns are id, hf_repo"));
    assert_eq!(refused("models", "id,as_of\nx\n"), "row 2 of `models` has 1 fields, its header 2");
    assert!(refused("weather", "").starts_with("the catalog has no table `weather`; its tables are accelerators,"));
}

#[test]
fn every_row_has_its_columns_source_and_date() {
    let none = overlay::Overlay::default();
    for spec in TABLES {
        let rows = rows::with_prefix(&none, spec.name, &[]);
        assert!(!rows.is_empty(), "{}", spec.name);
        for row in rows {
            assert_eq!(row.key(usize::MAX).len(), spec.columns.len(), "{} {:?}", spec.name, row.key(spec.n_key));
            let provenance = row.provenance().unwrap();
            assert!(!provenance.source.is_empty());
        }
    }
}

#[test]
fn every_row_reads() {
    let catalog = catalog();
    for row in rows::with_prefix(&overlay::Overlay::default(), "metric_details", &[]) {
        let (system, metric) = (row.text("system"), row.text("metric"));
        let detail = catalog.metric_detail(&system, &metric).unwrap();
        assert!(detail.bounds.is_sorted(), "{metric}");
        assert_eq!(catalog.metric(&system, &metric).unwrap().kind, "histogram");
    }
    for cloud in ["aws", "gcp", "azure"] {
        assert_eq!(catalog.machines(cloud).count(), catalog.machine_ids(cloud).count(), "{cloud}");
    }
    let n_rows = |table| rows::with_prefix(&overlay::Overlay::default(), table, &[]).len();
    assert_eq!(catalog.models().count(), n_rows("models"));
    assert_eq!(catalog.accelerators().count(), n_rows("accelerators"));
    assert_eq!(["aws", "gcp", "azure"].iter().map(|cloud| catalog.regions(cloud).count()).sum::<usize>(), n_rows("regions"));
}

#[test]
fn driver_branches_of_known_gpus() {
    let catalog = Catalog::embedded();
    let branches = |id: &str| catalog.driver_branches(&catalog.accelerator(id).unwrap()).map(|it| (it.first, it.last));
    for (id, first, last) in [
        ("v100-sxm-32gb", 384, Some(580)),
        ("t4", 410, None),
        ("a100-sxm-80gb", 450, None),
        ("l40s", 520, None),
        ("h100-sxm-80gb", 520, None),
        ("h200-sxm-141gb", 520, None),
        ("b200-sxm-180gb", 570, None),
    ] {
        assert_eq!(branches(id), Some((first, last)), "{id}");
    }
    assert_eq!(catalog.accelerator("mi300x").and_then(|it| catalog.driver_branches(&it)), None);
    assert_eq!(branches("nvidia-gb200-186gb"), None, "a row that says that it isn't known stands before its architecture's");
}
