//! Where the commands read platforms from.

mod disk;
mod git;

pub use disk::DiskFiles;
pub use git::GitFiles;
