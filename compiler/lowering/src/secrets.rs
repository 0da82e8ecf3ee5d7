//! Secrets that stand in a cluster of no cloud already: the objects that `existing="namespace/name"` speaks of.

use mlpc_model::{Cloud, DeclId, Platform};
use smol_str::SmolStr;

use crate::Scope;

/// A Secret of Kubernetes that is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecretObject {
    /// Its namespace; `None` is that of whoever reads it.
    pub namespace: Option<SmolStr>,
    /// Its name.
    pub name: SmolStr,
}

/// The object that a secret of a cluster of no cloud is; `None` for one that a cloud's store keeps.
pub fn secret_object(platform: &Platform, secret: DeclId) -> Option<SecretObject> {
    let scope = Scope::new(platform, secret).filter(|it| it.cloud() == Some(Cloud::Kubernetes))?;
    let existing = scope.existing()?;
    Some(match existing.split_once('/') {
        Some((namespace, name)) => SecretObject { namespace: Some(namespace.into()), name: name.into() },
        None => SecretObject { namespace: None, name: existing.clone() },
    })
}
