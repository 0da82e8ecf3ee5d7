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
