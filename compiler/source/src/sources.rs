//! The files of one compile.

use std::sync::{Arc, OnceLock};

use crate::{Encoding, FileId, IdxVec, LineCol, LineIndex, Span, TextRange};

/// One file: its path as people see it, its text, and its line index, made when first asked for.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the platform's directory, with `/` between parts.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    lines: Arc<OnceLock<LineIndex>>,
}

impl SourceFile {
    /// A file from its path and text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), lines: Arc::default() }
    }

    /// Where its lines start.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The position of a byte.
    pub fn line_col(&self, offset: u32, encoding: Encoding) -> LineCol {
        self.lines().line_col(&self.text, offset, encoding)
    }
}

/// All files of a compile.
#[derive(Clone, Default, Debug)]
pub struct Sources {
    /// The files, in the order in which they were read.
    pub files: IdxVec<FileId, SourceFile>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(SourceFile::new(path, text))
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.files.get(span.file).map_or("", |file| span.range.of(&file.text))
    }

    /// `path:line` of a span's start, the line counted from 1.
    pub fn at(&self, span: Span) -> String {
        self.files.get(span.file).map_or_else(String::new, |file| {
            let mut line = file.line_col(span.range.start, Encoding::Utf8).line + 1;
            // By hand: a plan asks for the place of every field.
            let mut digits = [b'0'; 10];
            let mut n = 0;
            for digit in digits.iter_mut().rev() {
                *digit += (line % 10) as u8;
                line /= 10;
                n += 1;
                if line == 0 {
                    break;
                }
            }
            let mut text = String::with_capacity(file.path.len() + 1 + n);
            text.push_str(&file.path);
            text.push(':');
            text.extend(digits.iter().skip(digits.len() - n).map(|digit| char::from(*digit)));
            text
        })
    }

    /// The file with this path.
    pub fn by_path(&self, path: &str) -> Option<FileId> {
        self.files.iter_enumerated().find(|(_, file)| &*file.path == path).map(|(id, _)| id)
    }

    /// A span from its parts, for tests and tools.
    pub fn span(&self, file: FileId, start: u32, end: u32) -> Span {
        Span::new(file, TextRange::new(start, end))
    }
}
