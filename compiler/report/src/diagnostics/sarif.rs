//! Findings as SARIF 2.1.0, for code scanning.

use mlpc_diag::{Diagnostic, Findings, Rule, Severity, Waived};
use mlpc_source::{Encoding, Sources, Span};
use serde_json::{Value, json};

/// All findings as one SARIF log. `rules` is the whole registry, in order of code; waived findings are there as suppressed results.
pub fn sarif(findings: &Findings, sources: &Sources, rules: &[&'static Rule], version: &str) -> String {
    let descriptors: Vec<_> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code, "name": rule.name,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": rule.title },
                "help": { "text": rule.title, "markdown": rule.explain },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let index = |rule: &Rule| rules.iter().position(|it| it.code == rule.code);
    let standing = findings.standing.iter().map(|it| result(it, sources, index(it.rule)));
    let waived = findings.waived.iter().map(|it| suppressed(it, sources, index(it.diagnostic.rule)));
    let results: Vec<_> = standing.chain(waived).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "mlpc", "semanticVersion": version, "rules": descriptors } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn result(diagnostic: &Diagnostic, sources: &Sources, index: Option<usize>) -> Value {
    let mut text = diagnostic.message.clone();
    for line in diagnostic.notes.iter().chain(diagnostic.helps.iter().map(|help| &help.text)) {
        text.push('\n');
        text.push_str(line);
    }
    let mut labels = diagnostic.labels.iter();
    let locations: Vec<_> = labels.next().map(|label| location(label.span, &label.text, sources)).into_iter().collect();
    let related: Vec<_> = labels.map(|label| location(label.span, &label.text, sources)).collect();
    let mut result = json!({
        "ruleId": diagnostic.rule.code, "level": level(diagnostic.severity),
        "message": { "text": text }, "locations": locations,
    });
    if let (Some(object), Some(index)) = (result.as_object_mut(), index) {
        object.insert("ruleIndex".into(), json!(index));
    }
    if let (Some(object), false) = (result.as_object_mut(), related.is_empty()) {
        object.insert("relatedLocations".into(), json!(related));
    }
    result
}

fn suppressed(waived: &Waived, sources: &Sources, index: Option<usize>) -> Value {
    let mut value = result(&waived.diagnostic, sources, index);
    if let Some(object) = value.as_object_mut() {
        let why = format!("{} (until {})", waived.waiver.reason, waived.waiver.until);
        object.insert("suppressions".into(), json!([{ "kind": "inSource", "justification": why }]));
    }
    value
}

fn location(span: Span, text: &str, sources: &Sources) -> Value {
    let Some(file) = sources.files.get(span.file) else { return Value::Null };
    let (start, end) = (file.line_col(span.range.start, Encoding::Utf32), file.line_col(span.range.end, Encoding::Utf32));
    let region = json!({ "startLine": start.line + 1, "startColumn": start.col + 1, "endLine": end.line + 1, "endColumn": end.col + 1 });
    let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": &*file.path }, "region": region } });
    if let (Some(object), false) = (location.as_object_mut(), text.is_empty()) {
        object.insert("message".into(), json!({ "text": text }));
    }
    location
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice | Severity::Note => "note",
    }
}
