//! All codes there are: what `explain`, the book, SARIF, editor links and the completion of `waive` read.

use mlpc_diag::Rule;

use crate::{ON_PLATFORM, ON_RESOURCES};

/// Every rule, in order of code.
pub fn registry() -> Vec<&'static Rule> {
    let of_stages: &[&[&'static Rule]] = &[
        mlpc_syntax::codes::RULES,
        mlpc_sema::codes::RULES,
        mlpc_components::codes::RULES,
        mlpc_lower::codes::RULES,
        mlpc_plan::codes::RULES,
    ];
    let mut rules = of_stages.concat();
    rules.extend(ON_PLATFORM.iter().copied().flatten().map(|check| check.rule));
    rules.extend(ON_RESOURCES.iter().copied().flatten().map(|check| check.rule));
    rules.sort_by_key(|rule| rule.code);
    // A rule that looks at the platform and at what it lowers to stands in both lists.
    rules.dedup_by_key(|rule| rule.code);
    rules
}

/// The rule with this code (in any case, with or without `MLP`) or name.
pub fn lookup(text: &str) -> Option<&'static Rule> {
    let wanted = text.to_ascii_uppercase();
    registry().into_iter().find(|rule| rule.code == wanted || rule.code.strip_prefix("MLP") == Some(wanted.as_str()) || rule.name == text)
}

/// The groups of codes: their two digits and what they are about.
pub fn groups() -> &'static [(&'static str, &'static str)] {
    &[
        ("00", "syntax"),
        ("01", "names and types"),
        ("02", "expressions"),
        ("03", "tenancy"),
        ("04", "GPU pools and capacity"),
        ("05", "SLO"),
        ("06", "cost"),
        ("07", "network, identity, security"),
        ("08", "provider limits"),
        ("09", "components"),
        ("10", "plan and apply"),
        ("11", "wiring"),
    ]
}
