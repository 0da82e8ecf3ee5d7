//! Mistakes seeded into `examples/quickstart`, one at a time: each is reported at its line. That the platform without them has no findings
//! is a test of `numbers`.

use libtest_mimic::{Failed, Trial};

use crate::compile::{compile, shown};
use crate::numbers::quickstart_fixture;

/// A mistake: its name, the file, what stands there and what is written instead, the code, and a place that the finding shows.
struct Seed(&'static str, &'static str, [&'static str; 2], &'static str, &'static str);

const SEEDS: &[Seed] = &[
    Seed("quota-above-capacity", "research", [r#""h100" gpus=24"#, r#""h100" gpus=32"#], "MLP0301", "research.mlp.kdl:6:"),
    Seed("gang-beyond-the-pool", "research", ["gang=16", "gang=40"], "MLP0405", "research.mlp.kdl:16:"),
    Seed("gang-not-tiling", "research", ["gang=16", "gang=12"], "MLP0405", "research.mlp.kdl:16:"),
    Seed(
        "fabric-across-zones",
        "platform",
        ["zones \"use1-az1\"\n", "zones \"use1-az1\" \"use1-az2\"\n"],
        "MLP0406",
        "platform.mlp.kdl:38:",
    ),
    Seed("model-beyond-the-gpu", "search", [r#" quantization="fp8" pipeline-parallel=4"#, ""], "MLP0407", "search.mlp.kdl:23:"),
    Seed("degree-that-divides-no-heads", "search", ["pipeline-parallel=4", "tensor-parallel=3"], "MLP0408", "search.mlp.kdl:23:"),
    Seed("single-replica", "ads", ["min=4 max=12", "1"], "MLP0503", "ads.mlp.kdl:13:"),
    Seed("metric-not-exported", "ads", [r#"total "rank_requests_total""#, r#"total "rank_request_total""#], "MLP0506", "ads.mlp.kdl:23:"),
    Seed("budget-below-the-floor", "search", [r#"budget "80000"#, r#"budget "800"#], "MLP0601", "search.mlp.kdl:9:"),
    Seed("data-outside-its-jurisdiction", "search", [r#"residency="US""#, r#"residency="EU""#], "MLP0312", "search.mlp.kdl:4:"),
    Seed("read-without-grant", "search", [r#"grant "clicks" to="ads" access="read" until="2027-06-30""#, ""], "MLP0306", "ads.mlp.kdl:15:"),
    Seed("network-too-small", "platform", ["10.40.0.0/16", "10.40.0.0/24"], "MLP0411", "platform.mlp.kdl:15:"),
    Seed("public-endpoint", "platform", [r#"access "203.0.113.0/24""#, r#"access "0.0.0.0/0""#], "MLP0702", "platform.mlp.kdl:21:"),
    Seed("pool-that-is-not", "ads", [r#"pool="cpu" image"#, r#"pool="cpus" image"#], "MLP0106", "ads.mlp.kdl:10:"),
];

/// The tests.
pub(crate) fn trials() -> Vec<Trial> {
    SEEDS.iter().map(|seed| Trial::test(format!("seeded/{}", seed.0), || reported(seed))).collect()
}

fn reported(Seed(_, file, [right, wrong], code, place): &Seed) -> Result<(), Failed> {
    let mut fixture = quickstart_fixture().ok_or("examples/quickstart is missing")?;
    let path = format!("{file}.mlp.kdl");
    let file = fixture.files.iter_mut().find(|it| it.path == path).ok_or("no such file")?;
    if !file.text.contains(right) {
        return Err(format!("{path} doesn't hold {right}").into());
    }
    file.text = file.text.replacen(right, wrong, 1);
    let text = shown(&compile(&fixture));
    // A finding begins with its severity and code; `[` of the place follows within it.
    let heads = ["error", "warning", "advice"].map(|severity| format!("{severity}["));
    let mut inside = false;
    for line in text.lines() {
        if heads.iter().any(|head| line.starts_with(head.as_str())) {
            inside = line.contains(code);
        } else if inside && line.contains(&format!("[{place}")) {
            return Ok(());
        }
    }
    Err(format!("no {code} at {place}\n{text}").into())
}
