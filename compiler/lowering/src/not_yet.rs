//! What a version can't make, said rather than left out in silence.

use mlpc_diag::Diagnostic;
use mlpc_model::DeclId;

use crate::{Lowering, Scope, codes};

/// Says of a declaration that this version can't make it in a cloud, whose Terraform types begin with `prefix` (MLP0805).
pub fn not_yet(cx: &mut Lowering<'_>, id: DeclId, cloud: &str, prefix: &str) {
    let Some(scope) = Scope::new(cx.platform, id) else { return };
    let message = format!("this version of mlpc can't make `{}` on {cloud}", scope.decl.address);
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message)
            .label(scope.decl.head, "would be left out")
            .help(format!("write it as `resource \"{prefix}…\"` until then"))
            .subject(scope.decl.address.clone()),
    );
}
