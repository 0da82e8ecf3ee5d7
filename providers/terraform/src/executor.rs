//! Terraform as an engine: prepares a target (init, plan, comparison), carries it out, and looks up what a crash left open.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use mlpc_engine::{Answer, Cancel, Executor, Failure, Observed, Results, Work};
use mlpc_graph::Address;
use mlpc_plan::{Action, ActionId, Drift, Prior};
use smol_str::SmolStr;

use crate::answers::Answers;
use crate::compare::{drift, surprises};
use crate::events::Line;
use crate::folder::Folder;
use crate::program::Ended;
use crate::{Planned, Program, Root, Surprise, TerraformError, TerraformState};

/// Terraform's plan file in the working folder.
const PLAN: &str = "mlpc.tfplan";

/// How many lines are kept of what it wrote beside.
const STDERR_LINES: usize = 24;

/// How Terraform is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program.
    pub program: Program,
    /// `.mlpc/terraform` or `.mlpc/ENV/terraform`: working folders and local states lie in it.
    pub base: PathBuf,
    /// How many operations at a time; Terraform's own default is ten.
    pub parallelism: Option<usize>,
    /// How long to wait for somebody else's lock on Terraform's state.
    pub lock_wait: Duration,
}

/// How much of a target is planned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// All of it.
    Whole,
    /// The addresses of the actions, and what they need.
    Actions,
}

/// A target that is ready to be applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prepared {
    /// Terraform's plan.
    pub planned: Planned,
    /// What it has beyond mlpc's.
    pub surprises: Vec<Surprise>,
    /// Terraform's plan file, for a saved plan to embed.
    pub file: PathBuf,
}

/// The engine.
#[derive(Debug)]
pub struct Terraform {
    settings: Settings,
    roots: BTreeMap<SmolStr, Root>,
    prepared: Mutex<BTreeMap<SmolStr, Prepared>>,
}

impl Prepared {
    /// Those surprises that need a new yes.
    pub fn destroying(&self) -> impl Iterator<Item = &Surprise> {
        self.surprises.iter().filter(|it| it.destroys())
    }

    /// What it has beyond mlpc's because what is recorded isn't there any more, or isn't as it was left.
    pub fn drift(&self, prior: &Prior) -> BTreeMap<Address, Drift> {
        drift(&self.surprises, prior)
    }

    /// The same beside another plan of mlpc's: one that puts drift back, say.
    #[must_use]
    pub fn against(mut self, actions: &[&Action]) -> Self {
        self.surprises = surprises(actions.iter().copied(), &self.planned);
        self
    }
}

impl Terraform {
    /// Over the configurations of the targets, by their names. A target that the spec no longer has comes with the root that its last settings
    /// give, without resources.
    pub const fn new(settings: Settings, roots: BTreeMap<SmolStr, Root>) -> Self {
        Self { settings, roots, prepared: Mutex::new(BTreeMap::new()) }
    }

    /// Writes the working folder, initialises it if need be, and lets Terraform plan. Keeping the result is consent to it: a [`Terraform::run`]
    /// of the target applies it, surprises included, unless [`Terraform::discard`] is called.
    pub async fn prepare(&self, target: &str, actions: &[&Action], scope: Scope, cancel: &Cancel) -> Result<Prepared, TerraformError> {
        let folder = self.ready(target, cancel).await?;
        let targets = match scope {
            Scope::Whole => Vec::new(),
            Scope::Actions => actions.iter().map(|it| &it.target).collect(),
        };
        let args = self.plan_args(&targets);
        let mut ended = self.call(&folder, &args, cancel).await?;
        if !ended.success && ended.reports.iter().any(|it| it.error && it.text().contains("terraform init")) {
            // Another version, or plug-ins that were cleared away.
            self.init(&folder, cancel).await?;
            ended = self.call(&folder, &args, cancel).await?;
        }
        succeeded("plan", ended, cancel)?;
        self.shown(target, &folder, actions, cancel).await
    }

    /// Prepares a target from Terraform's plan file that a saved plan embeds, instead of planning anew. Terraform itself refuses a file whose
    /// state has changed since.
    pub async fn restore(&self, target: &str, plan: &[u8], actions: &[&Action], cancel: &Cancel) -> Result<Prepared, TerraformError> {
        let folder = self.ready(target, cancel).await?;
        let file = folder.path.join(PLAN);
        std::fs::write(&file, plan).map_err(|error| TerraformError::File { path: file, error })?;
        self.shown(target, &folder, actions, cancel).await
    }

    /// The working folder of a target.
    pub fn folder(&self, target: &str) -> PathBuf {
        self.settings.base.join(target)
    }

    /// Takes consent back.
    pub fn discard(&self, target: &str) {
        if let Some(prepared) = self.lock().remove(target) {
            // It may hold what is sensitive; a new preparation overwrites it anyway.
            let _ = std::fs::remove_file(prepared.file);
        }
    }

    /// The working folder, written and initialised.
    async fn ready(&self, target: &str, cancel: &Cancel) -> Result<Folder, TerraformError> {
        let root = self.roots.get(target).ok_or_else(|| TerraformError::NoRoot(target.into()))?;
        let folder = Folder::write(&self.settings.base, target, root)?;
        if !folder.is_initialised() {
            self.init(&folder, cancel).await?;
        }
        Ok(folder)
    }

    /// Reads the plan file, compares it and keeps it.
    async fn shown(&self, target: &str, folder: &Folder, actions: &[&Action], cancel: &Cancel) -> Result<Prepared, TerraformError> {
        let shown = self.call(folder, &["show".into(), "-json".into(), PLAN.into()], cancel).await?;
        let shown = succeeded("show", shown, cancel)?;
        let planned =
            Planned::parse(&shown.stdout).map_err(|error| TerraformError::Unreadable { command: "show", expected: "plan", error })?;
        let surprises = surprises(actions.iter().copied(), &planned);
        let prepared = Prepared { planned, surprises, file: folder.path.join(PLAN) };
        self.lock().insert(target.into(), prepared.clone());
        Ok(prepared)
    }

    /// Applies a target and answers its actions. Without a preparation it makes one and refuses if Terraform would destroy what the actions
    /// leave alone.
    pub async fn carry_out(&self, work: &Work, send: &mut (dyn FnMut(Answer) + Send), cancel: &Cancel) -> Result<(), TerraformError> {
        let target = work.target.as_str();
        let root = self.roots.get(target).ok_or_else(|| TerraformError::NoRoot(target.into()))?;
        let kept = self.lock().remove(target);
        let prepared = match kept {
            Some(prepared) => prepared,
            None => self.prepare_unasked(work, send, cancel).await?,
        };
        self.lock().remove(target);
        let folder = Folder::write(&self.settings.base, target, root)?;
        let mut args: Vec<OsString> = vec!["apply".into(), "-json".into(), "-input=false".into(), self.lock_timeout()];
        args.extend(self.settings.parallelism.map(|n| format!("-parallelism={n}").into()));
        args.push(PLAN.into());
        let mut answers = Answers::new(actions(work), send);
        let ended = self.settings.program.run(&folder.path, &args, cancel, &mut |line| answers.line(line)).await?;
        // A plan file is good for one apply, and may hold what is sensitive.
        let _ = std::fs::remove_file(&prepared.file);
        let state = self.state_in(&folder).await?;
        let told = answers.end(ended.success, &ended.reports, &prepared.planned, &state);
        if ended.success || told || cancel.gentle() { Ok(()) } else { succeeded("apply", ended, cancel).map(drop) }
    }

    /// What Terraform's state of a target holds.
    pub async fn state(&self, target: &str) -> Result<TerraformState, TerraformError> {
        let root = self.roots.get(target).ok_or_else(|| TerraformError::NoRoot(target.into()))?;
        let folder = Folder::write(&self.settings.base, target, root)?;
        self.state_in(&folder).await
    }

    async fn prepare_unasked(
        &self,
        work: &Work,
        send: &mut (dyn FnMut(Answer) + Send),
        cancel: &Cancel,
    ) -> Result<Prepared, TerraformError> {
        let planned: Vec<&Action> = work.actions.iter().map(|(_, action)| action).collect();
        let prepared = match self.prepare(&work.target, &planned, Scope::Whole, cancel).await {
            Ok(prepared) => prepared,
            Err(TerraformError::Run { command, what, stderr }) => {
                // What speaks of a resource is that action's failure; nothing was begun.
                let answers = Answers::new(actions(work), send);
                let nothing = (Planned::default(), TerraformState::default());
                if what
                    .iter()
                    .any(|it| it.error && work.actions.iter().any(|(_, action)| it.address.as_deref() == Some(action.target.as_str())))
                {
                    answers.end(false, &what, &nothing.0, &nothing.1);
                }
                return Err(TerraformError::Run { command, what, stderr });
            }
            Err(error) => return Err(error),
        };
        let destroying: Vec<_> = prepared.destroying().map(ToString::to_string).collect();
        if destroying.is_empty() {
            return Ok(prepared);
        }
        self.discard(&work.target);
        Err(TerraformError::Surprised(destroying.join(", ")))
    }

    async fn init(&self, folder: &Folder, cancel: &Cancel) -> Result<(), TerraformError> {
        // The state is where the spec says; an earlier backend is no reason to ask whether to copy it.
        let ended = self.call(folder, &["init".into(), "-input=false".into(), "-no-color".into(), "-reconfigure".into()], cancel).await?;
        succeeded("init", ended, cancel)?;
        folder.initialised();
        Ok(())
    }

    async fn state_in(&self, folder: &Folder) -> Result<TerraformState, TerraformError> {
        let text = match folder.local_state() {
            Some(text) => text?.unwrap_or_default(),
            None => {
                // What was cut off is looked up even while the run is being cancelled.
                let cancel = Cancel::default();
                if !folder.is_initialised() {
                    self.init(folder, &cancel).await?;
                }
                let ended = self.call(folder, &["state".into(), "pull".into()], &cancel).await?;
                succeeded("state pull", ended, &cancel)?.stdout
            }
        };
        TerraformState::parse(&text).map_err(|error| TerraformError::Unreadable { command: "state pull", expected: "state", error })
    }

    async fn call(&self, folder: &Folder, args: &[OsString], cancel: &Cancel) -> Result<Ended, TerraformError> {
        self.settings.program.run(&folder.path, args, cancel, &mut |_: Line| {}).await
    }

    fn plan_args(&self, targets: &[&Address]) -> Vec<OsString> {
        let mut args: Vec<OsString> =
            vec!["plan".into(), "-json".into(), "-input=false".into(), format!("-out={PLAN}").into(), self.lock_timeout()];
        args.extend(self.settings.parallelism.map(|n| format!("-parallelism={n}").into()));
        args.extend(targets.iter().map(|it| format!("-target={it}").into()));
        args
    }

    fn lock_timeout(&self) -> OsString {
        format!("-lock-timeout={}s", self.settings.lock_wait.as_secs()).into()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<SmolStr, Prepared>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for Terraform {
    fn name(&self) -> &'static str {
        "terraform"
    }

    fn run(&self, work: Work, results: Results, cancel: Cancel) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            let mut send = |answer| match answer {
                Answer::Begun(id) => results.begun(id),
                Answer::Progress(id, text) => results.progress(id, text),
                Answer::Done(id, observed) => results.done(id, observed),
                Answer::Failed(id, failure) => results.failed(id, failure),
                Answer::NotBegun(id) => results.not_begun(id),
            };
            self.carry_out(&work, &mut send, &cancel).await.map_err(Failure::from)
        })
    }

    fn lookup(&self, target: &str, addresses: &[Address]) -> BoxFuture<'_, Result<BTreeMap<Address, Option<Observed>>, Failure>> {
        let (target, addresses) = (SmolStr::from(target), addresses.to_vec());
        Box::pin(async move {
            let state = self.state(&target).await?;
            let found = |address: Address| {
                let observed = state.get(&address).map(|it| Observed { id: it.id.clone(), ..Observed::default() });
                (address, observed)
            };
            Ok(addresses.into_iter().map(found).collect())
        })
    }
}

fn actions(work: &Work) -> impl Iterator<Item = (ActionId, &Action)> {
    work.actions.iter().map(|(id, action)| (*id, action))
}

/// A line without the frame that Terraform draws around its errors.
fn unframed(line: &str) -> &str {
    line.trim_matches(|letter: char| letter.is_whitespace() || "╷│╵".contains(letter))
}

/// The run itself if it succeeded, else why it didn't.
fn succeeded(command: &'static str, ended: Ended, cancel: &Cancel) -> Result<Ended, TerraformError> {
    if ended.success {
        return Ok(ended);
    }
    if cancel.gentle() {
        return Err(TerraformError::Cancelled);
    }
    let what = ended.reports.into_iter().filter(|it| it.error).collect();
    // The end says what went wrong; what stands before it is how it came to be.
    let lines: Vec<_> = ended.stderr.lines().map(unframed).filter(|line| !line.is_empty()).collect();
    let stderr = lines.get(lines.len().saturating_sub(STDERR_LINES)..).unwrap_or_default().join("\n");
    Err(TerraformError::Run { command, what, stderr })
}
