//! How a command ends: exit codes, and failures of the world.

use std::process::ExitCode;

use mlpc_diag::Diagnostic;

/// The ways in which a command ends (`cli.md`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Done; nothing to change.
    Done,
    /// Diagnostics with errors.
    Findings,
    /// Changes are present (`--detailed-exitcode`).
    Changes,
    /// The apply finished with failures; the state is saved.
    Failures,
    /// The state is locked.
    Locked,
    /// The command line asks for what can't be.
    Usage,
    /// Our own mistake.
    Bug,
    /// Ended by Ctrl-C, saved.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Changes => 2,
            Exit::Failures => 3,
            Exit::Locked => 4,
            Exit::Usage => 64,
            Exit::Bug => 70,
            Exit::Interrupted => 130,
        })
    }
}

/// A command can't go on: what is wrong and how it ends. What was found in the spec is no failure but a finding.
#[derive(Debug)]
pub(crate) struct Failure {
    /// One or more lines: what is, then what to do.
    pub(crate) message: String,
    /// How the command ends.
    pub(crate) exit: Exit,
}

impl Failure {
    /// The command line asks for what can't be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Usage }
    }

    /// The world, or the spec, refuses.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Findings }
    }

    /// The same with what to do about it.
    pub(crate) fn help(mut self, text: impl AsRef<str>) -> Self {
        self.message.push_str("\nhelp: ");
        self.message.push_str(text.as_ref());
        self
    }

    /// A finding of group 10, where there is no spec to mark.
    pub(crate) fn found(diagnostic: &Diagnostic) -> Self {
        Self::ended(diagnostic, Exit::Findings)
    }

    /// A finding of group 10 that ends the command in a way of its own.
    pub(crate) fn ended(diagnostic: &Diagnostic, exit: Exit) -> Self {
        let mut message = format!("{}: {}", diagnostic.rule.code, diagnostic.message);
        for note in &diagnostic.notes {
            message.push_str("\n  ");
            message.push_str(note);
        }
        for help in &diagnostic.helps {
            message.push_str("\nhelp: ");
            message.push_str(&help.text);
        }
        Self { message, exit }
    }

    /// Something that can't be, was: a bug of ours.
    pub(crate) fn bug(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Bug }
    }
}

impl From<mlpc_project::FilesError> for Failure {
    fn from(error: mlpc_project::FilesError) -> Self {
        let failure = Self::refused(error.to_string());
        error.help.into_iter().fold(failure, Self::help)
    }
}
