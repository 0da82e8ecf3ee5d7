//! Any bytes parse, and every range of the tree and of the problems lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = mlpc_syntax::check_bytes(bytes) else { return };
    let parsed = mlpc_syntax::parse(text.into());
    let fits = |range: mlpc_source::TextRange| assert!(text.get(range.start as usize..range.end as usize).is_some());
    for problem in &parsed.problems {
        fits(problem.range);
        problem.labels.iter().for_each(|(range, _)| fits(*range));
        problem.helps.iter().filter_map(|it| it.edit.as_ref()).for_each(|edit| fits(edit.range));
    }
    for node in parsed.tree.nodes() {
        fits(node.range());
        assert!(node.range().contains_range(node.head_range()));
        node.children().for_each(|child| assert!(node.range().contains_range(child.range())));
        let _ = (node.name(), node.docs());
        for entry in node.entries() {
            fits(entry.value_range());
            if let mlpc_syntax::Scalar::Text(value) = entry.value() {
                let map = entry.text_map();
                fits(map.range(mlpc_source::TextRange::new(0, value.len() as u32)));
            }
        }
    }
});
