//! `cargo xtask tidy`: sizes of files, their first lines, where snapshots lie, what manifests name, edges between crates, and facts as the
//! converters make them where their input is at hand.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Outcome, convert};
use crate::{layers, manifests, reference};

/// Most lines of a source file, tests not counted.
const MOST_LINES: usize = 800;

/// Files that may be longer, each with its reason. The list only shrinks.
const LONG_FILES: &[(&str, &str)] = &[];

/// Folders with our sources.
const FOLDERS: [&str; 4] = ["compiler", "providers", "snapshots", "fuzz"];

/// Names that say nothing about what a module holds.
const MISSING_NAMES: [&str; 4] = ["util", "utils", "helpers", "common"];

/// Reports everything that is out of order.
pub(crate) fn run() -> Outcome {
    let root = reference::root();
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut files)?;
    }
    let mut problems = Vec::new();
    for path in &files {
        let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned();
        if is(path, "rs") {
            problems.extend(file_problems(&name, &reference::read_file(path)?));
        }
        if is(path, "snap") && !name.starts_with("snapshots/") {
            problems.push(format!("{name}: snapshots lie in snapshots/ or inline"));
        }
    }
    let metadata = layers::metadata()?;
    problems.extend(layers::problems(&metadata));
    problems.extend(manifests::unused(&metadata, sources)?);
    if reference::path("catalog").exists() {
        problems.extend(convert::check().err());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// All sources below a folder, one after the other.
fn sources(folder: &Path) -> Result<String, String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.iter().filter(|path| is(path, "rs")).map(|path| reference::read_file(path)).collect()
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}

/// All files below a folder, by path; what is built or hidden isn't ours.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(at)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = entries.map_err(at)?;
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect(&path, files)?;
            }
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn file_problems(name: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !text.starts_with("//! ") {
        problems.push(format!("{name}:1: the first line doesn't say with `//!` what the file is about"));
    }
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if MISSING_NAMES.contains(&stem.as_str()) {
        problems.push(format!("{name}: a module named `{stem}` is a missing name"));
    }
    let is_test = stem == "tests" || name.split('/').any(|part| part == "tests");
    let length = lines_without_tests(text);
    let allowed = LONG_FILES.iter().any(|(file, _)| *file == name);
    if !is_test && length > MOST_LINES && !allowed {
        problems.push(format!("{name}: {length} lines without tests, {MOST_LINES} at most"));
    }
    if allowed && length <= MOST_LINES {
        problems.push(format!("{name}: {length} lines; take it off the list of long files in compiler/xtask/src/commands/tidy.rs"));
    }
    problems
}

/// Lines before the first inline test module.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(
        |pair| matches!(pair, [attribute, module] if attribute.trim() == "#[cfg(test)]" && module.trim_start().starts_with("mod ")),
    );
    tests.unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_before_tests() {
        assert_eq!(lines_without_tests("//! a\nfn f() {}\n#[cfg(test)]\nmod tests {\n}\n"), 2);
        assert_eq!(lines_without_tests("//! a\n#[cfg(test)]\nfn f() {}\n"), 3);
    }

    #[test]
    fn reports_what_is_out_of_order() {
        let long = format!("//! a\n{}", "x\n".repeat(MOST_LINES));
        assert_eq!(file_problems("compiler/a/src/b.rs", &long), ["compiler/a/src/b.rs: 801 lines without tests, 800 at most"]);
        assert!(file_problems("compiler/a/src/tests.rs", &long).is_empty());
        assert_eq!(file_problems("compiler/a/src/util.rs", "use x;\n").len(), 2);
    }
}
