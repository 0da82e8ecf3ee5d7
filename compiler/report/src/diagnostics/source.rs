//! The lines that one finding marks as the one source that miette wants: excerpts of files side by side in one range of offsets.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use mlpc_source::{Encoding, FileId, SourceFile, Sources, Span};

/// Bytes of a line beyond which only what stands around its first label is shown.
const LONGEST_LINE: usize = 1000;
/// Bytes shown of such a line, and how many of them before the label.
const WINDOW: usize = 200;
const BEFORE_LABEL: usize = 60;
/// Lines that one label marks; of a longer one the first.
const MOST_LINES: u32 = 40;
const ELLIPSIS: &str = "…";

/// The lines that a finding's labels lie in, the primary label's file first, each file at an offset of its own.
pub(super) struct Joined<'a> {
    excerpts: Vec<Excerpt<'a>>,
}

/// The marked lines of one file.
struct Excerpt<'a> {
    id: FileId,
    file: &'a SourceFile,
    base: usize,
    /// With control characters replaced byte for byte: a spec must not send escapes to a terminal.
    shown: String,
    /// In order, each once.
    lines: Vec<Line>,
}

/// A line of a file and where it stands in the excerpt.
struct Line {
    number: u32,
    /// Offset in the excerpt.
    at: usize,
    /// Bytes of the ellipsis before and behind what is shown.
    lead: usize,
    trail: usize,
    /// What is shown, as offsets in the file, and where the line's own end begins.
    from: usize,
    to: usize,
    end: usize,
}

impl<'a> Joined<'a> {
    pub(super) fn new(sources: &'a Sources, spans: impl Iterator<Item = Span> + Clone) -> Self {
        let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
        let mut base = 0;
        for span in spans.clone() {
            let Some(file) = sources.files.get(span.file) else { continue };
            if excerpts.iter().all(|it| it.id != span.file) {
                let marks: Vec<(usize, usize)> = spans.clone().filter(|it| it.file == span.file).map(|it| mark(file, it)).collect();
                let excerpt = Excerpt::new(span.file, file, base, &marks);
                base += excerpt.shown.len() + 1;
                excerpts.push(excerpt);
            }
        }
        Self { excerpts }
    }

    /// Where a span lies in the joined source.
    pub(super) fn place(&self, span: Span) -> Option<SourceSpan> {
        let excerpt = self.excerpts.iter().find(|it| it.id == span.file)?;
        let (start, end) = mark(excerpt.file, span);
        let (start, end) = (excerpt.place(start)?, excerpt.place(end)?);
        Some(SourceSpan::new((excerpt.base + start).into(), end - start))
    }
}

/// What a span marks of a file. An empty span is widened to the character at it, or before it at the end of the file: miette draws nothing under
/// an empty one. One of too many lines is cut.
fn mark(file: &SourceFile, span: Span) -> (usize, usize) {
    let text = &*file.text;
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
    let (first, last) = (line_of(file, start), line_of(file, end));
    if last - first >= MOST_LINES {
        end = file.lines().line_start(first + MOST_LINES) as usize - 1;
    }
    (start, end)
}

fn line_of(file: &SourceFile, offset: usize) -> u32 {
    file.line_col(offset as u32, Encoding::Utf8).line
}

impl<'a> Excerpt<'a> {
    fn new(id: FileId, file: &'a SourceFile, base: usize, marks: &[(usize, usize)]) -> Self {
        let lines = file.lines();
        let mut numbers: Vec<u32> = marks.iter().flat_map(|(start, end)| line_of(file, *start)..=line_of(file, *end)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut excerpt = Self { id, file, base, shown: String::new(), lines: Vec::with_capacity(numbers.len()) };
        for number in numbers {
            let (start, stop) = (lines.line_start(number) as usize, lines.line_start(number + 1) as usize);
            let edges = marks.iter().flat_map(|(start, end)| [*start, *end]);
            let first = edges.filter(|edge| (start..=stop).contains(edge)).min().unwrap_or(start);
            excerpt.push(number, start, stop, first);
        }
        excerpt
    }

    /// Adds the line from `start` to `stop`, its first label's edge being at `edge`.
    fn push(&mut self, number: u32, start: usize, stop: usize, edge: usize) {
        let text = &*self.file.text;
        let whole = text.get(start..stop).unwrap_or("");
        let end = start + whole.trim_end_matches('\n').trim_end_matches('\r').len();
        let (mut from, mut to) = (start, end);
        if end - start > LONGEST_LINE {
            from = text.floor_char_boundary(edge.min(end).saturating_sub(BEFORE_LABEL)).max(start);
            to = text.floor_char_boundary((from + WINDOW).min(end));
        }
        let lead = if from > start { ELLIPSIS } else { "" };
        let trail = if to < end { ELLIPSIS } else { "" };
        self.lines.push(Line { number, at: self.shown.len(), lead: lead.len(), trail: trail.len(), from, to, end });
        self.shown.push_str(lead);
        for ch in text.get(from..to).unwrap_or("").chars() {
            if ch.is_control() && !matches!(ch, '\r' | '\t') {
                self.shown.extend(std::iter::repeat_n('?', ch.len_utf8()));
            } else {
                self.shown.push(ch);
            }
        }
        self.shown.push_str(trail);
        self.shown.push_str(text.get(end..stop).unwrap_or(""));
    }

    /// Where an offset of the file stands in the excerpt.
    fn place(&self, offset: usize) -> Option<usize> {
        let index = self.lines.partition_point(|it| it.number <= line_of(self.file, offset));
        let line = self.lines.get(index.checked_sub(1)?)?;
        if offset >= line.end {
            return Some(line.at + line.lead + (line.to - line.from) + line.trail + (offset - line.end));
        }
        Some(line.at + line.lead + offset.clamp(line.from, line.to) - line.from)
    }

    /// The index of the line at an offset of the excerpt.
    fn line_at(&self, offset: usize) -> Option<usize> {
        self.lines.partition_point(|it| it.at <= offset).checked_sub(1)
    }
}

impl SourceCode for Joined<'_> {
    /// All lines of a span; miette is told to ask for none around it.
    fn read_span<'b>(&'b self, span: &SourceSpan, _before: usize, _after: usize) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let found = self.excerpts.iter().rev().find(|it| it.base <= span.offset()).and_then(|it| Some((it, it.read(span)?)));
        let (excerpt, (first, last)) = found.ok_or(MietteError::OutOfBounds)?;
        let stop = excerpt.lines.get(last + 1).map_or(excerpt.shown.len(), |it| it.at);
        let line = excerpt.lines.get(first).ok_or(MietteError::OutOfBounds)?;
        let data = excerpt.shown.as_bytes().get(line.at..stop).ok_or(MietteError::OutOfBounds)?;
        let begins = (span.offset() - excerpt.base).saturating_sub(line.at + line.lead).min(line.to - line.from) + line.from;
        let col = excerpt.file.line_col(begins as u32, Encoding::Utf32).col as usize;
        let shown = SourceSpan::new((excerpt.base + line.at).into(), data.len());
        let path = excerpt.file.path.to_string();
        Ok(Box::new(MietteSpanContents::new_named(path, data, shown, line.number as usize, col, last - first + 1)))
    }
}

impl Excerpt<'_> {
    /// The indexes of the first and last line of a span, if it lies in this file and leaves none out.
    fn read(&self, span: &SourceSpan) -> Option<(usize, usize)> {
        let (from, to) = (span.offset() - self.base, span.offset() + span.len() - self.base);
        if to > self.shown.len() {
            return None;
        }
        let (first, last) = (self.line_at(from)?, self.line_at(to)?);
        let apart = self.lines.get(last)?.number - self.lines.get(first)?.number;
        (apart as usize == last - first).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use mlpc_source::TextRange;

    use super::*;

    fn read(text: &str, marks: &[(u32, u32)]) -> Vec<(usize, String, String)> {
        let mut sources = Sources::default();
        let file = sources.add("a.mlp.kdl", text);
        let spans: Vec<Span> = marks.iter().map(|(start, end)| Span::new(file, TextRange::new(*start, *end))).collect();
        let joined = Joined::new(&sources, spans.iter().copied());
        let read = |span: &Span| {
            let place = joined.place(*span).unwrap();
            let contents = joined.read_span(&place, 0, 0).unwrap();
            let data = std::str::from_utf8(contents.data()).unwrap();
            let start = place.offset() - contents.span().offset();
            (contents.line(), data.to_owned(), data.get(start..start + place.len()).unwrap_or("").to_owned())
        };
        spans.iter().map(read).collect()
    }

    #[test]
    fn only_marked_lines_are_kept() {
        let found = read("one\r\ntwo\u{1b}\nthree\nfour", &[(16, 19), (1, 3), (5, 9), (6, 13)]);
        let shown: Vec<_> = found.iter().map(|(line, data, marked)| (*line, data.as_str(), marked.as_str())).collect();
        assert_eq!(shown, [(3, "four", "fou"), (0, "one\r\n", "ne"), (1, "two?\n", "two?"), (1, "two?\nthree\n", "wo?\nthr")]);
    }

    #[test]
    fn of_a_long_line_a_window() {
        let text = format!("first\n{}żé{}\nlast\n", "a".repeat(5000), "b".repeat(5000));
        let found = read(&text, &[(5006, 5008), (5010, 10_005), (5000, 10_015)]);
        assert!(found.iter().all(|(line, data, _)| *line == 1 && data.len() < 2 * WINDOW), "{found:?}");
        assert_eq!((found[0].2.as_str(), found[1].2.trim_matches('b')), ("ż", ""));
        assert!(found[0].1.starts_with("…aaa") && found[0].1.ends_with("b…\n"));
    }

    #[test]
    fn of_many_lines_the_first() {
        let found = read(&"line\n".repeat(1000), &[(2, 4000)]);
        assert_eq!(found[0].1.lines().count(), MOST_LINES as usize);
    }
}
