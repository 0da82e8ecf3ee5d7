//! Bodies: arguments and objects with their `=` aligned as `terraform fmt` aligns them.
//!
//! `terraform fmt` aligns runs of lines that hold a whole `name = value`; a line that opens a bracket, a comment and an empty line end a run.

use mlpc_graph::{Entry, Map, Value};
use smol_str::SmolStr;

use super::inline::is_inline;
use super::text::{is_identifier, is_keyword, push_comment, push_indent, push_key};
use crate::EmitFault;

/// Writes HCL into one text.
pub(super) struct Hcl<'a> {
    pub out: String,
    pub faults: &'a mut Vec<EmitFault>,
    /// Says of a resource that it is made in the same root; references elsewhere have no text.
    pub in_root: &'a dyn Fn(&mlpc_graph::Address) -> bool,
    /// What is being printed, for faults.
    pub at: SmolStr,
}

/// Whose entries are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Of a block: names are identifiers, what spans lines stands apart.
    Body,
    /// Of an object: keys are any text.
    Object,
}

/// The text of a body alone, as it would stand at the top of a file.
pub fn body(map: &Map) -> Result<String, Vec<EmitFault>> {
    let mut faults = Vec::new();
    let mut hcl = Hcl { out: String::new(), faults: &mut faults, in_root: &|_| true, at: SmolStr::new_static("body") };
    hcl.body(map, 0);
    let text = hcl.out;
    if faults.is_empty() { Ok(text) } else { Err(faults) }
}

impl Hcl<'_> {
    /// The arguments of a block, then its nested blocks, each after an empty line but the first of all. Says whether anything was written.
    pub(super) fn body(&mut self, map: &Map, depth: usize) -> bool {
        let mut any = self.entries(map, depth, Level::Body);
        for entry in map {
            if let Value::Blocks(blocks) = &entry.value {
                if !is_identifier(&entry.key) {
                    self.bad_name(&entry.key);
                }
                any = self.blocks(entry, blocks, depth, any);
            }
        }
        any
    }

    /// The entries that aren't blocks. Says whether anything was written.
    pub(super) fn entries(&mut self, map: &Map, depth: usize, level: Level) -> bool {
        let shown =
            |entry: &&Entry| !matches!(entry.value, Value::Null) && (level == Level::Object || !matches!(entry.value, Value::Blocks(_)));
        let mut rest = map.iter().filter(shown).peekable();
        let mut first = true;
        // Whether the last entry spans lines in a way that sets it apart.
        let mut apart = false;
        let mut run: Vec<&Entry> = Vec::new();
        while let Some(entry) = rest.next() {
            let inline = is_inline(&entry.value, column(entry, depth));
            let begins_apart = !inline && level == Level::Body && spreads(&entry.value);
            if !first && (apart || begins_apart) {
                self.out.push('\n');
            }
            if let Some(comment) = comment(entry) {
                push_comment(&mut self.out, depth, comment);
            }
            first = false;
            apart = begins_apart;
            if inline {
                run.clear();
                run.push(entry);
                while let Some(next) = rest.next_if(|next| comment(next).is_none() && is_inline(&next.value, column(next, depth))) {
                    run.push(next);
                }
                self.run(&run, depth, level);
            } else {
                push_indent(&mut self.out, depth);
                self.key(&entry.key, level);
                self.out.push_str(" = ");
                self.value(&entry.value, depth, column(entry, depth));
                self.out.push('\n');
            }
        }
        !first
    }

    /// A run of single lines with their `=` aligned.
    fn run(&mut self, run: &[&Entry], depth: usize, level: Level) {
        let width = run.iter().map(|entry| key_width(&entry.key, level)).max().unwrap_or(0);
        for entry in run {
            push_indent(&mut self.out, depth);
            self.key(&entry.key, level);
            for _ in key_width(&entry.key, level)..width {
                self.out.push(' ');
            }
            self.out.push_str(" = ");
            self.value(&entry.value, depth, column(entry, depth));
            self.out.push('\n');
        }
    }

    fn key(&mut self, key: &str, level: Level) {
        match level {
            Level::Object => push_key(&mut self.out, key),
            Level::Body => {
                if !is_identifier(key) {
                    self.bad_name(key);
                }
                self.out.push_str(key);
            }
        }
    }

    pub(super) fn bad_name(&mut self, name: &str) {
        self.faults.push(EmitFault::Name { at: self.at.clone(), name: name.into() });
    }
}

/// Where an entry's value would begin if nothing were aligned, so that a neighbour's name changes no line's form.
fn column(entry: &Entry, depth: usize) -> usize {
    2 * depth + entry.key.len() + 3
}

fn comment(entry: &Entry) -> Option<&str> {
    entry.note.as_ref().and_then(|note| note.comment.as_deref())
}

/// Values that stand between empty lines in a body: objects, not lists.
fn spreads(value: &Value) -> bool {
    match value {
        Value::Map(_) => true,
        Value::Json(inner) => spreads(inner),
        _ => false,
    }
}

/// The width of a key as it is printed, in characters.
fn key_width(key: &str, level: Level) -> usize {
    if level == Level::Body || (is_identifier(key) && !is_keyword(key)) {
        return key.len();
    }
    let mut text = String::new();
    push_key(&mut text, key);
    text.chars().count()
}
