//! `patch` and `import`: changes to resources that other declarations lowered to.

use mlpc_diag::{Diagnostic, Severity};
use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{At, DeclId};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::LowerCx;
use crate::tree::TreeReader;

/// Applies all patches and imports. One that names no resource is MLP0113.
pub(crate) fn apply(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>) {
    let platform = lowering.platform;
    if platform.patches.is_empty() && platform.imports.is_empty() {
        return;
    }
    let resources = lowering.graph.resources().iter().enumerate();
    let places: FxHashMap<SmolStr, usize> = resources.map(|(at, it)| (it.address.as_str().into(), at)).collect();
    let mut n_compared = 0;
    for import in &platform.imports {
        match places.get(&import.resource.value) {
            Some(at) => {
                if let Some(resource) = lowering.graph.resources_mut().get_mut(*at) {
                    resource.life.import = Some(import.id.value.clone());
                }
            }
            None => {
                n_compared += lowering.graph.resources().len();
                unmatched(lowering, cx, import.decl, &import.resource, n_compared <= MOST_COMPARED);
            }
        }
    }
    for patch in &platform.patches {
        let Some(at) = places.get(&patch.resource.value).copied() else {
            n_compared += lowering.graph.resources().len();
            unmatched(lowering, cx, patch.decl, &patch.resource, n_compared <= MOST_COMPARED);
            continue;
        };
        let Some((kind, in_terraform)) = lowering.graph.resources().get(at).map(|it| (SmolStr::new(it.address.kind()), it.in_terraform()))
        else {
            continue;
        };
        let schema = cx.schemas.resource(&kind).filter(|_| in_terraform);
        let entries = patch.changes.as_ref().map_or(&[][..], |it| it.entries());
        let changes = TreeReader { cx: lowering, decl: patch.decl, kind, whole: false }.block(entries, schema.map(|it| &it.block), "");
        if let Some(resource) = lowering.graph.resources_mut().get_mut(at) {
            merge(&mut resource.attrs, changes);
        }
    }
}

/// Addresses compared with those of unmatched patches in all, and the longest of these: comparing takes the product.
const MOST_COMPARED: usize = 2_000_000;
const LONGEST: usize = 256;

fn unmatched(lowering: &mut Lowering<'_>, cx: &LowerCx<'_>, decl: DeclId, resource: &At<SmolStr>, suggest: bool) {
    let Some(decl) = lowering.platform.decl(decl) else { return };
    let kind = resource.value.rsplit_once('.').map_or("", |(kind, _)| kind);
    let n_compared = if suggest && resource.value.len() <= LONGEST { usize::MAX } else { 0 };
    let alike = lowering.graph.resources().iter().take(n_compared).map(|it| it.address.as_str()).filter(|it| it.starts_with(kind));
    let alike = alike.map(|it| (strsim::jaro_winkler(it, &resource.value), it));
    let closest = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, it)| it);
    let mut found = Diagnostic::new(cx.rules.matches_nothing, format!("no resource has the address `{}`", resource.value))
        .severity(Severity::Warning)
        .label(lowering.origins.span(resource.origin).unwrap_or(decl.head), "matches nothing")
        .subject(decl.address.clone());
    found = match closest.filter(|_| !kind.is_empty()) {
        Some(closest) => found.help(format!("did you mean `{closest}`?")),
        None => found.help("`mlpc graph` lists the addresses of all resources"),
    };
    lowering.out.push(found);
}

/// Merges deeply: scalars and lists replace, maps and single blocks merge, null removes.
fn merge(into: &mut Map, changes: Map) {
    for entry in changes {
        match (into.get_mut(&entry.key), entry.value) {
            (Some(_), Value::Null) => {
                into.remove(&entry.key);
            }
            (None, Value::Null) => {}
            (Some(Value::Map(old)), Value::Map(new)) => merge(old, new),
            (Some(Value::Blocks(old)), Value::Blocks(mut new)) if new.len() == 1 && old.len() == 1 => {
                if let (Some(old), Some(new)) = (old.first_mut(), new.pop()) {
                    merge(old, new);
                }
            }
            (Some(Value::Json(old)), Value::Json(new)) => match (old.as_mut(), *new) {
                (Value::Map(old), Value::Map(new)) => merge(old, new),
                (old, new) => *old = new,
            },
            (Some(old), new) => *old = new,
            (None, new) => into.push_entry(mlpc_graph::Entry { key: entry.key, value: new, note: entry.note }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_merge_lists_replace_null_removes() {
        let mut old = Map::new()
            .with("a", 1)
            .with("list", Value::texts(["x", "y"]))
            .with("tags", Map::new().with("p", "1").with("q", "2"))
            .with("scaling", Value::block(Map::new().with("min", 0).with("max", 4)));
        let changes = Map::new()
            .with("a", Value::Null)
            .with("list", Value::texts(["z"]))
            .with("tags", Map::new().with("q", "3"))
            .with("scaling", Value::block(Map::new().with("max", 8)))
            .with("new", true);
        merge(&mut old, changes);
        let expected = Map::new()
            .with("list", Value::texts(["z"]))
            .with("tags", Map::new().with("p", "1").with("q", "3"))
            .with("scaling", Value::block(Map::new().with("min", 0).with("max", 8)))
            .with("new", true);
        assert_eq!(old, expected);
    }
}
