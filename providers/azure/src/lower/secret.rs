//! `secret`: in Azure an entry comes with its value, which is put there by hand or by another system; the vault for it is the target's.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, NameRule, Scope, codes};
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
        return;
    }
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, format!("this version of mlpc can't read `{}` from a vault of others", scope.decl.address))
            .label(scope.decl.head, "in another vault than the target's")
            .help("leave `existing` out, and put the value into the target's vault")
            .subject(scope.decl.address.clone()),
    );
}
