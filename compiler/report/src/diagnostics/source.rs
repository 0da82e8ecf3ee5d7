//! The files of one finding as the one source that miette wants: texts side by side in one range of offsets.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use mlpc_source::{Encoding, FileId, SourceFile, Sources, Span};

/// The files that a finding's labels lie in, the primary label's first, each at an offset of its own.
pub(super) struct Joined<'a> {
    parts: Vec<PartOf<'a>>,
}

struct PartOf<'a> {
    id: FileId,
    file: &'a SourceFile,
    /// The text with control characters replaced byte for byte: a spec must not send escapes to a terminal.
    shown: Vec<u8>,
    base: usize,
}

impl<'a> Joined<'a> {
    pub(super) fn new(sources: &'a Sources, spans: impl Iterator<Item = Span>) -> Self {
        let mut parts: Vec<PartOf<'a>> = Vec::new();
        let mut base = 0;
        for span in spans {
            let Some(file) = sources.files.get(span.file) else { continue };
            if parts.iter().all(|part| part.id != span.file) {
                parts.push(PartOf { id: span.file, file, shown: shown(&file.text), base });
                base += file.text.len() + 1;
            }
        }
        Self { parts }
    }

    /// Where a span lies in the joined source. An empty span is widened to the character at it, or before it at the end of the file: miette draws
    /// nothing under an empty one.
    pub(super) fn place(&self, span: Span) -> Option<SourceSpan> {
        let part = self.parts.iter().find(|part| part.id == span.file)?;
        let text = &*part.file.text;
        let (mut start, mut end) = (span.range.start as usize, (span.range.end as usize).min(text.len()));
        start = start.min(end);
        if start == end {
            match text.get(start..).and_then(|rest| rest.chars().next()).filter(|ch| *ch != '\n') {
                Some(ch) => end += ch.len_utf8(),
                None => {
                    let before = text.get(..start).and_then(|before| before.chars().next_back()).filter(|ch| *ch != '\n');
                    start -= before.map_or(0, char::len_utf8);
                }
            }
        }
        Some(SourceSpan::new((part.base + start).into(), end - start))
    }
}

fn shown(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let mut buffer = [0; 4];
    for (at, ch) in text.char_indices() {
        if ch.is_control() && !matches!(ch, '\n' | '\r' | '\t') {
            let length = ch.encode_utf8(&mut buffer).len();
            if let Some(range) = bytes.get_mut(at..at + length) {
                range.fill(b'?');
            }
        }
    }
    bytes
}

impl SourceCode for Joined<'_> {
    fn read_span<'b>(&'b self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let end = span.offset() + span.len();
        let part = self.parts.iter().rev().find(|part| part.base <= span.offset()).ok_or(MietteError::OutOfBounds)?;
        let text = &*part.file.text;
        let (from, to) = (span.offset() - part.base, end - part.base);
        if to > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let lines = part.file.lines();
        let first = part.file.line_col(from as u32, Encoding::Utf8);
        let last = lines.line_col(text, to as u32, Encoding::Utf8).line;
        let first_shown = first.line.saturating_sub(before as u32);
        let last_shown = (last + after as u32).min(lines.n_lines().saturating_sub(1));
        let (start, stop) = (lines.line_start(first_shown) as usize, lines.line_start(last_shown + 1) as usize);
        let data = part.shown.get(start..stop).ok_or(MietteError::OutOfBounds)?;
        let col = if before == 0 { part.file.line_col(from as u32, Encoding::Utf32).col as usize } else { 0 };
        let shown = SourceSpan::new((part.base + start).into(), stop - start);
        let count = (last_shown - first_shown + 1) as usize;
        Ok(Box::new(MietteSpanContents::new_named(part.file.path.to_string(), data, shown, first_shown as usize, col, count)))
    }
}
