//! Group 07: networks, identities, images.

mod image_without_digest;
mod leaves_region;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &leaves_region::RULE, run: leaves_region::check },
    Check { rule: &image_without_digest::RULE, run: image_without_digest::check },
];
