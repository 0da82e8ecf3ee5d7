//! `secret`: an entry of Secrets Manager without a value, which comes from people or other systems.

use mlpc_graph::Map;
use mlpc_lowering::{Lowering, NameRule, Scope};
use mlpc_model::DeclId;

use crate::kms;

/// Secrets Manager API reference, `CreateSecret`.
const NAME: NameRule = NameRule {
    what: "a secret of Secrets Manager",
    who: "AWS",
    limit: 512,
    charset: "letters, digits and `/_+=.@-`",
    allows: |ch| ch.is_ascii_alphanumeric() || "/_+=.@-".contains(ch),
};

/// Lowers a secret.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.secret(id)) else { return };
    if let Some(name) = scope.existing() {
        let by = if name.starts_with("arn:") { "arn" } else { "name" };
        scope.read(cx, "aws_secretsmanager_secret", None, Map::new().with(by, name));
        return;
    }
    let name = scope.typed_name(cx, "/", &NAME);
    let description = scope.decl.docs.join(" ");
    let key = spec.store.and_then(|key| Scope::new(cx.platform, key.value)).map(|key| kms::arn(&key));
    let attrs = Map::new()
        .with("name", name)
        .with_opt("description", Some(description).filter(|it| !it.is_empty()))
        .with_opt("kms_key_id", key)
        .with_opt("tags", scope.tags(None));
    let mut secret = scope.managed(cx, "aws_secretsmanager_secret", None, "where the value is kept, put there by hand", attrs);
    secret.life.protect = spec.protect.value;
    cx.add(secret);
}
