//! `mlpc test`: what holds is ok, what doesn't is shown at its line, what isn't tried is said.

use crate::sandbox::Sandbox;
use crate::simulated::PLATFORM;

/// The example with these tests: the exit code, and what was printed.
fn tested(text: &str) -> (Option<i32>, String) {
    let sandbox = Sandbox::quickstart();
    std::fs::write(sandbox.path().join("atlas.test.mlp.kdl"), text).expect("a file");
    let ran = sandbox.run(&["test"]);
    (ran.code, if ran.out.is_empty() { ran.err } else { ran.out })
}

#[test]
fn the_example_holds_and_says_what_is_not_run() {
    let ran = Sandbox::quickstart().ok(&["test"]);
    assert!(ran.out.contains("4 tests: 3 ok, 1 not run"), "{}", ran.out);
    assert_eq!(ran.out.matches("was not tried").count(), 2, "{}", ran.out);
}

#[test]
fn what_does_not_hold_is_shown_at_its_line() {
    let (code, err) = tested(
        r#"test "counts" {
    plan add=3 destroy=0
}

test "attributes" {
    emits "aws_eks_node_group.h100" {
        scaling_config {
            min_size 2
            max_size 4
            maxsize 3
        }
    }
    emits "aws_eks_node_group.h100" absent=#true
    emits "aws_eks_node_group.h101"
    emits "aws_eks_node_group.h102" absent=#true
}

test "findings" {
    expect "MLP0301" on="gpu-pool.h100"
    bucket "later"
    emits "aws_s3_bucket.later"
}

test "sharing" {
    admits "research" pool="h100" gpus=33 idle="search"
    admits "research" pool="h100" gpus=8 never=#true
    admits "research" pool="h100" gpus=32
}

test "names" {
    tenant "late" owner="late@example.com" {
        quota "h10" gpus=1
    }
}
"#,
    );
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(err, @r#"
    FAILED  counts  atlas.test.mlp.kdl:1
            the plan from empty has add=243, not 3
              atlas.test.mlp.kdl:2  plan add=3 destroy=0
    FAILED  attributes  atlas.test.mlp.kdl:5
            aws_eks_node_group.h100: `scaling_config.min_size` is 0, not 2
              atlas.test.mlp.kdl:8  min_size 2
            aws_eks_node_group.h100: `scaling_config.maxsize` is absent; did you mean `max_size`?
              atlas.test.mlp.kdl:10  maxsize 3
            `aws_eks_node_group.h100` is there, made for gpu-pool.h100
              atlas.test.mlp.kdl:13  emits "aws_eks_node_group.h100" absent=#true
            nothing has the address `aws_eks_node_group.h101`; did you mean `aws_eks_node_group.h100`?
              atlas.test.mlp.kdl:14  emits "aws_eks_node_group.h101"
    FAILED  findings  atlas.test.mlp.kdl:18
            there is no MLP0301 on `gpu-pool.h100`
              atlas.test.mlp.kdl:19  expect "MLP0301" on="gpu-pool.h100"
    FAILED  sharing  atlas.test.mlp.kdl:24
            tenant `research` can never run 33 GPUs on pool `h100`: it can have 32 GPUs at most
              atlas.test.mlp.kdl:25  admits "research" pool="h100" gpus=33 idle="search"
            tenant `research` can run 8 GPUs on pool `h100`, within its own quota
              atlas.test.mlp.kdl:26  admits "research" pool="h100" gpus=8 never=#true
            tenant `research` has to wait with 32 GPUs on pool `h100`: 24 GPUs are free for it
              atlas.test.mlp.kdl:27  admits "research" pool="h100" gpus=32
    FAILED  names  atlas.test.mlp.kdl:30
            MLP0106 wasn't expected: no pool is called `h10`
              atlas.test.mlp.kdl:32  quota "h10" gpus=1
    5 tests: 5 failed
    "#);
}

#[test]
fn a_declaration_joins_for_one_test_only() {
    let platform = format!("{PLATFORM}\nparam \"extra\" type=\"bool\" default=#false\nwhen \"${{extra}}\" {{\n    bucket \"more\"\n}}\n");
    let tests = r#"test "joins" {
    bucket "late"
    emits "aws_s3_bucket.late"
    emits "aws_s3_bucket.more" absent=#true
}

test "is gone" {
    emits "aws_s3_bucket.late" absent=#true
}

test "sets a param" {
    set extra=#true
    emits "aws_s3_bucket.more"
}
"#;
    let sandbox = Sandbox::with(&[("p.mlp.kdl", &platform), ("p.test.mlp.kdl", tests)]);
    let ran = sandbox.ok(&["test"]);
    assert!(ran.out.contains("3 tests: 3 ok"), "{}", ran.out);
}

#[test]
fn every_environment_is_tried() {
    let platform = format!(
        "param \"extra\" type=\"bool\" default=#false\nenvironment \"dev\"\nenvironment \"prod\" {{\n    extra #true\n}}\n{PLATFORM}\nwhen \"${{extra}}\" {{\n    bucket \"more\"\n}}\n"
    );
    let tests = r#"test "in prod" {
    env "prod"
    emits "aws_s3_bucket.more"
}

test "everywhere" {
    emits "aws_s3_bucket.more"
}
"#;
    let sandbox = Sandbox::with(&[("p.mlp.kdl", &platform), ("p.test.mlp.kdl", tests)]);
    let ran = sandbox.run(&["test"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("p.test.mlp.kdl:7, environment dev") && !ran.out.contains("environment prod"), "{}", ran.out);
    assert!(ran.out.contains("2 tests: 1 ok, 1 failed"), "{}", ran.out);
}

#[test]
fn what_is_no_test_is_a_finding() {
    let (code, err) = tested("tset \"x\" {\n}\ntest {\n}\n");
    assert_eq!(code, Some(1));
    assert!(err.contains("MLP0101") && err.contains("this test has no name"), "{err}");
}

#[test]
fn without_tests_it_says_where_they_go() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    assert!(sandbox.ok(&["test"]).err.contains("*.test.mlp.kdl"));
}
