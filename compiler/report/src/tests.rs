//! What came of a platform's own tests: for people and as JSON.

use std::fmt::Write as _;

use mlpc_units::n_of;
use serde_json::json;

use crate::style::{self, Terminal};

/// A test that was tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// What it says of itself.
    pub name: String,
    /// `FILE:LINE`.
    pub at: String,
    /// What doesn't hold.
    pub failed: Vec<Statement>,
    /// What wasn't tried.
    pub not_run: Vec<Statement>,
}

/// A statement of a test, and what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// `FILE:LINE` of the statement, or of what was found.
    pub at: String,
    /// The line there, without its indent.
    pub line: String,
    /// What is.
    pub message: String,
    /// Where several environments were tried, this one.
    pub environment: Option<String>,
}

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All of it holds.
    Ok,
    /// Something doesn't.
    Failed,
    /// Nothing failed, and something wasn't tried.
    NotRun,
}

impl Case {
    /// How it ended.
    pub fn outcome(&self) -> Outcome {
        match (self.failed.is_empty(), self.not_run.is_empty()) {
            (false, _) => Outcome::Failed,
            (true, false) => Outcome::NotRun,
            (true, true) => Outcome::Ok,
        }
    }
}

/// How many ended so.
pub fn count(cases: &[Case], outcome: Outcome) -> usize {
    cases.iter().filter(|case| case.outcome() == outcome).count()
}

/// For people: a line a test, under it what doesn't hold, at the end how many of each.
pub fn human(cases: &[Case], terminal: Terminal) -> String {
    let mut text = String::new();
    for case in cases {
        let (word, style) = match case.outcome() {
            Outcome::Ok => ("ok", style::ADD),
            Outcome::Failed => ("FAILED", style::DESTROY),
            Outcome::NotRun => ("not run", style::CHANGE),
        };
        let word = terminal.paint(style, &format!("{word:<8}"));
        let _ = writeln!(text, "{word}{}  {}", case.name, terminal.paint(style::DIM, &case.at));
        for statement in case.failed.iter().chain(&case.not_run) {
            let place = match &statement.environment {
                Some(environment) => format!("{}, environment {environment}", statement.at),
                None => statement.at.clone(),
            };
            let _ = writeln!(text, "        {}", statement.message);
            let _ = writeln!(text, "          {}  {}", terminal.paint(style::DIM, &place), statement.line);
        }
    }
    let _ = writeln!(text, "{}", summary(cases));
    text
}

/// `4 tests: 3 ok, 1 not run`
fn summary(cases: &[Case]) -> String {
    let parts = [(Outcome::Ok, "ok"), (Outcome::Failed, "failed"), (Outcome::NotRun, "not run")];
    let parts = parts.map(|(outcome, word)| (count(cases, outcome), word));
    let parts: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    format!("{}: {}", n_of(cases.len(), "test"), parts.join(", "))
}

/// One JSON document.
pub fn json(cases: &[Case]) -> String {
    let statement = |it: &Statement| json!({ "at": it.at, "message": it.message, "environment": it.environment });
    let case = |case: &Case| {
        let outcome = match case.outcome() {
            Outcome::Ok => "ok",
            Outcome::Failed => "failed",
            Outcome::NotRun => "not-run",
        };
        json!({
            "name": case.name,
            "at": case.at,
            "outcome": outcome,
            "failed": case.failed.iter().map(statement).collect::<Vec<_>>(),
            "not_run": case.not_run.iter().map(statement).collect::<Vec<_>>(),
        })
    };
    let document = json!({
        "format_version": 1,
        "tests": cases.iter().map(case).collect::<Vec<_>>(),
        "ok": count(cases, Outcome::Ok),
        "failed": count(cases, Outcome::Failed),
        "not_run": count(cases, Outcome::NotRun),
    });
    format!("{document:#}\n")
}
