//! A folder, a program and a configuration: what the tests stand on.

use std::collections::BTreeMap;
use std::time::Duration;

use mlpc_engine::{Answer, Cancel, Work};
use mlpc_graph::Address;
use mlpc_plan::{Action, ActionId, Op};
use mlpc_source::Idx;
use mlpc_terraform::{Program, Root, Settings, Terraform, TerraformError};

/// A fresh folder and the real program.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) program: Program,
    pub(crate) cancel: Cancel,
}

impl Bench {
    /// `None`, with a line that says so, if there is no Terraform; that fails under `CI=true`.
    pub(crate) fn new() -> Option<Self> {
        match Program::find() {
            Ok(program) => {
                // Plug-ins are looked for nowhere: `terraform_data` is built in.
                let program = program.env("TF_CLI_CONFIG_FILE", "/dev/null");
                Some(Self { folder: tempfile::tempdir().expect("a folder"), program, cancel: Cancel::default() })
            }
            Err(_) => {
                skipped("terraform");
                None
            }
        }
    }

    /// The engine over one file of configuration in target `virginia`.
    pub(crate) fn engine(&self, config: &str) -> Terraform {
        self.with(self.program.clone(), config)
    }

    pub(crate) fn with(&self, program: Program, config: &str) -> Terraform {
        let root = Root { files: BTreeMap::from([("main.tf".into(), config.to_owned())]), local: true };
        self.over(program, root)
    }

    pub(crate) fn over(&self, program: Program, root: Root) -> Terraform {
        let base = self.folder.path().join("terraform");
        let settings = Settings { program, base, parallelism: None, lock_wait: Duration::ZERO };
        Terraform::new(settings, BTreeMap::from([("virginia".into(), root)]))
    }

    /// Applies a configuration and returns the answers in order of arrival.
    pub(crate) async fn apply(&self, config: &str, actions: &[Action]) -> Result<Vec<Answer>, TerraformError> {
        self.carry_out(&self.engine(config), actions).await
    }

    pub(crate) async fn carry_out(&self, engine: &Terraform, actions: &[Action]) -> Result<Vec<Answer>, TerraformError> {
        let numbered = actions.iter().enumerate().map(|(at, action)| (ActionId::from_usize(at), action.clone()));
        let work = Work { target: "virginia".into(), environment: None, actions: numbered.collect() };
        let mut answers = Vec::new();
        engine.carry_out(&work, &mut |answer| answers.push(answer), &self.cancel).await?;
        Ok(answers)
    }
}

/// Says what a test was skipped for; fails under `CI=true`.
pub(crate) fn skipped(what: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what} is missing");
    eprintln!("skipped: {what} is missing");
}

/// A bare action.
pub(crate) fn action(address: &str, op: Op) -> Action {
    Action {
        target: Address::parse(address).expect("an address"),
        op,
        why: Vec::new(),
        changes: Vec::new(),
        from: None,
        to: None,
        partner: None,
        deposed: None,
        moved_from: None,
        import: None,
        timeouts: Vec::new(),
        wanted: Vec::new(),
    }
}

/// Answers in short, progress apart.
pub(crate) fn words(answers: &[Answer]) -> Vec<String> {
    let word = |answer: &Answer| match answer {
        Answer::Begun(id) => Some(format!("begun {}", id.to_usize())),
        Answer::Done(id, _) => Some(format!("done {}", id.to_usize())),
        Answer::Failed(id, _) => Some(format!("failed {}", id.to_usize())),
        Answer::NotBegun(id) => Some(format!("not begun {}", id.to_usize())),
        Answer::Progress(..) => None,
    };
    answers.iter().filter_map(word).collect()
}
