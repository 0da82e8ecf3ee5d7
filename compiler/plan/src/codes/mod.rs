//! The codes of group 10: what goes wrong between plan and apply. They are about the world, not about the spec, so few have a place in it.
//!
//! The engine reports most of them; they live here because whoever explains them must not need its runtime.

pub mod call_failed;
pub mod change_refused;
pub mod deadline;
pub mod drift;
pub mod in_doubt;
pub mod no_credentials;
pub mod nothing_to_do;
pub mod plan_stale;
pub mod protected;
pub mod state_locked;
pub mod state_newer;
pub mod target_moved;

use mlpc_diag::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[
    &state_locked::RULE,
    &state_newer::RULE,
    &plan_stale::RULE,
    &call_failed::RULE,
    &protected::RULE,
    &in_doubt::RULE,
    &drift::RULE,
    &no_credentials::RULE,
    &deadline::RULE,
    &nothing_to_do::RULE,
    &change_refused::RULE,
    &target_moved::RULE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_their_headings_and_codes_their_order() {
        let codes: Vec<_> = RULES.iter().map(|it| it.code).collect();
        let numbered: Vec<_> = (1001..=1012).map(|it| format!("MLP{it}")).collect();
        assert_eq!(codes, numbered);
        for rule in RULES {
            for heading in ["## What it proves", "## Why it matters", "## Fails", "## Mended", "## Sources"] {
                assert!(rule.explain.contains(heading), "{}: {heading}", rule.code);
            }
        }
    }
}
