//! Every code: its page's failing example yields it and nothing else, its mended one nothing.

use crate::support::{compile, plain};
use mlpc_testkit::Fixture;

/// Codes that another stage reports: after lowering, or when waivers are settled; and MLP0112, as nothing is deprecated yet.
const ELSEWHERE: [&str; 3] = ["MLP0112", "MLP0113", "MLP0114"];

fn block<'t>(page: &'t str, heading: &str) -> &'t str {
    let section = page.split(heading).nth(1).unwrap();
    section.split("```kdl\n").nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn pages_fail_and_are_mended() {
    for rule in mlpc_sema::codes::RULES {
        for heading in ["## What it proves", "## Why it matters", "## Fails", "## Mended", "## Sources"] {
            assert!(rule.explain.contains(heading), "{} {heading}", rule.code);
        }
        let fails = compile(&Fixture::parse(block(rule.explain, "## Fails")), &plain());
        let mended = compile(&Fixture::parse(block(rule.explain, "## Mended")), &plain());
        assert_eq!(mended.print(), "", "{} mended", rule.code);
        if !ELSEWHERE.contains(&rule.code) {
            assert_eq!(fails.codes(), [rule.code], "{}", fails.print());
        }
    }
}

/// No core kind has a deprecated field yet; a component of these tests has one.
#[test]
fn a_deprecated_field_is_reported_with_its_fix() {
    let spec = "platform \"demo\" owner=\"ml-platform@example.com\"\ntarget \"virginia\" cloud=\"aws\" region=\"us-east-1\" \
                account=\"111122223333\"\nnetwork \"main\" cidr=\"10.40.0.0/16\"\ncluster \"main\" version=\"1.35\"\njupyterhub homes=\"shared\"\n";
    let compiled = compile(&Fixture::parse(spec), &plain());
    insta::assert_snapshot!(compiled.print(), @r#"
    warning[MLP0112]: `homes` is deprecated since 0.2
      platform.mlp.kdl:5 "homes": deprecated
      help: write `home` [fix]
    "#);
}
