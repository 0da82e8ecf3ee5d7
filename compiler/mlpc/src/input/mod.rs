//! Where the commands read platforms from.

mod disk;
mod git;

pub(crate) use disk::DiskFiles;
pub(crate) use git::GitFiles;
