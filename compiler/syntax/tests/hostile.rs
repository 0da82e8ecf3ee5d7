//! Hostile input on a small stack: an answer in linear time, whatever the text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

use std::sync::Arc;

use mlpc_syntax::{Parse, limits};

/// Parses on a thread with the stack of a default thread, 2 MB, then walks everything.
fn parse(text: String) -> Parse {
    let run = move || {
        let parsed = mlpc_syntax::parse(Arc::from(text));
        let tree = &parsed.tree;
        assert!(tree.nodes().all(|node| node.range().contains_range(node.head_range())));
        assert!(tree.nodes().flat_map(mlpc_syntax::Node::entries).all(|entry| entry.range().contains_range(entry.value_range())));
        parsed
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
}

fn codes(parsed: &Parse) -> Vec<&'static str> {
    let mut codes: Vec<_> = parsed.problems.iter().map(|it| it.rule.code).collect();
    codes.dedup();
    codes
}

const MANY: usize = 100_000;

#[test]
fn nesting() {
    let closed = parse("a {\n".repeat(MANY) + &"}\n".repeat(MANY));
    assert_eq!((codes(&closed), closed.tree.n_nodes()), (vec!["MLP0015"], limits::NESTING + 1));
    let dropped = parse("/-a {\n".repeat(MANY) + &"}\n".repeat(MANY) + "b");
    assert_eq!((codes(&dropped), dropped.tree.n_nodes()), (vec!["MLP0015"], 1));
    let blocks = parse(format!("{}a{} {{}} b\n", "a {".repeat(limits::NESTING), " /-{}".repeat(MANY)));
    assert!(codes(&blocks).contains(&"MLP0019"));
    assert_eq!(codes(&parse(format!("{}{}\nnode 1\n", "/*".repeat(MANY), "*/".repeat(MANY)))), Vec::<&str>::new());
    assert_eq!(codes(&parse("/-".repeat(MANY))), ["MLP0013", "MLP0019"]);
    assert_eq!(codes(&parse("(".repeat(MANY)))[0], "MLP0005");
}

#[test]
fn never_closed() {
    for text in [
        "a {\n",
        "a {",
        "a \"",
        "a \"\\",
        "/*",
        "a \"\"\"\n",
        "a #\"",
        "a ##\"\"\"\n",
        "a \\\n",
        "/-",
        "a=",
        "(t",
        "a ${",
        "#",
        "\"\"\"",
        "\r",
    ] {
        for n in [1, 2, 3, MANY] {
            let parsed = parse(text.repeat(n));
            assert!(!parsed.problems.is_empty() || text.starts_with(['a', '\r']), "{text}");
            let parsed = parse(text.repeat(n) + "}\n\"\n");
            assert!(!parsed.problems.is_empty(), "{text}");
        }
    }
}

#[test]
fn many_problems_are_counted() {
    let parsed = parse("node =bad= \"x\" 12abc\n".repeat(MANY));
    assert_eq!(parsed.problems.len(), limits::PROBLEMS + 1);
    insta::assert_snapshot!(parsed.problems.last().unwrap().message, @r#"190000 more faults of syntax are in this file; the first 10000 are listed"#);
    assert_eq!(codes(&parse("}\n".repeat(MANY))), ["MLP0004", "MLP0019"]);
    assert_eq!(codes(&parse("node \"a\\qb\" 1\n".repeat(MANY))), ["MLP0008", "MLP0019"]);
    assert_eq!(codes(&parse("\u{1}".repeat(MANY))), ["MLP0014", "MLP0019"]);
}

#[test]
fn long_tokens() {
    let mb = 1 << 20;
    for (text, n_problems) in [
        (format!("node \"{}\"\n", "x".repeat(16 * mb - 2)), 0),
        (format!("node \"{}\"\n", "x".repeat(16 * mb - 1)), 1),
        (format!("node \"{}\"\n", "\\n".repeat(mb)), 0),
        (format!("node \"{}\n", "x".repeat(mb)), 1),
        (format!("node {}\n", "x".repeat(mb)), 0),
        (format!("node {}\n", "1".repeat(mb)), 0),
        (format!("node {}1\n", " ".repeat(mb)), 0),
        (format!("{}node\n", "\n".repeat(mb)), 0),
        (format!("node {}\n", "#".repeat(mb)), 1),
        (format!("node \"\"\"\n{}\"\"\"\n", "a \\\n".repeat(mb / 4)), 1),
        (format!("node {}\n", "1 ".repeat(mb)), 0),
        (format!("node {}", "\\\n".repeat(mb)), 0),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.problems.len(), n_problems, "{:?}", parsed.problems.first());
    }
}

#[test]
fn found_by_fuzzing() {
    for text in [
        "n(Қ/- a",
        "a (é",
        "a \\\n\nb\n",
        "a { \\\n}",
        "a /-b /-\\\n\n{c}\nd",
        "a 2\\ // c\n  ;b",
        "a \"\"\"\n°\n  \"\"\"",
        "\"a\"ż;\"]",
        "[a]ż \"b",
    ] {
        let parsed = parse(text.to_owned());
        if let Ok(once) = mlpc_syntax::format(text) {
            assert_eq!(mlpc_syntax::format(&once).unwrap(), once);
            assert_eq!(mlpc_syntax::parse(once.into()).tree.n_nodes(), parsed.tree.n_nodes());
        }
        assert!(parsed.problems.iter().all(|it| text.get(it.range.start as usize..it.range.end as usize).is_some()), "{text}");
    }
}

#[test]
fn a_file_beyond_the_limit() {
    let parsed = parse(" ".repeat(limits::FILE + 1));
    assert_eq!((codes(&parsed), parsed.tree.n_nodes()), (vec!["MLP0017"], 0));
}

#[test]
fn a_text_of_too_many_expressions() {
    let most = mlpc_syntax::template(&"${1}".repeat(limits::EXPRESSIONS));
    assert_eq!((most.parts.len(), most.problems.len()), (limits::EXPRESSIONS, 0));
    let more = mlpc_syntax::template(&"${1}".repeat(4 << 20));
    assert_eq!((more.parts.len(), more.problems.len()), (limits::EXPRESSIONS + 1, 1));
    assert_eq!(more.problems[0].message, "this text has more than 65536 expressions; from here on it isn't read");
}

#[test]
fn expressions() {
    let deep = |text: String| {
        let run = move || mlpc_syntax::template(&text).problems.first().map(|it| it.message.clone()).unwrap_or_default();
        std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
    };
    let nested = "this expression is nested more than 256 deep";
    for (open, close) in [("(", ")"), ("[", "]"), ("!", ""), ("-", ""), ("f(", ")"), ("if a then b else ", ""), ("a[", "]"), ("1 + ", "")] {
        let inner = if close == ")" && open == "f(" { "" } else { "1" };
        assert_eq!(deep(format!("${{{}{inner}{}}}", open.repeat(MANY), close.repeat(MANY))), nested, "{open}");
        let fits = format!("${{{}1{}}}", open.repeat(120), close.repeat(120));
        assert_eq!(deep(fits), "", "{open}");
    }
    assert_eq!(deep(format!("${{a{}}}", ".a".repeat(MANY))), nested);
    assert_eq!(mlpc_syntax::template(&"$${".repeat(MANY)).parts.len(), 1);
    assert_eq!(mlpc_syntax::template(&"${".repeat(MANY)).problems.len(), 1);
}
