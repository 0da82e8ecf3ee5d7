//! The engine over the real Terraform: on `terraform_data`, which needs no provider, and on the stand-in providers of the reference data.
#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

mod bench;
mod cancel;
mod clouds;

use bench::{Bench, action};
use mlpc_engine::{Answer, Class};
use mlpc_plan::Op;
use mlpc_terraform::{Scope, TerraformError, Verb};

/// Two resources, the second after the first.
fn two(input: &str) -> String {
    format!(
        "resource \"terraform_data\" \"a\" {{\n  input = \"{input}\"\n}}\n\nresource \"terraform_data\" \"b\" {{\n  input            = \"b\"\n  \
         triggers_replace = terraform_data.a.id\n}}\n"
    )
}

#[tokio::test]
async fn apply_edit_destroy() {
    let Some(bench) = Bench::new() else { return };
    let create = [action("terraform_data.a", Op::Create), action("terraform_data.b", Op::Create)];
    let answers = bench.apply(&two("one"), &create).await.expect("an apply");
    assert_eq!(bench::words(&answers), ["begun 0", "done 0", "begun 1", "done 1"]);
    assert!(answers.iter().all(|it| !matches!(it, Answer::Done(_, observed) if observed.id.is_empty())), "{answers:?}");

    let engine = bench.engine(&two("one"));
    let prepared = engine.prepare("virginia", &[], Scope::Whole, &bench.cancel).await.expect("a plan");
    assert!(prepared.surprises.is_empty() && prepared.planned.changes.iter().all(|it| it.verb == Verb::Nothing), "{prepared:?}");

    let answers = bench.apply(&two("two"), &[action("terraform_data.a", Op::Update)]).await.expect("an apply");
    assert_eq!(bench::words(&answers), ["begun 0", "done 0"]);

    let state = bench.engine("").state("virginia").await.expect("a state");
    assert_eq!(state.objects.len(), 2);
    let delete = [action("terraform_data.a", Op::Delete), action("terraform_data.b", Op::Delete)];
    let answers = bench.apply("", &delete).await.expect("a destroy");
    assert_eq!(bench::words(&answers), ["begun 1", "done 1", "begun 0", "done 0"]);
    assert!(bench.engine("").state("virginia").await.expect("a state").objects.is_empty());
}

#[tokio::test]
async fn more_than_was_planned_is_a_surprise() {
    let Some(bench) = Bench::new() else { return };
    let create = [action("terraform_data.a", Op::Create), action("terraform_data.b", Op::Create)];
    bench.apply(&two("one"), &create).await.expect("an apply");
    // mlpc's plan changes a; that b goes is none of its doing.
    let only_a = "resource \"terraform_data\" \"a\" {\n  input = \"two\"\n}\n";
    let update = action("terraform_data.a", Op::Update);
    let engine = bench.engine(only_a);
    let prepared = engine.prepare("virginia", &[&update], Scope::Whole, &bench.cancel).await.expect("a plan");
    assert_eq!(prepared.destroying().map(ToString::to_string).collect::<Vec<_>>(), ["delete terraform_data.b"]);
    let refused = bench.apply(only_a, std::slice::from_ref(&update)).await;
    assert!(matches!(refused, Err(TerraformError::Surprised(_))), "{refused:?}");
    assert_eq!(bench.engine(only_a).state("virginia").await.expect("a state").objects.len(), 2);
    // Only what the actions name: b stays.
    let prepared = engine.prepare("virginia", &[&update], Scope::Actions, &bench.cancel).await.expect("a plan");
    assert!(prepared.surprises.is_empty(), "{prepared:?}");
    // A plan file that was saved says the same again, and is good as long as the state is as it was.
    let saved = engine.prepare("virginia", &[&update], Scope::Whole, &bench.cancel).await.expect("a plan");
    let bytes = std::fs::read(&saved.file).expect("a plan file");
    engine.discard("virginia");
    assert!(!saved.file.exists());
    assert_eq!(engine.restore("virginia", &bytes, &[&update], &bench.cancel).await.expect("a plan"), saved);
    engine.discard("virginia");
    // With consent it goes.
    engine.prepare("virginia", &[&update], Scope::Whole, &bench.cancel).await.expect("a plan");
    let answers = bench.carry_out(&engine, &[update]).await.expect("an apply");
    assert_eq!(bench::words(&answers), ["begun 0", "done 0"]);
    assert_eq!(engine.state("virginia").await.expect("a state").objects.len(), 1);
}

#[tokio::test]
async fn a_failure_stops_only_what_depends_on_it() {
    let Some(bench) = Bench::new() else { return };
    let config = r#"
resource "terraform_data" "bad" {
  provisioner "local-exec" {
    command = "echo api error AccessDenied; exit 1"
  }
}

resource "terraform_data" "after" {
  input = terraform_data.bad.id
}

resource "terraform_data" "free" {}
"#;
    let create = ["after", "bad", "free"].map(|name| action(&format!("terraform_data.{name}"), Op::Create));
    let answers = bench.apply(config, &create).await.expect("a run whose failures are answered");
    let mut words = bench::words(&answers);
    words.sort();
    assert_eq!(words, ["begun 1", "begun 2", "done 2", "failed 1", "not begun 0"]);
    let failure = answers.iter().find_map(|it| if let Answer::Failed(_, failure) = it { Some(failure) } else { None }).expect("a failure");
    assert_eq!(failure.class, Class::Denied, "{failure:?}");
}

#[tokio::test]
async fn what_terraform_protects_is_refused() {
    let Some(bench) = Bench::new() else { return };
    let config = |input: &str| {
        format!(
            "resource \"terraform_data\" \"a\" {{\n  triggers_replace = \"{input}\"\n\n  lifecycle {{\n    prevent_destroy = true\n  }}\n}}\n"
        )
    };
    bench.apply(&config("one"), &[action("terraform_data.a", Op::Create)]).await.expect("an apply");
    let replace = [action("terraform_data.a", Op::Create), action("terraform_data.a", Op::Delete)];
    let refused = bench.apply(&config("two"), &replace).await;
    let Err(TerraformError::Run { command: "plan", what, .. }) = &refused else { panic!("{refused:?}") };
    assert!(what[0].text().contains("prevent_destroy"), "{what:?}");
}

#[tokio::test]
async fn moves_adoptions_and_repeats_are_answered() {
    let Some(bench) = Bench::new() else { return };
    bench.apply("resource \"terraform_data\" \"old\" {}\n", &[action("terraform_data.old", Op::Create)]).await.expect("an apply");
    let moved = "resource \"terraform_data\" \"new\" {}\n\nmoved {\n  from = terraform_data.old\n  to   = terraform_data.new\n}\n";
    let answers = bench.apply(moved, &[action("terraform_data.new", Op::Rename)]).await.expect("an apply");
    assert_eq!(bench::words(&answers), ["done 0"]);
    // What a crash left open: Terraform has made it already.
    let answers = bench.apply(moved, &[action("terraform_data.new", Op::Create)]).await.expect("an apply");
    assert_eq!(bench::words(&answers), ["done 0"]);
}

#[tokio::test]
async fn a_missing_program_and_bad_configuration_are_named() {
    let Some(bench) = Bench::new() else { return };
    let error = bench.apply("resource \"terraform_data\" {}\n", &[]).await.expect_err("bad");
    assert!(error.to_string().starts_with("terraform "), "{error}");
    let missing = mlpc_terraform::Program::at("/nowhere/terraform".into());
    let error = bench.with(missing, "").prepare("virginia", &[], Scope::Whole, &bench.cancel).await.expect_err("missing");
    assert!(matches!(error, TerraformError::Missing(_)), "{error:?}");
}
