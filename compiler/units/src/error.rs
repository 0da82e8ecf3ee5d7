//! Why a text is not a value of a type, and what to write instead.

use std::fmt;

/// Whether a text has the wrong form or a value that doesn't fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// The text isn't of the type's form.
    Form,
    /// The form is right, the value is beyond what the type holds.
    Overflow,
}

/// A text that is no value of the type asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Form or size.
    pub kind: ParseErrorKind,
    /// What is wrong, making sense alone: "`64 GB` has a blank before its unit".
    pub message: String,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
}

impl ParseError {
    pub(crate) fn form(message: impl Into<String>) -> Self {
        Self { kind: ParseErrorKind::Form, message: message.into(), help: None }
    }

    pub(crate) fn overflow(text: &str) -> Self {
        Self {
            kind: ParseErrorKind::Overflow,
            message: format!("`{}` is too large or too fine to be held exactly", shorten(text)),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Help of the form: write `"64GB"`.
    pub(crate) fn write(self, instead: impl fmt::Display) -> Self {
        self.help(format!("write `\"{instead}\"`"))
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// A text cut to what fits into a message; line ends don't get into it.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
