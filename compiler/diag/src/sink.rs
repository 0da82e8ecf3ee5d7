//! The sink: collects findings, applies waivers once, orders and counts, and is the only maker of [`Sound`].

use mlpc_source::{Sources, Span};
use smol_str::SmolStr;

use crate::{Diagnostic, Rule, Severity};

/// How many findings of one code are shown in full; the rest is counted.
pub const CAP_PER_CODE: usize = 100;

/// What the stages report into.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

/// A `waive` of the spec.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// A code, a rule's name or a policy's name.
    pub what: SmolStr,
    /// The address of a declaration that the finding is about.
    pub on: SmolStr,
    /// Its last day, `YYYY-MM-DD`.
    pub until: SmolStr,
    /// Why.
    pub reason: SmolStr,
    /// The highest severity that it hides.
    pub level: Severity,
    /// The `waive` itself.
    pub span: Span,
}

/// The two rules about waivers themselves; they live where all rules do.
#[derive(Clone, Copy, Debug)]
pub struct WaiverRules {
    /// MLP0113: matches nothing.
    pub unused: &'static Rule,
    /// MLP0114: expired.
    pub expired: &'static Rule,
}

/// A finding that a waiver turned into a note.
#[derive(Clone, Debug)]
pub struct Waived {
    /// The finding, its severity as it was.
    pub diagnostic: Diagnostic,
    /// By which waiver.
    pub waiver: Waiver,
}

/// The settled result: what stands and what is waived, in order of path, offset and code.
#[derive(Clone, Default, Debug)]
pub struct Findings {
    /// What stands, ordered, capped per code.
    pub standing: Vec<Diagnostic>,
    /// What waivers hide.
    pub waived: Vec<Waived>,
    /// Code and how many findings of it the cap hides.
    pub capped: Vec<(&'static str, usize)>,
    n_errors: usize,
    n_warnings: usize,
}

/// A value that was proved: it can be made only by [`Findings::certify`], so what is emitted, planned or applied passed every check.
#[derive(Clone, Debug)]
pub struct Sound<T>(T);

impl<T> Sound<T> {
    /// The value.
    pub const fn get(&self) -> &T {
        &self.0
    }

    /// The same mark on a borrowed value.
    pub const fn as_ref(&self) -> Sound<&T> {
        Sound(&self.0)
    }

    /// The value, no longer marked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, findings: T) {
        self.items.extend(findings);
    }
}

impl Diagnostics {
    /// Reports a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Takes over another sink's findings.
    pub fn append(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// What was reported so far, in order of reporting.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// What was reported so far, to be changed in place (a stage that adds the environment, say).
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.items.iter_mut()
    }

    /// The findings, in order of reporting.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.items
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether an error was reported, waivers not considered.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|it| it.severity == Severity::Error)
    }

    /// Applies the waivers, orders, removes repetitions, counts and caps. `today` is `YYYY-MM-DD`.
    ///
    /// A waiver hides findings of its code, rule name or policy name whose subjects hold its address, up to its level; not those of groups 00 to
    /// 02 and 10, which say that the spec can't be read or the world can't be changed. An expired waiver hides nothing and is reported; so is
    /// one that matches nothing, unless an error of those groups stands: what it is for may not have been looked at.
    pub fn settle(mut self, waivers: &[Waiver], rules: WaiverRules, today: &str, sources: &Sources) -> Findings {
        let mut used = vec![false; waivers.len()];
        let mut standing = Vec::with_capacity(self.items.len());
        let mut waived = Vec::new();
        for diagnostic in self.items.drain(..) {
            let mut by = None;
            if waivable(diagnostic.rule.code) {
                for (waiver, used) in waivers.iter().zip(&mut used) {
                    if matches(waiver, &diagnostic) {
                        *used = true;
                        if *waiver.until >= *today && diagnostic.severity <= waiver.level {
                            by = Some(waiver.clone());
                        }
                    }
                }
            }
            match by {
                Some(waiver) => waived.push(Waived { diagnostic, waiver }),
                None => standing.push(diagnostic),
            }
        }
        let unread = standing.iter().any(|it| it.severity == Severity::Error && !waivable(it.rule.code));
        for (waiver, used) in waivers.iter().zip(used) {
            if *waiver.until < *today {
                standing.push(
                    Diagnostic::new(rules.expired, format!("the waiver of {} on `{}` expired on {}", waiver.what, waiver.on, waiver.until))
                        .label(waiver.span, "what it hid is reported again")
                        .help("mend what it hid, or give it a later `until` with a reason that still holds"),
                );
            } else if !used && !unread {
                standing.push(
                    Diagnostic::new(rules.unused, format!("nothing on `{}` needs a waiver of {}", waiver.on, waiver.what))
                        .label(waiver.span, "matches no finding")
                        .help("remove it, or check its code and address"),
                );
            }
        }
        order(&mut standing, sources);
        Findings::new(standing, waived)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Diagnostics {
    type Item = &'a mut Diagnostic;
    type IntoIter = std::slice::IterMut<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl Findings {
    fn new(ordered: Vec<Diagnostic>, waived: Vec<Waived>) -> Self {
        let count = |severity| ordered.iter().filter(|it| it.severity == severity).count();
        let (n_errors, n_warnings) = (count(Severity::Error), count(Severity::Warning));
        let mut per_code: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
        let mut standing = Vec::new();
        for diagnostic in ordered {
            let seen = per_code.entry(diagnostic.rule.code).or_default();
            *seen += 1;
            if *seen <= CAP_PER_CODE {
                standing.push(diagnostic);
            }
        }
        let capped = per_code.into_iter().filter(|(_, n)| *n > CAP_PER_CODE).map(|(code, n)| (code, n - CAP_PER_CODE)).collect();
        Self { standing, waived, capped, n_errors, n_warnings }
    }

    /// Errors that stand, those beyond the cap included.
    pub const fn n_errors(&self) -> usize {
        self.n_errors
    }

    /// Warnings that stand, those beyond the cap included.
    pub const fn n_warnings(&self) -> usize {
        self.n_warnings
    }

    /// The value as proved, unless an error stands.
    pub fn certify<T>(&self, value: T) -> Option<Sound<T>> {
        (self.n_errors == 0).then_some(Sound(value))
    }
}

fn waivable(code: &str) -> bool {
    !["MLP00", "MLP01", "MLP02", "MLP10"].iter().any(|group| code.starts_with(group))
}

fn matches(waiver: &Waiver, diagnostic: &Diagnostic) -> bool {
    let policy = diagnostic.policy.as_ref() == Some(&waiver.what);
    let named = waiver.what == diagnostic.rule.code || waiver.what == diagnostic.rule.name || policy;
    named && diagnostic.subjects.contains(&waiver.on)
}

/// Sorts by path, offset, code and message, and drops what is said twice at one place.
fn order(items: &mut Vec<Diagnostic>, sources: &Sources) {
    let path = |it: &Diagnostic| it.primary().and_then(|label| sources.files.get(label.span.file)).map(|file| file.path.clone());
    let start = |it: &Diagnostic| it.primary().map(|label| label.span.range);
    items.sort_by_cached_key(|it| (path(it), start(it), it.rule.code, it.message.clone()));
    items.dedup_by(|b, a| {
        a.rule == b.rule && a.message == b.message && a.labels.first() == b.labels.first() && a.environments == b.environments
    });
}
