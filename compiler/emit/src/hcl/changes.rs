//! Changes of identity: `import`, `moved` and `removed` blocks, in files of their own while they are needed.

use mlpc_graph::{Address, AttrPath, Map, Reference, Resource, Value};

use super::writer::Hcl;

/// An address as an expression.
fn address(to: &Address) -> Value {
    Reference { to: to.clone(), path: AttrPath::default() }.into()
}

impl Hcl<'_> {
    /// Adopts what exists.
    pub(super) fn import(&mut self, resource: &Resource) {
        if let Some(id) = &resource.life.import {
            self.separate();
            self.open(&["import"], 0);
            let any = self.arguments(&Map::new().with("to", address(&resource.address)).with("id", id), 1);
            self.close(0, any);
        }
    }

    /// One block a step, from the oldest address to today's.
    pub(super) fn moved(&mut self, resource: &Resource) {
        let mut steps: Vec<&Address> = resource.life.moved_from.iter().rev().collect();
        steps.push(&resource.address);
        for (from, to) in steps.iter().zip(steps.iter().skip(1)) {
            self.separate();
            self.open(&["moved"], 0);
            let any = self.arguments(&Map::new().with("from", address(from)).with("to", address(to)), 1);
            self.close(0, any);
        }
    }

    /// Forgets without destroying.
    pub(super) fn removed(&mut self, from: &Address) {
        self.separate();
        let forget = Map::new().with("from", address(from)).with("lifecycle", Value::block(Map::new().with("destroy", false)));
        self.block(&["removed"], &forget, 0);
    }

    /// An empty line between blocks.
    pub(super) fn separate(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}
