//! Line starts of one text; positions in UTF-8, UTF-16 and UTF-32 units.

/// The unit in which columns are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the language server protocol's default.
    Utf16,
    /// Unicode scalar values: what people call a column.
    Utf32,
}

/// A position; both parts count from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineCol {
    /// Line, from 0.
    pub line: u32,
    /// Column in the units asked for, from 0.
    pub col: u32,
}

/// Where each line of a text starts. Lines end at LF, CRLF or a lone CR, as editors and the protocol count them.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    ascii: bool,
    len: u32,
}

impl LineIndex {
    /// Scans `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let lone_cr = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if *byte == b'\n' || lone_cr {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts, ascii: text.is_ascii(), len: bytes.len() as u32 }
    }

    /// The number of lines; an empty text has one.
    pub fn n_lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The first byte of a line (from 0); beyond the last line the text's length.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).copied().unwrap_or(self.len)
    }

    /// The position of byte `offset` of `text`, which must be the text this index was made from. An offset inside a
    /// character or past the end counts as the nearest boundary before it.
    pub fn line_col(&self, text: &str, offset: u32, encoding: Encoding) -> LineCol {
        let offset = offset.min(self.len);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1) as u32;
        let start = self.line_start(line);
        let col = if self.ascii || encoding == Encoding::Utf8 {
            offset - start
        } else {
            let end = floor_boundary(text, offset);
            let before = text.get(start as usize..end as usize).unwrap_or("");
            count(before, encoding)
        };
        LineCol { line, col }
    }

    /// The byte offset of a position; a column past the line's end is the line's end.
    pub fn offset(&self, text: &str, position: LineCol, encoding: Encoding) -> u32 {
        let start = self.line_start(position.line);
        let end = self.line_start(position.line + 1);
        let line = text.get(start as usize..end as usize).unwrap_or("").trim_end_matches(['\n', '\r']);
        if self.ascii || encoding == Encoding::Utf8 {
            return floor_boundary(text, start + position.col.min(line.len() as u32));
        }
        let mut units = 0;
        for (at, ch) in line.char_indices() {
            if units >= position.col {
                return start + at as u32;
            }
            units += if encoding == Encoding::Utf16 { ch.len_utf16() as u32 } else { 1 };
        }
        start + line.len() as u32
    }
}

fn floor_boundary(text: &str, mut offset: u32) -> u32 {
    while offset > 0 && !text.is_char_boundary(offset as usize) {
        offset -= 1;
    }
    offset
}

fn count(text: &str, encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Utf8 => text.len() as u32,
        Encoding::Utf16 => text.chars().map(|ch| ch.len_utf16() as u32).sum(),
        Encoding::Utf32 => text.chars().count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_round_trip_in_every_encoding() {
        let text = "a\r\nbé😀c\rd\n";
        let index = LineIndex::new(text);
        assert_eq!(index.n_lines(), 4);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, ch) in text.char_indices().filter(|(_, ch)| !"\r\n".contains(*ch)) {
                let position = index.line_col(text, offset as u32, encoding);
                assert_eq!(index.offset(text, position, encoding), offset as u32, "{ch:?} in {encoding:?}");
            }
        }
        assert_eq!(index.line_col(text, 10, Encoding::Utf16), LineCol { line: 1, col: 4 });
        assert_eq!(index.line_col(text, 10, Encoding::Utf32), LineCol { line: 1, col: 3 });
    }

    #[test]
    fn positions_past_the_end_are_clamped() {
        let text = "ab\ncd";
        let index = LineIndex::new(text);
        assert_eq!(index.line_col(text, 99, Encoding::Utf8), LineCol { line: 1, col: 2 });
        assert_eq!(index.offset(text, LineCol { line: 0, col: 99 }, Encoding::Utf16), 2);
        assert_eq!(index.offset(text, LineCol { line: 9, col: 0 }, Encoding::Utf16), 5);
    }
}
