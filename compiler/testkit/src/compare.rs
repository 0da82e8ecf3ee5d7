//! Findings against expectations.

use mlpc_source::{Sources, Span, TextRange};

use crate::{Expectation, Fixture, Place};

/// A finding, in the terms that a fixture speaks of. Stages' tests make it of their diagnostics.
#[derive(Clone, Debug)]
pub struct Found {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Its labels; the first is the primary one.
    pub marks: Vec<Mark>,
}

/// A label of a finding.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What it says.
    pub text: String,
}

impl Fixture {
    /// Compares what was found with what the comments expect: each finding must be expected and each expectation met. `sources` are
    /// those that [`Fixture::sources`] made. The error lists every difference.
    pub fn compare(&self, sources: &Sources, found: &[Found]) -> Result<(), String> {
        let mut report = String::new();
        let mut met = vec![false; found.len()];
        for file in &self.files {
            let in_file = |span: Span| sources.files.get(span.file).is_some_and(|it| *it.path == *file.path);
            for expectation in &file.expectations {
                let mut any = false;
                for (finding, met) in found.iter().zip(&mut met) {
                    if fits(expectation, finding, in_file) {
                        any = true;
                        *met |= !matches!(expectation.place, Place::Secondary(_));
                    }
                }
                if !any {
                    report.push_str(&format!("not found in {}: {}\n", file.path, describe(expectation, &file.text)));
                }
            }
        }
        for (finding, _) in found.iter().zip(met).filter(|(_, met)| !met) {
            let at =
                finding.marks.first().map_or_else(String::new, |mark| format!("{} {:?}", sources.at(mark.span), sources.text(mark.span)));
            let labels: Vec<&str> = finding.marks.iter().map(|mark| mark.text.as_str()).collect();
            report.push_str(&format!("not expected: {} {} at {at} {labels:?}\n", finding.code, finding.message));
        }
        if report.is_empty() { Ok(()) } else { Err(report) }
    }
}

fn fits(expectation: &Expectation, finding: &Found, in_file: impl Fn(Span) -> bool) -> bool {
    let says = |text: &str| text.contains(expectation.text.as_str());
    let Some((primary, others)) = finding.marks.split_first() else {
        return false;
    };
    match expectation.place {
        Place::Primary(range) => {
            finding.code == expectation.code
                && in_file(primary.span)
                && primary.span.range == range
                && (says(&finding.message) || says(&primary.text))
        }
        Place::Secondary(range) => others.iter().any(|mark| in_file(mark.span) && mark.span.range == range && says(&mark.text)),
        Place::Line(line) => {
            finding.code == expectation.code && in_file(primary.span) && line.touches(primary.span.range.start) && says(&finding.message)
        }
    }
}

fn describe(expectation: &Expectation, text: &str) -> String {
    let (kind, range): (&str, TextRange) = match expectation.place {
        Place::Primary(range) => ("under", range),
        Place::Secondary(range) => ("a label under", range),
        Place::Line(range) => ("on the line", range),
    };
    format!("{} {:?} {kind} {:?}", expectation.code, expectation.text, range.of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_listed_both_ways() {
        let fixture = Fixture::parse("bucket \"x\"\n//     ^^^ MLP0105 taken\n");
        let sources = fixture.sources();
        let file = sources.by_path("platform.mlp.kdl").unwrap();
        let at = |start, end| vec![Mark { span: Span::new(file, TextRange::new(start, end)), text: String::new() }];
        let right = Found { code: "MLP0105".into(), message: "the name is taken".into(), marks: at(7, 10) };
        assert_eq!(fixture.compare(&sources, &[right]), Ok(()));
        let wrong = Found { code: "MLP0105".into(), message: "the name is taken".into(), marks: at(0, 6) };
        let report = fixture.compare(&sources, &[wrong]).unwrap_err();
        assert!(report.contains("not found") && report.contains("not expected"), "{report}");
    }
}
