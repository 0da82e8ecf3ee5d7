//! Raw `terraform_data` resources: validate, plan, apply and the plan with nothing to do, ours beside terraform's.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Cost, Job, interleaved};
use super::table::{Row, table};
use super::{Arguments, Programs};
use crate::commands::terraform_data::{self, Shape};

/// The commands, ours and terraform's equal of it.
const PAIRS: [(&str, &str); 4] = [
    ("mlpc check", "terraform validate"),
    ("mlpc plan, empty state", "terraform plan, empty state"),
    ("mlpc plan, nothing to do", "terraform plan, nothing to do"),
    ("mlpc apply --simulate", "terraform apply"),
];

/// The report of this workload.
pub(super) fn report(programs: &Programs, arguments: &Arguments) -> Result<String, String> {
    let mut text = String::new();
    for shape in [Shape::None, Shape::Chain10, Shape::Chain] {
        let mut rows = Vec::new();
        let sizes: &[usize] = if shape == Shape::Chain { arguments.n.get(..1).unwrap_or_default() } else { &arguments.n };
        for size in sizes {
            rows.extend(Bench::new(programs, arguments, shape, *size)?.rows(true)?);
        }
        if shape == Shape::None {
            for size in &arguments.apply {
                rows.extend(Bench::new(programs, arguments, shape, *size)?.rows(false)?);
            }
        }
        let peer = |row: &Row| PAIRS.iter().find(|(ours, _)| row.name == *ours).map(|(_, theirs)| (*theirs).to_owned());
        text.push_str(&format!("## Raw resources, shape {}\n\n{}\n", shape.name(), table("resources", &rows, peer)));
    }
    Ok(text)
}

struct Bench<'a> {
    programs: &'a Programs,
    arguments: &'a Arguments,
    shape: Shape,
    size: usize,
    folder: PathBuf,
}

impl<'a> Bench<'a> {
    fn new(programs: &'a Programs, arguments: &'a Arguments, shape: Shape, size: usize) -> Result<Self, String> {
        let folder = arguments.work.join(format!("{}-{size}", shape.name()));
        terraform_data::write(&folder, shape, size)?;
        Ok(Self { programs, arguments, shape, size, folder })
    }

    fn rows(self, with_peer: bool) -> Result<Vec<Row>, String> {
        let mut rows = Vec::new();
        let state = self.folder.join(".mlpc");
        let mut jobs = vec![self.mlpc("mlpc check", &["check"]), self.mlpc("mlpc plan, empty state", &["plan"])];
        let terraform = self.programs.terraform.as_deref().filter(|_| with_peer);
        if let Some(terraform) = terraform {
            self.init(terraform)?;
            jobs.push(self.terraform(terraform, "terraform validate", &["validate"]));
            jobs.push(self.terraform(terraform, "terraform plan, empty state", &["plan", "-input=false"]));
        }
        self.measure(&jobs, self.arguments.rounds, &mut rows)?;
        let apply = self.mlpc("mlpc apply --simulate", &["apply", "--simulate", "--auto-approve"]).fresh(state);
        self.measure(&[apply], self.arguments.rounds.min(2), &mut rows)?;
        let mut jobs = vec![self.mlpc("mlpc plan, nothing to do", &["plan", "--detailed-exitcode"])];
        if let Some(terraform) = terraform {
            if self.size <= self.arguments.apply_up_to {
                let apply = self.terraform(terraform, "terraform apply", &["apply", "-auto-approve", "-input=false"]);
                self.measure(&[apply], 1, &mut rows)?;
            } else {
                let state = terraform_data::state(self.shape, self.size)?;
                crate::reference::write(&self.folder.join("terraform/terraform.tfstate"), state)?;
            }
            jobs.push(self.terraform(terraform, "terraform plan, nothing to do", &["plan", "-input=false", "-detailed-exitcode"]));
        }
        self.measure(&jobs, self.arguments.rounds, &mut rows)?;
        std::fs::remove_dir_all(&self.folder).map_err(|error| error.to_string())?;
        Ok(rows)
    }

    fn measure(&self, jobs: &[Job], rounds: usize, rows: &mut Vec<Row>) -> Result<(), String> {
        let costs: Vec<Cost> = interleaved(jobs, rounds, self.arguments.limit)?;
        rows.extend(jobs.iter().zip(costs).map(|(job, cost)| Row {
            size: self.size,
            name: job.name.clone(),
            cost,
            resources: self.size,
            bytes: 0,
        }));
        Ok(())
    }

    fn mlpc(&self, name: &str, words: &[&str]) -> Job {
        let program = self.programs.mlpc.clone().into_os_string();
        Job::new(name, &self.folder, std::iter::once(program).chain(words.iter().map(OsString::from)))
    }

    fn terraform(&self, program: &Path, name: &str, words: &[&str]) -> Job {
        let program = program.to_owned().into_os_string();
        let words = words.iter().copied().chain(["-no-color"]).map(OsString::from);
        Job::new(name, &self.folder.join("terraform"), std::iter::once(program).chain(words))
    }

    fn init(&self, terraform: &Path) -> Result<(), String> {
        let done = Command::new(terraform).args(["init", "-input=false", "-no-color"]).current_dir(self.folder.join("terraform")).output();
        let done = done.map_err(|error| error.to_string())?;
        if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
    }
}
