//! YAML that reads the same under YAML 1.1 and 1.2: manifests and values files, with comments on entries.

mod json;
mod scalar;

use std::fmt::Write as _;
use std::marker::PhantomData;

use mlpc_graph::{Entry, Map, Part, Reference, SharedId, Value};
use rustc_hash::FxHashMap;

use scalar::{is_plain, push_quoted};

/// Comments and lists stay on one line up to this column.
const LINE: usize = 100;

/// A document: a map's entries at the top of a file.
pub fn document(map: &Map) -> String {
    let mut out = String::new();
    Printer::default().push_document(&mut out, map);
    out
}

/// Prints documents; what they share it lays out once, and copies.
#[derive(Default)]
pub(crate) struct Printer<'a> {
    /// The text of shared maps' entries, by their depth and by whether they go on in the line of a list's item.
    alike: FxHashMap<(SharedId, usize, bool), Box<str>>,
    /// The maps outlive the printer, so that none takes another's identity.
    maps: PhantomData<&'a Map>,
}

impl<'a> Printer<'a> {
    /// Appends a document.
    pub(crate) fn push_document(&mut self, out: &mut String, map: &'a Map) {
        if map.iter().any(shown) {
            self.entries(out, map, 0, false);
        } else {
            out.push_str("{}\n");
        }
    }

    /// The entries of a map, at least one of them shown; where it is a list's item its first line goes on after `- `.
    fn entries(&mut self, out: &mut String, map: &'a Map, depth: usize, in_line: bool) {
        let Some(id) = map.shared_id() else { return self.each_entry(out, map, depth, in_line) };
        if let Some(text) = self.alike.get(&(id, depth, in_line)) {
            out.push_str(text);
            return;
        }
        let start = out.len();
        self.each_entry(out, map, depth, in_line);
        self.alike.insert((id, depth, in_line), out.get(start..).unwrap_or_default().into());
    }

    fn each_entry(&mut self, out: &mut String, map: &'a Map, depth: usize, mut in_line: bool) {
        for entry in map.iter().filter(|entry| shown(entry)) {
            let comment = entry.note.as_ref().and_then(|note| note.comment.as_deref());
            // Inside an item's first line there is no room above, so the comment follows.
            let above = |value: &Value| !in_line && spans_lines(value);
            let line_start = out.len();
            if let Some(comment) = comment.filter(|_| above(&entry.value)) {
                push_comment(out, depth, comment);
            }
            let start = out.len();
            if !in_line {
                indent(out, depth);
            }
            key(out, &entry.key);
            out.push(':');
            self.value(out, &entry.value, depth);
            if let Some(comment) = comment.filter(|_| !spans_lines(&entry.value)) {
                let fits = out.len() - start + comment.len() + 3 <= LINE;
                if fits || in_line {
                    out.truncate(out.len() - 1);
                    out.push_str(" # ");
                    push_comment_text(out, comment);
                    out.push('\n');
                } else {
                    let line = out.split_off(line_start);
                    push_comment(out, depth, comment);
                    out.push_str(&line);
                }
            }
            in_line = false;
        }
    }

    /// A value after `key:` or `-`, with the line's end.
    fn value(&mut self, out: &mut String, value: &'a Value, depth: usize) {
        match value {
            Value::Map(map) if map.iter().any(shown) => {
                out.push('\n');
                self.entries(out, map, depth + 1, false);
            }
            Value::List(items) if !is_flow(items) => {
                out.push('\n');
                for it in items {
                    self.item(out, it, depth + 1);
                }
            }
            Value::Blocks(blocks) if !blocks.is_empty() => {
                out.push('\n');
                for it in blocks {
                    self.map_item(out, it, depth + 1);
                }
            }
            _ => {
                out.push(' ');
                inline(out, value, depth);
                out.push('\n');
            }
        }
    }

    fn item(&mut self, out: &mut String, value_of_item: &'a Value, depth: usize) {
        match value_of_item {
            Value::Map(map) if map.iter().any(shown) => self.map_item(out, map, depth),
            Value::List(items) if !is_flow(items) => {
                indent(out, depth);
                out.push_str("-\n");
                for it in items {
                    self.item(out, it, depth + 1);
                }
            }
            _ => {
                indent(out, depth);
                out.push('-');
                self.value(out, value_of_item, depth);
            }
        }
    }

    fn map_item(&mut self, out: &mut String, map: &'a Map, depth: usize) {
        indent(out, depth);
        out.push_str("- ");
        if map.iter().any(shown) { self.entries(out, map, depth + 1, true) } else { out.push_str("{}\n") }
    }
}

/// Appends a comment line, whatever the text holds.
pub(crate) fn push_comment(out: &mut String, depth: usize, text: &str) {
    indent(out, depth);
    out.push_str("# ");
    push_comment_text(out, text);
    out.push('\n');
}

fn push_comment_text(out: &mut String, text: &str) {
    out.extend(text.chars().map(|char| if scalar::is_printable(char) && char != '\n' { char } else { ' ' }));
    out.truncate(out.trim_end().len());
}

fn shown(entry: &Entry) -> bool {
    !matches!(entry.value, Value::Null)
}

/// As much as any file needs, so that it is copied at once.
const BLANKS: &str = "                                                                ";

fn indent(out: &mut String, depth: usize) {
    let mut n = 2 * depth;
    while n > 0 {
        let some = BLANKS.get(..n).unwrap_or(BLANKS);
        out.push_str(some);
        n -= some.len();
    }
}

fn key(out: &mut String, text: &str) {
    if is_plain(text) { out.push_str(text) } else { push_quoted(out, text) }
}

/// Whether a value goes on below its key's line.
fn spans_lines(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.iter().any(shown),
        Value::Blocks(blocks) => !blocks.is_empty(),
        Value::List(items) => !is_flow(items),
        Value::Text(text) => scalar::is_literal(text),
        _ => false,
    }
}

/// Whether a list stands in brackets: a few short words.
fn is_flow(items: &[Value]) -> bool {
    let word = |item: &Value| match item {
        Value::Text(text) if scalar::is_flow_word(text) => Some(text.len()),
        Value::Int(_) | Value::Bool(_) => Some(5),
        Value::Text(text) if text.is_empty() => Some(2),
        _ => None,
    };
    items.iter().try_fold(0, |width, item| Some(width + 2 + word(item)?)).is_some_and(|width| width <= 60)
}

/// A value that needs no lines of its own.
fn inline(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Null | Value::Poison => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        // Writing to a String can't fail.
        Value::Int(value) => drop(write!(out, "{value}")),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) if is_plain(text) => out.push_str(text),
        Value::Text(text) if scalar::is_literal(text) => scalar::push_literal(out, text, depth + 1),
        Value::Text(text) => push_quoted(out, text),
        Value::Secret(text) => key(out, text),
        Value::List(items) => {
            out.push('[');
            for (at, it) in items.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                match it {
                    // The list stands in brackets because all its words are plain.
                    Value::Text(word) if !word.is_empty() => out.push_str(word),
                    _ => inline(out, it, depth),
                }
            }
            out.push(']');
        }
        Value::Map(_) => out.push_str("{}"),
        Value::Blocks(_) => out.push_str("[]"),
        Value::Ref(reference) => push_quoted(out, &to_fill_in(reference)),
        Value::Template(parts) => push_quoted(out, &template(parts)),
        Value::Json(inner) => key(out, &json::text(inner)),
        Value::Policy(doc) => push_quoted(out, &format!("${{{}.json}}", doc.address())),
    }
}

/// A deferred value has no text yet. The only manifests that hold one are applied by mlpc itself, which fills it in.
fn to_fill_in(reference: &Reference) -> String {
    format!("${{{reference}}}")
}

fn template(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.to_string(),
            Part::Ref(reference) => to_fill_in(reference),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_as_by_hand() {
        let labels =
            Map::new().with("mlpc-cost-center", "4410").with("pod-security.kubernetes.io/enforce", "baseline").comment("EFA jobs on h100");
        let hard = Map::new()
            .with("requests.cpu", "797590m")
            .comment("32 CPUs and 128 GiB of pool cpu, and what goes along with the GPUs: 4 nodes of l40s, 3 of h100.")
            .with("requests.nvidia.com/gpu", "40")
            .comment("16 L40S + 8 H100 + 16 borrowed");
        let rule = Map::new().with("apiGroups", Value::texts([""])).with("verbs", Value::texts(["get", "list"]));
        let map = Map::new()
            .with("apiVersion", "v1")
            .with("metadata", Map::new().with("labels", labels))
            .with("podSelector", Map::new())
            .with("hard", hard)
            .with("rules", vec![Value::Map(rule), Value::List(vec![Value::texts(["a: b", "c"]), Value::Int(1)])])
            .with("script", "set -e\nexec true\n")
            .with("config", Value::Json(Box::new(Map::new().with("on", true).into())));
        insta::assert_snapshot!(document(&map), @r##"
        apiVersion: v1
        metadata:
          labels:
            mlpc-cost-center: "4410"
            pod-security.kubernetes.io/enforce: baseline # EFA jobs on h100
        podSelector: {}
        hard:
          # 32 CPUs and 128 GiB of pool cpu, and what goes along with the GPUs: 4 nodes of l40s, 3 of h100.
          requests.cpu: 797590m
          requests.nvidia.com/gpu: "40" # 16 L40S + 8 H100 + 16 borrowed
        rules:
          - apiGroups: [""]
            verbs: [get, list]
          -
            -
              - "a: b"
              - c
            - 1
        script: |
          set -e
          exec true
        config: '{"on":true}'
        "##);
    }
}
