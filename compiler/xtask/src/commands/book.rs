//! `cargo xtask book`: the book's reference, a page a kind and a page a code, made from the tables that the compiler itself reads.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use mlpc_components::Components;
use mlpc_schema::{Group, Kind, KindTable, docs};

use super::Outcome;
use crate::reference;

/// Whether to write.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail if the pages in the repository differ from what would be written.
    #[arg(long)]
    check: bool,
}

/// A page: its path below `book/src/`, its title in the summary, its text.
struct Page {
    path: String,
    title: String,
    text: String,
}

/// Folders that hold generated pages and nothing else.
const FOLDERS: [&str; 2] = ["kinds", "codes"];

/// The chapters of the kinds' overview.
const CHAPTERS: [(Group, &str); 9] = [
    (Group::Place, "Where things run"),
    (Group::Store, "Stores"),
    (Group::User, "Who uses them"),
    (Group::Work, "What runs"),
    (Group::Promise, "What is promised"),
    (Group::Component, "Components"),
    (Group::WayOut, "The way out"),
    (Group::Building, "Building blocks"),
    (Group::Test, "Tests"),
];

/// Writes the pages, or compares them.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if arguments.check {
        return check();
    }
    let source = reference::root().join("book/src");
    for path in strangers()? {
        fs::remove_file(source.join(&path)).map_err(|error| format!("{path}: {error}"))?;
    }
    let pages = pages();
    let summary = summary(&reference::read_file(&source.join("SUMMARY.md"))?, &pages);
    reference::write(&source.join("SUMMARY.md"), summary)?;
    pages.iter().try_for_each(|page| reference::write(&source.join(&page.path), &page.text))
}

/// Compares the pages in the repository with what the tables give.
pub(crate) fn check() -> Outcome {
    let source = reference::root().join("book/src");
    let pages = pages();
    let mut stale: Vec<String> = strangers()?;
    for page in &pages {
        if fs::read_to_string(source.join(&page.path)).ok().as_ref() != Some(&page.text) {
            stale.push(page.path.clone());
        }
    }
    let written = reference::read_file(&source.join("SUMMARY.md"))?;
    if written != summary(&written, &pages) {
        stale.push("SUMMARY.md".to_owned());
    }
    if stale.is_empty() { Ok(()) } else { Err(format!("book/src: not what the tables give: {}; run cargo xtask book", stale.join(", "))) }
}

/// Files in the generated folders that no page is written to.
fn strangers() -> Result<Vec<String>, String> {
    let made: BTreeSet<String> = pages().into_iter().map(|page| page.path).collect();
    let mut strangers = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(reference::root().join("book/src").join(folder)) else { continue };
        for entry in entries {
            let name = entry.map_err(|error| error.to_string())?.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            if !made.contains(&path) {
                strangers.push(path);
            }
        }
    }
    strangers.sort();
    Ok(strangers)
}

fn pages() -> Vec<Page> {
    let mut table = KindTable::core();
    for kind in Components::embedded().kinds() {
        table.insert(kind);
    }
    let mut pages = kinds(&table);
    pages.extend(codes());
    pages
}

fn kinds(table: &KindTable) -> Vec<Page> {
    let mut overview = "# Kinds\n\nEvery kind of declaration, with every field. `cargo xtask book` makes these pages from the tables that the compiler, the \
                        editor's hover and completion read.\n"
        .to_owned();
    let mut pages = Vec::new();
    for (group, title) in CHAPTERS {
        let _ = write!(overview, "\n## {title}\n\n");
        for kind in table.iter().filter(|kind| kind.group == group) {
            let _ = writeln!(overview, "- [{}]({}.md): {}", kind.name, kind.name, kind.summary);
            pages.push(kind_page(kind));
        }
    }
    pages.insert(0, Page { path: "kinds/README.md".to_owned(), title: "Kinds".to_owned(), text: overview });
    pages
}

fn kind_page(kind: &Kind) -> Page {
    Page { path: format!("kinds/{}.md", kind.name), title: kind.name.to_string(), text: docs::kind_page(kind) }
}

fn codes() -> Vec<Page> {
    let rules = mlpc_check::registry();
    let mut overview = "# Findings\n\nEvery code that there is. `mlpc explain CODE` prints the same pages. The severity is the usual one; a page says when it \
                        differs.\n"
        .to_owned();
    let mut pages = Vec::new();
    for (digits, subject) in mlpc_check::groups() {
        let of_group: Vec<_> = rules.iter().filter(|rule| rule.code.get(3..5) == Some(digits)).collect();
        if of_group.is_empty() {
            continue;
        }
        let _ = write!(overview, "\n## {digits}xx: {subject}\n\n| code | name | severity | what |\n|---|---|---|---|\n");
        for rule in of_group {
            let (code, name, severity) = (rule.code, rule.name, rule.severity.word());
            let _ = writeln!(overview, "| [{code}]({code}.md) | {name} | {severity} | {} |", rule.title);
            let text =
                format!("# {code} {name}\n\n{}. Severity: {severity}, since {}.\n\n{}", capitalized(rule.title), rule.since, rule.explain);
            pages.push(Page { path: format!("codes/{code}.md"), title: format!("{code} {name}"), text });
        }
    }
    pages.insert(0, Page { path: "codes/README.md".to_owned(), title: "Findings".to_owned(), text: overview });
    pages
}

/// A title is a fragment; at the start of a line it begins with a capital.
fn capitalized(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The summary as written by hand, with the generated pages below the line of their overview.
fn summary(written: &str, pages: &[Page]) -> String {
    let mut text = String::new();
    for line in written.lines() {
        let linked = |folder: &str| line.contains(&format!("]({folder}/"));
        let overview = FOLDERS.into_iter().find(|folder| line.contains(&format!("]({folder}/README.md)")));
        if overview.is_none() && FOLDERS.into_iter().any(linked) {
            continue;
        }
        let _ = writeln!(text, "{line}");
        let below = overview.map(|folder| format!("{folder}/"));
        for page in pages {
            if below.as_ref().is_some_and(|below| page.path.starts_with(below)) && !page.path.ends_with("README.md") {
                let _ = writeln!(text, "  - [{}]({})", page.title, page.path);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_what_the_tables_give() {
        assert_eq!(check(), Ok(()));
    }

    #[test]
    fn every_kind_has_a_chapter() {
        let table = KindTable::core();
        let missing: Vec<_> =
            table.iter().filter(|kind| !CHAPTERS.iter().any(|(group, _)| *group == kind.group)).map(|kind| &kind.name).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_summary_keeps_what_is_written_by_hand() {
        let page = |path: &str, title: &str| Page { path: path.to_owned(), title: title.to_owned(), text: String::new() };
        let pages = [page("kinds/README.md", "Kinds"), page("kinds/bucket.md", "bucket")];
        let made = "- [Start](start.md)\n- [Kinds](kinds/README.md)\n  - [bucket](kinds/bucket.md)\n- [Limits](limits.md)\n";
        let written = "- [Start](start.md)\n- [Kinds](kinds/README.md)\n  - [gone](kinds/gone.md)\n- [Limits](limits.md)\n";
        assert_eq!(summary(written, &pages), made);
        assert_eq!(summary(made, &pages), made);
    }
}
