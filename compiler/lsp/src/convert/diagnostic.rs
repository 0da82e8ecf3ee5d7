//! A finding as the protocol's diagnostic.

use std::fmt::Write as _;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, Message, Uri,
};
use mlpc_diag::{Label, Severity};
use mlpc_ide::Finding;
use mlpc_source::TextRange;

use crate::platform::Platform;
use crate::position::range;

/// Where codes are explained.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/book/src/codes");

/// The finding, with its places in the units of the client. The first line of its message makes sense alone: problem lists show no more.
pub(crate) fn diagnostic(platform: &Platform<'_>, finding: Finding<'_>) -> Option<Diagnostic> {
    let it = finding.diagnostic;
    let file = platform.compiled.snapshot.loaded.sources.files.get(finding.file)?;
    let primary = it.primary().map_or(TextRange::default(), |label| label.span.range);
    let (_, others) = it.labels.split_at(it.labels.len().min(1));
    let related = if platform.client.related { related(platform, others) } else { Vec::new() };
    let severity = match it.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Advice => DiagnosticSeverity::Information,
        Severity::Note => DiagnosticSeverity::Hint,
    };
    let tags = match it.rule.name {
        "unused" => Some(vec![DiagnosticTag::Unnecessary]),
        "deprecated" => Some(vec![DiagnosticTag::Deprecated]),
        _ => None,
    };
    let n_fixes = it.helps.iter().filter(|help| help.fix.is_some()).count();
    Some(Diagnostic {
        range: range(file, primary, platform.client.encoding),
        severity: Some(severity),
        code: Some(Code::String(it.rule.code.to_owned())),
        code_description: Uri::parse(&format!("{PAGES}/{}.md", it.rule.code)).ok().map(|href| CodeDescription { href }),
        source: Some("mlpc".to_owned()),
        message: Message::String(message(platform, finding, others)),
        tags,
        related_information: (!related.is_empty()).then_some(related),
        data: Some(serde_json::json!({ "name": it.rule.name, "fixes": n_fixes })),
    })
}

fn message(platform: &Platform<'_>, finding: Finding<'_>, others: &[Label]) -> String {
    let it = finding.diagnostic;
    let mut text = it.message.clone();
    if !it.environments.is_empty() {
        let _ = write!(text, " (in {})", it.environments.join(", "));
    }
    let label = it.primary().map(|label| label.text.as_str()).filter(|label| !label.is_empty());
    for line in label.into_iter().chain(it.notes.iter().map(String::as_str)) {
        let _ = write!(text, "\n{line}");
    }
    if !platform.client.related {
        for label in others {
            let _ = write!(text, "\n{}: {}", platform.compiled.snapshot.loaded.sources.at(label.span), label.text);
        }
    }
    for help in &it.helps {
        let _ = write!(text, "\nhelp: {}", help.text);
    }
    if finding.n_more > 0 {
        let _ = write!(text, "\nand {} more of {}", finding.n_more, it.rule.code);
    }
    text
}

fn related(platform: &Platform<'_>, labels: &[Label]) -> Vec<DiagnosticRelatedInformation> {
    let of = |label: &Label| {
        let file = platform.compiled.snapshot.loaded.sources.files.get(label.span.file)?;
        let location = Location { uri: platform.uri(&file.path)?, range: range(file, label.span.range, platform.client.encoding) };
        Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
    };
    labels.iter().filter_map(of).collect()
}
