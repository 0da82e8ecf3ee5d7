//! Credentials by their form: what issuers gave a prefix, so that it can be recognized.

/// What a text is, if it has the form of a credential: "an AWS access key".
pub(super) fn form(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.len() < 16 {
        return None;
    }
    PREFIXED.iter().find(|it| it.holds(text)).map(|it| it.what).or_else(|| other(text))
}

struct Prefixed {
    prefix: &'static str,
    what: &'static str,
    /// Fewest characters behind the prefix.
    least: usize,
    /// Whether a character may stand behind it.
    allows: fn(char) -> bool,
}

impl Prefixed {
    fn holds(&self, text: &str) -> bool {
        text.strip_prefix(self.prefix).is_some_and(|rest| rest.len() >= self.least && rest.chars().all(self.allows))
    }
}

fn letters(ch: char) -> bool {
    ch.is_ascii_alphanumeric()
}

fn upper(ch: char) -> bool {
    ch.is_ascii_uppercase() || ch.is_ascii_digit()
}

fn token(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || ch == '-' || ch == '_'
}

/// Prefixes as their issuers document them.
const PREFIXED: &[Prefixed] = &[
    Prefixed { prefix: "AKIA", what: "an AWS access key", least: 16, allows: upper },
    Prefixed { prefix: "ASIA", what: "a temporary AWS access key", least: 16, allows: upper },
    Prefixed { prefix: "AIza", what: "a Google API key", least: 35, allows: token },
    Prefixed { prefix: "ghp_", what: "a GitHub token", least: 36, allows: letters },
    Prefixed { prefix: "gho_", what: "a GitHub token", least: 36, allows: letters },
    Prefixed { prefix: "ghs_", what: "a GitHub token", least: 36, allows: letters },
    Prefixed { prefix: "github_pat_", what: "a GitHub token", least: 36, allows: token },
    Prefixed { prefix: "glpat-", what: "a GitLab token", least: 20, allows: token },
    Prefixed { prefix: "hf_", what: "a Hugging Face token", least: 34, allows: letters },
    Prefixed { prefix: "sk-ant-", what: "an Anthropic key", least: 32, allows: token },
    Prefixed { prefix: "sk-proj-", what: "an OpenAI key", least: 32, allows: token },
    Prefixed { prefix: "xoxb-", what: "a Slack token", least: 20, allows: token },
    Prefixed { prefix: "xoxp-", what: "a Slack token", least: 20, allows: token },
    Prefixed { prefix: "npm_", what: "an npm token", least: 36, allows: letters },
    Prefixed { prefix: "pypi-AgEI", what: "a PyPI token", least: 50, allows: token },
    Prefixed { prefix: "sk_live_", what: "a Stripe key", least: 24, allows: letters },
    Prefixed { prefix: "dop_v1_", what: "a DigitalOcean token", least: 64, allows: letters },
];

/// Private keys, signed tokens, and URLs with a password.
fn other(text: &str) -> Option<&'static str> {
    if text.starts_with("-----BEGIN ") && text.lines().next().is_some_and(|line| line.ends_with("PRIVATE KEY-----")) {
        return Some("a private key");
    }
    let mut parts = text.split('.');
    if text.starts_with("eyJ") && parts.clone().count() == 3 && parts.all(|part| part.len() >= 16 && part.chars().all(token)) {
        return Some("a signed token");
    }
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let is_scheme = !scheme.is_empty() && scheme.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '+' || ch == '-' || ch == '.');
    // `$(PASSWORD)` and `${PASSWORD}` are filled in elsewhere.
    (is_scheme && !password.is_empty() && !password.starts_with('$')).then_some("a URL with a password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_known_and_others_left_alone() {
        assert_eq!(form("AKIAIOSFODNN7EXAMPLE"), Some("an AWS access key"));
        assert_eq!(form(&format!("hf_{}", "a".repeat(34))), Some("a Hugging Face token"));
        assert_eq!(form("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"), Some("a private key"));
        assert_eq!(form("postgresql://mlflow:hunter22@db.example.com/mlflow"), Some("a URL with a password"));
        assert_eq!(form(&format!("eyJ{0}.eyJ{0}.{0}", "a".repeat(20))), Some("a signed token"));
        for plain in [
            "AKIA",
            "hf_transfer_is_a_python_package_for_downloads",
            "postgresql://mlflow@db.example.com/mlflow",
            "postgresql://mlflow:$(PASSWORD)@db.example.com/mlflow",
            "https://registry.example.com:5000/ranker@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
            "eyJ.a.b",
            "arn:aws:iam::111122223333:role/deployment",
        ] {
            assert_eq!(form(plain), None, "{plain}");
        }
    }
}
