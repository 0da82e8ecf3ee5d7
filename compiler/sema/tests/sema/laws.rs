//! Laws of expressions: arithmetic is exact, and no text makes the stage fail.

use crate::support::{compile, plain};
use mlpc_model::Val;
use mlpc_testkit::Fixture;
use mlpc_units::Rational;
use proptest::prelude::*;

/// The value of an expression.
fn value(expression: &str) -> Option<Val> {
    let text = format!(
        "target \"t\" cloud=\"aws\" region=\"us-east-1\" account=\"1\"\nresource \"aws_x\" \"y\" {{ z #\"${{{expression}}}\"# }}\n"
    );
    let compiled = compile(&Fixture::parse(&text), &plain());
    let decl = compiled.outcome.platform.decls.iter().find(|decl| decl.kind == "resource")?;
    decl.fields.get("attributes")?.entries().first().map(|(_, item)| item.val.clone())
}

fn same(a: &str, b: &str) {
    let (left, right) = (value(a), value(b));
    assert_eq!(left, right, "{a} = {b}");
    assert_ne!(left, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn arithmetic_is_exact(a in -10_000_i64..10_000, b in -10_000_i64..10_000, c in 1_i64..1_000) {
        same(&format!("({a}) + ({b})"), &format!("({b}) + ({a})"));
        same(&format!("({a} - {b}) * {c}", b = format_args!("({b})")), &format!("({a}) * {c} - ({b}) * {c}"));
        same(&format!("({a}) / {c} * {c}"), &format!("({a})"));
        let sum = Rational::integer(a).checked_add(Rational::integer(b)).unwrap();
        prop_assert_eq!(value(&format!("({a}) + ({b})")), Some(Val::Int(sum.to_i64().unwrap())));
    }

    #[test]
    fn measures_scale(gib in 1_i64..4096, n in 1_i64..64) {
        same(&format!("quantity('{gib}Gi') * {n} / {n}"), &format!("quantity('{gib}Gi')"));
        same(&format!("sum([quantity('{gib}Gi') for i in range({n})])"), &format!("quantity('{gib}Gi') * {n}"));
        same(&format!("quantity('{gib}Gi') / quantity('1Gi')"), &format!("{gib}"));
    }

    #[test]
    fn no_text_makes_it_fail(text in "[a-z0-9 +*/%<>=!&|()\\[\\]{}'.,-]{0,40}") {
        value(&text);
    }

    #[test]
    fn no_spec_makes_it_fail(words in proptest::collection::vec(prop::sample::select(vec![
        "tenant ", "bucket ", "\"a\" ", "\"${a}\" ", "{ ", "} ", "\n", "for \"x\" in=\"${[1, 2]}\" ", "when #true ", "let \"a\" 1\n",
        "quota ", "gpus=8 ", "define \"d\" ", "d \"x\"\n", "param \"p\" type=\"int\" ", "slo \"availability\" ", "of=\"a\" ", "cluster ",
        "version=\"1.35\" ", "kueue\n", "use \"x\"\n", "target ", "network ", "grant \"a\" to=\"a\" ", "waive \"MLP0301\" on=\"a\" ",
        "${", "values ", "- ", "resource \"t\" \"n\" ", "patch \"a.b\" ", "moved from=\"a.b\" to=\"a.c\"\n", "tenant=\"a\" ", "model-service ",
    ]), 0..40)) {
        compile(&Fixture::parse(&words.concat()), &plain());
    }
}

#[test]
fn operators_and_functions() {
    let cases = [
        ("1 + 2 * 3", "7"),
        ("if 1 < 2 then 'a' else 'b'", "'a'"),
        ("[x * 2 for x in [1, 2, 3] if x > 1]", "[4, 6]"),
        ("len(split('a;b', ';'))", "2"),
        ("join(['a', 'b'], '-')", "'a-b'"),
        ("replace('a.b', '.', '-')", "'a-b'"),
        ("upper('a') + lower('B')", "'Ab'"),
        ("contains([1, 2], 2) && !contains('abc', 'x')", "true"),
        ("ceil(7 / 2) + floor(7 / 2)", "7"),
        ("round(10 / 3, 2)", "3.33"),
        ("min(3, 1, 2) + max([3, 1, 2])", "4"),
        ("coalesce(null, 5)", "5"),
        ("int('8') + number('0.5')", "8.5"),
        ("cidrsubnet('10.0.0.0/16', 8, 3)", "'10.0.3.0/24'"),
        ("duration('1h') + duration('30m')", "duration('90m')"),
        ("money('10 USD/h') * 2", "money('20 USD/h')"),
        ("ratio('50%') * quantity('8Gi')", "quantity('4Gi')"),
        ("date('2027-03-31') + duration('1d')", "date('2027-04-01')"),
        ("range(2, 5)", "[2, 3, 4]"),
        ("7 % 4", "3"),
        ("machine('p5.48xlarge').gpus", "8"),
        ("quantity('4') == 4", "true"),
        ("rate('200/s') / rate('100/s')", "2"),
    ];
    for (left, right) in cases {
        same(left, right);
    }
}
