//! Names that people and programs type.

use mlpc_lowering::{Lowering, NameRule, Scope};

/// Reports characters that Azure refuses in a name. Of these kinds the length is judged with the platform's other rules, where each part of the
/// name can be shown.
pub(crate) fn check_characters(cx: &mut Lowering<'_>, scope: &Scope<'_>, rule: &NameRule, name: &str) {
    if name.chars().count() <= rule.limit {
        rule.check(cx, scope, name);
    }
}
