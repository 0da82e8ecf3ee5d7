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
