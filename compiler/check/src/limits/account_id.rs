//! MLP0104: ids of accounts, projects and subscriptions that can't be any.

use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{Cloud, Platform};
use mlpc_sema::codes::wrong_type::RULE;

use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for target in &platform.targets {
        let Some(id) = target.account_id() else { continue };
        let text = id.value.as_str();
        let (is_right, what, help) = match target.cloud.value {
            Cloud::Aws => (is_account(text), "an AWS account", "an account's id has 12 digits, such as `111122223333`"),
            Cloud::Gcp => (
                is_project(text),
                "a Google Cloud project",
                "a project's id has 6 to 30 lower-case letters, digits and `-`, a letter first: `acme-ml-prod`; its number and its display name won't do",
            ),
            Cloud::Azure => (
                is_subscription(text),
                "an Azure subscription",
                "a subscription's id is a UUID: `00000000-0000-0000-0000-000000000000`; `az account show --query id` shows it",
            ),
            Cloud::Kubernetes => continue,
        };
        if is_right {
            continue;
        }
        let shown: String = text.chars().take(60).collect();
        out.push(
            Diagnostic::new(&RULE, format!("`{shown}` is not the id of {what}"))
                .label_opt(cx.span(id.origin), wrong(target.cloud.value, text))
                .help(help)
                .subject(target.address.clone()),
        );
    }
}

/// What is wrong, in a few words.
fn wrong(cloud: Cloud, text: &str) -> String {
    match cloud {
        Cloud::Aws if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => format!("{} digits", text.len()),
        Cloud::Aws => "not a number of 12 digits".to_owned(),
        Cloud::Gcp => "not a project's id".to_owned(),
        Cloud::Azure | Cloud::Kubernetes => "not a UUID".to_owned(),
    }
}

/// AWS Account Management Reference Guide: "a 12-digit number".
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Google Cloud, "Creating and managing projects": 6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last. Projects
/// of a legacy domain have it in front: `example.com:acme-ml`.
fn is_project(text: &str) -> bool {
    let id = text.rsplit_once(':').map_or(text, |(_, id)| id);
    (6..=30).contains(&id.len())
        && id.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !id.ends_with('-')
}

fn is_subscription(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_shape_of_their_cloud() {
        assert!(is_account("111122223333") && !is_account("1111222233334") && !is_account("1111-2222-3333"));
        assert!(is_project("acme-ml") && is_project("example.com:acme-ml") && !is_project("My Project") && !is_project("1234567890"));
        assert!(is_subscription("0b1f6471-1bf0-4dda-aec3-cb9272f09590") && !is_subscription("1234"));
    }
}
