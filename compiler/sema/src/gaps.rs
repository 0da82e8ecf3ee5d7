//! What couldn't be read after an error, so that nothing is reported as missing that the user did write, and all else is.

use mlpc_source::Span;
use mlpc_syntax::{Entry, Scalar, TemplatePart};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// The gaps of one compile.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// Params, lets and loop variables that couldn't be read.
    pub(crate) values: FxHashSet<SmolStr>,
    /// Whether there is one of these whose name nobody knows.
    pub(crate) unnamed_value: bool,
    /// Definitions that couldn't be read.
    pub(crate) defines: FxHashSet<SmolStr>,
    /// Whether there may be definitions whose names nobody knows.
    pub(crate) unnamed_define: bool,
    /// Names that stand in what a `when` leaves out, or can't decide about.
    pub(crate) skipped: FxHashSet<SmolStr>,
    /// Unknown fields that are likely others, by what those are called.
    pub(crate) meant: FxHashMap<SmolStr, Vec<Span>>,
    /// Declarations that couldn't be read, by kind (`None`: of any) and name.
    named: FxHashSet<(Option<SmolStr>, SmolStr)>,
    /// Declarations of whose name only a part is known.
    shaped: FxHashSet<(Option<SmolStr>, Shape)>,
    /// Kinds of which declarations are missing.
    kinds: FxHashSet<Option<SmolStr>>,
    /// Whether anything may be missing: a limit was reached.
    pub(crate) everything: bool,
}

/// Whether a name is one that couldn't be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Guess {
    No,
    /// Nothing speaks against it, nor for it.
    Open,
    Likely,
}

/// What is known of a name that can't be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Shape {
    Whole(SmolStr),
    /// Of a definition's instance: the names that it declares have its own in them.
    Holding(SmolStr),
    /// The text around what can't be computed.
    Around(SmolStr, SmolStr),
}

impl Gaps {
    /// Notes a declaration that couldn't be read.
    pub(crate) fn declaration(&mut self, kind: Option<SmolStr>, name: Shape) {
        /// With more unread names than this, comparing all of them with each reference would take too long.
        const MOST_SHAPES: usize = 1_000;
        self.kinds.insert(kind.clone());
        match name {
            Shape::Whole(name) => {
                self.named.insert((kind, name));
            }
            shape => {
                self.shaped.insert((kind, shape));
                self.everything |= self.shaped.len() > MOST_SHAPES;
            }
        }
    }

    /// Whether a declaration of one of these kinds and of this name may be one that couldn't be read.
    pub(crate) fn may_hold(&self, kinds: &[SmolStr], name: &str) -> Guess {
        let is_meant = |kind: &Option<SmolStr>| kind.as_ref().is_none_or(|kind| kinds.contains(kind));
        let named = || kinds.iter().cloned().map(Some).chain([None]).any(|kind| self.named.contains(&(kind, name.into())));
        if !self.named.is_empty() && named() {
            return Guess::Likely;
        }
        let fitting = self.shaped.iter().filter(|(kind, shape)| is_meant(kind) && shape.fits(name));
        fitting.map(|(_, shape)| if *shape == Shape::unknown() { Guess::Open } else { Guess::Likely }).max().unwrap_or(if self.everything {
            Guess::Open
        } else {
            Guess::No
        })
    }

    /// Whether a declaration of one of these kinds couldn't be read.
    pub(crate) fn may_hold_any(&self, kinds: &[SmolStr]) -> bool {
        self.everything || self.kinds.iter().any(|kind| kind.as_ref().is_none_or(|kind| kinds.contains(kind)))
    }

    /// Whether any declaration couldn't be read.
    pub(crate) fn has_declarations(&self) -> bool {
        self.everything || !self.kinds.is_empty()
    }

    /// Whether a misspelt form of the field stands in this text, so that it isn't also reported as missing.
    pub(crate) fn misspelt(&self, field: &str, within: Span) -> bool {
        let inside = |at: &Span| at.file == within.file && at.range.start >= within.range.start && at.range.end <= within.range.end;
        self.meant.get(field).is_some_and(|spans| spans.iter().any(inside))
    }
}

impl Shape {
    /// A name of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self::Around(SmolStr::default(), SmolStr::default())
    }

    /// What is known of the name that an argument says.
    pub(crate) fn of(entry: Option<Entry<'_>>) -> Self {
        let Some(Scalar::Text(text)) = entry.map(Entry::value) else { return Self::unknown() };
        if !mlpc_syntax::has_expression(&text) {
            return Self::Whole(SmolStr::new(&text));
        }
        let parts = mlpc_syntax::template(&text).parts;
        let literal = |part: Option<&TemplatePart>| match part {
            Some(TemplatePart::Text(text, _)) => SmolStr::new(text),
            Some(TemplatePart::Expr(_)) | None => SmolStr::default(),
        };
        Self::Around(literal(parts.first()), literal(parts.last()))
    }

    fn fits(&self, name: &str) -> bool {
        match self {
            Self::Whole(whole) => whole == name,
            Self::Holding(part) => name.contains(part.as_str()),
            Self::Around(start, end) => name.strip_prefix(start.as_str()).is_some_and(|rest| rest.ends_with(end.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_hides_what_may_be_in_it_and_nothing_else() {
        let mut gaps = Gaps::default();
        gaps.declaration(Some("tenant".into()), Shape::Around("team-".into(), SmolStr::default()));
        gaps.declaration(None, Shape::Whole("lake".into()));
        let kinds = |kind: &str| [SmolStr::new(kind)];
        assert_eq!(gaps.may_hold(&kinds("tenant"), "team-a"), Guess::Likely);
        assert_eq!(gaps.may_hold(&kinds("tenant"), "search"), Guess::No);
        assert_eq!(gaps.may_hold(&kinds("bucket"), "team-a"), Guess::No);
        assert_eq!(gaps.may_hold(&kinds("bucket"), "lake"), Guess::Likely);
        assert!(gaps.may_hold_any(&kinds("cluster")));
    }

    #[test]
    fn an_instance_names_what_it_declares() {
        let mut gaps = Gaps::default();
        gaps.declaration(None, Shape::Holding("ads".into()));
        assert_eq!(gaps.may_hold(&["bucket".into()], "ads-lake"), Guess::Likely);
        assert_eq!(gaps.may_hold(&["bucket".into()], "search-lake"), Guess::No);
    }
}
