//! Files, byte ranges, line index, typed ids, digests as text and the origins table.
//!
//! Everything that says *where* something was written lives here; what was written lives in `syntax` and later stages.

mod hex;
mod index;
mod lines;
mod origin;
mod range;
mod sources;

pub use hex::hex;
pub use index::{Idx, IdxVec};
pub use lines::{Encoding, LineCol, LineIndex};
pub use origin::{Frame, Origin, OriginId, Origins, Round, SegmentId};
pub use range::{FileId, Span, TextRange};
pub use sources::{SourceFile, Sources};
