//! Addresses: `kind.name`, `kind.tenant/name`; of kinds without names what they are about.

use mlpc_model::DeclId;
use smol_str::{SmolStr, format_smolstr};

use crate::cx::{Cx, Site};
use crate::program::Source;
use crate::value::Value;

impl Cx<'_> {
    /// The address of a declaration whose name and tenant are known.
    pub(super) fn address_of(&mut self, id: DeclId) -> SmolStr {
        let Some(decl) = self.decls.get(id) else { return SmolStr::default() };
        if decl.kind.name == "platform" {
            return SmolStr::new_static("platform");
        }
        let kind = decl.type_word.clone().unwrap_or_else(|| decl.kind.name.clone());
        let name = match decl.known_name() {
            Some(name) => name.clone(),
            None => self.about(id),
        };
        match self.decls.get(id).and_then(|decl| decl.tenant).and_then(|tenant| self.name_of(tenant)) {
            Some(tenant) => format_smolstr!("{kind}.{tenant}/{name}"),
            None => format_smolstr!("{kind}.{name}"),
        }
    }

    /// What a declaration without a name says on its line, joined: enough to tell it from others.
    fn about(&mut self, id: DeclId) -> SmolStr {
        const TOLD_APART_BY: [&str; 8] = ["what", "code", "on", "resource", "to", "from", "address", "rule"];
        let Some(decl) = self.decls.get(id) else { return SmolStr::default() };
        let (file, scope, origin) = (decl.file, decl.scope, decl.origin);
        let site = Site { file, scope, decl: Some(id), early: true, origin, default: None };
        let entries: Vec<_> = decl
            .items
            .iter()
            .filter_map(|item| match item.source {
                Source::Entry(entry) => {
                    let field = decl.kind.fields.get(usize::from(item.field))?;
                    (!entry.is_property() || TOLD_APART_BY.contains(&field.name.as_str())).then_some(entry)
                }
                Source::Node(_) => None,
            })
            .collect();
        let mut words: Vec<SmolStr> = Vec::new();
        for entry in entries {
            if let Value::Text(text) = self.read_entry(entry, site) {
                words.push(text);
            }
        }
        SmolStr::new(words.join("-"))
    }
}
