//! Group 07: networks, identities, secrets, images.

mod audit_logs_off;
mod cidr_conflict;
mod credential;
mod image_without_digest;
mod leaves_region;
mod long_lived_keys;
mod plain_secret;
mod pod_security_refuses;
mod public_endpoint;
mod unencrypted_store;
mod wildcard;
mod written;

use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;

use crate::Check;

/// The rules on the typed platform, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &cidr_conflict::RULE, run: cidr_conflict::check },
    Check { rule: &public_endpoint::RULE, run: public_endpoint::check },
    Check { rule: &plain_secret::RULE, run: plain_secret::check },
    Check { rule: &long_lived_keys::RULE, run: long_lived_keys::check },
    Check { rule: &audit_logs_off::RULE, run: audit_logs_off::check },
    Check { rule: &leaves_region::RULE, run: leaves_region::check },
    Check { rule: &image_without_digest::RULE, run: image_without_digest::check },
    Check { rule: &pod_security_refuses::RULE, run: pod_security_refuses::check },
];

/// The rules on what was lowered, by code: what `resource` and `patch` write.
pub(crate) const ON_RESOURCES: &[Check<ResourceGraph>] = &[
    Check { rule: &public_endpoint::RULE, run: public_endpoint::check_resources },
    Check { rule: &unencrypted_store::RULE, run: unencrypted_store::check },
    Check { rule: &plain_secret::RULE, run: plain_secret::check_resources },
    Check { rule: &wildcard::RULE, run: wildcard::check },
    Check { rule: &long_lived_keys::RULE, run: long_lived_keys::check_resources },
];
