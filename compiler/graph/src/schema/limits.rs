//! Which changes in place a cloud refuses, or answers by making the resource anew, though the attribute as such may change: facts with source.
//!
//! They lie in `stdlib/schemas/change_limits.tsv`, one row a fact; of several rows for one attribute the first that fits decides.

use std::sync::OnceLock;

/// A limit of how one attribute may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChangeLimit {
    /// The resource's type: `aws_db_instance`; of an object its kind.
    pub kind: &'static str,
    /// The attribute, dotted, without positions.
    pub path: &'static str,
    /// Which changes it is about.
    pub when: When,
    /// What such a change comes to.
    pub then: Then,
    /// What to do instead; `{from}` and `{to}` stand for the values, `{next}` for the version after the first. Empty where it isn't refused.
    pub instead: &'static str,
    /// Where it is written.
    pub source: &'static str,
}

/// Which changes of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// To a smaller number or size, or to an earlier version.
    Lower,
    /// To the minor version before.
    OneMinorLower,
    /// To a minor version beyond the next one.
    SkipsAMinor,
    /// To any other value, save from the first of these to the second.
    AnyBut(&'static str, &'static str),
    /// To what takes the place of things it names: they are destroyed and made anew while it stays.
    NamesAnew,
}

/// What a change comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// The cloud refuses it.
    Refused,
    /// The cloud refuses it, save under conditions that no spec shows.
    MayBeRefused,
    /// The resource is destroyed and made anew.
    Replaces,
}

const TEXT: &str = include_str!("../../../../stdlib/schemas/change_limits.tsv");

static LIMITS: OnceLock<Vec<ChangeLimit>> = OnceLock::new();

/// The limits of an attribute, in the order in which they are tried.
pub fn change_limits(kind: &str, path: &str) -> impl Iterator<Item = &'static ChangeLimit> {
    all().iter().filter(move |it| it.kind == kind && it.path == path)
}

fn all() -> &'static [ChangeLimit] {
    LIMITS.get_or_init(|| TEXT.lines().skip(1).filter_map(row).collect())
}

fn row(line: &'static str) -> Option<ChangeLimit> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let (kind, path) = (next()?, next()?);
    let (when, then) = (when(next()?)?, then(next()?)?);
    Some(ChangeLimit { kind, path, when, then, instead: next()?, source: next()? })
}

fn when(text: &'static str) -> Option<When> {
    Some(match text {
        "lower" => When::Lower,
        "one-minor-lower" => When::OneMinorLower,
        "skips-a-minor" => When::SkipsAMinor,
        "names-anew" => When::NamesAnew,
        _ => {
            let (from, to) = text.strip_prefix("any but ")?.split_once(" to ")?;
            When::AnyBut(from, to)
        }
    })
}

fn then(text: &str) -> Option<Then> {
    Some(match text {
        "refused" => Then::Refused,
        "may-be-refused" => Then::MayBeRefused,
        "replaces" => Then::Replaces,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ProviderSchemas, Replaces};

    #[test]
    fn every_row_reads_and_names_an_attribute() {
        assert_eq!(all().len(), TEXT.lines().count() - 1);
        for it in all() {
            assert!(!it.source.is_empty() && it.instead.is_empty() == (it.then == Then::Replaces), "{it:?}");
            let Some(schema) = ProviderSchemas::embedded().resource(it.kind) else {
                assert!(!it.kind.contains('_'), "{it:?}: no such type");
                continue;
            };
            assert!(schema.attribute(it.path).is_some(), "{it:?}");
            // What always replaces needs no limit, and what sometimes does is told by one.
            let known = schema.replaces(it.path);
            assert_eq!(matches!(known, Replaces::Conditional(_)), it.then == Then::Replaces, "{it:?}: {known:?}");
        }
    }
}
