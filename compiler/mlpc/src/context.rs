//! What every command works with: where the platform is, how to write, what day it is.

use std::io::{IsTerminal as _, Stderr, Stdout, Write};

use mlpc_report::style::Terminal;
use mlpc_units::Date;

use crate::exit::Failure;
use crate::global::{Color, Global};
use crate::input::DiskFiles;
use crate::refused;

/// What every command works with.
#[derive(Debug)]
pub(crate) struct Context {
    /// The global options as written.
    pub(crate) global: Global,
    /// The environment of `--env`.
    pub(crate) env: Option<String>,
    /// `--set`, split at the first `=`.
    pub(crate) set: Vec<(String, String)>,
    /// `YYYY-MM-DD`.
    pub(crate) today: String,
    /// The whole command line, for what is made of it.
    pub(crate) grammar: fn() -> clap::Command,
    stdout: Stdout,
    stderr: Stderr,
}

impl Context {
    /// Reads what the global options say; a malformed one is a usage failure.
    pub(crate) fn new(global: Global, grammar: fn() -> clap::Command) -> Result<Self, Failure> {
        let mut set = Vec::new();
        for text in &global.set {
            let (name, value) = text.split_once('=').ok_or_else(|| Failure::usage(format!("`--set {text}`: write `--set NAME=VALUE`")))?;
            set.push((name.to_owned(), value.to_owned()));
        }
        let today = match &global.today {
            Some(text) => Date::parse(text).map_err(|error| Failure::usage(format!("`--today {text}`: {}", error.message)))?.to_string(),
            None => today(),
        };
        Ok(Self { env: global.env.clone(), set, today, global, grammar, stdout: std::io::stdout(), stderr: std::io::stderr() })
    }

    /// The platform's files.
    pub(crate) fn files(&self) -> Result<DiskFiles, Failure> {
        Ok(DiskFiles::open(&self.global.path)?)
    }

    /// The options of this call that the next one needs too.
    pub(crate) fn chosen(&self) -> String {
        let mut text = String::new();
        if self.global.path.as_os_str() != "." {
            text.push_str(&format!(" -C {}", self.global.path.display()));
        }
        if let Some(env) = &self.env {
            text.push_str(&format!(" --env {env}"));
        }
        text
    }

    /// How stdout is drawn.
    pub(crate) fn stdout_style(&self) -> Terminal {
        style(self.global.color, self.stdout.is_terminal())
    }

    /// How stderr is drawn.
    pub(crate) fn stderr_style(&self) -> Terminal {
        style(self.global.color, self.stderr.is_terminal())
    }

    /// Writes a product to stdout. A reader that went away ends the command quietly, as with any filter.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        ignore_closed(self.stdout.lock().write_all(text.as_bytes()))
    }

    /// Writes to stderr, unless `-q`.
    pub(crate) fn say(&self, text: &str) -> Result<(), Failure> {
        if self.global.quiet { Ok(()) } else { self.complain(text) }
    }

    /// Writes to stderr, even under `-q`.
    pub(crate) fn complain(&self, text: &str) -> Result<(), Failure> {
        let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
        ignore_closed(self.stderr.lock().write_all(text.as_bytes()))
    }
}

/// The clock's day, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take(10).collect()
}

fn style(color: Color, is_terminal: bool) -> Terminal {
    let wanted = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let width = columns.or_else(|| is_terminal.then(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))).flatten());
    Terminal { width: width.unwrap_or(100).max(80), color: wanted }
}

fn ignore_closed(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| refused::system("write what was asked for", &error)),
    }
}
