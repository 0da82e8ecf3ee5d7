//! How findings look: one of several files, in every format.

#![cfg(test)]

use mlpc_diag::{Diagnostic, Diagnostics, Findings, Fix, Rule, Severity, WaiverRules};
use mlpc_report::diagnostics;
use mlpc_report::style::Terminal;
use mlpc_source::{FileId, Sources, Span};

static RULE: Rule =
    Rule { code: "MLP9901", name: "quota-exceeds-pool", severity: Severity::Error, title: "too much", since: "0.1", explain: "" };

/// Snapshots of this crate lie with all others.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots/report"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn find(sources: &Sources, file: FileId, text: &str) -> Span {
    let at = sources.files[file].text.find(text).expect("the text is there") as u32;
    sources.span(file, at, at + text.len() as u32)
}

fn example() -> (Sources, Findings) {
    let mut sources = Sources::default();
    let pools = sources.add("pools.mlp.kdl", "gpu-pool \"h100\" {\n    nodes min=0 max=4\n}\n");
    let team = sources.add("team.mlp.kdl", "// \u{1b}[31mred\ntenant \"search\" {\n    quota \"h100\" gpus=40\n}\n");
    let mut out = Diagnostics::default();
    let quota = find(&sources, team, "gpus=40");
    out.push(
        Diagnostic::new(&RULE, "tenants reserve 40 GPUs of pool `h100`, which gives at most 4 nodes × 8 = 32")
            .label(quota, "40 reserved here")
            .label(find(&sources, pools, "max=4"), "4 nodes at most; a p5.48xlarge has 8 H100")
            .note("list prices of us-east-1")
            .help_fix(
                "reserve 8 less, or let the pool grow: `nodes min=0 max=5` (+40 179.20 USD/month at the maximum)",
                Fix::replace("reserve 32", quota, "gpus=32"),
            )
            .help("to share on purpose, reserve less and borrow"),
    );
    let findings = out.settle(&[], WaiverRules { unused: &RULE, expired: &RULE }, "2026-11-23", &sources);
    (sources, findings)
}

#[test]
fn terminal() {
    let (sources, findings) = example();
    snapshot("diagnostics-terminal", &diagnostics::findings(&findings, &sources, Terminal::PLAIN));
    insta::assert_snapshot!(diagnostics::summary(&findings), @"1 error · mlpc check --fix mends 1 of them · mlpc explain MLP9901");
}

#[test]
fn escapes_of_the_spec_never_reach_the_terminal() {
    let (sources, _) = example();
    let file = sources.by_path("team.mlp.kdl").expect("the file");
    let diagnostic = Diagnostic::new(&RULE, "a comment").label(sources.span(file, 0, 6), "here");
    assert!(!diagnostics::finding(&diagnostic, &sources, Terminal::PLAIN).contains('\u{1b}'));
}

#[test]
fn an_empty_span_at_the_end_is_drawn() {
    let mut sources = Sources::default();
    let file = sources.add("a.mlp.kdl", "cluster \"main\"");
    let diagnostic = Diagnostic::new(&RULE, "more is wanted").label(sources.span(file, 14, 14), "here");
    snapshot("diagnostics-empty-span", &diagnostics::finding(&diagnostic, &sources, Terminal::PLAIN));
    let mut sources = Sources::default();
    let file = sources.add("a.mlp.kdl", "");
    let diagnostic = Diagnostic::new(&RULE, "nothing there").label(sources.span(file, 0, 0), "here");
    assert!(diagnostics::finding(&diagnostic, &sources, Terminal::PLAIN).contains("nothing there"));
}

#[test]
fn machine_formats() {
    let (sources, findings) = example();
    snapshot("diagnostics-json", &diagnostics::json(&findings, &sources));
    snapshot("diagnostics-sarif", &diagnostics::sarif(&findings, &sources, &[&RULE], "0.1.0"));
    snapshot("diagnostics-github", &diagnostics::github(&findings, &sources));
    snapshot("diagnostics-gitlab", &diagnostics::gitlab(&findings, &sources));
}
