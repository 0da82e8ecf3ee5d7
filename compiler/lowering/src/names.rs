//! Names that nobody types, cut to a limit, and the hash that makes names in global namespaces unique (`kinds.md`, "Names").

use mlpc_diag::Diagnostic;
use mlpc_source::hex;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

use crate::{Lowering, Scope, codes};

/// What a cloud allows as a name that people or programs type.
#[derive(Clone, Copy, Debug)]
pub struct NameRule {
    /// What has the name, with its article: "an S3 bucket".
    pub what: &'static str,
    /// Whose rule it is: `AWS`, `Kubernetes`.
    pub who: &'static str,
    /// The most characters.
    pub limit: usize,
    /// Which characters, in words: "a-z, 0-9 and `-`".
    pub charset: &'static str,
    /// Whether a character is among them.
    pub allows: fn(char) -> bool,
}

impl NameRule {
    /// Reports a name that the cloud would refuse (MLP0801).
    pub fn check(&self, cx: &mut Lowering<'_>, scope: &Scope<'_>, name: &str) {
        let n = name.chars().count();
        let message = if n > self.limit {
            format!("the name of {}, `{name}`, has {n} characters; {} allows {}", self.what, self.who, self.limit)
        } else if let Some(ch) = name.chars().find(|ch| !(self.allows)(*ch)) {
            format!("the name of {}, `{name}`, has a `{ch}`; {} allows {}", self.what, self.who, self.charset)
        } else {
            return;
        };
        let (decl, tenant) = (scope.decl, scope.tenant.map(|it| it.name.as_str()));
        let label = match tenant {
            _ if scope.chosen_name().is_some() => "its `cloud-name`".to_owned(),
            Some(tenant) => format!("lowers to platform, tenant and name: `{}`, `{tenant}`, `{}`", scope.platform.name, decl.name),
            None => format!("lowers to platform and name: `{}`, `{}`", scope.platform.name, decl.name),
        };
        cx.out.push(
            Diagnostic::new(&codes::NAME_TOO_LONG, message)
                .label(decl.head, label)
                .help(format!("give it a name of its own: `cloud-name=\"…\"` (at most {} of {})", self.limit, self.charset))
                .note(
                    "names that nobody types are shortened with a hash; this one is typed by people or programs, so it is yours to choose",
                )
                .subject(decl.address.clone()),
        );
    }
}

/// The name itself if it fits `limit` characters, else its beginning, `-` and four hex digits of the SHA-256 of the whole.
///
/// For names that nobody types (roles, policies, security groups, templates); a name that people or programs type is an error instead.
pub fn shorten(name: &str, limit: usize) -> SmolStr {
    if name.chars().count() <= limit {
        return name.into();
    }
    let kept: String = name.chars().take(limit.saturating_sub(5)).collect();
    format_smolstr!("{}-{}", kept.trim_end_matches('-'), short_hash(name))
}

/// The six hex digits that end a bucket's name: of the SHA-256 of the account, project or subscription.
pub fn account_hash(account: &str) -> SmolStr {
    hash(account, 6)
}

/// The four hex digits that end a shortened name.
pub fn short_hash(name: &str) -> SmolStr {
    hash(name, 4)
}

fn hash(text: &str, digits: usize) -> SmolStr {
    hex(&Sha256::digest(text.as_bytes())).chars().take(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_end_in_their_hash() {
        assert_eq!(shorten("atlas-main-cluster", 64), "atlas-main-cluster");
        let long = "atlas-recommendations-embedding-refresher-nightly-model-service-role";
        let short = shorten(long, 64);
        assert_eq!(short.len(), 64);
        assert_eq!(short.get(..59), long.get(..59));
        assert_ne!(short, shorten(&format!("{long}s"), 64));
    }

    #[test]
    fn the_bucket_hash_is_of_the_account() {
        // `examples/emitted` names the bucket of account 111122223333 `atlas-search-lake-aeb221`.
        assert_eq!(account_hash("111122223333"), "aeb221");
    }
}
