//! Findings by file.

use mlpc_source::Idx as _;

use crate::support::{Compiled, PLACE};

#[test]
fn findings_stand_in_the_file_of_their_primary_label() {
    let compiled = Compiled::placed("//- search.mlp.kdl\ntenant \"search\" owner=\"s@example.com\" {\n    quota \"l40\" gpus=8\n}\n");
    let found: Vec<_> = mlpc_ide::findings(compiled.analysis()).collect();
    let codes: Vec<_> = found.iter().map(|it| (it.file.to_usize(), it.diagnostic.rule.code)).collect();
    assert_eq!(codes, [(1, "MLP0106")]);
}

#[test]
fn what_the_cap_hides_is_counted_once() {
    let mut text = PLACE.to_owned();
    for n in 0..130 {
        text.push_str(&format!("buckt \"b{n}\"\n"));
    }
    let compiled = Compiled::new(&text);
    let more: Vec<_> = mlpc_ide::findings(compiled.analysis()).map(|it| it.n_more).filter(|n| *n > 0).collect();
    assert_eq!(more, [30]);
}
