//! The Terraform engine over the real `terraform` and stand-in providers of the reference data.

use std::process::Command;

use crate::sandbox::{Sandbox, reference, skipped};
use crate::simulated::unprotect;

/// The quickstart with Terraform wired to the stand-in providers; `None`, said, where something is missing.
fn wired() -> Option<Sandbox> {
    let Some(reference) = reference() else {
        skipped("the reference data (MLPC_REFERENCE) is missing");
        return None;
    };
    if Command::new("terraform").arg("version").output().is_err() {
        skipped("terraform is missing");
        return None;
    }
    let env = Command::new(reference.join("tfcheck/tfcheck")).arg("--env").output().expect("tfcheck");
    assert!(env.status.success(), "tfcheck --env: {}", String::from_utf8_lossy(&env.stderr));
    let mut sandbox = Sandbox::quickstart();
    for word in String::from_utf8_lossy(&env.stdout).split_whitespace() {
        if let Some((name, value)) = word.split_once('=') {
            sandbox.set_env(name, value.trim_matches(['\'', '"']));
        }
    }
    Some(sandbox)
}

#[test]
fn the_real_terraform_makes_changes_and_removes_it() {
    let Some(sandbox) = wired() else { return };
    let applied = sandbox.ok(&["apply", "--auto-approve"]);
    assert!(applied.err.contains("objects in clusters; `mlpc build -o DIR` writes them"), "{}", applied.err);
    let plan = sandbox.ok(&["plan", "--detailed-exitcode"]);
    assert!(plan.out.contains("Plan: nothing to do"), "{}", plan.err);

    sandbox.edit("research.mlp.kdl", "expire=\"30d\"", "expire=\"20d\"");
    let applied = sandbox.ok(&["apply", "--auto-approve"]);
    assert!(applied.err.contains("changed aws_s3_bucket_lifecycle_configuration.research_checkpoints"), "{}", applied.err);
    assert!(applied.err.contains("applied 1 of 1"), "{}", applied.err);

    let refused = sandbox.run(&["destroy", "--auto-approve"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("MLP1005") && refused.err.contains("aws_s3_bucket.search_lake"), "{}", refused.err);

    unprotect(&sandbox);
    sandbox.ok(&["apply", "--auto-approve"]);
    sandbox.ok(&["destroy", "--auto-approve"]);
    assert_eq!(sandbox.ok(&["state", "list"]).out, "");
    let left: serde_json::Value = serde_json::from_str(&sandbox.read(".mlpc/terraform/virginia.tfstate")).expect("Terraform's state");
    assert_eq!(left["resources"], serde_json::json!([]));
}

#[test]
fn what_went_in_the_cloud_is_put_back_by_a_refreshed_plan() {
    let Some(sandbox) = wired() else { return };
    sandbox.ok(&["apply", "--auto-approve"]);
    let nothing = sandbox.ok(&["apply", "--auto-approve"]);
    assert!(nothing.err.contains("MLP1010") && nothing.err.contains("`mlpc plan --refresh` looks"), "{}", nothing.err);
    sandbox.ok(&["plan", "--refresh", "--detailed-exitcode"]);

    let folder = sandbox.path().join(".mlpc/terraform/virginia");
    let mut remove = Command::new("terraform");
    remove.current_dir(folder).envs(sandbox.env()).args(["state", "rm", "aws_internet_gateway.main"]);
    let gone = remove.output().expect("terraform");
    assert!(gone.status.success(), "{}", String::from_utf8_lossy(&gone.stderr));
    let plan = sandbox.run(&["plan", "--refresh", "--detailed-exitcode", "--out", "back.plan"]);
    assert_eq!(plan.code, Some(2), "{}", plan.err);
    assert!(plan.out.contains("+ aws_internet_gateway.main"), "{}", plan.out);
    for word in ["MLP1007", "aws_internet_gateway.main  is gone", "`mlpc plan --refresh --out FILE` and `mlpc apply FILE` put back"] {
        assert!(plan.err.contains(word), "{word}: {}", plan.err);
    }
    assert!(!plan.err.contains("would do more"), "{}", plan.err);
    let applied = sandbox.ok(&["apply", "--auto-approve", "back.plan"]);
    assert!(applied.err.contains("created aws_internet_gateway.main"), "{}", applied.err);
    sandbox.ok(&["plan", "--refresh", "--detailed-exitcode"]);
}

#[test]
fn what_is_built_passes_terraform_itself() {
    let Some(sandbox) = wired() else { return };
    sandbox.ok(&["build", "-o", "b"]);
    let root = sandbox.path().join("b/virginia");
    let fmt = Command::new("terraform").args(["fmt", "-check", "-diff"]).arg(&root).output().expect("terraform fmt");
    assert!(fmt.status.success(), "{}", String::from_utf8_lossy(&fmt.stdout));
    let tfcheck = reference().expect("wired").join("tfcheck/tfcheck");
    let checked = Command::new(tfcheck).arg("--apply").arg(&root).output().expect("tfcheck");
    assert!(checked.status.success(), "{}{}", String::from_utf8_lossy(&checked.stdout), String::from_utf8_lossy(&checked.stderr));
}

/// A target that fails as a whole is one block: what failed in which words, what was done and what wasn't, how to go on.
#[cfg(unix)]
#[test]
fn a_terraform_that_cant_begin_is_told_whole() {
    use std::os::unix::fs::PermissionsExt as _;

    let script = "#!/bin/sh\nif [ \"$1\" = version ]; then echo '{\"terraform_version\": \"1.11.0\"}'; exit 0; fi\n\
                  echo 'Initializing the backend...' >&2\necho 'Error: Failed to query available provider packages' >&2\n\
                  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do echo \"line $i of why\" >&2; done\nexit 1\n";
    let mut sandbox = Sandbox::with(&[("p.mlp.kdl", crate::simulated::PLATFORM), ("broken-terraform", script)]);
    let program = sandbox.path().join("broken-terraform");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a program");
    sandbox.set_env("MLPC_TERRAFORM", &program.display().to_string());
    let refused = sandbox.run(&["apply", "--auto-approve", "-q"]);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    let told = refused.err.replace(&sandbox.path().display().to_string(), "HERE");
    let why: String = (1..=11).map(|at| format!("  line {at} of why\n")).collect();
    let block = format!(
        "error: MLP1004: target main: terraform init failed, so nothing was begun\n  Error: Failed to query available provider packages\n{why}  \
         (4 lines more: terraform -chdir=HERE/.mlpc/terraform/main init)\n  not begun: 12 actions of main; done: none, so the state is as before\n\
         help: mend what the provider says, then apply again: only what is missing is tried\nhelp: `mlpc apply` takes it up again\n"
    );
    assert_eq!(told, block);
}
