//! Specs that want to exhaust memory, stack or patience end with a finding. All of it on a stack of 2 MB.

use crate::support::{Compiled, compile, plain};
use mlpc_testkit::Fixture;

fn on_small_stack(text: String) -> (Vec<&'static str>, String) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let compiled: Compiled = compile(&Fixture::parse(&text), &plain());
        (compiled.codes(), compiled.print().chars().take(2000).collect())
    });
    thread.unwrap().join().unwrap()
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect::<Vec<_>>().concat()
}

#[track_caller]
fn ends_with(code: &str, text: String) {
    let (codes, print) = on_small_stack(text);
    assert!(codes.contains(&code), "{print}");
}

#[test]
fn definition_bombs() {
    let mut text = String::from("define \"a0\" { bucket \"${name}\" }\n");
    for level in 1..30 {
        let below = level - 1;
        text.push_str(&format!("define \"a{level}\" {{ for \"x\" in=\"${{range(10)}}\" {{ a{below} \"b${{x}}-${{name}}\" }} }}\n"));
    }
    text.push_str("a29 \"x\"\n");
    ends_with("MLP0115", text);
}

#[test]
fn deep_definitions() {
    let mut text = String::from("define \"a0\" { bucket \"${name}\" }\n");
    for level in 1..100 {
        text.push_str(&format!("define \"a{level}\" {{ a{} \"${{name}}\" }}\n", level - 1));
    }
    text.push_str("a99 \"x\"\n");
    ends_with("MLP0115", text);
}

#[test]
fn endless_loops_and_ranges() {
    ends_with("MLP0115", "for \"a\" in=\"${range(100000000000)}\" { bucket \"b${a}\" }\n".to_owned());
    ends_with(
        "MLP0115",
        "for \"a\" in=\"${range(1000)}\" { for \"b\" in=\"${range(1000)}\" { for \"c\" in=\"${range(1000)}\" { when #false { } } } }\n"
            .to_owned(),
    );
    ends_with("MLP0115", "let \"x\" \"${[a + b + c for a in range(1000) for b in [1]]}\"\nlet \"y\" \"${sum([sum([sum(range(1000)) for b in range(1000)]) for a in range(1000)])}\"\nwhen \"${y > 0}\" { }\n".to_owned());
}

#[test]
fn doubling_texts_and_lists() {
    let mut text = String::from("let \"t0\" \"0123456789abcdef\"\nlet \"l0\" 1 2 3 4\n");
    for level in 1..60 {
        let below = level - 1;
        text.push_str(&format!("let \"t{level}\" \"${{t{below} + t{below}}}\"\nlet \"l{level}\" \"${{l{below} + l{below}}}\"\nlet \"n{level}\" \"${{[1, 2]}}\"\n"));
    }
    ends_with("MLP0115", text.clone() + "bucket \"x\" existing=\"${t59}\"\n");
    ends_with("MLP0115", text + "bucket \"x\" existing=\"${join(l59, '')}\"\n");
}

#[test]
fn lists_that_share_their_elements() {
    let mut text = String::from("let \"a0\" 1 2\n");
    for level in 1..60 {
        text.push_str(&format!("let \"a{level}\" \"${{[a{0}, a{0}]}}\"\n", level - 1));
    }
    text.push_str("target \"t\" cloud=\"aws\" region=\"us-east-1\" account=\"1\"\nresource \"aws_x\" \"y\" { z \"${a59}\" }\nlet \"same\" \"${a59 == a58}\"\n");
    ends_with("MLP0115", text);
}

#[test]
fn long_chains_and_deep_nesting() {
    let mut chain = String::from("let \"a0\" 1\n");
    for level in 1..100_000 {
        chain.push_str(&format!("let \"a{level}\" \"${{a{} + 1}}\"\n", level - 1));
    }
    chain.push_str("bucket \"x\" existing=\"${a99999}\"\n");
    ends_with("MLP0115", chain);
    for (open, close) in [("(1 + ", ")"), ("max(1, ", ")"), ("[", "]"), ("[x for x in ", "]"), ("if true then 1 else ", ""), ("-", "")] {
        let nested = format!("bucket \"x\" existing=\"${{{}1{}}}\"\n", open.repeat(125), close.repeat(125));
        let (codes, print) = on_small_stack(nested);
        assert!(codes.contains(&"MLP0104"), "{open} {print}");
    }
    let whens = format!("{}bucket \"x\"{}\n", "when #true { ".repeat(250), " }".repeat(250));
    on_small_stack(whens);
    let tree = format!("kueue {{ values {{ {}x 1{} }} }}\n", "a { ".repeat(240), " }".repeat(240));
    on_small_stack(tree);
    let fields: String = lines(2000, |n| format!("bucket \"b{n}\" existing=\"${{bucket.b{}.existing}}\"\n", n + 1));
    ends_with("MLP0115", fields + "bucket \"b2000\" existing=\"x\"\n");
}

#[test]
fn many_errors_are_bounded() {
    let text: String = lines(100_000, |n| format!("bukcet \"b{n}\"\n"));
    let (codes, _) = on_small_stack(text);
    assert!(codes.len() >= 100 && codes.len() <= 20_001);
}

#[test]
fn many_unknown_names_among_many() {
    let buckets = lines(1_500, |n| format!("bucket \"b-{n}\"\n"));
    let grants = lines(1_500, |n| format!("grant \"c-{n}x\" to=\"nobody\" access=\"read\"\n"));
    ends_with("MLP0106", buckets + &grants);
    let lets = lines(1_500, |n| format!("let \"value-{n}\" 1\n"));
    let reads = lines(1_500, |n| format!("bucket \"b{n}\" existing=\"${{volue-{n}x}}\"\n"));
    ends_with("MLP0202", lets + &reads);
    let defines = lines(1_500, |n| format!("define \"thing-{n}\" {{ bucket \"${{name}}\" }}\n"));
    let uses = lines(1_500, |n| format!("thong-{n}x \"s{n}\"\n"));
    ends_with("MLP0101", defines + &uses);
}

#[test]
fn long_names() {
    let long = "x".repeat(1 << 20);
    let (codes, print) = on_small_stack(format!(
        "tenant \"{long}\" owner=\"a@b.c\" cost-center=\"1\"\ngrant \"read\" on=\"{long}y\" to=\"{long}z\"\n{long} \"a\"\nbucket \"b\" existing=\"${{{long}}}\"\n"
    ));
    assert!(codes.len() >= 3, "{print}");
}
