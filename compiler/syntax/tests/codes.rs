//! The registry of group 00: codes in order, pages whole, and examples that do what they say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

use mlpc_syntax::codes;

/// What an example in a page can't show: bytes that are no text, and files or texts of many megabytes.
const WITHOUT_EXAMPLE: &[&str] = &["MLP0016", "MLP0017", "MLP0018", "MLP0019"];

fn example<'a>(page: &'a str, heading: &str) -> &'a str {
    let section = page.split(heading).nth(1).unwrap();
    section.split("```kdl\n").nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn codes_are_in_order() {
    for (index, rule) in codes::RULES.iter().enumerate() {
        assert_eq!(rule.code, format!("MLP{:04}", index + 1));
        assert!(rule.name.chars().all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-'));
    }
}

#[test]
fn pages_are_whole_and_true() {
    for rule in codes::RULES {
        let mut rest = rule.explain;
        for heading in ["## What it proves\n", "## Why it matters\n", "## Fails\n", "## Mended\n", "## Sources\n"] {
            rest = rest.split_once(heading).unwrap_or_else(|| panic!("{}: {heading}", rule.code)).1;
        }
        let mended = mlpc_syntax::parse(example(rule.explain, "## Mended").into());
        assert!(mended.problems.is_empty(), "{}: {:?}", rule.code, mended.problems);
        if WITHOUT_EXAMPLE.contains(&rule.code) {
            continue;
        }
        let fails = mlpc_syntax::parse(example(rule.explain, "## Fails").into());
        let mut found: Vec<&str> = fails.problems.iter().map(|it| it.rule.code).collect();
        if rule.code == codes::malformed_expression::RULE.code {
            let texts = fails.tree.nodes().flat_map(mlpc_syntax::Node::entries).filter_map(|it| match it.value() {
                mlpc_syntax::Scalar::Text(text) => Some(text),
                _ => None,
            });
            found.extend(texts.flat_map(|text| mlpc_syntax::template(&text).problems).map(|_| rule.code));
        }
        found.dedup();
        assert_eq!(found, [rule.code], "{:?}", fails.problems);
    }
}
