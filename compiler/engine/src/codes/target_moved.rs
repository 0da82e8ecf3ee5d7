//! MLP1012: a target means another place than what it holds; says how much it holds, and where.

pub use mlpc_plan::codes::target_moved::RULE;

use mlpc_diag::Diagnostic;
use mlpc_plan::Relocated;
use mlpc_units::n_of;

/// A target whose place was edited; a simulated state may also be cleared.
pub fn diagnose(relocated: &Relocated, simulated: bool) -> Diagnostic {
    let Relocated { target, field, from, to, span, n_resources, .. } = relocated;
    let held = n_of(*n_resources, "resource");
    let message = format!("target {target} holds {held} in {from}; with {field} {to} they would be lost from view");
    let second = format!(
        "keep {field}=\"{}\", declare a second target with {field}=\"{}\", and name that one in what moves (`target=`)",
        plain(from),
        plain(to)
    );
    let found = Diagnostic::new(&RULE, message).label_opt(*span, format!("{from} before")).help(second).subject(format!("target.{target}"));
    if simulated { found.help("or clear the simulated state: `mlpc state reset`") } else { found }
}

/// A field's text without its quotes.
fn plain(text: &str) -> &str {
    text.trim_matches('"')
}
