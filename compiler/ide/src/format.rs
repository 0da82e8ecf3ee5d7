//! Formatting as the fewest edits, so that cursors and marks stay where they are.

use mlpc_source::TextRange;
use mlpc_syntax::SyntaxProblem;

/// An edit of one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextEdit {
    /// What is replaced; empty to insert.
    pub range: TextRange,
    /// The new text.
    pub text: String,
}

/// The edits that bring a text into the canonical layout, in order; the problems of a text that is broken.
pub fn format(text: &str) -> Result<Vec<TextEdit>, Vec<SyntaxProblem>> {
    let formatted = mlpc_syntax::format(text)?;
    let edits = difference(text, &formatted);
    if apply(text, &edits) == formatted {
        return Ok(edits);
    }
    Ok(vec![TextEdit { range: TextRange::new(0, text.len() as u32), text: formatted }])
}

/// The text after edits, which must be in order and apart.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(TextRange::new(at, edit.range.start).of(text));
        result.push_str(&edit.text);
        at = edit.range.end;
    }
    result.push_str(TextRange::new(at, text.len() as u32).of(text));
    result
}

/// Line against line. The formatter neither joins nor wraps lines, it only drops and adds empty ones: what doesn't pair up is one of those.
fn difference(old: &str, new: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut new_lines = new.split_inclusive('\n').peekable();
    let mut start = 0;
    for line in old.split_inclusive('\n') {
        let end = start + line.len() as u32;
        let range = TextRange::new(start, end);
        start = end;
        let next_is_empty = new_lines.peek().is_some_and(|next| next.trim().is_empty());
        if line.trim().is_empty() && !next_is_empty {
            edits.push(TextEdit { range, text: String::new() });
            continue;
        }
        let mut added = String::new();
        if !line.trim().is_empty() {
            while let Some(empty) = new_lines.next_if(|next| next.trim().is_empty()) {
                added.push_str(empty);
            }
        }
        if !added.is_empty() {
            edits.push(TextEdit { range: TextRange::empty(range.start), text: added });
        }
        match new_lines.next() {
            Some(next) if next != line => edits.push(narrowed(range, line, next)),
            Some(_) => {}
            None => edits.push(TextEdit { range, text: String::new() }),
        }
    }
    let rest: String = new_lines.collect();
    if !rest.is_empty() {
        edits.push(TextEdit { range: TextRange::empty(start), text: rest });
    }
    edits
}

/// The change inside one line, without what both have at their ends.
fn narrowed(range: TextRange, old: &str, new: &str) -> TextEdit {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let prefix: usize = old.chars().zip(new.chars()).take_while(same).map(|(ch, _)| ch.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(prefix..).unwrap_or(""), new.get(prefix..).unwrap_or(""));
    let suffix: usize = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(ch, _)| ch.len_utf8()).sum();
    let text = new_rest.get(..new_rest.len() - suffix).unwrap_or(new_rest).to_owned();
    TextEdit { range: TextRange::new(range.start + prefix as u32, range.end - suffix as u32), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, n_edits: usize) {
        let edits = format(text).unwrap();
        assert_eq!(apply(text, &edits), mlpc_syntax::format(text).unwrap());
        assert_eq!(edits.len(), n_edits, "{edits:#?}");
    }

    #[test]
    fn only_what_differs_is_edited() {
        check("bucket \"a\"\nbucket \"b\"\n", 0);
        check("bucket   \"a\"\nbucket \"b\"\n", 1);
        check("\n\n\nbucket \"a\"\n\n\n\nbucket \"b\"", 6);
        check("tenant \"é\" {\n  bucket \"b\"   // lake\n\n\n  }\n", 4);
        check("", 0);
    }

    #[test]
    fn broken_text_is_refused() {
        assert!(format("a {").is_err());
    }
}
