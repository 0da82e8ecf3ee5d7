//! `secret`: in Azure an entry comes with its value, which is put there by hand or by another system; the vault for it is the target's.

use mlpc_lowering::{Lowering, NameRule, Scope};
use mlpc_model::DeclId;

/// Azure resource naming rules, `vaults/secrets`.
const NAME: NameRule = NameRule {
    what: "a secret of a key vault",
    who: "Azure",
    limit: 127,
    charset: "letters, digits and `-`",
    allows: |ch| ch.is_ascii_alphanumeric() || ch == '-',
};

/// Looks at a secret's name: nothing else is made of it.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let Some(scope) = Scope::new(cx.platform, id) else { return };
    if scope.existing().is_none() {
        scope.typed_name(cx, "-", &NAME);
    }
}
