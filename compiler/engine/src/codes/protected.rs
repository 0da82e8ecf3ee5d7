//! MLP1005: a protected resource would be destroyed; says every protected resource and where it is declared.

pub use mlpc_plan::codes::protected::RULE;

use mlpc_diag::Diagnostic;
use mlpc_plan::Protected;

/// The protected resources of a refused plan.
pub fn diagnose(protected: &[Protected]) -> Diagnostic {
    let n = protected.len();
    let noun = if n == 1 { "1 protected resource".to_owned() } else { format!("{n} protected resources") };
    let mut diagnostic = Diagnostic::new(&RULE, format!("{noun} would be destroyed"));
    for it in protected {
        let why = if it.replaced_for.is_empty() { String::new() } else { format!("  replaced for {}", it.replaced_for.join(", ")) };
        diagnostic = diagnostic.note(format!("{}  {}  {}{why}", it.address, it.owner, it.origin)).subject(it.owner.clone());
    }
    diagnostic.help("keep them, or write `protect=#false` on their declarations first")
}
