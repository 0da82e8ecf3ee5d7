//! The rules of groups 01 (names and types) and 02 (expressions): one file each, beside its page.

use mlpc_diag::Rule;

pub mod currency_mismatch;
pub mod deferred_value;
pub mod dependency_cycle;
pub mod deprecated;
pub mod duplicate;
pub mod expansion_too_deep;
pub mod expired_waiver;
pub mod file_not_found;
pub mod matches_nothing;
pub mod missing_required;
pub mod not_in_enum;
pub mod out_of_range;
pub mod overflow;
pub mod reference_of_wrong_kind;
pub mod unit_mismatch;
pub mod unknown_field;
pub mod unknown_function;
pub mod unknown_kind;
pub mod unknown_name;
pub mod unknown_reference;
pub mod unused;
pub mod wrong_type;

/// All of them, by code.
pub const RULES: &[&Rule] = &[
    &unknown_kind::RULE,
    &unknown_field::RULE,
    &missing_required::RULE,
    &wrong_type::RULE,
    &duplicate::RULE,
    &unknown_reference::RULE,
    &reference_of_wrong_kind::RULE,
    &out_of_range::RULE,
    &not_in_enum::RULE,
    &dependency_cycle::RULE,
    &unused::RULE,
    &deprecated::RULE,
    &matches_nothing::RULE,
    &expired_waiver::RULE,
    &expansion_too_deep::RULE,
    &unit_mismatch::RULE,
    &unknown_name::RULE,
    &unknown_function::RULE,
    &overflow::RULE,
    &deferred_value::RULE,
    &currency_mismatch::RULE,
    &file_not_found::RULE,
];
