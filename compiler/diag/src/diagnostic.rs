//! One finding: message, labels, notes, helps with fixes. Nothing preformatted.

use mlpc_source::Span;
use smol_str::SmolStr;

use crate::{Rule, Severity};

/// One finding about the spec.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule it is of.
    pub rule: &'static Rule,
    /// Usually the rule's.
    pub severity: Severity,
    /// One line with the numbers in it, making sense alone.
    pub message: String,
    /// Where; the first is the primary one. None only where the spec has no place for it (an empty folder).
    pub labels: Vec<Label>,
    /// The arithmetic, the path, the dates of the facts used.
    pub notes: Vec<String>,
    /// What to write instead.
    pub helps: Vec<Help>,
    /// Addresses of the declarations it is about (`gpu-pool.h100`): what `waive … on=` and `expect … on=` match.
    pub subjects: Vec<SmolStr>,
    /// The policy that was violated (MLP0710): a waiver may name it.
    pub policy: Option<SmolStr>,
    /// The environments in which it holds; empty where the platform declares none or it holds in all of them.
    pub environments: Vec<SmolStr>,
}

/// A marked place with a short text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Narrow: the name or value itself.
    pub span: Span,
    /// Short; may be empty for a primary label whose message says it all.
    pub text: String,
}

/// Advice on what to write, with the edit where a machine can make it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Help {
    /// What to write.
    pub text: String,
    /// The edit that does it.
    pub fix: Option<Fix>,
}

/// Edits that mend a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, imperative ("write `l40s`").
    pub title: String,
    /// Whether it may be applied unasked.
    pub safety: Safety,
    /// Edits that don't overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied unasked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safety {
    /// Keeps the meaning and the comments, or is the only sensible reading: `check --fix` applies it.
    Safe,
    /// A choice for people: offered in the editor only.
    Unsafe,
}

/// Replaces a span's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Diagnostic {
    /// A finding of `rule` with the rule's severity.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            subjects: Vec::new(),
            policy: None,
            environments: Vec::new(),
        }
    }

    /// Adds a label; the first is the primary one.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a label where there is a span.
    #[must_use]
    pub fn label_opt(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.label(span, text),
            None => self,
        }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(Help { text: text.into(), fix: None });
        self
    }

    /// Adds a help line with a fix.
    #[must_use]
    pub fn help_fix(mut self, text: impl Into<String>, fix: Fix) -> Self {
        self.helps.push(Help { text: text.into(), fix: Some(fix) });
        self
    }

    /// Names a declaration that it is about.
    #[must_use]
    pub fn subject(mut self, address: impl Into<SmolStr>) -> Self {
        self.subjects.push(address.into());
        self
    }

    /// Sets another severity than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The primary label.
    pub fn primary(&self) -> Option<&Label> {
        self.labels.first()
    }
}

impl Fix {
    /// A safe fix that replaces one span.
    pub fn replace(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), safety: Safety::Safe, edits: vec![Edit { span, text: text.into() }] }
    }

    /// The same fix, to be applied only when asked for.
    #[must_use]
    pub fn unsafely(mut self) -> Self {
        self.safety = Safety::Unsafe;
        self
    }
}
