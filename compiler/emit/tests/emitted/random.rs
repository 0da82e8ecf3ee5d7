//! Laws on random attribute trees: what is printed reads back equal, and `terraform fmt` has nothing to say.

use mlpc_emit::{Tree, hcl_body, yaml_document};
use mlpc_graph::{Address, AttrPath, Map, Part, PathStep, Reference, Value};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::{reader, tools};

/// Texts with everything that printers trip over.
fn text() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "",
        "$",
        "$$",
        "${a}",
        "%{if}",
        "$${",
        "%%",
        "\"",
        "\\",
        "\n",
        "\t",
        "yes",
        "1e3",
        "0o7",
        "12:34:56",
        "=",
        "é",
        "日本",
        "\u{feff}",
        "\u{85}",
        " ",
        "#",
        ": ",
        "- ",
        "k: |",
        "null",
        "~",
        "{}",
        "[",
        "a b",
        "\u{1f600}",
        "\r\n",
        "*x",
        "&x",
        "!x",
        "\u{7f}",
        "line one\nline two\n",
        "  x\n y",
    ]);
    let part = prop_oneof![3 => "[a-z]{1,8}", 2 => awkward.prop_map(str::to_owned)];
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

fn identifier() -> impl Strategy<Value = String> {
    "[a-z_][a-z0-9_-]{0,9}"
}

fn reference() -> impl Strategy<Value = Reference> {
    let step = prop_oneof![
        identifier().prop_map(|key| PathStep::Key(key.into())),
        (0u32..9).prop_map(PathStep::Index),
        "[a-z]{1,3}[./][a-z]{1,3}".prop_map(|key| PathStep::Key(key.into())),
    ];
    let path = (identifier(), prop::collection::vec(step, 0..3))
        .prop_map(|(first, rest)| AttrPath(std::iter::once(PathStep::Key(first.into())).chain(rest).collect()));
    (identifier(), identifier(), path).prop_map(|(kind, name, path)| Reference { to: Address::new(&kind, &name), path })
}

fn literal() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        2 => (-1_000_000i64..1_000_000).prop_map(Value::from),
        1 => "-?[1-9][0-9]{0,3}\\.[0-9]{1,3}".prop_map(|number| Value::Number(number.into())),
    ]
}

/// A map with distinct keys, some entries commented.
fn map_of(key: impl Strategy<Value = String>, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map> {
    prop::collection::vec((key, value, prop::option::of("[a-z #]{1,20}")), 0..6).prop_map(|entries| {
        let mut map = Map::new();
        for (key, value, comment) in entries {
            if map.get(&key).is_none() {
                map.push(key, value);
                if let Some(comment) = comment {
                    map = map.comment(comment);
                }
            }
        }
        map
    })
}

/// Values of a manifest.
fn data() -> impl Strategy<Value = Value> {
    literal().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List), map_of(text(), inner).prop_map(Value::Map),]
    })
}

/// Values of an HCL argument.
fn expression() -> impl Strategy<Value = Value> {
    let part = prop_oneof![text().prop_map(|it| Part::Text(it.into())), reference().prop_map(Part::Ref)];
    let leaf = prop_oneof![
        4 => literal(),
        1 => reference().prop_map(Value::from),
        1 => prop::collection::vec(part, 1..4).prop_map(Value::Template),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            2 => map_of(text(), inner.clone()).prop_map(Value::Map),
            1 => inner.prop_map(|it| Value::Json(Box::new(it))),
        ]
    })
}

fn body() -> impl Strategy<Value = Map> {
    map_of(identifier(), expression()).prop_recursive(3, 20, 4, |inner| {
        let blocks = prop::collection::vec(inner, 1..3).prop_map(Value::Blocks);
        map_of(identifier(), prop_oneof![3 => expression(), 2 => blocks])
    })
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    #[test]
    fn hcl_reads_back_equal(map in body()) {
        let text = hcl_body(&map).expect("names are identifiers");
        let found = reader::compare_text(&map, &text);
        prop_assert!(found.is_empty(), "{found:#?}\n{text}");
    }

    #[test]
    fn yaml_reads_back_equal(map in map_of(text(), data())) {
        let text = yaml_document(&map);
        let read: serde_json::Value = serde_saphyr::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let wanted = json(&Value::Map(map));
        prop_assert_eq!(read, wanted, "{}", text);
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Number(text) => text.parse::<f64>().expect("a number").into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Value::Map(map) => map.iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect::<serde_json::Map<_, _>>().into(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn terraform_fmt_finds_nothing() {
    let mut runner = TestRunner::deterministic();
    let mut tree = Tree::default();
    for number in 0..300 {
        let map = body().new_tree(&mut runner).expect("a tree").current();
        let text = hcl_body(&map).expect("names are identifiers");
        tree.files.insert(format!("{number}.tf").into(), mlpc_emit::File { text, generator: mlpc_emit::Generator::Terraform });
    }
    tools::fmt_finds_nothing(&tree);
}
