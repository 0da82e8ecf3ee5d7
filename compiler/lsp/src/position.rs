//! Offsets to the protocol's positions and back.

use gen_lsp_types::{Position, Range, TextEdit};
use mlpc_source::{Encoding, LineCol, SourceFile, TextRange};

/// A place as the protocol counts it.
pub(crate) fn position(file: &SourceFile, offset: u32, encoding: Encoding) -> Position {
    let LineCol { line, col } = file.line_col(offset, encoding);
    Position { line, character: col }
}

/// A range as the protocol counts it.
pub(crate) fn range(file: &SourceFile, range: TextRange, encoding: Encoding) -> Range {
    Range { start: position(file, range.start, encoding), end: position(file, range.end, encoding) }
}

/// The byte of a place; one past a line's or the text's end is the end.
pub(crate) fn offset(file: &SourceFile, position: Position, encoding: Encoding) -> u32 {
    file.lines().offset(&file.text, LineCol { line: position.line, col: position.character }, encoding)
}

/// The bytes of a range; one that ends before it starts is empty.
pub(crate) fn text_range(file: &SourceFile, range: Range, encoding: Encoding) -> TextRange {
    TextRange::new(offset(file, range.start, encoding), offset(file, range.end, encoding))
}

/// An edit.
pub(crate) fn edit(file: &SourceFile, edit: TextRange, text: String, encoding: Encoding) -> TextEdit {
    TextEdit { range: range(file, edit, encoding), new_text: text }
}
