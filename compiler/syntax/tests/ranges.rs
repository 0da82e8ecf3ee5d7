//! Whatever the text: every range of the tree, of the problems and of the expressions lies in it, on character boundaries.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

use mlpc_source::TextRange;
use mlpc_syntax::{Scalar, TemplatePart};
use proptest::prelude::*;

/// Checks that `range` cuts `text` between characters.
fn fits(text: &str, range: TextRange) {
    assert!(text.get(range.start as usize..range.end as usize).is_some(), "{range:?} of {text:?}");
}

fn check(text: &str) {
    let parsed = mlpc_syntax::parse(text.into());
    for problem in &parsed.problems {
        fits(text, problem.range);
        problem.labels.iter().for_each(|(range, _)| fits(text, *range));
        problem.helps.iter().filter_map(|it| it.edit.as_ref()).for_each(|edit| fits(text, edit.range));
    }
    for node in parsed.tree.nodes() {
        for range in [Some(node.range()), Some(node.head_range()), Some(node.name_range()), node.type_annotation(), node.block_range()] {
            fits(text, range.unwrap_or_default());
        }
        assert!(node.range().contains_range(node.head_range()) && node.range().contains_range(node.name_range()), "{text:?}");
        assert!(node.children().all(|child| node.range().contains_range(child.range())), "{text:?}");
        let _ = (node.name(), node.docs());
        for entry in node.entries() {
            for range in [Some(entry.range()), Some(entry.value_range()), entry.type_annotation()] {
                fits(text, range.unwrap_or_default());
            }
            assert!(node.range().contains_range(entry.range()) && entry.range().contains_range(entry.value_range()), "{text:?}");
            if let Scalar::Text(value) = entry.value() {
                let map = entry.text_map();
                value.char_indices().for_each(|(at, ch)| fits(text, map.range(TextRange::new(at as u32, (at + ch.len_utf8()) as u32))));
            }
        }
    }
}

fn check_template(text: &str) {
    let template = mlpc_syntax::template(text);
    template.problems.iter().for_each(|it| fits(text, it.range));
    for part in &template.parts {
        match part {
            TemplatePart::Text(_, range) => fits(text, *range),
            TemplatePart::Expr(expr) => expr.nodes.iter().for_each(|node| fits(text, node.range)),
        }
    }
    let expression = mlpc_syntax::expression(text);
    let _ = format!("{expression:?}");
}

/// What breaks tokens: quotes, braces, escapes, wide characters of every class, control bytes, and words around them.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    let wide = ["ż", "Қ", "é", "漢", "😀", "\u{a0}", "\u{3000}", "\u{85}", "\u{2028}", "\u{feff}", "\u{202e}", "\u{e000}", "\u{10ffff}"];
    let control = ["\0", "\u{1}", "\u{8}", "\u{7f}", "\r", "\r\n", "\u{b}", "\u{c}", "\t"];
    let marks =
        ["\"", "\"\"\"", "#\"", "\"#", "##\"\"\"", "#", "\\", "\\u{", "\\ ", "'", "$", "${", "}", "{", "[", "]", "(", ")", "=", ";", ","];
    let blanks = [" ", " ", "\n", "\n", "\n    ", "/-", "//", "/*", "*/"];
    let words = ["a", "b=1", "name \"x\"", "12", "-5", "1.5GiB", "#true", "true", "r#", "a.b", "if", "for"];
    let all: Vec<&'static str> = [&wide[..], &control, &marks, &blanks, &words, &marks].concat();
    prop::collection::vec(prop::sample::select(all), 0..most).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn of_files(text in pieces(40)) {
        check(&text);
    }

    #[test]
    fn of_templates(text in pieces(20)) {
        check_template(&text);
    }

    #[test]
    fn of_any_text(text in ".{0,60}") {
        check(&text);
        check_template(&text);
    }
}
