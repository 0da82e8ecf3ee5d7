//! Expansion: params, environment, `when`, `for`, `define` and `use` are carried out; what remains are declarations.
//!
//! Everything here works off a list of blocks instead of recursing, so no nesting in the spec can exhaust the stack.

mod body;
mod declaration;
mod define;
mod flatten;
mod globals;
mod param;
mod test;

use std::rc::Rc;

use mlpc_model::DeclId;
use mlpc_source::{FileId, OriginId};
use mlpc_syntax::Node;

pub(crate) use define::{Call, Define};
pub(crate) use flatten::{Leaf, Mode, is_name};
pub(crate) use param::ParamDecl;

use crate::cx::Cx;
use crate::scope::ScopeId;

/// Nodes that are to be expanded together.
pub(crate) struct Block<'a> {
    pub(crate) file: FileId,
    pub(crate) leaves: Vec<Leaf<'a>>,
    /// The declaration in whose body they stand, or are used.
    pub(crate) decl: Option<DeclId>,
    /// The instance in whose `define` they stand.
    pub(crate) call: Option<Rc<Call>>,
}

/// A place in which a node is expanded.
#[derive(Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) file: FileId,
    pub(crate) scope: ScopeId,
    pub(crate) origin: OriginId,
    pub(crate) decl: Option<DeclId>,
}

impl<'a> Cx<'a> {
    /// Carries out the expansion of the whole platform.
    pub(crate) fn expand(&mut self) {
        self.gaps.everything |= self.inputs.parses.iter().any(|parse| parse.cut_short);
        let roots = self.globals();
        for (file, node) in roots {
            let origin = self.top_origin(mlpc_source::Span::new(file, node.head_range()));
            let ground = Ground { file, scope: self.root, origin, decl: None };
            self.expand_from(ground, std::iter::once(node));
        }
        if let Some(at) = self.inputs.options.test {
            self.expand_test(at);
        }
    }

    /// Expands nodes and all that follows from them.
    fn expand_from(&mut self, ground: Ground, nodes: impl Iterator<Item = Node<'a>>) {
        let leaves = self.flatten(ground, nodes, Mode::Declarations);
        let mut work = vec![Block { file: ground.file, leaves, decl: ground.decl, call: None }];
        while let Some(block) = work.pop() {
            for leaf in &block.leaves {
                if self.budget.spent {
                    return;
                }
                self.expand_leaf(&block, *leaf, &mut work);
            }
        }
    }
}
