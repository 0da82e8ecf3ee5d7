//! Requirements that depend on other fields, as data: "one of model and image", "not for kubernetes".

use smol_str::SmolStr;

/// Sets of fields of which one must be there in full, written or from context; a default doesn't count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// The sets: each names fields of the kind or group that the requirement stands on.
    pub any: Vec<Vec<SmolStr>>,
    /// Whether no field of a second set may be there as well.
    pub exclusive: bool,
    /// When it holds; `None` is always.
    pub when: Option<Condition>,
}

/// When a requirement holds. Paths name a field of the kind or group, then fields of what it refers to or holds: `target.cloud`; `name` is the
/// declaration's name, and a group's first value stands for the group. A condition on something absent or poisoned is false.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// The value at the path is one of these words.
    Is {
        /// Where to look.
        path: SmolStr,
        /// The words.
        words: Vec<SmolStr>,
    },
    /// The field at the path is there.
    Present(SmolStr),
    /// The inner condition is false, and what it looks at isn't poisoned.
    Not(Box<Condition>),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

impl Requirement {
    /// All of `fields` must be there.
    pub fn all(fields: &[&str]) -> Self {
        Self::any(&[fields])
    }

    /// One of `sets` must be there in full.
    pub fn any(sets: &[&[&str]]) -> Self {
        let any = sets.iter().map(|set| set.iter().map(SmolStr::new).collect()).collect();
        Self { any, exclusive: false, when: None }
    }

    /// Exactly one of `sets` must be there.
    pub fn one(sets: &[&[&str]]) -> Self {
        Self { exclusive: true, ..Self::any(sets) }
    }

    /// Limits it to where `condition` holds.
    pub fn when(self, condition: Condition) -> Self {
        Self { when: Some(condition), ..self }
    }

    /// Limits it to where `condition` doesn't hold.
    pub fn unless(self, condition: Condition) -> Self {
        self.when(condition.negated())
    }

    /// What it asks for, in words: "`count`, or `min` and `max`".
    pub fn words(&self) -> String {
        let sets = self.any.iter().map(|set| set.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" and "));
        sets.collect::<Vec<_>>().join(", or ")
    }
}

impl Condition {
    /// The value at `path` is one of `words`.
    pub fn is(path: &str, words: &[&str]) -> Self {
        Self::Is { path: path.into(), words: words.iter().map(SmolStr::new).collect() }
    }

    /// The field at `path` is there.
    pub fn present(path: &str) -> Self {
        Self::Present(path.into())
    }

    /// It doesn't hold.
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Is { .. } | Self::Present(_) | Self::All(_) | Self::Any(_) => Self::Not(Box::new(self)),
        }
    }

    /// Either holds.
    pub fn or(self, other: Self) -> Self {
        Self::Any(vec![self, other])
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// The paths it looks at.
    pub fn paths(&self) -> Vec<&SmolStr> {
        match self {
            Self::Is { path, .. } | Self::Present(path) => vec![path],
            Self::Not(inner) => inner.paths(),
            Self::All(conditions) | Self::Any(conditions) => conditions.iter().flat_map(Self::paths).collect(),
        }
    }

    /// The condition in words: "`target.cloud` is kubernetes".
    pub fn words(&self) -> String {
        let several = |conditions: &[Self], word: &str| conditions.iter().map(Self::words).collect::<Vec<_>>().join(word);
        match self {
            Self::Is { path, words } => format!("`{path}` is {}", words.join(" or ")),
            Self::Present(path) => format!("`{path}` is written"),
            Self::Not(inner) => match &**inner {
                Self::Is { path, words } => format!("`{path}` is not {}", words.join(" or ")),
                Self::Present(path) => format!("`{path}` is absent"),
                Self::Not(_) | Self::All(_) | Self::Any(_) => format!("not: {}", inner.words()),
            },
            Self::All(conditions) => several(conditions, " and "),
            Self::Any(conditions) => several(conditions, " or "),
        }
    }
}
