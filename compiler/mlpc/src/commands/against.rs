//! What a plan is compared with.

use std::convert::Infallible;
use std::str::FromStr;

/// What a plan is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Against {
    /// The platform's state.
    State,
    /// A git revision or a directory.
    Other(String),
}

impl FromStr for Against {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text == "state" { Self::State } else { Self::Other(text.to_owned()) })
    }
}
