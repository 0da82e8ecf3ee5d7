//! What is shown over a place.

use insta::assert_snapshot;

use crate::support::Compiled;

const TENANTS: &str = r#"
tenant "search" owner="s@example.com" { quota "h100" gpus=8 }
"#;

fn research(quota: &str) -> String {
    Compiled::placed(&format!("{TENANTS}tenant \"research\" owner=\"r@example.com\" {{\n    {quota}\n}}\n")).hover()
}

#[test]
fn a_quota_shows_who_has_what() {
    assert_snapshot!(research("quota \"h100\" gpus=$024 borrow=8"), @r#"
    over: gpus=24

    **gpus**: int · at least 0

    GPUs.

    = `24`

    24 of 32 H100 of pool h100 (4 nodes × 8) reserved here; search reserves 8; 0 free; may borrow 8 while others idle · 120 538 USD/month if all run
    "#);
}

#[test]
fn a_reference_shows_its_declaration() {
    assert_snapshot!(research("quota \"h1$000\" gpus=24"), @r#"
    over: "h100"

    ```kdl
    gpu-pool "h100" machine="p5.48xlarge"
    ```
    Training: 8 × H100 a node.

    `gpu-pool.h100` · platform.mlp.kdl:7

    each node: 8 × H100 SXM5 80GB · 192 vCPU, 2Ti · 55.04 USD/h · use1-az1, use1-az2, use1-az3, use1-az4, use1-az5, use1-az6 · as of 2026-07-20

    32 of 32 H100 reserved (4 nodes × 8), 0 free

    ---

    **pool**: reference to cpu-pool, gpu-pool · required · argument 1

    The pool.

    = `h100`

    24 of 32 H100 of pool h100 (4 nodes × 8) reserved here; search reserves 8; 0 free · 120 538 USD/month if all run
    "#);
}

#[test]
fn a_kind_shows_its_documentation() {
    assert_snapshot!(Compiled::placed("buc$0ket \"lake\"\n").hover(), @r#"
    over: bucket

    **bucket**: Object storage, encrypted and private.
    "#);
}

#[test]
fn a_machine_shows_its_facts() {
    assert_snapshot!(Compiled::placed("cpu-pool \"more\" machine=\"m7i.4xl$0arge\" { nodes 3 }\n").hover(), @r#"
    over: machine="m7i.4xlarge"

    **machine**: list(machine) · required where not: `cluster.target.cloud` is kubernetes or `existing` is written

    Machine type of its nodes. Several, of one accelerator, only where Karpenter makes the nodes.

    = `m7i.4xlarge`

    16 vCPU, 64Gi · 0.81 USD/h · use1-az1, use1-az2, use1-az4, use1-az5, use1-az6 · as of 2026-07-20
    "#);
}

#[test]
fn a_param_shows_where_it_is_declared_and_a_field_its_value() {
    let text = "/// Days that objects stay.\nparam \"days\" type=\"int\" default=30\nbucket \"lake\" expire=\"${da$0ys}d\"\n";
    assert_snapshot!(Compiled::placed(text).hover(), @r#"
    over: expire="${days}d"

    ```kdl
    param "days" type="int" default=30
    ```
    Days that objects stay.

    platform.mlp.kdl:13

    ---

    **expire**: duration

    Age at which objects are deleted.

    = `30d`
    "#);
}

#[test]
fn an_instance_of_a_define_shows_its_params() {
    let text = "/// A bucket that forgets.\ndefine \"trash\" {\n    /// After how long.\n    param \"days\" type=\"int\"\n    bucket \"${name}\" expire=\"${days}d\"\n}\ntrash \"tmp\" da$0ys=3\n";
    assert_snapshot!(Compiled::placed(text).hover(), @r#"
    over: days=3

    ```kdl
    param "days" type="int"
    ```
    After how long.

    platform.mlp.kdl:15

    ---

    **days**: int · required

    After how long.
    "#);
}

#[test]
fn values_of_environments_are_told_apart() {
    let text =
        "param \"days\" type=\"int\"\nenvironment \"dev\" days=1\nenvironment \"prod\" days=30\nbucket \"lake\" ex$0pire=\"${days}d\"\n";
    assert_snapshot!(Compiled::placed(text).hover(), @r#"
    over: expire="${days}d"

    **expire**: duration

    Age at which objects are deleted.

    = `1d` in dev, `30d` in prod
    "#);
}

#[test]
fn blanks_show_nothing() {
    assert_eq!(Compiled::placed("\n$0\nbucket \"a\"\n").hover(), "nothing");
}
