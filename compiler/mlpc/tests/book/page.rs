//! A page of Markdown as its fenced blocks.

use std::path::{Path, PathBuf};

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// What follows the fence, split at commas: the language first.
    pub(crate) info: Vec<String>,
    /// The line of the fence, from 1.
    pub(crate) line: usize,
    /// Its lines.
    pub(crate) lines: Vec<String>,
}

impl Block {
    /// The value of `key=value` in the info string.
    pub(crate) fn option(&self, key: &str) -> Option<&str> {
        self.info.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// Its text, each line ended.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A page and its blocks.
#[derive(Debug)]
pub(crate) struct Page {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its path below the repository, for messages.
    pub(crate) name: String,
    /// Its blocks, in order.
    pub(crate) blocks: Vec<Block>,
}

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The README and the pages of the book that people write. The generated ones are tested where they are made.
pub(crate) fn pages() -> Vec<Page> {
    let root = repository();
    let mut paths = vec![root.join("README.md")];
    for entry in std::fs::read_dir(root.join("book/src")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.into_iter().map(|path| page(&root, path)).collect()
}

fn page(root: &Path, path: PathBuf) -> Page {
    let text = std::fs::read_to_string(&path).unwrap();
    let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
    Page { blocks: blocks(&text), path, name }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut fence = 0;
    for (index, line) in text.lines().enumerate() {
        let (n_ticks, info) = ticks(line);
        match &mut open {
            None if n_ticks >= 3 => {
                fence = n_ticks;
                let info = info.split(',').map(|word| word.trim().to_owned()).collect();
                open = Some(Block { info, line: index + 1, lines: Vec::new() });
            }
            Some(_) if n_ticks >= fence && info.is_empty() => blocks.extend(open.take()),
            Some(block) => block.lines.push(line.to_owned()),
            None => {}
        }
    }
    assert!(open.is_none(), "a block that is never closed: {open:?}");
    blocks
}

/// The backticks that begin a line, and what follows them.
pub(crate) fn ticks(line: &str) -> (usize, &str) {
    let info = line.trim_start_matches('`');
    (line.len() - info.len(), info)
}
