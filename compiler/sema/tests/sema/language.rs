//! The language, construct by construct: marker fixtures.

use crate::support::{check, check_with, compile, plain};
use mlpc_model::Val;
use mlpc_sema::Options;
use mlpc_testkit::Fixture;

const PLACE: &str = "target \"virginia\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\n";

#[test]
fn ten_mistakes_are_ten_findings() {
    let compiled = check(
        r#"
target "virginia" cloud="amazon" region="us-east-1" account="111122223333" //~ MLP0109
bukcet "lake" //~ MLP0101
bucket "logs" expires="30d" //~ MLP0102
bucket "audit" expire="soon" //~ MLP0104
bucket "audit" //~ MLP0105
tenant "search" //~ MLP0103
bucket "a" expire="${1 / 0}d" //~ MLP0204
bucket "b" expire="${dayz}d" //~ MLP0202
bucket "c" expire="${maxi(1)}" //~ MLP0203
bucket "Big" //~ MLP0108
"#,
    );
    assert_eq!(compiled.out.len(), 10);
}

#[test]
fn references_see_their_own_tenant_and_the_platform() {
    check(&format!(
        r#"{PLACE}
bucket "lake"
bucket "shared"
tenant "search" owner="a@example.com" {{
    bucket "clicks"
    dataset "a" in="clicks"
    dataset "b" in="shared"
    dataset "c" in="ads/own" 
    dataset "d" in="own" //~ MLP0106 no bucket, database or filesystem is called `own`
    dataset "e" in="/lake"
    dataset "f" in="bucket.lake"
}}
tenant "ads" owner="a@example.com" {{
    bucket "own"
    bucket "lake"
    dataset "g" in="lake" //~ MLP0106 `lake` fits 2 declarations
    dataset "h" in="/lake"
    dataset "i" in="ads/lake"
}}
dataset "j" tenant="ads" in="own"
"#
    ));
}

#[test]
fn context_is_enclosing_or_the_only_candidate() {
    check(
        r#"
target "a" cloud="aws" region="us-east-1" account="1" {
    network "n" cidr="10.0.0.0/16"
    cluster "c" version="1.35"
}
target "b" cloud="aws" region="us-east-1" account="2" {
    network "m" cidr="10.1.0.0/16" {
        cluster "d" version="1.35" { kueue; }
    }
}
bucket "x" //~ MLP0106 could belong to 2 targets
bucket "y" target="b"
keda //~ MLP0106
keda cluster="d"
"#,
    );
}

#[test]
fn a_resource_is_in_a_cluster_by_its_type() {
    let two = format!(
        "{PLACE}network \"n\" cidr=\"10.0.0.0/16\" {{\n    cluster \"c\" version=\"1.35\"\n    cluster \"d\" version=\"1.35\"\n}}\n"
    );
    let compiled = check(&format!(
        r#"{two}
resource "aws_sqs_queue" "jobs"
resource "helm_release" "redis" //~ MLP0106 could belong to 2 clusters
resource "kubernetes_manifest" "map" cluster="d"
"#
    ));
    let resource = |name: &str| compiled.outcome.platform.decls.iter().find(|decl| decl.name == name).unwrap();
    assert!(resource("jobs").fields.get("cluster").is_none());
    assert!(resource("jobs").fields.get("target").is_some());
    assert!(resource("map").fields.get("target").is_some());
}

#[test]
fn nested_and_written_must_agree() {
    check(
        r#"
target "a" cloud="aws" region="us-east-1" account="1" {
    bucket "x" target="b" //~ MLP0105 it stands in target `a`, but says `b`
    bucket "y" target="a"
}
target "b" cloud="aws" region="us-east-1" account="2"
"#,
    );
}

#[test]
fn params_environments_and_settings() {
    let text = format!(
        r#"{PLACE}
param "days" type="int" default=30 min=1 max=365
param "tier" type="text" default="low" {{ one-of "low" "high" }}
environment "prod" {{ days 90; }}
environment "dev" {{ tier "high" }}
bucket "lake" expire="${{days}}d" labels=#null
bucket "x" {{ labels tier="${{tier}}"; }}
"#
    );
    let days = |options: &Options| {
        let compiled = check_with(&text, options);
        let platform = compiled.outcome.platform;
        let lake = platform.decls.iter().find(|decl| decl.address == "bucket.lake").unwrap();
        match &lake.fields.get("expire").unwrap().val {
            Val::Duration(duration) => duration.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let env = |name: &str| Options { env: Some(name.into()), ..plain() };
    assert_eq!(days(&env("prod")), "90d");
    assert_eq!(days(&env("dev")), "30d");
    assert_eq!(days(&Options { set: vec![("days".into(), "7".into())], ..env("prod") }), "7d");
    let codes = |options: &Options| compile(&Fixture::parse(&text), options).codes();
    assert_eq!(codes(&Options { set: vec![("days".into(), "1000".into())], ..env("prod") }), ["MLP0108"]);
    assert_eq!(codes(&Options { set: vec![("days".into(), "x".into())], ..env("prod") }), ["MLP0104"]);
    assert_eq!(codes(&Options { set: vec![("day".into(), "1".into())], ..env("prod") }), ["MLP0102"]);
    assert_eq!(codes(&env("prd")), ["MLP0109"]);
}

#[test]
fn definitions_are_hygienic_and_expand_in_context() {
    let compiled = check(
        &format!(
            r#"{PLACE}
let "days" 30
define "vault" {{
    param "class" type="text" default="plain"
    let "word" "${{name}}-${{class}}"
    bucket "${{word}}" expire="${{days}}d"
}}
tenant "search" owner="a@example.com" {{
    vault "x" class="hot"
    for "n" in="${{range(2)}}" {{
        vault "y${{n}}"
    }}
    vault "z" colour="red" //~ MLP0102
}}
vault "w" //~ MLP0105 can't
"#
        )
        .replace(" //~ MLP0105 can't", ""),
    );
    let addresses: Vec<&str> = compiled.outcome.platform.decls.iter().map(|decl| decl.address.as_str()).collect();
    assert_eq!(
        addresses,
        [
            "bucket.search/x-hot",
            "bucket.search/y0-plain",
            "bucket.search/y1-plain",
            "bucket.search/z-plain",
            "bucket.w-plain",
            "target.virginia",
            "tenant.search"
        ]
    );
}

#[test]
fn scopes_forbid_hiding() {
    check(&format!(
        r#"{PLACE}
let "x" "a" "b"
for "x" in="${{x}}" {{ //~ MLP0105 `x` is taken already
    bucket "b-${{x}}"
}}
let "bucket" 1 //~ MLP0105
"#
    ));
}

#[test]
fn secrets_stand_alone() {
    check(&format!(
        r#"{PLACE}
network "main" cidr="10.40.0.0/16"
cluster "main" version="1.35"
cpu-pool "cpu" machine="m7i.4xlarge" {{ nodes 1; }}
tenant "search" owner="a@example.com" {{
    secret "token"
    pipeline "p" pool="cpu" image="ghcr.io/a/b:1" {{
        env TOKEN="${{secret.token}}" BAD="x-${{secret.token}}" URL="${{cluster.main.endpoint}}" //~ MLP0104 a secret can't stand in a text
        resources cpu=1 memory="1Gi"
    }}
    bucket "x" existing="${{cluster.main.endpoint}}" //~ MLP0205
}}
"#
    ));
}

#[test]
fn wrong_kinds_and_near_names() {
    check(&format!(
        r#"{PLACE}
key "disk"
bucket "lake" key="dis" //~ MLP0106 no key is called `dis`
bucket "logs" key="lake" //~ MLP0107 `lake` is a bucket, a key is wanted
bucket "more" key="disk"
"#
    ));
}

#[test]
fn units_are_checked_with_the_let_labelled() {
    check(&format!(
        r#"{PLACE}
let "size" "${{quantity('64Gi')}}"
//         --------------------- `size` is a quantity of bytes: 64Gi
bucket "x" existing="${{size + 8}}"
//                     ^^^^^^^^ MLP0201 can't add a plain number to a quantity: 64Gi + 8
bucket "y" existing="${{size == 'x'}}" //~ MLP0104
bucket "z" existing="${{money('1 USD') + money('1 EUR')}}" //~ MLP0206
"#
    ));
}

#[test]
fn cycles_show_their_path() {
    let compiled = check(&format!(
        r#"{PLACE}
bucket "x" existing="${{bucket.y.existing}}" //~ MLP0110
bucket "y" existing="${{bucket.x.existing}}"
"#
    ));
    assert!(compiled.out.iter().next().unwrap().message.contains(" → "));
}

#[test]
fn libraries_hold_definitions_only() {
    check(
        r#"//- platform.mlp.kdl
target "virginia" cloud="aws" region="us-east-1" account="1"
use "kinds"
use "nothing" //~ MLP0207
vault "x"
//- kinds/a.mlp.kdl
define "vault" { bucket "${name}-${suffix}" }
let "suffix" "b"
bucket "stray" //~ MLP0102 a library holds
"#,
    );
}

#[test]
fn files_are_read_through_the_platform() {
    let compiled = check(
        r#"//- platform.mlp.kdl
target "virginia" cloud="aws" region="us-east-1" account="1"
for "row" in="${csv('teams.csv')}" {
    bucket "${row.name}" expire="${int(row.days)}d"
}
let "limits" "${json('limits.json')}"
bucket "z" expire="${limits.days}d"
bucket "q" existing="${file('../etc/passwd')}" //~ MLP0207
bucket "r" existing="${yaml('none.yaml')}" //~ MLP0207
//- teams.csv
name,days
a,30
b,7
//- limits.json
{"days": 9}
"#,
    );
    assert_eq!(compiled.outcome.platform.buckets.len(), 5);
}

#[test]
fn order_of_files_and_declarations_leaves_no_trace() {
    let parts = [
        "target \"virginia\" cloud=\"aws\" region=\"us-east-1\" account=\"1\"\n",
        "network \"main\" cidr=\"10.0.0.0/16\"\ncluster \"main\" version=\"1.35\"\nkueue\n",
        "tenant \"search\" owner=\"a@example.com\" { quota \"cpu\" cpu=\"${n}\" memory=\"1Gi\"; dataset \"d\" in=\"lake\"; }\n",
        "let \"n\" 4\nbucket \"lake\" tenant=\"search\"\n",
        "cpu-pool \"cpu\" machine=\"m7i.4xlarge\" { nodes min=1 max=\"${n}\"; }\n",
    ];
    let model = |order: &[usize]| {
        let files: Vec<String> = order.iter().enumerate().map(|(at, part)| format!("//- f{at}.mlp.kdl\n{}", parts[*part])).collect();
        let text = files.concat();
        let compiled = compile(&Fixture::parse(&text), &plain());
        assert_eq!(compiled.print(), "");
        let decls = compiled.outcome.platform.decls.iter().map(|decl| (decl.address.clone(), decl.tenant, decl.fields.clone()));
        decls.collect::<Vec<_>>()
    };
    let first = model(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [3, 4, 0, 2, 1]] {
        assert_eq!(model(&order), first);
    }
}

#[test]
fn provenance_leads_through_loops_to_the_text() {
    let compiled = check(&format!("{PLACE}for \"t\" in=\"${{['a', 'b']}}\" {{ bucket \"${{t}}\" expire=\"30d\"; }}\n"));
    let bucket = compiled.outcome.platform.decls.iter().find(|decl| decl.address == "bucket.a").unwrap();
    let item = bucket.fields.get("expire").unwrap();
    let span = compiled.origins.span(item.origin).unwrap();
    assert_eq!(compiled.sources.text(span), "expire=\"30d\"");
    let frames: Vec<_> = compiled.origins.chain(item.origin).map(|(_, origin)| origin.frame.clone()).collect();
    assert!(frames.iter().any(|frame| matches!(frame, mlpc_source::Frame::For(round) if round.row == "`a`")), "{frames:?}");
    assert_eq!(compiled.origins.declaration(item.origin).unwrap(), "bucket.a");
}

#[test]
fn uses_lead_to_declarations() {
    let compiled = check(&format!("{PLACE}let \"days\" 30\nkey \"disk\"\nbucket \"lake\" key=\"disk\" expire=\"${{days}}d\"\n"));
    let file = compiled.sources.by_path("platform.mlp.kdl").unwrap();
    let text = &compiled.sources.files[file].text;
    let at = |needle: &str| compiled.outcome.resolutions.at(file, text.find(needle).unwrap() as u32 + 1);
    assert!(matches!(at("\"disk\" expire").as_slice(), [mlpc_sema::Target::Decl(_)]));
    assert!(matches!(at("days}").as_slice(), [mlpc_sema::Target::Name(span)] if compiled.sources.text(*span) == "\"days\""));
}

#[test]
fn services_that_wait_for_each_other() {
    let service = |name: &str, on: &str| {
        format!(
            "    model-service \"{name}\" pool=\"cpu\" image=\"r.example.com/x:1\" {{\n        replicas 1\n        resources cpu=1 memory=\"1Gi\"\n{on}    }}\n"
        )
    };
    let spec = |last: &str| {
        format!(
            "{PLACE}network \"n\" cidr=\"10.0.0.0/16\" {{ cluster \"c\" version=\"1.35\" {{ cpu-pool \"cpu\" machine=\"m7i.2xlarge\" {{ nodes 3; }}; }}; }}\n\
         tenant \"search\" owner=\"a@example.com\" {{\n    quota \"cpu\" cpu=8 memory=\"8Gi\"\n{}{}{}}}\n",
            service("a", "        depends-on \"b\"\n"),
            service("b", "        depends-on \"c\"\n"),
            service("c", last),
        )
    };
    let compiled = compile(&Fixture::parse(&spec("        depends-on \"b\"\n")), &plain());
    insta::assert_snapshot!(compiled.print(), @r#"
    error[MLP0110]: model-service.search/b can't answer without itself: model-service.search/b → model-service.search/c → model-service.search/b
      platform.mlp.kdl:13 "\"c\"": needs model-service.search/c
      platform.mlp.kdl:18 "\"b\"": needs model-service.search/b
      help: remove one of these `depends-on`, or say which service answers without the other: `optional=#true`
    "#);
    let optional = compile(&Fixture::parse(&spec("        depends-on \"a\" optional=#true\n")), &plain());
    assert_eq!(optional.print(), "");
    let alone = compile(&Fixture::parse(&spec("        depends-on \"c\"\n")), &plain());
    assert_eq!(alone.codes(), ["MLP0110"]);
}

#[test]
fn what_is_missing_is_shown_as_it_is_written() {
    let compiled = compile(
        &Fixture::parse(&format!(
            "{PLACE}network \"n\" cidr=\"10.0.0.0/16\"\ncluster \"c\" version=\"1.35\"\ncpu-pool \"x\" machine=\"m7i.2xlarge\"\n"
        )),
        &plain(),
    );
    insta::assert_snapshot!(compiled.print(), @r#"
    error[MLP0103]: cpu-pool `x` has no `nodes`
      platform.mlp.kdl:4 "cpu-pool \"x\"": `nodes` is missing
      help: write `nodes 3`, or `nodes min=0 max=4`: The number of nodes: a fixed one, or the bounds between which the autoscaler moves.
    "#);
}

#[test]
fn one_quote_that_is_missing_is_one_finding() {
    for line in [
        "target \"virginia\" cloud=\"aws region=\"us-east-1\" account=\"111122223333\"",
        "target \"virginia cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"",
        "target \"virginia\" cloud=\"aws\" region=\"us-east-1 account=\"111122223333\"",
        "target \"virginia\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333",
        "target \"virginia\" cloud=\"aws\" region=us-east-1\" account=\"111122223333\"",
    ] {
        let text = format!("{line}\nbucket \"a\" target=\"virginia\"\n");
        let compiled = compile(&Fixture::parse(&text), &plain());
        assert_eq!(compiled.codes(), ["MLP0002"], "{line}\n{}", compiled.print());
    }
}

#[test]
fn a_range_that_holds_nothing_is_one_finding() {
    check(&format!(
        r#"{PLACE}
network "main" cidr="10.0.0.0/16"
cluster "main" version="1.35"
cpu-pool "cpu" machine="m7i.4xlarge" {{
    nodes min=13 max=12 //~ MLP0108 `nodes` has `min` 13 above `max` 12
}}
cpu-pool "fits" machine="m7i.4xlarge" {{
    nodes min=12 max=12
}}
"#
    ));
}

#[test]
fn a_budget_is_of_dollars_per_time() {
    check(&format!(
        r#"{PLACE}
tenant "a" owner="a@example.com" {{
    budget "4000 USD" //~ MLP0104 doesn't say per what
}}
tenant "b" owner="b@example.com" {{
    budget "1 EUR/month" //~ MLP0206 `budget` is in EUR
}}
"#
    ));
}

#[test]
fn a_misspelt_field_is_not_also_missing() {
    check(&format!(
        r#"{PLACE}
network "main" cidr="10.0.0.0/16"
cluster "main" version="1.35"
cpu-pool "cpu" machine="m7i.4xlarge" {{
    nodess min=1 max=2 //~ MLP0102
}}
tenant "a" ownr="a@example.com" //~ MLP0102
cpu-pool "none" machine="m7i.4xlarge" //~ MLP0103
"#
    ));
}
