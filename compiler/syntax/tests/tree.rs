//! Places: ranges of the tree, documentation, look-ups by offset, and maps from decoded text to the file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

use mlpc_source::TextRange;
use mlpc_syntax::{ExprKind, Node, Scalar, TemplatePart, Tree};

fn tree(text: &str) -> Tree {
    let parsed = mlpc_syntax::parse(text.into());
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    parsed.tree
}

fn of(tree: &Tree, range: TextRange) -> &str {
    range.of(tree.text())
}

#[test]
fn ranges() {
    let tree = tree("/// doc\n(t)tenant \"search\" k = (u) #\"v\"# /-{ x; } { // c\n  a; b { c; }\n} /-{ y; } // d\ne\n");
    let tenant = tree.roots().next().unwrap();
    assert_eq!(of(&tree, tenant.range()), "(t)tenant \"search\" k = (u) #\"v\"# /-{ x; } { // c\n  a; b { c; }\n}");
    assert_eq!(of(&tree, tenant.head_range()), "(t)tenant \"search\" k = (u) #\"v\"#");
    assert_eq!(of(&tree, tenant.name_range()), "tenant");
    assert_eq!(of(&tree, tenant.type_annotation().unwrap()), "(t)");
    assert_eq!(of(&tree, tenant.block_range().unwrap()), "{ // c\n  a; b { c; }\n}");
    let property = tenant.props().next().unwrap();
    assert_eq!(of(&tree, property.range()), "k = (u) #\"v\"#");
    assert_eq!(of(&tree, property.value_range()), "#\"v\"#");
    assert_eq!(of(&tree, property.type_annotation().unwrap()), "(u)");
    assert_eq!(tenant.children().map(|it| it.name().into_owned()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(tree.nodes().map(|it| it.parent().map(Node::id)).filter(Option::is_none).count(), 2);
    assert_eq!(tree.roots().map(|it| it.name().into_owned()).collect::<Vec<_>>(), ["tenant", "e"]);
}

#[test]
fn docs() {
    let tree = tree("// no\n/// one\n///two \n///\na {\n    /// in\r\n    b; c\n}\n/// lost\n\nd\n");
    let docs: Vec<_> = tree.nodes().map(|it| (it.name().into_owned(), it.docs())).collect();
    assert_eq!(docs[0], ("a".to_owned(), vec!["one", "two", ""]));
    assert_eq!(docs[1], ("b".to_owned(), vec!["in"]));
    assert_eq!(docs[2], ("c".to_owned(), vec![]));
    assert_eq!(docs[3], ("d".to_owned(), vec![]));
}

#[test]
fn look_ups() {
    let text = "a 1 {\n  b k=\"v\"\n}\n\nc\n";
    let tree = tree(text);
    let at = |needle: &str| text.find(needle).unwrap() as u32;
    assert_eq!(tree.node_at(at("b")).unwrap().name(), "b");
    assert_eq!(tree.node_at(at("}")).unwrap().name(), "a");
    assert!(tree.node_at(at("\n\nc") + 1).is_none_or(|it| it.name() == "a"));
    assert_eq!(tree.entry_at(at("\"v\"")).unwrap().name().as_deref(), Some("k"));
    assert_eq!(tree.entry_at(at("\"v\"")).unwrap().node().unwrap().name(), "b");
    assert!(tree.entry_at(at("c")).is_none());
}

#[test]
fn decoded_places_lead_back_to_the_file() {
    for (literal, decoded) in [
        ("bare", "bare"),
        ("\"plain\"", "plain"),
        ("\"a\\tb\\u{e9}c\"", "a\tbéc"),
        ("\"a\\   b\"", "ab"),
        ("#\"r\\n\"#", "r\\n"),
        ("\"\"\"\n    one\n      two\\n\n    \"\"\"", "one\n  two\n"),
    ] {
        let tree = tree(&format!("node {literal}\n"));
        let entry = tree.roots().next().unwrap().args().next().unwrap();
        let Scalar::Text(value) = entry.value() else { panic!("{literal}") };
        assert_eq!(value, decoded);
        let map = entry.text_map();
        for (at, ch) in value.char_indices() {
            let range = map.range(TextRange::new(at as u32, (at + ch.len_utf8()) as u32));
            let written = of(&tree, range);
            assert!(written.starts_with(['\\', '\n']) || written.starts_with(ch), "{literal}: {ch:?} is {written:?}");
            assert_eq!(map.offset(at as u32), range.start);
        }
        let whole = map.range(TextRange::new(0, value.len() as u32));
        assert!(entry.value_range().contains_range(whole));
    }
}

#[test]
fn expressions_have_places_in_the_file() {
    let tree = tree("a \"x\\t${b.c-d + 1}\"\n");
    let entry = tree.roots().next().unwrap().args().next().unwrap();
    let Scalar::Text(text) = entry.value() else { panic!() };
    let template = mlpc_syntax::template(&text);
    let [TemplatePart::Text(literal, _), TemplatePart::Expr(expr)] = template.parts.as_slice() else { panic!("{template:?}") };
    assert_eq!(literal, "x\t");
    assert_eq!(of(&tree, entry.text_map().range(expr.range)), "${b.c-d + 1}");
    let ExprKind::Binary(_, left, _) = expr.root_node().kind else { panic!() };
    assert_eq!(of(&tree, entry.text_map().range(expr.node(left).range)), "b.c-d");
}
