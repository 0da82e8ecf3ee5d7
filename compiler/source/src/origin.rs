//! Where each value was written, which expansion or default made it, and what it was lowered from.
//!
//! An [`OriginId`] is 8 bytes: a segment (one for each top-level node of the spec) and an index in it, so that segments can be filled in
//! parallel and replaced alone. Equality and hashing of data must ignore origins: an edit above changes nothing below.

use smol_str::SmolStr;

use crate::{Idx, IdxVec, Span, define_idx};

define_idx! {
    /// The entries of one top-level node of the spec, or of one later stage's work.
    pub struct SegmentId;
}

/// A place in the origins table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OriginId {
    segment: SegmentId,
    index: u32,
}

/// One entry: a place in the text, what it lies in, and how it came to be.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The narrowest text that says it; `None` for what only a component's file or a lowering says.
    pub span: Option<Span>,
    /// What it was made for or from: the enclosing declaration, the call of an expansion, the declaration it was lowered from.
    pub parent: Option<OriginId>,
    /// How it came to be.
    pub frame: Frame,
}

/// How a value or resource came to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// Written at the span.
    Written,
    /// A declaration, with its address.
    Declaration(SmolStr),
    /// One round of a `for`. In a box, as rounds are few beside what is written and all entries are as large as the largest.
    For(Box<Round>),
    /// The body of a `define`: the span is the definition's, `parent` the call.
    Define {
        /// The defined kind.
        name: SmolStr,
    },
    /// The body of a `when`.
    When,
    /// A default of the kind's table; the span is the declaration's head.
    Default,
    /// A file of a component in the standard library or the user's overlay.
    Component {
        /// Path inside `stdlib/`.
        file: SmolStr,
    },
    /// Made by the lowering of `parent`, for the reason given ("the role its pods assume").
    Lowered {
        /// Why it is there, as a noun phrase; empty if plain.
        reason: SmolStr,
    },
}

/// One round of a `for`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Round {
    /// The loop variable.
    pub variable: SmolStr,
    /// The row, as text, shortened for display.
    pub row: SmolStr,
}

/// The table.
#[derive(Clone, Default, Debug)]
pub struct Origins {
    segments: IdxVec<SegmentId, Vec<Origin>>,
}

impl Origins {
    /// Starts a new segment.
    pub fn segment(&mut self) -> SegmentId {
        self.segments.push(Vec::new())
    }

    /// Adds a segment filled elsewhere; its entries must have been numbered from 0 with the id this returns next
    /// ([`Origins::next_segment`]).
    pub fn adopt(&mut self, entries: Vec<Origin>) -> SegmentId {
        self.segments.push(entries)
    }

    /// The id that the next new segment gets.
    pub fn next_segment(&self) -> SegmentId {
        SegmentId::from_usize(self.segments.len())
    }

    /// Adds an entry to a segment of this table; with a segment of another table nothing is added and the id leads nowhere.
    pub fn push(&mut self, segment: SegmentId, origin: Origin) -> OriginId {
        let Some(entries) = self.segments.get_mut(segment) else { return OriginId { segment, index: 0 } };
        let index = entries.len() as u32;
        entries.push(origin);
        OriginId { segment, index }
    }

    /// Adds an entry to the segment of `parent`, as its child.
    pub fn child(&mut self, parent: OriginId, span: Option<Span>, frame: Frame) -> OriginId {
        self.push(parent.segment, Origin { span, parent: Some(parent), frame })
    }

    /// Replaces how an entry came to be: a declaration's address is known only after the expansion that made it.
    pub fn reframe(&mut self, id: OriginId, frame: Frame) {
        if let Some(origin) = self.segments.get_mut(id.segment).and_then(|entries| entries.get_mut(id.index as usize)) {
            origin.frame = frame;
        }
    }

    /// The entry, or `None` for an id of another table.
    pub fn get(&self, id: OriginId) -> Option<&Origin> {
        self.segments.get(id.segment)?.get(id.index as usize)
    }

    /// The entry and all its ancestors, nearest first. Ends: a parent is always made before its child.
    pub fn chain(&self, id: OriginId) -> impl Iterator<Item = (OriginId, &Origin)> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            let origin = self.get(id)?;
            next = origin.parent;
            Some((id, origin))
        })
    }

    /// The nearest text that explains `id`: its own span, else an ancestor's.
    pub fn span(&self, id: OriginId) -> Option<Span> {
        self.chain(id).find_map(|(_, origin)| origin.span)
    }

    /// The nearest declaration at or above `id`: its address.
    pub fn declaration(&self, id: OriginId) -> Option<&SmolStr> {
        self.chain(id).find_map(|(_, origin)| match &origin.frame {
            Frame::Declaration(address) => Some(address),
            Frame::Written
            | Frame::For(_)
            | Frame::Define { .. }
            | Frame::When
            | Frame::Default
            | Frame::Component { .. }
            | Frame::Lowered { .. } => None,
        })
    }
}

impl OriginId {
    /// An id by hand, for stages that number the entries of a segment themselves before [`Origins::adopt`].
    pub const fn new(segment: SegmentId, index: u32) -> Self {
        Self { segment, index }
    }

    /// Its segment.
    pub const fn segment(self) -> SegmentId {
        self.segment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, TextRange};

    #[test]
    fn a_chain_leads_from_the_lowered_to_the_written() {
        let mut origins = Origins::default();
        let segment = origins.segment();
        let span = Span::new(FileId::from_usize(0), TextRange::new(3, 9));
        let declaration = origins.push(segment, Origin { span: Some(span), parent: None, frame: Frame::Declaration("bucket.lake".into()) });
        let lowered = origins.child(declaration, None, Frame::Lowered { reason: "its policy".into() });
        assert_eq!(origins.span(lowered), Some(span));
        assert_eq!(origins.declaration(lowered).map(SmolStr::as_str), Some("bucket.lake"));
        assert_eq!(origins.chain(lowered).count(), 2);
    }
}
