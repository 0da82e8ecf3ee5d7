//! A folder with a platform, and the binary run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A temporary folder that holds a platform.
pub(crate) struct Sandbox {
    dir: TempDir,
    env: Vec<(String, String)>,
}

/// What a command printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { dir: TempDir::new().expect("a temporary folder"), env: Vec::new() }
    }

    /// A copy of `examples/quickstart`.
    pub(crate) fn quickstart() -> Self {
        let sandbox = Self::empty();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quickstart");
        for entry in fs::read_dir(example).expect("the example").map(|entry| entry.expect("an entry")) {
            if entry.file_name().to_string_lossy().ends_with(".mlp.kdl") {
                fs::copy(entry.path(), sandbox.path().join(entry.file_name())).expect("a copy");
            }
        }
        sandbox
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Self::empty();
        for (name, text) in files {
            fs::write(sandbox.path().join(name), text).expect("a file");
        }
        sandbox
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn set_env(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn env(&self) -> impl Iterator<Item = (&str, &str)> {
        self.env.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect(name)
    }

    /// Replaces a text that must be there.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        fs::write(self.path().join(name), text.replace(from, to)).expect(name);
    }

    /// The command, ready to run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(self.path()).args(args).args(["--today", "2026-11-23"]);
        command.env("COLUMNS", "100").env("NO_COLOR", "1").stdin(Stdio::null());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("the binary");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs it and expects 0.
    pub(crate) fn ok(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(0), "mlpc {args:?}\n{}{}", ran.out, ran.err);
        ran
    }
}

/// The binary under test.
pub(crate) fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_mlpc"))
}

/// Says that a test was skipped; under CI that is a failure.
pub(crate) fn skipped(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "skipped under CI: {what}");
    eprintln!("skipped: {what}");
}

/// Where the reference data is, if it is there.
pub(crate) fn reference() -> Option<PathBuf> {
    let named = std::env::var_os("MLPC_REFERENCE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    path.is_dir().then_some(path)
}

/// A transcript as tests compare it: times and process ids are different in each run.
pub(crate) fn settled(text: &str) -> String {
    let words = text.lines().map(|line| {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for at in 1..words.len() {
            let time = words[at - 1].parse::<f64>().is_ok() && words[at].trim_end_matches([';', ',']) == "s";
            if time {
                "T".clone_into(&mut words[at - 1]);
            }
        }
        words.join(" ")
    });
    words.map(|line| format!("{line}\n")).collect()
}
