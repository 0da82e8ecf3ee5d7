//! One command run to its end: processor time and peak memory as the kernel counts them for the child.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What one run cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Cost {
    /// User and system time, in seconds, of the command and its children.
    pub(crate) cpu: f64,
    /// Time that passed, in seconds. On a shared machine it says little.
    pub(crate) wall: f64,
    /// Peak of resident memory, in MB. About 9 MB is the least that can be seen: the measuring process has them before it becomes the command.
    pub(crate) memory: f64,
    /// The exit code; [`TIMED_OUT`] if the time ran out.
    pub(crate) exit: i64,
}

/// The exit code of a run that was ended for its time, as `timeout` has it.
pub(crate) const TIMED_OUT: i64 = 124;

impl Cost {
    /// How it ended, for a table.
    pub(crate) fn end(&self, limit: f64) -> String {
        if self.exit == TIMED_OUT { format!("not finished in {limit} s") } else { self.exit.to_string() }
    }
}

/// A command to measure.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// How the row is called.
    pub(crate) name: String,
    /// Program and arguments.
    pub(crate) command: Vec<OsString>,
    /// Where it runs.
    pub(crate) folder: PathBuf,
    /// Where its stdout goes; nowhere if `None`.
    pub(crate) stdout: Option<PathBuf>,
    /// Files and folders to remove before each run.
    pub(crate) fresh: Vec<PathBuf>,
}

/// Ours and standard library only: `wait4` gives the child's own account, which std doesn't.
const MEASURE: &str = "
import os, signal, subprocess, sys, time
limit, out = float(sys.argv[1]), sys.argv[2]
env = dict(os.environ, CHECKPOINT_DISABLE='1')
env.pop('TF_CLI_CONFIG_FILE', None)
stdout = open(out, 'wb') if out else subprocess.DEVNULL
start = time.perf_counter()
child = subprocess.Popen(sys.argv[3:], env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL, start_new_session=True, close_fds=False)
signal.signal(signal.SIGALRM, lambda *_: os.killpg(child.pid, signal.SIGKILL))
signal.setitimer(signal.ITIMER_REAL, limit)
_, status, used = os.wait4(child.pid, 0)
wall = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, 124 if code == -9 and wall >= limit else code)
";

impl Job {
    /// A job without output.
    pub(crate) fn new(name: impl Into<String>, folder: &Path, command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self {
            name: name.into(),
            command: command.into_iter().map(Into::into).collect(),
            folder: folder.to_owned(),
            stdout: None,
            fresh: Vec::new(),
        }
    }

    /// The job with its stdout in a file.
    pub(crate) fn stdout(mut self, path: PathBuf) -> Self {
        self.stdout = Some(path);
        self
    }

    /// The job with files that must not be there when it starts.
    pub(crate) fn fresh(mut self, path: PathBuf) -> Self {
        self.fresh.push(path);
        self
    }

    /// Runs it once, ended after `limit` seconds.
    pub(crate) fn run(&self, limit: f64) -> Result<Cost, String> {
        for path in &self.fresh {
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
        let mut python = Command::new("python3");
        python.args(["-I", "-S", "-c", MEASURE]).arg(limit.to_string());
        python.arg(self.stdout.as_ref().map_or_else(OsString::new, |path| path.clone().into_os_string()));
        python.args(&self.command).current_dir(&self.folder);
        let output = python.output().map_err(|error| format!("python3: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers.as_slice() {
            [cpu, wall, memory, exit] => Ok(Cost { cpu: *cpu, wall: *wall, memory: *memory, exit: *exit as i64 }),
            _ => Err(format!("{}: {}", self.name, String::from_utf8_lossy(&output.stderr))),
        }
    }
}

/// Runs jobs in turn, so that a burst of other load meets all of them; the median by processor time of each. One that takes longer than `long` seconds
/// is run once.
pub(crate) fn interleaved(jobs: &[&Job], rounds: usize, limit: f64, long: f64) -> Result<Vec<Cost>, String> {
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); jobs.len()];
    for _ in 0..rounds.max(1) {
        for (job, costs) in jobs.iter().zip(&mut costs) {
            if costs.last().is_none_or(|cost| cost.wall <= long) {
                costs.push(job.run(limit)?);
            }
        }
    }
    Ok(costs.into_iter().filter_map(median).collect())
}

/// The one in the middle by processor time.
pub(crate) fn median(mut costs: Vec<Cost>) -> Option<Cost> {
    costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    costs.get(costs.len() / 2).copied()
}
