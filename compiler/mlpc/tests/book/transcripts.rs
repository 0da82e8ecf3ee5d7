//! The transcripts: the commands are run, what they print is compared with the page.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::page::{Block, Page, pages, repository};

/// Programs that a transcript may run; `mlpc` is the one under test, the others make and show files.
const PROGRAMS: [&str; 10] = ["mlpc", "cat", "cp", "echo", "find", "git", "grep", "ls", "mkdir", "sed"];

#[test]
fn transcripts_are_true() {
    let mut problems = Vec::new();
    let mut n_commands = 0;
    for page in pages() {
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        let mut updates = Vec::new();
        for block in page.blocks.iter().filter(|block| block.info[0] == "console") {
            let name = block.info.get(1).cloned().unwrap_or_default();
            let place = places.entry(name.clone()).or_insert_with(|| Place::new(&name));
            let mut lines = Vec::new();
            for step in steps(block) {
                n_commands += 1;
                let printed = place.run(step.command);
                lines.push(format!("$ {}", step.command));
                if matches(&step.printed, &printed) || step.printed.contains(&ELLIPSIS) {
                    lines.extend(step.printed.iter().map(|line| (*line).to_owned()));
                } else {
                    lines.extend(printed.iter().map(|line| line.trim_end().to_owned()));
                }
                if !matches(&step.printed, &printed) {
                    problems.push(format!("{}:{}: $ {}\n{}", page.name, block.line, step.command, printed.join("\n")));
                }
            }
            updates.push((block.line, lines));
        }
        if std::env::var_os("UPDATE_BOOK").is_some() {
            update(&page, updates);
        }
    }
    assert!(problems.is_empty(), "not what is printed:\n{}", problems.join("\n\n"));
    assert!(n_commands > 0);
}

const ELLIPSIS: &str = "…";

/// A command and what the page says that it prints.
struct Step<'a> {
    command: &'a str,
    printed: Vec<&'a str>,
}

fn steps(block: &Block) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step { command, printed: Vec::new() }),
            (None, Some(step)) => step.printed.push(line),
            (None, None) => panic!("a transcript begins with `$ `, not `{line}`"),
        }
    }
    steps
}

/// A folder in which commands run one after the other, with a home, the binary under test and nothing else that could differ.
struct Place {
    folder: TempDir,
    programs: TempDir,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        match name.split('.').next().unwrap_or_default() {
            "empty" => {}
            "starter" => copy(&repository().join("stdlib/templates/starter"), folder.path()),
            example => copy(&repository().join("examples").join(example), folder.path()),
        }
        let programs = tempfile::tempdir().unwrap();
        let binary = programs.path().join("mlpc");
        std::fs::write(&binary, format!("#!/bin/sh\nexec {} --today 2026-11-23 \"$@\"\n", env!("CARGO_BIN_EXE_mlpc"))).unwrap();
        let done = Command::new("chmod").arg("+x").arg(&binary).status().unwrap();
        assert!(done.success());
        Self { folder, programs }
    }

    /// What a command prints, on stdout and stderr as a terminal mixes them.
    fn run(&self, command: &str) -> Vec<String> {
        for part in command.split(" | ") {
            let program = part.split_whitespace().next().unwrap_or_default();
            assert!(PROGRAMS.contains(&program), "`{command}`: a transcript may run {PROGRAMS:?}");
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {command}")])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", self.programs.path().display()))
            .env("HOME", self.programs.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "me")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "me@example.com")))
            .env("NO_COLOR", "1")
            .env_remove("COLUMNS")
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim_end().to_owned()).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether the lines are those of the page, where `…` alone stands for any lines. Blank lines at the end don't count.
fn matches(page: &[&str], printed: &[String]) -> bool {
    let page: Vec<String> = page.iter().map(|line| settled(line)).collect();
    let printed: Vec<String> = printed.iter().map(|line| settled(line)).collect();
    fits(trimmed(&page), trimmed(&printed))
}

fn trimmed(lines: &[String]) -> &[String] {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    &lines[..end]
}

fn fits(page: &[String], printed: &[String]) -> bool {
    match page.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first.trim() == ELLIPSIS => (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..])),
        Some((first, rest)) => printed.split_first().is_some_and(|(line, others)| line == first && fits(rest, others)),
    }
}

/// A line without what differs from run to run: times, process ids, ids of the simulated cloud, hashes. Where there is one, columns may move.
fn settled(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut varies = false;
    let mut settled = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| words.get(index)).copied().unwrap_or_default();
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let is_number = !bare.is_empty() && bare.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        let next_is_seconds = words.get(index + 1).is_some_and(|next| next.trim_matches(|letter: char| !letter.is_alphanumeric()) == "s");
        let is_hash = bare.len() >= 7
            && bare.chars().all(|letter| letter.is_ascii_hexdigit())
            && bare.chars().any(char::is_alphabetic)
            && bare.chars().any(|letter| letter.is_ascii_digit());
        let replaced = match bare {
            _ if is_number && next_is_seconds => "TIME",
            _ if is_number && before.ends_with("process") => "PROCESS",
            _ if words.get(index + 1) == Some(&"(process") => "HOST",
            _ if bare.starts_with("sim-") => "ID",
            _ if bare.starts_with("2026-")
                || bare.len() == 5 && bare.chars().nth(2) == Some(':') && words.get(index + 1) == Some(&"UTC") =>
            {
                "DATE"
            }
            _ if is_hash => "HASH",
            _ => word,
        };
        varies |= replaced != *word;
        settled.push(replaced);
    }
    if varies { settled.join(" ") } else { line.trim_end().to_owned() }
}

/// Writes the transcripts anew.
fn update(page: &Page, updates: Vec<(usize, Vec<String>)>) {
    let mut updates: BTreeMap<usize, Vec<String>> = updates.into_iter().collect();
    let text = std::fs::read_to_string(&page.path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut made = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        made.push((*line).to_owned());
        index += 1;
        if let Some(block) = page.blocks.iter().find(|block| block.line == index)
            && let Some(written) = updates.remove(&index)
        {
            made.extend(written);
            index += block.lines.len();
        }
    }
    std::fs::write(&page.path, made.join("\n") + "\n").unwrap();
}
