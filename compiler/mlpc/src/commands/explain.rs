//! `mlpc explain CODE`

use std::fmt::Write as _;

use clap::Args;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Explains a code: what it proves, why it matters, an example that fails and the same mended.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// `MLP0301`, `0301` or `quota-exceeds-pool`; without it, all codes are listed.
    code: Option<String>,
}

impl Explain {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Some(code) = self.code else {
            context.print(&list())?;
            return Ok(Exit::Done);
        };
        match mlpc_check::lookup(&code) {
            Some(rule) => {
                let severity = rule.severity.word();
                context.print(&format!(
                    "{} {} ({severity}, since {})\n{}\n\n{}",
                    rule.code, rule.name, rule.since, rule.title, rule.explain
                ))?;
                Ok(Exit::Done)
            }
            None => Err(Failure::usage(format!("there is no code or rule `{code}`; `mlpc explain` lists all"))),
        }
    }
}

fn list() -> String {
    let mut text = String::new();
    let rules = mlpc_check::registry();
    for (digits, subject) in mlpc_check::groups() {
        let of_group: Vec<_> = rules.iter().filter(|rule| rule.code.get(3..5) == Some(digits)).collect();
        if !of_group.is_empty() {
            let _ = writeln!(text, "{digits}xx  {subject}");
        }
        for rule in of_group {
            let _ = writeln!(text, "  {}  {:<8} {:<28} {}", rule.code, rule.severity.word(), rule.name, rule.title);
        }
    }
    text
}
