//! Against the `kdl` crate, the format's reference implementation in Rust: both accept the same documents and agree on what they mean.
//!
//! `kdl` aborts on deep input, so documents here nest at most a few levels. Its deviations from KDL's text, left out of the comparison:
//! - Numbers: `kdl` reads into `i128` and `f64` and refuses or rounds what doesn't fit; KDL ("Number") sets no bound. Compared are small ones.
//! - `a ${x}` is KDL ("Identifier String", "Children Block"); we refuse it on purpose (MLP0010).
//! - `/-a;` is refused by `kdl`; by KDL's grammar (`node := base-node node-terminator`, `base-node := slashdash? …`) a `;` ends it as any node.
//! - `/-a {} b` is accepted by `kdl`, as two nodes; by the same rules a newline or `;` must end the first one.
//! - `a "x"/-b` and `"x"/-{}` are refused by `kdl` (`a #null/-b` isn't); by the grammar (`node-space* (node-space | slashdash) node-prop-or-arg`,
//!   `node-space* slashdash node-children`) a `/-` parts them as a blank does.
//! - `/-a #truea` is accepted by `kdl`, which refuses `a #truea`; what is commented out must be KDL all the same ("Slashdash Comments").
//! - `a /-/-"x"/**/b` is accepted by `kdl`, which refuses `a /-/-b`; by the grammar (`slashdash? node-prop-or-arg`) one `/-` never follows another.
//! - `#"""x"#` is accepted by `kdl`; by KDL's grammar a raw text of one line never begins with two quotes (`single-line-raw-string-body`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

mod support;

use kdl::{KdlDocument, KdlValue};
use mlpc_syntax::{Node, Scalar};
use proptest::prelude::*;

fn same_nodes<'a>(ours: impl Iterator<Item = Node<'a>>, theirs: Option<&KdlDocument>) -> Result<(), String> {
    let theirs = theirs.map_or(&[][..], KdlDocument::nodes);
    let ours: Vec<_> = ours.collect();
    if ours.len() != theirs.len() {
        return Err(format!("{} nodes, kdl {}", ours.len(), theirs.len()));
    }
    for (our, their) in ours.iter().zip(theirs) {
        if our.name() != their.name().value() || our.entries().count() != their.entries().len() {
            return Err(format!("{our:?}, kdl {their}"));
        }
        for (a, b) in our.entries().zip(their.entries()) {
            let name = b.name().map(kdl::KdlIdentifier::value);
            if a.name().as_deref() != name || !same_value(&a.value(), b.value()) || a.type_annotation().is_some() != b.ty().is_some() {
                return Err(format!("{a:?}, kdl {b}"));
            }
        }
        same_nodes(our.children(), their.children())?;
    }
    Ok(())
}

fn same_value(ours: &Scalar<'_>, theirs: &KdlValue) -> bool {
    match (ours, theirs) {
        (Scalar::Text(a), KdlValue::String(b)) => a == b,
        (Scalar::Bool(a), KdlValue::Bool(b)) => a == b,
        (Scalar::Null, KdlValue::Null) => true,
        (Scalar::Infinity, KdlValue::Float(it)) => *it == f64::INFINITY,
        (Scalar::NegInfinity, KdlValue::Float(it)) => *it == f64::NEG_INFINITY,
        (Scalar::Nan, KdlValue::Float(it)) => it.is_nan(),
        (Scalar::Number(raw), KdlValue::Integer(it)) => integer(raw) == Some(*it),
        (Scalar::Number(raw), KdlValue::Float(it)) => raw.replace('_', "").parse() == Ok(*it),
        _ => false,
    }
}

fn integer(raw: &str) -> Option<i128> {
    let plain = raw.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1, digits.to_owned()),
        None => (1, plain.trim_start_matches('+').to_owned()),
    };
    let radix = |prefix, radix| digits.strip_prefix(prefix).map(|it| i128::from_str_radix(it, radix).ok());
    let value = radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2)).unwrap_or_else(|| digits.parse().ok())?;
    Some(sign * value)
}

fn compare(text: &str) -> Result<(), String> {
    let spaced = text.replace("/-", " /-").replace("  /-", " /-");
    directly(text).or_else(|difference| if spaced == text { Err(difference) } else { directly(&spaced) })
}

fn directly(text: &str) -> Result<(), String> {
    let ours = mlpc_syntax::parse(text.into());
    let on_purpose = ours.problems.iter().any(|it| it.rule.code == "MLP0010");
    match KdlDocument::parse_v2(text) {
        _ if on_purpose => Ok(()),
        Ok(theirs) if ours.problems.is_empty() => same_nodes(ours.tree.roots(), Some(&theirs)),
        Ok(_) if text.contains("/-") && ours.problems.iter().all(|it| it.rule.code == "MLP0012") => Ok(()),
        Ok(_) if text.contains("/-") && KdlDocument::parse_v2(&text.replace("/-", "")).is_err() => Ok(()),
        Ok(_) if text.contains("#\"\"\"") => Ok(()),
        Ok(_) if text.matches("/-").count() > 1 && ours.problems.iter().all(|it| it.rule.code == "MLP0013") => Ok(()),
        Ok(_) => Err(format!("kdl accepts it:\n{}", support::problems(&ours))),
        Err(_) if ours.problems.is_empty() && text.contains("/-") && KdlDocument::parse_v2(&text.replace(';', "\n")).is_ok() => Ok(()),
        Err(_) if ours.problems.is_empty() => Err("kdl refuses it".to_owned()),
        Err(_) => Ok(()),
    }
}

/// Pieces of KDL, so that random sequences of them are often nearly right.
fn soup() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        ";",
        "a",
        "b",
        "c-d",
        "\"x\"",
        "\"y z\"",
        "1",
        "-2",
        "0x1F",
        "1.5",
        "1e3",
        "#true",
        "#null",
        "#inf",
        "=",
        "=",
        "{",
        "}",
        " {",
        "{ ",
        "}\n",
        "(t)",
        "/-",
        "/* c */",
        "// d\n",
        "\\\n",
        "#\"r\"#",
        "\"\"\"\n  m\n  \"\"\"",
        "\"\\n\\u{41}\"",
        "\"\\q\"",
        "true",
        "1x",
        "-",
        ".",
        "+.1",
        "\t",
        "\r\n",
        "\u{a0}",
        "\u{85}",
        "é",
        "\"",
        "#",
        "\"\"",
        "/",
        ")",
        "k=1",
        " k=v",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn both_agree(text in soup()) {
        if let Err(difference) = compare(&text) {
            prop_assert!(false, "{:?}: {}", text, difference);
        }
    }
}
