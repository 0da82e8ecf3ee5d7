//! Fixes as actions.

use mlpc_ide::{TextEdit, apply};
use mlpc_source::TextRange;

use crate::support::Compiled;

#[test]
fn a_fix_is_offered_where_its_finding_stands() {
    let compiled = Compiled::placed("buckt$0 \"a\"\nbuckt \"b\"\n");
    let at = compiled.cursor();
    let actions = mlpc_ide::actions(compiled.analysis(), at.file, TextRange::empty(at.offset));
    let titles: Vec<_> = actions.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["write `bucket`"]);
    let nothing = mlpc_ide::actions(compiled.analysis(), at.file, TextRange::empty(0));
    assert!(nothing.is_empty());
}

#[test]
fn all_safe_fixes_mend_the_file() {
    let compiled = Compiled::placed("buckt$0 \"a\"\nbuckt \"b\"\n");
    let file = compiled.cursor().file;
    let action = mlpc_ide::fix_all(compiled.analysis(), file).unwrap();
    assert_eq!(action.mends.len(), 2);
    let mut edits: Vec<_> = action.edits.into_iter().map(|it| TextEdit { range: it.span.range, text: it.text }).collect();
    edits.sort_by_key(|it| it.range);
    let mended = apply(&compiled.snapshot.loaded.sources.files[file].text, &edits);
    assert!(mended.ends_with("bucket \"a\"\nbucket \"b\"\n"), "{mended}");
}
