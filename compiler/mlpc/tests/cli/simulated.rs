//! The whole platform on the simulated cloud: made, unchanged, edited, protected, gone.

use crate::sandbox::{Ran, Sandbox, settled};

const APPLY: &[&str] = &["apply", "--simulate", "--auto-approve"];

fn last_line(ran: &Ran) -> &str {
    ran.err.lines().last().unwrap_or_default()
}

#[test]
fn a_second_plan_has_nothing_to_do() {
    let sandbox = Sandbox::quickstart();
    let applied = sandbox.ok(APPLY);
    assert!(settled(last_line(&applied)).starts_with("applied 2"), "{}", applied.err);
    let plan = sandbox.ok(&["plan", "--detailed-exitcode"]);
    assert!(plan.err.contains("simulated state, serial 1"), "{}", plan.err);
    assert!(plan.out.contains("Plan: nothing to do"), "{}", plan.err);
    let listed = sandbox.ok(&["state", "list"]);
    assert_eq!(listed.out.lines().count(), listed.out.lines().filter(|line| line.contains('.') && !line.contains(' ')).count());
    assert!(listed.out.lines().any(|line| line == "kueue.ClusterQueue.main_search"));
}

#[test]
fn an_edit_changes_what_follows_from_it_and_nothing_else() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(APPLY);
    sandbox.edit("research.mlp.kdl", "gpus=24 borrow=8", "gpus=16 borrow=8");
    let plan = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, Some(2), "{}", plan.err);
    assert!(plan.out.contains(":6  gpus 24 → 16"), "{}", plan.err);
    assert!(plan.out.contains("2 to change") && plan.out.contains("all of tenants ads, search among them"), "{}", plan.err);
    let applied = sandbox.ok(APPLY);
    assert!(last_line(&applied).starts_with("applied 2 of 2"), "{}", applied.err);
}

#[test]
fn comments_and_layout_are_no_change() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(APPLY);
    sandbox.edit("ads.mlp.kdl", "tenant \"ads\"", "// a comment\n\ntenant \"ads\"");
    let plan = sandbox.ok(&["plan", "--detailed-exitcode"]);
    assert!(plan.out.contains("nothing to do"), "{}", plan.err);
}

#[test]
fn protected_things_are_refused_by_name_until_they_are_let_go() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(APPLY);
    let refused = sandbox.run(&["destroy", "--auto-approve"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("243 to destroy"), "the plan is shown: {}", refused.err);
    for name in ["MLP1005", "aws_db_instance.mlflow", "aws_ecr_repository.images__ranker", "aws_s3_bucket.search_lake", "search.mlp.kdl:11"]
    {
        assert!(refused.err.contains(name), "{name}: {}", refused.err);
    }
    unprotect(&sandbox);
    sandbox.ok(APPLY);
    sandbox.ok(&["destroy", "--auto-approve"]);
    assert_eq!(sandbox.ok(&["state", "list"]).out, "");
}

/// Writes `protect=#false` on every store of the quickstart.
pub(crate) fn unprotect(sandbox: &Sandbox) {
    sandbox.edit("platform.mlp.kdl", "database \"mlflow\" ", "database \"mlflow\" protect=#false ");
    sandbox.edit("platform.mlp.kdl", "\nbucket \"mlflow\"", "\nbucket \"mlflow\" protect=#false");
    sandbox.edit("platform.mlp.kdl", "registry \"images\"", "registry \"images\" protect=#false");
    sandbox.edit("research.mlp.kdl", "bucket \"corpus\"", "bucket \"corpus\" protect=#false");
    sandbox.edit("research.mlp.kdl", "bucket \"checkpoints\"", "bucket \"checkpoints\" protect=#false");
    sandbox.edit("search.mlp.kdl", "bucket \"lake\"", "bucket \"lake\" protect=#false");
}

#[test]
fn a_simulated_state_is_no_real_one() {
    let sandbox = Sandbox::quickstart();
    sandbox.ok(APPLY);
    let refused = sandbox.run(&["apply", "--auto-approve"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("the state is simulated"), "{}", refused.err);
    sandbox.ok(&["state", "reset"]);
    assert_eq!(sandbox.ok(&["state", "list"]).out, "");
}

#[test]
fn a_lost_head_is_no_empty_state() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let before = sandbox.ok(&["state", "list"]).out;
    for (serial, edit) in [(1, ("bucket \"b\"", "bucket \"b\" versioning=#false")), (4, ("#false", "#true"))] {
        std::fs::remove_file(sandbox.path().join(".mlpc/head.json")).expect("a head");
        for command in [&["plan"][..], APPLY, &["state", "list"], &["state", "reset"]] {
            let refused = sandbox.run(command);
            assert_eq!(refused.code, Some(1), "{}", refused.err);
            let restore = format!("`mlpc state restore {serial}`");
            for word in [".mlpc/head.json is missing, though ", "lies beside it", "help: put back a copy", &restore] {
                assert!(refused.err.contains(word), "{word}: {}", refused.err);
            }
        }
        assert!(sandbox.ok(&["state", "history"]).out.starts_with(&format!("{serial:>6}  ")));
        sandbox.ok(&["state", "restore", &serial.to_string()]);
        assert_eq!(sandbox.ok(&["state", "list"]).out, before);
        assert!(sandbox.ok(&["plan"]).out.contains("Plan: nothing to do"));
        sandbox.edit("p.mlp.kdl", edit.0, edit.1);
        sandbox.ok(APPLY);
    }
    sandbox.ok(&["state", "reset"]);
    assert_eq!(sandbox.ok(&["state", "list"]).out, "", "what was cleared is empty");
}

#[test]
fn a_damaged_head_is_named_and_an_earlier_serial_takes_its_place() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let head = sandbox.path().join(".mlpc/head.json");
    for text in ["", "{\"format\": 1", "garbage", "null", "[]"] {
        std::fs::write(&head, text).expect("a head");
        for command in [&["plan"][..], APPLY, &["state", "list"]] {
            let refused = sandbox.run(command);
            assert_eq!(refused.code, Some(1), "{}", refused.err);
            for word in [
                ".mlpc/head.json is damaged",
                "help: put back a copy",
                "help: or go back: `mlpc state restore 1`",
                "help: a simulated state may be cleared: `mlpc state reset --force`",
            ] {
                assert!(refused.err.contains(word), "{word}: {}", refused.err);
            }
        }
        assert_eq!(sandbox.run(&["state", "reset"]).code, Some(1), "nobody knows whether it is real");
    }
    sandbox.ok(&["state", "reset", "--force"]);
    sandbox.ok(APPLY);
    sandbox.edit("p.mlp.kdl", "bucket \"b\"", "bucket \"b\" versioning=#false");
    sandbox.ok(APPLY);
    std::fs::write(&head, "").expect("a head");
    assert!(sandbox.run(&["plan"]).err.contains("`mlpc state restore 2`"), "the copy of the head itself");
    sandbox.ok(&["state", "restore", "1"]);
    assert!(sandbox.ok(&["plan"]).out.contains("versioning"), "what came after is to be done again");
}

#[test]
fn what_a_killed_run_left_half_written_goes_at_the_next_start() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let left = [".mlpc/head.new-4121", ".mlpc/lock.new-4121", ".mlpc/snapshots/0a.new-7"].map(|name| sandbox.path().join(name));
    let kept = sandbox.path().join(".mlpc/notes.new-s");
    for path in left.iter().chain([&kept]) {
        std::fs::write(path, "{").expect("a file");
    }
    sandbox.ok(APPLY);
    assert!(left.iter().all(|path| !path.exists()) && kept.exists());
}

#[test]
fn a_saved_plan_is_valid_while_nothing_it_read_changed() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    sandbox.edit("p.mlp.kdl", "bucket \"b\"", "bucket \"b\" versioning=#false");
    sandbox.ok(&["plan", "--out", "saved"]);
    let applied = sandbox.ok(&["apply", "saved", "--simulate", "--auto-approve"]);
    assert!(last_line(&applied).starts_with("applied 2 of 2"), "{}", applied.err);

    sandbox.edit("p.mlp.kdl", "versioning=#false", "versioning=#true");
    sandbox.ok(&["plan", "--out", "older"]);
    sandbox.ok(APPLY);
    let refused = sandbox.run(&["apply", "older", "--simulate", "--auto-approve"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("MLP1003") && refused.err.contains("aws_s3_bucket_versioning.b"), "{}", refused.err);
    sandbox.edit("p.mlp.kdl", "versioning=#true", "versioning=#false");
    let refused = sandbox.run(&["apply", "older", "--simulate", "--auto-approve"]);
    assert!(refused.err.contains("MLP1003") && refused.err.contains("another spec"), "{}", refused.err);
    std::fs::write(sandbox.path().join("junk"), b"junk").expect("a file");
    assert_eq!(sandbox.run(&["apply", "junk", "--simulate", "--auto-approve"]).code, Some(1));
}

#[test]
fn what_was_moved_is_not_destroyed_and_what_was_removed_is_forgotten() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let before = sandbox.ok(&["state", "show", "aws_s3_bucket.b"]).out;
    let id = before.lines().find(|line| line.contains("\"id\"")).expect("an id").to_owned();
    sandbox.edit("p.mlp.kdl", "bucket \"b\"", "bucket \"c\"\nmoved from=\"bucket.b\" to=\"bucket.c\"");
    let moved = sandbox.ok(APPLY);
    assert!(moved.err.contains("nothing to do") || !moved.err.contains("to destroy\n"), "{}", moved.err);
    let after = sandbox.ok(&["state", "show", "aws_s3_bucket.c"]).out;
    assert!(after.contains(&id), "{before}{after}");

    sandbox.edit("p.mlp.kdl", "bucket \"a\"", "removed \"bucket.a\"");
    let removed = sandbox.ok(APPLY);
    assert!(!removed.err.contains("destroyed aws_s3_bucket.a"), "{}", removed.err);
    assert!(!sandbox.ok(&["state", "list"]).out.contains("aws_s3_bucket.a"));
}

#[test]
fn a_refresh_finds_nothing_where_nothing_drifted() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let plan = sandbox.ok(&["plan", "--refresh", "--detailed-exitcode"]);
    assert!(plan.out.contains("nothing to do"), "{}", plan.err);
}

#[test]
fn a_directory_stands_for_the_state_with_its_costs() {
    let (before, after) = (Sandbox::quickstart(), Sandbox::quickstart());
    after.edit("platform.mlp.kdl", "nodes min=0 max=4", "nodes min=1 max=4");
    let plan = after.ok(&["plan", "--against", &before.path().to_string_lossy()]);
    assert!(plan.out.contains("nodes.min 0 → 1") && plan.out.contains("Cost: 25 263 → "), "{}", plan.err);
}

#[test]
fn history_goes_back() {
    let sandbox = Sandbox::with(&[("p.mlp.kdl", PLATFORM)]);
    sandbox.ok(APPLY);
    let before = sandbox.ok(&["state", "list"]).out;
    sandbox.edit("p.mlp.kdl", "bucket \"b\"", "bucket \"b\" protect=#false");
    sandbox.ok(APPLY);
    sandbox.edit("p.mlp.kdl", "bucket \"b\" protect=#false\n", "");
    sandbox.ok(APPLY);
    assert!(!sandbox.ok(&["state", "list"]).out.contains("aws_s3_bucket.b"));
    let history = sandbox.ok(&["state", "history"]).out;
    assert_eq!(history.lines().count(), 3, "{history}");
    sandbox.ok(&["state", "restore", "1"]);
    assert_eq!(sandbox.ok(&["state", "list"]).out, before);
    let shown = sandbox.ok(&["state", "show", "aws_s3_bucket.b"]).out;
    assert!(shown.contains("\"declaration\": \"bucket.b\""), "{shown}");
}

pub(crate) const PLATFORM: &str = "platform \"demo\" owner=\"ops@example.com\"\n\
    target \"main\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\n\
    bucket \"a\"\nbucket \"b\"\n";
