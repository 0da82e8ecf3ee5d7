//! One declaration, whatever its kind.

use mlpc_source::{OriginId, Span};
use smol_str::SmolStr;

use crate::{DeclId, Fields};

/// One declaration of the expanded spec, with its fields by name.
#[derive(Clone, Debug)]
pub struct Decl {
    /// Its kind's name.
    pub kind: SmolStr,
    /// Its name; empty for kinds without names.
    pub name: SmolStr,
    /// The tenant it belongs to; of a tenant itself `None`.
    pub tenant: Option<DeclId>,
    /// Its address: `gpu-pool.h100`, `model-service.search/assistant`, `aws_sqs_queue.vision/labels`.
    pub address: SmolStr,
    /// The declaration that it is nested in.
    pub parent: Option<DeclId>,
    /// Its entry in the origins table, with `Frame::Declaration`.
    pub origin: OriginId,
    /// Its head: from the kind to the last entry on the line.
    pub head: Span,
    /// Its documentation, line by line.
    pub docs: Vec<SmolStr>,
    /// Its fields: written, from context, and defaults.
    pub fields: Fields,
}

impl Decl {
    /// Its name as others see it: with its tenant in front (`search/assistant`), without its kind.
    pub fn scoped_name(&self) -> &str {
        let prefix = self.address.find('.').map_or(0, |dot| dot + 1);
        self.address.get(prefix..).unwrap_or(&self.address)
    }
}
