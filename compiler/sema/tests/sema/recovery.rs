//! What an error leaves open hides its own consequences and nothing else: every independent mistake is found in one run.

use crate::support::{check, compile, plain};
use mlpc_testkit::Fixture;

const PLACE: &str = r#"target "virginia" cloud="aws" region="us-east-1" account="111122223333"
network "main" cidr="10.0.0.0/16"
cluster "main" version="1.35"
gpu-pool "h100" machine="p5.48xlarge" { nodes min=0 max=4; }
"#;

/// One finding of the code, in the platform with these declarations.
fn only(code: &str, text: &str) {
    let compiled = compile(&Fixture::parse(&format!("{PLACE}{text}")), &plain());
    assert_eq!(compiled.codes(), [code], "{}", compiled.print());
}

#[test]
fn ten_mistakes_of_syntax_names_and_types_in_two_files() {
    let compiled = check(&format!(
        r#"
//- /platform.mlp.kdl
{PLACE}
bucket "audit" protect=#tru //~ MLP0007
when "${{production}}" {{ //~ MLP0202
    bucket "archive" expire="soon" //~ MLP0104
}}
for "team" in="${{teams}}" {{ //~ MLP0202
    tenant "${{team.name}}" owner="a@example.com" {{
        quota "a100" gpus=8 //~ MLP0106
    }}
}}
use "kinds" //~ MLP0207
standard-team "ads" gpus=8
bukcet "logs" //~ MLP0101
//- /search.mlp.kdl
tenant "search" owner="a@example.com" {{
    quota "h1000" gpus=8 //~ MLP0106
    bucket "lake"
    dataset "clicks" in="lak" //~ MLP0106
}}
bucket "${{nothing}}" //~ MLP0202
"#
    ));
    assert_eq!(compiled.out.len(), 10, "{}", compiled.print());
}

#[test]
fn a_condition_that_cant_be_read_is_one_finding() {
    only("MLP0202", "when \"${nope}\" { bucket \"lake\"; tenant \"s\" owner=\"a@example.com\"; }\ndataset \"d\" tenant=\"s\" in=\"lake\"");
    only("MLP0202", "let \"big\" \"${nope}\"\nwhen \"${big}\" { bucket \"b\" expire=\"3d\"; }\nwhen \"${!big}\" { bucket \"b\"; }");
    only("MLP0202", "when \"${nope}\" { cluster \"other\" version=\"1.35\"; }\nkueue");
    only(
        "MLP0202",
        "let \"big\" \"${nope}\"\ncpu-pool \"p\" machine=\"m7i.4xlarge\" {\n    when \"${big}\" { nodes 3; }\n    when \"${!big}\" { nodes 4; }\n}",
    );
    only(
        "MLP0202",
        "let \"big\" \"${nope}\"\ncpu-pool \"p\" machine=\"m7i.4xlarge\" {\n    nodes {\n        when \"${big}\" { min 1; max 2; }\n        when \"${!big}\" { min 2; max 3; }\n    }\n}",
    );
}

#[test]
fn rows_that_cant_be_read_are_one_finding() {
    let teams = "for \"team\" in=\"${nope}\" {\n    tenant \"${team.name}\" owner=\"${team.owner}\" {\n        quota \"h100\" gpus=\"${team.gpus}\"\n        bucket \"${team.name}-lake\"\n    }\n}";
    only("MLP0202", &format!("{teams}\ndataset \"d\" tenant=\"ads\" in=\"ads-lake\"\ndataset \"e\" tenant=\"search\" in=\"other\""));
    only("MLP0103", "for \"team\" { tenant \"${team.name}\" owner=\"a@example.com\"; }");
    only("MLP0108", "for \"Team\" in=\"${['a']}\" { tenant \"${Team}\" owner=\"a@example.com\"; }");
}

#[test]
fn an_instance_that_cant_be_named_is_read_for_its_own_mistakes() {
    let define = "define \"team\" { param \"gpus\" type=\"int\"; tenant \"${name}\" owner=\"a@example.com\" { quota \"h100\" gpus=\"${gpus}\"; bucket \"${name}-lake\"; }; }";
    only("MLP0202", &format!("{define}\nteam \"${{nope}}\" gpus=8\ndataset \"d\" tenant=\"ads\" in=\"ads-lake\""));
    check(&format!("{PLACE}{define}\nteam \"${{nope}}\" {{ //~ MLP0202\n    gpus \"many\" //~ MLP0104\n}}\n"));
}

#[test]
fn a_kind_that_is_misspelt_declares_what_it_was_meant_to() {
    only("MLP0101", "tennant \"ads\" owner=\"a@example.com\" { bucket \"lake\"; }\ndataset \"d\" tenant=\"ads\" in=\"lake\"");
    only(
        "MLP0108",
        "define \"Team\" { tenant \"${name}\" owner=\"a@example.com\"; }\nTeam \"ads\"\ndataset \"d\" tenant=\"ads\" in=\"ads-lake\"",
    );
    only("MLP0207", "use \"kinds\"\nstandard-team \"ads\"\ndataset \"d\" tenant=\"ads\" in=\"ads-lake\"");
}

#[test]
fn a_slip_in_a_known_name_is_found_beside_names_that_cant_be_read() {
    check(&format!(
        r#"{PLACE}
bucket "${{nope}}" //~ MLP0202
bucket "clicks"
tenant "search" owner="a@example.com"
dataset "a" tenant="search" in="clciks" //~ MLP0106 no bucket, database or filesystem is called `clciks`
dataset "b" tenant="search" in="events"
"#
    ));
}

#[test]
fn what_cant_be_decided_is_no_part_of_the_platform() {
    let text = format!(
        "{PLACE}when \"${{nope}}\" {{ bucket \"lake\"; tenant \"s\" owner=\"a@example.com\"; }}\nbucket \"own\" tenant=\"s\"\nkey \"k\"\nmlflow bucket=\"lake\""
    );
    let compiled = compile(&Fixture::parse(&text), &plain());
    let platform = &compiled.outcome.platform;
    assert_eq!(platform.decls.iter().filter(|decl| ["lake", "s", "own"].contains(&decl.name.as_str())).count(), 0);
    let mlflow = platform.decls.iter().find(|decl| decl.kind == "mlflow").unwrap();
    assert_eq!(mlflow.fields.get("bucket").unwrap().val, mlpc_model::Val::Poison);
}
