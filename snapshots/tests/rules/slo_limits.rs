//! The rules about objectives on either side of each of their limits: what holds just so is silent, what doesn't is told.

use libtest_mimic::{Failed, Trial};

use crate::compile::{codes, compile_text, shown};

/// A platform on which nothing is said: several of its numbers stand at their limit. In flight at the peak of `ranker` are 320/s × 50 ms = 16;
/// with one of three replicas down there are 2 × 8 places.
const BASE: &str = r#"platform "demo" owner="ml-platform@example.com" cost-center="4400"
target "virginia" cloud="aws" region="us-east-1" account="111122223333"
network "main" cidr="10.40.0.0/16"
cluster "main" version="1.35"
cpu-pool "cpu" machine="m7i.4xlarge" {
    nodes 6
}
kube-prometheus-stack retention="30d"
tenant "ads" owner="ads-leads@example.com" {
    on-call "pagerduty" key="pager" runbooks="https://runbooks.example.com/ads"
    secret "pager"
    quota "cpu" cpu=32 memory="256Gi"
    model-service "ranker" pool="cpu" image="ghcr.io/example/ranker@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b" {
        resources cpu=4 memory="8Gi"
        concurrency 8
        replicas 3
        traffic peak="320/s" service-time="50ms"
        metrics port=9090 {
            counter "rank_total" "code"
            histogram "rank_seconds" 0.05 0.1 0.25 0.5
        }
        slo "availability" objective="99.5%" {
            good "rank_total{code='200'}"
            total "rank_total"
        }
        slo "latency" objective="95%" under="250ms" metric="rank_seconds"
    }
    model-service "front" pool="cpu" image="ghcr.io/example/front@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b" {
        resources cpu=2 memory="4Gi"
        replicas 2
        depends-on "ranker"
        metrics port=9091 {
            counter "front_total" "code"
            histogram "front_seconds" 0.05 0.1 0.25 0.5
        }
        slo "availability" objective="99%" {
            good "front_total{code='200'}"
            total "front_total"
        }
        slo "latency" objective="95%" under="500ms" metric="front_seconds"
    }
}
"#;

const RANKS: &str = r#"slo "availability" objective="99.5%""#;
const FRONTS: &str = r#"slo "availability" objective="99%""#;
const RANK_LATENCY: &str = r#"slo "latency" objective="95%" under="250ms" metric="rank_seconds""#;
const FRONT_LATENCY: &str = r#"slo "latency" objective="95%" under="500ms" metric="front_seconds""#;
const PEAK: &str = r#"peak="320/s" service-time="50ms""#;
const NODES: &str = "    nodes 6\n";
const CLUSTER: &str = r#"cluster "main" version="1.35""#;
const AWS: &str = r#"target "virginia" cloud="aws" region="us-east-1" account="111122223333""#;
const GCP: &str = r#"target "eemshaven" cloud="gcp" region="europe-west4" project="demo-ml""#;

/// Changes of the base, and the codes about objectives that then stand.
type Row = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const ROWS: &[(&str, Row)] = &[
    ("base", (&[], &[])),
    ("as-available-as-its-dependency", (&[(FRONTS, r#"slo "availability" objective="99.5%""#)], &[])),
    ("more-available", (&[(FRONTS, r#"slo "availability" objective="99.51%""#)], &["MLP0501"])),
    (
        "optional",
        (&[(FRONTS, r#"slo "availability" objective="99.9%""#), (r#"depends-on "ranker""#, r#"depends-on "ranker" optional=#true"#)], &[]),
    ),
    (
        "half-of-the-requests-at-the-limit",
        (&[(FRONTS, r#"slo "availability" objective="99.75%""#), (r#"depends-on "ranker""#, r#"depends-on "ranker" share="50%""#)], &[]),
    ),
    (
        "half-of-the-requests-beyond",
        (
            &[(FRONTS, r#"slo "availability" objective="99.76%""#), (r#"depends-on "ranker""#, r#"depends-on "ranker" share="50%""#)],
            &["MLP0501"],
        ),
    ),
    ("as-fast-as-its-dependency", (&[(FRONT_LATENCY, r#"slo "latency" objective="95%" under="250ms" metric="front_seconds""#)], &[])),
    ("faster", (&[(FRONT_LATENCY, r#"slo "latency" objective="95%" under="100ms" metric="front_seconds""#)], &["MLP0502"])),
    ("faster-for-fewer", (&[(FRONT_LATENCY, r#"slo "latency" objective="94%" under="100ms" metric="front_seconds""#)], &["MLP0502"])),
    (
        "what-as-many-need-as-may-be-slow",
        (
            &[
                (FRONT_LATENCY, r#"slo "latency" objective="95%" under="100ms" metric="front_seconds""#),
                (r#"depends-on "ranker""#, r#"depends-on "ranker" share="5%""#),
            ],
            &[],
        ),
    ),
    (
        "what-more-need-than-may-be-slow",
        (
            &[
                (FRONT_LATENCY, r#"slo "latency" objective="95%" under="100ms" metric="front_seconds""#),
                (r#"depends-on "ranker""#, r#"depends-on "ranker" share="5.1%""#),
            ],
            &["MLP0502"],
        ),
    ),
    ("one-replica-for-99", (&[("        replicas 2", "        replicas 1")], &[])),
    (
        "one-replica-for-more",
        (&[("        replicas 2", "        replicas 1"), (FRONTS, r#"slo "availability" objective="99.01%""#)], &["MLP0503"]),
    ),
    ("one-zone-for-99.9", (&[(NODES, "    nodes 6\n    zones \"use1-az1\"\n"), (RANKS, r#"slo "availability" objective="99.9%""#)], &[])),
    (
        "one-zone-for-more",
        (&[(NODES, "    nodes 6\n    zones \"use1-az1\"\n"), (RANKS, r#"slo "availability" objective="99.91%""#)], &["MLP0503"]),
    ),
    ("no-room-with-one-down", (&[(PEAK, r#"peak="321/s" service-time="50ms""#)], &["MLP0503"])),
    ("room-with-all", (&[(PEAK, r#"peak="479/s" service-time="50ms""#), (RANK_LATENCY, "")], &["MLP0503"])),
    ("no-room-with-all", (&[(PEAK, r#"peak="480/s" service-time="50ms""#), (RANK_LATENCY, "")], &["MLP0504"])),
    ("long-queue", (&[(PEAK, r#"peak="470/s" service-time="50ms""#)], &["MLP0503", "MLP0504"])),
    ("quota-for-all-replicas", (&[("cpu=32", "cpu=12")], &[])),
    ("quota-for-fewer", (&[("cpu=32", "cpu=11.9")], &["MLP0504"])),
    ("quota-with-what-is-borrowed", (&[("cpu=32 memory=\"256Gi\"", "cpu=6 memory=\"256Gi\" borrow=6")], &[])),
    ("longer-than-the-shortest-alert", (&[(FRONTS, r#"slo "availability" objective="99%" window="61m""#)], &[])),
    ("as-short-as-the-shortest-alert", (&[(FRONTS, r#"slo "availability" objective="99%" window="1h""#)], &["MLP0505"])),
    ("a-page-that-fires", (&[(FRONTS, r#"slo "availability" objective="93.06%""#)], &[])),
    ("a-page-that-never-fires", (&[(FRONTS, r#"slo "availability" objective="93.05%""#)], &["MLP0505"])),
    ("kept-too-short", (&[(r#"retention="30d""#, r#"retention="29d""#)], &["MLP0505"])),
    ("enough-requests", (&[(PEAK, r#"peak="70/h" service-time="50ms""#), (RANKS, r#"slo "availability" objective="99.9%""#)], &[])),
    (
        "too-few-requests",
        (&[(PEAK, r#"peak="69/h" service-time="50ms""#), (RANKS, r#"slo "availability" objective="99.9%""#)], &["MLP0505"]),
    ),
    ("no-bucket", (&[(FRONT_LATENCY, r#"slo "latency" objective="95%" under="499ms" metric="front_seconds""#)], &["MLP0506"])),
    ("bucket-in-other-units", (&[(FRONT_LATENCY, r#"slo "latency" objective="95%" under="0.5s" metric="front_seconds""#)], &[])),
    (
        "a-bucket-as-counter",
        (
            &[
                ("good \"front_total{code='200'}\"", "good \"front_seconds_bucket{le='0.5'}\""),
                ("total \"front_total\"", "total \"front_seconds_count\""),
            ],
            &[],
        ),
    ),
    ("a-histogram-as-counter", (&[("total \"front_total\"", "total \"front_seconds\"")], &["MLP0506"])),
    ("labels-of-prometheus", (&[("total \"front_total\"", "total \"front_total{namespace='ads'}\"")], &[])),
    (
        "nobody-told",
        (
            &[("    on-call \"pagerduty\" key=\"pager\" runbooks=\"https://runbooks.example.com/ads\"\n    secret \"pager\"\n", "")],
            &["MLP0507"],
        ),
    ),
    (
        "capacity-that-ends-in-the-window",
        (
            &[(NODES, "    nodes 6\n    zones \"use1-az1\"\n    capacity \"reservation\" id=\"cr-1\" nodes=6 until=\"2026-12-22\"\n")],
            &["MLP0508"],
        ),
    ),
    (
        "capacity-that-ends-today",
        (
            &[(NODES, "    nodes 6\n    zones \"use1-az1\"\n    capacity \"reservation\" id=\"cr-1\" nodes=6 until=\"2026-11-23\"\n")],
            &["MLP0508"],
        ),
    ),
    (
        "capacity-that-ends-after-the-window",
        (&[(NODES, "    nodes 6\n    zones \"use1-az1\"\n    capacity \"reservation\" id=\"cr-1\" nodes=6 until=\"2026-12-23\"\n")], &[]),
    ),
    ("maintenance-within-the-budget", (&[(AWS, GCP), (CLUSTER, WEEKLY_108), ("        replicas 2", "        replicas 1")], &[])),
    ("maintenance-beyond-the-budget", (&[(AWS, GCP), (CLUSTER, WEEKLY_109), ("        replicas 2", "        replicas 1")], &["MLP0508"])),
    ("daily-maintenance-within", (&[(AWS, GCP), (CLUSTER, DAILY_14), ("        replicas 2", "        replicas 1")], &[])),
    ("daily-maintenance-beyond", (&[(AWS, GCP), (CLUSTER, DAILY_15), ("        replicas 2", "        replicas 1")], &["MLP0508"])),
    ("maintenance-with-a-replica-to-spare", (&[(AWS, GCP), (CLUSTER, WEEKLY_109)], &[])),
];

/// 99 % of 30 days leave 432 minutes: four weeks of 108, 30 days of 14.
const WEEKLY_108: &str = "cluster \"main\" version=\"1.35\" {\n    maintenance \"sun 03:00\" duration=\"108m\"\n}";
const WEEKLY_109: &str = "cluster \"main\" version=\"1.35\" {\n    maintenance \"sun 03:00\" duration=\"109m\"\n}";
const DAILY_14: &str = "cluster \"main\" version=\"1.35\" {\n    maintenance \"daily 03:00\" duration=\"14m\"\n}";
const DAILY_15: &str = "cluster \"main\" version=\"1.35\" {\n    maintenance \"daily 03:00\" duration=\"15m\"\n}";

/// A test a row.
pub(crate) fn trials() -> Vec<Trial> {
    ROWS.iter().map(|(name, row)| Trial::test(format!("slo-limits/{name}"), move || check(row))).collect()
}

fn check((changes, expected): &Row) -> Result<(), Failed> {
    let mut text = BASE.to_owned();
    for (from, to) in *changes {
        if text.matches(from).count() != 1 {
            return Err(format!("`{from}` stands {} times in the base", text.matches(from).count()).into());
        }
        text = text.replacen(from, to, 1);
    }
    let compiled = compile_text("platform.mlp.kdl", &text);
    let broken = codes(&compiled).into_iter().any(|code| ["MLP00", "MLP01", "MLP02"].iter().any(|group| code.starts_with(group)));
    let mut found: Vec<&str> = codes(&compiled).into_iter().filter(|code| code.starts_with("MLP05")).collect();
    found.sort_unstable();
    found.dedup();
    if broken || found != *expected { Err(format!("expected {expected:?}:\n{}", shown(&compiled)).into()) } else { Ok(()) }
}
