//! The rules that lowering finds broken: names, engines, schemas, clashes. One file each, beside its page.

use mlpc_diag::Rule;

mod name_clash;
mod name_too_long;
mod not_available;
mod unknown_attribute;

pub use name_clash::RULE as NAME_CLASH;
pub use name_too_long::RULE as NAME_TOO_LONG;
pub use not_available::RULE as NOT_AVAILABLE;
pub use unknown_attribute::RULE as UNKNOWN_ATTRIBUTE;

/// All of them, by code.
pub const RULES: &[&Rule] = &[&NAME_CLASH, &NAME_TOO_LONG, &NOT_AVAILABLE, &UNKNOWN_ATTRIBUTE];
