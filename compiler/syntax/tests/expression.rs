//! The syntax of `${…}`: what it becomes, and what is said where it can't be read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "tests may panic")]

use insta::assert_snapshot;
use mlpc_syntax::{Expr, ExprId, ExprKind, TemplatePart, UnaryOp, has_expression, template};

/// Fully parenthesised.
fn show(expr: &Expr, id: ExprId) -> String {
    let one = |id: &ExprId| show(expr, *id);
    let many = |ids: &[ExprId]| ids.iter().map(one).collect::<Vec<_>>().join(", ");
    match &expr.node(id).kind {
        ExprKind::Number(raw) => raw.to_string(),
        ExprKind::Text(text) => format!("'{}'", text.replace('\'', "''")),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::List(items) => format!("[{}]", many(items)),
        ExprKind::If(a, b, c) => format!("(if {} then {} else {})", one(a), one(b), one(c)),
        ExprKind::Binary(op, a, b) => format!("({} {} {})", one(a), op.symbol(), one(b)),
        ExprKind::Unary(UnaryOp::Not, a) => format!("(! {})", one(a)),
        ExprKind::Unary(UnaryOp::Neg, a) => format!("(- {})", one(a)),
        ExprKind::Field(a, name, _) => format!("{}.{name}", one(a)),
        ExprKind::Index(a, b) => format!("{}[{}]", one(a), one(b)),
        ExprKind::Call(name, _, arguments) => format!("{name}({})", many(arguments)),
        ExprKind::Comprehension { body, var, source, cond, .. } => {
            let cond = cond.as_ref().map_or(String::new(), |it| format!(" if {}", one(it)));
            format!("[{} for {var} in {}{cond}]", one(body), one(source))
        }
        ExprKind::Broken => "<broken>".to_owned(),
    }
}

fn check(text: &str) -> String {
    let template = template(text);
    let mut out = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(text, range) => out.push_str(&format!("{range:?} {text:?}\n")),
            TemplatePart::Expr(expr) => out.push_str(&format!("{:?} {}\n", expr.range, show(expr, expr.root))),
        }
    }
    for problem in &template.problems {
        out.push_str(&format!("{:?} `{}` {}; {}\n", problem.range, problem.range.of(text), problem.message, problem.help));
    }
    out
}

#[test]
fn templates() {
    assert_snapshot!(check("a${x}b$${y}${'}'}"), @r#"
    0..1 "a"
    1..5 x
    5..11 "b${y}"
    11..17 '}'
    "#);
    assert_snapshot!(check("$$${x} $ {y} $"), @r#"0..14 "$${x} $ {y} $""#);
    assert_snapshot!(check("a ${x"), @r#"
    0..2 "a "
    2..5 <broken>
    2..4 `${` this expression is never closed; write `}` where it ends; for the two characters themselves write `$${`
    "#);
    assert_snapshot!(check("${} ${ }"), @r#"
    0..3 <broken>
    3..4 " "
    4..8 <broken>
    0..3 `${}` this expression is empty; write a value between `${` and `}`; for the two characters themselves write `$${`
    4..8 `${ }` this expression is empty; write a value between `${` and `}`; for the two characters themselves write `$${`
    "#);
    assert!(has_expression("a${") && !has_expression("a$ {"));
    assert!(template("${x}").single().is_some() && template("${x} ").single().is_none());
}

#[test]
fn precedence() {
    assert_snapshot!(check("${a || b && !c == d + e * -f.g[0].h}"), @r#"0..36 (a || (b && ((! c) == (d + (e * (- f.g[0].h))))))"#);
    assert_snapshot!(check("${a - b - c / d % e}"), @r#"0..20 ((a - b) - ((c / d) % e))"#);
    assert_snapshot!(check("${gpu-nodes - 1 -x}"), @r#"0..19 ((gpu-nodes - 1) - x)"#);
    assert_snapshot!(check("${if a then b else if c then d else e + 1}"), @r#"0..42 (if a then b else (if c then d else (e + 1)))"#);
    assert_snapshot!(check("${[f(x, 'it''s') for x in xs if x.n > 2]}"), @r#"0..41 [f(x, 'it''s') for x in xs if (x.n > 2)]"#);
    assert_snapshot!(check("${(a < b) == (c >= 0.5)}"), @r#"0..24 ((a < b) == (c >= 0.5))"#);
    assert_snapshot!(check("${bucket['search/lake'].url + [1, [], null, true,][0]}"), @r#"0..54 (bucket['search/lake'].url + [1, [], null, true][0])"#);
    assert_snapshot!(check("${sum([int(t.gpus) for t in teams if t.site == name])}"), @r#"0..54 sum([int(t.gpus) for t in teams if (t.site == name)])"#);
}

#[test]
fn faults() {
    assert!(template("").parts.is_empty());
    let faults = [
        "1 +",
        "a b",
        "a < b < c",
        "(a",
        "[a",
        "f(a",
        "a.",
        "a.1",
        "a.f(x)",
        "\"x\"",
        "a = b",
        "a ? b : c",
        "5GiB * 2",
        "'x",
        "if a then b",
        "a | b",
        "for x in y",
        "[x for in y]",
        "a.b.",
        "${x",
    ];
    let all: String = faults.iter().map(|fault| check(&format!("${{{fault}}}"))).collect();
    assert_snapshot!(all, @r#"
    0..6 <broken>
    5..5 `` the expression ends where a value is expected; 
    0..6 <broken>
    4..5 `b` `b` stands where an operator or the end of the expression is expected; 
    0..12 <broken>
    8..9 `<` `<` compares the result of another comparison; join comparisons with `&&`
    0..5 <broken>
    4..4 `` the expression ends where `)` is expected; 
    0..5 <broken>
    4..4 `` the expression ends where `,` or `]` is expected; 
    0..6 <broken>
    5..5 `` the expression ends where `,` or `)` is expected; 
    0..5 <broken>
    4..4 `` the expression ends where a field's name is expected; 
    0..6 <broken>
    4..5 `1` `1` stands where a field's name is expected; 
    0..9 <broken>
    4..5 `f` `f` is called on a value; functions stand before their arguments: `f(x)`
    0..6 <broken>
    2..3 `"` `"` means nothing in an expression; a text inside an expression stands in single quotes: `'x'`
    0..8 <broken>
    4..5 `=` `=` means nothing in an expression; compare with `==`; an expression sets nothing
    0..12 <broken>
    4..5 `?` `?` means nothing in an expression; choose with `if c then a else b`
    0..11 <broken>
    2..6 `5GiB` `5GiB` begins as a number, but isn't one; read a number with a unit from a text: `quantity('5GiB')`, or `duration`, `ratio`, `money`, `rate`
    0..5 <broken>
    0..2 `${` this expression is never closed; write `}` where it ends; for the two characters themselves write `$${`
    0..14 <broken>
    13..13 `` the expression ends where `else` is expected; 
    0..8 <broken>
    4..5 `|` `|` means nothing in an expression; `or` is `||`
    0..13 <broken>
    2..5 `for` `for` stands where a value is expected; 
    0..15 <broken>
    12..13 `y` `y` stands where `in` is expected; 
    0..7 <broken>
    6..6 `` the expression ends where a field's name is expected; 
    0..6 <broken>
    2..3 `$` `$` means nothing in an expression; inside an expression names stand as they are, without `${`
    "#);
}
