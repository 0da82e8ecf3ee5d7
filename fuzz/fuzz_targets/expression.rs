//! Any text is a template; parts cover it in order, and ranges lie in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mlpc_syntax::TemplatePart;

fuzz_target!(|text: &str| {
    let template = mlpc_syntax::template(text);
    let fits = |range: mlpc_source::TextRange| assert!(text.get(range.start as usize..range.end as usize).is_some());
    template.problems.iter().for_each(|it| fits(it.range));
    let mut end = 0;
    for part in &template.parts {
        let range = match part {
            TemplatePart::Text(_, range) => *range,
            TemplatePart::Expr(expr) => {
                expr.nodes.iter().for_each(|node| fits(node.range));
                expr.range
            }
        };
        assert_eq!(range.start, end);
        end = range.end;
    }
    assert!(end as usize == text.len() || !template.problems.is_empty());
    let _ = mlpc_syntax::expression(text);
});
