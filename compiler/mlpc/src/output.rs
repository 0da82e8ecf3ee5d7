//! Writing files so that a reader, or a crash, never sees half of one.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::exit::Failure;
use crate::refused;

/// Writes a file that can be built again: whole or not at all, but not forced to the disk, which takes most of the time of many files.
pub(crate) fn write_built(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.mlpc-{}", std::process::id()));
    fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path)).map_err(|error| {
        let _ = fs::remove_file(&temporary);
        refused::path("write", path, &error)
    })
}

/// Replaces a file's content as a whole: a temporary file beside it, synced, then renamed over it. Permissions of the old file are kept.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| refused::path("write", path, &error);
    // A link stays a link: what it points to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.mlpc-{}", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        if let Ok(meta) = fs::metadata(path) {
            fs::set_permissions(&temporary, meta.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(|error| {
        // The temporary file may not exist; that it can't be removed is no news beside why it couldn't be written.
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}
