//! The build's own description: what is here, and in which order to apply it by hand.

use std::fmt::Write;

use mlpc_graph::{ResourceGraph, ResourceKind};
use mlpc_units::n_of;

use crate::cluster::Cluster;
use crate::{Cloud, EmitCx, Generator, Tree};

/// Writes `README.md`.
pub(crate) fn readme(graph: &ResourceGraph, clusters: &[Cluster<'_>], cx: &EmitCx<'_>, tree: &mut Tree) {
    let mut out = format!(
        "# {}\n\nMade by mlpc {}. Change the spec, not these files: a build replaces what it wrote before,\n",
        cx.platform, cx.mlpc
    );
    out.push_str("and leaves alone, and names, what was changed by hand.\n\n## What is here\n\n| folder | holds |\n|---|---|\n");
    for target in &cx.targets {
        let n = graph.resources().iter().filter(|it| it.in_terraform() && it.place.target == target.name).count();
        let cloud = match target.cloud {
            Cloud::Aws => "AWS",
            Cloud::Gcp => "Google Cloud",
            Cloud::Azure => "Azure",
            Cloud::Kubernetes => "Kubernetes",
        };
        if n > 0 {
            // Writing to a String can't fail, here and below.
            let n = n_of(n, "resource");
            let _ = writeln!(out, "| `{}/` | Terraform, {cloud} {} {}: {n} |", target.name, target.account, target.region);
        }
    }
    for cluster in clusters {
        let n: usize = cluster.files.values().map(|file| file.objects.len()).sum();
        if n > 0 {
            let _ = writeln!(
                out,
                "| `kubernetes/{}/` | {n} manifests of cluster {}, by namespace and declaration |",
                cluster.name, cluster.name
            );
        }
        if !cluster.releases.is_empty() {
            let _ = writeln!(out, "| `helm/{}/` | values of {} |", cluster.name, n_of(cluster.releases.len(), "Helm release"));
        }
    }
    out.push_str(
        "\n## By hand\n\n`mlpc apply` runs Terraform and lists what belongs into clusters as handed over. The whole, by hand:\n\n",
    );
    let mut step = 0;
    let mut next = |out: &mut String| {
        step += 1;
        let _ = write!(out, "{step}. ");
    };
    for target in &cx.targets {
        if tree.text(&format!("{}/terraform.tf", target.name)).is_some() {
            next(&mut out);
            let _ = writeln!(out, "`terraform -chdir={0} init && terraform -chdir={0} apply`", target.name);
        }
    }
    for cluster in clusters {
        by_hand(&mut out, cluster, &mut next);
    }
    tree.add("README.md", Generator::Readme, out);
}

/// A text as one word of a shell.
fn word(text: &str) -> String {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || "-_./:@=+".contains(ch);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// How long Helm waits for a release: later steps need its webhooks, and its pods may wait for nodes and volumes first.
const WAIT: &str = "15m";

/// The steps of a cluster, wave by wave.
fn by_hand(out: &mut String, cluster: &Cluster<'_>, next: &mut impl FnMut(&mut String)) {
    let last = cluster.files.values().map(|file| file.wave).chain(cluster.releases.iter().map(|it| it.1)).max().unwrap_or(0);
    let context = |option: &str| cluster.context.as_ref().map_or_else(String::new, |it| format!("{option} {} ", word(it)));
    for wave in 1..=last {
        for (release, _) in cluster.releases.iter().filter(|it| it.1 == wave) {
            let ResourceKind::Helm(chart) = &release.kind else { continue };
            next(out);
            let source = if chart.repository.starts_with("oci://") {
                format!("{}/{}", chart.repository.trim_end_matches('/'), chart.chart)
            } else {
                format!("{} --repo {}", chart.chart, chart.repository)
            };
            let namespace = release.place.namespace.as_deref().unwrap_or("default");
            let _ = writeln!(
                out,
                "`helm {}upgrade --install {} {source} --version {} -n {namespace} --create-namespace --wait --timeout {WAIT} -f helm/{}/{}/values.yaml`",
                context("--kube-context"),
                chart.release,
                chart.version,
                cluster.name,
                chart.release
            );
        }
        let files: Vec<_> = cluster.files.iter().filter(|(_, file)| file.wave == wave).collect();
        if !files.is_empty() {
            next(out);
            let _ = write!(out, "`kubectl {}apply --server-side", context("--context"));
            for (path, _) in files {
                let _ = write!(out, " -f kubernetes/{}/{path}", cluster.name);
            }
            out.push_str("`\n");
        }
    }
}
