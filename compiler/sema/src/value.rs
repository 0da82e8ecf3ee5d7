//! Values of expressions, before a field's type reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use mlpc_model::DeclId;
use mlpc_units::{Date, Duration, Money, Quantity, Rate, Ratio, Rational};
use smol_str::SmolStr;

/// A value. Cloning is cheap: long texts, lists and maps are shared.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    /// Reported already; whoever meets it stays silent.
    Poison,
    Null,
    Bool(bool),
    Number(Rational),
    Text(SmolStr),
    Quantity(Quantity),
    Duration(Duration),
    Ratio(Ratio),
    Rate(Rate),
    Money(Money),
    Date(Date),
    List(Arc<[Value]>),
    Map(Arc<BTreeMap<SmolStr, Value>>),
    /// A kind's name, or a resource's TYPE, before a dot.
    Space(SmolStr),
    /// A declaration.
    Decl(DeclId),
    /// A value of a declaration that this stage can't know.
    Later(Later),
    /// Text with such values in it.
    Joined(Arc<[Piece]>),
}

/// A value that a later stage or the cloud knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Later {
    pub(crate) decl: DeclId,
    /// The attributes below the declaration, in order.
    pub(crate) path: Arc<[SmolStr]>,
    pub(crate) when: When,
}

/// When a value is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    /// By the lowering, before anything is planned: a bucket's URL.
    Lowering,
    /// After apply only.
    Apply,
    /// Never: a secret.
    Never,
}

/// A piece of joined text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    Text(SmolStr),
    Later(Later),
}

impl Value {
    /// A list.
    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::List(items.into())
    }

    /// A text.
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(SmolStr::new(text))
    }

    /// A whole number.
    pub(crate) fn int(number: i64) -> Self {
        Self::Number(Rational::from(number))
    }

    /// What it is, for messages: "a quantity", "a list".
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Poison => "an unknown value",
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::Text(_) | Self::Joined(_) => "a text",
            Self::Quantity(_) => "a quantity",
            Self::Duration(_) => "a duration",
            Self::Ratio(_) => "a ratio",
            Self::Rate(_) => "a rate",
            Self::Money(_) => "money",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Space(_) => "a kind",
            Self::Decl(_) => "a declaration",
            Self::Later(later) if later.when == When::Never => "a secret",
            Self::Later(_) => "a value known later",
        }
    }

    /// The value as people would write it, shortened; for messages and `for` frames.
    pub(crate) fn show(&self) -> String {
        let text = match self {
            Self::Bool(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("`{text}`"),
            Self::Quantity(quantity) => quantity.to_string(),
            Self::Duration(duration) => duration.to_string(),
            Self::Ratio(ratio) => ratio.to_string(),
            Self::Rate(rate) => rate.to_string(),
            Self::Money(money) => money.to_string(),
            Self::Date(date) => date.to_string(),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Map(entries) => format!("a map of {}", entries.len()),
            Self::Space(kind) => format!("the kind `{kind}`"),
            Self::Poison | Self::Null | Self::Decl(_) | Self::Later(_) | Self::Joined(_) => self.noun().to_owned(),
        };
        shorten(&text)
    }
}

/// At most 60 characters of `text`, on one line.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().take(MOST).map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
    if text.chars().nth(MOST).is_some() { format!("{line}…") } else { line }
}
