//! A random session of edits: what is published in the end is what a fresh session says of the same text.

use serde_json::{Value, json};

use crate::client::{Client, at, short, utf8};

const TEXT: &str = "platform \"demo\" owner=\"a@example.com\"\ntarget \"v\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\nbucket \"lake\" expire=\"30d\"\ntenant \"t\" owner=\"t@example.com\" {\n    dataset \"d\" class=\"internal\" in=\"lake\" // é😀\n    bucket \"x\"\n}\n";

/// What is typed: parts of specs, brackets, line ends, characters of several bytes.
const TYPED: &[&str] = &["", "", "\"", "{", "}", "\n", "lake", " bucket \"y\"\n", "é", "😀", "${", "#true", "//", "tenant", "=", "\r\n"];

/// A small generator with a seed that replays.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// The position of a byte, columns in bytes.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    at(u32::try_from(line).unwrap(), u32::try_from(offset - start).unwrap())
}

fn boundary(text: &str, random: &mut Random) -> usize {
    let at = random.below(text.len() + 1);
    let at = (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
    // Between CR and LF there is no place that the protocol can name.
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at + 1 } else { at }
}

fn fresh(text: &str) -> Vec<Value> {
    let mut client = Client::start(&[("a.mlp.kdl", text)], utf8());
    client.open("a.mlp.kdl", text);
    let found = client.diagnostics("a.mlp.kdl", Some(1));
    client.end();
    found
}

#[test]
fn many_edits_end_where_a_fresh_session_starts() {
    for seed in 1..=4 {
        let mut random = Random(seed);
        let mut text = TEXT.to_owned();
        let mut client = Client::start(&[("a.mlp.kdl", TEXT)], utf8());
        client.open("a.mlp.kdl", TEXT);
        let mut version = 1;
        for step in 0..60 {
            let (one, other) = (boundary(&text, &mut random), boundary(&text, &mut random));
            let start = one.min(other);
            let end = one.max(other).min(start + random.below(6));
            let end = (start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let end = if text[..end].ends_with('\r') && text[end..].starts_with('\n') { start } else { end };
            let typed = TYPED[random.below(TYPED.len())];
            version += 1;
            let range = json!({ "start": position(&text, start), "end": position(&text, end) });
            client.change("a.mlp.kdl", version, json!([{ "range": range, "text": typed }]));
            text.replace_range(start..end, typed);
            if step % 12 == 11 {
                let found = client.diagnostics("a.mlp.kdl", Some(version));
                let expected = fresh(&text);
                let shown = (short(&found), short(&expected));
                // Paths differ by the folder's name, in related places only.
                assert_eq!(shown.0, shown.1, "seed {seed}, step {step}:\n{text}");
                let messages = |found: &[Value]| found.iter().map(|it| it["message"].to_string()).collect::<Vec<_>>();
                assert_eq!(messages(&found), messages(&expected), "seed {seed}, step {step}:\n{text}");
            }
        }
        client.end();
    }
}
