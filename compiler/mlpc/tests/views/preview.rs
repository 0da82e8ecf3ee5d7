//! A history of changes to the quickstart, and what a reviewer is told of each.

use crate::support::{Platform, snapshot};

const VISION: &str = r#"tenant "vision" owner="vision-leads@example.com" cost-center="4440" {
    member "group:vision" role="developer"
    quota "cpu" cpu=16 memory="64Gi"
    budget "2000 USD/month"
    bucket "frames" expire="7d"
}
"#;

fn preview(platform: &Platform, name: &str, code: i32) {
    let printed = platform.mlpc(&["preview", "--base", "HEAD~1", "--head", "HEAD"]);
    assert_eq!(printed.code, code, "{}{}", printed.stdout, printed.stderr);
    assert!(printed.stderr.is_empty(), "{}", printed.stderr);
    snapshot("previews", name, &printed.stdout);
}

#[test]
fn a_history() {
    let atlas = Platform::quickstart();

    atlas.edit("research.mlp.kdl", "quota \"h100\" gpus=24", "quota \"h100\" gpus=16").commit("Research needs fewer GPUs");
    preview(&atlas, "quota", 0);

    atlas.edit("platform.mlp.kdl", "machine=\"p5.48xlarge\"", "machine=\"p4d.24xlarge\"").commit("Older machines");
    preview(&atlas, "machine", 0);

    atlas.edit("platform.mlp.kdl", "nodes min=3 max=6", "nodes min=3 max=6\n    disk \"500GiB\"").commit("Larger disks");
    preview(&atlas, "rolling", 0);

    atlas.write("vision.mlp.kdl", VISION).commit("A new team");
    preview(&atlas, "tenant", 0);

    atlas
        .edit("search.mlp.kdl", "training \"finetune\"", "training \"tune\"")
        .edit(
            "platform.mlp.kdl",
            "registry \"images\"",
            "moved from=\"training.search/finetune\" to=\"training.search/tune\"\nregistry \"images\"",
        )
        .commit("A shorter name");
    preview(&atlas, "renamed", 0);

    atlas.edit("platform.mlp.kdl", "nodes min=0 max=4", "nodes min=0 max=4\n    price \"15 USD/h\"").commit("A negotiated price");
    preview(&atlas, "price", 0);

    atlas.edit("platform.mlp.kdl", "// There is one target", "// There is only one target").commit("Better English");
    preview(&atlas, "comment", 0);

    atlas
        .edit(
            "platform.mlp.kdl",
            "database \"mlflow\" engine=\"postgres\" version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"\n",
            "",
        )
        .edit("platform.mlp.kdl", "mlflow database=\"mlflow\" bucket=\"mlflow\"\n", "")
        .commit("No experiments any more");
    preview(&atlas, "protected", 1);

    atlas.edit("ads.mlp.kdl", "pool=\"cpu\"", "pool=\"cpus\"").commit("A slip of the hand");
    preview(&atlas, "broken", 1);
}

#[test]
fn a_protected_thing_that_would_be_replaced() {
    let atlas = Platform::quickstart();
    atlas.edit("platform.mlp.kdl", "engine=\"postgres\" version=\"16\"", "engine=\"mysql\" version=\"8.4\"");
    let printed = atlas.mlpc(&["preview", "--base", "HEAD"]);
    assert_eq!(printed.code, 1, "{}{}", printed.stdout, printed.stderr);
    snapshot("previews", "protected-replaced", &printed.stdout);
}

#[test]
fn each_environment_has_a_section_unless_one_is_chosen() {
    let atlas = Platform::quickstart();
    atlas.write("environments.mlp.kdl", "environment \"dev\"\nenvironment \"prod\"\n").commit("Two environments");
    atlas.edit("research.mlp.kdl", "quota \"h100\" gpus=24", "quota \"h100\" gpus=16");
    let both = atlas.mlpc(&["preview", "--base", "HEAD"]);
    let headlines: Vec<_> = both.stdout.lines().filter(|line| line.starts_with("### ")).collect();
    assert_eq!(headlines, ["### mlpc dev: 2 to change", "### mlpc prod: 2 to change"], "{}{}", both.stdout, both.stderr);
    let one = atlas.mlpc(&["preview", "--base", "HEAD", "--env", "prod"]);
    assert!(one.stdout.starts_with("### mlpc prod: 2 to change\n") && !one.stdout.contains("### mlpc dev"), "{}", one.stdout);
}

#[test]
fn a_comment_fits_its_host() {
    let atlas = Platform::quickstart();
    let mut tenants = String::new();
    for n in 0..60 {
        tenants.push_str(&format!("tenant \"team-{n:02}\" owner=\"team-{n:02}@example.com\" cost-center=\"5000\" {{\n"));
        tenants.push_str("    quota \"cpu\" cpu=1 memory=\"1Gi\"\n    bucket \"one\"\n    bucket \"two\"\n    bucket \"three\"\n}\n");
    }
    atlas.write("teams.mlp.kdl", &tenants);
    let text = atlas.mlpc(&["preview", "--base", "HEAD"]).stdout;
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    assert!(text.contains("lines are cut here**: a comment holds 65536 characters") && text.ends_with("Needs no waiver.\n"), "{text}");
}

#[test]
fn without_a_head_the_files_are_compared_as_they_are() {
    let atlas = Platform::quickstart();
    atlas.edit("platform.mlp.kdl", "nodes min=3 max=12", "nodes min=3 max=10");
    let page = atlas.mlpc(&["preview", "--base", "HEAD", "--format", "html"]).stdout;
    assert!(page.starts_with("<!doctype html>") && page.contains("<h2>mlpc: ") && page.trim_end().ends_with("</html>"), "{page}");
    let text = atlas.mlpc(&["preview", "--base", "HEAD"]).stdout;
    assert!(text.contains("cpu-pool.cpu (platform.mlp.kdl:27)  nodes.max 12 → 10"), "{text}");
}

#[test]
fn a_revision_that_git_does_not_know() {
    let printed = Platform::quickstart().mlpc(&["preview", "--base", "nowhere"]);
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.contains("git knows no such revision"), "{}", printed.stderr);
}
