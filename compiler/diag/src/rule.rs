//! What a finding can be: its stable code, name, severity and explanation.

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Was an error or warning; a waiver hides it, or it only informs.
    Note,
    /// A cheaper, simpler or safer way exists.
    Advice,
    /// Risky, or rests on an estimate or a missing fact.
    Warning,
    /// Can never work as written, or is refused by the provider.
    Error,
}

impl Severity {
    /// The word in messages: "error", "warning", "advice", "note".
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One rule of the registry. Rules are statics, one file each; `check::registry()` gathers all of them.
#[derive(Debug)]
pub struct Rule {
    /// `MLP0301`.
    pub code: &'static str,
    /// Named for the fault, kebab-case, so that "waive quota-exceeds-pool" reads right.
    pub name: &'static str,
    /// The severity unless a finding says otherwise.
    pub severity: Severity,
    /// A fixed title without numbers.
    pub title: &'static str,
    /// The first version that has it.
    pub since: &'static str,
    /// The Markdown page: What it proves, Why it matters, Fails, Mended, Sources.
    pub explain: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}
