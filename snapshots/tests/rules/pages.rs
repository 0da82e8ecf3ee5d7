//! The registry: codes in order, pages whole, and the two examples of each page.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use mlpc_check::registry;
use mlpc_diag::Rule;

use crate::compile::{codes, compile_text, shown};
use crate::files::{entries, fixtures, name};

/// The headings of every page.
const HEADINGS: [&str; 5] = ["What it proves", "Why it matters", "Fails", "Mended", "Sources"];

/// Codes whose finding a fixture can't show, each with the reason; the tests of `syntax` show those of group 00.
const NOT_BY_A_SPEC: &[(&str, &str)] = &[
    ("MLP0016", "a fixture is text, so it is UTF-8"),
    ("MLP0017", "a file beyond the limit has 64 MiB"),
    ("MLP0018", "a text beyond the limit has 16 MiB"),
    ("MLP0019", "it takes thousands of faults"),
    ("MLP0112", "nothing is deprecated in the first version"),
];

/// Tests of the whole, and two for each page.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test("registry/codes", unique), Trial::test("registry/fixtures", each_has_a_fixture)];
    for rule in registry() {
        trials.push(Trial::test(format!("pages/{}/headings", rule.code), move || headings(rule)));
        let of_a_spec = !rule.code.starts_with("MLP10") && NOT_BY_A_SPEC.iter().all(|(code, _)| *code != rule.code);
        if of_a_spec {
            trials.push(Trial::test(format!("pages/{}/fails", rule.code), move || fails(rule)));
            trials.push(Trial::test(format!("pages/{}/mended", rule.code), move || mended(rule)));
        }
    }
    trials
}

fn unique() -> Result<(), Failed> {
    let rules = registry();
    let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
    let names: BTreeSet<&str> = rules.iter().map(|rule| rule.name).collect();
    let groups: BTreeSet<&str> = mlpc_check::groups().iter().map(|(digits, _)| *digits).collect();
    let in_range = |rule: &&Rule| {
        let digits = rule.code.strip_prefix("MLP").filter(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        digits.is_some_and(|digits| groups.contains(&digits[..2]))
    };
    let kebab = |name: &str| {
        name.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
    };
    let wrong: Vec<&str> = rules.iter().copied().filter(|rule| !in_range(rule) || !kebab(rule.name)).map(|rule| rule.code).collect();
    if codes.len() != rules.len() || names.len() != rules.len() || !wrong.is_empty() {
        return Err(
            format!("{} rules, {} codes, {} names; out of range or badly named: {wrong:?}", rules.len(), codes.len(), names.len()).into()
        );
    }
    Ok(())
}

fn each_has_a_fixture() -> Result<(), Failed> {
    let folders: BTreeSet<String> = entries(&fixtures()).iter().map(|path| name(path)).collect();
    let exempt = |code: &str| code.starts_with("MLP10") || NOT_BY_A_SPEC.iter().any(|(exempt, _)| *exempt == code);
    let missing: Vec<&str> = registry().iter().map(|rule| rule.code).filter(|code| !folders.contains(*code) && !exempt(code)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no fixture under rules/ for {}", missing.join(", ")).into()) }
}

fn headings(rule: &'static Rule) -> Result<(), Failed> {
    let found: Vec<&str> = rule.explain.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    if found == HEADINGS { Ok(()) } else { Err(format!("headings {found:?}").into()) }
}

fn fails(rule: &'static Rule) -> Result<(), Failed> {
    let compiled = compile_text("platform.mlp.kdl", example(rule, "Fails")?);
    let found: BTreeSet<&str> = codes(&compiled).into_iter().filter(|code| speaks_of(rule, code)).collect();
    if found.iter().eq([&rule.code]) { Ok(()) } else { Err(format!("found {found:?}:\n{}", shown(&compiled)).into()) }
}

fn mended(rule: &'static Rule) -> Result<(), Failed> {
    let compiled = compile_text("platform.mlp.kdl", example(rule, "Mended")?);
    if codes(&compiled).iter().all(|code| !speaks_of(rule, code)) { Ok(()) } else { Err(shown(&compiled).into()) }
}

/// Whether a finding counts: pages of syntax show a few lines, not a whole platform, so only other findings of syntax do.
fn speaks_of(rule: &Rule, code: &str) -> bool {
    !rule.code.starts_with("MLP00") || code.starts_with("MLP00")
}

/// The one example under a heading of a page.
fn example(rule: &'static Rule, heading: &str) -> Result<&'static str, Failed> {
    let section = rule.explain.split("## ").find(|section| section.lines().next() == Some(heading)).unwrap_or("");
    let mut blocks = section.split("```kdl\n").skip(1).filter_map(|block| block.split_once("\n```")).map(|(spec, _)| spec);
    match (blocks.next(), blocks.next()) {
        (Some(spec), None) => Ok(spec),
        _ => Err(format!("`{heading}` has not exactly one example").into()),
    }
}
