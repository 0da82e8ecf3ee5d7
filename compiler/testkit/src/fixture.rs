//! The text of a fixture: its files, what their comments expect, the cursor.

use mlpc_source::{Sources, TextRange};
use smol_str::SmolStr;

/// A parsed fixture.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Its files, in order; a text without `//-` is one file named `platform.mlp.kdl`.
    pub files: Vec<FixtureFile>,
}

/// One file of a fixture.
#[derive(Clone, Debug)]
pub struct FixtureFile {
    /// Relative to the platform's directory.
    pub path: String,
    /// The text without `$0`; the comments that expect something stay in it.
    pub text: String,
    /// What the comments expect, in order.
    pub expectations: Vec<Expectation>,
    /// Where `$0` stood, as an offset in `text`.
    pub cursor: Option<u32>,
}

/// What one comment expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation {
    /// Where.
    pub place: Place,
    /// The code; empty for a label that is not the primary one.
    pub code: SmolStr,
    /// A part of the message or of a label's text; empty if any will do.
    pub text: String,
}

/// Where a finding is expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The primary label covers exactly this range.
    Primary(TextRange),
    /// Another label covers exactly this range.
    Secondary(TextRange),
    /// The primary label starts within this line.
    Line(TextRange),
}

const DEFAULT_PATH: &str = "platform.mlp.kdl";

impl Fixture {
    /// Reads a fixture. Total: what isn't a marker is text.
    pub fn parse(text: &str) -> Self {
        let mut parts: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("//- ") {
                parts.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if parts.is_empty() {
                parts.push((DEFAULT_PATH.to_owned(), String::new()));
            }
            if let Some((_, body)) = parts.last_mut() {
                body.push_str(line);
            }
        }
        Self { files: parts.into_iter().map(|(path, body)| FixtureFile::parse(path, &body)).collect() }
    }

    /// The files as sources, in order.
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for file in &self.files {
            sources.add(file.path.as_str(), file.text.as_str());
        }
        sources
    }

    /// The file and offset of the cursor, where there is one.
    pub fn cursor(&self) -> Option<(usize, u32)> {
        self.files.iter().enumerate().find_map(|(index, file)| Some((index, file.cursor?)))
    }
}

impl FixtureFile {
    fn parse(path: String, body: &str) -> Self {
        let cursor = body.find("$0").map(|at| at as u32);
        let text = body.replacen("$0", "", 1);
        let expectations = expectations(&text);
        Self { path, text, expectations, cursor }
    }
}

fn expectations(text: &str) -> Vec<Expectation> {
    let mut found = Vec::new();
    let mut start = 0_u32;
    let mut above = TextRange::default();
    for line in text.split_inclusive('\n') {
        let range = TextRange::new(start, start + line.trim_end_matches(['\n', '\r']).len() as u32);
        start += line.len() as u32;
        if let Some(expectation) = underline(line, above) {
            found.push(expectation);
            continue;
        }
        if let Some((_, rest)) = line.split_once("//~") {
            let (code, text) = code_and_text(rest);
            found.push(Expectation { place: Place::Line(range), code, text });
        }
        above = range;
    }
    found
}

/// `//   ^^^^ CODE text` or `//   ---- text`, speaking of the line above.
fn underline(line: &str, above: TextRange) -> Option<Expectation> {
    let trimmed = line.trim_start();
    let rest = trimmed.strip_prefix("//")?;
    let marks = rest.trim_start();
    let mark = marks.chars().next().filter(|it| *it == '^' || *it == '-')?;
    let n_marks = marks.chars().take_while(|it| *it == mark).count();
    if n_marks < 2 && mark == '-' {
        return None;
    }
    let column = (line.len() - marks.len()) as u32;
    let range = TextRange::new(above.start + column, above.start + column + n_marks as u32);
    let rest = marks.get(n_marks..).unwrap_or("");
    Some(if mark == '^' {
        let (code, text) = code_and_text(rest);
        Expectation { place: Place::Primary(range), code, text }
    } else {
        Expectation { place: Place::Secondary(range), code: SmolStr::default(), text: rest.trim().to_owned() }
    })
}

fn code_and_text(rest: &str) -> (SmolStr, String) {
    let rest = rest.trim();
    let (code, text) = rest.split_once(' ').unwrap_or((rest, ""));
    (SmolStr::new(code), text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_marks_and_cursor_are_read() {
        let fixture =
            Fixture::parse("//- a.mlp.kdl\nbucket \"x\"\n//     ^^^ MLP0105 taken\n// ------ first\n//- b.mlp.kdl\nb$0 //~ MLP0101\n");
        assert_eq!(fixture.files.len(), 2);
        let first = &fixture.files[0];
        assert_eq!(first.expectations[0].place, Place::Primary(TextRange::new(7, 10)));
        assert_eq!(first.expectations[0].code, "MLP0105");
        assert_eq!(first.expectations[1].place, Place::Secondary(TextRange::new(3, 9)));
        assert_eq!(fixture.cursor(), Some((1, 1)));
        assert_eq!(fixture.files[1].text, "b //~ MLP0101\n");
        assert_eq!(fixture.files[1].expectations[0].place, Place::Line(TextRange::new(0, 13)));
    }
}
