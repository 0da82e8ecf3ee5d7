//! Findings for people: drawn by miette, with our own footer of notes and helps.

use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use mlpc_diag::{Diagnostic, Findings, Severity};
use mlpc_source::Sources;
use mlpc_units::n_of;

use super::source::Joined;
use crate::style::{self, Terminal};

struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    severity: Severity,
    source: Joined<'a>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.diagnostic.rule.code)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)?;
        let environments = &self.diagnostic.environments;
        if environments.is_empty() { Ok(()) } else { write!(f, " (in environment {})", environments.join(", ")) }
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.severity.word(), self.diagnostic.rule.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice | Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mut labels = self.diagnostic.labels.iter().enumerate().filter_map(|(at, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let span = self.source.place(label.span)?;
            Some(if at == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) })
        });
        let first = labels.next()?;
        Some(Box::new(std::iter::once(first).chain(labels)))
    }
}

/// One finding, drawn.
pub fn finding(diagnostic: &Diagnostic, sources: &Sources, terminal: Terminal) -> String {
    drawn(diagnostic, diagnostic.severity, sources, terminal)
}

fn drawn(diagnostic: &Diagnostic, severity: Severity, sources: &Sources, terminal: Terminal) -> String {
    let theme = if terminal.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(terminal.width).with_context_lines(0);
    let source = Joined::new(sources, diagnostic.labels.iter().map(|label| label.span));
    let mut text = String::new();
    let shown = Shown { diagnostic, severity, source };
    if handler.render_report(&mut text, &shown).is_err() {
        text = format!("{}[{}]: {}\n", severity.word(), diagnostic.rule.code, diagnostic.message);
    }
    let mut text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    for note in &diagnostic.notes {
        footer(&mut text, "note", note, terminal);
    }
    for help in &diagnostic.helps {
        footer(&mut text, "help", &help.text, terminal);
    }
    text
}

/// A line of the footer, wrapped with its continuation indented under its text.
fn footer(text: &mut String, word: &str, line: &str, terminal: Terminal) {
    let indent = 4 + word.len();
    let mut width = indent;
    let _ = write!(text, "  {}", terminal.paint(style::BOLD, &format!("{word}:")));
    width -= 1;
    for token in line.split(' ') {
        let length = unicode_width::UnicodeWidthStr::width(token);
        if width + 1 + length > terminal.width && width > indent {
            let _ = write!(text, "\n{:indent$}{token}", "");
            width = indent + length;
        } else {
            let _ = write!(text, " {token}");
            width += 1 + length;
        }
    }
    text.push('\n');
}

/// All findings that stand, each in full, in order, and what the cap hides.
pub fn findings(findings: &Findings, sources: &Sources, terminal: Terminal) -> String {
    let mut text = String::new();
    for diagnostic in &findings.standing {
        text.push_str(&finding(diagnostic, sources, terminal));
        text.push('\n');
    }
    for (code, n) in &findings.capped {
        let _ = writeln!(text, "and {n} more of {code}");
    }
    text
}

/// The closing line: counts, what `--fix` mends, where to read more.
pub fn summary(findings: &Findings) -> String {
    let mut parts = Vec::new();
    if findings.n_errors() > 0 {
        parts.push(n_of(findings.n_errors(), "error"));
    }
    if findings.n_warnings() > 0 {
        parts.push(n_of(findings.n_warnings(), "warning"));
    }
    let advice = findings.standing.iter().filter(|it| it.severity <= Severity::Advice).count();
    if advice > 0 {
        parts.push(format!("{advice} advice"));
    }
    let mut line = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let fixable = findings.standing.iter().filter(|it| has_safe_fix(it)).count();
    if fixable > 0 {
        let _ = write!(line, " · mlpc check --fix mends {fixable} of them");
    }
    if let Some(first) = findings.standing.first() {
        let _ = write!(line, " · mlpc explain {}", first.rule.code);
    }
    if !findings.waived.is_empty() {
        let _ = write!(line, " · {}", n_of(findings.waived.len(), "waiver"));
        if let [only] = findings.waived.as_slice() {
            let _ = write!(line, ": {} on {} until {}", only.waiver.what, only.waiver.on, only.waiver.until);
        }
    }
    line
}

fn has_safe_fix(diagnostic: &Diagnostic) -> bool {
    diagnostic.helps.iter().filter_map(|help| help.fix.as_ref()).any(|fix| fix.safety == mlpc_diag::Safety::Safe)
}
