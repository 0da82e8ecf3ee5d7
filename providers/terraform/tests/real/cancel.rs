//! Cancellation: once, and what is in flight is finished; twice, and the run ends at once.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use mlpc_plan::Op;
use mlpc_terraform::Program;

use crate::bench::{Bench, action, words};

/// A resource that takes a minute, and one after it.
const SLOW: &str = r#"
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch ../begun; exec sleep 60"
  }
}

resource "terraform_data" "after" {
  input = terraform_data.slow.id
}
"#;

/// A program that begins one operation and, for a minute, does at an interrupt what the variable says.
const SCRIPT: &str = r#"#!/bin/sh
case "$1" in
  init) mkdir -p .terraform ;;
  plan) : > mlpc.tfplan ;;
  show) echo '{"resource_changes":[]}' ;;
  apply)
    trap "$AT_INTERRUPT" INT
    echo '{"type":"apply_start","hook":{"resource":{"addr":"terraform_data.slow"},"action":"create"}}'
    touch ../begun
    n=0
    while [ $n -lt 600 ]; do sleep 0.1; n=$((n + 1)); done ;;
esac
"#;

fn script(bench: &Bench, at_interrupt: &str) -> Program {
    let path = bench.folder.path().join("terraform.sh");
    std::fs::write(&path, SCRIPT).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("an executable");
    Program::at(path).env("AT_INTERRUPT", at_interrupt)
}

/// Runs it and presses Ctrl-C so many times once the slow one has begun.
async fn pressed(bench: &Bench, program: Program, times: usize) -> Vec<String> {
    let create = ["after", "slow"].map(|name| action(&format!("terraform_data.{name}"), Op::Create));
    let begun = bench.folder.path().join("terraform/begun");
    let press = async {
        while !begun.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for _ in 0..times {
            bench.cancel.press();
            // Two signals in the same instant would be one to the system.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let engine = bench.with(program, SLOW);
    let (answers, ()) = tokio::join!(bench.carry_out(&engine, &create), press);
    words(&answers.expect("a cancelled run is no failure"))
}

#[tokio::test]
async fn once_ends_in_order() {
    let Some(bench) = Bench::new() else { return };
    let start = Instant::now();
    // Terraform ends its own shell commands; what they belong to has failed, nothing more is begun, the state is written.
    let words = pressed(&bench, bench.program.clone(), 1).await;
    assert_eq!(words, ["begun 1", "not begun 0", "failed 1"]);
    assert!(bench.folder.path().join("terraform/virginia.tfstate").exists());
    assert!(start.elapsed() < Duration::from_secs(50));
}

#[tokio::test]
async fn once_waits_for_what_is_in_flight() {
    let Some(bench) = Bench::new() else { return };
    let done =
        r#"echo '{"type":"apply_complete","hook":{"resource":{"addr":"terraform_data.slow"},"action":"create","id_value":"1"}}'; exit 1"#;
    let program = script(&bench, done);
    assert_eq!(pressed(&bench, program, 1).await, ["begun 1", "done 1", "not begun 0"]);
}

#[tokio::test]
async fn twice_leaves_what_does_not_end_in_doubt() {
    let Some(bench) = Bench::new() else { return };
    let start = Instant::now();
    let program = script(&bench, "");
    assert_eq!(pressed(&bench, program, 2).await, ["begun 1", "not begun 0"]);
    assert!(start.elapsed() < Duration::from_secs(50));
}
