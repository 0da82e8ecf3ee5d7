//! What users write of resources by hand: whole ones with `resource`, parts with `patch`. Everything else is a lowering's, which keeps the rules
//! by itself.

use mlpc_graph::{Map, Resource, Value};
use mlpc_model::{DeclId, Platform};
use mlpc_source::{OriginId, Span};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::CheckCx;
use mlpc_graph::{Address, ResourceGraph};

/// A resource with hand-written attributes.
pub(super) struct Written<'g> {
    /// What it became.
    pub(super) resource: &'g Resource,
    /// The `resource` or `patch`.
    pub(super) decl: DeclId,
    /// Of a patch, the attributes that it changes.
    only: Option<Vec<SmolStr>>,
}

/// An attribute's value and where it stands.
pub(super) struct Leaf<'g> {
    /// Keys from the outermost, without positions: `vpc_config.endpoint_public_access`.
    pub(super) path: String,
    /// The value.
    pub(super) value: &'g Value,
    /// Where it was written, as near as is known.
    pub(super) origin: OriginId,
}

/// All of them, those of `resource` first.
pub(super) fn written<'g>(platform: &Platform, graph: &'g ResourceGraph) -> Vec<Written<'g>> {
    let mut found = Vec::new();
    if !platform.resources.is_empty() {
        let raw: FxHashSet<&str> = platform.resources.iter().map(|it| it.address.as_str()).collect();
        for resource in graph.resources().iter().filter(|it| raw.contains(it.owner.as_str())) {
            if let Some(decl) = platform.decl_by_address(&resource.owner) {
                found.push(Written { resource, decl, only: None });
            }
        }
    }
    for patch in &platform.patches {
        let Some((kind, name)) = patch.resource.value.rsplit_once('.') else { continue };
        let Some(resource) = graph.get(&Address::new(kind, name)) else { continue };
        let changed = patch.changes.as_ref().map_or(&[][..], |it| it.entries()).iter().map(|(key, _)| key.clone());
        found.push(Written { resource, decl: patch.decl, only: Some(changed.collect()) });
    }
    found
}

impl<'g> Written<'g> {
    /// Its type: `aws_iam_policy`, or of an object in a cluster its kind.
    pub(super) fn kind(&self) -> &'g str {
        match &self.resource.kind {
            mlpc_graph::ResourceKind::Object { kind, .. } => kind,
            _ => self.resource.address.kind(),
        }
    }

    /// Whether it is an object in a cluster.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.resource.kind, mlpc_graph::ResourceKind::Object { .. })
    }

    /// Whether all of it is hand-written, so that what isn't there is missing.
    pub(super) fn is_whole(&self) -> bool {
        self.only.is_none()
    }

    /// The hand-written values that hold no others, in order.
    pub(super) fn leaves(&self) -> Vec<Leaf<'g>> {
        let mut leaves = Vec::new();
        for entry in &self.resource.attrs {
            if self.only.as_ref().is_none_or(|only| only.contains(&entry.key)) {
                let origin = entry.note.as_ref().and_then(|note| note.origin).unwrap_or(self.resource.origin);
                descend(entry.key.to_string(), &entry.value, origin, &mut leaves);
            }
        }
        leaves
    }

    /// The hand-written attributes at the top, each with its value and origin.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'g SmolStr, &'g Value, OriginId)> {
        let own = self.resource.origin;
        let mine = self.resource.attrs.iter().filter(|entry| self.only.as_ref().is_none_or(|only| only.contains(&entry.key)));
        mine.map(move |entry| (&entry.key, &entry.value, entry.note.as_ref().and_then(|note| note.origin).unwrap_or(own)))
    }

    /// Where a value was written; of a patch that hides it, the patch.
    pub(super) fn span(&self, cx: &CheckCx<'_>, origin: OriginId) -> Option<Span> {
        if origin == self.resource.origin { cx.head(self.decl) } else { cx.span(origin).or_else(|| cx.head(self.decl)) }
    }
}

fn descend<'g>(path: String, value: &'g Value, origin: OriginId, out: &mut Vec<Leaf<'g>>) {
    let in_map = |map: &'g Map, out: &mut Vec<Leaf<'g>>| {
        for entry in map {
            let origin = entry.note.as_ref().and_then(|note| note.origin).unwrap_or(origin);
            descend(format!("{path}.{}", entry.key), &entry.value, origin, out);
        }
    };
    match value {
        Value::Map(map) => in_map(map, out),
        Value::Blocks(blocks) => blocks.iter().for_each(|map| in_map(map, out)),
        Value::List(items) => items.iter().for_each(|item| descend(path.clone(), item, origin, out)),
        Value::Json(inner) => descend(path, inner, origin, out),
        _ => out.push(Leaf { path, value, origin }),
    }
}
