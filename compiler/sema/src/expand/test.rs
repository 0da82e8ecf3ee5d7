//! The `test` that is tried: its statements are fields of its own, the declarations in its body stand beside those of the platform.

use mlpc_model::DeclId;
use mlpc_source::{Idx as _, Span};
use smol_str::SmolStr;

use super::Ground;
use crate::cx::Cx;
use crate::inputs::TestAt;
use crate::program::{Name, RawDecl};

impl Cx<'_> {
    /// Adds a test with all that its body declares.
    pub(super) fn expand_test(&mut self, at: TestAt) {
        let Some(node) = self.inputs.parses.get(at.file).and_then(|parse| parse.tree.get(at.node)) else { return };
        let Some(kind) = self.inputs.kinds.get(&node.name()).cloned() else { return };
        let origin = self.top_origin(Span::new(at.file, node.head_range()));
        let id = DeclId::from_usize(self.decls.len());
        self.decls.push(RawDecl {
            kind,
            file: at.file,
            node,
            scope: self.root,
            parent: None,
            origin,
            // Its text is for people; nothing refers to it.
            name: Name::Unwritten,
            type_word: None,
            tenant: None,
            address: SmolStr::default(),
            first: Some(id),
            out: false,
            items: Vec::new(),
        });
        self.expand_from(Ground { file: at.file, scope: self.root, origin, decl: Some(id) }, node.children());
    }
}
