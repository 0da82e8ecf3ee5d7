//! Templates are platforms that work at once.

use crate::sandbox::Sandbox;

#[test]
fn every_template_compiles_plans_and_applies() {
    let list = Sandbox::empty().ok(&["init", "--list"]).out;
    let names: Vec<_> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 2, "{list}");
    for name in names {
        let sandbox = Sandbox::empty();
        sandbox.ok(&["init", name]);
        let check = sandbox.ok(&["check"]);
        assert!(check.err.contains("no findings"), "{name}: {}", check.err);
        sandbox.ok(&["fmt", "--check"]);
        sandbox.ok(&["plan"]);
        let applied = sandbox.ok(&["apply", "--simulate", "--auto-approve"]);
        assert!(applied.err.contains("applied "), "{name}: {}", applied.err);
        assert_eq!(sandbox.run(&["init", name]).code, Some(1), "a platform is there already");
    }
}

#[test]
fn what_is_made_is_kept_out_of_git() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.ok(&["init"]);
    insta::assert_snapshot!(ran.err, @r"
    wrote platform.mlp.kdl
    wrote team.mlp.kdl
    wrote .gitignore
    Next: mlpc plan, then mlpc apply --simulate
    ");
    insta::assert_snapshot!(sandbox.read(".gitignore"), @r"
    # the state of `apply`, where it is kept in files
    /.mlpc/
    # what `mlpc build` writes
    /build/
    ");
    // What is there stays; only missing lines are added.
    let sandbox = Sandbox::with(&[(".gitignore", "*.swp\nbuild")]);
    sandbox.ok(&["init"]);
    insta::assert_snapshot!(sandbox.read(".gitignore"), @r"
    *.swp
    build
    # the state of `apply`, where it is kept in files
    /.mlpc/
    ");
}

#[test]
fn the_examples_are_formatted() {
    Sandbox::quickstart().ok(&["fmt", "--check"]);
}
