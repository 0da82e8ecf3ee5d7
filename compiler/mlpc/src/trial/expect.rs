//! `expect`: findings that must be there, and no other error.

use mlpc_diag::{Diagnostic, Findings, Severity};
use mlpc_project::{Compiled, Test};

use super::{Outcome, statements, text};

pub(super) fn run(compiled: &Compiled, findings: &Findings, test: &Test, outcome: &mut Outcome) {
    let mut expected = vec![false; findings.standing.len()];
    for (_, fields, span) in statements(compiled, test, "expect") {
        let Some(code) = text(fields, "code") else { continue };
        let on = text(fields, "on");
        let mut found = false;
        for (finding, expected) in findings.standing.iter().zip(&mut expected) {
            if is(finding, code) && on.is_none_or(|on| finding.subjects.iter().any(|it| it == on)) {
                (found, *expected) = (true, true);
            }
        }
        if !found {
            outcome.failed.push((span, missing(findings, code, on)));
        }
    }
    for (finding, expected) in findings.standing.iter().zip(expected) {
        if finding.severity == Severity::Error && !expected {
            let span = finding.primary().map_or(test.span, |label| label.span);
            outcome.failed.push((span, format!("{} wasn't expected: {}", finding.rule.code, finding.message)));
        }
    }
}

/// Whether a finding is of a code, or of the rule or policy of that name.
fn is(finding: &Diagnostic, code: &str) -> bool {
    finding.rule.code == code || finding.rule.name == code || finding.policy.as_deref() == Some(code)
}

/// Says what was expected, and where else it was found.
fn missing(findings: &Findings, code: &str, on: Option<&str>) -> String {
    let others = findings.standing.iter().filter(|finding| is(finding, code)).flat_map(|finding| &finding.subjects);
    let mut others: Vec<String> = others.map(|address| format!("`{address}`")).collect();
    others.sort();
    others.dedup();
    others.truncate(4);
    match on {
        Some(on) if others.is_empty() => format!("there is no {code} on `{on}`"),
        Some(on) => format!("there is no {code} on `{on}`; there is on {}", others.join(", ")),
        None => format!("there is no {code}"),
    }
}
