//! What the parser and the formatter report: a diagnostic before it knows its file.

use mlpc_diag::{Diagnostic, Edit, Fix, Rule, Safety};
use mlpc_source::{FileId, Span, TextRange};

/// A fault of syntax. Ranges are offsets in the file's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxProblem {
    /// The rule it is of, one of [`codes::RULES`](crate::codes::RULES).
    pub rule: &'static Rule,
    /// The primary place.
    pub range: TextRange,
    /// One line that makes sense alone.
    pub message: String,
    /// The primary label's text; may be empty.
    pub label: String,
    /// Further places.
    pub labels: Vec<(TextRange, String)>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What to write instead.
    pub helps: Vec<SyntaxHelp>,
}

/// Advice, with the edit where it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxHelp {
    /// What to write.
    pub text: String,
    /// The edit that does it.
    pub edit: Option<SyntaxEdit>,
}

/// Replaces a range's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxEdit {
    /// What it does, imperative.
    pub title: String,
    /// What is replaced; empty to insert.
    pub range: TextRange,
    /// The new text.
    pub text: String,
    /// Whether it may be applied unasked.
    pub safety: Safety,
}

impl SyntaxProblem {
    /// A problem with its primary place.
    pub fn new(rule: &'static Rule, range: TextRange, message: impl Into<String>) -> Self {
        Self { rule, range, message: message.into(), label: String::new(), labels: Vec::new(), notes: Vec::new(), helps: Vec::new() }
    }

    /// Sets the primary label's text.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, range: TextRange, text: impl Into<String>) -> Self {
        self.labels.push((range, text.into()));
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(SyntaxHelp { text: text.into(), edit: None });
        self
    }

    /// Adds advice with a safe edit.
    #[must_use]
    pub fn fix(mut self, help: impl Into<String>, title: impl Into<String>, range: TextRange, text: impl Into<String>) -> Self {
        let edit = SyntaxEdit { title: title.into(), range, text: text.into(), safety: Safety::Safe };
        self.helps.push(SyntaxHelp { text: help.into(), edit: Some(edit) });
        self
    }

    /// The diagnostic, once the file is known.
    pub fn diagnostic(&self, file: FileId) -> Diagnostic {
        let span = |range| Span::new(file, range);
        let mut diagnostic = Diagnostic::new(self.rule, self.message.clone()).label(span(self.range), self.label.clone());
        for (range, text) in &self.labels {
            diagnostic = diagnostic.label(span(*range), text.clone());
        }
        for note in &self.notes {
            diagnostic = diagnostic.note(note.clone());
        }
        for help in &self.helps {
            diagnostic = match &help.edit {
                Some(edit) => diagnostic.help_fix(
                    help.text.clone(),
                    Fix {
                        title: edit.title.clone(),
                        safety: edit.safety,
                        edits: vec![Edit { span: span(edit.range), text: edit.text.clone() }],
                    },
                ),
                None => diagnostic.help(help.text.clone()),
            };
        }
        diagnostic
    }
}
