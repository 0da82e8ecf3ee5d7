//! Numbers of the whole: ten mistakes give ten findings, and the bills of the quickstart.

use libtest_mimic::{Failed, Trial};
use mlpc_testkit::Fixture;

use crate::compile::{compile, compile_text, shown};
use crate::files::{SPEC, entries, examples, name};

/// Ten independent mistakes of syntax, names and types.
const TEN_MISTAKES: &str = r#"platform "demo" owner="nobody" cost-centre="4400"
target "virginia" cloud="ows" region="us-east-1" account="111122223333"
network "main" cidr="10.40.0.0/33"
cluster "main" version="1.35" network="mian"
cpu-pool "cpu" machine="m7i.4xlarge" {
    nodes min=3 max="many"
    disk "100"
}
gpu-pol "h100" machine="p5.48xlarge"
bucket "lake" versioning=true
tenant "search" owner="search@example.com" budget="${undefined + 1}"
"#;

/// The tests.
pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("whole/ten-mistakes", ten_mistakes),
        Trial::test("whole/quickstart-has-no-findings", quickstart),
        Trial::test("whole/karpenter-has-no-findings", karpenter),
        Trial::test("whole/quickstart-costs", quickstart_costs),
        Trial::test("whole/quickstart-sharing", quickstart_sharing),
        Trial::test("whole/node-subnets", node_subnets),
    ]
}

fn ten_mistakes() -> Result<(), Failed> {
    let compiled = compile_text("platform.mlp.kdl", TEN_MISTAKES);
    let n = compiled.findings.standing.len();
    if n == 10 { Ok(()) } else { Err(format!("{n} findings:\n{}", shown(&compiled)).into()) }
}

pub(crate) fn quickstart_fixture() -> Option<Fixture> {
    let files = entries(&examples("quickstart")).into_iter().filter(|path| name(path).ends_with(SPEC));
    let parts = files.map(|path| format!("//- {}\n{}", name(&path), std::fs::read_to_string(&path).unwrap()));
    let text = parts.collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then(|| Fixture::parse(&text))
}

fn quickstart() -> Result<(), Failed> {
    let compiled = compile(&quickstart_fixture().ok_or("examples/quickstart is missing")?);
    if compiled.findings.standing.is_empty() && compiled.findings.waived.len() == 1 { Ok(()) } else { Err(shown(&compiled).into()) }
}

fn karpenter() -> Result<(), Failed> {
    let path = examples("karpenter").join(format!("platform{SPEC}"));
    let compiled = compile_text("platform.mlp.kdl", &std::fs::read_to_string(path)?);
    if compiled.findings.standing.is_empty() { Ok(()) } else { Err(shown(&compiled).into()) }
}

fn quickstart_costs() -> Result<(), Failed> {
    let compiled = compile(&quickstart_fixture().ok_or("examples/quickstart is missing")?);
    let platform = &compiled.first().ok_or("nothing compiled")?.platform;
    let costs = mlpc_analysis::cost::report(platform, &mlpc_catalog::Catalog::embedded());
    let row = |who: &str, spread: mlpc_analysis::cost::Spread| {
        let cents = |amount: mlpc_units::Rational| mlpc_units::group_rational(amount, 2);
        format!("{who:<10}{:>12}{:>12}{:>12}\n", cents(spread.min), cents(spread.expected), cents(spread.max))
    };
    let mut text = String::new();
    for (tenant, bill) in platform.tenants.iter().zip(&costs.tenants) {
        text.push_str(&row(&tenant.name, bill.total));
    }
    text.push_str(&row("platform", costs.platform.total));
    text.push_str(&row("total", costs.total));
    let (from, to) = costs.as_of.ok_or("no price has a date")?;
    text.push_str(&format!("prices of {from} to {to}; {} without a price\n", costs.unknown().count()));
    insta::assert_snapshot!(text, @"
    ads             588.67      588.67    2 354.69
    research      7 953.96    7 953.96  137 034.20
    search       15 613.99   15 613.99   71 995.45
    platform      1 106.28    1 106.28    2 872.30
    total        25 262.91   25 262.91  214 256.64
    prices of 2024-07-01 to 2026-07-20; 10 without a price
    ");
    Ok(())
}

fn quickstart_sharing() -> Result<(), Failed> {
    use mlpc_analysis::kueue::{Answer, Claim, Tenants};
    use mlpc_analysis::pool::Reserved;
    use mlpc_units::{Quantity, Rational};

    let compiled = compile(&quickstart_fixture().ok_or("examples/quickstart is missing")?);
    let platform = &compiled.first().ok_or("nothing compiled")?.platform;
    let tenants = Tenants::of(platform);
    let tenant = |name: &str| platform.tenants.iter().find(|it| it.name == name).unwrap();
    let gpus = |n: i64| Quantity::count(Rational::integer(n));
    let asked = |who: &str, n: i64, idle: &[&str]| {
        let idle = idle.iter().map(|name| tenant(name).decl).collect();
        let pool = platform.pool_by_name("h100").unwrap();
        tenants.answer(platform, &Claim { tenant: tenant(who), pool, amounts: vec![(Reserved::Gpus, gpus(n))], idle })
    };
    // research has 24 of h100 and may borrow 8, search 8 and 16; ads has none.
    assert_eq!(asked("research", 24, &[]), Answer::Runs { borrows: false });
    assert_eq!(asked("research", 32, &["search"]), Answer::Runs { borrows: true });
    assert_eq!(asked("research", 32, &[]), Answer::Waits { resource: Reserved::Gpus, free: gpus(24) });
    assert_eq!(asked("research", 33, &["search"]), Answer::Never { resource: Reserved::Gpus, at_most: gpus(32) });
    assert_eq!(asked("search", 24, &["research"]), Answer::Runs { borrows: true });
    assert_eq!(asked("search", 25, &["research"]), Answer::Never { resource: Reserved::Gpus, at_most: gpus(24) });
    Ok(())
}

/// MLP0411 counts addresses of the subnets that are made.
fn node_subnets() -> Result<(), Failed> {
    for network in [
        r#"cidr="10.40.0.0/16""#,
        r#"cidr="10.40.0.0/16" { zones "use1-az1" "use1-az2"; }"#,
        r#"cidr="10.40.0.0/16" { zones "use1-az1" "use1-az2" "use1-az4" "use1-az6"; }"#,
        r#"cidr="10.40.0.0/16" { subnets nodes=22; }"#,
        r#"cidr="10.40.0.0/16" { subnets nodes="10.40.64.0/18"; }"#,
    ] {
        let text = format!(
            "platform \"demo\" owner=\"ml@example.com\"\ntarget \"virginia\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\n\
             network \"main\" {network}\ncluster \"main\" version=\"1.35\"\ncpu-pool \"cpu\" machine=\"m7i.4xlarge\" {{ nodes 3; }}\n"
        );
        let compiled = compile_text("platform.mlp.kdl", &text);
        let first = compiled.first().ok_or("nothing compiled")?;
        let spec = first.platform.networks.first().ok_or("no network")?;
        let counted = mlpc_analysis::addresses::node_subnets(&first.platform, &mlpc_catalog::Catalog::embedded(), spec);
        for subnet in &counted {
            let address = mlpc_graph::Address::new("aws_subnet", &format!("main__nodes-{}", subnet.zone.as_deref().unwrap_or("")));
            let made = first.graph.get(&address).ok_or(format!("no {address}"))?;
            let cidr = format!("{:?}", made.attrs.get("cidr_block"));
            if !cidr.contains(&format!("/{}", subnet.prefix)) {
                return Err(format!("{network}: counted /{}, made {cidr}", subnet.prefix).into());
            }
        }
        if counted.is_empty() {
            return Err(format!("{network}: no subnets").into());
        }
    }
    Ok(())
}
