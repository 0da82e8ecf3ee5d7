//! The program: finding it, running it, stopping it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use mlpc_engine::Cancel;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::TerraformError;
use crate::events::{Line, Report, read};

/// How long Terraform has to write its state after a second interrupt before it is killed.
const GRACE: Duration = Duration::from_secs(5);

/// `terraform` or `tofu`.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    env: Vec<(OsString, OsString)>,
}

/// How a run ended.
pub(crate) struct Ended {
    pub success: bool,
    /// All of standard output that no line was read of.
    pub stdout: String,
    pub stderr: String,
    pub reports: Vec<Report>,
}

impl Program {
    /// What `MLPC_TERRAFORM` names, else `terraform`, else `tofu`, as the `PATH` has them.
    pub fn find() -> Result<Self, TerraformError> {
        if let Some(named) = std::env::var_os("MLPC_TERRAFORM").filter(|it| !it.is_empty()) {
            let missing = || TerraformError::Missing(named.to_string_lossy().into_owned());
            return in_path(&named).map(Self::at).ok_or_else(missing);
        }
        let found = ["terraform", "tofu"].iter().find_map(|name| in_path(OsStr::new(name)));
        found.map(Self::at).ok_or_else(|| TerraformError::Missing("terraform".to_owned()))
    }

    /// This program.
    pub const fn at(path: PathBuf) -> Self {
        Self { path, env: Vec::new() }
    }

    /// With a variable in its environment beside mlpc's own.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs it to its end, with every line of its event stream told.
    pub(crate) async fn run(
        &self,
        folder: &Path,
        args: &[OsString],
        cancel: &Cancel,
        each: &mut (dyn FnMut(Line) + Send),
    ) -> Result<Ended, TerraformError> {
        let mut child = self.spawn(folder, args)?;
        let mut lines = child.stdout.take().map(|it| BufReader::new(it).lines());
        let mut errors = child.stderr.take();
        let collect = tokio::spawn(async move {
            let mut text = Vec::new();
            if let Some(errors) = &mut errors {
                // What can't be read can't be shown either.
                let _ = errors.read_to_end(&mut text).await;
            }
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut ended = Ended { success: false, stdout: String::new(), stderr: String::new(), reports: Vec::new() };
        let mut asked = 0;
        let mut deadline = None;
        while let Some(source) = &mut lines {
            tokio::select! {
                line = source.next_line() => match line {
                    Ok(Some(line)) => match read(&line) {
                        Some(Line::Report(report)) => ended.reports.push(report),
                        Some(line) => each(line),
                        None => {
                            ended.stdout.push_str(&line);
                            ended.stdout.push('\n');
                        }
                    },
                    Ok(None) | Err(_) => lines = None,
                },
                () = cancel.gently(), if asked == 0 => {
                    asked = 1;
                    interrupt(&child);
                }
                () = cancel.hardly(), if asked < 2 => {
                    asked = 2;
                    interrupt(&child);
                    deadline = Some(tokio::time::Instant::now() + GRACE);
                }
                () = at(deadline) => {
                    kill(&mut child);
                    lines = None;
                }
            }
        }
        let status = child.wait().await.map_err(|error| TerraformError::File { path: self.path.clone(), error })?;
        ended.success = status.success();
        ended.stderr = collect.await.unwrap_or_default();
        Ok(ended)
    }

    fn spawn(&self, folder: &Path, args: &[OsString]) -> Result<Child, TerraformError> {
        let mut command = Command::new(&self.path);
        command.current_dir(folder).args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command.env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0").env("CHECKPOINT_DISABLE", "1");
        // What would make it work elsewhere than in its folder, or with other arguments than these.
        for name in ["TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS", "TF_CLI_ARGS_init", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_apply"] {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        // A group of its own: the terminal's Ctrl-C reaches mlpc alone, which passes it on once.
        #[cfg(unix)]
        command.process_group(0);
        tracing::debug!(program = %self.path.display(), ?args, folder = %folder.display(), "run");
        command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => TerraformError::Missing(self.path.display().to_string()),
            _ => TerraformError::File { path: self.path.clone(), error },
        })
    }
}

/// Waits until then; for ever if there is no such time.
async fn at(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

fn in_path(name: &OsStr) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.is_file().then(|| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    }
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(path)).find(|it| it.is_file())
}

/// Ctrl-C: Terraform finishes what is in flight and writes its state.
#[cfg(unix)]
fn interrupt(child: &Child) {
    if let Some(pid) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
        // It may have ended by itself.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
    }
}

#[cfg(not(unix))]
fn interrupt(_: &Child) {}

/// Kills it and the providers it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(pid) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
        // The group bears the child's number, see `spawn`.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
    // Fails only if it has ended.
    let _ = child.start_kill();
}
