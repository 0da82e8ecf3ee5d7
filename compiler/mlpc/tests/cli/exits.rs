//! Exit codes, and what wrong use looks like.

use std::fs;

use crate::sandbox::Sandbox;
use crate::simulated::PLATFORM;

#[test]
fn usage_is_64() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    for args in [
        &["frobnicate"][..],
        &["plan", "--nope"],
        &["apply"],
        &["plan", "bucket.nowhere"],
        &["--env", "prod", "plan"],
        &["--set", "x", "check"],
    ] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, Some(64), "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn errors_are_1_and_nothing_is_made() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", &PLATFORM.replace("bucket \"a\"", "bukket \"a\""))]);
    for args in [&["check"][..], &["plan"], &["build"], &["apply", "--simulate", "--auto-approve"]] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, Some(1), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("MLP0101") && ran.err.contains("bucket"), "{}", ran.err);
    }
    assert!(!sandbox.path().join("build").exists());
    let fixed = sandbox.ok(&["check", "--fix"]);
    assert!(fixed.err.contains("no findings"), "{}", fixed.err);
    assert!(sandbox.read("p.mlp.kdl").contains("bucket \"a\""));
}

#[test]
fn an_empty_folder_says_how_to_begin() {
    let ran = Sandbox::empty().run(&["plan"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("mlpc init"), "{}", ran.err);
}

#[test]
fn a_held_lock_is_4() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(&["apply", "--simulate", "--auto-approve"]);
    let lock = fs::OpenOptions::new().write(true).open(sandbox.path().join(".mlpc/lock")).expect("the lock's file");
    lock.lock().expect("the lock");
    let ran = sandbox.run(&["apply", "--simulate", "--auto-approve"]);
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("MLP1001"), "{}", ran.err);
    drop(lock);
    sandbox.ok(&["apply", "--simulate", "--auto-approve"]);
}

#[test]
fn every_code_is_explained() {
    let sandbox = Sandbox::empty();
    let list = sandbox.ok(&["explain"]).out;
    let codes: Vec<_> = list.split_whitespace().filter(|word| word.starts_with("MLP") && word.len() == 7).collect();
    assert!(codes.len() > 40, "{list}");
    for code in codes {
        let page = sandbox.ok(&["explain", code]).out;
        assert!(page.starts_with(code) && page.contains("## What it proves"), "{page}");
    }
    assert_eq!(sandbox.run(&["explain", "MLP9999"]).code, Some(64));
}

#[test]
fn findings_for_machines_are_on_stdout() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", &PLATFORM.replace("bucket \"a\"", "bukket \"a\""))]);
    for format in ["json", "sarif", "github", "gitlab"] {
        let ran = sandbox.run(&["check", "--format", format]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.out.contains("MLP0101") && ran.err.is_empty(), "{format}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn what_the_world_refuses_has_a_path_a_cause_and_help() {
    let sandbox = Sandbox::quickstart();
    let root = sandbox.path().display().to_string();
    std::fs::write(sandbox.path().join("file"), "").unwrap();
    let mut text = String::new();
    for args in [
        &["-C", "absent", "check"][..],
        &["-C", "file", "check"],
        &["plan", "--against", "absent"],
        &["preview", "--base", "absent"],
        &["plan", "--out", "absent/plan"],
        &["build", "-o", "file/build"],
        &["apply", "absent", "--auto-approve"],
        &["apply", "file", "--auto-approve"],
    ] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, Some(1), "{args:?}: {}", ran.err);
        text.push_str(&format!("$ mlpc {}\n{}\n", args.join(" "), ran.err));
    }
    let text = text.replace(&root, "ROOT").replace(&std::fs::canonicalize(&root).unwrap().display().to_string(), "ROOT");
    insta::assert_snapshot!(text, @r"
    $ mlpc -C absent check
    error: can't read `absent`: it isn't there
    help: `ls .` shows what is

    $ mlpc -C file check
    error: can't read `file`: the name of a spec ends in `.mlp.kdl`
    help: name such a file, or the folder that holds them

    $ mlpc plan --against absent
    error: can't read `absent`: it is no folder, and ROOT lies in no git repository
    help: run it in a clone of the spec's repository

    $ mlpc preview --base absent
    error: can't read `absent`: ROOT lies in no git repository
    help: run it in a clone of the spec's repository

    $ mlpc plan --out absent/plan
    error: can't write absent/plan: absent isn't there
    help: name a path that is there, or make it: `mkdir -p absent`

    $ mlpc build -o file/build
    error: can't make the folder file/build: a part of that path is a file
    help: name a path below a folder

    $ mlpc apply absent --auto-approve
    error: can't read the plan absent: it isn't there
    help: `ls .` shows what is

    $ mlpc apply file --auto-approve
    error: file is no plan that can be applied: this is no saved plan: it ends too early
    help: `mlpc plan --out FILE` saves one; to plan and apply at once leave the file out
    ");
}

#[test]
fn results_go_to_stdout_and_remarks_to_stderr() {
    let sandbox = Sandbox::quickstart();
    let plan = sandbox.ok(&["plan"]);
    assert!(plan.out.contains("Plan: ") && plan.out.contains("Cost: ") && !plan.err.contains("Plan: "), "{}", plan.err);
    assert!(plan.err.contains("Apply it with") && !plan.out.contains("Apply it with"), "{}", plan.out);
    assert!(sandbox.ok(&["plan", "-q"]).err.is_empty());
    for (args, result) in
        [(&["cost"][..], "total"), (&["why", "tenant.search"], "declared"), (&["test"], "ok"), (&["check", "--format", "json"], "findings")]
    {
        let ran = sandbox.ok(args);
        assert!(ran.out.contains(result) && ran.err.is_empty(), "{args:?}: {}{}", ran.out, ran.err);
    }
    let check = sandbox.ok(&["check"]);
    assert!(check.out.is_empty() && check.err.contains("no findings"), "{}", check.out);
    sandbox.edit("search.mlp.kdl", "    quota \"h100\"", "  quota \"h100\"");
    assert_eq!(sandbox.run(&["fmt", "--check"]).out, "would format search.mlp.kdl\n");
}
