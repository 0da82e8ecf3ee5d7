//! Platforms written by hand, for this crate's tests: fields and references without a parser.

use mlpc_source::{FileId, Frame, Idx, IdxVec, Origin, OriginId, Origins, SegmentId, Span, TextRange};
use smol_str::{SmolStr, format_smolstr};

use crate::{Decl, DeclId, Fields, Item, Platform, Val};

/// Collects declarations and their origins.
pub(crate) struct Spec {
    pub(crate) decls: IdxVec<DeclId, Decl>,
    pub(crate) origins: Origins,
    segment: SegmentId,
}

impl Spec {
    pub(crate) fn new() -> Self {
        let mut origins = Origins::default();
        let segment = origins.segment();
        Self { decls: IdxVec::new(), origins, segment }
    }

    fn entry(&mut self, parent: Option<OriginId>, frame: Frame) -> OriginId {
        self.origins.push(self.segment, Origin { span: None, parent, frame })
    }

    /// Adds a declaration; the tenant's name is in its address, the `tenant` field in its fields.
    pub(crate) fn decl(&mut self, kind: &str, name: &str, tenant: Option<DeclId>, fields: &[(&str, Val)]) -> DeclId {
        let scope = tenant.map_or_else(String::new, |id| format!("{}/", self.decls[id].name));
        let address = format_smolstr!("{kind}.{scope}{name}");
        let origin = self.entry(None, Frame::Declaration(address.clone()));
        let span = Span::new(FileId::from_usize(0), TextRange::new(0, 0));
        let mut read = Fields::default();
        if let Some(id) = tenant {
            read.set("tenant", Item::new(Val::Ref(id), origin));
        }
        for (name, val) in fields {
            let item = self.item(origin, val.clone());
            read.set(SmolStr::new(name), item);
        }
        let decl = Decl {
            kind: kind.into(),
            name: name.into(),
            tenant,
            address,
            parent: tenant,
            origin,
            head: span,
            docs: Vec::new(),
            fields: read,
        };
        self.decls.push(decl)
    }

    fn item(&mut self, parent: OriginId, val: Val) -> Item {
        let origin = self.entry(Some(parent), Frame::Written);
        Item::new(val, origin)
    }

    /// Sets a field to a value that is a default.
    pub(crate) fn default(&mut self, id: DeclId, name: &str, val: Val) {
        let origin = self.entry(Some(self.decls[id].origin), Frame::Default);
        self.decls[id].fields.set(SmolStr::new(name), Item::new(val, origin));
    }

    pub(crate) fn build(self) -> (Platform, Origins) {
        (Platform::build("atlas", self.decls), self.origins)
    }
}

/// Text.
pub(crate) fn text(words: &str) -> Val {
    Val::Text(words.into())
}

/// Fields of a group, all with one origin, which no test of groups looks at.
pub(crate) fn group(fields: &[(&str, Val)]) -> Val {
    Val::Group(Fields(fields.iter().map(|(name, val)| (SmolStr::new(name), item(val.clone()))).collect()))
}

/// A list.
pub(crate) fn list(vals: &[Val]) -> Val {
    Val::List(vals.iter().cloned().map(item).collect())
}

/// A map.
pub(crate) fn map(entries: &[(&str, Val)]) -> Val {
    Val::Map(entries.iter().map(|(name, val)| (SmolStr::new(name), item(val.clone()))).collect())
}

fn item(val: Val) -> Item {
    Item::new(val, OriginId::new(SegmentId::from_usize(0), 0))
}
