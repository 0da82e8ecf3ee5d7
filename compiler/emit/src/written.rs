//! What a build does to its folder: which files to write, which to remove, which to leave alone. Pure; the caller reads and writes.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::tree::digest;
use crate::{Generator, Tree};

/// The file, in the build's folder, that lists what builds wrote there.
pub const LISTING: &str = ".mlpc-files";

/// The files that earlier builds wrote, with the SHA-256 that each had. Its text is what `sha256sum -c` reads.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Listing(pub BTreeMap<SmolStr, String>);

/// What the build's folder holds now, for the paths of the tree and of the listing.
pub type Disk<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// What to do with the folder.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct WritePlan {
    /// To be written.
    pub write: Vec<SmolStr>,
    /// There already, byte for byte.
    pub unchanged: Vec<SmolStr>,
    /// Ours, and no longer emitted.
    pub remove: Vec<SmolStr>,
    /// Left alone, to be reported.
    pub kept: Vec<(SmolStr, Kept)>,
    /// The listing after the build, to be written last.
    pub listing: Listing,
}

/// Why a file is left alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// No build wrote it, and one would now.
    Foreign,
    /// It was changed by hand since a build wrote it.
    Edited,
    /// It was changed by hand, and is no longer emitted.
    EditedStale,
}

impl Listing {
    /// Reads a listing; lines that are none, and paths that lead out of the folder, are skipped.
    pub fn parse(text: &str) -> Self {
        let entries = text.lines().filter_map(|line| {
            let (digest, path) = line.split_once("  ")?;
            let hex = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            (hex && stays_inside(path)).then(|| (SmolStr::from(path), digest.to_owned()))
        });
        Self(entries.collect())
    }

    /// The files of these parts of a build, and those of the others.
    pub fn split(&self, parts: &[Generator]) -> (Self, Self) {
        let (ours, others) = self.0.clone().into_iter().partition(|(path, _)| parts.contains(&Generator::of_path(path)));
        (Self(ours), Self(others))
    }

    /// Its text.
    pub fn text(&self) -> String {
        let lines = self.0.iter().flat_map(|(path, digest)| [digest.as_str(), "  ", path, "\n"]);
        lines.collect()
    }
}

/// A path of plain names below the folder.
fn stays_inside(path: &str) -> bool {
    !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Compares what is to be emitted with what earlier builds wrote and what is there.
pub fn write_plan(tree: &Tree, earlier: &Listing, disk: &Disk<'_>) -> WritePlan {
    let mut plan = WritePlan::default();
    for (path, file) in &tree.files {
        let wanted = digest(file.text.as_bytes());
        let listed = earlier.0.get(path);
        match disk(path).map(|bytes| digest(&bytes)) {
            Some(there) if there == wanted => plan.unchanged.push(path.clone()),
            Some(there) if listed == Some(&there) => plan.write.push(path.clone()),
            None => plan.write.push(path.clone()),
            Some(_) => {
                let why = if listed.is_some() { Kept::Edited } else { Kept::Foreign };
                plan.kept.push((path.clone(), why));
                // An edited file stays listed as it was written, so that it is known as edited next time.
                plan.listing.0.extend(listed.map(|digest| (path.clone(), digest.clone())));
                continue;
            }
        }
        plan.listing.0.insert(path.clone(), wanted);
    }
    for (path, listed) in earlier.0.iter().filter(|(path, _)| !tree.files.contains_key(*path)) {
        match disk(path).map(|bytes| digest(&bytes)) {
            None => {}
            Some(there) if there == *listed => plan.remove.push(path.clone()),
            Some(_) => {
                plan.kept.push((path.clone(), Kept::EditedStale));
                plan.listing.0.insert(path.clone(), listed.clone());
            }
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.add(*path, Generator::Terraform, (*text).to_owned());
        }
        tree
    }

    #[test]
    fn only_what_is_ours_is_touched() {
        let first = write_plan(&tree(&[("a.tf", "1"), ("b.tf", "2"), ("c.tf", "3"), ("d.tf", "4")]), &Listing::default(), &|_| None);
        assert_eq!(first.write.len(), 4);
        let listing = Listing::parse(&first.listing.text());
        assert_eq!(listing, first.listing);

        // b is stale, c was edited and is stale, d was edited, e stands there as somebody else's.
        let disk = |path: &str| match path {
            "a.tf" => Some(b"1".to_vec()),
            "b.tf" => Some(b"2".to_vec()),
            _ => Some(b"by hand".to_vec()),
        };
        let second = write_plan(&tree(&[("a.tf", "new"), ("d.tf", "4"), ("e.tf", "5")]), &listing, &disk);
        assert_eq!(second.write, ["a.tf"]);
        assert_eq!(second.remove, ["b.tf"]);
        assert_eq!(second.kept, [("d.tf".into(), Kept::Edited), ("e.tf".into(), Kept::Foreign), ("c.tf".into(), Kept::EditedStale)]);
        assert!(second.listing.0.contains_key("d.tf") && !second.listing.0.contains_key("e.tf"));
        let third = write_plan(&tree(&[("d.tf", "4")]), &second.listing, &|path| (path == "d.tf").then(|| b"4".to_vec()));
        assert_eq!((third.unchanged.len(), third.kept.len()), (1, 0));
    }

    #[test]
    fn a_listing_never_leads_out_of_the_folder() {
        let digest = digest(b"x");
        let text = format!("{digest}  ../x\n{digest}  /etc/x\n{digest}  a/../b\nnothing\n{digest}  a/b.tf\n");
        assert_eq!(Listing::parse(&text).0.keys().collect::<Vec<_>>(), ["a/b.tf"]);
    }
}
