//! Findings as one-line annotations of code hosts: GitHub's workflow commands and GitLab's code quality report.

use std::fmt::Write as _;

use mlpc_diag::{Findings, Severity};
use mlpc_source::{Encoding, Sources};
use serde_json::json;

/// One workflow command a finding: the message alone must make sense.
pub fn github(findings: &Findings, sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in &findings.standing {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice | Severity::Note => "notice",
        };
        let mut properties = format!("title={}", property(diagnostic.rule.code));
        if let Some((label, file)) = diagnostic.primary().and_then(|label| Some((label, sources.files.get(label.span.file)?))) {
            let (start, end) =
                (file.line_col(label.span.range.start, Encoding::Utf32), file.line_col(label.span.range.end, Encoding::Utf32));
            let _ = write!(properties, ",file={},line={},col={}", property(&file.path), start.line + 1, start.col + 1);
            let _ = write!(properties, ",endLine={},endColumn={}", end.line + 1, end.col + 1);
        }
        let _ = writeln!(text, "::{command} {properties}::{}", data(&diagnostic.message));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A code quality report: a JSON list with a fingerprint that survives moved lines.
pub fn gitlab(findings: &Findings, sources: &Sources) -> String {
    let issues: Vec<_> = findings
        .standing
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.primary().and_then(|label| Some((label, sources.files.get(label.span.file)?)));
            let (path, line) = place.map_or(("", 1), |(label, file)| (&*file.path, file.line_col(label.span.range.start, Encoding::Utf8).line + 1));
            json!({
                "description": diagnostic.message,
                "check_name": diagnostic.rule.code,
                "fingerprint": format!("{}:{}:{}", diagnostic.rule.code, path, diagnostic.message),
                "severity": match diagnostic.severity { Severity::Error => "critical", Severity::Warning => "minor", Severity::Advice | Severity::Note => "info" },
                "location": { "path": path, "lines": { "begin": line } },
            })
        })
        .collect();
    format!("{:#}\n", json!(issues))
}
