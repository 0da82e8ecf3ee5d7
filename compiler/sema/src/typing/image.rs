//! References of container images, by the grammar of the OCI distribution specification: `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`.

use crate::value::{Piece, shorten};

/// How an image is written.
pub(super) const FORM: &str = "an image is written like `ghcr.io/example/app@sha256:…`";
/// How long a reference without tag and digest may be.
const LONGEST: usize = 255;
/// How long a tag may be.
const LONGEST_TAG: usize = 128;
/// Stands where a value comes that the lowering knows: a host, and any part of a path.
const LATE: &str = "late.example";

/// What is wrong with a reference; what to write instead.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: String,
}

/// Whether a text is the reference of an image.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let fault =
        |what: String, help: &str| Err(Fault { message: format!("`{}` is not an image: {what}", shorten(text)), help: help.into() });
    if text.is_empty() || text.contains(char::is_whitespace) {
        return fault(if text.is_empty() { "it is empty" } else { "it has a blank" }.into(), FORM);
    }
    let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return fault(
            "its digest is not `sha256:` and 64 hexadecimal digits".into(),
            "copy the digest that the registry shows: `@sha256:…`",
        );
    }
    let (host, path) = match name.split_once('/') {
        Some((host, path)) if host == "localhost" || host.contains(['.', ':']) => (Some(host), path),
        _ => (None, name),
    };
    let (path, tag) = path.rsplit_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
        let what = if tag.is_empty() { "its tag is empty".into() } else { format!("`{}` is no tag", shorten(tag)) };
        return fault(what, "a tag has up to 128 letters, digits, `.`, `_` and `-`, and begins with none of the last two");
    }
    if host.is_some_and(|host| !is_host(host)) {
        return fault("its host can't be one".into(), FORM);
    }
    if let Some(part) = path.split('/').find(|part| !is_component(part)) {
        let what = if part.is_empty() { "a part of its path is empty".into() } else { format!("`{}` can't be in its path", shorten(part)) };
        let lower = part.to_lowercase();
        let help = if lower != part && is_component(&lower) {
            format!("write `{lower}`: paths of images are lower-case")
        } else {
            "paths of images have a-z, 0-9, and single `.`, `_` or `-` between them".to_owned()
        };
        return fault(what, &help);
    }
    if name.len() > LONGEST {
        return fault(format!("its name has {} characters, {LONGEST} are allowed", name.len()), "write a shorter path");
    }
    Ok(())
}

/// Whether a text with parts that the lowering knows can be one. A registry's own address names no image: a path must follow.
pub(super) fn check_joined(pieces: &[Piece], is_registry: impl Fn(&crate::value::Later) -> bool) -> Result<(), Fault> {
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Later(_) => text.push_str(LATE),
        }
        let below = match pieces.get(index + 1) {
            Some(Piece::Text(next)) => next.len() > 1 && next.starts_with('/'),
            Some(Piece::Later(_)) | None => false,
        };
        if matches!(piece, Piece::Later(later) if index == 0 && is_registry(later)) && !below {
            let message = "a registry's address alone is not an image".to_owned();
            return Err(Fault { message, help: "add the path of an image and its tag or digest: `/ranker:1.14.2`".into() });
        }
    }
    check(&text).map_err(|fault| Fault { message: fault.message.replace(LATE, "…"), ..fault })
}

/// `a`, `a.b`, `a_b`, `a__b`, `a--b`: letters and digits, joined by one separator.
fn is_component(part: &str) -> bool {
    let plain = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit();
    let inside = part.starts_with(plain) && part.ends_with(plain);
    inside && part.split(plain).all(|joint| matches!(joint, "" | "." | "_" | "__") || joint.bytes().all(|byte| byte == b'-'))
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let label = |label: &str| {
        let plain = |ch: char| ch.is_ascii_alphanumeric();
        label.starts_with(plain) && label.ends_with(plain) && label.chars().all(|ch| plain(ch) || ch == '-')
    };
    name.split('.').all(label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_tag(tag: &str) -> bool {
    let word = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    tag.len() <= LONGEST_TAG && tag.starts_with(word) && tag.chars().all(|ch| word(ch) || ch == '.' || ch == '-')
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let n = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == n && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_follow_the_grammar_of_registries() {
        let digest = format!("ghcr.io/example/app:1@sha256:{}", "0a".repeat(32));
        let good = ["app", "app:1", "library/app", "localhost/app", "r.example:5000/a/b_c--d:v1.2-rc_1", "r.example/a__b", digest.as_str()];
        for text in good {
            assert!(check(text).is_ok(), "{text}");
        }
        let bad = [
            "",
            "a b",
            "Team/app",
            "app:",
            "app:-1",
            "r.example/",
            "r.example//a",
            "a..b",
            "a@sha256:1",
            "a@b",
            "r.example:x/a",
            "-a",
            "/a",
        ];
        for text in bad {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
