//! The command in a frozen environment: a copy of the quickstart in a git repository of its own, one date, one width, no colours.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The files of the quickstart.
const FILES: [&str; 5] = ["ads.mlp.kdl", "atlas.test.mlp.kdl", "platform.mlp.kdl", "research.mlp.kdl", "search.mlp.kdl"];

/// A platform in a repository.
pub(crate) struct Platform {
    home: TempDir,
    n_commits: Cell<u32>,
}

/// What a command printed, and its exit code.
pub(crate) struct Printed {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Platform {
    /// The quickstart, committed.
    pub(crate) fn quickstart() -> Self {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quickstart");
        let read = |file| fs::read_to_string(example.join(file)).expect("the example");
        Self::of(&FILES.map(|file| (file, read(file))))
    }

    /// These files, committed.
    pub(crate) fn of(files: &[(&str, String)]) -> Self {
        let platform = Self { home: tempfile::tempdir().expect("a temporary folder"), n_commits: Cell::new(0) };
        fs::create_dir(platform.dir()).expect("a folder");
        for (file, text) in files {
            platform.write(file, text);
        }
        platform.git(&["init", "--quiet", "--initial-branch=main"]);
        platform.commit("The platform");
        platform
    }

    /// The folder with the spec.
    pub(crate) fn dir(&self) -> PathBuf {
        self.home.path().join("atlas")
    }

    /// Replaces a text that stands exactly once in a file.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) -> &Self {
        let path = self.dir().join(file);
        let text = fs::read_to_string(&path).expect("the file");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        fs::write(&path, text.replace(from, to)).expect("written");
        self
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &str, text: &str) -> &Self {
        fs::write(self.dir().join(file), text).expect("written");
        self
    }

    /// Commits everything, at a date of its own.
    pub(crate) fn commit(&self, message: &str) {
        self.n_commits.set(self.n_commits.get() + 1);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn git(&self, args: &[&str]) {
        let date = format!("2026-11-{:02}T12:00:00Z", self.n_commits.get());
        let done = Command::new("git")
            .current_dir(self.dir())
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"])
            .args(args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Runs a command on the platform.
    pub(crate) fn mlpc(&self, args: &[&str]) -> Printed {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_mlpc"))
            .current_dir(self.dir())
            .args(args)
            .args(["--today", "2026-11-23", "--color", "never"])
            .env("COLUMNS", "100")
            .output()
            .expect("the command runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Printed { stdout: text(stdout), stderr: text(stderr), code: status.code().expect("an exit code") }
    }
}

/// Compares with a snapshot in a folder beside all others.
pub(crate) fn snapshot(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
