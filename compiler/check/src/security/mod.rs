//! Group 07: networks, identities, images.

mod image_without_digest;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[Check { rule: &image_without_digest::RULE, run: image_without_digest::check }];
