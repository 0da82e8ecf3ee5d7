//! Parsing against the `kdl` and `kdlite` crates, on the same tenants at 0.1, 1 and 10 MB; memory beside time.
#![allow(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::fmt::Write as _;
use std::sync::Arc;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const SIZES: &[usize] = &[100_000, 1_000_000, 10_000_000];

fn main() {
    for size in SIZES {
        let text: Arc<str> = platform(*size).into();
        let parsed = mlpc_syntax::parse(Arc::clone(&text));
        assert!(parsed.problems.is_empty());
        let ratio = parsed.tree.heap_bytes() as f64 / text.len() as f64;
        println!(
            "{} bytes: {} nodes, {} entries, tree {ratio:.1} times the text",
            text.len(),
            parsed.tree.n_nodes(),
            parsed.tree.n_entries()
        );
    }
    divan::main();
}

/// Tenants with pools, services, objectives and bindings, near `size` bytes.
fn platform(size: usize) -> String {
    let mut out = String::with_capacity(size + 4096);
    let mut index = 0;
    while out.len() < size {
        let name = format!("t{index:05}");
        let _ = writeln!(out, "tenant \"{name}\" team=\"team-{:02}\" region=\"us-east-1\" {{", index % 37);
        for (pool, sku) in [("train", "h100-80g"), ("serve", "l40s-48g")] {
            let _ = writeln!(out, "    pool \"{pool}\" sku=\"{sku}\" capacity=64 min=0 max=8 {{");
            let _ = writeln!(out, "        quota \"research\" gpus={}\n        quota \"batch\" gpus=24\n    }}", 24 + index % 9);
        }
        for service in ["gateway", "model", "features"] {
            let _ = writeln!(
                out,
                "    service \"{service}\" image=\"registry.example/{name}/{service}:1.{}.0\" replicas=2 pool=\"serve\" gpus=0 {{",
                index % 50
            );
            let _ = writeln!(out, "        depends-on \"model\"\n        env LOG_LEVEL=\"info\" TENANT=\"{name}\"\n    }}");
        }
        let _ = writeln!(out, "    slo \"gateway\" availability=99500 latency-ms=800\n    slo \"model\" availability=99900 latency-ms=300");
        let _ = writeln!(out, "    binding \"admin\" \"user:lead@{name}.example\" \"group:oncall@{name}.example\"\n}}");
        index += 1;
    }
    out
}

#[divan::bench(args = SIZES)]
fn mlpc(bencher: Bencher<'_, '_>, size: usize) {
    let text: Arc<str> = platform(size).into();
    bencher.counter(BytesCount::new(text.len())).bench(|| mlpc_syntax::parse(Arc::clone(&text)));
}

#[divan::bench(args = SIZES)]
fn mlpc_format(bencher: Bencher<'_, '_>, size: usize) {
    let text = platform(size);
    bencher.counter(BytesCount::new(text.len())).bench(|| mlpc_syntax::format(&text));
}

#[divan::bench(args = SIZES)]
fn kdlite_dom(bencher: Bencher<'_, '_>, size: usize) {
    let text = platform(size);
    bencher.counter(BytesCount::new(text.len())).bench(|| kdlite::dom::Document::parse(&text));
}

#[divan::bench(args = [100_000, 1_000_000], sample_count = 3)]
fn kdl(bencher: Bencher<'_, '_>, size: usize) {
    let text = platform(size);
    bencher.counter(BytesCount::new(text.len())).bench(|| kdl::KdlDocument::parse_v2(&text));
}
