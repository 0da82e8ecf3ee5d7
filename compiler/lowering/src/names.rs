//! Names that nobody types, cut to a limit, and the hash that makes names in global namespaces unique (`kinds.md`, "Names").

use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

/// The name itself if it fits `limit` characters, else its beginning, `-` and four hex digits of the SHA-256 of the whole.
///
/// For names that nobody types (roles, policies, security groups, templates); a name that people or programs type is an error instead.
pub fn shorten(name: &str, limit: usize) -> SmolStr {
    if name.chars().count() <= limit {
        return name.into();
    }
    let kept: String = name.chars().take(limit.saturating_sub(5)).collect();
    format_smolstr!("{}-{}", kept.trim_end_matches('-'), hex(name, 4))
}

/// The six hex digits that end a bucket's name: of the SHA-256 of the account, project or subscription.
pub fn account_hash(account: &str) -> SmolStr {
    hex(account, 6)
}

fn hex(text: &str, digits: usize) -> SmolStr {
    let digest = Sha256::digest(text.as_bytes());
    let text: String =
        digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).take(digits).collect();
    text.into()
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
        assert!(long.starts_with(&short[..59]));
        assert_ne!(short, shorten(&format!("{long}s"), 64));
    }

    #[test]
    fn the_bucket_hash_is_of_the_account() {
        // `examples/emitted` names the bucket of account 111122223333 `atlas-search-lake-aeb221`.
        assert_eq!(account_hash("111122223333"), "aeb221");
    }
}
