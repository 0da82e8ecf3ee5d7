//! What the world refused: each failure says what was tried, on which path, why it failed and what to do.

use std::io::{Error, ErrorKind};
use std::path::Path;

use mlpc_project::FilesError;

use crate::exit::Failure;

/// `can't write /x/y: …`, with help.
pub(crate) fn path(tried: &str, path: &Path, error: &Error) -> Failure {
    let (cause, help) = explained(path, error);
    Failure::refused(format!("can't {tried} {}: {cause}", path.display())).help(help)
}

/// The same where who tried names the path: `can't lock /x/.mlpc/lock`.
pub(crate) fn told(tried: &str, error: &Error) -> Failure {
    let help = match error.kind() {
        ErrorKind::PermissionDenied => "`ls -ld` of that path and its folder shows who may; run as one of them",
        ErrorKind::NotFound => "a folder on that path isn't there: make it, or name another",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full: free some space",
        ErrorKind::ReadOnlyFilesystem => "its file system can't be written: keep the state elsewhere (`state \"file:PATH\"` in `platform`)",
        _ => "run it again when that path can be used",
    };
    let cause = if error.kind() == ErrorKind::PermissionDenied { "permission denied".to_owned() } else { words(error) };
    Failure::refused(format!("{tried}: {cause}")).help(help)
}

/// The same for something that has no path: `can't start a thread`.
pub(crate) fn system(tried: &str, error: &Error) -> Failure {
    Failure::refused(format!("can't {tried}: {}", words(error)))
}

/// The same of a file of a platform.
pub(crate) fn file(path: &Path, error: &Error) -> FilesError {
    let (reason, help) = explained(path, error);
    FilesError { path: path.display().to_string(), reason, help: Some(help) }
}

/// Why, and what to do.
fn explained(path: &Path, error: &Error) -> (String, String) {
    let there = |path: &Path| path.as_os_str().is_empty() || std::fs::symlink_metadata(path).is_ok();
    // The outermost part that is missing: what stands below it can't be there either.
    let missing = path.ancestors().take_while(|part| !there(part)).last();
    match (error.kind(), missing) {
        (ErrorKind::NotFound, Some(missing)) if missing != path => {
            (format!("{} isn't there", missing.display()), format!("name a path that is there, or make it: `mkdir -p {}`", parent(path)))
        }
        (ErrorKind::NotFound, _) => ("it isn't there".to_owned(), format!("`ls {}` shows what is", parent(path))),
        (ErrorKind::PermissionDenied, _) => (
            "permission denied".to_owned(),
            format!("`ls -ld {0} {1}` shows who may; run as one of them, or name another path", parent(path), path.display()),
        ),
        (ErrorKind::NotADirectory, _) => ("a part of that path is a file".to_owned(), "name a path below a folder".to_owned()),
        (ErrorKind::IsADirectory, _) => ("it is a folder".to_owned(), "name a file".to_owned()),
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, _) => {
            ("the disk is full".to_owned(), format!("`df {}` shows how full; free some space, or name another path", parent(path)))
        }
        (ErrorKind::ReadOnlyFilesystem, _) => {
            ("it lies on a file system that can't be written".to_owned(), "name a path on another".to_owned())
        }
        _ => (words(error), format!("`ls -ld {}` shows what it is", path.display())),
    }
}

/// The folder that a path lies in.
fn parent(path: &Path) -> String {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or_else(|| ".".to_owned(), |parent| parent.display().to_string())
}

/// The system's words without its number.
fn words(error: &Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_path_cause_and_help() {
        let dir = tempfile::tempdir().unwrap();
        let shown = |path: &Path, kind: ErrorKind| {
            super::path("read", path, &kind.into()).message.replace(&dir.path().display().to_string(), "DIR")
        };
        insta::assert_snapshot!(shown(&dir.path().join("x"), ErrorKind::NotFound), @r"
        can't read DIR/x: it isn't there
        help: `ls DIR` shows what is
        ");
        insta::assert_snapshot!(shown(&dir.path().join("a/b/x"), ErrorKind::NotFound), @r"
        can't read DIR/a/b/x: DIR/a isn't there
        help: name a path that is there, or make it: `mkdir -p DIR/a/b`
        ");
        insta::assert_snapshot!(shown(&dir.path().join("x"), ErrorKind::PermissionDenied), @r"
        can't read DIR/x: permission denied
        help: `ls -ld DIR DIR/x` shows who may; run as one of them, or name another path
        ");
        insta::assert_snapshot!(shown(&dir.path().join("x"), ErrorKind::NotADirectory), @r"
        can't read DIR/x: a part of that path is a file
        help: name a path below a folder
        ");
        insta::assert_snapshot!(shown(dir.path(), ErrorKind::IsADirectory), @r"
        can't read DIR: it is a folder
        help: name a file
        ");
        insta::assert_snapshot!(shown(&dir.path().join("x"), ErrorKind::StorageFull), @r"
        can't read DIR/x: the disk is full
        help: `df DIR` shows how full; free some space, or name another path
        ");
        insta::assert_snapshot!(shown(&dir.path().join("x"), ErrorKind::ReadOnlyFilesystem), @r"
        can't read DIR/x: it lies on a file system that can't be written
        help: name a path on another
        ");
        insta::assert_snapshot!(shown(dir.path(), ErrorKind::TimedOut), @r"
        can't read DIR: timed out
        help: `ls -ld DIR` shows what it is
        ");
    }
}
