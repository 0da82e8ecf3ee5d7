//! Texts with a grammar of their own: email, url, image, cron, ip, principal …

use std::net::IpAddr;

use mlpc_schema::Type;
use mlpc_units::{Cidr, Version, VersionRange};

/// Why a text isn't of a type.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: String,
}

fn fault(message: String, help: &str) -> Fault {
    Fault { message, help: help.to_owned() }
}

/// Whether a text is of a textual type.
pub(super) fn check(ty: &Type, text: &str) -> Result<(), Fault> {
    let shown = crate::value::shorten(text);
    let wrong = |what: &str, help: &str| Err(fault(format!("`{shown}` is not {what}"), help));
    let units = |error: mlpc_units::ParseError| Fault { message: error.message, help: error.help.unwrap_or_default() };
    match ty {
        Type::Version => Version::parse(text).map(|_| ()).map_err(units),
        Type::VersionRange => VersionRange::parse(text).map(|_| ()).map_err(units),
        Type::Cidr => Cidr::parse(text).map(|_| ()).map_err(units),
        Type::Ip if text.parse::<IpAddr>().is_err() => wrong("an address", "an address is written like `203.0.113.7`"),
        Type::Email if !is_email(text) => wrong("a mail address", "an address is written like `team@example.com`"),
        Type::Url if !is_url(text) => wrong("a URL", "a URL starts with its scheme: `https://…`, `s3://…`, `file:…`"),
        Type::Image => super::image::check(text).map_err(|it| Fault { message: it.message, help: it.help }),
        Type::Cron if !is_cron(text) => wrong("a cron schedule", "five fields: minute, hour, day, month, weekday, such as `0 3 * * *`"),
        Type::Arn if !text.starts_with("arn:") || text.matches(':').count() < 5 => {
            wrong("an ARN", "an ARN is written `arn:aws:SERVICE:REGION:ACCOUNT:…`")
        }
        Type::Path if text.starts_with('/') || text.split('/').any(|part| part == "..") => {
            wrong("a path below the platform's directory", "paths start at the platform's directory and stay in it")
        }
        Type::Principal if !is_principal(text) => wrong("a principal", "a principal is `group:…`, `user:…`, `service:…` or an ARN"),
        Type::ResourceAddress if !text.contains('.') => wrong("the address of a resource", "it is written `TYPE.NAME`"),
        _ => Ok(()),
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|ch: char| ch.is_whitespace() || ch == '@' || ch == '<' || ch == '>');
    plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme && !rest.is_empty() && !rest.contains(char::is_whitespace) && (scheme == "file" || rest.starts_with("//"))
}

fn is_principal(text: &str) -> bool {
    if text.starts_with("arn:") {
        return text.matches(':').count() >= 5;
    }
    ["group:", "user:", "service:"].iter().any(|prefix| text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()))
}

fn is_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    let field = |field: &str| field.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*/,-?LW#".contains(&byte));
    fields.len() == 5 && fields.iter().all(|it| field(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammars_accept_and_refuse() {
        let cases = [
            (Type::Email, "a@example.com", "a@b"),
            (Type::Url, "https://example.com", "example.com"),
            (Type::Url, "file:.mlpc", "https:"),
            (Type::Cron, "0 3 * * *", "0 3 * *"),
            (Type::Principal, "group:ml", "ml"),
            (Type::Arn, "arn:aws:iam::111122223333:role/x", "arn:x"),
            (Type::Ip, "::1", "1.2.3"),
            (Type::Path, "a/b.csv", "../b.csv"),
            (Type::Cidr, "10.0.0.0/8", "10.0.0.0/99"),
            (Type::Version, "1.35", "latest!"),
        ];
        for (ty, good, bad) in cases {
            assert!(check(&ty, good).is_ok(), "{good}");
            assert!(check(&ty, bad).is_err(), "{bad}");
        }
    }
}
