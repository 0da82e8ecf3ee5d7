//! Outlines.

use insta::assert_snapshot;
use mlpc_ide::Symbol;

use crate::support::Compiled;

fn print(symbols: &[Symbol], depth: usize, text: &mut String) {
    for symbol in symbols {
        text.push_str(&format!("{}{} {}\n", "  ".repeat(depth), symbol.kind, symbol.name));
        print(&symbol.children, depth + 1, text);
    }
}

#[test]
fn declarations_and_those_in_them() {
    let compiled = Compiled::new(
        "tenant \"a\" owner=\"a@example.com\" {\n    quota \"h100\" gpus=8\n    bucket \"b\"\n    model-service \"m\" {\n        slo \"availability\" objective=\"99%\"\n    }\n}\nkueue\nnonsense {\n",
    );
    let tree = compiled.analysis().tree(mlpc_source::Idx::from_usize(0)).unwrap();
    let mut text = String::new();
    print(&mlpc_ide::symbols(&compiled.analysis().kinds(), tree), 0, &mut text);
    assert_snapshot!(text, @r#"
    tenant a
      bucket b
      model-service m
        slo availability
    kueue kueue
    nonsense nonsense
    "#);
}
