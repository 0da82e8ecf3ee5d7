//! What goes wrong with the program itself, and how its diagnostics become failures.

use std::path::PathBuf;

use mlpc_engine::{Class, Failure};
use smol_str::SmolStr;

use crate::events::Report;

/// Terraform couldn't be run, or its run as a whole failed.
#[derive(Debug, thiserror::Error)]
pub enum TerraformError {
    /// There is no such program.
    #[error("`{0}` is not there; install terraform 1.11 or later or tofu 1.10 or later, or name one in MLPC_TERRAFORM")]
    Missing(String),
    /// A file of the working folder.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The program refused or failed; [`TerraformError::run`] has its own lines.
    #[error("terraform {command}: {}", what.first().map_or_else(|| last_line(stderr).to_owned(), Report::text))]
    Run {
        /// `init`, `plan` …
        command: &'static str,
        /// Its errors.
        what: Vec<Report>,
        /// The end of what it wrote beside.
        stderr: String,
    },
    /// What it printed isn't what its documentation says.
    #[error("terraform {command} printed what is no {expected}: {error}")]
    Unreadable {
        /// `show`, `state pull` …
        command: &'static str,
        /// What it should be.
        expected: &'static str,
        /// Where it isn't.
        error: serde_json::Error,
    },
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// No configuration was given for this target.
    #[error("no configuration for target `{0}`")]
    NoRoot(SmolStr),
    /// Terraform would destroy what mlpc's plan leaves alone (MLP1003).
    #[error("terraform would destroy or replace what the plan leaves alone: {0}")]
    Surprised(String),
}

impl TerraformError {
    /// What it failed at and the program's own lines, where it ran and failed.
    pub fn run(&self) -> Option<(String, Vec<String>)> {
        let Self::Run { command, what, stderr } = self else { return None };
        let mut lines: Vec<String> = what.iter().flat_map(Report::lines).collect();
        if lines.is_empty() {
            lines = stderr.lines().map(str::to_owned).collect();
        }
        Some((format!("terraform {command}"), lines))
    }
}

/// The last line that says something.
fn last_line(text: &str) -> &str {
    text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no word of why")
}

impl From<TerraformError> for Failure {
    fn from(error: TerraformError) -> Self {
        match &error {
            TerraformError::Run { what, .. } if !what.is_empty() => failure(what.iter()),
            TerraformError::Run { stderr, .. } => Self::new(classify(stderr), error.to_string()),
            _ => Self::new(Class::Permanent, error.to_string()),
        }
    }
}

/// The failure that diagnostics tell of.
pub(crate) fn failure<'a>(reports: impl Iterator<Item = &'a Report>) -> Failure {
    let text = reports.map(Report::text).collect::<Vec<_>>().join("; ");
    let failure = Failure::new(classify(&text), &text);
    match request_id(&text) {
        Some(id) => failure.request(id),
        None => failure,
    }
}

/// What clouds' error codes mean; Terraform's providers pass them on in their texts, having retried what can be retried.
fn classify(text: &str) -> Class {
    const CODES: &[(Class, &[&str])] = &[
        (
            Class::NoCredentials,
            &[
                "No valid credential sources",
                "ExpiredToken",
                "could not find default credentials",
                "InvalidClientTokenId",
                "Please run 'az login'",
            ],
        ),
        (Class::Denied, &["AccessDenied", "UnauthorizedOperation", "StatusCode: 403", "Error 403", "AuthorizationFailed"]),
        (Class::Throttled, &["Throttling", "TooManyRequests", "RequestLimitExceeded", "StatusCode: 429", "Error 429"]),
        (Class::Conflict, &["AlreadyExists", "EntityAlreadyExists", "ResourceInUse", "Error acquiring the state lock", "Error 409"]),
    ];
    CODES.iter().find(|(_, codes)| codes.iter().any(|code| text.contains(code))).map_or(Class::Permanent, |(class, _)| *class)
}

/// The request id that AWS's SDK puts into its errors.
fn request_id(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("RequestID: ")?;
    rest.split(|char: char| !char.is_ascii_alphanumeric() && char != '-').next().filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_classified() {
        let text = "creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, RequestID: 7f3a-01, api error \
                    UnauthorizedOperation: no";
        let failure = failure([Report { error: true, summary: text.into(), detail: String::new(), address: None }].iter());
        assert_eq!((failure.class, failure.request.as_deref()), (Class::Denied, Some("7f3a-01")));
        assert_eq!(classify("InvalidParameterValue"), Class::Permanent);
    }
}
