//! Blocks: nested ones, whole resources with their lifecycle, and runs of alike blocks as `dynamic`.

use mlpc_graph::{Address, Entry, Map, Resource, ResourceKind, Value};
use smol_str::SmolStr;

use super::text::{is_identifier, push_comment, push_indent, push_key};
use super::writer::{Hcl, Level};

/// More alike blocks than this in a row become a `dynamic` block: zones are spelled out, the thirty-two network interfaces of a machine aren't.
const ALIKE: usize = 8;

impl Hcl<'_> {
    /// Nested blocks of one type, each after an empty line unless it is the first thing of its body.
    pub(super) fn blocks(&mut self, entry: &Entry, blocks: &[Map], depth: usize, mut any: bool) -> bool {
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            if any {
                self.out.push('\n');
            }
            let comment = entry.note.as_ref().and_then(|note| note.comment.as_deref()).filter(|_| rest.len() == blocks.len());
            if let Some(comment) = comment {
                push_comment(&mut self.out, depth, comment);
            }
            any = true;
            match alike(rest) {
                Some((key, first, n)) if n > ALIKE => {
                    self.dynamic(&entry.key, block, &key, (first, n), depth);
                    rest = rest.get(n..).unwrap_or_default();
                }
                _ => {
                    self.block(&[&entry.key], block, depth);
                    rest = after;
                }
            }
        }
        any
    }

    /// A block with a plain head and only a body.
    pub(super) fn block(&mut self, head: &[&str], map: &Map, depth: usize) {
        self.open(head, depth);
        let any = self.body(map, depth + 1);
        self.close(depth, any);
    }

    /// `head "label" {`, the first word bare.
    pub(super) fn open(&mut self, head: &[&str], depth: usize) {
        push_indent(&mut self.out, depth);
        for (at, word) in head.iter().enumerate() {
            if at == 0 {
                self.out.push_str(word);
            } else {
                self.out.push_str(" \"");
                self.out.push_str(word);
                self.out.push('"');
            }
        }
        self.out.push_str(" {\n");
    }

    /// Closes a block; an empty one closes on its own line.
    pub(super) fn close(&mut self, depth: usize, any: bool) {
        if any {
            push_indent(&mut self.out, depth);
        } else {
            self.out.truncate(self.out.len() - 1);
        }
        self.out.push_str("}\n");
    }

    fn dynamic(&mut self, kind: &str, first: &Map, key: &str, (from, n): (i64, usize), depth: usize) {
        self.open(&["dynamic", kind], depth);
        push_indent(&mut self.out, depth + 1);
        let range = format!("for_each = range({from}, {})\n\n", from.saturating_add_unsigned(n as u64));
        self.out.push_str(&range);
        self.open(&["content"], depth + 1);
        let counter = mlpc_graph::Reference { to: Address::new(kind, "value"), path: mlpc_graph::AttrPath::default() };
        let content: Map =
            first
                .iter()
                .map(|entry| {
                    if entry.key == key {
                        Entry { key: entry.key.clone(), value: counter.clone().into(), note: None }
                    } else {
                        entry.clone()
                    }
                })
                .collect();
        let in_root = self.in_root;
        // The counter is a name of this block, not a resource.
        self.in_root = &|_| true;
        let any = self.body(&content, depth + 2);
        self.in_root = in_root;
        self.close(depth + 1, any);
        self.close(depth, true);
    }

    /// A `resource` or `data` block.
    pub(super) fn resource(&mut self, resource: &Resource) {
        let address = &resource.address;
        self.at = SmolStr::from(address.as_str());
        if let Some(comment) = &resource.comment {
            push_comment(&mut self.out, 0, comment);
        }
        let kind = address.kind();
        let kind = kind.strip_prefix("data.").unwrap_or(kind);
        for name in [kind, address.name()] {
            if !is_identifier(name) {
                self.bad_name(name);
            }
        }
        let word = if resource.kind == ResourceKind::Data { "data" } else { "resource" };
        self.open(&[word, kind, address.name()], 0);
        let any = self.body(&resource.attrs, 1);
        let any = self.timeouts(resource, any);
        let any = self.depends_on(resource, any);
        let any = self.lifecycle(resource, any);
        self.close(0, any);
    }

    fn timeouts(&mut self, resource: &Resource, any: bool) -> bool {
        if resource.life.timeouts.is_empty() {
            return any;
        }
        self.apart(any);
        let map: Map = resource.life.timeouts.iter().map(|(operation, time)| (operation.clone(), time)).collect();
        self.block(&["timeouts"], &map, 1);
        true
    }

    fn depends_on(&mut self, resource: &Resource, any: bool) -> bool {
        let after: Vec<_> = resource.life.after.iter().filter(|(to, _)| (self.in_root)(to)).collect();
        let Some((_, first_reason)) = after.first() else { return any };
        self.apart(any);
        let shared = after.iter().all(|(_, reason)| reason == first_reason);
        if let (true, Some(reason)) = (shared, first_reason) {
            push_comment(&mut self.out, 1, reason);
        }
        if let [(only, _)] = after.as_slice() {
            self.out.push_str("  depends_on = [");
            self.out.push_str(only.as_str());
            self.out.push_str("]\n");
            return true;
        }
        self.out.push_str("  depends_on = [\n");
        for (to, reason) in &after {
            if let (false, Some(reason)) = (shared, reason) {
                push_comment(&mut self.out, 2, reason);
            }
            push_indent(&mut self.out, 2);
            self.out.push_str(to.as_str());
            self.out.push_str(",\n");
        }
        self.out.push_str("  ]\n");
        true
    }

    fn lifecycle(&mut self, resource: &Resource, any: bool) -> bool {
        let life = &resource.life;
        let mut map = Map::new();
        if life.create_before_destroy {
            map.push("create_before_destroy", true);
        }
        if life.protect {
            map.push("prevent_destroy", true);
        }
        if map.is_empty() && life.ignore_changes.is_empty() {
            return any;
        }
        self.apart(any);
        self.open(&["lifecycle"], 1);
        // The names of ignored attributes are expressions, so they can't stand in the run of the literals above.
        let ignored = life.ignore_changes.iter().map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
        let width = if ignored.is_empty() { 0 } else { "ignore_changes".len() };
        let width = map.iter().map(|entry| entry.key.len()).max().unwrap_or(0).max(width);
        for entry in &map {
            push_indent(&mut self.out, 2);
            push_key(&mut self.out, &entry.key);
            self.out.extend(std::iter::repeat_n(' ', width - entry.key.len()));
            self.out.push_str(" = true\n");
        }
        if !ignored.is_empty() {
            push_indent(&mut self.out, 2);
            self.out.push_str("ignore_changes");
            self.out.extend(std::iter::repeat_n(' ', width - "ignore_changes".len()));
            self.out.push_str(" = [");
            self.out.push_str(&ignored);
            self.out.push_str("]\n");
        }
        self.close(1, true);
        true
    }

    fn apart(&mut self, any: bool) {
        if any {
            self.out.push('\n');
        }
    }

    /// Arguments alone, for blocks of ours that hold expressions.
    pub(super) fn arguments(&mut self, map: &Map, depth: usize) -> bool {
        self.entries(map, depth, Level::Body)
    }
}

/// How many blocks from the first on are equal but for one number that counts up by one: the number's key, where it starts, how many.
fn alike(blocks: &[Map]) -> Option<(SmolStr, i64, usize)> {
    let (first, second) = (blocks.first()?, blocks.get(1)?);
    let counter = first.iter().zip(second).find(|(a, b)| a != b)?.0;
    let Value::Int(start) = counter.value else { return None };
    let fits = |block: &Map, number: i64| {
        block.len() == first.len()
            && first
                .iter()
                .zip(block)
                .all(|(a, b)| a.key == b.key && if a.key == counter.key { b.value == Value::Int(number) } else { a.value == b.value })
    };
    let n = (start..).zip(blocks).take_while(|(number, block)| fits(block, *number)).count();
    Some((counter.key.clone(), start, n))
}
