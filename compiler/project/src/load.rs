//! Reads and parses a platform's files: which files belong to it, what can't be read, parses cached by content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mlpc_diag::Diagnostics;
use mlpc_sema::FileIndex;
use mlpc_source::{FileId, IdxVec, Sources};
use mlpc_syntax::{Parse, Scalar, SyntaxProblem};
use rayon::prelude::*;

use crate::{Files, FilesError};

/// The ending of every spec file.
const SUFFIX: &str = ".mlp.kdl";
/// The ending of a platform's own tests.
const TEST_SUFFIX: &str = ".test.mlp.kdl";
/// The folder that overlays the standard library.
const OVERLAY: &str = "stdlib/";

/// What a file is to its platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A part of the spec, or of a library that it uses.
    Spec,
    /// A file of tests.
    Test,
}

/// A platform's files, parsed.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Paths and texts, in order of path.
    pub sources: Sources,
    /// Their trees.
    pub parses: IdxVec<FileId, Arc<Parse>>,
    /// What each declares at its top level.
    pub indexes: IdxVec<FileId, Arc<FileIndex>>,
    /// What each is.
    pub roles: IdxVec<FileId, Role>,
    /// Problems of files that are no text at all; those of syntax are in the parses.
    pub unreadable: Vec<(FileId, SyntaxProblem)>,
    /// The environments that the spec declares, in order of name.
    pub environments: BTreeSet<String>,
    /// Files of the overlay folder `stdlib/`: path and bytes.
    pub overlay: BTreeMap<String, Arc<[u8]>>,
    /// The directory's name.
    pub dir_name: String,
}

/// Parses of files seen before, by path; an entry holds while the bytes are the same.
#[derive(Default, Debug)]
pub struct Cache {
    parses: BTreeMap<String, Cached>,
}

/// A file as it was last seen.
#[derive(Clone, Debug)]
struct Cached {
    bytes: Arc<[u8]>,
    parse: Arc<Parse>,
    index: Arc<FileIndex>,
    problem: Option<SyntaxProblem>,
}

/// Reads and parses. Fails only if the world refuses; what is wrong with the texts is in the result.
pub fn load(files: &dyn Files, cache: &mut Cache) -> Result<Loaded, FilesError> {
    let mut read = Vec::new();
    let mut overlay = BTreeMap::new();
    for path in files.list()? {
        if path.starts_with(OVERLAY) {
            if let Some(bytes) = files.read(&path)? {
                overlay.insert(path, bytes);
            }
        } else if path.ends_with(SUFFIX) {
            // A file that went away since the listing is as if it had never been there.
            if let Some(bytes) = files.read(&path)? {
                read.push((path, bytes));
            }
        }
    }
    let known = &cache.parses;
    let parsed: Vec<(String, Cached)> = read
        .into_par_iter()
        .map(|(path, bytes)| {
            let same = known.get(&path).filter(|old| Arc::ptr_eq(&old.bytes, &bytes) || *old.bytes == *bytes);
            let cached = same.cloned().unwrap_or_else(|| parse(bytes));
            (path, cached)
        })
        .collect();
    let foreign = foreign_platforms(parsed.iter().map(|(path, cached)| (path.as_str(), &*cached.parse)));
    let mut loaded = Loaded {
        sources: Sources::default(),
        parses: IdxVec::new(),
        indexes: IdxVec::new(),
        roles: IdxVec::new(),
        unreadable: Vec::new(),
        environments: BTreeSet::new(),
        overlay,
        dir_name: files.dir_name(),
    };
    let mut fresh = BTreeMap::new();
    for (path, cached) in parsed {
        if foreign.iter().any(|folder| path.starts_with(folder.as_str())) {
            continue;
        }
        let role = if path.ends_with(TEST_SUFFIX) { Role::Test } else { Role::Spec };
        if role == Role::Spec {
            loaded.environments.extend(top_names(&cached.parse, "environment"));
        }
        // Of what is no text, as much is kept as can be shown, so that the problem has a place.
        let text = if cached.problem.is_some() { String::from_utf8_lossy(&cached.bytes).into() } else { cached.parse.tree.shared_text() };
        let id = loaded.sources.add(path.as_str(), text);
        loaded.roles.push(role);
        if let Some(problem) = &cached.problem {
            loaded.unreadable.push((id, problem.clone()));
        }
        loaded.parses.push(cached.parse.clone());
        loaded.indexes.push(cached.index.clone());
        fresh.insert(path, cached);
    }
    cache.parses = fresh;
    Ok(loaded)
}

fn parse(bytes: Arc<[u8]>) -> Cached {
    let (parse, problem) = match mlpc_syntax::check_bytes(&bytes) {
        Ok(text) => (mlpc_syntax::parse(text.into()), None),
        Err(problem) => (unreadable(&bytes), Some(*problem)),
    };
    let index = mlpc_sema::index(&parse);
    Cached { bytes, parse: Arc::new(parse), index: Arc::new(index), problem }
}

/// The parse of what isn't UTF-8. A text with a few foreign characters, of Latin 1 say, is read around them; anything else not at all.
fn unreadable(bytes: &[u8]) -> Parse {
    let is_text = bytes.len() <= mlpc_syntax::limits::FILE && !bytes.contains(&0);
    let mut parse = mlpc_syntax::parse(if is_text { String::from_utf8_lossy(bytes).into() } else { "".into() });
    parse.cut_short |= !is_text;
    parse
}

/// Folders (with a `/` at the end) that declare a platform of their own.
fn foreign_platforms<'a>(parses: impl Iterator<Item = (&'a str, &'a Parse)>) -> BTreeSet<String> {
    let declares = parses.filter(|(path, parse)| !path.ends_with(TEST_SUFFIX) && parse.tree.roots().any(|node| node.name() == "platform"));
    declares.filter_map(|(path, _)| path.rsplit_once('/').map(|(folder, _)| format!("{folder}/"))).collect()
}

/// The first arguments of the top-level nodes of one name.
fn top_names(parse: &Parse, kind: &str) -> Vec<String> {
    let nodes = parse.tree.roots().filter(|node| node.name() == kind);
    let names = nodes.filter_map(|node| match node.args().next()?.value() {
        Scalar::Text(text) => Some(text.into_owned()),
        _ => None,
    });
    names.collect()
}

impl Loaded {
    /// Reports what is wrong with the texts themselves: group 00.
    pub fn report(&self, out: &mut Diagnostics) {
        for (file, problem) in &self.unreadable {
            out.push(problem.diagnostic(*file));
        }
        for (file, parse) in self.parses.iter_enumerated() {
            for problem in &parse.problems {
                out.push(problem.diagnostic(file));
            }
        }
    }

    /// Whether the texts themselves have faults.
    pub fn has_errors(&self) -> bool {
        !self.unreadable.is_empty() || self.parses.iter().any(|parse| !parse.problems.is_empty())
    }

    /// Whether there is any spec at all.
    pub fn is_empty(&self) -> bool {
        self.roles.iter().all(|role| *role != Role::Spec)
    }

    /// The number of spec files.
    pub fn n_spec_files(&self) -> usize {
        self.roles.iter().filter(|role| **role == Role::Spec).count()
    }
}
