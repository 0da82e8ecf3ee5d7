//! Raw `terraform_data` resources: validate, graph, plan, apply and the plan with nothing to do, ours beside terraform's.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use super::measure::{Cost, Job};
use super::table::{Measured, Table};
use super::{Bench, bytes, remove};
use crate::commands::Outcome;
use crate::commands::terraform_data::{self, Shape};
use crate::reference;

/// The commands, ours and terraform's equal of it.
const PAIRS: [(&str, &str); 6] = [
    ("mlpc check", "terraform validate"),
    ("mlpc graph", "terraform graph"),
    ("mlpc plan, empty state", "terraform plan, empty state"),
    ("mlpc apply --simulate", "terraform apply"),
    ("mlpc plan, nothing to do", "terraform plan, nothing to do"),
    ("mlpc plan, one change", "terraform plan, one change"),
];

/// The tables of all shapes.
pub(super) fn report(bench: &mut Bench<'_>) -> Outcome {
    for shape in [Shape::None, Shape::Chain10, Shape::Fan, Shape::Chain] {
        let title = format!("Raw resources, shape {}; bytes are the state's", shape.name());
        let mut table = Table::new(&title, "resources", bench)?;
        for size in &bench.arguments.n {
            // terraform's state of a fan isn't made up, so there it goes as far as it applies.
            let most = match shape {
                Shape::Chain => bench.arguments.chain_up_to,
                Shape::Fan => bench.arguments.apply_up_to,
                Shape::None | Shape::Chain10 => usize::MAX,
            };
            let terraform = bench.programs.terraform.clone().filter(|_| *size <= most);
            Workload::new(bench, shape, *size, terraform)?.measure(bench, &mut table)?;
        }
    }
    Ok(())
}

/// Applies of ours alone: does the time a resource stay the same?
pub(super) fn flat(bench: &mut Bench<'_>) -> Outcome {
    let mut table = Table::new("Simulated applies, shape none; bytes are the state's", "resources", bench)?;
    for size in &bench.arguments.flat {
        let workload = Workload::new(bench, Shape::None, *size, None)?;
        workload.rows(bench, &mut table, bench.arguments.rounds, &[workload.apply()])?;
        remove(&workload.folder)?;
    }
    Ok(())
}

/// One shape at one size.
struct Workload {
    shape: Shape,
    size: usize,
    folder: PathBuf,
    mlpc: PathBuf,
    terraform: Option<PathBuf>,
}

impl Workload {
    fn new(bench: &Bench<'_>, shape: Shape, size: usize, terraform: Option<PathBuf>) -> Result<Self, String> {
        let folder = bench.arguments.work.join(format!("{}-{size}", shape.name()));
        remove(&folder)?;
        terraform_data::write(&folder, shape, size)?;
        let workload = Self { shape, size, folder, mlpc: bench.programs.mlpc.clone(), terraform };
        if let Some(terraform) = &workload.terraform {
            let mut init = Command::new(terraform);
            init.args(["init", "-input=false", "-no-color"]).current_dir(workload.folder.join("terraform"));
            let done = init.output().map_err(|error| error.to_string())?;
            if !done.status.success() {
                return Err(String::from_utf8_lossy(&done.stderr).into_owned());
            }
        }
        Ok(workload)
    }

    /// All commands, in an order in which each finds the state that it needs.
    fn measure(&self, bench: &mut Bench<'_>, table: &mut Table) -> Outcome {
        let rounds = bench.arguments.rounds;
        self.rows(bench, table, rounds, &self.pair(&["validate"], self.mlpc("mlpc check", &["check"])))?;
        self.rows(bench, table, rounds, &self.pair(&["graph"], self.mlpc("mlpc graph", &["graph"])))?;
        let plan = ["plan", "-input=false", "-detailed-exitcode"];
        self.rows(bench, table, rounds, &self.pair(&plan, self.mlpc("mlpc plan, empty state", &["plan", "--detailed-exitcode"])))?;
        if self.size <= bench.arguments.apply_up_to {
            // terraform's apply leaves a state that the next run would find.
            self.rows(bench, table, 1, &self.pair(&["apply", "-auto-approve", "-input=false"], self.apply()))?;
        } else {
            self.rows(bench, table, rounds.min(2), &[self.apply()])?;
            if self.terraform.is_some() {
                reference::write(&self.folder.join("terraform/terraform.tfstate"), terraform_data::state(self.shape, self.size)?)?;
            }
        }
        let nothing = self.mlpc("mlpc plan, nothing to do", &["plan", "--detailed-exitcode"]);
        self.rows(bench, table, rounds, &self.pair(&plan, nothing))?;
        terraform_data::edit(&self.folder)?;
        self.rows(bench, table, rounds, &self.pair(&plan, self.mlpc("mlpc plan, one change", &["plan", "--detailed-exitcode"])))?;
        remove(&self.folder)
    }

    /// terraform's equal of a command of ours, and the command.
    fn pair(&self, words: &[&str], ours: Job) -> Vec<Job> {
        let theirs = PAIRS.iter().find(|(name, _)| ours.name == *name).zip(self.terraform.as_ref()).map(|((_, name), terraform)| {
            // `graph` is the one that draws nothing in colour and so knows no `-no-color`.
            let plain = (words != ["graph"]).then_some("-no-color");
            let words = words.iter().copied().chain(plain).map(OsString::from);
            Job::new(*name, &self.folder.join("terraform"), std::iter::once(terraform.clone().into_os_string()).chain(words))
        });
        theirs.into_iter().chain([ours]).collect()
    }

    fn apply(&self) -> Job {
        self.mlpc("mlpc apply --simulate", &["apply", "--simulate", "--auto-approve"]).fresh(self.folder.join(".mlpc"))
    }

    fn mlpc(&self, name: &str, words: &[&str]) -> Job {
        Job::new(name, &self.folder, std::iter::once(self.mlpc.clone().into_os_string()).chain(words.iter().map(OsString::from)))
    }

    fn rows(&self, bench: &mut Bench<'_>, table: &mut Table, rounds: usize, jobs: &[Job]) -> Outcome {
        let made = |job: &Job, _: &Cost| {
            let state = match job.name.as_str() {
                "mlpc apply --simulate" => bytes(&self.folder.join(".mlpc")),
                "terraform apply" => bytes(&self.folder.join("terraform/terraform.tfstate")),
                _ => 0,
            };
            let peer = PAIRS.iter().find(|(ours, _)| job.name == *ours).map(|(_, theirs)| *theirs);
            Measured { resources: self.size, bytes: state, peer }
        };
        table.measure(bench, self.size, jobs, rounds, made)
    }
}
