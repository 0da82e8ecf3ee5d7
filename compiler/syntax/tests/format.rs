//! The formatter: the layout, and its laws over generated documents and every example.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]
#![allow(clippy::disallowed_methods, reason = "reads the reference examples where they are")]

mod support;

use insta::assert_snapshot;
use mlpc_syntax::format;
use proptest::prelude::*;
use support::canonical;

fn comments(text: &str) -> Vec<String> {
    // Comments of generated documents and of the examples hold no quotes, so a plain search finds them all.
    let mut found: Vec<String> =
        text.split('\n').filter_map(|line| line.split_once("// ").map(|(_, it)| it.trim_end().to_owned())).collect();
    found.extend(text.match_indices("/*").map(|(at, _)| text[at..].split("*/").next().unwrap_or("").to_owned()));
    found.extend(text.match_indices("/-").map(|_| "/-".to_owned()));
    found
}

fn check(text: &str) -> String {
    let once = format(text).unwrap();
    assert_eq!(format(&once).unwrap(), once, "not idempotent on {text:?}");
    let before = mlpc_syntax::parse(text.into());
    let after = mlpc_syntax::parse(once.as_str().into());
    assert_eq!(canonical(&before), canonical(&after), "changed the meaning of {text:?}");
    let docs = |parsed: &mlpc_syntax::Parse| {
        parsed.tree.nodes().flat_map(|it| it.docs().into_iter().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert_eq!(docs(&before), docs(&after));
    once
}

#[test]
fn layout() {
    assert_snapshot!(check("tenant   search\towner = x@y  \"cost-center\"=4410 {\n  quota h100 gpus = 8;budget #\"4 \"5\"\"#\n\n\n  data {a;  b   c}\n}\n\n\n\n/// doc\nq{}\nr {\n\n}\n"), @r##"
    tenant "search" owner="x@y" cost-center=4410 {
        quota "h100" gpus=8
        budget #"4 "5""#

        data { a; b "c" }
    }

    /// doc
    q {}
    r {}
    "##);
    assert_snapshot!(check("a 1    // one\n// own line\n\n/* block\n   kept */ b /*x*/ 2;c; // trailing\nd { // behind the brace\n// inside\ne\n// last\n} // after\n"), @r#"
    a 1    // one
    // own line

    /* block
       kept */ b /*x*/ 2
    c // trailing
    d { // behind the brace
        // inside
        e
        // last
    } // after
    "#);
    assert_snapshot!(check("/- a 1\nb /- 2 3 /-k=4 /- { c } {\nd }\n/-\n// why\ne\n"), @r#"
    /-a 1
    b /-2 3 /-k=4 /-{ c } {
        d
    }
    /- // why
        e
    "#);
    assert_snapshot!(check("a \\\n  b \\ // more\n c=\\\n1 {\nd \\\n e\n}\n"), @r#"
    a \
        "b" \ // more
        c= \
        1 {
        d \
            "e"
    }
    "#);
    assert_snapshot!(check("a \"\"\"\n      x\n        y\n      \"\"\" (t)b k=( u )\"v\" #true 0x1F { \"1x\" \"y\"; \"z\"; (t)n \"true\"=#null }\n"), @r#"
    a """
          x
            y
          """ (t)"b" k=(u)"v" #true 0x1F { "1x" "y"; z; (t)n "true"=#null }
    "#);
    assert_snapshot!(check("\u{feff}a\r\n\r\n\r\nb\u{a0}c\r\n"), @r#"
    a

    b "c"
    "#);
    assert_snapshot!(check("a \\\n\nb \\\n 1\nc {\nd \\\n}\n"), @r#"
    a \

    b \
        1
    c {
        d \
    }
    "#);
    assert_eq!(check(""), "");
    assert_eq!(check("\n\n"), "");
}

#[test]
fn broken_text_is_refused() {
    assert_eq!(format("a {").unwrap_err().len(), 1);
}

#[test]
fn examples_are_fixed_points() {
    let reference = std::env::var("MLPC_REFERENCE").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let mut folders = vec![std::path::PathBuf::from(reference).join("design/examples")];
    if !folders[0].is_dir() {
        assert!(std::env::var("CI").is_err(), "skipped: the reference's examples (MLPC_REFERENCE)");
        eprintln!("skipped: the reference's examples (MLPC_REFERENCE)");
        return;
    }
    let mut n_files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "kdl") {
                let text = std::fs::read_to_string(&path).unwrap();
                if !path.ends_with("00-unclosed-block.mlp.kdl") {
                    assert_eq!(check(&text), text, "{}", path.display());
                    n_files += 1;
                }
            }
        }
    }
    assert!(n_files > 20);
}

/// Documents in every layout: tokens with blanks, newlines and comments wherever KDL allows them.
fn document() -> impl Strategy<Value = String> {
    let blank = || prop_oneof![6 => Just(" "), 1 => Just("  "), 1 => Just("\t"), 1 => Just(" /* c */ "), 1 => Just(" \\\n "), 1 => Just(" \\ // k\n")];
    let optional = move || prop_oneof![5 => Just(""), 1 => blank()];
    let string = || {
        prop_oneof![
            4 => "[a-z][a-z0-9-]{0,5}".prop_filter("keywords", |it| !["true", "false", "null", "inf", "nan"].contains(&it.as_str())),
            2 => "\"[a-z ]{0,6}\"",
            1 => Just("\"a\\n\\\"b\\\\\"".to_owned()),
            1 => Just("#\"r \"x\" \\ \"#".to_owned()),
            1 => Just("\"\"\"\n  m\n    n\n  \"\"\"".to_owned()),
        ]
    };
    let value = move || prop_oneof![3 => string(), 1 => "-?[0-9]{1,4}(\\.[0-9]{1,3})?(e[0-9]{1,2})?", 1 => Just("#true".to_owned()), 1 => Just("#-inf".to_owned()), 1 => Just("0xff_0".to_owned())];
    let annotated =
        move || (prop_oneof![6 => Just(""), 1 => Just("(t)"), 1 => Just("( \"t u\" )")], value()).prop_map(|(t, v)| format!("{t}{v}"));
    let entry = move || {
        prop_oneof![
            2 => annotated(),
            2 => (string(), optional(), optional(), annotated()).prop_map(|(k, a, b, v)| format!("{k}{a}={b}{v}")),
        ]
    };
    let slashdash = || prop_oneof![8 => Just(""), 1 => Just("/-"), 1 => Just("/- "), 1 => Just("/-\n")];
    let head = (slashdash(), string(), prop::collection::vec((blank(), slashdash(), entry()), 0..4)).prop_map(|(dash, name, entries)| {
        format!("{dash}{name}{}", entries.iter().flat_map(|(a, b, c)| [*a, *b, c.as_str()]).collect::<String>())
    });
    let end = || prop_oneof![4 => Just("\n"), 1 => Just(";"), 1 => Just(" ; "), 1 => Just(" // end\n"), 1 => Just("\n\n\n"), 1 => Just("\n/// doc\n"), 1 => Just("\n  // own\n"), 1 => Just("\n/* b\n b */\n"), 1 => Just("\r\n")];
    let leaf = (head.clone(), end()).prop_map(|(head, end)| format!("{head}{end}"));
    let node = leaf.prop_recursive(4, 32, 4, move |inner| {
        let start = prop_oneof![2 => Just("{\n"), 2 => Just("{ "), 1 => Just("{"), 1 => Just("{ // open\n"), 1 => Just("/-{ x; } {")];
        (head.clone(), blank(), start, prop::collection::vec(inner, 0..4), end())
            .prop_map(|(head, blank, start, inner, end)| format!("{head}{blank}{start}{}}}{end}", inner.concat()))
    });
    prop::collection::vec(node, 0..5).prop_map(|nodes| nodes.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn formatting_keeps_meaning_and_comments(text in document()) {
        let parsed = mlpc_syntax::parse(text.as_str().into());
        prop_assert!(parsed.problems.is_empty(), "{}\n{}", text, support::problems(&parsed));
        let after = check(&text);
        let (mut a, mut b) = (comments(&text), comments(&after));
        a.sort();
        b.sort();
        prop_assert_eq!(a, b, "{}", after);
    }

    #[test]
    fn any_text_parses_and_formats_or_not(text in "[a-c1\"#{};=/\\-\\\\\n ()$*]{0,60}") {
        let parsed = mlpc_syntax::parse(text.as_str().into());
        for problem in &parsed.problems {
            prop_assert!(text.get(problem.range.start as usize..problem.range.end as usize).is_some());
        }
        if parsed.problems.is_empty() {
            check(&text);
        }
    }
}
