//! Definitions and references.

use insta::assert_snapshot;
use mlpc_source::Span;

use crate::support::Compiled;

fn definition(text: &str) -> String {
    let compiled = Compiled::placed(text);
    let found = mlpc_ide::definition(compiled.analysis(), compiled.cursor());
    found.into_iter().map(|it| compiled.shown(Span::new(it.file, it.focus)) + "\n").collect()
}

fn references(text: &str) -> String {
    let compiled = Compiled::new(text);
    let found = mlpc_ide::references(compiled.analysis(), compiled.cursor(), true);
    found.into_iter().map(|span| compiled.shown(span) + "\n").collect()
}

#[test]
fn a_reference_leads_to_its_declaration_in_another_file() {
    let text = "//- search.mlp.kdl\ntenant \"search\" owner=\"s@example.com\" {\n    quota \"h1$000\" gpus=8\n}\n";
    assert_snapshot!(definition(text), @r#"platform.mlp.kdl:7 gpu-pool "h100""#);
}

#[test]
fn names_in_expressions_lead_to_params_and_declarations() {
    assert_snapshot!(definition("param \"days\" type=\"int\" default=3\nbucket \"b\" expire=\"${da$0ys}d\"\n"), @r#"platform.mlp.kdl:12 "days""#);
    assert_snapshot!(definition("registry \"images\"\nlet \"url\" \"${registry.images.u$0rl}\"\n"), @r#"platform.mlp.kdl:12 registry "images""#);
}

#[test]
fn an_instance_leads_to_its_define() {
    assert_snapshot!(definition("define \"trash\" { bucket \"${name}\" }\ntra$0sh \"tmp\"\n"), @r#"platform.mlp.kdl:12 "trash""#);
}

#[test]
fn a_declaration_knows_who_uses_it() {
    let text = "//- platform.mlp.kdl\ntarget \"v\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\ncluster \"main\" version=\"1.35\"\ngpu-pool \"h1$000\" machine=\"p5.48xlarge\" { nodes 4 }\n\
        //- search.mlp.kdl\ntenant \"search\" owner=\"s@example.com\" { quota \"h100\" gpus=8 }\n//- ads.mlp.kdl\ntenant \"ads\" owner=\"a@example.com\" { quota \"h100\" gpus=8 }\n";
    assert_snapshot!(references(text), @r#"
    ads.mlp.kdl:1 "h100"
    platform.mlp.kdl:3 gpu-pool "h100"
    search.mlp.kdl:1 "h100"
    "#);
}

#[test]
fn a_param_knows_who_uses_it() {
    assert_snapshot!(references("param \"da$0ys\" type=\"int\" default=3\nbucket \"a\" expire=\"${days}d\"\nbucket \"b\" expire=\"${days + 1}d\"\n"), @r#"
    platform.mlp.kdl:1 "days"
    platform.mlp.kdl:2 days
    platform.mlp.kdl:3 days
    "#);
}
