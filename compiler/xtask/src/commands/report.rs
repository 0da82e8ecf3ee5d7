//! A report that is written as it grows, so that a run that is cut short has shown what it measured.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use super::Outcome;

/// Lines to stdout, and to a file if one is named.
#[derive(Debug)]
pub(crate) struct Report {
    file: Option<File>,
}

impl Report {
    /// A report without lines yet; the file is emptied.
    pub(crate) fn new(path: Option<&Path>) -> Result<Self, String> {
        let create = |path: &Path| File::create(path).map_err(|error| format!("{}: {error}", path.display()));
        Ok(Self { file: path.map(create).transpose()? })
    }

    /// Adds a piece of text, which whoever follows the report sees at once.
    pub(crate) fn add(&mut self, text: &str) -> Outcome {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| format!("stdout: {error}"))?;
        match &mut self.file {
            Some(file) => file.write_all(text.as_bytes()).map_err(|error| format!("the report's file: {error}")),
            None => Ok(()),
        }
    }
}
