//! A platform's directory at a git revision, read as objects by the `git` program: no checkout, no credentials.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use mlpc_project::{Files, FilesError};

/// What to do where a revision isn't known.
const NAME_ONE: &str =
    "name a commit, branch or tag (`git log --oneline --all` lists some); a shallow clone lacks most: `git fetch --unshallow`";

/// All files below a directory as a revision has them, read at once.
#[derive(Clone, Debug)]
pub(crate) struct GitFiles {
    files: BTreeMap<String, Arc<[u8]>>,
    name: String,
}

impl GitFiles {
    /// Reads `revision` of the repository that `dir` lies in, the files below `dir` (or the one file, if given).
    pub(crate) fn read(dir: &Path, only: Option<&str>, revision: &str) -> Result<Self, FilesError> {
        let failed = |reason: String, help: &str| FilesError { path: revision.to_owned(), reason, help: Some(help.to_owned()) };
        let at_revision = |reason: String| failed(reason, "`git fsck` looks for damage");
        if revision.starts_with('-') {
            return Err(failed("the name of a revision doesn't begin with `-`".to_owned(), NAME_ONE));
        }
        Command::new("git").arg("--version").output().map_err(|error| failed(format!("git can't be run ({error})"), "install git"))?;
        run(dir, &["rev-parse", "--git-dir"])
            .map_err(|_| failed(format!("{} lies in no git repository", dir.display()), "run it in a clone of the spec's repository"))?;
        let commit = run(dir, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
            .map_err(|_| failed("git knows no such revision".to_owned(), NAME_ONE))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let listing = run(dir, &["ls-tree", "-r", "-z", &commit, "--", only.unwrap_or(".")]).map_err(at_revision)?;
        let mut wanted = Vec::new();
        for line in String::from_utf8_lossy(&listing).split('\0') {
            let Some((meta, path)) = line.split_once('\t') else { continue };
            let mut meta = meta.split(' ').skip(1);
            let (kind, object) = (meta.next(), meta.next());
            let hidden = path.split('/').any(|part| part.starts_with('.'));
            if let (Some("blob"), Some(object), false) = (kind, object, hidden) {
                wanted.push((path.to_owned(), object.to_owned()));
            }
        }
        let files = read_objects(dir, &wanted).map_err(at_revision)?;
        let name = dir.file_name().map_or_else(|| "platform".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self { files, name })
    }
}

fn git(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(args).env("GIT_OPTIONAL_LOCKS", "0").stderr(Stdio::piped()).stdout(Stdio::piped());
    command
}

fn run(dir: &Path, args: &[&str]) -> Result<Vec<u8>, String> {
    let output = git(dir, args).stdin(Stdio::null()).output().map_err(|error| format!("can't run git: {error}"))?;
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}

/// Reads many objects through one `git cat-file --batch`; requests are written from a thread of their own, or both pipes could fill.
fn read_objects(dir: &Path, wanted: &[(String, String)]) -> Result<BTreeMap<String, Arc<[u8]>>, String> {
    let mut child = git(dir, &["cat-file", "--batch"]).stdin(Stdio::piped()).spawn().map_err(|error| format!("can't run git: {error}"))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return Err("git has no pipes".to_owned()) };
    let requests: String = wanted.iter().map(|(_, object)| format!("{object}\n")).collect();
    let writer = std::thread::spawn(move || stdin.write_all(requests.as_bytes()));
    let mut reader = BufReader::new(stdout);
    let mut files = BTreeMap::new();
    for (path, object) in wanted {
        let mut header = String::new();
        reader.read_line(&mut header).map_err(|error| error.to_string())?;
        let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| format!("git can't read object {object} of `{path}`"))?;
        let mut bytes = vec![0; size + 1];
        reader.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        bytes.truncate(size);
        files.insert(path.clone(), bytes.into());
    }
    // What git says at its end adds nothing: every object was read whole.
    let _ = (writer.join(), child.wait());
    Ok(files)
}

impl Files for GitFiles {
    fn list(&self) -> Result<Vec<String>, FilesError> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Option<Arc<[u8]>>, FilesError> {
        Ok(self.files.get(path).cloned())
    }

    fn dir_name(&self) -> String {
        self.name.clone()
    }
}
