//! What plans of the quickstart look like.

use crate::support::{Platform, snapshot};

#[test]
fn the_first_plan() {
    let printed = Platform::quickstart().mlpc(&["plan"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    insta::assert_snapshot!(printed.stderr, @r"
    Apply it with: mlpc apply
    Try it without a cloud: mlpc apply --simulate
    ");
    snapshot("plans", "quickstart-first", &printed.stdout);
}

#[test]
fn one_tenants_quota() {
    let atlas = Platform::quickstart();
    atlas.edit("research.mlp.kdl", "quota \"h100\" gpus=24", "quota \"h100\" gpus=16");
    let printed = atlas.mlpc(&["plan", "--against", "HEAD", "-v"]);
    snapshot("plans", "quickstart-quota", &printed.stdout);

    // Exactly the resources that follow from it, each with the spec's line.
    let plan: serde_json::Value = serde_json::from_str(&atlas.mlpc(&["plan", "--against", "HEAD", "--format", "json"]).stdout).unwrap();
    let actions: Vec<_> = plan["actions"].as_array().unwrap().iter().filter(|it| it["op"] != "read").collect();
    let addresses: Vec<_> = actions.iter().map(|it| it["address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["ResourceQuota.main_research", "kueue.ClusterQueue.main_research"]);
    for action in actions {
        assert_eq!((action["op"].as_str(), action["tenant"].as_str()), (Some("update"), Some("research")));
        let why: Vec<_> = action["why"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        assert_eq!(why, ["tenant.research.quota.h100 gpus 24 → 16"]);
    }
    let edit = serde_json::json!({
        "declaration": "tenant.research.quota.h100", "field": "gpus", "from": "24", "to": "16", "at": "research.mlp.kdl:6"
    });
    assert_eq!(plan["fields"], serde_json::json!([edit]));
    assert_eq!(plan["tenants"], serde_json::json!({ "ads": "untouched", "research": "changed", "search": "untouched" }));
}

#[test]
fn replaced_and_followed() {
    let atlas = Platform::quickstart();
    atlas.edit("platform.mlp.kdl", "machine=\"p5.48xlarge\"", "machine=\"p4d.24xlarge\"");
    snapshot("plans", "quickstart-machine", &atlas.mlpc(&["plan", "--against", "HEAD"]).stdout);
    snapshot("plans", "quickstart-machine-markdown", &atlas.mlpc(&["plan", "--against", "HEAD", "--format", "markdown"]).stdout);
}

#[test]
fn lost_content() {
    let atlas = Platform::quickstart();
    atlas.write("more.mlp.kdl", "cache \"features\" engine=\"redis\" machine=\"cache.m7g.large\" protect=#false\n");
    let base = atlas.mlpc(&["plan", "--against", "HEAD"]);
    snapshot("plans", "quickstart-cache", &base.stdout);
    atlas.commit("A cache");
    atlas.write("more.mlp.kdl", "// no cache any more\n");
    snapshot("plans", "quickstart-cache-gone", &atlas.mlpc(&["plan", "--against", "HEAD"]).stdout);
}

#[test]
fn checked_in_numbers() {
    let printed = Platform::quickstart().mlpc(&["check"]);
    assert_eq!(printed.code, 0);
    snapshot("cost", "quickstart-check", &printed.stderr);
}

#[test]
fn what_a_standing_declaration_makes_or_no_longer_makes() {
    let atlas = Platform::quickstart();
    atlas.edit("search.mlp.kdl", "replicas min=3 max=4", "replicas min=3 max=3");
    snapshot("plans", "quickstart-fixed-replicas", &atlas.mlpc(&["plan", "--against", "HEAD"]).stdout);
    snapshot("previews", "fixed-replicas", &atlas.mlpc(&["preview", "--base", "HEAD"]).stdout);
    atlas.commit("Three replicas");

    // What the component needed of others goes and comes with it, and those stand.
    let line = "mlflow database=\"mlflow\" bucket=\"mlflow\"\n";
    atlas.edit("platform.mlp.kdl", line, "");
    snapshot("plans", "quickstart-no-mlflow", &atlas.mlpc(&["plan", "--against", "HEAD"]).stdout);
    snapshot("previews", "no-mlflow", &atlas.mlpc(&["preview", "--base", "HEAD"]).stdout);
    atlas.commit("No experiments");
    atlas.edit("platform.mlp.kdl", "kueue\n", &format!("{line}kueue\n"));
    snapshot("plans", "quickstart-mlflow-again", &atlas.mlpc(&["plan", "--against", "HEAD"]).stdout);
}

#[test]
fn changes_that_the_cloud_refuses() {
    let atlas = Platform::quickstart();
    atlas.edit(
        "platform.mlp.kdl",
        "version=\"16\" machine=\"db.m7g.large\" storage=\"100GiB\"",
        "version=\"15\" machine=\"db.m7g.large\" storage=\"50GiB\"",
    );
    atlas.edit("platform.mlp.kdl", "version=\"1.35\"", "version=\"1.33\"");
    let printed = atlas.mlpc(&["plan", "--against", "HEAD"]);
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    snapshot("plans", "refused", &format!("{}{}", printed.stdout, printed.stderr));
    snapshot("plans", "refused-markdown", &atlas.mlpc(&["plan", "--against", "HEAD", "--format", "markdown"]).stdout);
    snapshot("previews", "refused", &atlas.mlpc(&["preview", "--base", "HEAD"]).stdout);
}

#[test]
fn what_stays_in_subnets_that_are_made_anew() {
    let atlas = Platform::quickstart();
    atlas.edit("platform.mlp.kdl", "kueue\n", "cache \"sessions\" engine=\"valkey\" memory=\"4GiB\" network=\"main\"\nkueue\n");
    atlas.commit("A cache");
    atlas.edit("platform.mlp.kdl", "10.40.0.0/16", "10.44.0.0/16");
    let printed = atlas.mlpc(&["plan", "--against", "HEAD"]);
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    snapshot("plans", "subnets-anew", &printed.stderr);
}

#[test]
fn a_target_in_another_region() {
    let atlas = Platform::quickstart();
    atlas
        .edit("platform.mlp.kdl", "region=\"us-east-1\"", "region=\"us-east-2\"")
        .edit("platform.mlp.kdl", r#""use1-az1" "use1-az2" "use1-az4""#, r#""use2-az1" "use2-az2" "use2-az3""#)
        .edit("platform.mlp.kdl", "zones \"use1-az1\"\n", "zones \"use2-az1\"\n");
    let printed = atlas.mlpc(&["plan", "--against", "HEAD"]);
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    snapshot("plans", "relocated", &format!("{}{}", printed.stdout, printed.stderr));
}

#[test]
fn a_check_claims_nothing_of_components_that_are_not_there() {
    let platform = include_str!("../../../../stdlib/templates/serving/platform.mlp.kdl").replace("kube-prometheus-stack ", "// ");
    let chat =
        include_str!("../../../../stdlib/templates/serving/chat.mlp.kdl").replace("tenant \"chat\"", "tenant \"chat\" cohort=\"ml\"");
    let printed = Platform::of(&[("platform.mlp.kdl", platform), ("chat.mlp.kdl", chat)]).mlpc(&["check"]);
    insta::assert_snapshot!(printed.stderr, @r"
    2 files, 12 declarations → 104 resources
      tenancy   1 tenant reserves 0 of 47 CPU, 6 of 6 L40S
      GPU       assistant fits: 26.3 of 41.1 GiB a GPU
      SLO       2 objectives, measured by nobody: `kube-prometheus-stack` isn't declared; capacity holds with one replica down
      cost      5 141 … 5 141 … 10 100 USD/month (min, expected, max) of 40 000 · prices of 2024-07-01 to 2026-07-20
    no findings
    ");
}

#[test]
fn what_looks_renamed() {
    let atlas = Platform::quickstart();
    for file in ["research.mlp.kdl", "search.mlp.kdl"] {
        atlas.edit(file, "quota \"h100\"", "quota \"big\"").edit(file, "pool=\"h100\"", "pool=\"big\"");
    }
    atlas.edit("platform.mlp.kdl", "gpu-pool \"h100\"", "gpu-pool \"big\"");
    snapshot("plans", "renamed-pool", &plan_of(&atlas));
    atlas.commit("A pool's name");
    atlas.edit("research.mlp.kdl", "tenant \"research\"", "tenant \"science\"");
    snapshot("plans", "renamed-tenant", &plan_of(&atlas));
}

#[test]
fn what_follows_names_the_edited_line() {
    let atlas = Platform::quickstart();
    atlas.edit("platform.mlp.kdl", "10.40.0.0/16", "10.44.0.0/16");
    snapshot("plans", "other-addresses", &plan_of(&atlas));
}

/// The plan against the last commit, with what stands in its way.
fn plan_of(atlas: &Platform) -> String {
    let printed = atlas.mlpc(&["plan", "--against", "HEAD"]);
    format!("{}{}", printed.stdout, printed.stderr)
}
